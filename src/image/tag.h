/*
 * tag.h - a tag of an official image taken apart.
 *
 * "24.19.0-bookworm-slim" is words: a version, a release of a distribution, a kind. What is
 * neither, "fpm" or "jdk", says what is in it, and has to be the same in another tag for that
 * to take its place.
 */
#ifndef IMAGE_TAG_H
#define IMAGE_TAG_H

#include "image/families.h"

enum { IMAGE_TAG_PARTS = 6, IMAGE_TAG_WORDS = 16 };

enum image_tag_kind {
	IMAGE_TAG_PLAIN,
	IMAGE_TAG_SLIM,
	IMAGE_TAG_ALPINE,
	IMAGE_TAG_WINDOWS,
};

struct image_tag {
	struct strata_str text;
	struct strata_str words[IMAGE_TAG_WORDS]; /* the last may hold all that is left */
	unsigned count;

	/* Numbers of the version, and where in the text each ends; depth 0: there is none. */
	uint64_t parts[IMAGE_TAG_PARTS];
	size_t ends[IMAGE_TAG_PARTS];
	unsigned depth;
	struct strata_str version; /* the word; it may go on behind the numbers: "3.15.0rc1" */
	bool preliminary;          /* a release candidate, an early access build, a beta */

	struct strata_str date;    /* a word that is a day: "20240612"; absent: none */
	enum image_tag_kind kind;
	struct strata_str release; /* "bookworm", "alpine3.20", "ubi9"; absent: none */
	struct strata_str number;  /* of alpine, where it is a word of its own: "3.20" */
	const struct image_family *system; /* row of `release` or `system`; NULL: none */
	unsigned features;         /* bit i: word i is none of all these */
};

void image_tag_read(struct image_tag *out, struct strata_str text,
		    const struct image_families *families);

/* With the version cut to so many parts, and without its date; bare: and nothing behind it. */
struct strata_str image_tag_cut(const struct image_tag *tag, unsigned depth, bool bare,
				struct strata_arena *arena);

/* Whether it has a word that is a feature. */
bool image_tag_has(const struct image_tag *tag, const char *word);

/* Whether both have the same features, but for `except` (NULL: no exception). */
bool image_tag_alike(const struct image_tag *a, const struct image_tag *b,
		     const char *const *except);

/* Versions in their order, of which the first `depth` parts count; a missing one is 0. */
int image_tag_compare(const struct image_tag *a, const struct image_tag *b, unsigned depth);

#endif
