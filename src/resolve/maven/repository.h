/*
 * repository.h - documents of Maven repositories: poms, and which versions there are.
 *
 * Layout: maven.apache.org/repository/layout.html, 2026-11.
 */
#ifndef RESOLVE_MAVEN_REPOSITORY_H
#define RESOLVE_MAVEN_REPOSITORY_H

#include "resolve/maven/model.h"

void maven_repository_want(const struct maven_models *models, const struct maven_gav *gav);

void maven_repository_want_versions(const struct maven_models *models, const struct maven_gav *gav);

int maven_repository_pom(struct node **top, const struct maven_models *models,
			 const struct maven_gav *gav, struct strata_error *err);

/* The texts of all <version> that repositories list; ENOTFOUND when none does. */
int maven_repository_versions(struct strata_strs *out, const struct maven_models *models,
			      const struct maven_gav *gav, struct strata_error *err);

#endif
