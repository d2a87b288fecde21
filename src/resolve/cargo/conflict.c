/* conflict.c - see conflict.h. */
#include "resolve/cargo/conflict.h"

enum { DEAD_ENDS = 256 };

static struct strata_str key_of(const struct cargo_dep *const *dep)
{
	return (struct strata_str){ (const char *)dep, sizeof(*dep) };
}

static struct cargo_dead_ends *ends_of(struct cargo_conflicts *c, const struct cargo_dep *dep)
{
	const struct cargo_dep **kept = strata_arena_alloc(c->arena, sizeof(*kept));
	size_t *index;
	bool added;

	*kept = dep;
	index = strata_map_at(&c->by_dep, key_of(kept), &added);
	if (added) {
		*index = c->of_dep.count;
		strata_vec_push(c->arena, &c->of_dep);
	}
	return &c->of_dep.items[*index];
}

static void add_name(struct cargo_conflicts *c, const struct cargo_version *v,
		     const struct cargo_dep *dep)
{
	struct cargo_deps_list *deps;

	while (c->of_version.count <= v->number)
		strata_vec_push(c->arena, &c->of_version);
	deps = &c->of_version.items[v->number];
	for (size_t i = 0; i < deps->count; i++)
		if (deps->items[i] == dep)
			return;
	*strata_vec_push(c->arena, deps) = dep;
}

static bool has_version(const struct cargo_versions *list, const struct cargo_version *v)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == v)
			return true;
	return false;
}

void cargo_conflicts_add(struct cargo_conflicts *c, const struct cargo_dep *dep,
			 struct cargo_version *const *with, size_t count)
{
	struct cargo_dead_ends *ends = ends_of(c, dep);
	struct cargo_dead_end *end;

	if (ends->count == DEAD_ENDS)
		return;
	end = strata_vec_push(c->arena, ends);
	for (size_t i = 0; i < count; i++)
		if (!has_version(&end->with, with[i])) {
			*strata_vec_push(c->arena, &end->with) = with[i];
			add_name(c, with[i], dep);
		}
}

/* When the last of them became active; false: not all are. */
static bool age_of(size_t *age, const struct cargo_conflicts *c, const struct cargo_versions *all)
{
	*age = 0;
	for (size_t i = 0; i < all->count; i++) {
		size_t one = c->age(c->payload, all->items[i]);

		if (!one)
			return false;
		*age = one > *age ? one : *age;
	}
	return true;
}

const struct cargo_dead_end *cargo_conflicts_active(const struct cargo_conflicts *c,
						    const struct cargo_dep *dep,
						    const struct cargo_version *with)
{
	const struct cargo_dead_end *best = NULL;
	const struct cargo_dead_ends *ends;
	size_t index, age, least = SIZE_MAX;

	if (!c->of_dep.count || !strata_map_get(&index, &c->by_dep, key_of(&dep)))
		return NULL;
	ends = &c->of_dep.items[index];
	for (size_t i = 0; i < ends->count; i++) {
		const struct cargo_dead_end *end = &ends->items[i];

		if ((with && !has_version(&end->with, with)) || !age_of(&age, c, &end->with) ||
		    age >= least)
			continue;
		least = age;
		best = end;
	}
	return best;
}

const struct cargo_deps_list *cargo_conflicts_naming(const struct cargo_conflicts *c,
						     const struct cargo_version *v)
{
	if (v->number >= c->of_version.count || !c->of_version.items[v->number].count)
		return NULL;
	return &c->of_version.items[v->number];
}
