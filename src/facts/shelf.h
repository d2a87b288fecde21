/*
 * shelf.h - the facts of many versions of few files, in little memory.
 *
 * The versions of a lockfile have nearly all of their packages in common. A shelf keeps
 * each distinct package and text once; of a file it keeps which packages it has, on
 * which lines, with its edges, in a few bytes for each. What is taken out is what was put
 * in, without checksums, licences and notes: a history asks for none of them.
 */
#ifndef FACTS_SHELF_H
#define FACTS_SHELF_H

#include "strata/buf.h"
#include "strata/facts.h"
#include "strata/map.h"

struct facts_shelf {
	struct strata_arena arena;
	struct strata_map by_package, by_text; /* -> index into the lists */
	struct strata_packages packages;       /* without a line */
	struct strata_strs texts;
	struct strata_buf key, bytes, lines; /* scratch */
};

/* What a file's facts have become; `at` absent: nothing was put there. */
struct facts_shelved {
	struct strata_str at;    /* the same for the same facts, wherever in the file they stand */
	struct strata_str lines; /* where that is */
	bool unreadable;
};

void facts_shelf_init(struct facts_shelf *shelf);
void facts_shelf_release(struct facts_shelf *shelf);

void facts_shelf_put(struct facts_shelved *out, struct facts_shelf *shelf,
		     const struct strata_facts *facts);

/* Texts are the shelf's, all else is in arena. */
void facts_shelf_take(struct strata_facts *out, const struct facts_shelf *shelf,
		      const struct facts_shelved *shelved, struct strata_arena *arena);

#endif
