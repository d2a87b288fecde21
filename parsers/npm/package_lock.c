/*
 * package-lock.json and npm-shrinkwrap.json: what npm put into node_modules.
 *
 * Version 1 nests `dependencies` as node_modules nests folders, with `requires` as
 * edges. Versions 2 and 3 list `packages` by folder ("node_modules/a/node_modules/b",
 * "" for the project, "packages/x" for workspace members); version 2 repeats it all
 * in version 1's form, which is passed over. Both become a tree of folders
 * (folders.h), so both follow one rule: an edge leads to what node itself would find,
 * looking for node_modules/<name> in the package's own folder and then in each one
 * above.
 *
 * What the project itself asks for stands in version 1 nowhere but at the top of the
 * tree: a package there answers to its name, whatever copies lie deeper. What nothing
 * asks for any more (`extraneous`) is of no scope.
 *
 * Format: npm's documentation, "package-lock.json", 2026-11.
 */
#include "npm/folders.h"
#include "npm/npm.h"
#include "strata/format.h"
#include "strata/limits.h"
#include "text/json.h"

/* Something that lies in a folder: a package, the project or one of its members, a link. */
struct entry {
	unsigned folder;
	const struct node *node;
	int node_index; /* as edges have it */
	bool old;       /* of version 1 */
};

STRATA_VEC(entries, struct entry);

/* node_modules/<name> that only points to a folder. */
struct link {
	struct strata_str name, target;
};

STRATA_VEC(links, struct link);

struct reader {
	struct strata_facts *out;
	struct npm_folders folders; /* what lies there: index into entries, + 1 */
	struct entries entries;
	struct links links;
	struct strata_map roots; /* folder -> index into roots */
};

/* Where the name of the package begins: behind the last "node_modules/". */
static size_t name_start(struct strata_str folder)
{
	static const struct strata_str modules = { "node_modules/", 13 };

	for (size_t at = folder.len; at >= modules.len; at--)
		if (strata_str_ends(strata_str_take(folder, at), modules) &&
		    (at == modules.len || folder.ptr[at - modules.len - 1] == '/'))
			return at;
	return STRATA_NPOS;
}

static enum strata_scope scope_of(const struct node *n)
{
	if (node_true(n, "extraneous"))
		return STRATA_SCOPE_UNKNOWN;
	if (node_true(n, "dev"))
		return STRATA_SCOPE_DEV;
	if (node_true(n, "optional") || node_true(n, "devOptional"))
		return STRATA_SCOPE_OPTIONAL;
	return STRATA_SCOPE_PROD;
}

static void add_entry(struct reader *r, unsigned folder, const struct node *n, int node_index)
{
	*strata_vec_push(r->out->arena, &r->entries) = (struct entry){
		.folder = folder,
		.node = n,
		.node_index = node_index,
	};
	npm_folder_put(&r->folders, folder, (unsigned)r->entries.count);
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
		p->source = written; /* and the version, as npm has it */
		p->local = true;
	}
}

/* The package's index. */
static int add_package(struct reader *r, const struct node *n, struct strata_str name)
{
	const struct node *resolved = node_get(n, "resolved"), *written = node_get(n, "version");
	struct strata_str real = node_text(n, "name"), version = STRATA_NONE;
	struct strata_package *p;

	if (written && written->type == NODE_STRING)
		version = written->text;
	p = strata_facts_add(r->out, real.len ? real : name, version, n->line);
	p->scope = scope_of(n);
	set_version(p);
	if (resolved && resolved->type == NODE_STRING)
		npm_set_source(p, resolved->text);
	if (!p->version.len && !p->source.len && !p->requirement.len)
		strata_facts_note(r->out, n->line, "package '%.*s' without a version",
				  STRATA_ARG(p->name));
	npm_add_integrity(r->out, p, node_text(n, "integrity"));
	npm_add_licence(r->out, p, node_get(n, "license"));
	return (int)strata_facts_last(r->out);
}

static int add_root(struct reader *r, const struct node *n)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);

	root->name = node_text(n, "name");
	root->version = node_text(n, "version");
	root->dir = n->key;
	root->line = n->line;
	*strata_map_at(&r->roots, n->key, NULL) = r->out->roots.count - 1;
	return STRATA_ROOT(r->out->roots.count - 1);
}

