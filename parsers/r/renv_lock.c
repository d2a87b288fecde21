/*
 * renv.lock: what renv has installed for an R project, exactly.
 *
 * JSON. `Packages` maps names to entries with a version and a source: a repository
 * (CRAN, or a mirror of it), Bioconductor, a git host with RemoteSha, or the tree itself.
 * What a package needs is in Requirements, since renv 1.1 in Depends, Imports and
 * LinkingTo, where "R (>= 3.5)" is the language.
 *
 * Format: rstudio.github.io/renv, "The lockfile", 1.1, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

static bool is_bioconductor(const struct node *entry)
{
	return strata_str_starts(node_text(entry, "Source"), STRATA_STR("Bioc")) ||
	       strata_str_starts(node_text(entry, "Repository"), STRATA_STR("Bioc")) ||
	       strata_str_starts(node_text(entry, "Repository"), STRATA_STR("BioC"));
}

static void set_remote(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	struct strata_str commit = node_text(entry, "RemoteSha"), url = node_text(entry, "RemoteUrl");

	if (url.len)
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(url),
						STRATA_ARG(commit));
	else
		p->source = strata_arena_printf(out->arena, "%.*s:%.*s/%.*s#%.*s",
						STRATA_ARG(node_text(entry, "RemoteType")),
						STRATA_ARG(node_text(entry, "RemoteUsername")),
						STRATA_ARG(node_text(entry, "RemoteRepo")),
						STRATA_ARG(commit));
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
}

/* Packages of repositories may have a RemoteType too: "standard". */
static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	struct strata_str source = node_text(entry, "Source");

	if (is_bioconductor(entry))
		p->ecosystem = &strata_ecosystem_bioconductor;
	else if (strata_str_eq(source, STRATA_STR("Local")) ||
		 strata_str_eq(source, STRATA_STR("unknown")))
		p->source = source;
	else if (!strata_str_eq(source, STRATA_STR("Repository")) &&
		 node_text(entry, "RemoteType").len)
		set_remote(out, p, entry);
}

static void add_package(struct strata_facts *out, const struct node *entry)
{
	struct strata_str name = node_text(entry, "Package"), version = node_text(entry, "Version");
	struct strata_package *p;

	if (!version.len)
		strata_facts_note(out, entry->line, "package '%.*s' has no version",
				  STRATA_ARG(entry->key));
	p = strata_facts_add(out, name.len ? name : entry->key, version.len ? version : STRATA_NONE,
			     entry->line);
	set_source(out, p, entry);
}

/* "cli (>= 3.4)"; what comes with R itself is not in the file. */
static void add_edges(struct strata_facts *out, const struct strata_map *by_name, size_t from,
		      const struct node *list)
{
	struct strata_str name, rest;
	size_t to;

	for (const struct node *n = node_first(list); n; n = n->next) {
		strata_str_cut(&name, &rest, n->text, '(');
		if (strata_map_get(&to, by_name, strata_str_trim(name)))
			strata_facts_edge(out, (int)from, to, STRATA_SCOPE_UNKNOWN);
	}
}

static void add_packages(struct strata_facts *out, const struct node *packages)
{
	static const char *const lists[] = { "Requirements", "Depends", "Imports", "LinkingTo" };
	struct strata_map by_name = STRATA_MAP_INIT(out->arena);
	size_t i = 0;

	for (const struct node *n = node_first(packages); n; n = n->next) {
		add_package(out, n);
		*strata_map_at(&by_name, out->packages.items[strata_facts_last(out)].name, NULL) =
			strata_facts_last(out);
	}
	for (const struct node *n = node_first(packages); n; n = n->next, i++)
		for (size_t k = 0; k < sizeof(lists) / sizeof(*lists); k++)
			add_edges(out, &by_name, i, node_array(n, lists[k]));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	if (!node_map(top, "Packages"))
		strata_facts_note(out, top->line, "no packages");
	add_packages(out, node_map(top, "Packages"));
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("DESCRIPTION"), 0);
	return 0;
}

const struct strata_format strata_format_r_renv_lock = {
	.name = "r/renv-lock",
	.files = "renv.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_cran,
	.parse = parse,
};
