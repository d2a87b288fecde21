/*
 * source.h - the repositories of a project, in the order in which they are asked, and what
 * they have of a package.
 *
 * The project's own come first, then the user's, then the standard one. The first that has a
 * package is the only one that counts for it, unless it says that it is not canonical. What
 * is no repository of Composer's own kind (vcs, path, artifact), or lies on a host that the
 * user's configuration does not name, is passed over.
 */
#ifndef RESOLVE_COMPOSER_SOURCE_H
#define RESOLVE_COMPOSER_SOURCE_H

#include "resolve/composer/release.h"
#include "resolve/solver.h"

struct composer_repository {
	struct strata_str shown;            /* its address, for people */
	const struct registry_server *server; /* NULL: packages that the project describes itself */
	const struct node *limits;          /* "only", "exclude", "canonical"; may be NULL */
	bool opened;
	struct strata_str metadata;         /* where a package is described: "%package%" is its name */
	struct strata_map inlined;          /* of packages that it describes itself: name -> node */
	const struct node *names, *patterns; /* what it has, where it says so */
	struct strata_map by_name;          /* of names */
	const struct strata_error *lack;    /* why it cannot be asked */
};

STRATA_VEC(composer_repositories, struct composer_repository);
STRATA_VEC(composer_answers, struct registry_answer);

struct composer_sources {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct composer_repositories all;
	struct strata_strs kinds; /* of the project's repositories that are not asked: "vcs", an
				     address on a host that the user does not name */
	struct composer_answers answers;
};

/* project: composer.json. */
void composer_sources_init(struct composer_sources *s, const struct solver_input *in,
			   const struct node *project, struct strata_arena *arena);
void composer_sources_release(struct composer_sources *s);

/* Starts to fetch what a repository has of a package; dev: branches, too. */
void composer_want(struct composer_sources *s, size_t repository, struct strata_str name, bool dev);

/*
 * What a repository has of a package. ENOTFOUND: nothing, ask the next; else why its data
 * cannot be had.
 */
int composer_get(struct composer_releases *out, struct composer_sources *s, size_t repository,
		 struct strata_str name, bool dev, struct strata_error *err);

/* Whether repositories behind it are asked for what it has, too. */
bool composer_is_canonical(const struct composer_repository *r);

#endif
