/*
 * Cargo.toml: what a crate, or a workspace of crates, asks for.
 *
 * A requirement is a text, or a table that may rename ("package"), point to git or
 * to a folder, or take over what the workspace offers ("workspace = true"). The
 * offers of [workspace.dependencies] ask for nothing by themselves. Tables below
 * [target] count as those beside it: a lockfile is for every platform.
 *
 * An optional dependency is needed when the default features ask for it; else it is
 * optional, unless another crate of the tree asks for a feature that needs it: for that
 * the features are told as they stand. Folders that are depended on are members of the workspace as well.
 *
 * Format: The Cargo Book, "The Manifest Format", "Specifying Dependencies",
 * "Workspaces" and "Features", 2026-11.
 */
#include "cargo/cargo.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/toml.h"

struct reader {
	struct strata_facts *out;
	const struct node *top;
	struct strata_map enabled; /* dependencies that `default` leads to */
};

static void index_features(struct strata_map *features, const struct node *table)
{
	for (const struct node *n = node_first(table); n; n = n->next)
		*strata_map_at(features, n->key, NULL) = (size_t)n;
}

/* Puts a dependency among what is on, and a feature on the stack. */
static void enable(struct reader *r, struct strata_strs *stack, const struct strata_map *features,
		   struct strata_str text)
{
	struct strata_str name, rest;
	size_t ignored;

	if (strata_str_starts(text, STRATA_STR("dep:"))) {
		strata_map_at(&r->enabled, strata_str_skip(text, 4), NULL);
		return;
	}
	if (strata_str_cut(&name, &rest, text, '/')) {
		if (strata_str_ends(name, STRATA_STR("?")))
			return; /* enables nothing that is not enabled */
		strata_map_at(&r->enabled, name, NULL);
	} else if (!strata_map_get(&ignored, features, name)) {
		strata_map_at(&r->enabled, name, NULL); /* no feature has the name, too */
	}
	*strata_vec_push(r->out->arena, stack) = name;
}

/* What the feature `default` leads to; each is followed once. */
static void enable_defaults(struct reader *r)
{
	struct strata_map features = STRATA_MAP_INIT(r->out->arena);
	struct strata_map seen = STRATA_MAP_INIT(r->out->arena);
	struct strata_strs stack = { 0 };
	size_t feature;
	bool added;

	index_features(&features, node_map(r->top, "features"));
	*strata_vec_push(r->out->arena, &stack) = STRATA_STR("default");
	while (stack.count) {
		struct strata_str name = stack.items[--stack.count];

		strata_map_at(&seen, name, &added);
		if (!added || !strata_map_get(&feature, &features, name))
			continue;
		for (const struct node *n = node_first((const struct node *)feature); n; n = n->next)
			enable(r, &stack, &features, n->text);
	}
}

static void add_switch(struct reader *r, struct strata_str feature, struct strata_str on)
{
	*strata_vec_push(r->out->arena, &r->out->switches) = (struct strata_switch){ feature, on };
}

static void add_switches(struct reader *r)
{
	for (const struct node *f = node_first(node_map(r->top, "features")); f; f = f->next) {
		if (!node_first(f))
			add_switch(r, f->key, STRATA_STR(""));
		for (const struct node *n = node_first(f); n; n = n->next)
			if (n->type == NODE_STRING)
				add_switch(r, f->key, n->text);
	}
}

/* The default features of the tree's crates are on anyway. */
static void set_features(struct reader *r, struct strata_package *p, const struct node *n)
{
	for (const struct node *f = node_first(node_array(n, "features")); f; f = f->next)
		if (f->type == NODE_STRING)
			*strata_vec_push(r->out->arena, &p->features) = f->text;
}

static void set_git(struct reader *r, struct strata_package *p, const struct node *table,
		    struct strata_str git)
{
	struct strata_str rev = node_text(table, "rev");

	p->source = strata_arena_join(r->out->arena, STRATA_STR("git+"), git, STRATA_NONE);
	p->commit = strata_is_commit(rev) ? rev : STRATA_NONE;
}

/* A path beside a version is for the workspace: what lies there is used. */
static void set_source(struct reader *r, struct strata_package *p, const struct node *table)
{
	struct strata_str git = node_text(table, "git"), path = node_text(table, "path");

	if (path.ptr) {
		p->local = true;
		p->source = path;
		strata_facts_refer(r->out, STRATA_REF_MEMBER, path, table->line);
		r->out->references.items[r->out->references.count - 1].name = p->name;
	} else if (git.ptr) {
		set_git(r, p, table, git);
	}
}

/* Only "=1.2.3" names one version; "1.2.3" is what it is compatible with. */
static void set_requirement(struct strata_package *p, struct strata_str requirement)
{
	struct strata_str version = strata_str_trim(requirement);

	p->requirement = requirement.ptr ? requirement : STRATA_STR("");
	if (!strata_str_starts(version, STRATA_STR("=")))
		return;
	version = strata_str_trim(strata_str_skip(version, 1));
	if (strata_version_cargo.valid(version))
		p->version = version;
}

/* A dependency as text or table; NULL, and a note, for anything else. */
static struct strata_package *add_dependency(struct reader *r, const struct node *n)
{
	bool text = n->type == NODE_STRING;
	const struct node *git = node_get(n, "git"), *path = node_get(n, "path");
	struct strata_str real = text ? STRATA_NONE : node_text(n, "package");
	struct strata_package *p;

