/*
 * manifest.toml: what Gleam resolved, exactly.
 *
 * `packages` is an array of tables with name, version, what they require (names), and a
 * source: "hex" with the archive's checksum, "git" with a commit, "local" in the tree.
 * [requirements] is what gleam.toml asks for, development included and not told apart.
 *
 * Format: gleam-lang/gleam, compiler-core's manifest.rs, 1.6, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/toml.h"

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	struct strata_str source = node_text(entry, "source"), commit = node_text(entry, "commit");
	struct strata_str hash = node_text(entry, "outer_checksum");

	if (strata_str_eq(source, STRATA_STR("git"))) {
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s",
						STRATA_ARG(node_text(entry, "repo")),
						STRATA_ARG(commit));
		p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
	} else if (strata_str_eq(source, STRATA_STR("local"))) {
		p->local = true;
		p->source = node_text(entry, "path");
	}
	if (hash.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, STRATA_STR("sha256:"),
					  strata_name_lower(out->arena, hash), STRATA_NONE);
}

static int add_package(struct strata_facts *out, const struct node *entry, struct strata_error *err)
{
	struct strata_str name = node_text(entry, "name"), version = node_text(entry, "version");

	if (!name.len || !version.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line,
				   "package without a name or a version");
	set_source(out, strata_facts_add(out, name, version, entry->line), entry);
	return 0;
}

static void add_edges(struct strata_facts *out, const struct strata_map *by_name, int from,
		      const struct node *list)
{
	size_t to;

	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_str name = n->key.ptr ? n->key : n->text;

		if (strata_map_get(&to, by_name, name))
			strata_facts_edge(out, from, to, STRATA_SCOPE_UNKNOWN);
		else
			strata_facts_note(out, n->line, "dependency '%.*s' is not in the file",
					  STRATA_ARG(name));
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_map by_name = STRATA_MAP_INIT(out->arena);
	const struct node *packages;
	struct node *top;
	size_t i = 0;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	packages = node_array(top, "packages");
	for (const struct node *n = node_first(packages); n; n = n->next) {
		if ((rc = add_package(out, n, err)) < 0)
			return rc;
		*strata_map_at(&by_name, node_text(n, "name"), NULL) = strata_facts_last(out);
	}
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){ .dir = STRATA_STR("") };
	add_edges(out, &by_name, STRATA_ROOT(0), node_map(top, "requirements"));
	for (const struct node *n = node_first(packages); n; n = n->next)
		add_edges(out, &by_name, (int)i++, node_array(n, "requirements"));
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("gleam.toml"), 0);
	return 0;
}

/* The name is a common one. */
static bool probe(struct strata_str path, struct strata_str head)
{
	(void)path;
	return strata_str_find(head, STRATA_STR("Gleam")) != STRATA_NPOS ||
	       strata_str_find(head, STRATA_STR("build_tools")) != STRATA_NPOS;
}

const struct strata_format strata_format_gleam_manifest = {
	.name = "gleam/manifest",
	.files = "manifest.toml",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_hex,
	.probe = probe,
	.parse = parse,
};
