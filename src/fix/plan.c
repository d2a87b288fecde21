/*
 * plan.c - the search for the smallest set of changes; see fix.h.
 *
 * For each group of manifests: what the project asks for itself is raised first, since
 * nothing else ends that. What is still there comes from others, and for each such package
 * the ways to end it are tried from the cheapest to the dearest (ways.c). Last, each change is
 * left out once: what nobody misses goes, and what comes back is what the change clears.
 */
#include "fix/plan.h"

#include <stdlib.h>

#include "fix/group.h"
#include "fix/patch.h"
#include "fix/requirement.h"
#include "strata/limits.h"

const char *fix_kind_name(enum fix_kind kind)
{
	static const char *const names[] = { "raise", "raise-parent", "override", "refresh" };

	return names[kind];
}

/* --- trying ---------------------------------------------------------------------------------- */

struct strata_str fix_key_version(struct planner *p, struct strata_str key, struct strata_str version)
{
	return strata_arena_join(p->task->arena, key, STRATA_STR("\n"), version);
}

int fix_try(struct fix_trial *out, struct planner *p, struct fix_changes *changes,
	    const struct strata_strs *preferred, struct strata_error *err)
{
	struct fix_attempt attempt = { 0 };
	struct fix_rendered rendered;
	int rc;

	*out = (struct fix_trial){ 0 };
	if (p->searching && p->plan->trials >= STRATA_LIMIT_FIX_TRIALS)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %d ways would have to be tried",
				   STRATA_LIMIT_FIX_TRIALS);
	if ((rc = fix_render(&rendered, p->task, p->group, changes, err)) < 0)
		return rc;
	attempt.files = rendered.files;
	if (preferred)
		attempt.preferred = *preferred;
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].kind == FIX_REFRESH || preferred)
			*strata_vec_push(p->task->arena, &attempt.renewed) = changes->items[i].key;
	p->plan->trials += p->searching;
	return fix_trial_run(out, p->task, p->group, &attempt, err);
}

bool fix_ends(const struct fix_trial *trial, const struct troubled *t)
{
	for (size_t i = 0; i < t->findings.count; i++)
		if (fix_trial_has(trial, t->findings.items[i], t->component))
			return false;
	return true;
}

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

/* The version, or the next above it, that the registry has; itself where nobody can be asked. */
static struct strata_str published(struct planner *p, const struct strata_ecosystem *e,
				   struct strata_str key, struct strata_str version)
{
	const struct strata_strs *all = fix_versions(p, e, key);

	for (size_t i = 0; i < all->count; i++) {
		int order = e->versions->compare(all->items[i], version);

		if (order == 0 || (order > 0 && fix_is_release(e, all->items[i])))
			return order == 0 ? version : all->items[i];
	}
	return version;
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
	if (!version.len)
		return STRATA_NONE;
	return fix_version_written(c->ecosystem, c->name, published(p, c->ecosystem, c->key, version),
				   p->task->arena);
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
		    c->ecosystem == &strata_ecosystem_go);
	t->several = count_versions(p, c) > 1;
}

static void find_troubled(struct planner *p)
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

/* --- what the project asks for itself -------------------------------------------------------- */

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

/* Go's standard library is of whoever builds; go.mod names the least that will do. */
static bool is_toolchain(const struct troubled *t)
{
	const struct strata_component *c = t->component;

	return c->ecosystem == &strata_ecosystem_go && t->target.len &&
	       (strata_str_eq(c->key, STRATA_STR("stdlib")) ||
		strata_str_eq(c->key, STRATA_STR("toolchain")));
}

void fix_raise(struct planner *p, struct troubled *t)
{
	if (is_toolchain(t))
		t->why = strata_arena_printf(p->task->arena,
					     "it comes with the toolchain: build with %.*s or later",
					     STRATA_ARG(t->target));
	else if (t->asked && t->target.len)
		add_raise(p, t);
}

static void raise_direct(struct planner *p)
{
	for (size_t i = 0; i < p->troubled.count; i++)
		fix_raise(p, &p->troubled.items[i]);
	drop_unplaced(p);
}

/* --- which change clears what ----------------------------------------------------------------- */

static struct fix_changes all_but(struct planner *p, size_t left_out)
{
	struct fix_changes some = { 0 };

	for (size_t i = 0; i < p->changes.count; i++)
		if (i != left_out)
			*strata_vec_push(p->task->arena, &some) = p->changes.items[i];
	return some;
}

