/*
 * vcpkg-configuration.json: where vcpkg's ports come from.
 *
 * "default-registry" and each of "registries" is a repository of ports at a "baseline", a
 * commit; an "artifact" registry is a file at an address. The ports themselves are asked
 * for in vcpkg.json, which may hold the same object as its "configuration". A registry in
 * the file system is the project's own, and "builtin" without a repository is the one that
 * vcpkg comes with.
 *
 * Format: learn.microsoft.com/vcpkg, "vcpkg-configuration.json", 2026-11. JSON with
 * comments is read.
 */
#include "git/git.h"
#include "strata/format.h"
#include "text/json.h"

static void add_registry(struct strata_facts *out, const struct node *n)
{
	struct strata_str kind = node_text(n, "kind"), repository = node_text(n, "repository");
	const struct node *baseline = node_get(n, "baseline");
	struct strata_package *p;

	if (!kind.len) {
		strata_facts_note(out, n->line, "a registry without a kind");
		return;
	}
	if (strata_str_eq(kind, STRATA_STR("artifact"))) {
		p = strata_facts_add(out, node_text(n, "name"), STRATA_NONE, n->line);
		p->ecosystem = &strata_ecosystem_generic;
		p->source = node_text(n, "location");
		p->requirement = STRATA_STR("");
		p->direct = STRATA_YES;
	} else if (repository.len) {
		p = git_add(out, repository, baseline ? baseline->text : STRATA_NONE,
			    baseline ? baseline->line : n->line);
	} else {
		if (strata_str_eq(kind, STRATA_STR("git")))
			strata_facts_note(out, n->line, "a registry without a repository");
		return;
	}
	p->scope = STRATA_SCOPE_BUILD;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *registry;
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_RELAXED, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	registry = node_map(top, "default-registry");
	if (registry)
		add_registry(out, registry);
	for (const struct node *n = node_first(node_array(top, "registries")); n; n = n->next)
		add_registry(out, n);
	return 0;
}

const struct strata_format strata_format_vcpkg_configuration = {
	.name = "vcpkg/configuration",
	.files = "vcpkg-configuration.json",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_git,
	.parse = parse,
};
