/* libraries.c - see libraries.h. Formats: .NET's runtime-configuration-file.md, NuGet.ProjectModel. */
#include "nuget/libraries.h"

static struct strata_str key_of(const struct nuget_libraries *l, struct strata_str text)
{
	return strata_ecosystem_nuget.normalise(l->out->arena, text);
}

/* "sha512-BASE64" in one file, the bare BASE64 in the other; "" for projects. */
static void add_checksum(struct strata_facts *out, struct strata_package *p, struct strata_str hash)
{
	bool named = strata_str_starts(hash, STRATA_STR("sha512-"));

	if (hash.len)
		*strata_vec_push(out->arena, &p->checksums) = strata_arena_join(
			out->arena, named ? STRATA_NONE : STRATA_STR("sha512-"), hash, STRATA_NONE);
}

/* A pack of the runtime itself is shipped like a package. */
static bool is_package(struct strata_str type)
{
	return strata_str_eq_nocase(type, STRATA_STR("package")) ||
	       strata_str_eq_nocase(type, STRATA_STR("runtimepack"));
}

static void add_library(struct nuget_libraries *l, const struct node *n)
{
	struct strata_str name, version;
	struct strata_package *p;

	if (!strata_str_cut(&name, &version, n->key, '/') || !name.len || !version.len) {
		strata_facts_note(l->out, n->line, "'%.*s' is not 'name/version'",
				  STRATA_ARG(n->key));
		return;
	}
	p = strata_facts_add(l->out, name, version, n->line);
	p->local = !is_package(node_text(n, "type"));
	add_checksum(l->out, p, node_text(n, "sha512"));
	*strata_map_at(&l->by_key, key_of(l, n->key), NULL) = strata_facts_last(l->out);
}

void nuget_add_libraries(struct nuget_libraries *l, const struct node *libraries)
{
	l->by_key = STRATA_MAP_INIT(l->out->arena);
	l->by_name = STRATA_MAP_INIT(l->out->arena);
	for (const struct node *n = node_first(libraries); n; n = n->next)
		add_library(l, n);
}

static void add_edges(struct nuget_libraries *l, const struct node *n)
{
	size_t from, to;

	if (!strata_map_get(&from, &l->by_key, key_of(l, n->key)))
		return;
	for (const struct node *d = node_first(node_map(n, "dependencies")); d; d = d->next)
		if (nuget_find(&to, l, d->key))
			strata_facts_edge(l->out, (int)from, to,
					  l->out->packages.items[from].local ? STRATA_SCOPE_PROD
									     : STRATA_SCOPE_UNKNOWN);
}

void nuget_add_target(struct nuget_libraries *l, const struct node *target)
{
	struct strata_str name, version;
	size_t index;

	l->by_name = STRATA_MAP_INIT(l->out->arena);
	for (const struct node *n = node_first(target); n; n = n->next) {
		strata_str_cut(&name, &version, n->key, '/');
		if (strata_map_get(&index, &l->by_key, key_of(l, n->key)))
			*strata_map_at(&l->by_name, key_of(l, name), NULL) = index;
	}
	for (const struct node *n = node_first(target); n; n = n->next)
		add_edges(l, n);
}

bool nuget_find(size_t *index, const struct nuget_libraries *l, struct strata_str name)
{
	return strata_map_get(index, &l->by_name, key_of(l, name));
}