static bool has_still(const struct fix_trial *trial, const struct planner *p, unsigned finding)
{
	const struct strata_finding *f = &p->task->findings->items[finding];

	return fix_trial_has(trial, f, &p->task->inventory->components.items[f->component]);
}

/* Whether a trial brings what the last one does not. */
static bool brings_more(const struct fix_trial *trial, const struct planner *p,
			const struct fix_trial *last)
{
	size_t at = 0;

	return fix_trial_brings(&at, trial, p->task, last) != NULL;
}

/* The findings that come back without a change; none, and none new: nobody needs it. */
static int leave_out(bool *needed, struct planner *p, size_t index,
		     const struct strata_indices *cleared, struct strata_indices *back,
		     const struct fix_trial *last, struct strata_error *err)
{
	struct fix_changes some = all_but(p, index);
	struct fix_trial trial;
	int rc = fix_try(&trial, p, &some, NULL, err);

	for (size_t i = 0; rc == 0 && i < cleared->count; i++)
		if (!trial.whole || has_still(&trial, p, cleared->items[i]))
			*strata_vec_push(p->task->arena, back) = cleared->items[i];
	*needed = back->count || brings_more(&trial, p, last);
	fix_trial_release(&trial);
	return rc;
}

static void assign(struct planner *p, const struct strata_indices *cleared,
		   const struct fix_trial *last)
{
	for (size_t i = p->changes.count; i-- > 0;) {
		struct strata_error err = STRATA_ERROR_INIT;
		struct strata_indices back = { 0 };
		bool needed;

		if (p->changes.count == 1 ||
		    leave_out(&needed, p, i, cleared, &back, last, &err) < 0) {
			p->changes.items[i].clears = *cleared;
			continue;
		}
		p->changes.items[i].clears = back;
		if (!needed) {
			for (size_t k = i + 1; k < p->changes.count; k++)
				p->changes.items[k - 1] = p->changes.items[k];
			p->changes.count--;
		}
	}
}

/* --- one group ------------------------------------------------------------------------------- */

static struct strata_str left_why(struct planner *p, const struct troubled *t,
				  const struct fix_trial *last)
{
	if (t->why.len)
		return t->why;
	if (!last->whole)
		return strata_arena_printf(p->task->arena, "not verified: %.*s",
					   STRATA_ARG(last->lack));
	if (!t->target.len)
		return STRATA_STR("no version is known that ends it");
	return STRATA_STR("no change of a manifest that was tried ends it");
}

static void settle_findings(struct planner *p, const struct fix_trial *last)
{
	struct strata_arena *arena = p->task->arena;

	for (size_t i = 0; i < p->troubled.count; i++) {
		const struct troubled *t = &p->troubled.items[i];

		for (size_t k = 0; !t->brought && k < t->findings.count; k++) {
			unsigned index = (unsigned)(t->findings.items[k] - p->task->findings->items);

			if (last->whole && !fix_trial_has(last, t->findings.items[k], t->component))
				*strata_vec_push(arena, &p->cleared) = index;
			else
				*strata_vec_push(arena, &p->plan->left) =
					(struct fix_left){ index, left_why(p, t, last) };
		}
	}
}

/* What was not tried ends, as far as advisories tell, the findings of its package. */
static void assign_untried(struct planner *p)
{
	for (size_t i = 0; i < p->changes.count; i++) {
		struct fix_change *c = &p->changes.items[i];

		for (size_t k = 0; k < p->troubled.count; k++) {
			const struct troubled *t = &p->troubled.items[k];

			for (size_t f = 0; strata_str_eq(t->component->key, c->key) &&
					   f < t->findings.count; f++)
				*strata_vec_push(p->task->arena, &c->clears) =
					(unsigned)(t->findings.items[f] - p->task->findings->items);
		}
	}
}

static int finish(struct planner *p, struct strata_error *err)
{
	struct fix_trial last;
	int rc = fix_try(&last, p, &p->changes, NULL, err);

	if (rc < 0)
		return rc;
	settle_findings(p, &last);
	fix_brought_keep(p, &last);
	if (!last.whole)
		*strata_vec_push(p->task->arena, &p->plan->unverified) =
			STRATA_CONCAT(p->task->arena, p->group->manifests.items[0]->path,
				      STRATA_STR(": "), last.lack);
	for (size_t i = 0; i < p->changes.count; i++)
		p->changes.items[i].verified = last.whole;
	if (last.whole)
		assign(p, &p->cleared, &last);
	else
		assign_untried(p);
	fix_trial_release(&last);
	return 0;
}

