/*
 * pnpm-lock.yaml (and shrinkwrap.yaml before it): what pnpm resolved.
 *
 * A package is known by its path: "/a/1.0.0_peer@2.0.0" to version 5, "/a@1.0.0(peer@2.0.0)"
 * in 6, "a@1.0.0(peer@2.0.0)" since 9, with a host in front for another registry. One that
 * comes from elsewhere has its URL as path, and name and version in its entry. What a
 * dependency writes is that path, or what is behind its name: all forms are tried, since no
 * text is a path of two versions. Version 9 keeps the dependencies apart, in `snapshots`, one
 * for each choice of peers, and has no `dev` flags: there scope follows from the importers.
 *
 * Importers are the projects of a workspace; links between them are no packages. A stream may
 * have a document before: the package manager itself, and its plugins.
 *
 * Format: pnpm's own reader, packages "lockfile.types" and "dependency-path", 2026-11.
 */
#include "npm/npm.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/yaml.h"

enum { OLDEST_VERSION = 3, FIRST_SNAPSHOTS = 9, NEWEST_VERSION = 9 };

struct reader {
	struct strata_facts *out;
	struct strata_map by_path; /* of this document -> index into packages */
	struct strata_map entries; /* key of `packages` -> its node */
	struct strata_map roots;   /* folder -> index into roots */
	struct strata_arena scratch; /* for one look-up */
};

static const struct dependency_list {
	const char *key;
	enum strata_scope scope;
} lists[] = {
	{ "dependencies", STRATA_SCOPE_PROD },
	{ "optionalDependencies", STRATA_SCOPE_OPTIONAL },
	{ "devDependencies", STRATA_SCOPE_DEV },
	{ "configDependencies", STRATA_SCOPE_DEV },
	{ "packageManagerDependencies", STRATA_SCOPE_DEV },
};

static struct strata_str without_peers(struct strata_str path)
{
	struct strata_str head, rest;

	strata_str_cut(&head, &rest, path, '(');
	return head;
}

static bool is_elsewhere(struct strata_str s)
{
	return npm_is_local(s) || npm_is_git(s) ||
	       strata_str_find(s, STRATA_STR("://")) != STRATA_NPOS;
}

/* "[host/..][@scope/]name/1.0.0[_peers]": the first part that is a version ends the name. */
static bool split_slashes(struct strata_str *name, struct strata_str *version,
			  struct strata_str path)
{
	struct strata_str part, rest = path, unused;
	const char *before = NULL, *last = NULL;

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '/');
		strata_str_cut(version, &unused, part, '_');
		if (last && part.len && strata_is_digit(part.ptr[0]) &&
		    strata_version_npm.valid(*version)) {
			if (before && before[0] == '@')
				last = before;
			*name = (struct strata_str){ last, (size_t)(part.ptr - last - 1) };
			return true;
		}
		before = last;
		last = part.ptr;
	}
	return false;
}

/* "[host/..][@scope/]name@1.0.0": the '@' behind the last '/'. */
static bool split_at(struct strata_str *name, struct strata_str *version, struct strata_str path)
{
	size_t at = strata_str_rchr(path, '@'), slash;

	if (at == STRATA_NPOS || at == 0)
		return false;
	*version = strata_str_skip(path, at + 1);
	*name = strata_str_take(path, at);
	if (!strata_version_npm.valid(*version))
		return false;
	slash = strata_str_rchr(*name, '/');
	if (slash == STRATA_NPOS)
		return true;
	at = strata_str_rchr(strata_str_take(*name, slash), '/');
	at = at == STRATA_NPOS ? 0 : at + 1;
	*name = strata_str_skip(*name, name->ptr[at] == '@' ? at : slash + 1);
	return name->len > 0;
}

static void split_path(struct strata_str *name, struct strata_str *version, struct strata_str path)
{
	struct strata_str rest;

	path = strata_str_skip(path, path.len && path.ptr[0] == '/');
	*version = STRATA_NONE;
	if (npm_split(name, &rest, path) && is_elsewhere(rest))
		return;
	if (split_slashes(name, version, path) || split_at(name, version, path))
		return;
	*name = path;
	*version = STRATA_NONE;
}

static enum strata_scope scope_of(const struct node *entry)
{
	const struct node *dev = node_get(entry, "dev");

