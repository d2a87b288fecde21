/*
 * feed.h - what sources of NuGet's have of a package: its versions and what each asks for.
 *
 * A source is a service index, which names its resources. Registrations tell all of a
 * package at once: versions with their dependencies by framework, when they were published
 * and whether they are listed. A source without them has a list of versions and, for each, a
 * nuspec, which tells no dates. All sources that may have a package are asked; of a version
 * that several have the first counts.
 *
 * Format: learn.microsoft.com, "NuGet API": service index, package metadata, package content;
 * ".nuspec reference", 2026-11.
 */
#ifndef RESOLVE_NUGET_FEED_H
#define RESOLVE_NUGET_FEED_H

#include "resolve/nuget/framework.h"
#include "resolve/nuget/range.h"
#include "resolve/solver.h"
#include "strata/map.h"
#include "text/node.h"

struct nuget_want {
	struct strata_str name, range; /* range: as written; empty: any */
};

STRATA_VEC(nuget_wants, struct nuget_want);

struct nuget_group {
	struct nuget_framework framework;
	struct nuget_wants wants;
};

STRATA_VEC(nuget_groups, struct nuget_group);

struct nuget_release {
	struct strata_str version; /* as it is shown: without build metadata */
	struct strata_str time;    /* absent: not told */
	struct strata_str licence; /* an expression */
	bool unlisted;
	bool read;                 /* groups are there */
	size_t source;
	struct nuget_groups groups;
	const struct strata_error *lack; /* why what it asks for cannot be had */
};

STRATA_VEC(nuget_releases, struct nuget_release);

struct nuget_package {
	struct strata_str id;   /* in lower case */
	struct strata_str name; /* as its makers write it */
	bool fetched;
	struct nuget_releases releases;  /* in no order */
	const struct strata_error *lack; /* why its data cannot be had */
};

struct nuget_source {
	const struct registry_server *server;
	bool opened;
	struct strata_str registrations, content; /* addresses that end in '/'; absent: none */
	const struct strata_error *lack;
};

STRATA_VEC(nuget_sources, struct nuget_source);
STRATA_VEC(nuget_packages, struct nuget_package *);
STRATA_VEC(nuget_answers, struct registry_answer);

struct nuget_feed {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct nuget_sources sources;
	struct strata_map by_id; /* -> index into packages */
	struct nuget_packages packages;
	struct nuget_answers answers;
};

void nuget_feed_init(struct nuget_feed *f, const struct solver_input *in, struct strata_arena *arena);
void nuget_feed_release(struct nuget_feed *f);

/* Starts to fetch. */
void nuget_feed_want(struct nuget_feed *f, struct strata_str name);

/* Never NULL; `lack` says why its data cannot be had. */
struct nuget_package *nuget_feed_get(struct nuget_feed *f, struct strata_str name);

/* What a release asks for; NULL: nothing. `lack` of the release says what could not be had. */
const struct nuget_wants *nuget_feed_wants(struct nuget_feed *f, const struct nuget_package *package,
					   struct nuget_release *release,
					   const struct nuget_framework *framework);

/*
 * The parts that are pure: a page of a registration, or its index with pages in it; pages
 * that are not in it are added to more (NULL: there must be none). And a nuspec.
 */
int nuget_registration_read(struct nuget_releases *out, struct strata_strs *more, struct strata_str *name,
			    struct strata_str bytes, struct strata_arena *arena, struct strata_error *err);
int nuget_nuspec_read(struct nuget_groups *out, struct strata_str bytes, struct strata_arena *arena,
		      struct strata_error *err);

#endif