	if ((!text && n->type != NODE_MAP) || (git && git->type != NODE_STRING) ||
	    (path && path->type != NODE_STRING)) {
		strata_facts_note(r->out, n->line, "dependency '%.*s' is neither text nor table",
				  STRATA_ARG(n->key));
		return NULL;
	}
	p = strata_facts_add(r->out, real.len ? real : n->key, STRATA_NONE, n->line);
	set_requirement(p, text ? n->text : node_text(n, "version"));
	p->handle = n->key;
	if (!text) {
		set_source(r, p, n);
		set_features(r, p, n);
	}
	return p;
}

static void add_dependencies(struct reader *r, const struct node *table, enum strata_scope scope)
{
	size_t ignored;

	for (const struct node *n = node_first(table); n; n = n->next) {
		struct strata_package *p = add_dependency(r, n);

		if (!p)
			continue;
		p->direct = STRATA_YES;
		p->scope = scope;
		if (n->type == NODE_MAP && node_true(n, "workspace"))
			p->inherits = n->key;
		if (n->type != NODE_MAP || !node_true(n, "optional"))
			continue;
		p->enabled = scope;
		if (!strata_map_get(&ignored, &r->enabled, n->key))
			p->scope = STRATA_SCOPE_OPTIONAL;
	}
}

/* The underscored spellings are older and still read. */
static void add_tables(struct reader *r, const struct node *in)
{
	add_dependencies(r, node_map(in, "dependencies"), STRATA_SCOPE_PROD);
	add_dependencies(r, node_map(in, "dev-dependencies"), STRATA_SCOPE_DEV);
	add_dependencies(r, node_map(in, "dev_dependencies"), STRATA_SCOPE_DEV);
	add_dependencies(r, node_map(in, "build-dependencies"), STRATA_SCOPE_BUILD);
	add_dependencies(r, node_map(in, "build_dependencies"), STRATA_SCOPE_BUILD);
}

static void add_offers(struct reader *r, const struct node *workspace)
{
	for (const struct node *n = node_first(node_map(workspace, "dependencies")); n; n = n->next) {
		struct strata_package *p = add_dependency(r, n);

		if (!p)
			continue;
		p->inherits = n->key;
		p->offered = true;
	}
}

static void add_members(struct reader *r, const struct node *workspace)
{
	for (const struct node *n = node_first(node_array(workspace, "members")); n; n = n->next)
		strata_facts_refer(r->out, STRATA_REF_MEMBER, n->text, n->line);
	for (const struct node *n = node_first(node_array(workspace, "exclude")); n; n = n->next)
		strata_facts_refer(r->out, STRATA_REF_MEMBER,
				   strata_arena_join(r->out->arena, STRATA_STR("!"), n->text,
						     STRATA_NONE),
				   n->line);
}

/* "crates-io" is what has no source of its own. */
static struct strata_str patch_key(struct reader *r, struct strata_str source, struct strata_str name)
{
	if (strata_str_eq(source, STRATA_STR("crates-io")))
		source = STRATA_STR("");
	return strata_arena_join(r->out->arena, cargo_git_address(r->out->arena, source),
				 STRATA_STR(" "), name);
}

/* [patch.SOURCE] and the older [replace]: what is used in place of the source's. */
static void add_patches(struct reader *r, struct strata_map *patches, const struct node *table,
			struct strata_str source)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct strata_str real = node_text(n, "package");
		struct strata_str name = cargo_replaced_name(real.len ? real : n->key);

		if (n->type == NODE_MAP)
			*strata_map_at(patches, patch_key(r, source, name), NULL) = (size_t)n;
	}
}

static void apply_patches(struct reader *r)
{
	struct strata_map patches = STRATA_MAP_INIT(r->out->arena);
	size_t patch;

	for (const struct node *n = node_first(node_map(r->top, "patch")); n; n = n->next)
		add_patches(r, &patches, n, n->key);
	add_patches(r, &patches, node_map(r->top, "replace"), STRATA_STR(""));
	for (size_t i = 0; patches.count && i < r->out->packages.count; i++) {
		struct strata_package *p = &r->out->packages.items[i];

		if (!p->local && strata_map_get(&patch, &patches, patch_key(r, p->source, p->name)))
			set_source(r, p, (const struct node *)patch);
	}
}

static void add_root(struct strata_facts *out, const struct node *package)
{
	const struct node *version = node_get(package, "version");

	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = node_text(package, "name"),
		.version = version && version->type == NODE_STRING ? version->text : STRATA_NONE,
		.dir = STRATA_STR(""),
		.line = package->line,
	};
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .enabled = STRATA_MAP_INIT(out->arena) };
	const struct node *package, *workspace;
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	r.top = top;
	package = node_map(top, "package");
	if (!package)
		package = node_map(top, "project"); /* before 1.0 */
	workspace = node_map(top, "workspace");
	if (!package && !workspace)
		strata_facts_note(out, 0, "neither a package nor a workspace");
	if (package)
		add_root(out, package);
	enable_defaults(&r);
	add_switches(&r);
	add_tables(&r, top);
	for (const struct node *n = node_first(node_map(top, "target")); n; n = n->next)
		add_tables(&r, n);
	add_offers(&r, workspace);
	add_members(&r, workspace);
	apply_patches(&r);
	return 0;
}

const struct strata_format strata_format_cargo_toml = {
	.name = "cargo/toml",
	.files = "Cargo.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_cargo,
	.parse = parse,
};
