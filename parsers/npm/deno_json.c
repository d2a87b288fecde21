/*
 * deno.json, deno.jsonc: what a Deno project asks for.
 *
 * `imports` and `scopes` map the names that code uses to modules; those of npm and JSR
 * are requirements, under JSR's npm names as in package.json. Other values are files and
 * URLs, which stand in deno.lock where they are of interest. Both may be in a file of their
 * own, `importMap`. `workspace` lists members.
 *
 * Format: deno's documentation, "deno.json and package.json", 2026-11.
 */
#include "npm/npm.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

extern const struct strata_format strata_format_npm_deno_json;

/* "npm:chalk@5/index.js", "npm:@s/a/index.js": a path inside a package asks for the package. */
static struct strata_str without_path(struct strata_str text)
{
	size_t scope = text.len && text.ptr[0] == '@' ? strata_str_chr(text, '/') : STRATA_NPOS;
	size_t start = scope == STRATA_NPOS ? 0 : scope + 1;
	size_t path = strata_str_chr(strata_str_skip(text, start), '/');

	return path == STRATA_NPOS ? text : strata_str_take(text, start + path);
}

static bool split_module(struct strata_str *name, struct strata_str *requirement,
			 struct strata_arena *arena, struct strata_str module)
{
	bool jsr = strata_str_starts(module, STRATA_STR("jsr:"));

	if (!jsr && !strata_str_starts(module, STRATA_STR("npm:")))
		return false;
	module = strata_str_skip(module, 4);
	module = strata_str_skip(module, module.len && module.ptr[0] == '/');
	if (!npm_split(name, requirement, module)) {
		*name = without_path(*name);
		*requirement = STRATA_STR("");
	}
	*requirement = without_path(*requirement);
	if (jsr)
		*name = npm_jsr_name(arena, *name);
	return name->len > 0;
}

/* Each requirement once: one package may have several names. */
static void add_imports(struct strata_facts *out, struct strata_map *asked,
			const struct node *imports)
{
	struct strata_str name, requirement, version;
	struct strata_package *p;
	bool added;

	for (const struct node *n = node_first(imports); n; n = n->next) {
		if (n->type != NODE_STRING ||
		    !split_module(&name, &requirement, out->arena, n->text))
			continue;
		strata_map_at(asked, n->text, &added);
		if (!added)
			continue;
		p = strata_facts_add(out, name, STRATA_NONE, n->line);
		p->requirement = requirement;
		p->scope = STRATA_SCOPE_PROD;
		p->direct = STRATA_YES;
		if (npm_is_pin(&version, requirement))
			p->version = version;
	}
}

/* `workspace`: a list, or {"members": [..]}. */
static void add_members(struct strata_facts *out, const struct node *top)
{
	const struct node *list = node_array(top, "workspace");

	if (!list)
		list = node_array(node_map(top, "workspace"), "members");
	for (const struct node *n = node_first(list); n; n = n->next)
		if (n->type == NODE_STRING)
			strata_facts_refer(out, STRATA_REF_MEMBER, n->text, n->line);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_map asked = STRATA_MAP_INIT(out->arena);
	struct strata_root *root;
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_RELAXED, out->arena, err)) < 0)
		return rc;
	root = strata_vec_push(out->arena, &out->roots);
	*root = (struct strata_root){ node_text(top, "name"), node_text(top, "version"),
				      STRATA_STR(""), top->line };
	add_imports(out, &asked, node_map(top, "imports"));
	for (const struct node *n = node_first(node_map(top, "scopes")); n; n = n->next)
		add_imports(out, &asked, n);
	if (node_text(top, "importMap").len)
		strata_facts_refer(out, STRATA_REF_INCLUDE, node_text(top, "importMap"),
				   node_get(top, "importMap")->line)->format =
			&strata_format_npm_deno_json;
	add_members(out, top);
	strata_facts_note_duplicates(out, top);
	return 0;
}

const struct strata_format strata_format_npm_deno_json = {
	.name = "npm/deno-json",
	.files = "deno.json deno.jsonc",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_npm,
	.asks_members = true,
	.parse = parse,
	.includes = true,
};
