/*
 * spec.h - what a requirement of npm's asks for.
 *
 * Forms: npm's documentation, "package-spec", 2026-11.
 */
#ifndef RESOLVE_NPM_SPEC_H
#define RESOLVE_NPM_SPEC_H

#include "resolve/npm/packument.h"
#include "strata/map.h"
#include "strata/version.h"

enum npm_spec_type {
	NPM_SPEC_RANGE, /* one version, too */
	NPM_SPEC_TAG,
	NPM_SPEC_GIT,
	NPM_SPEC_REMOTE,  /* an archive at an address */
	NPM_SPEC_ARCHIVE, /* one in the tree */
	NPM_SPEC_FOLDER,
};

struct npm_spec {
	enum npm_spec_type type;
	struct strata_str raw;  /* as written */
	struct strata_str name; /* of the package: behind an alias, the real one */
	struct strata_str text; /* range, tag, address or path */
	struct strata_intervals intervals; /* of a RANGE */
	bool any;   /* "*" or "": pre-releases will do as well */
	bool alias;
};

struct npm_spec *npm_spec_parse(struct strata_str name, struct strata_str raw,
				struct strata_arena *arena);

/* Whether some version could satisfy both; true where they are no ranges. */
bool npm_spec_touches(const struct npm_spec *a, const struct npm_spec *b);

#endif
