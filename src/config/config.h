/*
 * config.h - strata.toml.
 *
 *	fail-on = "high"
 *	scope = ["prod", "build"]
 *
 *	[[ignore]]
 *	id = "CVE-2021-23337"         # any of id, purl, path; all given must match
 *	purl = "pkg:npm/lodash"       # without a version: all of them
 *	path = "tools/gen"            # a file, a folder with all below it, or a glob
 *	reason = "templates are ours" # required
 *	until = 2027-01-31            # the last day on which it holds
 *
 *	[resolve]                     # what is resolved for, where no lockfile says it
 *	os = "linux"
 *
 *	[image]                       # globs of names, as "docker.io/library/node"
 *	own = ["registry.example"]    # the project's own: trusted
 *	registries = ["docker.io"]    # no image may be of another one, but for one's own
 *	images = ["node", "nginx"]    # no other may be used
 *	must-be-pinned = ["*"]        # by digest
 *	must-be-minimal = ["*"]
 *	keys = ["keys/base.pub"]      # who may sign: files with public keys, or PEM itself
 *	authorities = ["ca.pem"]      # certificates behind those who may sign
 *	logs = ["rekor.pub"]          # transparency logs that tell when something was signed
 *	notary = "https://notary.example" # Notary v1; of the user's own file alone
 *	must-be-signed = ["registry.example/team-*"] # globs of names
 *
 *	[licences]                    # of packages; nothing is asked for without it
 *	allow = ["permissive", "MPL-2.0"] # families or SPDX expressions; nothing else may be used
 *	deny = ["AGPL-3.0-or-later"]  # neither may these
 *	scope = ["prod"]              # of these; else of those that may fail a run
 *	unknown = true                # may be used, where others must be allowed
 *	conflicts = true              # copyleft in what is not open source is told
 *
 *	[[licences.rule]]             # the same for one ecosystem, or some scopes
 *	ecosystem = "npm"             # as OSV calls it
 *	deny = ["strong-copyleft"]
 *
 *	[[licences.exception]]
 *	purl = "pkg:npm/readline-gpl"
 *	reason = "is not shipped"     # required
 *	until = 2027-01-31
 *
 *	[registries]                  # of the user's own file alone, or in registries.toml
 *	npm = "https://registry.example/"
 *
 * The file of the snapshot that is judged comes over the user's own. An unknown
 * key is an error with its line: a misspelt ignore must not pass for one.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "strata/arena.h"
#include "strata/error.h"

struct config_ignore {
	struct strata_str id, purl, path; /* absent: matches all */
	struct strata_str reason;
	struct strata_str until; /* YYYY-MM-DD; absent: without end */
	struct strata_str file;  /* which strata.toml */
	unsigned line;
	bool licences; /* [[licences.exception]]: of findings about licences alone */
};

STRATA_VEC(config_ignores, struct config_ignore);

/* A setting, and where it was made. */
struct config_text {
	struct strata_str text; /* absent: not set */
	struct strata_str file;
	unsigned line;
};

/* What licences packages may have. Each rule stands by itself. */
struct config_licence_rule {
	struct strata_strs allow, deny; /* families, or SPDX expressions */
	struct strata_str ecosystem;    /* absent: all */
	struct config_text scope;       /* "prod,build"; absent: those that may fail a run */
	bool unknown;                   /* what has no licence that is known may be used */
	bool conflicts;                 /* copyleft in what is not open source is told */
	struct strata_str file;
	unsigned line;
};

STRATA_VEC(config_licence_rules, struct config_licence_rule);

/* A setting by its key, which whoever uses it checks. */
struct config_pair {
	struct strata_str key;
	struct config_text value;
};

STRATA_VEC(config_pairs, struct config_pair);

struct config {
	struct config_ignores ignores;
	struct config_pairs resolve;    /* the last of a key counts */
	struct config_pairs image;      /* a key may have several */
	struct config_licence_rules licences;
	struct config_pairs registries; /* a key may have several, the first first */
	struct config_text fail_on;
	struct config_text scope; /* "prod,build" */
};

/* Adds what a file says to out; its scalars replace those that are set. EUSAGE with the line. */
int config_read(struct config *out, struct strata_str path, struct strata_str bytes,
		struct strata_arena *arena, struct strata_error *err);

/* The same of registries.toml, whose keys are those of [registries]. */
int config_read_addresses(struct config *out, struct strata_str path, struct strata_str bytes,
			  struct strata_arena *arena, struct strata_error *err);

/* strata.toml in a file; ENOTFOUND, without an error, when there is none. */
int config_read_file(struct config *out, const char *path, struct strata_arena *arena,
		     struct strata_error *err);

/* The user's own: $XDG_CONFIG_HOME/strata/strata.toml, else below ~/.config; absent: no home. */
struct strata_str config_user_file(struct strata_arena *arena);

/* registries.toml beside it: [registries] alone, its keys at the top. */
struct strata_str config_registries_file(struct strata_arena *arena);

/* Adds what it says, where it exists. */
int config_read_registries(struct config *out, struct strata_arena *arena, struct strata_error *err);

/* Reads it where it exists. */
int config_read_user(struct config *out, struct strata_arena *arena, struct strata_error *err);

#endif
