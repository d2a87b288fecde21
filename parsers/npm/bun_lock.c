/*
 * bun.lock: what bun resolved, as text (bun.lockb, before it, is binary).
 *
 * JSON with trailing commas. `workspaces` has what each member asks for; `packages` a
 * tuple for each place in the tree: "chalk/ansi-styles" is the copy that chalk finds, so
 * an edge leads to what node would find from there (folders.h). A tuple begins with name
 * and version, or what stands for it ("workspace:", "file:", a git URL); what comes then
 * depends on that and on bun's version, so parts are told by their types: the object is
 * what the package asks for, the text that looks like a hash its integrity.
 *
 * An optional peer brings no package: an edge leads to it when something else brought
 * it, and says nothing of what it is for, as tools of a package do not. The manager
 * writes a number as version; a file with anything else is none of its own.
 *
 * Format: bun's documentation, "Lockfile", and its writer bun.lock.zig, 2026-11.
 */
#include "npm/folders.h"
#include "npm/npm.h"
#include "strata/format.h"
#include "strata/limits.h"
#include "text/json.h"

enum { NEWEST_VERSION = 2 }; /* its content is that of version 1 */

/* Who asks: a member of the workspace, or a package. */
struct asker {
	unsigned folder;
	int node; /* as edges have it */
	const struct node *asks;
};

STRATA_VEC(askers, struct asker);

struct reader {
	struct strata_facts *out;
	struct npm_folders folders; /* what lies there: index of a package, + 1 */
	struct askers askers;
};

/* "@s/a/b": the folder of b as a finds it. */
static bool folder_of(unsigned *folder, struct reader *r, struct strata_str path)
{
	struct strata_str name, rest = path;

	*folder = 0;
	while (rest.ptr) {
		struct strata_str whole = rest;

		strata_str_cut(&name, &rest, rest, '/');
		if (name.len && name.ptr[0] == '@' && rest.ptr) {
			struct strata_str second;

			strata_str_cut(&second, &rest, rest, '/');
			name = strata_str_take(whole, name.len + 1 + second.len);
		}
		if (!npm_folder_module(folder, &r->folders, *folder, name))
			return false;
	}
	return true;
}

static const struct node *part(const struct node *tuple, enum node_type type)
{
	const struct node *n = tuple->first->next;

	while (n && n->type != type)
		n = n->next;
	return n;
}

static void add_integrity(struct reader *r, struct strata_package *p, const struct node *tuple)
{
	for (const struct node *n = tuple->first->next; n; n = n->next)
		if (n->type == NODE_STRING && strata_str_starts(n->text, STRATA_STR("sha")) &&
		    strata_str_chr(n->text, '-') != STRATA_NPOS)
			npm_add_integrity(r->out, p, n->text);
}

static bool is_archive(struct strata_str path)
{
	return strata_str_ends(path, STRATA_STR(".tgz")) ||
	       strata_str_ends(path, STRATA_STR(".tar.gz"));
}

/* Where it comes from, when that is no registry. */
static void set_origin(struct strata_package *p, struct strata_str reference)
{
	if (npm_is_local(reference) || is_archive(reference)) {
		p->source = reference;
		p->local = !is_archive(reference);
	} else {
		npm_set_source(p, reference);
	}
}

static void add_package(struct reader *r, const struct node *tuple, struct strata_str name,
			struct strata_str reference)
{
	struct strata_str version = reference;
	struct strata_package *p;
	unsigned folder;

	if (!strata_version_npm.valid(reference))
		version = STRATA_NONE;
	p = strata_facts_add(r->out, name, version, tuple->line);
	if (!version.len)
		set_origin(p, reference);
	if (!version.len && !p->source.len)
		strata_facts_note(r->out, tuple->line, "package '%.*s' without a version",
				  STRATA_ARG(name));
	add_integrity(r, p, tuple);
	if (!folder_of(&folder, r, tuple->key)) {
		strata_facts_note(r->out, tuple->line,
				  "package is deeper than %d: what it depends on is not known",
				  STRATA_LIMIT_NESTING);
		return;
	}
	npm_folder_put(&r->folders, folder, (unsigned)r->out->packages.count);
	*strata_vec_push(r->out->arena, &r->askers) = (struct asker){
		.folder = folder,
		.node = (int)strata_facts_last(r->out),
		.asks = part(tuple, NODE_MAP),
	};
}

