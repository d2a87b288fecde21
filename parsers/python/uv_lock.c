/*
 * uv.lock: what uv resolved, exactly, for all platforms at once.
 *
 * Each [[package]] has a `source`: a registry, git, url, path (an archive),
 * directory, editable or virtual. The last two are projects of the tree: roots here,
 * with their folder, so that edges to them are left out. Edges name the package, and
 * its version and source where the name is not enough. What a root asks for beyond `dependencies`
 * is under `optional-dependencies` (extras) and `dev-dependencies` (groups). A
 * script's lockfile has no root: [manifest] says what the script asks for.
 *
 * Before uv 0.4 the tables were called [[distribution]], and a source was one text
 * ("registry+https://..").
 *
 * Format: uv's own reader, crates/uv-resolver/src/lock, 2026-11: version 1, whose
 * revisions only add fields.
 */
#include "python/python.h"
#include "python/reach.h"
#include "strata/format.h"
#include "text/toml.h"

enum { NEWEST_VERSION = 1 };

struct source {
	struct strata_str kind, place;
};

STRATA_VEC(nodes, int);

struct reader {
	struct strata_facts *out;
	const struct node *list; /* of the packages */
	struct python_index index;
	struct strata_map by_version; /* "name version" -> package */
	struct strata_map roots;      /* normal name -> root */
	struct nodes nodes;           /* of each entry: its package or STRATA_ROOT */
	struct python_reach reach;
};

/* Who asks: a root or a package, or an extra of it. */
struct asker {
	int node; /* as edges have it */
	unsigned reach;
	enum strata_scope scope; /* of what a project asks for; else unknown */
};

/* {registry = ".."} and so on; the key that is a kind of source. */
static struct source source_of(const struct node *entry)
{
	static const char *const kinds[] = { "registry", "git",      "url",    "path",
					     "directory", "editable", "virtual" };
	const struct node *n = node_get(entry, "source");
	struct source source = { STRATA_NONE, STRATA_NONE };

	if (n && n->type == NODE_STRING) {
		strata_str_cut(&source.kind, &source.place, n->text, '+');
		if (strata_str_eq(source.kind, STRATA_STR("direct")))
			source.kind = STRATA_STR("url");
		return source;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (node_get(n, kinds[i]))
			source = (struct source){ strata_str_of(kinds[i]), node_text(n, kinds[i]) };
	return source;
}

static bool is_kind(const struct source *source, const char *kind)
{
	return strata_str_eq(source->kind, strata_str_of(kind));
}

static void set_source(struct strata_facts *out, struct strata_package *p, struct source source)
{
	size_t hash;

	if (is_kind(&source, "registry"))
		return;
	p->source = source.place;
	p->local = is_kind(&source, "directory");
	if (!is_kind(&source, "git"))
		return;
	p->source = strata_arena_join(out->arena, STRATA_STR("git+"), source.place, STRATA_NONE);
	hash = strata_str_rchr(source.place, '#');
	if (hash != STRATA_NPOS && python_is_commit(strata_str_skip(source.place, hash + 1)))
		p->commit = strata_str_skip(p->source, hash + 1 + 4);
}

static struct strata_str version_key(struct reader *r, struct strata_str name,
				     struct strata_str version)
{
	name = strata_name_pep503(r->out->arena, name);
	return strata_arena_printf(r->out->arena, "%.*s %.*s", STRATA_ARG(name),
				   STRATA_ARG(version));
}

/* A project whose version is made by its build has none. */
static int add_root(struct reader *r, const struct node *entry, struct strata_str dir)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);

	*root = (struct strata_root){ node_text(entry, "name"), node_text(entry, "version"),
				      strata_str_eq(dir, STRATA_STR(".")) ? STRATA_STR("") : dir,
				      entry->line };
	strata_map_at(&r->roots, strata_name_pep503(r->out->arena, root->name), NULL);
	return STRATA_ROOT(r->out->roots.count - 1);
}

/* Of two lists, which no uv wrote, the first counts. */
static int add_package(void *parser, const struct node *list, const struct node *entry,
		       struct strata_error *err)
{
	struct reader *r = parser;
	struct strata_str name = node_text(entry, "name"), version = node_text(entry, "version");
	struct source source = source_of(entry);
	struct strata_package *p;
	int *node;

	r->list = r->list ? r->list : list;
	if (list != r->list)
		return 0;
	if (!name.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line, "package without a name");
	node = strata_vec_push(r->out->arena, &r->nodes);
	if (is_kind(&source, "editable") || is_kind(&source, "virtual")) {
		*node = add_root(r, entry, source.place);
		return ENTRIES_KEEP;
	}
	p = strata_facts_add(r->out, name, version.len ? version : STRATA_NONE, entry->line);
	set_source(r->out, p, source);
	if (!version.len && !p->local && !p->source.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line,
				   "package '%.*s' without a version", STRATA_ARG(name));
	python_add_hashes(r->out, p, node_map(entry, "sdist"));
	python_add_hashes(r->out, p, node_array(entry, "wheels"));
	*strata_map_at(&r->by_version, version_key(r, name, version), NULL) =
		strata_facts_last(r->out);
	*node = (int)strata_facts_last(r->out);
	return ENTRIES_KEEP;
}

/* The asker needs the package, and its extras that the dependency names. */
static void reach_package(struct reader *r, const struct asker *asker, unsigned package,
			  const struct node *dependency)
{
	const struct node *extras = node_get(dependency, "extra");
	const struct node *extra = node_first(extras);
	unsigned node = package;

	if (extras && extras->type != NODE_ARRAY)
		extra = NULL;
	for (;; extra = extra->next) {
		if (asker->scope)
			python_reach_start(&r->reach, node, asker->scope);
		else
			python_reach_link(&r->reach, asker->reach, node);
		if (!extra)
			return;
		node = python_reach_extra(&r->reach, package, extra->text);
	}
}

