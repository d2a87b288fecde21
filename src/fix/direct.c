/*
 * direct.c - what the project asks for itself, raised; see plan.h.
 *
 * All are raised at once, to the lowest version that ends the findings. Where the package
 * manager would refuse that, those are taken out again that it stumbles over.
 */
#include "fix/plan.h"

/* One change for each package, to the highest of the versions that are wanted. */
static void add_raise(struct planner *p, const struct troubled *t)
{
	struct fix_change c = fix_change_of(FIX_RAISE, t->component, t->target);
	const struct strata_finding *f = t->findings.items[0];

	for (size_t i = 0; i < p->changes.count; i++) {
		struct fix_change *old = &p->changes.items[i];

		if (old->ecosystem != c.ecosystem || !strata_str_eq(old->key, c.key) ||
		    !strata_str_eq(old->from, c.from))
			continue;
		if (c.ecosystem->versions->compare(old->to, c.to) < 0)
			*old = c;
		return;
	}
	if (t->brought)
		c.why = STRATA_STR("with the other changes an affected version would be taken");
	else if (f->fix.clean.len || f->maybe)
		c.why = STRATA_STR("the lowest version that no advisory matches");
	else
		c.why = strata_arena_printf(p->task->arena,
					    "no version ends all: this one ends %u of %u",
					    f->fix.ends, f->fix.of);
	*strata_vec_push(p->task->arena, &p->changes) = c;
}

/* A version that is not written where it is asked for may be overridden there, or nowhere. */
static bool place_elsewhere(struct planner *p, struct fix_changes *one)
{
	const struct fix_manner *manner = fix_manner_of(p->group->manifests.items[0]->format);
	struct fix_rendered rendered;

	if (!manner || !manner->overrides_all)
		return false;
	one->items[0].kind = FIX_OVERRIDE;
	return fix_render(&rendered, p->task, p->group, one, NULL) == 0;
}

/* A change that has no place in a manifest is taken out again, and its findings are left. */
static void drop_unplaced(struct planner *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->changes.count; i++) {
		struct fix_changes one = { 0 };
		struct strata_error err = STRATA_ERROR_INIT;
		struct fix_rendered rendered;

		*strata_vec_push(p->task->arena, &one) = p->changes.items[i];
		if (fix_render(&rendered, p->task, p->group, &one, &err) < 0 &&
		    !place_elsewhere(p, &one)) {
			fix_say_left(p, p->changes.items[i].key, "%s", err.text);
			continue;
		}
		p->changes.items[kept++] = one.items[0];
	}
	p->changes.count = kept;
}

/* Go's standard library is of whoever builds; go.mod names the least that will do. */
static bool is_toolchain(const struct troubled *t)
{
	const struct strata_component *c = t->component;

	return c->ecosystem == &strata_ecosystem_go && t->target.len &&
	       (strata_str_eq(c->key, STRATA_STR("stdlib")) ||
		strata_str_eq(c->key, STRATA_STR("toolchain")));
}

static void raise(struct planner *p, struct troubled *t)
{
	if (is_toolchain(t))
		t->why = strata_arena_printf(p->task->arena,
					     "it comes with the toolchain: build with %.*s or later",
					     STRATA_ARG(t->target));
	else if (t->asked && t->target.len)
		add_raise(p, t);
}

void fix_raise_all(struct planner *p)
{
	for (size_t i = 0; i < p->troubled.count; i++)
		raise(p, &p->troubled.items[i]);
	drop_unplaced(p);
}

/* --- what the package manager would refuse ----------------------------------------------------- */

/* Adds those that it would not refuse; by halves, since few are what it stumbles over. */
static int admit(struct planner *p, const struct fix_change *some, size_t count,
		 struct strata_error *err)
{
	size_t before = p->changes.count;
	struct fix_trial trial;
	int rc;

	for (size_t i = 0; i < count; i++)
		*strata_vec_push(p->task->arena, &p->changes) = some[i];
	if ((rc = fix_try(&trial, p, &p->changes, NULL, err)) < 0)
		return rc;
	if (trial.refused) {
		p->changes.count = before;
		if (count == 1)
			fix_say_left(p, some->key, "%.*s", STRATA_ARG(trial.lack));
		else if ((rc = admit(p, some, count / 2, err)) == 0)
			rc = admit(p, some + count / 2, count - count / 2, err);
	}
	fix_trial_release(&trial);
	return rc;
}

int fix_raise_settle(struct planner *p, struct strata_error *err)
{
	struct fix_changes all = p->changes;

	if (!all.count || p->baseline.refused)
		return 0;
	p->changes = (struct fix_changes){ 0 };
	return admit(p, all.items, all.count, err);
}

int fix_raise_more(struct planner *p, struct troubled *t, struct strata_error *err)
{
	struct fix_changes before = { 0 };
	struct fix_trial trial;
	int rc;

	for (size_t i = 0; i < p->changes.count; i++)
		*strata_vec_push(p->task->arena, &before) = p->changes.items[i];
	raise(p, t);
	drop_unplaced(p);
	if ((rc = fix_try(&trial, p, &p->changes, NULL, err)) < 0)
		return rc;
	if (trial.refused) {
		p->changes = before;
		fix_say_left(p, t->component->key, "%.*s", STRATA_ARG(trial.lack));
	}
	fix_trial_release(&trial);
	return 0;
}
