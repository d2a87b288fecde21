/*
 * deno.lock: what deno resolved, of npm, of JSR and by URL.
 *
 * `specifiers` leads from what is asked for ("npm:chalk@5") to a version; `npm` and
 * `jsr` have the packages, by name and version and, behind '_', the choice of peers.
 * A dependency is named by itself where one version of it is there, else as the key has
 * it (of JSR: as specifiers have it). Versions 2 and 3 have the same a level deeper and
 * with more words; version 1 is a list of URLs alone.
 *
 * JSR's packages go by the names that npm's clients fetch them by. A URL with a version
 * in it is a package: npm's where the host serves npm, else of the host's own name. What
 * the project asks for stands in `workspace`; without it, what no package of JSR asks for
 * is the project's. Deno tells no scopes: all is for running.
 *
 * Format: deno's documentation, "Lock file", and its crate deno_lockfile, 2026-11.
 */
#include "npm/npm.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

enum { NEWEST_VERSION = 5 };

struct reader {
	struct strata_facts *out;
	struct strata_map by_key;       /* "npm:chalk@5.3.0" -> package */
	struct strata_map by_name;      /* "npm:chalk" -> package + 1; 0 when there are several */
	struct strata_map by_specifier; /* "npm:chalk@5" -> package */
	struct strata_map wanted;       /* specifiers that packages ask for */
};

static struct strata_str with_kind(struct reader *r, const char *kind, struct strata_str text)
{
	return strata_arena_join(r->out->arena, strata_str_of(kind), text, STRATA_NONE);
}

/* Takes "npm:" or "jsr:" from the front; STRATA_STR("npm:") where neither is. */
static struct strata_str take_kind(struct strata_str *text)
{
	struct strata_str kind = STRATA_STR("npm:");

	if (strata_str_starts(*text, STRATA_STR("jsr:")))
		kind = STRATA_STR("jsr:");
	if (strata_str_starts(*text, kind))
		*text = strata_str_skip(*text, kind.len);
	/* "npm:/chalk@5" is an older way to write it */
	*text = strata_str_skip(*text, text->len && text->ptr[0] == '/');
	return kind;
}

static void add_packages(struct reader *r, const struct node *packages, const char *kind)
{
	for (const struct node *n = node_first(packages); n; n = n->next) {
		struct strata_str name, version, peers, real;
		struct strata_package *p;
		size_t *one;
		bool added;

		npm_split(&name, &version, n->key);
		strata_str_cut(&version, &peers, version, '_');
		real = name;
		if (kind[0] == 'j')
			real = npm_jsr_name(r->out->arena, name);
		p = strata_facts_add(r->out, real, version, n->line);
		if (!version.len)
			strata_facts_note(r->out, n->line, "package '%.*s' without a version",
					  STRATA_ARG(n->key));
		if (kind[0] == 'j')
			p->source = with_kind(r, kind, name);
		npm_add_integrity(r->out, p, node_text(n, "integrity"));
		*strata_map_at(&r->by_key, with_kind(r, kind, n->key), NULL) =
			strata_facts_last(r->out);
		one = strata_map_at(&r->by_name, with_kind(r, kind, name), &added);
		*one = added ? r->out->packages.count : 0;
	}
}

/* The package that a specifier's version stands for, however it is written. */
static bool find_resolved(size_t *index, struct reader *r, struct strata_str specifier,
			  struct strata_str resolved)
{
	struct strata_str kind, name, range, key;

	if (strata_map_get(index, &r->by_key, resolved))
		return true;
	kind = take_kind(&specifier);
	key = strata_arena_join(r->out->arena, kind, resolved, STRATA_NONE);
	if (strata_map_get(index, &r->by_key, key))
		return true;
	npm_split(&name, &range, specifier);
	key = strata_arena_printf(r->out->arena, "%.*s%.*s@%.*s", STRATA_ARG(kind), STRATA_ARG(name),
				  STRATA_ARG(resolved));
	return strata_map_get(index, &r->by_key, key);
}

