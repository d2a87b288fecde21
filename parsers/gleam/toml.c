/*
 * gleam.toml: what a Gleam project asks for.
 *
 * [dependencies] and [dev-dependencies] (since 1.12 also spelled with underscores) map names to Hex
 * requirements, or to tables with a path or a git repository and its ref.
 *
 * Format: gleam.run, "gleam.toml config file", 2026-11.
 */
#include "strata/format.h"
#include "text/toml.h"

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *table)
{
	struct strata_str git = node_text(table, "git"), ref = node_text(table, "ref");

	if (node_text(table, "path").len) {
		p->local = true;
		p->source = node_text(table, "path");
	} else if (git.len) {
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(git),
						STRATA_ARG(ref));
		p->commit = strata_is_commit(ref) ? ref : STRATA_NONE;
	}
}

static void add_table(struct strata_facts *out, const struct node *table, enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct strata_str requirement = n->type == NODE_MAP ? node_text(n, "version") : n->text;
		struct strata_package *p = strata_facts_add(out, n->key, STRATA_NONE, n->line);

		p->requirement = requirement.len ? requirement : STRATA_STR("");
		if (strata_version_hex.valid(requirement))
			p->version = requirement;
		p->direct = STRATA_YES;
		p->scope = scope;
		if (n->type == NODE_MAP)
			set_source(out, p, n);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_root(out, top);
	add_table(out, node_map(top, "dependencies"), STRATA_SCOPE_PROD);
	add_table(out, node_map(top, "dev-dependencies"), STRATA_SCOPE_DEV);
	add_table(out, node_map(top, "dev_dependencies"), STRATA_SCOPE_DEV);
	return 0;
}

const struct strata_format strata_format_gleam_toml = {
	.name = "gleam/toml",
	.files = "gleam.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_hex,
	.parse = parse,
};
