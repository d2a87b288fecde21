/*
 * composition.h - how much of a snapshot is whose: lines by language, and for each file
 * whether it is first-party, open source that is kept in the tree, generated, or data.
 * A judge of its own, which knows no other.
 */
#ifndef COMPOSITION_COMPOSITION_H
#define COMPOSITION_COMPOSITION_H

#include "composition/lines.h"
#include "composition/outside/outside.h"
#include "facts/collect.h"

enum composition_whose {
	COMPOSITION_FIRST_PARTY,
	COMPOSITION_IN_TREE, /* open source of others, kept in the tree */
	COMPOSITION_GENERATED,
	COMPOSITION_DATA, /* and documentation */
};

#define COMPOSITION_WHOSE_COUNT 4

enum composition_confidence {
	COMPOSITION_LOW, /* one weak sign, or signs that speak against each other */
	COMPOSITION_MEDIUM,
	COMPOSITION_HIGH,
};

const char *composition_whose_name(enum composition_whose whose);
const char *composition_confidence_name(enum composition_confidence confidence);

/* A text file in a known language. */
struct composition_file {
	struct strata_str path;
	const struct language *language;
	struct lines lines; /* those in other languages, too */
	enum strata_role role;
	enum composition_whose whose;
	enum composition_confidence confidence; /* of whose */
	struct strata_strs reasons;
	struct strata_str origin;  /* the project it comes from; absent: its own, or not known */
	struct strata_str licence; /* SPDX expression that it carries; absent: none */
};

STRATA_VEC(composition_files, struct composition_file);

STRATA_VEC(composition_parts, struct lines_part);

struct composition_language {
	const struct language *language;
	uint64_t files;
	struct lines lines;             /* without those in other languages */
	struct composition_parts parts; /* those */
};

STRATA_VEC(composition_languages, struct composition_language);

struct composition_share {
	uint64_t files, lines; /* of code */
};

struct composition_view {
	struct composition_files files;         /* sorted by path */
	struct composition_languages languages; /* most code first */
	struct composition_share shares[COMPOSITION_WHOSE_COUNT];
	uint64_t binary, unknown; /* files that are no text; in no language that is known */
	struct outside_view outside; /* what it depends on; of outside_measure */
};

/*
 * Reads every file of the snapshot, by the caller's thread. What cannot be read is a note.
 * What is in `out` lives in arena, or as long as the facts.
 */
void composition_measure(struct composition_view *out, struct strata_notes *notes,
                         struct facts_set *facts, struct strata_arena *arena);

#endif
