/*
 * sums.h - go.sum: what a go.mod from a proxy must hash to.
 *
 * A module whose go.mod go.sum does not know is taken as it comes: go would ask the
 * checksum database then, which is a server that nobody named.
 */
#ifndef RESOLVE_GO_SUMS_H
#define RESOLVE_GO_SUMS_H

#include "resolve/solver.h"
#include "strata/map.h"

struct go_sums {
	struct strata_arena *arena;
	struct strata_map by_key; /* "path version" -> index into hashes */
	struct strata_strs hashes; /* "h1:.." */
};

void go_sums_init(struct go_sums *sums, struct strata_arena *arena);

/* Adds those of the file in a folder of the snapshot, if it is there. */
void go_sums_read(struct go_sums *sums, const struct solver_files *files, struct strata_str folder,
		  struct strata_str name);
void go_sums_add(struct go_sums *sums, struct strata_str bytes);

/* The hash of a module's files, and of its go.mod alone ("h1:.."); absent: unknown. */
struct strata_str go_sums_of(const struct go_sums *sums, struct strata_str path,
			     struct strata_str version);

struct strata_str go_sums_of_mod(const struct go_sums *sums, struct strata_str path,
				 struct strata_str version);

/* ESYNTAX when bytes are not the go.mod that go.sum has. */
int go_sums_check(const struct go_sums *sums, struct strata_str path, struct strata_str version,
		  struct strata_str bytes, struct strata_error *err);

#endif
