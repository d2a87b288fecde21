/*
 * ways.c - how to end what others bring in; see plan.h.
 *
 * From the cheapest to the dearest: the lockfile renewed (no manifest changes), parents raised
 * without crossing a major version, an override within the major version, parents raised to
 * any version, an override to any. The first that ends the package's findings and brings no
 * other is taken. Of two parents that both need to be raised an override, which is one line,
 * is cheaper.
 */
#include "fix/plan.h"

#include "fix/requirement.h"
#include "strata/limits.h"

enum { MOST_PARENTS = 4, LOOKED_AT_EACH = 24 };

struct way {
	struct fix_changes changes;
	struct strata_strs preferred;
};

static const struct strata_component *component_at(const struct planner *p, unsigned index)
{
	return &p->task->inventory->components.items[index];
}

/* What a way is held against: the changes so far, and what is there with them. */
static bool brings_none(const struct fix_trial *trial, const struct planner *p)
{
	const struct strata_finding *f;
	size_t at = 0;

	while ((f = fix_trial_brings(&at, trial, p->task, p->now)))
		if (fix_counts(f, &trial->inventory.components.items[f->component]))
			return false;
	return true;
}

/* --- trying a way ---------------------------------------------------------------------------- */

/* The change of a list that raises the same requirement; NULL without one. */
static struct fix_change *raise_of(const struct fix_changes *changes, const struct fix_change *like)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct fix_change *c = &changes->items[i];

		if ((c->kind == FIX_RAISE || c->kind == FIX_PARENT) && c->ecosystem == like->ecosystem &&
		    strata_str_eq(c->key, like->key) && strata_str_eq(c->from, like->from))
			return c;
	}
	return NULL;
}

/* What is raised already is raised further: that costs no line. */
static void add_way(struct fix_changes *to, const struct way *way, struct strata_arena *arena)
{
	for (size_t i = 0; i < way->changes.count; i++) {
		const struct fix_change *c = &way->changes.items[i];
		struct fix_change *before = c->kind == FIX_PARENT ? raise_of(to, c) : NULL;

		if (!before) {
			*strata_vec_push(arena, to) = *c;
			continue;
		}
		before->to = c->to;
		before->major = c->major;
		before->why = c->why;
	}
}

/* What cannot be written is no way; a limit ends the search. */
static int try_way(bool *ends, struct planner *p, const struct way *way, const struct troubled *t,
		   struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct fix_changes all = { 0 };
	struct fix_trial trial;
	int rc;

	for (size_t i = 0; i < p->changes.count; i++)
		*strata_vec_push(p->task->arena, &all) = p->changes.items[i];
	add_way(&all, way, p->task->arena);
	rc = fix_try(&trial, p, &all, way->preferred.count ? &way->preferred : NULL, &own);
	*ends = rc == 0 && trial.whole && fix_ends(&trial, t) && brings_none(&trial, p);
	fix_trial_release(&trial);
	if (rc < 0 && rc != STRATA_EUNSUPPORTED && err)
		*err = own;
	return rc == STRATA_EUNSUPPORTED ? 0 : rc;
}

static void take_way(struct planner *p, struct way *way, struct strata_str why)
{
	for (size_t i = 0; i < way->changes.count; i++)
		way->changes.items[i].why = why;
	add_way(&p->changes, way, p->task->arena);
}

/* --- the lockfile ---------------------------------------------------------------------------- */

static int try_refresh(bool *done, struct planner *p, const struct troubled *t,
		       struct strata_error *err)
{
	const struct fix_manner *manner = fix_manner_of(p->group->manifests.items[0]->format);
	struct fix_change c = fix_change_of(FIX_REFRESH, t->component, t->target);
	struct fix_manifest lead;
	struct way way = { 0 };
	int rc;

