/*
 * answer.h - what the files of a snapshot and the packages that it depends on add up to: the
 * proportion of open source, and its parts.
 *
 * The proportion is of all lines: a package counts with all that it installs, data and what was
 * generated too, and so has to do what it is held against.
 */
#ifndef COMPOSITION_ANSWER_H
#define COMPOSITION_ANSWER_H

#include "composition/composition.h"

enum composition_part_kind {
	COMPOSITION_PART_FIRST,
	COMPOSITION_PART_TREE, /* of others, in the tree */
	COMPOSITION_PART_DIRECT,
	COMPOSITION_PART_TRANSITIVE,
	COMPOSITION_PART_GENERATED,
	COMPOSITION_PART_DATA,
	COMPOSITION_PARTS,
};

struct composition_part {
	const char *whose;
	uint64_t files, lines; /* lines of code */
	uint64_t estimated, error; /* of these, lines that are estimates; what they may be off by */
};

enum { COMPOSITION_LARGEST = 10 };

struct composition_answer {
	struct composition_part parts[COMPOSITION_PARTS];
	uint64_t lines; /* of all parts */
	uint64_t open;  /* of open source: in the tree and outside */
	uint64_t estimated, error;
	uint64_t packages, counted; /* dependencies; those that were counted or estimated */
	bool complete; /* there is no more of open source than that */
	const struct outside_package *largest[COMPOSITION_LARGEST];
	size_t largest_count;
};

void composition_answer(struct composition_answer *out, const struct composition_view *view);

/* In hundredths; 0 of nothing. */
double composition_percent(uint64_t part, uint64_t all);

#endif