/* {name, version, source, extra, marker}; the version only where the name is not enough. */
static void add_edge(struct reader *r, const struct asker *asker, const struct node *dependency)
{
	struct strata_str name = node_text(dependency, "name");
	struct strata_str version = node_text(dependency, "version");
	size_t to, before = r->out->edges.count;
	struct strata_strs any = { 0 };

	if (strata_map_get(&to, &r->roots, strata_name_pep503(r->out->arena, name)))
		return;
	if (version.len && strata_map_get(&to, &r->by_version, version_key(r, name, version)))
		strata_facts_edge(r->out, asker->node, to, asker->scope);
	else if (!name.len || !python_edges(&r->index, asker->node, name, &any, asker->scope))
		strata_facts_note(r->out, dependency->line, "dependency '%.*s' is not in the file",
				  STRATA_ARG(name));
	for (size_t i = before; i < r->out->edges.count; i++)
		reach_package(r, asker, (unsigned)r->out->edges.items[i].to, dependency);
}

static void add_all(struct reader *r, const struct asker *asker, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = n->next)
		add_edge(r, asker, n);
}

/* A table of lists: groups. */
static void add_groups(struct reader *r, const struct asker *asker, const struct node *groups)
{
	for (const struct node *n = node_first(groups); n; n = n->next)
		add_all(r, asker, n);
}

static void add_extras(struct reader *r, int from, bool project, const struct node *extras)
{
	struct asker asker = { .node = from, .scope = STRATA_SCOPE_OPTIONAL };

	for (const struct node *n = node_first(extras); n; n = n->next) {
		if (!project)
			asker = (struct asker){
				.node = from,
				.reach = python_reach_extra(&r->reach, (size_t)from, n->key),
			};
		add_all(r, &asker, n);
	}
}

static void add_edges(struct reader *r, int from, const struct node *entry)
{
	bool project = from < 0 || r->out->packages.items[from].local;
	struct asker asker = { .node = from, .reach = from < 0 ? 0 : (unsigned)from };
	const struct node *groups = node_map(entry, "dev-dependencies");

	if (!groups)
		groups = node_map(entry, "dependency-groups");
	if (project)
		asker.scope = STRATA_SCOPE_PROD;
	add_all(r, &asker, node_array(entry, "dependencies"));
	add_extras(r, from, project, node_map(entry, "optional-dependencies"));
	asker.scope = STRATA_SCOPE_DEV;
	if (project)
		add_groups(r, &asker, groups);
}

/* What [manifest] itself asks for: a script's requirements, a virtual workspace's groups. */
static void add_manifest(struct reader *r, const struct node *manifest)
{
	const struct node *requirements = node_array(manifest, "requirements");
	const struct node *groups = node_map(manifest, "dependency-groups");
	struct asker asker = { .scope = STRATA_SCOPE_PROD };
	struct strata_root *root;

	if (!requirements && !groups)
		return;
	root = strata_vec_push(r->out->arena, &r->out->roots);
	root->dir = STRATA_STR("");
	root->line = manifest->line;
	asker.node = STRATA_ROOT(r->out->roots.count - 1);
	add_all(r, &asker, requirements);
	asker.scope = STRATA_SCOPE_DEV;
	add_groups(r, &asker, groups);
}

static int check_version(struct strata_facts *out, const struct node *top,
			 struct strata_error *err)
{
	const struct node *n = node_get(top, "version");
	uint64_t version;

	if (!n)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the lockfile has no version");
	if (!strata_str_u64(&version, n->text) || version > NEWEST_VERSION)
		strata_facts_note(out, n->line,
				  "lockfile version '%.*s' is newer than any that is known: "
				  "read as version %d",
				  STRATA_ARG(n->text), NEWEST_VERSION);
	return 0;
}

static struct reader new_reader(struct strata_facts *out)
{
	return (struct reader){
		.out = out,
		.by_version = STRATA_MAP_INIT(out->arena),
		.roots = STRATA_MAP_INIT(out->arena),
	};
}

static void forget(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->out);
	*r = new_reader(r->out);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = new_reader(out);
	struct node_entries entries = {
		.lists = "package distribution",
		.type = NODE_ARRAY,
		.keep = "dependencies optional-dependencies dev-dependencies dependency-groups",
		.read = add_package,
		.forget = forget,
		.parser = &r,
	};
	struct node *top;
	size_t i = 0;
	int rc;

	if ((rc = toml_entries(&top, in->bytes, &entries, out->arena, err)) < 0 ||
	    (rc = check_version(out, top, err)) < 0)
		return rc;
	out->environment = python_environment(out->arena, node_text(top, "requires-python"),
					      node_array(top, "supported-markers"));
	if (!node_array(top, "package") && !node_array(top, "distribution"))
		strata_facts_note(out, 0,
				  "the lockfile has no packages, not even the project's own");
	python_index(&r.index, out);
	python_reach_init(&r.reach, out);
	for (const struct node *entry = node_first(r.list); entry; entry = entry->next)
		add_edges(&r, r.nodes.items[i++], entry);
	add_manifest(&r, node_map(top, "manifest"));
	python_reach_settle(&r.reach);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("pyproject.toml"), 0);
	return 0;
}

const struct strata_format strata_format_python_uv_lock = {
	.name = "python/uv-lock",
	.files = "uv.lock *.py.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
	.holds = python_marker_holds,
};