static void add_specifiers(struct reader *r, const struct node *specifiers)
{
	for (const struct node *n = node_first(specifiers); n; n = n->next) {
		struct strata_str text = n->key, name, range, kind;
		size_t index;

		if (!find_resolved(&index, r, text, n->text)) {
			strata_facts_note(r->out, n->line, "'%.*s' at '%.*s' is not in the file",
					  STRATA_ARG(n->key), STRATA_ARG(n->text));
			continue;
		}
		kind = take_kind(&text);
		*strata_map_at(&r->by_specifier,
			       strata_arena_join(r->out->arena, kind, text, STRATA_NONE), NULL) =
			index;
		/* As a manifest beside it asks. */
		npm_split(&name, &range, text);
		*strata_vec_push(r->out->arena, &r->out->keys) = (struct strata_key){
			strata_arena_join(r->out->arena, r->out->packages.items[index].name,
					  STRATA_STR("@"), range),
			(unsigned)index,
		};
	}
}

/* What a dependency leads to: a specifier, a key, or a name of one version. */
static bool find(size_t *index, struct reader *r, struct strata_str kind, struct strata_str text)
{
	struct strata_str key = strata_arena_join(r->out->arena, kind, text, STRATA_NONE);

	if (strata_map_get(index, &r->by_specifier, key) ||
	    strata_map_get(index, &r->by_key, key))
		return true;
	if (!strata_map_get(index, &r->by_name, key) || !*index)
		return false;
	--*index;
	return true;
}

static void add_edge(struct reader *r, int from, struct strata_str alias, const struct node *n,
		     enum strata_scope scope)
{
	struct strata_str text = n->text, kind, inner;
	size_t cut = strata_str_find(text, STRATA_STR("@npm:")), to;

	if (cut != STRATA_NPOS && cut > 0) { /* "alias@npm:name@1.0.0" */
		alias = strata_str_take(text, cut);
		text = strata_str_skip(text, cut + 1);
	}
	inner = text;
	kind = take_kind(&inner);
	if (from >= 0)
		*strata_map_at(&r->wanted,
			       strata_arena_join(r->out->arena, kind, inner, STRATA_NONE), NULL) = 1;
	if (find(&to, r, kind, inner))
		npm_edge(r->out, from, alias.len ? alias : r->out->packages.items[to].name, to,
			 scope);
	else
		strata_facts_note(r->out, n->line, "dependency '%.*s' is not in the file",
				  STRATA_ARG(n->text));
}

static void add_edges(struct reader *r, const struct node *packages, const char *kind)
{
	static const struct {
		const char *key;
		enum strata_scope scope;
	} lists[] = { { "dependencies", STRATA_SCOPE_UNKNOWN },
		      { "optionalDependencies", STRATA_SCOPE_OPTIONAL } };
	size_t from;

	for (const struct node *n = node_first(packages); n; n = n->next) {
		if (!strata_map_get(&from, &r->by_key, with_kind(r, kind, n->key)))
			continue;
		for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
			for (const struct node *d = node_first(node_get(n, lists[i].key)); d;
			     d = d->next)
				add_edge(r, (int)from, d->key, d, lists[i].scope);
	}
}

static void add_root(struct reader *r, const struct node *n, struct strata_str dir)
{
	static const char *const lists[] = { "dependencies", "packageJson/dependencies" };
	int root = STRATA_ROOT(r->out->roots.count);

	*strata_vec_push(r->out->arena, &r->out->roots) =
		(struct strata_root){ .dir = dir, .line = n->line };
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		for (const struct node *d = node_first(node_path(n, lists[i])); d; d = d->next)
			add_edge(r, root, STRATA_NONE, d, STRATA_SCOPE_PROD);
}

/* No workspace: what no package asks for is asked for by the project's own code. */
static void add_asked(struct reader *r, const struct node *specifiers)
{
	size_t to, unused;

	*strata_vec_push(r->out->arena, &r->out->roots) =
		(struct strata_root){ .dir = STRATA_STR("") };
	for (const struct node *n = node_first(specifiers); n; n = n->next) {
		struct strata_str text = n->key, kind = take_kind(&text), key;

		key = strata_arena_join(r->out->arena, kind, text, STRATA_NONE);
		if (!strata_map_get(&unused, &r->wanted, key) &&
		    strata_map_get(&to, &r->by_specifier, key))
			strata_facts_edge(r->out, STRATA_ROOT(0), to, STRATA_SCOPE_PROD);
	}
}

/* "/v135/@s/name@1.0.0/file": the first part with a version, on a host that serves npm. */
static void split_served(struct strata_str *name, struct strata_str *version,
			 struct strata_str path)
{
	struct strata_str part, rest = path, before = STRATA_NONE;