	if (!p->group->lock.ptr || !manner || !manner->refresh)
		return 0;
	if ((rc = fix_group_lead(&lead, p->task, p->group, err)) < 0)
		return rc;
	c.several = t->several;
	c.step = manner->refresh(&lead, &c, p->task->arena);
	if (!c.step.len)
		return 0;
	*strata_vec_push(p->task->arena, &way.changes) = c;
	if ((rc = try_way(done, p, &way, t, err)) == 0 && *done)
		take_way(p, &way,
			 STRATA_STR("what asks for it admits it: the lockfile alone holds it back"));
	return rc;
}

/* --- parents --------------------------------------------------------------------------------- */

struct parent {
	unsigned component;
	struct strata_strs candidates; /* ascending */
	size_t chosen;                 /* of them; their count: it is not raised */
};

STRATA_VEC(parents, struct parent);

/* What the project asks for itself and leads to the component. */
static void find_parents(struct parents *out, const struct planner *p, unsigned of)
{
	struct strata_arena *arena = p->task->arena;
	bool *seen = strata_arena_alloc(arena, p->task->inventory->components.count + 1);
	struct strata_indices queue = { 0 };

	*strata_vec_push(arena, &queue) = of;
	seen[of] = true;
	for (size_t head = 0; head < queue.count; head++) {
		const struct strata_component *c = component_at(p, queue.items[head]);

		if (queue.items[head] != of && c->root_edge && !c->local)
			*strata_vec_push(arena, out) = (struct parent){ queue.items[head], { 0 }, 0 };
		for (size_t i = 0; i < c->parents.count; i++)
			if (!seen[c->parents.items[i]]) {
				seen[c->parents.items[i]] = true;
				*strata_vec_push(arena, &queue) = c->parents.items[i];
			}
	}
}

static void find_candidates(struct parent *parent, struct planner *p, bool any_major)
{
	const struct strata_component *c = component_at(p, parent->component);
	const struct strata_strs *all = fix_versions(p, c->ecosystem, c->key);
	struct fix_change like = fix_change_of(FIX_PARENT, c, STRATA_NONE);
	const struct fix_change *planned = raise_of(&p->changes, &like);
	struct strata_str above = planned ? planned->to : c->version;

	parent->candidates = (struct strata_strs){ 0 };
	for (size_t i = 0; i < all->count; i++)
		if (c->ecosystem->versions->compare(all->items[i], above) > 0 &&
		    fix_is_release(c->ecosystem, all->items[i]) &&
		    (any_major || !fix_crosses_major(c->version, all->items[i])))
			*strata_vec_push(p->task->arena, &parent->candidates) = all->items[i];
	parent->chosen = parent->candidates.count ? parent->candidates.count - 1 : 0;
}

static bool is_raised(const struct parent *parent)
{
	return parent->chosen < parent->candidates.count;
}

static struct way way_of(struct planner *p, const struct parents *parents)
{
	struct way way = { 0 };

	for (size_t i = 0; i < parents->count; i++) {
		const struct parent *parent = &parents->items[i];
		struct fix_change c;

		if (!is_raised(parent))
			continue;
		c = fix_change_of(FIX_PARENT, component_at(p, parent->component),
				  parent->candidates.items[parent->chosen]);
		*strata_vec_push(p->task->arena, &way.changes) = c;
		*strata_vec_push(p->task->arena, &way.preferred) = fix_key_version(p, c.key, c.to);
	}
	return way;
}

static int try_parents(bool *ends, struct planner *p, const struct parents *parents,
		       const struct troubled *t, struct strata_error *err)
{
	struct way way = way_of(p, parents);

	*ends = false;
	return way.changes.count ? try_way(ends, p, &way, t, err) : 0;
}

/* Whether the way goes on to end it with this parent at another version; else it stays. */
static int try_chosen(bool *ends, struct planner *p, struct parents *parents, size_t index,
		      size_t chosen, const struct troubled *t, struct strata_error *err)
{
	size_t before = parents->items[index].chosen;
	int rc;

	parents->items[index].chosen = chosen;
	rc = try_parents(ends, p, parents, t, err);
	if (rc < 0 || !*ends)
		parents->items[index].chosen = before;
	return rc;
}

