/*
 * project.h - what an MSBuild project asks for, for one target framework.
 *
 * Properties are evaluated in MSBuild's order, Directory.Build.props first and
 * Directory.Build.targets last, then items: conditions are judged as far as they compare
 * texts, ask whether a file of the snapshot is there, or join such by `and`, `or` and `!`.
 * What cannot be judged counts, as in the parser. Nothing of a project is run.
 *
 * Format: learn.microsoft.com, "MSBuild conditions", "PackageReference in project files",
 * "Central Package Management", "Customize the build by folder", 2026-11.
 */
#ifndef RESOLVE_NUGET_PROJECT_H
#define RESOLVE_NUGET_PROJECT_H

#include "resolve/solver.h"
#include "strata/map.h"

struct nuget_reference {
	struct strata_str name, range; /* range absent: no version is known */
	enum strata_scope scope;
	struct strata_str path; /* the file that asks */
	unsigned line;
	bool is_private; /* not for whoever refers to the project */
	bool removed;    /* by the project itself, or a file above it */
};

STRATA_VEC(nuget_references, struct nuget_reference);

/* A project that is referred to and not in the snapshot, or not known which. */
struct nuget_unfound {
	struct strata_str name; /* as written */
	unsigned line;          /* 0: not of the project's own file */
};

STRATA_VEC(nuget_unfounds, struct nuget_unfound);

struct nuget_project {
	struct strata_str path;
	struct strata_strs frameworks;      /* as written; empty: none is known */
	struct nuget_references references;
	struct strata_map by_name;          /* of references, in lower case -> index + 1 */
	struct strata_strs projects;        /* paths of those it refers to, in the snapshot */
	struct nuget_unfounds unfound;
	struct strata_map central;          /* id in lower case -> index into pins */
	struct strata_strs pins;            /* versions of the central list */
	bool pins_transitive;
};

/* For one of its frameworks; absent: to learn which it has. */
int nuget_project_read(struct nuget_project *out, const struct solver_input *in, struct strata_str path,
		       struct strata_str framework, struct strata_arena *arena, struct strata_error *err);

#endif
