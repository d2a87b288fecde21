/*
 * nimble.lock: what Nimble resolved, exactly.
 *
 * JSON. `packages` maps names to a version, a repository with its revision, a checksum of
 * the tree, and the names it depends on. Version 1 and 2 are alike in these.
 *
 * Format: nim-lang/nimble, "Nimble's lock file", 0.16, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

enum { NEWEST_VERSION = 2 };

static void add_package(struct strata_facts *out, const struct node *n)
{
	struct strata_str commit = node_text(n, "vcsRevision"), version = node_text(n, "version");
	struct strata_str sum = node_text(node_map(n, "checksums"), "sha1");
	struct strata_package *p;

	p = strata_facts_add(out, n->key, version.len ? version : STRATA_NONE, n->line);
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
	if (node_text(n, "url").len)
		p->source = strata_arena_printf(out->arena, "%.*s+%.*s#%.*s",
						STRATA_ARG(node_text(n, "downloadMethod")),
						STRATA_ARG(node_text(n, "url")), STRATA_ARG(commit));
	if (sum.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, STRATA_STR("sha1:"), sum, STRATA_NONE);
}

static void add_edges(struct strata_facts *out, const struct strata_map *by_name, size_t from,
		      const struct node *list)
{
	size_t to;

	for (const struct node *n = node_first(list); n; n = n->next)
		if (strata_map_get(&to, by_name, strata_name_lower(out->arena, n->text)))
			strata_facts_edge(out, (int)from, to, STRATA_SCOPE_UNKNOWN);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_map by_name = STRATA_MAP_INIT(out->arena);
	const struct node *packages;
	struct node *top;
	size_t i = 0;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	strata_facts_expect_version(out, top, 1, NEWEST_VERSION);
	packages = node_map(top, "packages");
	if (!packages)
		strata_facts_note(out, top->line, "no packages");
	for (const struct node *n = node_first(packages); n; n = n->next) {
		add_package(out, n);
		*strata_map_at(&by_name, strata_name_lower(out->arena, n->key), NULL) =
			strata_facts_last(out);
	}
	for (const struct node *n = node_first(packages); n; n = n->next)
		add_edges(out, &by_name, i++, node_array(n, "dependencies"));
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.nimble"), 0);
	return 0;
}

const struct strata_format strata_format_nim_nimble_lock = {
	.name = "nim/nimble-lock",
	.files = "nimble.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_nimble,
	.parse = parse,
};
