/*
 * *.deps.json: what a built .NET program was built with, which its host reads.
 *
 * "libraries" lists all, "runtimeTarget" names the one of "targets" that the program
 * runs as; without it all count. A library of type "project" is part of the program.
 *
 * Format: dotnet/sdk, documentation/specs/runtime-configuration-file.md, 2026-11.
 */
#include "nuget/libraries.h"
#include "strata/format.h"
#include "text/json.h"

static void add_targets(struct nuget_libraries *l, const struct node *top)
{
	const struct node *targets = node_map(top, "targets");
	struct strata_str own = node_text(node_map(top, "runtimeTarget"), "name");
	const struct node *target = own.len ? node_get_str(targets, own) : NULL;

	if (target)
		nuget_add_target(l, target);
	else
		for (const struct node *n = node_first(targets); n; n = n->next)
			nuget_add_target(l, n);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct nuget_libraries l = { .out = out };
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	if (!node_map(top, "libraries"))
		strata_facts_note(out, top->line, "no libraries");
	nuget_add_libraries(&l, node_map(top, "libraries"));
	add_targets(&l, top);
	return 0;
}

const struct strata_format strata_format_nuget_deps_json = {
	.name = "nuget/deps-json",
	.files = "*.deps.json",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_nuget,
	.parse = parse,
};