	*version = STRATA_NONE;
	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '/');
		if (npm_split(name, version, part) && part.ptr[0] != '@') {
			if (before.len && before.ptr[0] == '@')
				*name = (struct strata_str){
					before.ptr, (size_t)(name->ptr + name->len - before.ptr)
				};
			return;
		}
		before = part;
	}
}

static bool is_served(struct strata_str host)
{
	static const char *const hosts[] = { "esm.sh", "cdn.jsdelivr.net", "unpkg.com",
					     "cdn.skypack.dev", "ga.jspm.io" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (strata_str_eq(host, strata_str_of(hosts[i])))
			return true;
	return false;
}

/* "https://host/std@0.140.0/path/mod.ts", each package once. */
static void add_url(struct reader *r, const struct node *n)
{
	size_t start = strata_str_find(n->key, STRATA_STR("://"));
	struct strata_str host, path, name, version, rest, unused;
	struct strata_package *p;
	bool added;

	if (start == STRATA_NPOS)
		return;
	rest = strata_str_skip(n->key, start + 3);
	strata_str_cut(&host, &path, rest, '/');
	if (is_served(host))
		split_served(&name, &version, path);
	else
		npm_split(&name, &version, rest);
	strata_str_cut(&version, &unused, version, '/');
	strata_str_cut(&version, &unused, version, '?');
	version = strata_str_skip(version, strata_str_starts(version, STRATA_STR("v")));
	if (!version.len || !strata_version_npm.valid(version))
		return;
	strata_map_at(&r->by_key,
		      strata_arena_printf(r->out->arena, "%.*s@%.*s", STRATA_ARG(name),
					  STRATA_ARG(version)),
		      &added);
	if (!added)
		return;
	p = strata_facts_add(r->out, name, version, n->line);
	p->scope = STRATA_SCOPE_PROD;
	p->source = n->key;
}

static int read_version(uint64_t *version, struct strata_facts *out, const struct node *top,
			struct strata_error *err)
{
	const struct node *n = node_get(top, "version");

	*version = 1;
	if (!n)
		return 0;
	if (!strata_str_u64(version, n->text))
		return strata_fail(err, STRATA_ESYNTAX, n->line, "version '%.*s' is no number",
				   STRATA_ARG(n->text));
	if (*version > NEWEST_VERSION)
		strata_facts_note(out, n->line, "version '%.*s' is not known: read as version %d",
				  STRATA_ARG(n->text), NEWEST_VERSION);
	return 0;
}

static void read_resolved(struct reader *r, const struct node *top, const struct node *specifiers,
			  const struct node *npm, const struct node *jsr)
{
	const struct node *workspace = node_map(top, "workspace"), *n;

	add_packages(r, jsr, "jsr:");
	add_packages(r, npm, "npm:");
	add_specifiers(r, specifiers);
	add_edges(r, jsr, "jsr:");
	add_edges(r, npm, "npm:");
	if (!workspace) {
		add_asked(r, specifiers);
		return;
	}
	add_root(r, workspace, STRATA_STR(""));
	for (n = node_first(node_map(workspace, "members")); n; n = n->next)
		add_root(r, n, n->key);
}

static void refer(struct strata_facts *out)
{
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("deno.json"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("deno.jsonc"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("package.json"), 0);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.by_key = STRATA_MAP_INIT(out->arena),
		.by_name = STRATA_MAP_INIT(out->arena),
		.by_specifier = STRATA_MAP_INIT(out->arena),
		.wanted = STRATA_MAP_INIT(out->arena),
	};
	const struct node *n, *in_packages;
	struct node *top;
	uint64_t version;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	if ((rc = read_version(&version, out, top, err)) < 0)
		return rc;
	in_packages = node_map(top, "packages");
	if (version == 2)
		read_resolved(&r, top, node_path(top, "npm/specifiers"),
			      node_path(top, "npm/packages"), NULL);
	else if (version == 3)
		read_resolved(&r, top, node_map(in_packages, "specifiers"),
			      node_map(in_packages, "npm"), node_map(in_packages, "jsr"));
	else
		read_resolved(&r, top, node_map(top, "specifiers"), node_map(top, "npm"),
			      node_map(top, "jsr"));
	for (n = node_first(version == 1 ? top : node_map(top, "remote")); n; n = n->next)
		add_url(&r, n);
	strata_facts_note_duplicates(out, top);
	refer(out);
	return 0;
}

const struct strata_format strata_format_npm_deno_lock = {
	.name = "npm/deno-lock",
	.files = "deno.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};
