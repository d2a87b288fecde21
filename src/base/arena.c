/* arena.c - memory that is freed all at once; see strata/arena.h. */
#include "strata/arena.h"

#include <malloc.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What is larger than LARGE has a chunk of its own, which can grow and be given back. */
enum { CHUNK_FIRST = 16 << 10, CHUNK_MOST = 1 << 20, LARGE = 256 << 10 };

struct strata_arena_chunk {
	struct strata_arena_chunk *next, *before;
	size_t used, size;
	alignas(max_align_t) char data[];
};

/* Of the allocator: what is smaller comes from its own heap, of which so much stays. */
enum { KEEP_SMALLER = 8 << 20, KEEP_MOST = 256 << 20, GROW_BY = 1 << 20 };

void strata_arena_keep_memory(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, KEEP_SMALLER);
	mallopt(M_TRIM_THRESHOLD, KEEP_MOST);
	mallopt(M_TOP_PAD, GROW_BY);
	mallopt(M_ARENA_MAX, 1); /* what one thread frees, another takes */
#endif
}

static _Noreturn void out_of_memory(void)
{
	static const char text[] = "strata: out of memory\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(2);
}

void *strata_malloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *strata_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

static bool is_large(size_t size)
{
#ifdef STRATA_DEBUG_ARENA
	(void)size;
	return true;
#endif
	return size > LARGE;
}

/* At the front, or behind another one. */
static void link_chunk(struct strata_arena *a, struct strata_arena_chunk *chunk,
		       struct strata_arena_chunk *before)
{
	chunk->before = before;
	chunk->next = before ? before->next : a->head;
	if (chunk->next)
		chunk->next->before = chunk;
	if (before)
		before->next = chunk;
	else
		a->head = chunk;
	a->total += chunk->size;
}

static void unlink_chunk(struct strata_arena *a, struct strata_arena_chunk *chunk)
{
	if (chunk->next)
		chunk->next->before = chunk->before;
	if (chunk->before)
		chunk->before->next = chunk->next;
	else
		a->head = chunk->next;
	a->total -= chunk->size;
}

/* Behind the head, where small objects still go. Fresh pages are zero, and free until used. */
static void *take_large(struct strata_arena *a, size_t size)
{
	struct strata_arena_chunk *chunk = NULL;

	if (size <= SIZE_MAX / 2)
		chunk = calloc(1, sizeof(*chunk) + size);
	if (!chunk)
		out_of_memory();
	chunk->used = chunk->size = size;
	link_chunk(a, chunk, a->head);
	return chunk->data;
}

/* Twice the last one, so that few are needed. */
static struct strata_arena_chunk *add_chunk(struct strata_arena *a, size_t need)
{
	size_t size = a->head ? a->head->size * 2 : CHUNK_FIRST;
	struct strata_arena_chunk *chunk;

	size = size < CHUNK_MOST ? size : CHUNK_MOST;
	size = size > need ? size : need;
	chunk = strata_malloc(sizeof(*chunk) + size);
	chunk->used = 0;
	chunk->size = size;
	link_chunk(a, chunk, NULL);
	return chunk;
}

/* Uninitialised unless large; align is a power of two, at most that of max_align_t. */
static void *take(struct strata_arena *a, size_t size, size_t align)
{
	struct strata_arena_chunk *chunk = a->head;
	size_t start = chunk ? (chunk->used + align - 1) & ~(align - 1) : 0;

	if (is_large(size))
		return take_large(a, size);
	if (!chunk || start > chunk->size || chunk->size - start < size) {
		chunk = add_chunk(a, size);
		start = 0;
	}
	chunk->used = start + size;
	return chunk->data + start;
}

void *strata_arena_alloc(struct strata_arena *a, size_t size)
{
	void *p = take(a, size, alignof(max_align_t));

	return is_large(size) ? p : memset(p, 0, size);
}

static struct strata_arena_chunk *chunk_of(void *large)
{
	return (void *)((char *)large - offsetof(struct strata_arena_chunk, data));
}

void strata_arena_give_back(struct strata_arena *a, void *p, size_t size)
{
	if (!p || !size || !is_large(size))
		return;
	unlink_chunk(a, chunk_of(p));
	free(chunk_of(p));
}

/* A large object may grow where it is; the system moves pages, not bytes. */
static void *grow(struct strata_arena *a, void *p, size_t old, size_t size)
{
	struct strata_arena_chunk *chunk, *before;
	void *moved;

	if (!p || !is_large(old)) {
		moved = take(a, size, alignof(max_align_t));
		return p ? memcpy(moved, p, old) : moved;
	}
	chunk = chunk_of(p);
	before = chunk->before;
	unlink_chunk(a, chunk);
	chunk = strata_realloc(chunk, sizeof(*chunk) + size);
	chunk->used = chunk->size = size;
	link_chunk(a, chunk, before);
	return chunk->data;
}

struct strata_arena *strata_arena_trees(struct strata_arena *a)
{
	if (!a->trees) {
		a->trees = strata_malloc(sizeof(*a->trees));
		*a->trees = STRATA_ARENA_INIT;
	}
	return a->trees;
}

void strata_arena_drop_trees(struct strata_arena *a)
{
	if (!a->trees)
		return;
	strata_arena_release(a->trees);
	free(a->trees);
	a->trees = NULL;
}

