/*
 * store.h - poms by name and by path, each read once in a run: many projects of a snapshot
 * share their parents, BOMs and dependencies.
 */
#ifndef RESOLVE_MAVEN_STORE_H
#define RESOLVE_MAVEN_STORE_H

#include "maven/maven.h"
#include "resolve/maven/profile.h"
#include "resolve/solver.h"
#include "strata/map.h"

struct maven_document {
	struct maven_pom pom;
	struct strata_str path;    /* in the snapshot; absent: of a registry */
	struct maven_parts active; /* of its profiles those that are, in their order */
	struct maven_model *model, *whole; /* NULL until they are made: see model.h */
	bool later;                /* it was published after the time that is asked about */
	int rc;                    /* below 0: it cannot be had */
	struct strata_error err;
	unsigned next; /* of the snapshot: the next of the same name, + 1 */
};

STRATA_VEC(maven_documents, struct maven_document *);

struct maven_published {
	struct strata_strs versions;
	int rc;
	struct strata_error err;
};

struct maven_store {
	struct strata_arena *arena;    /* of the run */
	const struct solver_input *in; /* of the solve at hand */
	struct strata_strs servers;    /* that it was read from */
	struct strata_map by_name;     /* "group:artifact:version" -> address */
	struct strata_map by_path;     /* of the snapshot -> address */
	struct strata_map siblings;    /* "group:artifact" -> the first of own, + 1 */
	struct maven_documents own;    /* of the snapshot */
	struct strata_map listed;      /* "group:artifact" -> address of its published */
	bool undated;                  /* a server does not tell how old a pom is */
};

/* The one of the run, as long as the same servers are asked. */
struct maven_store *maven_store_of(const struct solver_input *in);

/* Of the snapshot or of a repository; never NULL, see rc. */
struct maven_document *maven_document_get(struct maven_store *store, const struct maven_gav *gav);
struct maven_document *maven_document_at(struct maven_store *store, struct strata_str path);

/* Where a pom of the snapshot says that its parent is; absent: nowhere in it. */
struct strata_str maven_parent_path(struct maven_store *store, const struct maven_document *document);

/* Whether the document is the project of that name; a version with properties in it is any. */
bool maven_document_is(const struct maven_document *document, const struct maven_gav *gav);

/* Starts to fetch what a name stands for: a pom, or for a range which versions there are. */
void maven_want(struct maven_store *store, const struct maven_gav *gav);

/* Fetches the parents of documents, and theirs, each generation at once. */
void maven_want_parents(struct maven_store *store, const struct maven_documents *children);

bool maven_is_range(struct strata_str version);

/*
 * A range, LATEST or RELEASE becomes a version, which lies within all of `ranges` (NULL: there
 * are none); other texts are one.
 */
int maven_version_of(struct strata_str *version, struct maven_store *store,
		     const struct maven_gav *gav, const struct strata_strs *ranges,
		     struct strata_error *err);

#endif
