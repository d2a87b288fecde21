/*
 * package-lock.json and npm-shrinkwrap.json: what npm put into node_modules.
 *
 * Version 1 nests `dependencies` as node_modules nests folders, with `requires` as
 * edges. Versions 2 and 3 list `packages` by folder ("node_modules/a/node_modules/b",
 * "" for the project, "packages/x" for workspace members); version 2 repeats it all
 * in version 1's form, which is passed over. Version 1 is turned into folders too,
 * so both follow one rule: an edge leads to what node itself would find, looking
 * for node_modules/<name> in the package's own folder and then in each one above.
 *
 * Format: npm's documentation, "package-lock.json", 2026-11.
 */
#include "npm/npm.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

/* A folder that has something: a package, or the project and its members. */
struct entry {
	struct strata_str folder;
	const struct node *node;
	int node_index; /* of packages, or STRATA_ROOT; as edges have it */
	bool old;       /* of version 1 */
};

STRATA_VEC(entries, struct entry);

struct reader {
	struct strata_facts *out;
	struct entries entries;
	struct strata_map by_folder; /* folder -> index into entries */
};

static const struct strata_str modules = { "node_modules/", 13 };

/* Where the name of the package begins: behind the last "node_modules/". */
static size_t name_start(struct strata_str folder)
{
	for (size_t at = folder.len; at >= modules.len; at--)
		if (strata_str_ends(strata_str_take(folder, at), modules) &&
		    (at == modules.len || folder.ptr[at - modules.len - 1] == '/'))
			return at;
	return STRATA_NPOS;
}

static enum strata_scope scope_of(const struct node *n)
{
	if (node_true(n, "dev"))
		return STRATA_SCOPE_DEV;
	if (node_true(n, "optional") || node_true(n, "devOptional"))
		return STRATA_SCOPE_OPTIONAL;
	return STRATA_SCOPE_PROD;
}

static struct entry *add_entry(struct reader *r, struct strata_str folder, const struct node *n)
{
	struct entry *e = strata_vec_push(r->out->arena, &r->entries);

	e->folder = folder;
	e->node = n;
	*strata_map_at(&r->by_folder, folder, NULL) = r->entries.count - 1;
	return e;
}

/*
 * What version 1 writes as version may be where it comes from; an alias names
 * the real package.
 */
static void set_version(struct strata_package *p)
{
	struct strata_str written = p->version, name, rest;

	if (npm_alias(&name, &rest, written)) {
		p->name = name;
		p->version = rest;
	} else if (npm_is_git(written) ||
		   strata_str_find(written, STRATA_STR("://")) != STRATA_NPOS) {
		p->version = STRATA_NONE;
		npm_set_source(p, written);
		p->requirement = p->source.ptr ? STRATA_NONE : written;
	} else if (npm_is_local(written)) {
		p->source = written;
		p->local = true;
	}
}

static void add_package(struct reader *r, struct entry *e, struct strata_str name)
{
	struct strata_str version = node_text(e->node, "version"), real = node_text(e->node, "name");
	struct strata_package *p;

	if (node_get(e->node, "version") && node_get(e->node, "version")->type != NODE_STRING)
		version = STRATA_NONE;
	p = strata_facts_add(r->out, real.len ? real : name, version, e->node->line);
	p->scope = scope_of(e->node);
	set_version(p);
	if (node_get(e->node, "resolved") && node_get(e->node, "resolved")->type == NODE_STRING)
		npm_set_source(p, node_text(e->node, "resolved"));
	npm_add_integrity(r->out, p, node_text(e->node, "integrity"));
	npm_add_licence(r->out, p, node_get(e->node, "license"));
	e->node_index = (int)strata_facts_last(r->out);
}

static void add_root(struct reader *r, struct entry *e)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);

	root->name = node_text(e->node, "name");
	root->version = node_text(e->node, "version");
	root->dir = e->folder;
	root->line = e->node->line;
	e->node_index = STRATA_ROOT(r->out->roots.count - 1);
}