void *strata_arena_hand_over(struct strata_arena *to, struct strata_arena *from, void *p,
			     size_t size, size_t used)
{
	struct strata_arena_chunk *chunk;

	if (!p || !is_large(size) || !is_large(used))
		return used ? memcpy(take(to, used, alignof(max_align_t)), p, used) : NULL;
	chunk = chunk_of(p);
	unlink_chunk(from, chunk);
	chunk = strata_realloc(chunk, sizeof(*chunk) + used);
	chunk->used = chunk->size = used;
	link_chunk(to, chunk, to->head);
	return chunk->data;
}

char *strata_arena_text(struct strata_arena *a, size_t len)
{
	char *text = take(a, len + 1, 1);

	text[len] = '\0';
	return text;
}

struct strata_str strata_arena_lower(struct strata_arena *a, struct strata_str s)
{
	char *text = strata_arena_text(a, s.len);

	for (size_t i = 0; i < s.len; i++)
		text[i] = strata_lower(s.ptr[i]);
	return (struct strata_str){ text, s.len };
}

struct strata_str strata_arena_dup(struct strata_arena *a, struct strata_str s)
{
	char *copy;

	if (!s.ptr)
		return s;
	copy = strata_arena_text(a, s.len);
	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return (struct strata_str){ copy, s.len };
}

const char *strata_arena_cstr(struct strata_arena *a, struct strata_str s)
{
	return s.ptr ? strata_arena_dup(a, s).ptr : "";
}

struct strata_str strata_arena_vprintf(struct strata_arena *a, const char *format, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return STRATA_STR("");
	text = take(a, (size_t)len + 1, 1);
	vsnprintf(text, (size_t)len + 1, format, args);
	return (struct strata_str){ text, (size_t)len };
}

struct strata_str strata_arena_printf(struct strata_arena *a, const char *format, ...)
{
	struct strata_str text;
	va_list args;

	va_start(args, format);
	text = strata_arena_vprintf(a, format, args);
	va_end(args);
	return text;
}

struct strata_str strata_arena_concat(struct strata_arena *a, const struct strata_str *parts,
				      size_t count)
{
	size_t len = 0;
	char *text, *to;

	for (size_t i = 0; i < count; i++)
		len += parts[i].len;
	text = to = strata_arena_text(a, len);
	for (size_t i = 0; i < count; i++) {
		if (parts[i].len)
			memcpy(to, parts[i].ptr, parts[i].len);
		to += parts[i].len;
	}
	return (struct strata_str){ text, len };
}

struct strata_str strata_arena_time(struct strata_arena *a, int64_t seconds)
{
	time_t time = (time_t)seconds;
	struct tm tm = { 0 };

	gmtime_r(&time, &tm);
	return strata_arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
				   tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

struct strata_str strata_arena_join(struct strata_arena *a, struct strata_str x,
				    struct strata_str y, struct strata_str z)
{
	return STRATA_CONCAT(a, x, y, z);
}

struct strata_str strata_arena_path(struct strata_arena *a, struct strata_str folder,
				    struct strata_str path)
{
	char *out = strata_arena_text(a, folder.len + path.len + 1);
	struct strata_str part;
	size_t len = folder.len;

	if (path.len && path.ptr[0] == '/')
		return STRATA_NONE;
	if (len)
		memcpy(out, folder.ptr, len);
	while (path.ptr) {
		strata_str_cut(&part, &path, path, '/');
		if (part.len == 0 || strata_str_eq(part, STRATA_STR(".")))
			continue;
		if (strata_str_eq(part, STRATA_STR(".."))) {
			if (len == 0)
				return STRATA_NONE;
			while (len && out[--len] != '/')
				;
			continue;
		}
		if (len)
			out[len++] = '/';
		memcpy(out + len, part.ptr, part.len);
		len += part.len;
	}
	return (struct strata_str){ out, len };
}

void strata_arena_release(struct strata_arena *a)
{
	struct strata_arena_chunk *next;

	for (struct strata_arena_chunk *chunk = a->head; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	strata_arena_drop_trees(a);
	*a = STRATA_ARENA_INIT;
}

void strata_arena_reset(struct strata_arena *a)
{
#ifdef STRATA_DEBUG_ARENA
	strata_arena_release(a);
#else
	struct strata_arena_chunk *keep = a->head;
	struct strata_arena *trees = a->trees;

	a->trees = NULL;
	if (trees)
		strata_arena_reset(trees);
	if (keep && keep->size <= CHUNK_MOST)
		unlink_chunk(a, keep);
	else
		keep = NULL;
	strata_arena_release(a);
	a->trees = trees;
	if (!keep)
		return;
	keep->used = 0;
	link_chunk(a, keep, NULL);
#endif
}

/* Few things have many of anything: a package one checksum, one licence. */
static size_t first_capacity(size_t size)
{
	return size <= 8 ? 8 : size <= 32 ? 2 : 1;
}

void *strata_vec_room(struct strata_arena *a, void *items, size_t count, size_t *capacity,
		      size_t most, size_t size)
{
	void *own;

	if (most <= *capacity)
		return items;
	if (most > SIZE_MAX / 2 / size)
		out_of_memory();
	if (*capacity < count) { /* somebody else's items */
		own = take(a, most * size, alignof(max_align_t));
		items = memcpy(own, items, count * size);
	} else {
		items = grow(a, items, count * size, most * size);
	}
	*capacity = most;
	return items;
}

void *strata_vec_fit(struct strata_arena *a, void *items, size_t count, size_t *capacity,
		     size_t size)
{
	if (count < *capacity)
		return items;
	return strata_vec_room(a, items, count, capacity, count ? count * 2 : first_capacity(size),
			       size);
}
