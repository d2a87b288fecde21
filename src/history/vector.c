/* vector.c - arrays that share what they have in common; see vector.h. */
#include "history/vector.h"

#include <string.h>

static unsigned chunk_count(unsigned count)
{
	return (count + VECTOR_CHUNK - 1) / VECTOR_CHUNK;
}

struct vector vector_of(struct strata_arena *arena, unsigned count, uint32_t value)
{
	unsigned chunks = chunk_count(count);
	const uint32_t **all = strata_arena_alloc(arena, (chunks + 1) * sizeof(*all));
	uint32_t *shared = strata_arena_alloc(arena, VECTOR_CHUNK * sizeof(*shared));

	for (unsigned i = 0; i < VECTOR_CHUNK; i++)
		shared[i] = value;
	for (unsigned i = 0; i < chunks; i++)
		all[i] = shared;
	return (struct vector){ all, count };
}

uint32_t vector_at(const struct vector *v, unsigned index)
{
	return v->chunks[index / VECTOR_CHUNK][index % VECTOR_CHUNK];
}

struct vector_draft vector_draft(struct strata_arena *arena, const struct vector *from)
{
	unsigned chunks = chunk_count(from->count);
	struct vector_draft draft = { .arena = arena, .count = from->count };

	draft.chunks = strata_arena_alloc(arena, (chunks + 1) * sizeof(*draft.chunks));
	draft.own = strata_arena_alloc(arena, chunks + 1);
	memcpy(draft.chunks, from->chunks, chunks * sizeof(*draft.chunks));
	return draft;
}

void vector_draft_set(struct vector_draft *draft, unsigned index, uint32_t value)
{
	unsigned chunk = index / VECTOR_CHUNK;
	uint32_t *copy;

	if (draft->own[chunk]) {
		copy = (uint32_t *)(uintptr_t)draft->chunks[chunk];
	} else {
		copy = strata_arena_alloc(draft->arena, VECTOR_CHUNK * sizeof(*copy));
		memcpy(copy, draft->chunks[chunk], VECTOR_CHUNK * sizeof(*copy));
		draft->chunks[chunk] = copy;
		draft->own[chunk] = true;
	}
	copy[index % VECTOR_CHUNK] = value;
}

uint32_t vector_draft_at(const struct vector_draft *draft, unsigned index)
{
	return draft->chunks[index / VECTOR_CHUNK][index % VECTOR_CHUNK];
}

struct vector vector_draft_end(struct vector_draft *draft)
{
	return (struct vector){ draft->chunks, draft->count };
}

void vector_differ(const struct vector *a, const struct vector *b,
		   void (*each)(unsigned index, uint32_t x, uint32_t y, void *payload),
		   void *payload)
{
	for (unsigned chunk = 0; chunk < chunk_count(a->count); chunk++) {
		if (a->chunks[chunk] == b->chunks[chunk])
			continue;
		for (unsigned i = 0; i < VECTOR_CHUNK; i++) {
			unsigned index = chunk * VECTOR_CHUNK + i;

			if (index < a->count && a->chunks[chunk][i] != b->chunks[chunk][i])
				each(index, a->chunks[chunk][i], b->chunks[chunk][i], payload);
		}
	}
}
