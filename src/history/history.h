/*
 * history.h - what a repository was made of, at every commit.
 *
 * Four steps, each done once for what is the same:
 *
 *	walk     commits, parents first, each with the manifests that it changes
 *	read     every version (path, format, blob) that ever was into facts; files that
 *	         they name, whatever these are called, are walked and read in turn
 *	cluster  paths that refer to each other, in any version, belong together
 *	replay   per commit the state of each cluster; each distinct state is
 *	         resolved once, into the set of packages that stand in it
 *
 * What an earlier run knew (recall.h) is neither compared, read, parsed nor resolved again.
 *
 * What follows (events, exposures, differences) compares sets of small numbers. The
 * cost grows with what changes: a commit that touches no manifest costs its tree's
 * comparison, and nothing else.
 */
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include "facts/shelf.h"
#include "history/vector.h"
#include "source/commits.h"
#include "strata/inventory.h"
#include "strata/map.h"

struct facts_file;
struct resolve_context;
struct history_range;
struct discover_table;
struct memo;
struct recall;

/* One path as one format: what may have a version at a commit. */
struct history_slot {
	struct strata_str path;
	const struct strata_format *format;
	enum strata_role role;
	bool drawn; /* nothing but the reference of another file makes it one */
	unsigned cluster;
};

STRATA_VEC(history_slots, struct history_slot);

/* What a slot held at some commit. */
struct history_version {
	unsigned slot;
	unsigned char id[SOURCE_ID_MOST]; /* of the blob */
	struct facts_file *file;          /* NULL: it could not be read */
	struct facts_shelved shelved;     /* its facts, where the history has a shelf */
	bool parsed;                      /* its facts are there; else by history_parse */
	size_t known;                     /* in history.recall; its links are there */
};

STRATA_VEC(history_versions, struct history_version);

struct history_change {
	unsigned slot;
	unsigned version; /* HISTORY_NONE: it is gone */
};

STRATA_VEC(history_changes, struct history_change);

#define HISTORY_NONE UINT32_MAX

/* A package as one path has it: what events are about. */
struct history_item {
	struct strata_str path; /* the file that says so */
	struct strata_str project;
	const struct strata_ecosystem *ecosystem;
	struct strata_str name, key, version, requirement, commit, purl;
	enum strata_scope scope;
	enum strata_role role;
	unsigned cluster;
	bool local;
};

STRATA_VEC(history_items, struct history_item);

/* What it is pinned to: its version, else its commit. */
static inline struct strata_str history_pin(const struct history_item *item)
{
	return item->version.len ? item->version : item->commit;
}

/* A cluster in one state, resolved. */
struct history_result {
	struct strata_indices versions; /* of its slots: what it was made from */
	struct strata_indices items;    /* sorted */
	unsigned commit;                /* the first that has it */
	bool dated;                     /* a solver was asked, as of that commit: dated.c */
	size_t known;                   /* in history.recall; of what is dated, in history.dated */
};

STRATA_VEC(history_results, struct history_result);

/* What holds after a commit. Commits that change no manifest share their parent's. */
struct history_state {
	struct vector versions; /* slot -> version */
	struct vector results;  /* cluster -> result */
};

struct history_commit {
	size_t first_change, changes; /* against its first parent */
	const struct history_state *state;
};

struct history {
	struct source *source;
	struct recall *recall; /* what earlier runs knew, and this one adds */
	struct recall *dated;  /* what solvers said, in this run alone; NULL: none is asked */
	const struct resolve_context *solver; /* likewise; its as_of is no commit's, but a limit */
	struct strata_map lacking;            /* what of it was noted */
	bool chain; /* first parents only: a total order */
	bool loose; /* see history_options */
	uint64_t max_file_size;
	const struct history_range *range; /* while history_open_range is at work; else NULL */
	struct strata_arena arena;
	struct facts_shelf *shelf;    /* of the facts; NULL: they are in their files */
	struct strata_arena *workers; /* of the facts, without a shelf */
	unsigned worker_count;
	struct discover_table *formats;
	struct source_walk walk;
	struct history_commit *commits; /* one for each of the walk's */
	struct history_changes changes;
	struct history_slots slots;
	struct history_versions versions;
	struct strata_indices *clusters; /* cluster -> slots */
	unsigned cluster_count;
	struct history_items items;
	struct history_results results;
	struct strata_notes notes;
};

struct history_options {
	const char *revision; /* NULL: HEAD */
	enum source_walk_kind kind;
	unsigned jobs;
	uint64_t max_file_size; /* larger files are noted, not read; 0: STRATA_LIMIT_FILE_BYTES */
	bool loose; /* what commits leave open (ranges) in place of what they pin; without a memo */
	struct memo *memo; /* where results are kept from run to run; NULL: nowhere */
	/* For manifests that no lockfile answers: resolved as of the commits that change them; NULL:
	   they stay as they are written. */
	const struct resolve_context *solver;
	/* Of the manifests these alone; NULL: all. */
	bool (*wants)(struct strata_str path, void *payload);
	void *payload;
};

/* history_release in either case. */
int history_open(struct history *out, struct source *source, const struct history_options *options,
		 struct strata_error *err);
void history_release(struct history *history);

/* Hands what is new over to the memo, before that is closed and the history released. */
void history_keep(struct history *history);

/*
 * A few commits that are looked at alone. The first of the walk is what all the others
 * are held against: a commit without parents stands on it. Only manifests of the
 * ecosystems that some commit touches are there.
 */
struct history_range {
	const struct source_walk *walk;
	bool from_nothing; /* the first stands for no commit at all: all is new */
	bool staged;       /* the last stands for what is staged */
	bool files_only;   /* no items: states tell which files are there, and which belong together */
	unsigned jobs;
	uint64_t max_file_size; /* as in history_options */
	/* Told of each file that a commit but the first changes, whatever it is; NULL: nobody is. */
	void (*seen)(const struct source_change *change, void *payload);
	void *payload;
};

/*
 * Where no commit changes a manifest, only `changes` is filled: it is empty. Otherwise
 * as history_open.
 */
int history_open_range(struct history *out, struct source *source,
		       const struct history_range *range, struct strata_error *err);

/* The clusters that differ between the states after two commits. */
void history_differing(struct strata_indices *clusters, struct history *history, unsigned commit,
		       unsigned other);

/* What these clusters are made of after a commit. */
void history_versions_in(struct strata_indices *versions, struct history *history,
			 const struct strata_indices *clusters, unsigned commit);

/* Go's, which comes with the toolchain of whoever builds. */
bool history_is_standard_library(const struct strata_ecosystem *ecosystem, struct strata_str name);

/* Whether what a commit has may have been there before: nothing that is older was walked. */
bool history_begins_at(const struct history *history, unsigned commit);

/* The inventory of a result, in arena: for chains and lines. */
void history_inventory(struct strata_inventory *out, struct history *history, unsigned result,
		       struct strata_arena *arena);

/* Of these versions, as they are written. */
void history_inventory_of(struct strata_inventory *out, struct history *history,
			  const struct strata_indices *versions, struct strata_arena *arena);

/* Where it is known what a result is made of: its `known` is an index there. */
struct recall *history_recall_of(const struct history *history, unsigned result);

#endif
