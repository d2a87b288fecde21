/*
 * choice.h - the smaller image in place of one: of the same version, by a tag that is built today.
 *
 * Kinds are tried from the one that breaks least on: slim (the same libc), alpine (musl), then
 * what has neither shell nor package manager. Nothing is proposed that the facts do not have.
 */
#ifndef IMAGE_CHOICE_H
#define IMAGE_CHOICE_H

#include "image/base.h"
#include "image/line.h"
#include "image/tag.h"

/* What is known already of the image that is to be replaced. */
struct image_choice_of {
	struct image_facts *facts;
	const struct image_official *image;
	struct strata_str name;      /* as written, without its tag */
	const struct image_tag *tag; /* its most telling one */
	const struct image_line *line;
	const struct image_contents *contents;
	bool gone;                   /* nothing of its version is built */
	struct strata_str instead;   /* official image that took its place; absent: none did */
};

int image_choices_of(struct image_choices *out, const struct image_choice_of *of,
		     struct strata_arena *arena, struct strata_error *err);

/* The tag of the same version, kind and features that is built; absent: there is none. */
struct strata_str image_choice_successor(const struct image_choice_of *of,
					 struct strata_arena *arena);

#endif
