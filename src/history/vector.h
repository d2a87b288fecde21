/*
 * vector.h - arrays of numbers, of which there are many that differ in little.
 *
 * A history has a state per commit, and most of it is the state before. A vector is cut
 * into chunks; setting a number copies its chunk and the list of chunks, and all else is
 * shared. Two vectors are compared chunk by chunk, a shared one by its address.
 */
#ifndef HISTORY_VECTOR_H
#define HISTORY_VECTOR_H

#include "strata/arena.h"

enum { VECTOR_CHUNK = 32 };

struct vector {
	const uint32_t *const *chunks;
	unsigned count;
};

/* All of its numbers are `value`. */
struct vector vector_of(struct strata_arena *arena, unsigned count, uint32_t value);

uint32_t vector_at(const struct vector *v, unsigned index);

/* A draft shares with what it was made from until it is changed; it becomes a vector by vector_draft_end. */
struct vector_draft {
	struct strata_arena *arena;
	const uint32_t **chunks;
	bool *own; /* of each chunk: it was copied for this draft */
	unsigned count;
};

struct vector_draft vector_draft(struct strata_arena *arena, const struct vector *from);
void vector_draft_set(struct vector_draft *draft, unsigned index, uint32_t value);
uint32_t vector_draft_at(const struct vector_draft *draft, unsigned index);
struct vector vector_draft_end(struct vector_draft *draft);

/* Calls each(index, x, y, payload) where the two, of equal count, differ. */
void vector_differ(const struct vector *a, const struct vector *b,
		   void (*each)(unsigned index, uint32_t x, uint32_t y, void *payload),
		   void *payload);

#endif
