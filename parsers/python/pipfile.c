/*
 * Pipfile: what a project asks pipenv for.
 *
 * TOML: [packages], [dev-packages], and further categories, which are all tables
 * but those that pipenv keeps for itself. A value is a specifier ("*" is any), or a
 * table with `version` or a source (git, file, path).
 *
 * Format: pipenv's documentation, "Pipfile & Pipfile.lock", 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/toml.h"

static void add_package(struct strata_facts *out, const struct node *n, enum strata_scope scope)
{
	struct strata_str text = n->type == NODE_MAP ? node_text(n, "version") : n->text;
	struct strata_str git = node_text(n, "git"), ref = node_text(n, "ref");
	struct strata_str file = node_text(n, "file"), path = node_text(n, "path");
	struct python_requirement as = { .name = n->key, .specifier = text };

	if (n->type != NODE_MAP && n->type != NODE_STRING)
		return;
	as.marker = python_table_marker(n, out->arena);
	if (git.len)
		as.url = strata_arena_printf(out->arena, "git+%.*s%s%.*s", STRATA_ARG(git),
					     ref.len ? "@" : "", STRATA_ARG(ref));
	else if (file.len || path.len)
		as.url = file.len ? file : path;
	if (strata_str_eq(text, STRATA_STR("*")))
		as.specifier = STRATA_NONE;
	python_add(out, &as, scope, n->line);
}

static bool is_category(const struct node *table)
{
	static const char *const own[] = { "source", "requires", "scripts", "pipenv", "pipfile" };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (strata_str_eq(table->key, strata_str_of(own[i])))
			return false;
	return table->type == NODE_MAP;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	for (const struct node *table = top->first; table; table = table->next) {
		bool prod = strata_str_eq(table->key, STRATA_STR("packages"));

		if (!is_category(table))
			continue;
		for (const struct node *n = table->first; n; n = n->next)
			add_package(out, n, prod ? STRATA_SCOPE_PROD : STRATA_SCOPE_DEV);
	}
	return 0;
}

const struct strata_format strata_format_python_pipfile = {
	.name = "python/pipfile",
	.files = "Pipfile",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
};
