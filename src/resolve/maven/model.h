/*
 * model.h - what a pom means once its parents, properties, active profiles and BOMs are
 * put together: Maven's effective model, as far as dependencies go.
 *
 * The facts of parsers/maven/pom.c count all profiles, and keep neither exclusions nor
 * the scopes apart by which Maven passes dependencies on. So a model is made from the
 * document's own tree.
 *
 * Rules: Maven's documentation ("POM Reference", "Introduction to the Dependency
 * Mechanism") and behaviour, 2026-11.
 */
#ifndef RESOLVE_MAVEN_MODEL_H
#define RESOLVE_MAVEN_MODEL_H

#include "resolve/solver.h"
#include "strata/map.h"
#include "text/node.h"

struct maven_gav {
	struct strata_str group, artifact, version;
};

struct maven_dependency {
	struct maven_gav gav; /* version: as required, properties put in; absent: none */
	struct strata_str type, classifier, scope;
	struct strata_str key; /* by which what is managed is found */
	bool optional, has_optional;
	struct strata_strs exclusions; /* "group:artifact", each perhaps '*' */
	unsigned line;                 /* in the project's own pom; 0: it is inherited */
};

STRATA_VEC(maven_dependencies, struct maven_dependency);

struct maven_model {
	struct maven_gav gav;
	struct maven_dependencies dependencies; /* with what is managed put in */
	struct maven_dependencies managed;
	struct strata_map managed_keys; /* key -> index into managed, + 1 */
	struct maven_gav relocated;     /* artifact absent: it is not */
	bool local;
	int rc; /* below 0: it cannot be had */
	struct strata_error err;
};

struct maven_models {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct strata_map by_gav; /* -> address */
	struct strata_map local;  /* "group:artifact" of the snapshot -> index into paths, + 1 */
	struct strata_strs paths;
};

void maven_models_init(struct maven_models *models, const struct solver_input *in);

/* The project's own. */
struct maven_model *maven_model_of_project(struct maven_models *models);

/* Of the snapshot or a registry; never NULL, see rc. */
struct maven_model *maven_model_get(struct maven_models *models, const struct maven_gav *gav);

/* Starts to fetch its pom; returns at once. */
void maven_model_want(struct maven_models *models, const struct maven_gav *gav);

bool maven_is_range(struct strata_str version);

/*
 * A range, LATEST or RELEASE becomes a version, which lies within all of `ranges` (NULL: there
 * are none); other texts are one.
 */
int maven_version_of(struct strata_str *version, struct maven_models *models,
		     const struct maven_gav *gav, const struct strata_strs *ranges,
		     struct strata_error *err);

#endif
