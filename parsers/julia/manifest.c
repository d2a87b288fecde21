/*
 * Manifest.toml: what Julia's Pkg resolved, exactly.
 *
 * An array of tables for each name: two packages may have one name, the UUID tells them
 * apart. Format 1 keeps them at the top, format 2 below "deps". An entry's `deps` are
 * names, or names with UUIDs where names are ambiguous. `path` is in the tree, `repo-url`
 * a git source. The standard library has no version of its own: Julia's is its.
 *
 * Format: pkgdocs.julialang.org, "Project.toml and Manifest.toml", 1.11, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/toml.h"

enum { NEWEST_FORMAT = 2 };

STRATA_VEC(entries, const struct node *);

struct reader {
	struct strata_facts *out;
	struct entries entries; /* of each package its own */
	struct strata_map by_name, by_uuid;
};

static void set_source(struct reader *r, struct strata_package *p, const struct node *entry)
{
	struct strata_str url = node_text(entry, "repo-url"), rev = node_text(entry, "repo-rev");

	if (url.len) {
		p->source = strata_arena_printf(r->out->arena, "git+%.*s#%.*s", STRATA_ARG(url),
						STRATA_ARG(rev));
		p->commit = strata_is_commit(rev) ? rev : STRATA_NONE;
	} else if (node_text(entry, "path").len) {
		p->source = node_text(entry, "path");
		p->local = true;
	}
}

static void add_package(struct reader *r, struct strata_str name, const struct node *entry)
{
	struct strata_str version = node_text(entry, "version"), tree = node_text(entry, "git-tree-sha1");
	struct strata_package *p = strata_facts_add(r->out, name,
						    version.len ? version : STRATA_NONE, entry->line);

	set_source(r, p, entry);
	if (tree.len)
		*strata_vec_push(r->out->arena, &p->checksums) = strata_arena_join(
			r->out->arena, STRATA_STR("git-tree-sha1:"), tree, STRATA_NONE);
	*strata_vec_push(r->out->arena, &r->entries) = entry;
	*strata_map_at(&r->by_name, name, NULL) = strata_facts_last(r->out);
	if (node_text(entry, "uuid").len)
		*strata_map_at(&r->by_uuid, node_text(entry, "uuid"), NULL) =
			strata_facts_last(r->out);
}

/* A name in a list has no key; in a table the key is the name, the value its UUID. */
static void add_edges(struct reader *r, size_t from, const struct node *deps)
{
	size_t to;

	for (const struct node *n = node_first(deps); n; n = n->next) {
		struct strata_str name = n->key.ptr ? n->key : n->text;

		if ((n->key.ptr && strata_map_get(&to, &r->by_uuid, n->text)) ||
		    strata_map_get(&to, &r->by_name, name))
			strata_facts_edge(r->out, (int)from, to, STRATA_SCOPE_UNKNOWN);
		else
			strata_facts_note(r->out, n->line, "dependency '%.*s' is not in the file",
					  STRATA_ARG(name));
	}
}

static const struct node *find_packages(struct strata_facts *out, const struct node *top)
{
	const struct node *format = node_get(top, "manifest_format"), *deps = node_map(top, "deps");
	struct strata_str major, rest;
	uint64_t number = 1;

	if (format) {
		strata_str_cut(&major, &rest, format->text, '.');
		if (!strata_str_u64(&number, major) || number > NEWEST_FORMAT || number == 0)
			strata_facts_note(out, format->line,
					  "format '%.*s' is not known: read as format %d",
					  STRATA_ARG(format->text), NEWEST_FORMAT);
	}
	return format && number != 1 ? deps : top;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.by_name = STRATA_MAP_INIT(out->arena),
		.by_uuid = STRATA_MAP_INIT(out->arena),
	};
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	for (const struct node *n = node_first(find_packages(out, top)); n; n = n->next)
		if (n->type == NODE_ARRAY)
			for (const struct node *entry = n->first; entry; entry = entry->next)
				add_package(&r, n->key, entry);
	for (size_t i = 0; i < r.entries.count; i++)
		add_edges(&r, i, node_get(r.entries.items[i], "deps"));
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("Project.toml"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("JuliaProject.toml"), 0);
	return 0;
}

const struct strata_format strata_format_julia_manifest = {
	.name = "julia/manifest",
	.files = "Manifest.toml JuliaManifest.toml Manifest-v*.toml",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_julia,
	.parse = parse,
};