/* The first that will do: one after the other where they are few, else by halves. */
static int lower(struct planner *p, struct parents *parents, size_t index, const struct troubled *t,
		 struct strata_error *err)
{
	size_t low = 0, high = parents->items[index].chosen;
	bool ends = false;
	int rc = 0;

	while (rc == 0 && low < high) {
		size_t at = high - low > LOOKED_AT_EACH ? low + (high - low) / 2 : low;

		rc = try_chosen(&ends, p, parents, index, at, t, err);
		if (ends)
			high = at;
		else
			low = at + 1;
	}
	return rc;
}

static int lower_all(struct planner *p, struct parents *parents, const struct troubled *t,
		     struct strata_error *err)
{
	bool ends;
	int rc = 0;

	for (size_t i = 0; rc == 0 && parents->count > 1 && i < parents->count; i++)
		if (is_raised(&parents->items[i]))
			rc = try_chosen(&ends, p, parents, i, parents->items[i].candidates.count, t,
					err);
	for (size_t i = 0; rc == 0 && i < parents->count; i++)
		if (is_raised(&parents->items[i]))
			rc = lower(p, parents, i, t, err);
	return rc;
}

static int find_parent_way(struct way *out, struct planner *p, const struct troubled *t,
			   bool any_major, struct strata_error *err)
{
	struct parents parents = { 0 };
	bool ends = false;
	int rc;

	*out = (struct way){ 0 };
	if (t->brought)
		return 0;
	find_parents(&parents, p, (unsigned)(t->component - p->task->inventory->components.items));
	if (!parents.count || parents.count > MOST_PARENTS)
		return 0;
	for (size_t i = 0; i < parents.count; i++)
		find_candidates(&parents.items[i], p, any_major);
	if ((rc = try_parents(&ends, p, &parents, t, err)) < 0 || !ends ||
	    (rc = lower_all(p, &parents, t, err)) < 0)
		return rc;
	*out = way_of(p, &parents);
	out->preferred.count = 0;
	/* As it would be installed, which may be a later version than the lowest. */
	if ((rc = try_way(&ends, p, out, t, err)) == 0 && !ends)
		*out = (struct way){ 0 };
	return rc;
}

static struct strata_str parent_why(struct planner *p, const struct way *way, const struct troubled *t)
{
	return strata_arena_printf(p->task->arena, "the lowest version%s that no longer bring%s %.*s %.*s",
				   way->changes.count > 1 ? "s" : "", way->changes.count > 1 ? "" : "s",
				   STRATA_ARG(t->component->name), STRATA_ARG(t->component->version));
}

/* --- overrides ------------------------------------------------------------------------------- */

static bool may_override(const struct planner *p)
{
	const struct fix_manner *manner = fix_manner_of(p->group->manifests.items[0]->format);

	return manner && manner->override;
}

static struct way override_way(struct planner *p, const struct troubled *t)
{
	struct fix_change c = fix_change_of(FIX_OVERRIDE, t->component, t->target);
	struct way way = { 0 };

	c.several = t->several;
	*strata_vec_push(p->task->arena, &way.changes) = c;
	return way;
}

static int try_override(bool *done, struct planner *p, const struct troubled *t, const char *why,
			struct strata_error *err)
{
	struct way way;
	int rc;

	if (!may_override(p))
		return 0;
	way = override_way(p, t);
	if ((rc = try_way(done, p, &way, t, err)) == 0 && *done)
		take_way(p, &way, strata_str_of(why));
	return rc;
}

/* --- one package ------------------------------------------------------------------------------ */

static const char *override_why(const struct way *parents, bool any_major)
{
	if (parents->changes.count)
		return "one line, where several parents would have to be raised";
	if (any_major)
		return "no version of what brings it in ends it";
	return "no version of what brings it in ends it without crossing a major version";
}