/* A link stands for the folder it points to: edges to it lead to nothing outside. */
static void add_folder(struct reader *r, const struct node *n)
{
	size_t start = name_start(n->key);
	struct entry *e;

	if (n->type != NODE_MAP || node_true(n, "link"))
		return;
	e = add_entry(r, n->key, n);
	if (start == STRATA_NPOS)
		add_root(r, e);
	else
		add_package(r, e, strata_str_skip(n->key, start));
}

/* Version 1, with the folders as they would be. Depth is bounded by the JSON reader. */
static void add_nested(struct reader *r, struct strata_str folder, const struct node *dependencies)
{
	for (const struct node *n = node_first(dependencies); n; n = n->next) {
		struct strata_str inner;
		struct entry *e;

		if (n->type != NODE_MAP)
			continue;
		inner = strata_arena_join(r->out->arena, folder, modules, n->key);
		e = add_entry(r, inner, n);
		e->old = true;
		add_package(r, e, n->key);
		add_nested(r, strata_arena_join(r->out->arena, inner, STRATA_STR("/"), STRATA_NONE),
			   node_map(n, "dependencies"));
	}
}

/* node's own search: <folder>/node_modules/<name>, then in each folder above. */
static const struct entry *find(struct reader *r, struct strata_str folder, struct strata_str name)
{
	struct strata_str candidate;
	size_t index;

	for (;;) {
		candidate = strata_arena_printf(r->out->arena, "%.*s%snode_modules/%.*s",
						STRATA_ARG(folder), folder.len ? "/" : "",
						STRATA_ARG(name));
		if (strata_map_get(&index, &r->by_folder, candidate))
			return &r->entries.items[index];
		if (folder.len == 0)
			return NULL;
		folder = strata_path_dir(folder);
		if (strata_str_eq(strata_path_base(folder), STRATA_STR("node_modules")))
			folder = strata_path_dir(folder);
	}
}

static void add_edges_of(struct reader *r, const struct entry *e, const struct node *wanted,
			 enum strata_scope scope)
{
	for (const struct node *n = node_first(wanted); n; n = n->next) {
		const struct entry *target = find(r, e->folder, n->key);

		if (target && target->node_index >= 0)
			strata_facts_edge(r->out, e->node_index, (size_t)target->node_index, scope);
	}
}

static void add_edges(struct reader *r, const struct entry *e)
{
	if (e->old) {
		add_edges_of(r, e, node_map(e->node, "requires"), STRATA_SCOPE_UNKNOWN);
		return;
	}
	for (int i = 0; i < NPM_DEPENDENCY_KINDS; i++) {
		enum strata_scope scope = npm_dependencies[i].scope;

		if (scope == STRATA_SCOPE_DEV && e->node_index >= 0)
			continue; /* a dependency's own tools are not installed */
		if (scope == STRATA_SCOPE_PROD && e->node_index >= 0)
			scope = STRATA_SCOPE_UNKNOWN;
		add_edges_of(r, e, node_map(e->node, npm_dependencies[i].key), scope);
	}
}

static void note_version(struct strata_facts *out, const struct node *top)
{
	const struct node *n = node_get(top, "lockfileVersion");
	uint64_t version;

	if (!n || (strata_str_u64(&version, n->text) && version >= 1 && version <= 3))
		return;
	strata_facts_note(out, n->line, "lockfileVersion '%.*s' is not known: read as version 3",
			  STRATA_ARG(n->text));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .by_folder = STRATA_MAP_INIT(out->arena) };
	const struct node *packages;
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no object");
	note_version(out, top);
	packages = node_map(top, "packages");
	if (packages) {
		for (const struct node *n = packages->first; n; n = n->next)
			add_folder(&r, n);
	} else {
		struct strata_root *root = strata_vec_push(out->arena, &out->roots);

		*root = (struct strata_root){ node_text(top, "name"), node_text(top, "version"),
					      STRATA_STR(""), top->line };
		add_nested(&r, STRATA_STR(""), node_map(top, "dependencies"));
	}
	strata_facts_note_duplicates(out, top);
	for (size_t i = 0; i < r.entries.count; i++)
		add_edges(&r, &r.entries.items[i]);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("package.json"), 0);
	return 0;
}

const struct strata_format strata_format_npm_package_lock = {
	.name = "npm/package-lock",
	.files = "package-lock.json npm-shrinkwrap.json",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};
