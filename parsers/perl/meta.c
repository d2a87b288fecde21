/*
 * META.json and META.yml: what a distribution of CPAN is and asks for.
 *
 * Version 2 (JSON) has `prereqs` by phase and by how much they are needed, the older one
 * (YAML) has `requires`, `build_requires` and their like at the top. Prerequisites are
 * modules, not distributions; "perl" is the language. A version alone is the least that
 * will do, "0" any.
 *
 * Format: metacpan.org, CPAN::Meta::Spec, version 2, 2026-11.
 */
#include "perl/perl.h"
#include "strata/format.h"
#include "text/json.h"
#include "text/yaml.h"

static void add_modules(struct strata_facts *out, const struct node *table, enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next)
		perl_add(out, n->key, n->text, scope, n->line);
}

static void add_phase(struct strata_facts *out, const struct node *prereqs, const char *phase,
		      enum strata_scope scope)
{
	const struct node *n = node_map(prereqs, phase);

	add_modules(out, node_map(n, "requires"), scope);
	add_modules(out, node_map(n, "recommends"), STRATA_SCOPE_OPTIONAL);
	add_modules(out, node_map(n, "suggests"), STRATA_SCOPE_OPTIONAL);
}

static void add_prerequisites(struct strata_facts *out, const struct node *top)
{
	const struct node *prereqs = node_map(top, "prereqs");

	add_phase(out, prereqs, "runtime", STRATA_SCOPE_PROD);
	add_phase(out, prereqs, "build", STRATA_SCOPE_BUILD);
	add_phase(out, prereqs, "configure", STRATA_SCOPE_BUILD);
	add_phase(out, prereqs, "test", STRATA_SCOPE_TEST);
	add_phase(out, prereqs, "develop", STRATA_SCOPE_DEV);
	add_modules(out, node_map(top, "requires"), STRATA_SCOPE_PROD);
	add_modules(out, node_map(top, "build_requires"), STRATA_SCOPE_BUILD);
	add_modules(out, node_map(top, "configure_requires"), STRATA_SCOPE_BUILD);
	add_modules(out, node_map(top, "recommends"), STRATA_SCOPE_OPTIONAL);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	bool yaml = strata_str_ends(in->path, STRATA_STR(".yml"));
	struct node *top;
	int rc;

	rc = yaml ? yaml_tree(&top, in->bytes, out->arena, err)
		  : json_tree(&top, in->bytes, JSON_STRICT, out->arena, err);
	if (rc < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no object");
	if (!node_get(top, "name"))
		strata_facts_note(out, top->line, "the distribution has no name");
	strata_facts_root(out, top);
	add_prerequisites(out, top);
	return 0;
}

const struct strata_format strata_format_perl_meta = {
	.name = "perl/meta",
	.files = "META.json META.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_cpan,
	.parse = parse,
};
