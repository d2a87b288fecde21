/* registration.c - documents of a source; see feed.h. */
#include "resolve/nuget/feed.h"

#include "strata/ecosystem.h"
#include "strata/limits.h"
#include "text/json.h"
#include "text/xml.h"

/* --- registrations ----------------------------------------------------------------------------- */

static void read_group(struct nuget_groups *out, const struct node *group, struct strata_arena *arena)
{
	struct nuget_group *g = strata_vec_push(arena, out);

	g->framework = nuget_framework_of(node_text(group, "targetFramework"), arena);
	for (const struct node *n = node_first(node_array(group, "dependencies")); n; n = n->next)
		if (node_text(n, "id").len)
			*strata_vec_push(arena, &g->wants) =
				(struct nuget_want){ node_text(n, "id"), node_text(n, "range") };
}

/* Where it is not listed, the day is not that of its publication. */
static struct strata_str time_of(const struct node *entry)
{
	struct strata_str time = node_text(entry, "published");

	return strata_str_starts(time, STRATA_STR("1900")) ? STRATA_NONE : time;
}

static bool is_unlisted(const struct node *entry)
{
	const struct node *n = node_get(entry, "listed");

	return (n && n->type == NODE_BOOL && strata_str_eq(n->text, STRATA_STR("false"))) ||
	       strata_str_starts(node_text(entry, "published"), STRATA_STR("1900"));
}

static void read_leaf(struct nuget_releases *out, struct strata_str *name, const struct node *leaf,
		      struct strata_arena *arena)
{
	const struct node *entry = node_map(leaf, "catalogEntry");
	struct strata_str version = node_text(entry, "version");
	struct nuget_release *r;

	if (!strata_version_nuget.valid(version))
		return;
	if (node_text(entry, "id").len)
		*name = node_text(entry, "id");
	r = strata_vec_push(arena, out);
	*r = (struct nuget_release){
		.version = nuget_version_normal(version, arena),
		.time = time_of(entry),
		.licence = node_text(entry, "licenseExpression"),
		.unlisted = is_unlisted(entry),
		.read = true,
	};
	for (const struct node *n = node_first(node_array(entry, "dependencyGroups")); n; n = n->next)
		read_group(&r->groups, n, arena);
}

/* A page has its leaves, or says where they are; then it has one at least. */
static int read_page(struct nuget_releases *out, struct strata_strs *more, struct strata_str *name,
		     const struct node *page, struct strata_arena *arena, struct strata_error *err)
{
	const struct node *leaves = node_array(page, "items");
	struct strata_str place = node_text(page, "@id");

	if (out->count + (more ? more->count : 0) + (leaves ? leaves->count : 1) > STRATA_LIMIT_PUBLISHED)
		return strata_fail(err, STRATA_ELIMIT, 0, "it has more than %d versions",
				   STRATA_LIMIT_PUBLISHED);
	for (const struct node *n = node_first(leaves); n; n = n->next)
		read_leaf(out, name, n, arena);
	if (leaves)
		return 0;
	if (!more || !place.len)
		return strata_fail(err, STRATA_ESYNTAX, page->line, "a page of it has no versions");
	*strata_vec_push(arena, more) = place;
	return 0;
}

int nuget_registration_read(struct nuget_releases *out, struct strata_strs *more, struct strata_str *name,
			    struct strata_str bytes, struct strata_arena *arena, struct strata_error *err)
{
	const struct node *pages;
	struct node *top;
	int rc;

	if ((rc = json_map(&top, bytes, JSON_STRICT, arena, err)) < 0)
		return rc;
	pages = node_array(top, "items");
	if (!pages)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the answer is no registration");
	if (pages->first && node_map(pages->first, "catalogEntry"))
		return read_page(out, more, name, top, arena, err);
	for (const struct node *n = pages->first; n && rc == 0; n = n->next)
		rc = read_page(out, more, name, n, arena, err);
	return rc;
}

/* --- nuspecs ----------------------------------------------------------------------------------- */

static void read_dependency(struct nuget_group *g, const struct node *n, struct strata_arena *arena)
{
	if (strata_str_eq(n->key, STRATA_STR("dependency")) && node_text(n, "@id").len)
		*strata_vec_push(arena, &g->wants) =
			(struct nuget_want){ node_text(n, "@id"), node_text(n, "@version") };
}

/* Groups, or before NuGet 2 dependencies alone, which are for any framework. */
int nuget_nuspec_read(struct nuget_groups *out, struct strata_str bytes, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct nuget_group *plain = NULL;
	const struct node *all;
	struct node *top;
	int rc;

	*out = (struct nuget_groups){ 0 };
	if ((rc = xml_tree(&top, bytes, arena, err)) < 0)
		return rc;
	if (!node_map(top, "metadata"))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no nuspec");
	all = node_map(node_map(top, "metadata"), "dependencies");
	for (const struct node *n = node_first(all); n; n = n->next) {
		struct nuget_group *g;

		if (!strata_str_eq(n->key, STRATA_STR("group")))
			continue;
		g = strata_vec_push(arena, out);
		g->framework = nuget_framework_of(node_text(n, "@targetFramework"), arena);
		for (const struct node *d = n->first; d; d = d->next)
			read_dependency(g, d, arena);
	}
	if (out->count || !all)
		return 0;
	plain = strata_vec_push(arena, out);
	for (const struct node *n = all->first; n; n = n->next)
		read_dependency(plain, n, arena);
	return 0;
}
