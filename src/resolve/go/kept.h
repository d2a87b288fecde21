/*
 * kept.h - what the go.mod files of dependencies say, from one run to the next in one piece.
 *
 * A graph has a go.mod for each of its thousand modules, a file of the cache each: to open,
 * check, hash and read them is most of the work of a second run. What was read of them is
 * kept together, as the answer to a question about the main module that strata alone asks. A
 * go.mod never changes, so any of it holds for as long as it is there, and what is not in it
 * is asked for as if nothing were kept. So is all that another version of strata read.
 *
 * Only answers of the first proxy are kept, under its address. What go.sum had of a go.mod is
 * kept with it, since go.sum may say something else today.
 */
#ifndef RESOLVE_GO_KEPT_H
#define RESOLVE_GO_KEPT_H

#include "resolve/go/mod.h"
#include "strata/buf.h"
#include "strata/map.h"

struct go_kept_mod {
	struct strata_str path, version;
	struct strata_str sum;      /* of its go.mod, by go.sum; absent: that had none */
	struct strata_str facts;    /* as they were kept, */
	const struct go_mod *fresh; /* or as they were read in this run */
	bool used;
};

STRATA_VEC(go_kept_mods, struct go_kept_mod);

struct go_kept {
	struct strata_arena *arena;
	struct strata_strs texts;
	struct go_requires modules; /* all that are named, at a version */
	struct go_node **nodes;     /* of modules, once somebody asked for them */
	struct go_kept_mods mods;
	struct strata_map by_name;  /* "path@version" -> index into mods */
	size_t fresh;
};

/* Nothing is kept yet. */
void go_kept_init(struct go_kept *kept, struct strata_arena *arena);

/* Bytes that were written, and outlive it; false, and nothing is kept, for all others. */
bool go_kept_parse(struct go_kept *kept, struct strata_str bytes);

/* NULL: it is not there. Valid until the next go_kept_add. */
struct go_kept_mod *go_kept_find(struct go_kept *kept, struct strata_str path,
				 struct strata_str version);

/* Of one that was there when it was parsed. False when it cannot be. */
bool go_kept_read(struct go_mod *out, struct go_kept *kept, const struct go_kept_mod *mod);

/* A go.mod that was read just now; all outlive it. */
void go_kept_add(struct go_kept *kept, struct strata_str path, struct strata_str version,
		 struct strata_str sum, const struct go_mod *mod);

/* False: it is too much. What was not used goes first. */
bool go_kept_write(struct strata_buf *out, struct go_kept *kept);

#endif
