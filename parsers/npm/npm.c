/* npm.c - package specifications; see npm.h. Forms: npm's documentation, "package-spec", 2026-11. */
#include "npm/npm.h"

const struct npm_dependency npm_dependencies[NPM_DEPENDENCY_KINDS] = {
	[NPM_PROD] = { "dependencies", STRATA_SCOPE_PROD },
	[NPM_DEV] = { "devDependencies", STRATA_SCOPE_DEV },
	[NPM_OPTIONAL] = { "optionalDependencies", STRATA_SCOPE_OPTIONAL },
	[NPM_PEER] = { "peerDependencies", STRATA_SCOPE_PROD },
};

bool npm_split(struct strata_str *name, struct strata_str *rest, struct strata_str spec)
{
	bool scoped = spec.len && spec.ptr[0] == '@';
	size_t at = strata_str_chr(strata_str_skip(spec, scoped), '@');

	*name = spec;
	*rest = STRATA_NONE;
	if (at == STRATA_NPOS)
		return false;
	*name = strata_str_take(spec, at + scoped);
	*rest = strata_str_skip(spec, at + scoped + 1);
	return true;
}

/* berry writes "npm:^1.0" for a plain range: no name begins like one. */
static bool is_range(struct strata_str s)
{
	return strata_str_chr(STRATA_STR("^~<>=*0123456789"), s.ptr[0]) != STRATA_NPOS;
}

bool npm_alias(struct strata_str *name, struct strata_str *rest, struct strata_str spec)
{
	if (!strata_str_starts(spec, STRATA_STR("npm:")))
		return false;
	npm_split(name, rest, strata_str_skip(spec, 4));
	return name->len > 0 && (rest->ptr || !is_range(*name));
}

struct strata_str npm_jsr_name(struct strata_arena *arena, struct strata_str name)
{
	size_t slash = strata_str_chr(name, '/');

	if (slash == STRATA_NPOS || name.ptr[0] != '@')
		return name;
	return strata_arena_printf(arena, "@jsr/%.*s__%.*s",
				   STRATA_ARG(strata_str_skip(strata_str_take(name, slash), 1)),
				   STRATA_ARG(strata_str_skip(name, slash + 1)));
}

static void unwrap_jsr(struct strata_str *name, struct strata_str *requirement,
		       struct strata_arena *arena)
{
	struct strata_str real, rest, inner = strata_str_skip(*requirement, 4);

	*requirement = inner;
	if (strata_str_starts(inner, STRATA_STR("@"))) {
		npm_split(&real, &rest, inner);
		*name = real;
		*requirement = rest.ptr ? rest : STRATA_STR("");
	}
	*name = npm_jsr_name(arena, *name);
}

/* "patch:name@npm%3A1.0.0#~/file": the name and what of it is patched. */
static void unwrap_patch(struct strata_str *name, struct strata_str *requirement,
			 struct strata_arena *arena)
{
	struct strata_str inner, file, real, rest;

	strata_str_cut(&inner, &file, strata_str_skip(*requirement, 6), '#');
	npm_split(&real, &rest, npm_percent_decode(arena, inner));
	if (real.len)
		*name = real;
	*requirement = rest.ptr ? rest : STRATA_STR("");
}

void npm_unwrap(struct strata_str *name, struct strata_str *requirement,
		struct strata_arena *arena)
{
	struct strata_str real, rest;

	if (strata_str_starts(*requirement, STRATA_STR("patch:")))
		unwrap_patch(name, requirement, arena);
	if (strata_str_starts(*requirement, STRATA_STR("jsr:"))) {
		unwrap_jsr(name, requirement, arena);
	} else if (npm_alias(&real, &rest, *requirement)) {
		*name = real;
		*requirement = rest.ptr ? rest : STRATA_STR("");
	} else if (strata_str_starts(*requirement, STRATA_STR("npm:"))) {
		*requirement = strata_str_skip(*requirement, 4);
	}
}

