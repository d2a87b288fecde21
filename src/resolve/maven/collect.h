/*
 * collect.h - the artifacts that Maven takes for a project: of those that are asked for
 * under one name the nearest to the project, in a version that suits every range.
 *
 * Rules: Maven's documentation ("Introduction to the Dependency Mechanism") and the
 * behaviour of its resolver 1.6 to 1.9, 2026-11.
 */
#ifndef RESOLVE_MAVEN_COLLECT_H
#define RESOLVE_MAVEN_COLLECT_H

#include "resolve/maven/dependency.h"

struct maven_artifact {
	struct maven_dependency want; /* as it is asked for, managed, and where it moved to */
	struct maven_artifact *parent; /* NULL: the project asks */
	const struct strata_strs *managed_exclusions;
	struct maven_document *pom;   /* NULL: none is needed, or its version is not known */
	struct maven_model *model;    /* of one that was taken; NULL: as pom */
	struct strata_str version;    /* absent: it cannot be found out */
	struct strata_str range;      /* that the version was chosen from; absent: none */
	struct strata_str asked;      /* "group:artifact" before it moved; absent: it did not */
	const struct strata_error *err; /* why data of it cannot be had; NULL: all can */
	size_t first_edge, end_edge;  /* what it asks for */
	size_t package;               /* in the answer, + 1 */
	enum maven_scope scope;
	bool fixed; /* the scope: the project says so, itself or by what it manages */
	bool beaten; /* by a later version that the same pom asks for */
};

STRATA_VEC(maven_artifacts, struct maven_artifact *);

struct maven_edge {
	struct maven_artifact *from; /* NULL: the project */
	size_t contest;              /* of those that are one artifact */
	enum maven_scope scope;      /* as it is asked for here, before it is passed on */
	bool fixed;
	struct strata_str asked;
};

STRATA_VEC(maven_edges, struct maven_edge);

struct maven_tree {
	const struct solver_input *in;
	struct maven_store *store;
	struct maven_model *project;
	struct maven_artifacts all; /* those taken, the nearest first */
	struct maven_edges edges;
	struct maven_collecting *collecting;
};

/* ELIMIT when it has no end. */
int maven_collect(struct maven_tree *tree, struct strata_error *err);

/* Who was taken where an edge leads; NULL: nobody could be. */
struct maven_artifact *maven_taken(const struct maven_tree *tree, const struct maven_edge *edge);

#endif