/* A parent alone comes before an override, which comes before several parents. */
static int try_level(bool *done, struct planner *p, const struct troubled *t, bool any_major,
		     struct strata_error *err)
{
	bool crosses = fix_crosses_major(t->component->version, t->target);
	struct way way;
	int rc;

	if ((rc = find_parent_way(&way, p, t, any_major, err)) < 0)
		return rc;
	if (way.changes.count == 1) {
		take_way(p, &way, parent_why(p, &way, t));
		*done = true;
		return 0;
	}
	if (t->target.len && crosses == any_major) {
		rc = try_override(done, p, t, override_why(&way, any_major), err);
		if (rc < 0 || *done)
			return rc;
	}
	if (way.changes.count) {
		take_way(p, &way, parent_why(p, &way, t));
		*done = true;
	}
	return 0;
}

int fix_way_find(bool *done, struct planner *p, const struct troubled *t,
		 const struct fix_trial *now, struct strata_error *err)
{
	int rc;

	p->now = now;
	*done = false;
	rc = try_refresh(done, p, t, err);

	if (rc == 0 && !*done)
		rc = try_level(done, p, t, false, err);
	if (rc == 0 && !*done)
		rc = try_level(done, p, t, true, err);
	return rc;
}

/*
 * Where it cannot be told what would be there, the ecosystem's own word for it is proposed, and
 * not believed. What the package manager would refuse is not even that.
 */
static int propose(struct planner *p, struct troubled *t, const struct fix_trial *now,
		   struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct fix_changes all = { 0 };
	struct fix_trial trial;
	struct way way = override_way(p, t);
	int rc;

	if (!t->target.len || !may_override(p))
		return 0;
	for (size_t i = 0; i < p->changes.count; i++)
		*strata_vec_push(p->task->arena, &all) = p->changes.items[i];
	add_way(&all, &way, p->task->arena);
	rc = fix_try(&trial, p, &all, NULL, &own);
	if (rc == STRATA_EUNSUPPORTED)
		t->why = strata_arena_printf(p->task->arena, "%s", own.text);
	else if (rc == 0 && trial.refused && !now->refused)
		t->why = strata_arena_dup(p->task->arena, trial.lack);
	else if (rc == 0)
		take_way(p, &way, STRATA_STR("not all could be resolved, so parents were not tried"));
	fix_trial_release(&trial);
	if (rc < 0 && rc != STRATA_EUNSUPPORTED && err)
		*err = own;
	return rc == STRATA_EUNSUPPORTED ? 0 : rc;
}

/* With what was found so far, which is tried again when that has changed. */
static int find_next(struct fix_trial *now, bool *changed, struct planner *p, struct troubled *t,
		     struct strata_error *err)
{
	int rc = 0;

	if (*changed) {
		fix_trial_release(now);
		rc = fix_try(now, p, &p->changes, NULL, err);
	}
	*changed = false;
	if (rc == 0 && now->whole && !fix_ends(now, t))
		rc = fix_way_find(changed, p, t, now, err);
	return rc;
}

int fix_ways_find(struct planner *p, struct strata_error *err)
{
	struct fix_trial now = { 0 };
	bool changed = true;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->troubled.count; i++) {
		struct troubled *t = &p->troubled.items[i];

		if (t->why.len)
			continue;
		if (changed || now.whole)
			rc = find_next(&now, &changed, p, t, err);
		if (rc == 0 && !changed && !now.whole && !t->asked)
			rc = propose(p, t, &now, err);
	}
	fix_trial_release(&now);
	if (rc == STRATA_ELIMIT && err) { /* what was found until then is the plan */
		*strata_vec_push(p->task->arena, &p->plan->unverified) = strata_arena_printf(
			p->task->arena, "%.*s: %s", STRATA_ARG(p->group->manifests.items[0]->path),
			err->text);
		*err = STRATA_ERROR_INIT;
		rc = 0;
	}
	return rc;
}
