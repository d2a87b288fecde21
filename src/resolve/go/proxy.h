/*
 * proxy.h - what module proxies tell of a module: its go.mod at a version, and which
 * version a name (a branch, "latest") stands for.
 *
 * Proxies are asked in the order of GOPROXY. Behind a ',' the next is asked for what one
 * does not have, behind a '|' for whatever went wrong. Modules that GOPRIVATE or
 * GONOPROXY name are asked for nowhere: their names go to no proxy, and their repositories
 * are none of strata's business. `direct` means these, too.
 *
 * Protocol: go.dev/ref/mod, "GOPROXY protocol" and "Private modules", 2026-11.
 */
#ifndef RESOLVE_GO_PROXY_H
#define RESOLVE_GO_PROXY_H

#include "resolve/solver.h"

struct go_answer {
	struct registry_answer answer;
	size_t server;
};

STRATA_VEC(go_answers, struct go_answer);

struct go_proxy {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct go_answers answers; /* held until go_proxy_release */
	size_t undated;            /* versions that as_of could not judge */
};

/* Whether GOPROXY, or the user's registries.toml, says anything: "off" is an answer. */
bool go_proxy_is_known(const struct go_proxy *p);

/* Starts to fetch a go.mod; returns at once. */
void go_proxy_want(struct go_proxy *p, struct strata_str path, struct strata_str version);

/* The bytes of a go.mod, valid until go_proxy_release. */
int go_proxy_mod(struct strata_str *out, struct go_proxy *p, struct strata_str path,
		 struct strata_str version, struct strata_error *err);

/* What the answer that came last cannot be: it leaves the cache. */
void go_proxy_refuse(struct go_proxy *p);

/* Whether that is an answer of the proxy that is asked first. */
bool go_proxy_was_first(const struct go_proxy *p);

/* Whether no proxy is asked for a module. */
bool go_proxy_is_private(const struct go_proxy *p, struct strata_str path);

/* What is kept beside what that proxy told, of a main module (kept.h); whether there is any. */
bool go_proxy_kept(struct strata_str *out, struct go_proxy *p, struct strata_str module);
void go_proxy_keep(struct go_proxy *p, struct strata_str module, struct strata_str bytes);

/* The version that a query stands for, of those that were published until as_of. */
int go_proxy_query(struct strata_str *out, struct go_proxy *p, struct strata_str path,
		   struct strata_str query, struct strata_error *err);

/* The versions of a module of any date, releases first, each from the highest down. */
int go_proxy_versions(struct strata_strs *out, struct go_proxy *p, struct strata_str path,
		      struct strata_error *err);

void go_proxy_release(struct go_proxy *p);

/* What a proxy tells of a version; time is absent where it does not. */
struct go_info {
	struct strata_str version, time;
};

/* A .info. ESYNTAX for what is no JSON, or names no version. */
int go_info_read(struct go_info *out, struct strata_str bytes, struct strata_arena *arena,
		 struct strata_error *err);

/*
 * A list of versions, in its order: each line is one, maybe with a time behind it; those of
 * commits are left out. ESYNTAX when no line is one, ELIMIT over STRATA_LIMIT_PUBLISHED.
 */
int go_list_read(struct strata_strs *out, struct strata_str bytes, struct strata_arena *arena,
		 struct strata_error *err);

/* A module's path (or version) in an address: "!a" for "A". Absent: it can be none. */
struct strata_str go_escape(struct strata_str text, struct strata_arena *arena);

/* Whether one of the comma-separated globs matches the first elements of a path. */
bool go_is_private(struct strata_str globs, struct strata_str path);

#endif