/* "in 'web': npm install" */
static struct strata_str step_in(struct planner *p, struct strata_str step)
{
	struct strata_str folder = strata_path_dir(p->group->manifests.items[0]->path);

	return folder.len ? strata_arena_printf(p->task->arena, "in '%.*s': %.*s", STRATA_ARG(folder),
						STRATA_ARG(step))
			  : step;
}

static int take_files(struct planner *p, struct strata_error *err)
{
	struct strata_arena *arena = p->task->arena;
	struct fix_rendered rendered;
	struct fix_manifest lead;
	const struct fix_manner *manner = fix_manner_of(p->group->manifests.items[0]->format);
	int rc;

	if ((rc = fix_render(&rendered, p->task, p->group, &p->changes, err)) < 0 ||
	    (rc = fix_group_lead(&lead, p->task, p->group, err)) < 0)
		return rc;
	for (size_t i = 0; i < rendered.files.count; i++) {
		struct fix_changed_file *file = strata_vec_push(arena, &p->plan->files);

		file->path = rendered.files.items[i].path;
		file->after = rendered.files.items[i].bytes;
		rc = fix_read(&file->before, p->task, file->path, err);
		if (rc < 0)
			return rc;
	}
	if (manner && manner->step && rendered.files.count) {
		struct strata_str step = manner->step(&lead, arena);

		if (step.len)
			*strata_vec_push(arena, &p->plan->steps) = step_in(p, step);
	}
	return 0;
}

/* The group as it is, then what ends its findings. */
static int search(struct planner *p, struct strata_error *err)
{
	struct fix_changes none = { 0 };
	int rc = fix_try(&p->baseline, p, &none, NULL, err);

	p->searching = true;
	if (rc == 0)
		rc = fix_ways_find(p, err);
	if (rc == 0)
		rc = fix_brought_find(p, err);
	p->searching = false;
	return rc;
}

static int plan_group(struct fix_plan *plan, const struct fix_task *task,
		      const struct fix_group *group, struct strata_error *err)
{
	struct planner p = { .task = task, .plan = plan, .group = group,
			     .versions_by_key = STRATA_MAP_INIT(task->arena) };
	int rc;

	find_troubled(&p);
	raise_direct(&p);
	if ((rc = search(&p, err)) == 0 && (rc = finish(&p, err)) == 0)
		rc = take_files(&p, err);
	fix_trial_release(&p.baseline);
	for (size_t i = 0; rc == 0 && i < p.changes.count; i++)
		*strata_vec_push(task->arena, &plan->changes) = p.changes.items[i];
	for (size_t i = 0; rc == 0 && i < p.cleared.count; i++)
		*strata_vec_push(task->arena, &plan->cleared) = p.cleared.items[i];
	return rc;
}

/* Findings of files that no manifest of the snapshot leads to. */
static void leave_ungrouped(struct fix_plan *plan, const struct fix_task *task,
			    const struct fix_groups *groups)
{
	bool *grouped = strata_arena_alloc(task->arena, task->findings->count + 1);

	for (size_t g = 0; g < groups->count; g++)
		for (size_t i = 0; i < groups->items[g].findings.count; i++)
			grouped[groups->items[g].findings.items[i]] = true;
	for (size_t i = 0; i < task->findings->count; i++)
		if (task->wanted[i] && !grouped[i])
			*strata_vec_push(task->arena, &plan->left) = (struct fix_left){
				(unsigned)i,
				STRATA_STR("no manifest that could be changed leads to it")
			};
}

int fix_plan_make(struct fix_plan *out, const struct fix_task *task, struct strata_error *err)
{
	struct fix_groups groups = { 0 };
	int rc = 0;

	*out = (struct fix_plan){ 0 };
	fix_groups_find(&groups, task);
	for (size_t i = 0; rc == 0 && i < groups.count; i++)
		if (groups.items[i].findings.count)
			rc = plan_group(out, task, &groups.items[i], err);
	leave_ungrouped(out, task, &groups);
	return rc;
}

void fix_plan_patch(struct strata_buf *out, const struct fix_plan *plan)
{
	for (size_t i = 0; i < plan->files.count; i++)
		fix_patch_add(out, plan->files.items[i].path, plan->files.items[i].before,
			      plan->files.items[i].after);
}
