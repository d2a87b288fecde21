/*
 * repository.h - what Maven repositories serve: poms, and which versions there are.
 *
 * Layout: maven.apache.org/repository/layout.html, 2026-11.
 */
#ifndef RESOLVE_MAVEN_REPOSITORY_H
#define RESOLVE_MAVEN_REPOSITORY_H

#include "resolve/maven/store.h"

void maven_repository_want(const struct maven_store *store, const struct maven_gav *gav);
void maven_repository_want_versions(const struct maven_store *store, const struct maven_gav *gav);

/* Fills in pom and later. */
int maven_repository_pom(struct maven_document *out, struct maven_store *store,
			 const struct maven_gav *gav, struct strata_error *err);

/* Of a maven-metadata.xml. */
int maven_versions_read(struct strata_strs *out, struct strata_str bytes,
			struct strata_arena *arena, struct strata_error *err);

/* The texts of all <version> that repositories list; ENOTFOUND when none does. */
int maven_repository_versions(struct strata_strs *out, const struct maven_store *store,
			      const struct maven_gav *gav, struct strata_error *err);

#endif
