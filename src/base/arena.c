/* arena.c - memory that is freed all at once; see strata/arena.h. */
#include "strata/arena.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_FIRST = 16 << 10, CHUNK_MOST = 1 << 20 };

struct strata_arena_chunk {
	struct strata_arena_chunk *next;
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

static struct strata_arena_chunk *chunk_new(struct strata_arena *a, size_t size)
{
	struct strata_arena_chunk *chunk;

	if (size > SIZE_MAX - sizeof(*chunk))
		out_of_memory();
	chunk = strata_malloc(sizeof(*chunk) + size);
	chunk->used = 0;
	chunk->size = size;
	a->total += size;
	return chunk;
}

/* The size of the next chunk: twice the last, so that few are needed. */
static size_t chunk_size(const struct strata_arena *a, size_t need)
{
	size_t size = CHUNK_FIRST;

#ifdef STRATA_DEBUG_ARENA
	(void)a;
	return need;
#endif
	if (a->head)
		size = a->head->size * 2 < CHUNK_MOST ? a->head->size * 2 : CHUNK_MOST;
	return need > size ? need : size;
}

/* Uninitialised; align is a power of two, at most that of max_align_t. */
static void *take(struct strata_arena *a, size_t size, size_t align)
{
	struct strata_arena_chunk *chunk = a->head;
	size_t start = chunk ? (chunk->used + align - 1) & ~(align - 1) : 0;

	if (size > SIZE_MAX / 2)
		out_of_memory();
	if (!chunk || start > chunk->size || chunk->size - start < size) {
		chunk = chunk_new(a, chunk_size(a, size));
		chunk->next = a->head;
		a->head = chunk;
		start = 0;
	}
	chunk->used = start + size;
	return chunk->data + start;
}

void *strata_arena_alloc(struct strata_arena *a, size_t size)
{
	return memset(take(a, size, alignof(max_align_t)), 0, size);
}

char *strata_arena_text(struct strata_arena *a, size_t len)
{
	char *text = take(a, len + 1, 1);

	text[len] = '\0';
	return text;
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

struct strata_str strata_arena_join(struct strata_arena *a, struct strata_str x,
				    struct strata_str y, struct strata_str z)
{
	return STRATA_CONCAT(a, x, y, z);
}

void strata_arena_release(struct strata_arena *a)
{
	struct strata_arena_chunk *next;

	for (struct strata_arena_chunk *chunk = a->head; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	*a = STRATA_ARENA_INIT;
}

void strata_arena_reset(struct strata_arena *a)
{
#ifdef STRATA_DEBUG_ARENA
	strata_arena_release(a);
#else
	struct strata_arena_chunk *keep = a->head;

	if (!keep)
		return;
	a->head = keep->next;
	strata_arena_release(a);
	keep->next = NULL;
	keep->used = 0;
	a->head = keep;
	a->total = keep->size;
#endif
}

void *strata_vec_fit(struct strata_arena *a, void *items, size_t count, size_t *capacity,
		     size_t size)
{
	size_t more = *capacity ? *capacity * 2 : 8;
	void *moved;

	if (count < *capacity)
		return items;
	if (more > SIZE_MAX / 2 / size)
		out_of_memory();
	moved = strata_arena_alloc(a, more * size);
	if (count)
		memcpy(moved, items, count * size);
	*capacity = more;
	return moved;
}
