/*
 * map.h - strings to numbers.
 *
 * Open addressing in an arena, which the map borrows, as it does the keys.
 * The hash is keyed by a secret of the process: names come from hostile files.
 * The order of a map is never shown: iterate over the array that it indexes.
 */
#ifndef STRATA_MAP_H
#define STRATA_MAP_H

#include "strata/arena.h"

struct strata_map_slot;

struct strata_map {
	struct strata_arena *arena;
	struct strata_map_slot *slots;
	size_t count, capacity;
};

#define STRATA_MAP_INIT(a) ((struct strata_map){ .arena = (a) })

/*
 * The value of key, made 0 when it was absent; *added (may be NULL) says so.
 * Valid until the next call.
 */
size_t *strata_map_at(struct strata_map *m, struct strata_str key, bool *added);

bool strata_map_get(size_t *out, const struct strata_map *m, struct strata_str key);

/* Empties the map; gives its memory back to the arena as far as that can take it. */
void strata_map_release(struct strata_map *m);

uint64_t strata_hash(struct strata_str s); /* SipHash-1-3 under the secret of the process */

#endif