	if (node_true(entry, "dev"))
		return STRATA_SCOPE_DEV;
	if (node_true(entry, "optional"))
		return STRATA_SCOPE_OPTIONAL;
	return dev ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN;
}

static void set_origin(struct strata_package *p, const struct node *entry)
{
	const struct node *from = node_map(entry, "resolution");
	struct strata_str tarball = node_text(from, "tarball"), repo = node_text(from, "repo");

	if (node_text(from, "directory").ptr) {
		p->source = node_text(from, "directory");
		p->local = true;
	} else if (repo.len) {
		p->source = repo;
		p->commit = node_text(from, "commit");
	} else if (tarball.len) {
		npm_set_source(p, tarball);
	}
}

/* One package as the entry of `packages` (or else its snapshot) tells. */
static void add_package(struct reader *r, const struct node *entry, struct strata_str path)
{
	struct strata_str name, version, written = node_text(entry, "name");
	struct strata_package *p;

	split_path(&name, &version, without_peers(path));
	if (written.len)
		name = written;
	if (node_text(entry, "version").len)
		version = node_text(entry, "version");
	p = strata_facts_add(r->out, name, version, entry->line);
	p->scope = scope_of(entry);
	set_origin(p, entry);
	npm_add_integrity(r->out, p, node_text(node_map(entry, "resolution"), "integrity"));
	if (!written.len && strata_str_starts(path, STRATA_STR("file:"))) {
		strata_facts_note(r->out, entry->line, "folder '%.*s' without a name",
				  STRATA_ARG(path));
		p->version = STRATA_NONE;
	} else if (!version.len && !p->local)
		strata_facts_note(r->out, entry->line, "package '%.*s' without a version",
				  STRATA_ARG(path));
	*strata_map_at(&r->by_path, path, NULL) = strata_facts_last(r->out);
}

/* The package that a dependency leads to; false for links and what is not there. */
static bool find(size_t *index, struct reader *r, struct strata_str name, struct strata_str ref)
{
	struct strata_arena *arena = &r->scratch;

	strata_arena_reset(arena);
	return strata_map_get(index, &r->by_path, ref) ||
	       strata_map_get(index, &r->by_path,
			      strata_arena_join(arena, name, STRATA_STR("@"), ref)) ||
	       strata_map_get(index, &r->by_path,
			      strata_arena_printf(arena, "/%.*s@%.*s", STRATA_ARG(name),
						  STRATA_ARG(ref))) ||
	       strata_map_get(index, &r->by_path,
			      strata_arena_printf(arena, "/%.*s/%.*s", STRATA_ARG(name),
						  STRATA_ARG(ref)));
}

static void add_edge(struct reader *r, int from, const struct node *n, enum strata_scope scope)
{
	struct strata_str ref = n->type == NODE_MAP ? node_text(n, "version") : n->text;
	size_t to;

	if (!ref.len || strata_str_starts(ref, STRATA_STR("link:")))
		return;
	if (find(&to, r, n->key, ref))
		npm_edge(r->out, from, n->key, to, scope);
	else
		strata_facts_note(r->out, n->line, "dependency '%.*s' at '%.*s' is not in the file",
				  STRATA_ARG(n->key), STRATA_ARG(ref));
}

static void add_edges(struct reader *r, int from, const struct node *of)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		enum strata_scope scope = lists[i].scope;

		if (from >= 0 && scope == STRATA_SCOPE_PROD)
			scope = STRATA_SCOPE_UNKNOWN;
		for (const struct node *n = node_first(node_map(of, lists[i].key)); n; n = n->next)
			add_edge(r, from, n, scope);
	}
}

static int root_of(struct reader *r, struct strata_str dir, unsigned line)
{
	bool added;
	size_t *index;

	if (strata_str_eq(dir, STRATA_STR(".")))
		dir = STRATA_STR("");
	index = strata_map_at(&r->roots, dir, &added);
	if (added) {
		*index = r->out->roots.count;
		*strata_vec_push(r->out->arena, &r->out->roots) =
			(struct strata_root){ .dir = dir, .line = line };
	}
	return STRATA_ROOT(*index);
}

