/*
 * plan.c - the search for the smallest set of changes; see fix.h.
 *
 * For each group of manifests: what the project asks for itself is raised first, since
 * nothing else ends that. What is still there comes from others, and for each such package
 * the ways to end it are tried from the cheapest to the dearest (ways.c). Last, each change is
 * left out once, to see what it clears (credit.c).
 */
#include "fix/plan.h"

#include "fix/group.h"
#include "fix/patch.h"
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

/* What the lockfile has of a package is not kept where the change is about it. */
static void renew(struct fix_attempt *attempt, struct planner *p, const struct fix_change *c,
		  bool preferring)
{
	const struct fix_manner *manner = fix_manner_of(p->group->manifests.items[0]->format);
	struct strata_arena *arena = p->task->arena;

	if (c->kind == FIX_REFRESH && manner->precise) {
		*strata_vec_push(arena, &attempt->renewed) = fix_key_version(p, c->key, c->from);
		*strata_vec_push(arena, &attempt->preferred) = fix_key_version(p, c->key, c->to);
	} else if (c->kind == FIX_REFRESH || preferring) {
		*strata_vec_push(arena, &attempt->renewed) = c->key;
	}
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
	for (size_t i = 0; preferred && i < preferred->count; i++)
		*strata_vec_push(p->task->arena, &attempt.preferred) = preferred->items[i];
	for (size_t i = 0; i < changes->count; i++)
		renew(&attempt, p, &changes->items[i], preferred != NULL);
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
		fix_credit(p, &p->cleared, &last);
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
		rc = fix_raise_settle(p, err);
	if (rc == 0)
		rc = fix_ways_find(p, err);
	if (rc == 0)
		rc = fix_brought_find(p, err);
	p->searching = false;
	return rc;
}

/* With what registries told once: trials of a group ask for much the same. */
static int plan_group(struct fix_plan *plan, const struct fix_task *of,
		      const struct fix_group *group, struct strata_error *err)
{
	struct resolve_context context = *of->context;
	struct fix_task remembering = *of;
	const struct fix_task *task = &remembering;
	struct planner p = { .task = task, .plan = plan, .group = group,
			     .versions_by_key = STRATA_MAP_INIT(task->arena) };
	int rc;

	context.memory = resolve_memory_new();
	remembering.context = &context;
	fix_troubled_find(&p);
	fix_raise_all(&p);
	if ((rc = search(&p, err)) == 0 && (rc = finish(&p, err)) == 0)
		rc = take_files(&p, err);
	fix_trial_release(&p.baseline);
	resolve_memory_free(context.memory);
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
