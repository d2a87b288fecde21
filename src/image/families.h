/*
 * families.h - the rows of data/image/families.txt: whose images are which, and what is in them.
 *
 * A row is a glob or a word, and the rest of its line, which whoever asks takes apart.
 */
#ifndef IMAGE_FAMILIES_H
#define IMAGE_FAMILIES_H

#include "strata/arena.h"
#include "strata/error.h"
#include "strata/map.h"

#define IMAGE_FAMILY_KINDS(X)                                                            \
	X(mirror) X(owner) X(retired) X(partly) X(replaced) X(moving) X(release) X(system) \
	X(default) X(contents) X(runtime)

enum image_family_kind {
#define X(name) IMAGE_FAMILY_##name,
	IMAGE_FAMILY_KINDS(X)
#undef X
	IMAGE_FAMILY_COUNT,
};

struct image_family {
	struct strata_str key, rest; /* the rest may be empty */
};

STRATA_VEC(image_family_rows, struct image_family);

struct image_families {
	struct image_family_rows rows[IMAGE_FAMILY_COUNT];
	struct strata_map by_key[IMAGE_FAMILY_COUNT]; /* of the first row with a key: its index */
};

/* Slices of text. ESYNTAX with the line for a row of a kind that is unknown. */
int image_families_read(struct image_families *out, struct strata_str text,
			struct strata_arena *arena, struct strata_error *err);

/* The first row whose key is that word; NULL without one. */
const struct image_family *image_family_of(const struct image_families *families,
					   enum image_family_kind kind, struct strata_str key);

/* The first row whose key is a glob that matches. */
const struct image_family *image_family_for(const struct image_families *families,
					    enum image_family_kind kind, struct strata_str name);

/* Whether a word is one of those of all rows of the kind. */
bool image_family_has(const struct image_families *families, enum image_family_kind kind,
		      struct strata_str word);

#endif