static int hex_digit(char c)
{
	c = strata_lower(c);
	if (strata_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct strata_str npm_percent_decode(struct strata_arena *arena, struct strata_str s)
{
	char *to = strata_arena_alloc(arena, s.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool escape = s.ptr[i] == '%' && i + 2 < s.len && hex_digit(s.ptr[i + 1]) >= 0 &&
			      hex_digit(s.ptr[i + 2]) >= 0;

		to[len++] = escape ? (char)(hex_digit(s.ptr[i + 1]) * 16 + hex_digit(s.ptr[i + 2]))
				   : s.ptr[i];
		i += escape ? 2 : 0;
	}
	return (struct strata_str){ to, len };
}

static bool starts_with_any(struct strata_str s, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (strata_str_starts(s, strata_str_of(*prefixes)))
			return true;
	return false;
}

/* The path of a URL, without its query and fragment, ends with ".git". */
static bool is_git_path(struct strata_str spec)
{
	struct strata_str head, rest;

	strata_str_cut(&head, &rest, spec, '#');
	strata_str_cut(&head, &rest, head, '?');
	return strata_str_ends(head, STRATA_STR(".git"));
}

/* "owner/name" or "owner/name#ref": two parts, no scheme, no scope. */
static bool is_shorthand(struct strata_str spec)
{
	struct strata_str head, rest;
	size_t slash;

	strata_str_cut(&head, &rest, spec, '#');
	slash = strata_str_chr(head, '/');
	if (slash == STRATA_NPOS || slash == 0 || slash + 1 == head.len || head.ptr[0] == '@' ||
	    head.ptr[0] == '.' || strata_str_chr(head, ':') != STRATA_NPOS)
		return false;
	return strata_str_rchr(head, '/') == slash;
}

bool npm_is_git(struct strata_str spec)
{
	static const char *const prefixes[] = { "git+",       "git:",   "git@", "ssh:",
						"github:",    "gitlab:", "gist:", "bitbucket:",
						NULL };

	if (starts_with_any(spec, prefixes) || is_shorthand(spec))
		return true;
	return is_git_path(spec) && strata_str_find(spec, STRATA_STR("://")) != STRATA_NPOS;
}

bool npm_is_local(struct strata_str spec)
{
	static const char *const prefixes[] = { "file:", "link:", "portal:", "workspace:", "./",
						"../",   "/",     "~/",      NULL };

	return starts_with_any(spec, prefixes);
}

static bool is_commit(struct strata_str s)
{
	if (s.len != 40 && s.len != 64)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))
			return false;
	return true;
}

/* "#abc", "#commit=abc&x", or the tarball of a hosting site: ".../tar.gz/abc". */
static struct strata_str commit_of(struct strata_str url)
{
	size_t hash = strata_str_rchr(url, '#');
	struct strata_str commit, rest;

	if (hash == STRATA_NPOS) {
		commit = strata_path_base(url);
	} else {
		commit = strata_str_skip(url, hash + 1);
		if (strata_str_starts(commit, STRATA_STR("commit=")))
			commit = strata_str_skip(commit, 7);
		strata_str_cut(&commit, &rest, commit, '&');
	}
	return is_commit(commit) ? commit : STRATA_NONE;
}

/* Registries serve "<name>/-/<file>.tgz"; some mirrors "/download/". */
static bool is_registry(struct strata_str url)
{
	return strata_str_find(url, STRATA_STR("/-/")) != STRATA_NPOS ||
	       strata_str_find(url, STRATA_STR("/download/")) != STRATA_NPOS;
}

void npm_set_source(struct strata_package *package, struct strata_str resolved)
{
	bool git = npm_is_git(resolved);

	if (!resolved.len || (!git && is_registry(resolved)))
		return;
	package->source = resolved;
	if (git || strata_str_find(resolved, STRATA_STR("/tar.gz/")) != STRATA_NPOS)
		package->commit = commit_of(resolved);
}

void npm_add_integrity(struct strata_facts *out, struct strata_package *package,
		       struct strata_str integrity)
{
	struct strata_str hash, rest = integrity;

	while (rest.len) {
		strata_str_cut(&hash, &rest, rest, ' ');
		if (hash.len)
			*strata_vec_push(out->arena, &package->checksums) = hash;
	}
}

void npm_add_licence(struct strata_facts *out, struct strata_package *package,
		     const struct node *licence)
{
	if (!licence)
		return;
	if (licence->type == NODE_ARRAY) {
		for (const struct node *n = licence->first; n; n = n->next)
			if (n->type != NODE_ARRAY)
				npm_add_licence(out, package, n);
		return;
	}
	if (licence->type == NODE_MAP)
		licence = node_get(licence, "type");
	if (licence && licence->type == NODE_STRING && licence->text.len)
		*strata_vec_push(out->arena, &package->licences) = licence->text;
}

bool npm_is_pin(struct strata_str *version, struct strata_str requirement)
{
	struct strata_str s = strata_str_trim(requirement);

	while (s.len && (s.ptr[0] == '=' || s.ptr[0] == 'v' || s.ptr[0] == ' '))
		s = strata_str_skip(s, 1);
	if (!s.len || !strata_is_digit(s.ptr[0]) || !strata_version_npm.valid(s))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (strata_is_space(s.ptr[i]))
			return false;
	*version = s;
	return true;
}

void npm_edge(struct strata_facts *out, int from, struct strata_str name, size_t to,
	      enum strata_scope scope)
{
	strata_facts_edge(out, from, to, scope);
	if (!strata_str_eq(out->packages.items[to].name, name))
		out->edges.items[out->edges.count - 1].alias = name;
}
