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
 * These are the largest of all lockfiles: what lies in a folder is read, kept as facts
 * and forgotten, one after the other (entries.h). What it asks for waits until all are there.
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
	int index; /* as edges have it */
};

STRATA_VEC(entries, struct entry);

/* One name that an entry asks for. */
struct wish {
	unsigned entry;
	enum strata_scope scope;
	struct strata_str name;
};

STRATA_VEC(wishes, struct wish);

/* node_modules/<name> that only points to a folder. */
struct link {
	struct strata_str name, target;
};

STRATA_VEC(links, struct link);

struct reader {
	struct strata_facts *out;
	struct npm_folders folders; /* what lies there: index into entries, + 1 */
	struct entries entries;
	struct wishes wishes;
	struct links links;
	struct strata_map roots; /* folder -> index into roots */
	bool has_packages;
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

static void add_entry(struct reader *r, unsigned folder, int index)
{
	*strata_vec_push(r->out->arena, &r->entries) = (struct entry){ folder, index };
	npm_folder_put(&r->folders, folder, (unsigned)r->entries.count);
}

/* Of the entry just added. */
static void add_wishes(struct reader *r, const struct node *wanted, enum strata_scope scope)
{
	for (const struct node *n = node_first(wanted); n; n = n->next)
		*strata_vec_push(r->out->arena, &r->wishes) = (struct wish){
			.entry = (unsigned)r->entries.count - 1,
			.scope = scope,
			.name = n->key,
		};
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
	if (!npm_folder_at(&folder, &r->folders, n->key)) {
		strata_facts_note(r->out, n->line,
				  "folder is deeper than %d: what it depends on is not known",
				  STRATA_LIMIT_NESTING);
		return;
	}
	add_entry(r, folder, index);
	for (int i = 0; i < NPM_DEPENDENCY_KINDS; i++) {
		enum strata_scope scope = npm_dependencies[i].scope;

		if (scope == STRATA_SCOPE_DEV && index >= 0)
			continue; /* a dependency's own tools are not installed */
		if (scope == STRATA_SCOPE_PROD && index >= 0)
			scope = STRATA_SCOPE_UNKNOWN;
		add_wishes(r, node_map(n, npm_dependencies[i].key), scope);
	}
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

/* Of version 1. */
static void add_module(struct reader *r, unsigned folder, const struct node *n)
{
	unsigned inner;

	if (n->type != NODE_MAP) {
		note_no_object(r, n);
		return;
	}
	if (is_absent(n) || !npm_folder_module(&inner, &r->folders, folder, n->key))
		return; /* the JSON reader allows no nesting that is too deep for folders */
	add_entry(r, inner, add_package(r, n, n->key));
	add_wishes(r, node_map(n, "requires"), STRATA_SCOPE_UNKNOWN);
	if (folder == 0)
		*strata_vec_push(r->out->arena, &r->out->keys) =
			(struct strata_key){ n->key, (unsigned)strata_facts_last(r->out) };
}

/*
 * One level after the other, so that of several copies of a package the one at the top
 * comes first. Depth is bounded by the JSON reader.
 */
static void add_nested(struct reader *r, unsigned folder, const struct node *modules)
{
	for (const struct node *n = node_first(modules); n; n = n->next) {
		const struct node *nested = node_map(n, "dependencies");
		unsigned inner;

		if (!nested || !npm_folder_module(&inner, &r->folders, folder, n->key))
			continue;
		for (const struct node *m = nested->first; m; m = m->next)
			add_module(r, inner, m);
		add_nested(r, inner, nested);
	}
}

static void add_edges(struct reader *r)
{
	for (size_t i = 0; i < r->wishes.count; i++) {
		const struct wish *w = &r->wishes.items[i];
		const struct entry *e = &r->entries.items[w->entry];
		unsigned found = npm_folder_find(&r->folders, e->folder, w->name);

		if (!found || found == NPM_FOLDER_EMPTY)
			continue;
		if (r->entries.items[found - 1].index >= 0)
			npm_edge(r->out, e->index, w->name,
				 (size_t)r->entries.items[found - 1].index, w->scope);
	}
}

static void note_version(struct strata_facts *out, const struct node *n)
{
	uint64_t version;

	if (!n || (strata_str_u64(&version, n->text) && version >= 1 && version <= 3))
		return;
	strata_facts_note_first(out, n->line, "lockfileVersion '%.*s' is not known: read as version 3",
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

static struct reader new_reader(struct strata_facts *out)
{
	return (struct reader){
		.out = out,
		.folders = NPM_FOLDERS(out->arena),
		.roots = STRATA_MAP_INIT(out->arena),
	};
}

static void start_over(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->out);
	*r = new_reader(r->out);
}

static bool is_packages(const struct node *list)
{
	return strata_str_eq(list->key, STRATA_STR("packages"));
}

/* Version 2 has all of its packages in version 1's form, too. */
static bool begin_list(void *parser, const struct node *list)
{
	struct reader *r = parser;

	if (!is_packages(list))
		return !r->has_packages;
	start_over(r);
	return r->has_packages = true;
}

static int read_entry(void *parser, const struct node *list, const struct node *entry,
		      struct strata_error *err)
{
	(void)err;
	if (is_packages(list)) {
		add_folder(parser, entry);
		return 0;
	}
	add_module(parser, 0, entry);
	return node_map(entry, "dependencies") ? ENTRIES_KEEP : 0;
}

/* What is large and was needed for edges only. */
static void release(struct reader *r)
{
	npm_folders_release(&r->folders);
	strata_vec_give_back(r->out->arena, &r->wishes);
	strata_vec_give_back(r->out->arena, &r->entries);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = new_reader(out);
	struct node_entries entries = {
		.lists = "packages dependencies",
		.type = NODE_MAP,
		.keep = "dependencies",
		.begin = begin_list,
		.read = read_entry,
		.forget = start_over,
		.parser = &r,
	};
	struct node *top;
	int rc;

	if ((rc = json_entries(&top, in->bytes, JSON_STRICT, &entries, out->arena, err)) < 0)
		return rc;
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no object");
	note_version(out, node_get(top, "lockfileVersion"));
	if (r.has_packages) {
		name_roots(&r);
	} else {
		add_old_root(&r, top);
		add_nested(&r, 0, node_map(top, "dependencies"));
	}
	strata_facts_note_duplicates_of(out, top, &entries);
	strata_arena_drop_trees(out->arena); /* wishes have all that is needed */
	add_edges(&r);
	release(&r);
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
