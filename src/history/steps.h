/* steps.h - the four steps of a history, and what they share; see history.h. */
#ifndef HISTORY_STEPS_H
#define HISTORY_STEPS_H

#include "history/history.h"

/* The slots of one path, a list by way of `next`. */
struct history_paths {
	const struct history_options *options;
	struct strata_map by_path;   /* path -> first slot + 2; 1: no format wants it */
	struct strata_indices next;  /* of each slot: the next of the same path + 1; 0 ends */
	struct strata_map by_version; /* slot and blob id -> version */
	struct strata_map by_folder; /* folder -> index into folders */
	struct history_folders {
		struct strata_indices *items;
		size_t count, capacity;
	} folders; /* the slots that lie in each */
};

/* walk.c: commits, changes, slots and versions. */
int history_walk(struct history *h, struct history_paths *paths,
		 const struct history_options *options, struct strata_error *err);

/* The same of a few commits; what the range is, the history keeps. */
int history_walk_range(struct history *h, struct history_paths *paths, struct strata_error *err);

/* One more slot, of a path that lives as long as the history; and its versions, over all
 * commits, for all slots from `first` on. */
struct history_slot *history_add_slot(struct history *h, struct history_paths *paths,
				      struct strata_str path, const struct strata_format *format);
int history_walk_more(struct history *h, struct history_paths *paths, size_t first,
		      struct strata_error *err);

/* read.c: facts of every version from `first` on that no earlier run knew. */
void history_read(struct history *h, size_t first);

/* refer.c: files that others name, and no format by itself. */
int history_refer(struct history *h, struct history_paths *paths, struct strata_error *err);

/* The facts of one that is only known, when they are wanted after all. */
void history_parse(struct history *h, struct history_version *version);

/* cluster.c: which slots belong together. */
void history_cluster(struct history *h, const struct history_paths *paths);

/* replay.c: the state after each commit. */
void history_replay(struct history *h);

/* What these versions are together; context NULL: no solver is asked. */
void history_join(struct strata_inventory *out, struct history *h,
		  const struct strata_indices *versions, const struct resolve_context *context,
		  struct strata_arena *arena);

/* dated.c: the same of a result, resolved as of its commit. false, with a note, where it cannot be. */
bool history_solve(struct strata_inventory *out, struct history *h, unsigned result,
		   struct strata_arena *arena);

#endif
