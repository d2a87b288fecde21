/*
 * packages.config: what a project of the older kind has installed, transitive
 * packages included and not told apart. Each <package> pins one version;
 * developmentDependency="true" is not passed on to those who use the project.
 *
 * Format: NuGet's documentation, "packages.config reference", 2026-11.
 */
#include "strata/format.h"
#include "text/xml.h"

static void add_package(struct strata_facts *out, const struct node *n)
{
	struct strata_str name = strata_str_trim(node_text(n, "@id"));
	struct strata_str version = strata_str_trim(node_text(n, "@version"));
	struct strata_package *p;

	if (!name.len) {
		strata_facts_note(out, n->line, "package without an id");
		return;
	}
	p = strata_facts_add(out, name, version.len ? version : STRATA_NONE, n->line);
	p->scope = strata_str_eq_nocase(node_text(n, "@developmentDependency"), STRATA_STR("true"))
			   ? STRATA_SCOPE_DEV
			   : STRATA_SCOPE_PROD;
	if (!version.len)
		strata_facts_note(out, n->line, "package '%.*s' has no version", STRATA_ARG(name));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = xml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	if (!strata_str_eq(top->key, STRATA_STR("packages")))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no <packages>");
	for (const struct node *n = top->first; n; n = n->next)
		if (strata_str_eq(n->key, STRATA_STR("package")))
			add_package(out, n);
	return 0;
}

const struct strata_format strata_format_nuget_packages_config = {
	.name = "nuget/packages-config",
	.files = "packages.config",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_nuget,
	.parse = parse,
};
