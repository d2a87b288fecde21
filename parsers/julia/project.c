/*
 * Project.toml: what a Julia project asks for.
 *
 * [deps] maps names to UUIDs, [compat] names to the versions that will do, where "1.2"
 * means from 1.2 to below 2. [extras] are for the [targets] that list them, mostly test;
 * [weakdeps] are used when something else brings them. [workspace] names projects below.
 *
 * Format: pkgdocs.julialang.org, "Project.toml and Manifest.toml" and "Compatibility",
 * 1.11, 2026-11.
 */
#include "strata/format.h"
#include "strata/limits.h"
#include "strata/map.h"
#include "text/toml.h"

struct reader {
	struct strata_facts *out;
	struct strata_map compat; /* name -> node */
};

/* "1.2, 2" as the scheme reads requirements: "^1.2 || ^2". */
static struct strata_str spelled_out(struct strata_arena *arena, struct strata_str compat)
{
	struct strata_str out = STRATA_STR(""), part, rest = compat;

	if (compat.len > STRATA_LIMIT_VERSION_BYTES)
		return compat;
	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, ',');
		part = strata_str_trim(part);
		if (part.len && strata_is_digit(part.ptr[0]) &&
		    strata_str_find(part, STRATA_STR(" - ")) == STRATA_NPOS)
			part = strata_arena_join(arena, STRATA_STR("^"), part, STRATA_NONE);
		out = out.len ? strata_arena_join(arena, out, STRATA_STR(" || "), part) : part;
	}
	return out;
}

/* "=1.2.3" alone names one version. */
static void set_requirement(struct reader *r, struct strata_package *p)
{
	struct strata_str requirement = STRATA_STR(""), version;
	size_t node;

	if (strata_map_get(&node, &r->compat, p->name))
		requirement = ((const struct node *)node)->text;
	p->requirement = spelled_out(r->out->arena, requirement);
	version = strata_str_trim(strata_str_skip(requirement, 1));
	if (strata_str_starts(requirement, STRATA_STR("=")) && strata_version_semver.valid(version))
		p->version = version;
}

static void add_table(struct reader *r, const struct node *table, enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct strata_package *p = strata_facts_add(r->out, n->key, STRATA_NONE, n->line);

		set_requirement(r, p);
		p->direct = STRATA_YES;
		p->scope = scope;
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .compat = STRATA_MAP_INIT(out->arena) };
	const struct node *n;
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	for (n = node_first(node_map(top, "compat")); n; n = n->next)
		*strata_map_at(&r.compat, n->key, NULL) = (size_t)n;
	strata_facts_root(out, top);
	add_table(&r, node_map(top, "deps"), STRATA_SCOPE_PROD);
	add_table(&r, node_map(top, "extras"), STRATA_SCOPE_TEST);
	add_table(&r, node_map(top, "weakdeps"), STRATA_SCOPE_OPTIONAL);
	for (n = node_first(node_array(node_map(top, "workspace"), "projects")); n; n = n->next)
		strata_facts_refer(out, STRATA_REF_MEMBER, n->text, n->line);
	return 0;
}

const struct strata_format strata_format_julia_project = {
	.name = "julia/project",
	.files = "Project.toml JuliaProject.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_julia,
	.parse = parse,
};