/* A link stands for the folder that it points to: it is found, and leads to no package. */
static void add_link(struct reader *r, const struct node *n, struct strata_str name)
{
	unsigned folder;

	*strata_vec_push(r->out->arena, &r->links) =
		(struct link){ name, node_text(n, "resolved") };
	if (npm_folder_at(&folder, &r->folders, n->key))
		npm_folder_put(&r->folders, folder, NPM_FOLDER_EMPTY);
}

static void note_no_object(struct reader *r, const struct node *n)
{
	strata_facts_note(r->out, n->line, "'%.*s' is no object", STRATA_ARG(n->key));
}

static void add_folder(struct reader *r, const struct node *n)
{
	size_t start = name_start(n->key);
	struct strata_str name = strata_str_skip(n->key, start);
	unsigned folder;
	int index;

	if (n->type != NODE_MAP) {
		note_no_object(r, n);
		return;
	}
	if (node_true(n, "link")) {
		add_link(r, n, name);
		return;
	}
	index = start == STRATA_NPOS ? add_root(r, n) : add_package(r, n, name);
	if (npm_folder_at(&folder, &r->folders, n->key))
		add_entry(r, folder, n, index);
	else
		strata_facts_note(r->out, n->line,
				  "folder is deeper than %d: what it depends on is not known",
				  STRATA_LIMIT_NESTING);
}

/* npm leaves out the name of a member that it is linked by. */
static void name_roots(struct reader *r)
{
	size_t index;

	for (size_t i = 0; i < r->links.count; i++)
		if (strata_map_get(&index, &r->roots, r->links.items[i].target) &&
		    !r->out->roots.items[index].name.len)
			r->out->roots.items[index].name = r->links.items[i].name;
}

/*
 * What is left in version 1 of an optional package that npm could not have: nothing but
 * its marks. Versions 2 and 3 do not list it.
 */
static bool is_absent(const struct node *n)
{
	return node_true(n, "optional") && !node_get(n, "version") && !node_get(n, "resolved") &&
	       !node_get(n, "requires") && !node_get(n, "dependencies");
}

/*
 * Version 1: one level after the other, so that of several copies of a package the
 * one at the top comes first. Depth is bounded by the JSON reader.
 */
static void add_nested(struct reader *r, unsigned folder, const struct node *dependencies)
{
	size_t first = r->entries.count, last;

	for (const struct node *n = node_first(dependencies); n; n = n->next) {
		unsigned inner;

		if (n->type != NODE_MAP) {
			note_no_object(r, n);
			continue;
		}
		if (is_absent(n))
			continue;
		if (!npm_folder_module(&inner, &r->folders, folder, n->key))
			continue; /* not reached: the JSON reader allows no deeper nesting */
		add_entry(r, inner, n, add_package(r, n, n->key));
		r->entries.items[r->entries.count - 1].old = true;
		if (folder == 0)
			*strata_vec_push(r->out->arena, &r->out->keys) =
				(struct strata_key){ n->key, (unsigned)strata_facts_last(r->out) };
	}
	last = r->entries.count;
	for (size_t i = first; i < last; i++) {
		struct entry e = r->entries.items[i];

		add_nested(r, e.folder, node_map(e.node, "dependencies"));
	}
}

static void add_edges_of(struct reader *r, const struct entry *e, const struct node *wanted,
			 enum strata_scope scope)
{
	for (const struct node *n = node_first(wanted); n; n = n->next) {
		unsigned found = npm_folder_find(&r->folders, e->folder, n->key);
		int to;

		if (!found || found == NPM_FOLDER_EMPTY)
			continue;
		to = r->entries.items[found - 1].node_index;
		if (to >= 0)
			npm_edge(r->out, e->node_index, n->key, (size_t)to, scope);
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

static void add_old_root(struct reader *r, const struct node *top)
{
	*strata_vec_push(r->out->arena, &r->out->roots) = (struct strata_root){
		.name = node_text(top, "name"),
		.version = node_text(top, "version"),
		.dir = STRATA_STR(""),
		.line = top->line,
	};
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.folders = NPM_FOLDERS(out->arena),
		.roots = STRATA_MAP_INIT(out->arena),
	};
	const struct node *packages, *n;
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no object");
	note_version(out, top);
	packages = node_map(top, "packages");
	if (packages) {
		for (n = packages->first; n; n = n->next)
			add_folder(&r, n);
		name_roots(&r);
	} else {
		add_old_root(&r, top);
		add_nested(&r, 0, node_map(top, "dependencies"));
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
