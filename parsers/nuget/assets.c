/*
 * project.assets.json: what NuGet restored, in a project's obj folder.
 *
 * "libraries" lists all, "targets" the edges for each framework. What the project itself
 * asks for stands in "projectFileDependencyGroups", as "Name >= 1.0" by framework.
 *
 * Format: NuGet.ProjectModel's LockFileFormat, 6.12, 2026-11.
 */
#include "nuget/libraries.h"
#include "strata/format.h"
#include "text/json.h"

enum { OLDEST_VERSION = 2, NEWEST_VERSION = 4 };

/* A target may be a framework with a platform; its group is that of the framework. */
static void add_group(struct nuget_libraries *l, const struct node *groups,
		      struct strata_str target)
{
	struct strata_str framework, platform, name, rest;
	size_t to;

	strata_str_cut(&framework, &platform, target, '/');
	for (const struct node *n = node_first(node_get_str(groups, framework)); n; n = n->next) {
		strata_str_cut(&name, &rest, n->text, ' ');
		if (nuget_find(&to, l, name))
			strata_facts_edge(l->out, STRATA_ROOT(0), to, STRATA_SCOPE_PROD);
	}
}

static void add_root(struct strata_facts *out, const struct node *top)
{
	const struct node *restore = node_map(node_map(top, "project"), "restore");

	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = node_text(restore, "projectName"),
		.version = node_text(node_map(top, "project"), "version"),
		.dir = STRATA_STR(".."),
		.line = top->line,
	};
}

/* A project's version is 1.0.0 here, whatever it is: it says nothing. */
static void forget_versions(struct strata_facts *out)
{
	for (size_t i = 0; i < out->packages.count; i++)
		if (out->packages.items[i].local)
			out->packages.items[i].version = STRATA_NONE;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct nuget_libraries l = { .out = out };
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	strata_facts_expect_version(out, top, OLDEST_VERSION, NEWEST_VERSION);
	if (!node_map(top, "libraries"))
		strata_facts_note(out, top->line, "no libraries");
	nuget_add_libraries(&l, node_map(top, "libraries"));
	forget_versions(out);
	add_root(out, top);
	for (const struct node *n = node_first(node_map(top, "targets")); n; n = n->next) {
		nuget_add_target(&l, n);
		add_group(&l, node_map(top, "projectFileDependencyGroups"), n->key);
	}
	return 0;
}

const struct strata_format strata_format_nuget_assets = {
	.name = "nuget/assets",
	.files = "project.assets.json",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_nuget,
	.parse = parse,
};
