/*
 * index.h - a crate's file in a sparse index: a line of JSON per version.
 *
 * The lines of versions that nobody asks for are most of it. So a line is read in three
 * steps: its version; what it takes to choose one, when a requirement admits the version;
 * the rest, when it is chosen.
 *
 * Format: The Cargo Book, "Registry Index", 2026-11; of entries above v 2 nothing is used,
 * as cargo has it.
 */
#ifndef RESOLVE_CARGO_INDEX_H
#define RESOLVE_CARGO_INDEX_H

#include "resolve/cargo/summary.h"

struct cargo_published {
	struct strata_str version;
	struct strata_str line; /* the whole entry */
	bool finished; /* what follows is read; false: only version and line are */
	bool broken;   /* and it was no entry after all */
	struct strata_str rust;  /* that it needs; absent: it does not say */
	struct strata_str links; /* the native library of which there can be one; absent */
	struct strata_str time;  /* RFC 3339; absent: the index does not tell */
	bool yanked;
};

STRATA_VEC(cargo_published_list, struct cargo_published);

/*
 * The versions. Slices of bytes, or of the arena. A line that begins like no entry is
 * passed over, as cargo does; ESYNTAX when none is one, ELIMIT over STRATA_LIMIT_PUBLISHED.
 */
int cargo_index_read(struct cargo_published_list *out, struct strata_str bytes,
		     struct strata_arena *arena, struct strata_error *err);

/* Reads what it takes to choose it. False when the line is no entry: nobody can choose it. */
bool cargo_index_finish(struct cargo_published *entry, struct strata_arena *arena);

/* What an entry asks for. `own` is the registry that it is from. */
int cargo_index_summary(struct cargo_summary *out, struct strata_str line, struct strata_str own,
			struct cargo_names *names, struct strata_arena *arena,
			struct strata_error *err);

/* Where a crate's file is, below the index: "3/f/foo". Absent: no crate can have that name. */
struct strata_str cargo_index_path(struct strata_str name, struct strata_arena *arena);

#endif
