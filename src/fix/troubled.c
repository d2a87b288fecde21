/*
 * troubled.c - packages with findings, and the version that ends them; see plan.h.
 */
#include "fix/plan.h"

#include <stdlib.h>

#include "fix/requirement.h"

/* --- versions -------------------------------------------------------------------------------- */

static int by_version(const void *a, const void *b, void *payload)
{
	const struct strata_version_scheme *scheme = payload;

	return scheme->compare(*(const struct strata_str *)a, *(const struct strata_str *)b);
}

const struct strata_strs *fix_versions(struct planner *p, const struct strata_ecosystem *e,
				       struct strata_str key)
{
	bool added;
	size_t *index = strata_map_at(&p->versions_by_key, key, &added);
	struct strata_strs *found;

	if (!added)
		return p->versions.items[*index];
	*index = p->versions.count;
	found = strata_arena_alloc(p->task->arena, sizeof(*found));
	*strata_vec_push(p->task->arena, &p->versions) = found;
	if (resolve_versions(found, p->task->set, p->task->context, p->group->manifests.items[0], key,
			     p->task->arena, NULL) < 0)
		found->count = 0;
	if (found->count)
		qsort_r(found->items, found->count, sizeof(*found->items), by_version,
			(void *)(uintptr_t)e->versions);
	return found;
}

bool fix_is_release(const struct strata_ecosystem *e, struct strata_str version)
{
	size_t i = 0;

	if (e == &strata_ecosystem_pypi || e == &strata_ecosystem_rubygems) {
		while (i < version.len && !strata_is_alpha(version.ptr[i]))
			i++;
		return i == version.len || strata_str_starts(strata_str_skip(version, i),
							     STRATA_STR("post"));
	}
	return strata_str_chr(version, '-') == STRATA_NPOS || e == &strata_ecosystem_maven;
}

/*
 * The version, or the next above it, that the registry has; absent where it has none. Where
 * nobody can be asked, itself.
 */
static struct strata_str published(struct planner *p, const struct strata_ecosystem *e,
				   struct strata_str key, struct strata_str version)
{
	const struct strata_strs *all = fix_versions(p, e, key);

	for (size_t i = 0; i < all->count; i++) {
		int order = e->versions->compare(all->items[i], version);

		if (order == 0 || (order > 0 && fix_is_release(e, all->items[i])))
			return order == 0 ? version : all->items[i];
	}
	return all->count ? STRATA_NONE : version;
}

/* What ends the findings of a component, as far as advisories tell. */
static struct strata_str target_of(struct planner *p, const struct troubled *t)
{
	const struct strata_component *c = t->component;
	const struct strata_finding *f = t->findings.items[0];
	struct strata_str version = f->fix.clean.len ? f->fix.clean : f->fix.best;

	/* Of a range, what ends it within the range; the clean version may lie far below. */
	if (!version.len || (f->maybe && f->fix.version.len &&
			     c->ecosystem->versions->compare(version, f->fix.version) < 0))
		version = f->fix.version;
	if (version.len)
		version = published(p, c->ecosystem, c->key, version);
	return version.len ? fix_version_written(c->ecosystem, c->name, version, p->task->arena)
			   : STRATA_NONE;
}
/* --- packages with findings ------------------------------------------------------------------ */

struct troubled *fix_troubled_of(struct planner *p, const struct strata_component *component)
{
	for (size_t i = 0; i < p->troubled.count; i++)
		if (p->troubled.items[i].component == component)
			return &p->troubled.items[i];
	*strata_vec_push(p->task->arena, &p->troubled) = (struct troubled){ .component = component };
	return &p->troubled.items[p->troubled.count - 1];
}

static size_t count_versions(const struct planner *p, const struct strata_component *of)
{
	const struct strata_components *all = &p->task->inventory->components;
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		count += all->items[i].ecosystem == of->ecosystem &&
			 strata_str_eq(all->items[i].key, of->key) &&
			 strata_str_eq(all->items[i].project, of->project);
	return count;
}

void fix_troubled_settle(struct planner *p, struct troubled *t)
{
	const struct strata_component *c = t->component;

	t->target = target_of(p, t);
	t->asked = fix_group_asks(p->task, p->group, c->ecosystem, c->key) &&
		   (c->root_edge || c->direct == STRATA_YES || !c->version.len ||
		    c->ecosystem == &strata_ecosystem_go ||
		    fix_group_limits(p->task, p->group, c->ecosystem, c->key));
	t->several = count_versions(p, c) > 1;
}

void fix_troubled_find(struct planner *p)
{
	for (size_t i = 0; i < p->group->findings.count; i++) {
		const struct strata_finding *f = &p->task->findings->items[p->group->findings.items[i]];
		struct troubled *t = fix_troubled_of(
			p, &p->task->inventory->components.items[f->component]);

		*strata_vec_push(p->task->arena, &t->findings) = f;
	}
	for (size_t i = 0; i < p->troubled.count; i++)
		fix_troubled_settle(p, &p->troubled.items[i]);
}

struct fix_change fix_change_of(enum fix_kind kind, const struct strata_component *c,
				struct strata_str to)
{
	return (struct fix_change){
		.kind = kind,
		.ecosystem = c->ecosystem,
		.name = c->name,
		.key = c->key,
		.from = c->version,
		.to = to,
		.major = fix_crosses_major(c->version.len ? c->version : c->requirement, to),
	};
}

void fix_say_left(struct planner *p, struct strata_str key, const char *format, ...)
{
	va_list args;
	struct strata_str why;

	va_start(args, format);
	why = strata_arena_vprintf(p->task->arena, format, args);
	va_end(args);
	for (size_t i = 0; i < p->troubled.count; i++) {
		struct troubled *t = &p->troubled.items[i];

		if (!t->why.len && strata_str_eq(t->component->key, key))
			t->why = why;
	}
}
