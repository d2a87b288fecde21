/*
 * licensing.h - the licence of what a snapshot has: of a folder, a file, a package.
 *
 * A folder's licence is what its licence files say: LICENSE, COPYING and their like. A file's is
 * what its head carries, else that of the nearest folder above it. A package's is what its metadata
 * says, else that of a copy of it in the tree. None of these is guessed: unknown stays unknown.
 */
#ifndef COMPOSITION_LICENSING_H
#define COMPOSITION_LICENSING_H

#include "composition/composition.h"
#include "composition/recognise.h"

struct licensing {
	const struct facts_set *facts;
	struct strata_arena *arena; /* expressions live in it */
	struct recogniser recogniser;
	struct strata_map folders; /* a folder -> its node, NULL too */
	struct strata_map nearest; /* the same with those above it */
	struct strata_arena scratch; /* a file's bytes */
};

void licensing_open(struct licensing *out, const struct facts_set *facts, struct strata_arena *arena);
void licensing_close(struct licensing *l);

/* What the licence files in a folder say together; absent: there is none that is known. */
struct strata_str licensing_folder(struct licensing *l, struct strata_str folder);

/* What the head of a file in a language carries; absent: nothing. */
struct strata_str licensing_head(struct licensing *l, const struct language *language,
				 struct strata_str head);

/*
 * Sets the licence of each file that carries none to what holds where it lies. The repository's own
 * does not hold for what others made.
 */
void licensing_settle_files(struct licensing *l, struct composition_files *files);

/* Sets the licence of each package. */
void licensing_settle_packages(struct licensing *l, struct strata_inventory *inventory);

/* Adds up, most packages and files first; what is local is a file's, not a package's. */
void licensing_sum(struct composition_licences *out, const struct composition_files *files,
		   const struct strata_inventory *inventory, struct strata_arena *arena);

/* The family of an expression; unknown for the absent one. */
enum spdx_family licensing_family(struct strata_str expression);

#endif
