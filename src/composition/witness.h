/*
 * witness.h - what a file says of itself: its name, its first comment, how its lines look.
 * A pure function of path and bytes; whose.c weighs it against all others.
 */
#ifndef COMPOSITION_WITNESS_H
#define COMPOSITION_WITNESS_H

#include "composition/marks.h"
#include "strata/arena.h"

#define WITNESS_HOLDERS_MOST 4

struct witness {
	struct marks marks;
	bool script;           /* what a page loads: a script or a style */
	bool banner;           /* its first comment has name, version or licence as libraries do */
	bool author;           /* it names one, as "@author NAME / address" */
	bool public_domain;
	bool versioned;            /* its name has a version */
	const char *macro;         /* the library of C whose version it defines; NULL: none */
	const char *known;         /* the project that has files of this name; NULL: none */
	struct strata_str holders[WITNESS_HOLDERS_MOST]; /* of its copyright, as written */
	unsigned holder_count;
};

/* Slices are of text, or live for ever. */
void witness_read(struct witness *out, struct strata_str path, const struct language *language,
                  struct strata_str text);

#endif
