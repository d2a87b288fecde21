/*
 * model.h - what a pom means once its parents, properties, active profiles and BOMs are
 * put together: Maven's effective model, as far as dependencies go.
 *
 * Rules: Maven's documentation ("POM Reference", "Introduction to the Dependency
 * Mechanism") and behaviour, 2026-11.
 */
#ifndef RESOLVE_MAVEN_MODEL_H
#define RESOLVE_MAVEN_MODEL_H

#include "resolve/maven/store.h"

struct maven_dependency {
	struct maven_gav gav; /* version: as required, properties put in; absent: none */
	struct strata_str type, classifier, scope;
	struct strata_str key; /* by which what is managed is found */
	bool optional;
	struct strata_strs exclusions; /* "group:artifact", each perhaps '*' */
};

STRATA_VEC(maven_dependencies, struct maven_dependency);

struct maven_model {
	struct maven_gav gav;
	struct maven_dependencies dependencies; /* with what is managed put in */
	struct maven_dependencies managed;
	struct strata_map managed_keys; /* key -> index into managed, + 1 */
	struct solver_lacks_list lacks; /* BOMs that cannot be had */
	struct maven_gav relocated;     /* where the document tells that it was */
	bool local;
	int rc; /* below 0: it cannot be had */
	struct strata_error err;
};

/* Of a dependency: of what is managed only what its own dependencies need. */
struct maven_model *maven_model_of(struct maven_store *store, struct maven_document *document);

/* Of a project, or a BOM: all that is managed. */
struct maven_model *maven_model_whole(struct maven_store *store, struct maven_document *document);

/* Where an artifact moved to; NULL: it did not. Makes no model of one that did not. */
const struct maven_gav *maven_moved_to(struct maven_store *store, struct maven_document *document);

#endif
