/*
 * release.h - what a repository of Composer's tells of one package: its releases and what
 * they ask for.
 *
 * Format: Composer's documentation, "Repositories", "metadata-url"; and of its minified form
 * ("composer/2.0": a release has what differs from the one before it, "__unset" takes a key
 * away) the library that writes it, 2026-11.
 */
#ifndef RESOLVE_COMPOSER_RELEASE_H
#define RESOLVE_COMPOSER_RELEASE_H

#include "strata/arena.h"
#include "strata/error.h"
#include "text/node.h"

/* From the least stable to the most. */
enum composer_stability {
	COMPOSER_IS_DEV,
	COMPOSER_IS_ALPHA,
	COMPOSER_IS_BETA,
	COMPOSER_IS_RC,
	COMPOSER_IS_STABLE,
};

struct composer_link {
	struct strata_str name;       /* in lower case */
	struct strata_str constraint; /* as written */
};

STRATA_VEC(composer_links, struct composer_link);

enum composer_link_kind {
	COMPOSER_REQUIRE,
	COMPOSER_REPLACE,
	COMPOSER_PROVIDE,
	COMPOSER_CONFLICT,
	COMPOSER_LINK_KINDS,
};

struct composer_release {
	struct strata_str version; /* as written */
	struct strata_str alias;   /* what a branch counts as besides; absent: nothing */
	struct strata_str time;    /* RFC 3339; absent: not told */
	struct strata_str sha1;    /* of its archive; often empty */
	struct strata_str commit;  /* of its source */
	const struct node *licence;
	struct composer_links links[COMPOSER_LINK_KINDS];
};

STRATA_VEC(composer_releases, struct composer_release);

/* "1.0-beta2" is beta; also of a constraint that is little more than a version: "~1.0@dev". */
enum composer_stability composer_stability_of(struct strata_str version);

/* Of the name that it has in composer.json. False: it has none of these. */
bool composer_stability_read(enum composer_stability *out, struct strata_str name);

/* The links of one kind: a map of names and constraints. */
void composer_links_read(struct composer_links *out, const struct node *map, struct strata_arena *arena);

/*
 * The releases of a package, in the order of the document, which has them below
 * "packages". ENOTFOUND: it has none of that name; ESYNTAX; ELIMIT.
 */
int composer_releases_read(struct composer_releases *out, struct strata_str bytes,
			   struct strata_str name, struct strata_arena *arena,
			   struct strata_error *err);

/* Of one value: a list of releases, or a map of them. */
int composer_releases_of(struct composer_releases *out, const struct node *list, bool minified,
			 struct strata_arena *arena, struct strata_error *err);

#endif
