/*
 * arena.h - memory that is freed all at once.
 *
 * Nothing in an arena is freed alone, so the model has no destructors. Running
 * out of memory is fatal (one line on standard error, exit 2): no function here
 * returns NULL. An arena belongs to one thread at a time.
 *
 * Built with STRATA_DEBUG_ARENA each object has a malloc of its own, so that
 * AddressSanitizer sees an overrun that a chunk would hide.
 */
#ifndef STRATA_ARENA_H
#define STRATA_ARENA_H

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "strata/str.h"

struct strata_arena_chunk;

struct strata_arena {
	struct strata_arena_chunk *head;
	size_t total; /* bytes asked from malloc */
	struct strata_arena *trees; /* NULL until something asks for it */
};

#define STRATA_ARENA_INIT ((struct strata_arena){ NULL, 0, NULL })

void *strata_arena_alloc(struct strata_arena *a, size_t size); /* zeroed, aligned */

/*
 * Of an object that nobody needs any more, with the size that it was asked for by: frees
 * it when it is so large that it has memory of its own. Else it waits for the rest.
 */
void strata_arena_give_back(struct strata_arena *a, void *p, size_t size);

/*
 * The part of an arena for the nodes of documents. It goes with the arena, or before it: what
 * has been read of a document keeps its texts, not its tree, which is mostly the larger.
 */
struct strata_arena *strata_arena_trees(struct strata_arena *a);
void strata_arena_drop_trees(struct strata_arena *a);

/*
 * An array in one arena becomes one in another, without a copy where it has memory of its own;
 * `used` bytes of its `size` are kept. What is small is copied.
 */
void *strata_arena_hand_over(struct strata_arena *to, struct strata_arena *from, void *p,
			     size_t size, size_t used);
struct strata_str strata_arena_dup(struct strata_arena *a, struct strata_str s);
struct strata_str strata_arena_lower(struct strata_arena *a, struct strata_str s); /* ASCII */
char *strata_arena_text(struct strata_arena *a, size_t len); /* to be filled, and its NUL */
const char *strata_arena_cstr(struct strata_arena *a, struct strata_str s); /* up to a NUL in s */

/* A new string of the formatted text; also NUL terminated after its length. */
struct strata_str strata_arena_printf(struct strata_arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct strata_str strata_arena_vprintf(struct strata_arena *a, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Seconds since 1970 as RFC 3339 has them, in UTC: "2026-01-31T23:59:59Z". */
struct strata_str strata_arena_time(struct strata_arena *a, int64_t seconds);

/* a + b + c in one new string; absent slices count as empty. */
struct strata_str strata_arena_join(struct strata_arena *a, struct strata_str x,
				    struct strata_str y, struct strata_str z);

/*
 * folder/path with '.' and '..' taken out, as paths of a snapshot are: absent when it leads out of
 * the snapshot, or begins at the root of a machine.
 */
struct strata_str strata_arena_path(struct strata_arena *a, struct strata_str folder,
				    struct strata_str path);

/* All of these texts in one new string, as keys of maps are made: STRATA_CONCAT(arena, a, b, ..). */
struct strata_str strata_arena_concat(struct strata_arena *a, const struct strata_str *parts,
				      size_t count);

#define STRATA_CONCAT(arena, ...)                                                   \
	strata_arena_concat((arena), (const struct strata_str[]){ __VA_ARGS__ },    \
			    sizeof((const struct strata_str[]){ __VA_ARGS__ }) / \
				    sizeof(struct strata_str))

/* Frees all; the arena is as new. reset keeps one chunk for the next round. */
void strata_arena_release(struct strata_arena *a);
void strata_arena_reset(struct strata_arena *a);

/*
 * At the start of a program that makes many arenas: what one frees is kept for the next,
 * not handed back to the system page by page. Half of the time of a parse is spent there
 * otherwise (tests/bench/README.md).
 */
void strata_arena_keep_memory(void);

/* For memory outside of an arena: as malloc and realloc, but never NULL. */
void *strata_malloc(size_t size);
void *strata_realloc(void *old, size_t size);

/*
 * A growable array in an arena:
 *
 *	STRATA_VEC(strata_names, struct strata_str);
 *	struct strata_names names = { 0 };
 *	*strata_vec_push(arena, &names) = STRATA_STR("x");
 *
 * push answers the address of a zeroed new element, valid until the next push. Items with
 * a capacity of 0 are somebody else's: a push copies them first.
 */
#define STRATA_VEC(name, type)         \
	struct name {                  \
		type *items;           \
		size_t count;          \
		size_t capacity;       \
	}

#define strata_vec_push(arena, vec)                                                         \
	((vec)->items = strata_vec_fit((arena), (vec)->items, (vec)->count, &(vec)->capacity, \
				       sizeof *(vec)->items),                               \
	 memset(&(vec)->items[(vec)->count], 0, sizeof *(vec)->items),                      \
	 &(vec)->items[(vec)->count++])

/* Room for so many in all: no more is taken than that, and push needs none until then. */
#define strata_vec_reserve(arena, vec, most)                                                \
	((vec)->items = strata_vec_room((arena), (vec)->items, (vec)->count, &(vec)->capacity, \
					(most), sizeof *(vec)->items))

/* Empties a vector that nobody needs any more; its memory goes as far as it can. */
#define strata_vec_give_back(arena, vec)                                                    \
	(strata_arena_give_back((arena), (vec)->items, (vec)->capacity * sizeof *(vec)->items), \
	 (vec)->items = NULL, (vec)->count = (vec)->capacity = 0)

/* Sorts a vector; most have one element or none, and qsort is slow to find that out. */
#define strata_vec_sort(vec, compare)                                                      \
	do {                                                                               \
		if ((vec)->count > 1)                                                      \
			qsort((vec)->items, (vec)->count, sizeof *(vec)->items, (compare)); \
	} while (0)

/* Of elements side by side that a comparison tells are the same, the first stays. */
#define strata_vec_unique(vec, compare)                                                    \
	do {                                                                               \
		size_t kept_ = 0;                                                          \
                                                                                           \
		for (size_t i_ = 0; i_ < (vec)->count; i_++)                               \
			if (!kept_ ||                                                      \
			    (compare)(&(vec)->items[kept_ - 1], &(vec)->items[i_]) != 0)   \
				(vec)->items[kept_++] = (vec)->items[i_];                  \
		(vec)->count = kept_;                                                      \
	} while (0)

void *strata_vec_fit(struct strata_arena *a, void *items, size_t count, size_t *capacity,
		     size_t size);
void *strata_vec_room(struct strata_arena *a, void *items, size_t count, size_t *capacity,
		      size_t most, size_t size);

STRATA_VEC(strata_strs, struct strata_str);

#endif
