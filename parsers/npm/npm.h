/*
 * npm.h - what the lockfiles of npm, yarn and pnpm share: package specifications
 * and where packages come from.
 */
#ifndef NPM_NPM_H
#define NPM_NPM_H

#include "strata/facts.h"
#include "text/node.h"

/*
 * "name@rest" at the '@' that is no scope's: "@scope/a@^1" gives "@scope/a" and
 * "^1". False, and all of it as name, without one.
 */
bool npm_split(struct strata_str *name, struct strata_str *rest, struct strata_str spec);

/* "npm:real@1.0": the package behind an alias. False when it is none. */
bool npm_alias(struct strata_str *name, struct strata_str *rest, struct strata_str spec);

/*
 * What a requirement under a name really asks for: "npm:real@^1" (also "npm:^1"),
 * "jsr:^1" and "jsr:@scope/name@^1" under JSR's npm names, "patch:name@range#file".
 */
void npm_unwrap(struct strata_str *name, struct strata_str *requirement,
		struct strata_arena *arena);

/* "@scope/name" of JSR is "@jsr/scope__name" where npm's clients fetch it. */
struct strata_str npm_jsr_name(struct strata_arena *arena, struct strata_str name);

/* "%3A" is ':'; what is no such escape stays. */
struct strata_str npm_percent_decode(struct strata_arena *arena, struct strata_str s);

/* A git URL or hosting shorthand ("git+ssh://..", "github:a/b", "a/b#c"), by its form. */
bool npm_is_git(struct strata_str spec);

/* "file:", "link:", "portal:", "workspace:", a path. */
bool npm_is_local(struct strata_str spec);

/* Sets source and commit of a package that is fetched from there, unless it is a registry's. */
void npm_set_source(struct strata_package *package, struct strata_str resolved);

/* "sha512-.. sha1-..": each hash apart. */
void npm_add_integrity(struct strata_facts *out, struct strata_package *package,
		       struct strata_str integrity);

/* A licence as package.json has it: text, {type}, or a list of these. */
void npm_add_licence(struct strata_facts *out, struct strata_package *package,
		     const struct node *licence);

/* Whether a requirement pins one version: "1.2.3", "=1.2.3", "v1.2.3". */
bool npm_is_pin(struct strata_str *version, struct strata_str requirement);

/* An edge to the package that is asked for by that name: an alias where it is not its own. */
void npm_edge(struct strata_facts *out, int from, struct strata_str name, size_t to,
	      enum strata_scope scope);

/*
 * The dependencies of a package.json's kind of object (dependencies,
 * devDependencies, optionalDependencies, peerDependencies), each once, with its scope.
 */
struct npm_dependency {
	const char *key;
	enum strata_scope scope;
};

enum npm_kind {
	NPM_PROD,
	NPM_DEV,
	NPM_OPTIONAL,
	NPM_PEER,
	NPM_DEPENDENCY_KINDS,
};

extern const struct npm_dependency npm_dependencies[NPM_DEPENDENCY_KINDS];

#endif
