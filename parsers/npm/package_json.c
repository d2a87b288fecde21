/*
 * package.json: what a project asks for.
 *
 * Its requirements are what npm's documentation calls a package-spec. One that
 * names exactly one version is a pin; a range stays a range. What lies in the tree
 * (file:, link:, workspace:) is the project's own; what is renamed, patched or of
 * JSR is asked for under its real name.
 *
 * A name in several lists is asked for once: optional is stronger than plain, as all
 * managers have it; plain is stronger than for development (pnpm's order; npm's own
 * would have the run-time use forgotten), and that stronger than a peer, which is
 * what others should bring. The manager itself, pinned in packageManager, is run by
 * those who develop and is no package of the project: it is passed over.
 *
 * Format: npm's documentation, "package.json", 2026-11; yarn's and pnpm's for their
 * protocols.
 */
#include "npm/npm.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

static void set_requirement(struct strata_package *p, struct strata_str requirement)
{
	struct strata_str version;

	p->requirement = requirement;
	if (npm_is_pin(&version, requirement))
		p->version = version;
	else if (npm_is_local(requirement))
		p->local = true;
	else if (npm_is_git(requirement) ||
		 strata_str_find(requirement, STRATA_STR("://")) != STRATA_NPOS)
		npm_set_source(p, requirement);
}

static void add_requirement(struct strata_facts *out, const struct node *n, enum npm_kind kind)
{
	struct strata_str name = n->key, requirement = n->text;
	struct strata_package *p;

	npm_unwrap(&name, &requirement, out->arena);
	p = strata_facts_add(out, name, STRATA_NONE, n->line);
	p->scope = npm_dependencies[kind].scope;
	p->conditional = kind == NPM_OPTIONAL || kind == NPM_PEER;
	p->direct = STRATA_YES;
	if (!strata_str_eq(name, n->key))
		p->alias = n->key;
	set_requirement(p, requirement);
}

static bool is_optional_peer(const struct node *top, struct strata_str name)
{
	return node_true(node_get_str(node_map(top, "peerDependenciesMeta"), name), "optional");
}

/* The list of one kind; anything else in its place is said. */
static const struct node *list_of(struct strata_facts *out, const struct node *top, const char *key)
{
	const struct node *n = node_get(top, key);

	if (n && n->type != NODE_MAP && n->type != NODE_NULL)
		strata_facts_note(out, n->line, "'%s' is no object", key);
	return node_map(top, key);
}

static void add_requirements(struct strata_facts *out, const struct node *top)
{
	static const enum npm_kind strongest_first[] = { NPM_OPTIONAL, NPM_PROD, NPM_DEV, NPM_PEER };
	struct strata_map asked = STRATA_MAP_INIT(out->arena);

	for (int i = 0; i < NPM_DEPENDENCY_KINDS; i++) {
		const struct npm_dependency *kind = &npm_dependencies[strongest_first[i]];
		bool peers = strongest_first[i] == NPM_PEER;
		const struct node *n = node_first(list_of(out, top, kind->key));

		for (; n; n = n->next) {
			size_t *list;

			if (n->type != NODE_STRING)
				strata_facts_note(out, n->line, "requirement of '%.*s' is no text",
						  STRATA_ARG(n->key));
			if (n->type != NODE_STRING || (peers && is_optional_peer(top, n->key)))
				continue;
			list = strata_map_at(&asked, n->key, NULL);
			if (*list && *list != (size_t)i + 1)
				continue;
			*list = (size_t)i + 1;
			add_requirement(out, n, strongest_first[i]);
		}
	}
}

/* The last name of "a/b", "a>b", "a@^1": what an override is about. */
static struct strata_str overridden(struct strata_str key)
{
	struct strata_str name, rest;
	size_t at;

	if ((at = strata_str_rchr(key, '>')) != STRATA_NPOS)
		key = strata_str_skip(key, at + 1);
	npm_split(&name, &rest, key);
	while ((at = strata_str_find(name, STRATA_STR("/"))) != STRATA_NPOS && name.ptr[0] != '@')
		name = strata_str_skip(name, at + 1);
	return name;
}

/* What managers are told to take whatever is asked for: by name alone. */
static void add_overrides(struct strata_facts *out, const struct node *map, unsigned depth)
{
	for (const struct node *n = node_first(map); n; n = n->next) {
		struct strata_package *p;

		if (n->type == NODE_MAP && depth)
			add_overrides(out, n, depth - 1);
		if (!overridden(n->key).len)
			continue;
		p = strata_vec_push(out->arena, &out->managed);
		p->name = overridden(n->key);
		p->requirement = n->type == NODE_STRING ? n->text : STRATA_NONE;
		p->line = n->line;
	}
}

/* "workspaces": a list of globs, or {"packages": [..]} as yarn has it too. */
static void add_members(struct strata_facts *out, const struct node *top)
{
	const struct node *list = node_get(top, "workspaces");

	if (list && list->type == NODE_MAP)
		list = node_get(list, "packages");
	if (!list || list->type != NODE_ARRAY)
		return;
	for (const struct node *n = list->first; n; n = n->next)
		if (n->type == NODE_STRING)
			strata_facts_refer(out, STRATA_REF_MEMBER, n->text, n->line);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_root *root;
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	root = strata_vec_push(out->arena, &out->roots);
	*root = (struct strata_root){ node_text(top, "name"), node_text(top, "version"),
				      STRATA_STR(""), top->line };
	add_requirements(out, top);
	add_overrides(out, node_map(top, "overrides"), 8);
	add_overrides(out, node_map(top, "resolutions"), 0);
	add_overrides(out, node_map(node_map(top, "pnpm"), "overrides"), 0);
	add_members(out, top);
	strata_facts_note_duplicates(out, top);
	return 0;
}

const struct strata_format strata_format_npm_package_json = {
	.name = "npm/package-json",
	.files = "package.json",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_npm,
	.asks_members = true,
	.parse = parse,
};
