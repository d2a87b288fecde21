/*
 * before_modules.h - what Go's tools had in common before there were modules: repositories
 * at a revision, named by the path that code imports.
 */
#ifndef GO_BEFORE_MODULES_H
#define GO_BEFORE_MODULES_H

#include "strata/facts.h"

/*
 * The repository of an imported path, which became the name of its module: three parts of a
 * path at a code host, of golang.org/x and of gopkg.in with an owner, two of gopkg.in
 * without one and of other hosts of Go's own. Any other path stays as it is.
 */
struct strata_str go_repository(struct strata_str path);

/*
 * Adds a repository. A release is its version, a branch what is asked for; the revision is
 * kept when it is a whole commit. What neither pins has an empty requirement.
 */
struct strata_package *go_add(struct strata_facts *out, struct strata_str name,
			      struct strata_str version, struct strata_str revision, unsigned line);

#endif