static void add_tuple(struct reader *r, const struct node *tuple)
{
	const struct node *first = tuple->type == NODE_ARRAY ? tuple->first : NULL;
	struct strata_str name, reference;
	unsigned folder;

	if (!first || first->type != NODE_STRING || !npm_split(&name, &reference, first->text)) {
		strata_facts_note(r->out, tuple->line, "package '%.*s' is not understood",
				  STRATA_ARG(tuple->key));
		return;
	}
	if (!strata_str_starts(reference, STRATA_STR("workspace:")) &&
	    !strata_str_starts(reference, STRATA_STR("root:")))
		add_package(r, tuple, name, reference);
	else if (folder_of(&folder, r, tuple->key))
		npm_folder_put(&r->folders, folder, NPM_FOLDER_EMPTY);
}

static void add_member(struct reader *r, const struct node *n)
{
	struct strata_str name = node_text(n, "name");
	unsigned folder = 0;

	*strata_vec_push(r->out->arena, &r->out->roots) = (struct strata_root){
		.name = name,
		.version = node_text(n, "version"),
		.dir = n->key,
		.line = n->line,
	};
	if (n->key.len && name.len && !folder_of(&folder, r, name))
		return;
	*strata_vec_push(r->out->arena, &r->askers) = (struct asker){
		.folder = folder,
		.node = STRATA_ROOT(r->out->roots.count - 1),
		.asks = n,
	};
}

static void find_optional_peers(struct strata_map *names, const struct node *asks)
{
	for (const struct node *n = node_first(node_array(asks, "optionalPeers")); n; n = n->next)
		*strata_map_at(names, n->text, NULL) = 1;
}

static void add_edges(struct reader *r, const struct asker *asker)
{
	struct strata_map optional = STRATA_MAP_INIT(r->out->arena);
	size_t unused;

	find_optional_peers(&optional, asker->asks);
	for (int i = 0; i < NPM_DEPENDENCY_KINDS; i++) {
		const struct node *n = node_first(node_map(asker->asks, npm_dependencies[i].key));
		enum strata_scope scope = npm_dependencies[i].scope;

		if (scope == STRATA_SCOPE_PROD && asker->node >= 0)
			scope = STRATA_SCOPE_UNKNOWN;
		for (; n; n = n->next) {
			unsigned found = npm_folder_find(&r->folders, asker->folder, n->key);

			if (!found || found == NPM_FOLDER_EMPTY)
				continue;
			if (i == NPM_PEER && strata_map_get(&unused, &optional, n->key))
				npm_edge(r->out, asker->node, n->key, found - 1, STRATA_SCOPE_DEV);
			else
				npm_edge(r->out, asker->node, n->key, found - 1, scope);
		}
	}
}

static int check_version(struct strata_facts *out, const struct node *top, struct strata_error *err)
{
	const struct node *n = node_get(top, "lockfileVersion");
	uint64_t version;

	if (!n || n->type != NODE_NUMBER || !strata_str_u64(&version, n->text))
		return strata_fail(err, STRATA_ESYNTAX, n ? n->line : top->line,
				   "lockfileVersion '%.*s' is no number",
				   STRATA_ARG(n ? n->text : STRATA_STR("")));
	if (version > NEWEST_VERSION)
		strata_facts_note(out, n->line,
				  "lockfileVersion '%.*s' is not known: read as version %d",
				  STRATA_ARG(n->text), NEWEST_VERSION);
	return 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .folders = NPM_FOLDERS(out->arena) };
	const struct node *n;
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_RELAXED, out->arena, err)) < 0)
		return rc;
	if ((rc = check_version(out, top, err)) < 0)
		return rc;
	for (n = node_first(node_map(top, "workspaces")); n; n = n->next)
		add_member(&r, n);
	for (n = node_first(node_map(top, "packages")); n; n = n->next)
		add_tuple(&r, n);
	strata_facts_note_duplicates(out, top);
	for (size_t i = 0; i < r.askers.count; i++)
		add_edges(&r, &r.askers.items[i]);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("package.json"), 0);
	return 0;
}

const struct strata_format strata_format_npm_bun_lock = {
	.name = "npm/bun-lock",
	.files = "bun.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};