static void add_packages(struct reader *r, const struct node *top)
{
	const struct node *snapshots = node_map(top, "snapshots"), *n;
	struct strata_map used = STRATA_MAP_INIT(r->out->arena);
	size_t entry;

	for (n = node_first(node_map(top, "packages")); n; n = n->next) {
		*strata_map_at(&r->entries, n->key, NULL) = (uintptr_t)n;
		if (!snapshots)
			add_package(r, n, n->key);
	}
	for (n = node_first(snapshots); n; n = n->next) {
		bool known = strata_map_get(&entry, &r->entries, n->key) ||
			     strata_map_get(&entry, &r->entries, without_peers(n->key));

		*strata_map_at(&used, without_peers(n->key), NULL) = true;
		add_package(r, known ? (const struct node *)entry : n, n->key);
	}
	strata_map_release(&r->entries);
	for (n = snapshots ? node_first(node_map(top, "packages")) : NULL; n; n = n->next)
		if (!strata_map_get(&entry, &r->by_path, n->key) &&
		    !strata_map_get(&entry, &used, n->key))
			add_package(r, n, n->key);
	strata_map_release(&used);
}

/* pnpm leaves out what is empty: a key without its map is the end of a cut file. */
static void note_empty(struct strata_facts *out, const struct node *of)
{
	for (const struct node *n = node_first(of); n; n = n->next)
		if (n->type == NODE_NULL)
			strata_facts_note(out, n->line, "nothing stands below '%.*s': is the file cut off?",
					  STRATA_ARG(n->key));
}

static void note_ends(struct strata_facts *out, const struct node *top, uint64_t version)
{
	if (version >= FIRST_SNAPSHOTS && node_get(top, "packages") && !node_get(top, "snapshots"))
		strata_facts_note(out, 0, "packages without snapshots: is the file cut off?");
	note_empty(out, top);
	note_empty(out, node_map(top, "importers"));
	note_empty(out, node_map(top, "packages"));
	note_empty(out, node_map(top, "snapshots"));
	for (const struct node *n = node_first(node_map(top, "importers")); n; n = n->next)
		note_empty(out, n);
}

/* The major version; 0 when it is none that is known, which is noted. */
static uint64_t version_of(struct strata_facts *out, const struct node *top)
{
	const struct node *n = node_get(top, "lockfileVersion");
	struct strata_str major, rest;
	uint64_t version;

	if (!n)
		n = node_get(top, "shrinkwrapVersion");
	if (n) {
		strata_str_cut(&major, &rest, n->text, '.');
		strata_str_cut(&major, &rest, major, '-');
		if (strata_str_u64(&version, major) && version >= OLDEST_VERSION &&
		    version <= NEWEST_VERSION)
			return version;
	}
	strata_facts_note(out, n ? n->line : 0, "lockfileVersion '%.*s' is not known",
			  STRATA_ARG(n ? n->text : STRATA_STR("")));
	return 0;
}

static void read_document(struct reader *r, const struct node *top)
{
	const struct node *n = node_first(node_map(top, "importers")), *own;
	const char *key;

	r->by_path = STRATA_MAP_INIT(r->out->arena);
	r->entries = STRATA_MAP_INIT(r->out->arena);
	note_ends(r->out, top, version_of(r->out, top));
	add_packages(r, top);
	for (; n; n = n->next)
		add_edges(r, root_of(r, n->key, n->line), n);
	if (!node_get(top, "importers"))
		add_edges(r, root_of(r, STRATA_STR("."), top->line), top);
	key = node_get(top, "snapshots") ? "snapshots" : "packages";
	for (own = node_first(node_map(top, key)); own; own = own->next) {
		size_t from;

		if (strata_map_get(&from, &r->by_path, own->key))
			add_edges(r, (int)from, own);
	}
	strata_facts_note_duplicates(r->out, top);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .roots = STRATA_MAP_INIT(out->arena) };
	struct node *stream;
	int rc = yaml_stream(&stream, in->bytes, out->arena, err);

	if (rc < 0)
		return rc;
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("package.json"), 0);
	for (const struct node *top = stream->first; rc == 0 && top; top = top->next) {
		if (top->type == NODE_MAP)
			read_document(&r, top);
		else if (top->type != NODE_NULL)
			rc = strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no map");
	}
	strata_arena_release(&r.scratch);
	return rc;
}

const struct strata_format strata_format_npm_pnpm_lock = {
	.name = "npm/pnpm-lock",
	.files = "pnpm-lock.yaml shrinkwrap.yaml",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};
