/*
 * key.h - numbers for lists of texts: packages at paths, versions of packages.
 *
 * A history asks for them once per package and file, which is often: a key is put
 * together in a buffer, and copied only when it is new.
 */
#ifndef HISTORY_KEY_H
#define HISTORY_KEY_H

#include "strata/buf.h"
#include "strata/map.h"

struct key_map {
	struct strata_map numbers;
	struct strata_buf key;
};

#define KEY_MAP(arena) ((struct key_map){ STRATA_MAP_INIT(arena), STRATA_BUF_INIT })

/* The number of these texts, of which a line has one each: 0, 1, .. as they come. */
size_t key_number(struct key_map *map, const struct strata_str *texts, size_t count);

void key_release(struct key_map *map);

#endif
