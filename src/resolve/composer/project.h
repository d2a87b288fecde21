/*
 * project.h - composer.json of the project that is resolved for.
 *
 * A requirement may say how stable the package has to be ("@dev", "1.0-beta1", "dev-main")
 * and as what else it counts ("dev-fix as 1.2.0"). What is of the platform (PHP, its
 * extensions, Composer) is judged by config.platform, then by [resolve]; extensions and
 * libraries count as there.
 *
 * Rules: Composer's documentation, "The composer.json schema", "Stability", "Aliases",
 * "config.platform", 2026-11.
 */
#ifndef RESOLVE_COMPOSER_PROJECT_H
#define RESOLVE_COMPOSER_PROJECT_H

#include "resolve/composer/release.h"
#include "resolve/solver.h"

struct composer_requirement {
	struct strata_str name;       /* in lower case */
	struct strata_str constraint;
	enum strata_scope scope;
	unsigned line;
};

STRATA_VEC(composer_requirements, struct composer_requirement);

struct composer_root_alias {
	struct strata_str name, version, alias;
};

STRATA_VEC(composer_root_aliases, struct composer_root_alias);

struct composer_platform {
	struct strata_str name, version; /* version absent: it is said not to be there */
};

STRATA_VEC(composer_platforms, struct composer_platform);

struct composer_project {
	const struct node *top;
	struct strata_str name, version;
	struct composer_requirements requires;
	struct strata_map by_name; /* of requires, -> index */
	struct composer_links links[COMPOSER_LINK_KINDS]; /* REQUIRE stays empty */
	enum composer_stability least;
	struct strata_map stable; /* name -> least stability of that package */
	bool prefer_stable;
	struct composer_root_aliases aliases;
	struct strata_map aliased; /* name -> index into aliases: the last counts */
	struct composer_platforms platform;
	struct strata_map on_platform; /* name -> index into platform */
	struct strata_str php_instead; /* of what [resolve] says: the project asks for another */
};

int composer_project_read(struct composer_project *out, struct strata_str bytes,
			  const struct solver_environment *environment, struct strata_arena *arena,
			  struct strata_error *err);

/* "php", "ext-json", "lib-icu", "composer-plugin-api": what no repository has. */
bool composer_is_platform(struct strata_str name);

/* Nothing is said of it: an extension or a library, which counts as there. */
bool composer_is_assumed(const struct composer_project *p, struct strata_str name);

/* Whether a package may be that unstable. */
bool composer_accepts(const struct composer_project *p, struct strata_str name,
		      enum composer_stability stability);

#endif
