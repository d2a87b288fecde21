/*
 * dependency.h - what one dependency means to Maven's resolver, whoever asks for it.
 *
 * Rules: Maven's documentation ("Introduction to the Dependency Mechanism") and the types
 * that its sessions know by themselves, 2026-11.
 */
#ifndef RESOLVE_MAVEN_DEPENDENCY_H
#define RESOLVE_MAVEN_DEPENDENCY_H

#include "resolve/maven/model.h"

/* In the order in which the wider wins. */
enum maven_scope {
	MAVEN_SYSTEM,
	MAVEN_TEST,
	MAVEN_PROVIDED,
	MAVEN_RUNTIME,
	MAVEN_COMPILE,
};

/* By this, two are the same artifact. */
struct strata_str maven_key(const struct maven_dependency *d, struct strata_arena *arena);

/* Whether an artifact of that type holds what it depends on: a war. */
bool maven_is_fat(struct strata_str type);

enum maven_scope maven_scope_named(struct strata_str text);

/* Of what is asked for by a dependency whose own scope is `above`: Maven's table. */
enum maven_scope maven_scope_below(enum maven_scope above, enum maven_scope own);

bool maven_excludes(const struct strata_strs *exclusions, const struct maven_gav *gav);

/* Whether whoever depends on the pom gets this one too. */
bool maven_is_passed_on(const struct maven_dependency *d);

#endif
