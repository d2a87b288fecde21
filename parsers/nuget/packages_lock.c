/*
 * packages.lock.json: what NuGet restored, for each target framework.
 *
 * "dependencies" maps a framework ("net8.0", "net8.0/win-x64") to its packages, each
 * with a type: Direct, Transitive, CentralTransitive (transitive, pinned centrally;
 * version 2 of the file) or Project, which is a project of the same solution. The
 * packages of one framework refer to each other by name, without regard to case.
 * One that several frameworks restore in the same version is one package with
 * several places. Version 3 has "NAME/RID" at the top, with its `framework` and these
 * `dependencies` in it: two targets of a project may be of one framework.
 *
 * Format: NuGet's documentation, "PackageReference in project files", section on
 * locking, and NuGet.ProjectModel's PackagesLockFileFormat, 2026-11; version 3: NuGet.Client
 * pull request 7105, 2026-02.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

enum { NEWEST_VERSION = 3 };

static struct strata_str key_of(struct strata_facts *out, struct strata_str name)
{
	return strata_ecosystem_nuget.normalise(out->arena, name);
}

static void add_root(struct strata_facts *out, unsigned line)
{
	*strata_vec_push(out->arena, &out->roots) =
		(struct strata_root){ .dir = STRATA_STR(""), .line = line };
}

static void add_package(struct strata_facts *out, const struct node *n)
{
	struct strata_str type = node_text(n, "type"), hash = node_text(n, "contentHash");
	struct strata_str resolved = node_text(n, "resolved");
	struct strata_package *p = strata_facts_add(out, n->key, resolved, n->line);

	p->local = strata_str_eq_nocase(type, STRATA_STR("Project"));
	p->direct = strata_str_eq_nocase(type, STRATA_STR("Direct")) ? STRATA_YES : STRATA_UNKNOWN;
	if (!resolved.len) {
		p->version = STRATA_NONE;
		p->requirement = node_text(n, "requested");
		if (!p->local)
			strata_facts_note(out, n->line, "package '%.*s' has no resolved version",
					  STRATA_ARG(n->key));
	}
	if (hash.len)
		*strata_vec_push(out->arena, &p->checksums) = strata_arena_join(
			out->arena, STRATA_STR("sha512-"), hash, STRATA_NONE);
}

static void add_edges(struct strata_facts *out, const struct strata_map *by_name, size_t from,
		      const struct node *n)
{
	size_t to;

	if (out->packages.items[from].direct == STRATA_YES)
		strata_facts_edge(out, STRATA_ROOT(0), from, STRATA_SCOPE_PROD);
	for (const struct node *d = node_first(node_map(n, "dependencies")); d; d = d->next) {
		if (strata_map_get(&to, by_name, key_of(out, d->key)))
			strata_facts_edge(out, (int)from, to, STRATA_SCOPE_UNKNOWN);
		else
			strata_facts_note(out, d->line, "dependency '%.*s' is not in the file",
					  STRATA_ARG(d->key));
	}
}

static void add_framework(struct strata_facts *out, const struct node *framework)
{
	struct strata_map by_name = STRATA_MAP_INIT(out->arena);
	size_t first = out->packages.count, i = first;

	for (const struct node *n = framework->first; n; n = n->next) {
		if (n->type != NODE_MAP)
			continue;
		add_package(out, n);
		*strata_map_at(&by_name, key_of(out, n->key), NULL) = strata_facts_last(out);
	}
	for (const struct node *n = framework->first; n; n = n->next)
		if (n->type == NODE_MAP)
			add_edges(out, &by_name, i++, n);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_expect_version(out, top, 1, NEWEST_VERSION);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.csproj"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.fsproj"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.vbproj"), 0);
	add_root(out, top->line);
	for (const struct node *n = node_first(node_map(top, "dependencies")); n; n = n->next)
		if (n->type == NODE_MAP)
			add_framework(out, n);
	for (const struct node *n = top->first; n; n = n->next)
		if (node_text(n, "framework").len && node_map(n, "dependencies"))
			add_framework(out, node_map(n, "dependencies"));
	strata_facts_note_duplicates(out, top);
	return 0;
}

const struct strata_format strata_format_nuget_packages_lock = {
	.name = "nuget/packages-lock",
	.files = "packages.lock.json packages.*.lock.json",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_nuget,
	.parse = parse,
};
