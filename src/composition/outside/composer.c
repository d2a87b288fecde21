/*
 * composer.c - packages of Composer: the project's vendor folder; see way.h.
 *
 * Repositories of Composer tell where archives are and serve none: those lie at the hosts of the
 * sources, which no configuration names. So what is not installed stays unknown.
 *
 * vendor/composer/installed.json has the versions: getcomposer.org, "Composer Runtime", 2026-11.
 */
#include "composition/outside/way.h"
#include "strata/limits.h"
#include "text/json.h"

/* "v1.2.3" is "1.2.3": tags and lockfiles differ in that. */
static struct strata_str bare(struct strata_str version)
{
	return strata_str_starts(version, STRATA_STR("v")) ? strata_str_skip(version, 1) : version;
}

static void list_installed(struct outside_look *look, const char *kind, struct strata_str vendor)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct strata_buf text = STRATA_BUF_INIT;
	struct node *top;

	if (outside_read(&text,
			 strata_arena_join(&scratch, vendor, STRATA_STR("/composer/installed.json"),
					   STRATA_NONE),
			 STRATA_LIMIT_METADATA_BYTES) &&
	    json_map(&top, strata_buf_str(&text), JSON_STRICT, &scratch, NULL) == 0)
		for (const struct node *n = node_first(node_array(top, "packages")); n; n = n->next)
			outside_add(look, kind, strata_arena_dup(look->arena, node_text(n, "name")),
				    bare(node_text(n, "version")), vendor);
	strata_buf_release(&text);
	strata_arena_release(&scratch);
}

static void find(struct outside_copy *out, struct outside_look *look, const struct strata_component *c)
{
	struct strata_str project = outside_project(look, c), vendor;
	const char *kind;

	if (!project.len || strata_str_find(c->name, STRATA_STR("..")) != STRATA_NPOS)
		return;
	vendor = strata_arena_join(look->arena, project, STRATA_STR("/vendor"), STRATA_NONE);
	kind = outside_kind(look, "composer", project);
	if (outside_first(look, strata_str_of(kind)))
		list_installed(look, kind, vendor);
	if (!outside_find(&vendor, look, kind, c->name, bare(c->version)))
		return;
	out->folder.path = STRATA_CONCAT(look->arena, vendor, STRATA_STR("/"), c->name);
	if (outside_is_folder(strata_path_dir(out->folder.path)) && outside_is_folder(out->folder.path))
		out->kind = OUTSIDE_FOLDER;
}

const struct outside_way outside_way_composer = {
	.ecosystem = &strata_ecosystem_composer,
	.tree = "vendor/NAME",
	.find = find,
};
