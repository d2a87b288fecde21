/*
 * pixi.toml: what a project asks pixi for.
 *
 * [dependencies] are conda's, [pypi-dependencies] PyPI's, [host-dependencies] and
 * [build-dependencies] serve the build; [target.PLATFORM] and [feature.NAME] have tables of
 * the same names. A feature is there in some environment only: it is optional. A value is
 * a range, or a map with `version`, or `git` and `rev`, `path`, `url`. pyproject.toml may
 * have the same below [tool.pixi], which Python's reader passes over.
 *
 * Format: pixi.sh, "The pixi.toml manifest", 0.40, 2026-11.
 */
#include "strata/format.h"
#include "text/toml.h"

static const struct {
	const char *table;
	bool python;
	enum strata_scope scope;
} tables[] = {
	{ "dependencies", false, STRATA_SCOPE_PROD },
	{ "pypi-dependencies", true, STRATA_SCOPE_PROD },
	{ "run-dependencies", false, STRATA_SCOPE_PROD },
	{ "host-dependencies", false, STRATA_SCOPE_BUILD },
	{ "build-dependencies", false, STRATA_SCOPE_BUILD },
};

/* "==1.2" and no further part, and not "==1.2.*". */
static bool is_pin(struct strata_str *version, struct strata_str range)
{
	if (!strata_str_starts(range, STRATA_STR("==")) || strata_str_chr(range, ',') != STRATA_NPOS ||
	    strata_str_chr(range, '*') != STRATA_NPOS || strata_str_chr(range, '|') != STRATA_NPOS)
		return false;
	*version = strata_str_trim(strata_str_skip(range, 2));
	return version->len > 0;
}

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *n)
{
	struct strata_str git = node_text(n, "git"), rev = node_text(n, "rev");

	if (node_text(n, "path").len) {
		p->local = true;
		p->source = node_text(n, "path");
	} else if (node_text(n, "url").len) {
		p->source = node_text(n, "url");
	} else if (git.len) {
		p->source = strata_arena_printf(out->arena, "git+%.*s%s%.*s", STRATA_ARG(git),
						rev.len ? "#" : "", STRATA_ARG(rev));
		p->commit = strata_is_commit(rev) ? rev : STRATA_NONE;
	}
}

static void add_table(struct strata_facts *out, const struct node *table, bool python,
		      enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct strata_str range = n->type == NODE_MAP ? node_text(n, "version") : n->text;
		struct strata_package *p;

		if (!n->key.len || (n->type != NODE_MAP && n->type != NODE_STRING)) {
			strata_facts_note(out, n->line, "'%.*s' is no name with a range or a table",
					  STRATA_ARG(n->key));
			continue;
		}
		p = strata_facts_add(out, n->key, STRATA_NONE, n->line);
		p->ecosystem = python ? &strata_ecosystem_pypi : &strata_ecosystem_conda;
		p->requirement = range.len && !strata_str_eq(range, STRATA_STR("*")) ? range
										      : STRATA_STR("");
		is_pin(&p->version, range);
		p->direct = STRATA_YES;
		p->scope = scope;
		if (n->type == NODE_MAP)
			set_source(out, p, n);
	}
}

/* The tables of dependencies here, and those of the platforms here. */
static void add_tables(struct strata_facts *out, const struct node *here, bool feature)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		add_table(out, node_map(here, tables[i].table), tables[i].python,
			  feature ? STRATA_SCOPE_OPTIONAL : tables[i].scope);
}

static void add_all(struct strata_facts *out, const struct node *here, bool feature)
{
	add_tables(out, here, feature);
	for (const struct node *n = node_first(node_map(here, "target")); n; n = n->next)
		add_tables(out, n, feature);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *project;
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	project = node_map(top, "workspace");
	project = project ? project : node_map(top, "project");
	if (project)
		strata_facts_root(out, project);
	add_all(out, top, false);
	add_tables(out, node_map(top, "package"), false);
	for (const struct node *n = node_first(node_map(top, "feature")); n; n = n->next)
		add_all(out, n, true);
	return 0;
}

const struct strata_format strata_format_pixi_toml = {
	.name = "pixi/toml",
	.files = "pixi.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_conda,
	.parse = parse,
};
