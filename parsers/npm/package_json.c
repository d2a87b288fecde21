/*
 * package.json: what a project asks for.
 *
 * Its requirements are what npm's documentation calls a package-spec. One that
 * names exactly one version is a pin; a range stays a range. What lies in the tree
 * (file:, link:, workspace:) is the project's own. The newest requirement wins where
 * a package stands in several lists, in npm's order: optional over plain.
 *
 * Format: npm's documentation, "package.json", 2026-11.
 */
#include "npm/npm.h"
#include "strata/format.h"
#include "text/json.h"

static void add_requirement(struct strata_facts *out, const struct node *n, enum strata_scope scope)
{
	struct strata_str name = n->key, requirement = n->text, version, rest;
	struct strata_package *p;

	if (n->type != NODE_STRING)
		return;
	if (npm_alias(&name, &rest, requirement))
		requirement = rest.ptr ? rest : STRATA_STR("");
	p = strata_facts_add(out, name, STRATA_NONE, n->line);
	p->scope = scope;
	p->direct = STRATA_YES;
	p->requirement = requirement;
	if (npm_is_pin(&version, requirement))
		p->version = version;
	else if (npm_is_local(requirement))
		p->local = true;
	else if (npm_is_git(requirement) ||
		 strata_str_find(requirement, STRATA_STR("://")) != STRATA_NPOS)
		npm_set_source(p, requirement);
}

static bool is_optional_peer(const struct node *top, struct strata_str name)
{
	return node_true(node_get_str(node_map(top, "peerDependenciesMeta"), name), "optional");
}

static void add_requirements(struct strata_facts *out, const struct node *top)
{
	for (int i = 0; i < NPM_DEPENDENCY_KINDS; i++) {
		const struct npm_dependency *kind = &npm_dependencies[i];
		bool peers = i == NPM_DEPENDENCY_KINDS - 1;
		const struct node *n = node_first(node_map(top, kind->key));

		for (; n; n = n->next)
			if (!peers || !is_optional_peer(top, n->key))
				add_requirement(out, n, kind->scope);
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

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no object");
	root = strata_vec_push(out->arena, &out->roots);
	*root = (struct strata_root){ node_text(top, "name"), node_text(top, "version"),
				      STRATA_STR(""), top->line };
	add_requirements(out, top);
	add_members(out, top);
	strata_facts_note_duplicates(out, top);
	return 0;
}

const struct strata_format strata_format_npm_package_json = {
	.name = "npm/package-json",
	.files = "package.json",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};
