/* used.c - see used.h. */
#include "image/used.h"

#include "discover/discover.h"

struct used {
	struct image_file_views *views;
	struct strata_findings *findings;
	struct strata_notes *notes;
	const struct image_setting *setting;
	const struct image_builds *builds;
	struct strata_arena *arena;
};

/* As it was written, put together from what a package says of it. */
static struct strata_str text_of(const struct strata_package *p, struct strata_arena *arena)
{
	struct strata_str text = p->name, digest = STRATA_NONE;

	if (p->checksums.count)
		digest = p->checksums.items[0];
	if (p->version.len && !strata_str_eq(p->version, digest))
		text = STRATA_CONCAT(arena, text, STRATA_STR(":"), p->version);
	return digest.len ? STRATA_CONCAT(arena, text, STRATA_STR("@"), digest) : text;
}

static struct image_file_view *view_of(struct used *u, struct strata_str path)
{
	struct image_file_views *views = u->views;
	struct image_file_view *view;

	if (views->count && views->items[views->count - 1].names &&
	    strata_str_eq(views->items[views->count - 1].path, path))
		return &views->items[views->count - 1];
	view = strata_vec_push(u->arena, views);
	view->path = path;
	view->role = facts_role(u->setting->snapshot->source, path);
	view->names = true;
	return view;
}

/* builds: it is where something is made, and does not ship. */
static void judge(struct used *u, struct strata_str path, struct strata_str text, unsigned line,
		  bool builds)
{
	struct image_base base;
	size_t made;

	if (strata_map_get(&made, &u->builds->made, text))
		return;
	image_walk_named(&base, u->findings, u->notes, u->setting, path, line, text, builds,
			 u->arena);
	*strata_vec_push(u->arena, &view_of(u, path)->stages) = (struct image_stage_view){
		.base = text,
		.trust = strata_str_of(image_trust_name(base.trust)),
		.verdict = strata_str_of(builds ? "builds" : "runs"),
		.line = line,
	};
}

bool image_used_names(const struct facts_file *file)
{
	for (size_t i = 0; i < file->facts.packages.count; i++)
		if (file->facts.packages.items[i].ecosystem == &strata_ecosystem_docker)
			return true;
	return false;
}

void image_used_of_file(struct image_file_views *views, struct strata_findings *findings,
			struct strata_notes *notes, const struct image_setting *setting,
			const struct image_builds *builds, const struct facts_file *file,
			struct strata_arena *arena)
{
	struct used u = { views, findings, notes, setting, builds, arena };
	size_t before = findings->count;

	for (size_t i = 0; i < file->facts.packages.count; i++) {
		const struct strata_package *p = &file->facts.packages.items[i];

		if (p->ecosystem == &strata_ecosystem_docker)
			judge(&u, file->path, text_of(p, arena), p->line,
			      p->scope == STRATA_SCOPE_BUILD);
	}
	for (size_t i = before; i < findings->count; i++)
		findings->items[i].role = file->role;
}

void image_used_wanted(struct image_file_views *views, struct strata_findings *findings,
		       struct strata_notes *notes, const struct image_setting *setting,
		       const struct image_builds *builds, struct strata_arena *arena)
{
	struct used u = { views, findings, notes, setting, builds, arena };

	for (size_t i = 0; i < builds->wanted.count; i++) {
		const struct image_wanted *w = &builds->wanted.items[i];
		size_t before = findings->count;

		judge(&u, w->path, w->text, w->line, true);
		for (size_t k = before; k < findings->count; k++)
			findings->items[k].role = facts_role(setting->snapshot->source, w->path);
	}
}
