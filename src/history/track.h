/*
 * track.h - when something was there, over the commits of a history.
 *
 * A track is whatever is followed: a version of a package, or an advisory's hold on one.
 * Items carry tracks; a commit has a track when one of its items carries it. All items of
 * a track lie in one cluster, so that two states are compared cluster by cluster.
 */
#ifndef HISTORY_TRACK_H
#define HISTORY_TRACK_H

#include "history/history.h"

struct track_set {
	struct strata_arena *arena;
	unsigned count;                    /* of tracks */
	struct strata_indices *of_item;    /* item -> tracks */
	struct strata_indices *of_result;  /* result -> tracks, sorted; made by track_windows */
};

/*
 * Where a track begins and ends. On a first-parent chain: one commit that brought it in,
 * and the one that took it out or none; a track that comes back has another window. Over
 * all parents a track has one window, whose commits are its borders: a commit that has
 * it while none of its parents does, and one that has it no longer while a parent does.
 */
struct track_window {
	unsigned track;
	struct strata_indices introduced, removed; /* commits, in the order of the walk */
	bool present; /* at the tip: of the chain, or of some branch or tag */
};

STRATA_VEC(track_windows, struct track_window);

struct track_set track_set(const struct history *history, struct strata_arena *arena);
void track_add(struct track_set *set, unsigned item, unsigned track);

/*
 * All windows, by track and then by commit; chain: along the first parents from the tip
 * (of all refs: from HEAD) alone. Closes the set: no further track_add.
 */
void track_find(struct track_windows *out, struct track_set *set, const struct history *history,
		bool chain);

/* Whether a state has the track, which must be one of an item of that cluster. */
bool track_holds(const struct track_set *set, const struct history_state *state, unsigned cluster,
		 unsigned track);

#endif
