/*
 * recall.h - what is known of a history from earlier runs, and what this one adds.
 *
 * Nothing here depends on what is asked: each thing is known by what it was made from.
 *
 *	commit   by its id: tree, time, parents
 *	tag      by its id: the commit that it leads to
 *	diff     by two trees and what is looked for: the files that differ
 *	version  by path, format and blob: whether it is readable, what it refers to
 *	result   by its versions: the packages of a cluster in that state
 *	origin   by result and package: line, scope and chain
 *
 * So any commit, branch or clone may use it, and what a run finds is the same with and
 * without. All of it is one value of the cache (recall_pack.c), found by the commit that
 * the walk begins with, or by the place of the repository.
 */
#ifndef HISTORY_RECALL_H
#define HISTORY_RECALL_H

#include "history/link.h"
#include "memo/memo.h"
#include "source/commits.h"
#include "strata/buf.h"
#include "strata/inventory.h"
#include "strata/map.h"

/* An object id: as many bytes as the repository's have; NULL: none. */
typedef const unsigned char *recall_id;

STRATA_VEC(recall_ids, recall_id);

struct recall_commit {
	recall_id id, tree;
	int64_t time;
	struct recall_ids parents;
};

struct recall_tag {
	recall_id id, commit;
};

struct recall_change {
	struct strata_str path;
	recall_id blob; /* NULL: it is gone */
};

STRATA_VEC(recall_changes, struct recall_change);

struct recall_diff {
	recall_id old, new; /* trees; old NULL: all of new is new */
	struct strata_str wanted;
	struct recall_changes changes;
};

enum recall_state {
	RECALL_READABLE,
	RECALL_UNREADABLE, /* with notes */
	RECALL_NO_FILE,    /* not of the format that its name tells */
	RECALL_STATES,
};

struct recall_version {
	struct strata_str path;
	const struct strata_format *format;
	recall_id blob;
	enum recall_state state;
	struct history_links links;
	struct strata_notes notes; /* without their path */
};

/* A package at one place, with all that a history tells of it. */
struct recall_item {
	struct strata_str path, project;
	const struct strata_ecosystem *ecosystem;
	struct strata_str name, key, version, requirement, commit, purl;
	enum strata_scope scope;
	enum strata_role role;
	bool local;
	unsigned item; /* of the history, plus 1; 0: not yet one */
};

struct recall_result {
	struct strata_indices versions; /* in the order of their slots */
	struct strata_indices items;    /* in the order of the inventory */
	bool open; /* a manifest in it could be resolved: a day tells more than the versions do */
};

struct recall_origin {
	unsigned result;
	struct strata_str path, name, version;
	const struct strata_ecosystem *ecosystem;
	bool found;
	unsigned line;
	enum strata_tri direct;
	enum strata_scope scope;
	struct strata_strs chain; /* purls */
	struct strata_str head_name, head_version; /* of the chain's first */
};

STRATA_VEC(recall_commits, struct recall_commit);
STRATA_VEC(recall_tags, struct recall_tag);
STRATA_VEC(recall_diffs, struct recall_diff);
STRATA_VEC(recall_versions, struct recall_version);
STRATA_VEC(recall_items, struct recall_item);
STRATA_VEC(recall_results, struct recall_result);
STRATA_VEC(recall_origins, struct recall_origin);

struct recall {
	struct strata_arena arena;
	struct memo *memo; /* NULL: only for this run */
	size_t id_len;
	struct recall_commits commits;
	struct recall_tags tags;
	struct recall_diffs diffs;
	struct recall_versions versions;
	struct recall_items items;
	struct recall_results results;
	struct recall_origins origins;
	struct strata_buf key;           /* scratch */
	struct strata_map by_commit, by_tag, by_diff, by_version, by_item, by_result, by_origin,
		by_wanted;
	struct strata_str place;         /* of the repository */
	struct strata_str name;          /* of the value in the cache */
	size_t loaded, used;             /* commits that came from it; how many were asked for */
	size_t loaded_bytes;
	unsigned lookups;                /* of commits that are no name in the cache */
	bool changed;                    /* something was added */
};

/* id_len: bytes of an id; place: of the repository. */
void recall_init(struct recall *r, size_t id_len, struct strata_str place, struct memo *memo);

/* Hands all over to the cache. first: the commit that the walk ends at, tip: began at. */
void recall_keep(struct recall *r, recall_id first, recall_id tip);
void recall_release(struct recall *r);

/* Serves the walk over commits; a struct recall is its payload. */
bool recall_head(struct source_head *head, const unsigned char *id, void *payload);
void recall_learn_head(const struct source_head *head, const unsigned char *id, void *payload);
const unsigned char *recall_tag(const unsigned char *id, void *payload);
void recall_learn_tag(const unsigned char *id, const unsigned char *commit, void *payload);

/* As source_compare, asking the source only for what is not known. wanted: what `how` wants,
 * the same text for the same; "": all that the table of formats does; absent: nobody can tell. */
int recall_compare(struct recall *r, struct source *source, struct strata_str wanted,
		   const unsigned char *old, const unsigned char *new, const struct source_comparison *how,
		   struct strata_error *err);

/* The others: an index; STRATA_NPOS where nothing is found. */
size_t recall_find_version(struct recall *r, struct strata_str path,
			   const struct strata_format *format, const unsigned char *blob);
size_t recall_version(struct recall *r, struct strata_str path, const struct strata_format *format,
		      const unsigned char *blob, bool *added);
unsigned recall_item(struct recall *r, const struct recall_item *item);
bool recall_same_item(const struct recall_item *a, const struct recall_item *b);
size_t recall_result(const struct recall *r, const struct strata_indices *versions);
size_t recall_add_result(struct recall *r, const struct strata_indices *versions,
			 const struct strata_indices *items, bool open);
size_t recall_origin(struct recall *r, const struct recall_origin *like);
void recall_add_origin(struct recall *r, const struct recall_origin *origin);

/* Adds what recall_pack.c took out of the cache, before anything but commits is there. */
void recall_adopt(struct recall *r, const struct recall *from);

/* recall_pack.c: all of it as bytes, and back. The bytes must outlive r; false leaves it as it was. */
void recall_encode(struct strata_buf *out, const struct recall *r);
bool recall_decode(struct recall *r, struct strata_str bytes);

#endif
