/*
 * git.h - packages that are a repository at some ref, or an archive that a code host makes
 * of one: what build files without a registry of their own ask for.
 *
 * A ref that looks like a release ("v1.2", "boost-1.84.0") is the version, a whole commit
 * the commit; anything else (a branch) moves on, and is what is asked for.
 *
 * Addresses of archives: the documentation of GitHub ("Downloading source code archives"),
 * GitLab ("Repository files API") and Gitea, 2026-11.
 */
#ifndef GIT_GIT_H
#define GIT_GIT_H

#include "strata/facts.h"

/* A repository at a ref, which may be absent. Named "host/owner/name". */
struct strata_package *git_add(struct strata_facts *out, struct strata_str address,
			       struct strata_str ref, unsigned line);

/*
 * What lies at an address: of an archive of a repository, that one; else a file, named
 * otherwise as given, whose version is what its name tells ("zlib-1.3.1.tar.gz").
 */
struct strata_package *git_add_download(struct strata_facts *out, struct strata_str address,
					struct strata_str name, unsigned line);

/* Whether a ref looks like a release, not like a branch. */
bool git_is_release(struct strata_str ref);

#endif
