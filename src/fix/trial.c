/* trial.c - see trial.h. */
#include "fix/trial.h"

#include <string.h>

#include "resolve/solver.h"

/* --- the lockfile leaves, what it holds is kept ---------------------------------------------- */

/* Lockfiles that lie side by side answer the same manifests. */
static bool is_lock_of(const struct facts_file *file, const struct fix_group *group)
{
	return group->lock.ptr && file->format->kind == STRATA_FORMAT_LOCK &&
	       file->format->ecosystem == group->lock_file->format->ecosystem &&
	       strata_str_eq(strata_path_dir(file->path), strata_path_dir(group->lock));
}

static bool leaves_out(const struct facts_file *file, void *payload)
{
	return is_lock_of(file, payload);
}

static bool has_text(const struct strata_strs *list, struct strata_str s)
{
	for (size_t i = 0; i < list->count; i++)
		if (strata_str_eq(list->items[i], s))
			return true;
	return false;
}

/* Whether the solver takes the lockfile as the tree that it begins with. */
static bool begins_with_lock(const struct fix_group *group)
{
	const struct solver *solver = solver_of(group->manifests.items[0]->format);

	return group->lock.ptr && solver && solver->begins_with &&
	       strcmp(solver->begins_with, group->lock_file->format->name) == 0;
}

/* key: "name\nversion" */
static void hold(struct solver_held *kept, struct strata_str key)
{
	strata_map_at(&kept->versions, key, NULL);
	strata_map_at(&kept->names, strata_str_take(key, strata_str_chr(key, '\n')), NULL);
}

static void keep(struct solver_held *kept, const struct fix_task *task,
		 const struct fix_group *group, const struct fix_attempt *attempt,
		 struct strata_arena *arena)
{
	*kept = (struct solver_held){ .versions = STRATA_MAP_INIT(arena),
				      .names = STRATA_MAP_INIT(arena),
				      .renewed = STRATA_MAP_INIT(arena) };
	for (size_t i = 0; i < attempt->preferred.count; i++)
		hold(kept, attempt->preferred.items[i]);
	for (size_t i = 0; i < attempt->renewed.count; i++)
		strata_map_at(&kept->renewed, attempt->renewed.items[i], NULL);
	if (begins_with_lock(group))
		kept->lock = group->lock;
	for (size_t i = 0; !kept->lock.ptr && i < task->set->files.count; i++) {
		const struct facts_file *file = task->set->files.items[i];

		if (!is_lock_of(file, group))
			continue;
		for (size_t k = 0; k < file->facts.packages.count; k++) {
			const struct strata_package *p = &file->facts.packages.items[k];
			struct strata_str name = p->ecosystem->normalise(arena, p->name);
			struct strata_str key = strata_arena_join(arena, name, STRATA_STR("\n"),
								  p->version);
			size_t ignored;

			if (p->version.len && !strata_map_get(&ignored, &kept->renewed, name) &&
			    !strata_map_get(&ignored, &kept->renewed, key))
				hold(kept, key);
		}
	}
}

/* --- the steps ------------------------------------------------------------------------------- */

static bool wants(struct strata_str path, void *payload)
{
	const struct fix_group *group = payload;
	size_t ignored;

	return strata_map_get(&ignored, &group->paths, path);
}

static bool is_of_group(const struct strata_component *c, const struct fix_group *group)
{
	size_t ignored;

	for (size_t i = 0; i < c->places.count; i++)
		if (strata_map_get(&ignored, &group->paths, c->places.items[i].path))
			return true;
	return false;
}

/* Why the package manager would not install it; absent: it would. */
static struct strata_str refusal_of(const struct strata_inventory *inventory,
				    const struct fix_group *group)
{
	size_t ignored;

	for (size_t i = 0; i < inventory->manifests.count; i++)
		if (inventory->manifests.items[i].refused.len &&
		    strata_map_get(&ignored, &group->paths, inventory->manifests.items[i].path))
			return inventory->manifests.items[i].refused;
	return STRATA_NONE;
}

/* Notes on the group's files that say why something is not resolved. */
static struct strata_str lack_of(const struct strata_inventory *inventory,
				 const struct fix_group *group)
{
	size_t ignored;

	for (size_t i = 0; i < inventory->notes.count; i++) {
		const struct strata_note *n = &inventory->notes.items[i];

		if (strata_map_get(&ignored, &group->paths, n->path) &&
		    strata_str_find(n->reason, STRATA_STR("not resolved")) != STRATA_NPOS)
			return n->reason;
	}
	return STRATA_STR("nothing resolves this format");
}

/* A manifest that asks for nothing needs nobody to answer it, and constraints never do. */
static bool asks(const struct facts_file *file, const struct fix_group *group)
{
	size_t ignored;

	if (strata_map_get(&ignored, &group->limits, file->path))
		return false;
	for (size_t i = 0; i < file->facts.packages.count; i++)
		if (!file->facts.packages.items[i].local && !file->facts.packages.items[i].offered)
			return true;
	return false;
}

static bool is_whole(const struct strata_inventory *inventory, const struct fix_group *group)
{
	for (size_t i = 0; i < inventory->manifests.count; i++) {
		const struct strata_manifest *m = &inventory->manifests.items[i];

		if (m->whole)
			continue;
		for (size_t k = 0; k < group->manifests.count; k++)
			if (strata_str_eq(group->manifests.items[k]->path, m->path) &&
			    asks(group->manifests.items[k], group))
				return false;
	}
	return true;
}

static int match(struct fix_trial *t, const struct fix_task *task, const struct fix_group *group,
		 struct strata_error *err)
{
	bool *left_out = strata_arena_alloc(&t->arena, t->inventory.components.count + 1);
	struct strata_notes notes = { 0 };

	for (size_t i = 0; i < t->inventory.components.count; i++)
		left_out[i] = !is_of_group(&t->inventory.components.items[i], group);
	return advisory_match_but(&t->findings, &notes, task->database, &t->inventory, left_out,
				  task->as_of, &t->arena, err);
}

int fix_trial_run(struct fix_trial *out, const struct fix_task *task, const struct fix_group *group,
		  const struct fix_attempt *attempt, struct strata_error *err)
{
	struct resolve_context context = *task->context;
	struct solver_held kept;
	struct facts_set set;
	struct strata_str refusal;
	int rc;

	*out = (struct fix_trial){ .arena = STRATA_ARENA_INIT };
	keep(&kept, task, group, attempt, &out->arena);
	context.holds = &kept;
	context.wants = wants;
	context.payload = (void *)(uintptr_t)group;
	facts_overlay(&set, task->set, &attempt->files, leaves_out, (void *)(uintptr_t)group);
	resolve_inventory(&out->inventory, &set, &context, &out->arena);
	out->whole = is_whole(&out->inventory, group);
	refusal = refusal_of(&out->inventory, group);
	out->refused = refusal.len > 0;
	if (!out->whole)
		out->lack = strata_arena_dup(&out->arena, out->refused ? refusal
								       : lack_of(&out->inventory, group));
	rc = match(out, task, group, err);
	out->set = set; /* whose texts the inventory shares */
	return rc;
}

void fix_trial_release(struct fix_trial *trial)
{
	if (trial->set.workers)
		facts_release(&trial->set);
	strata_arena_release(&trial->arena);
	*trial = (struct fix_trial){ 0 };
}

/* --- findings compared ------------------------------------------------------------------------- */

static bool has_id(const struct strata_finding *f, struct strata_str id)
{
	return strata_str_eq(f->id, id) || has_text(&f->aliases, id) || has_text(&f->records, id);
}

/* Whether they are of one package, and share an id. */
static bool is_same(const struct strata_finding *a, const struct strata_component *x,
		    const struct strata_finding *b, const struct strata_component *y)
{
	if (x->ecosystem != y->ecosystem || !strata_str_eq(x->key, y->key))
		return false;
	if (has_id(a, b->id))
		return true;
	for (size_t i = 0; i < b->records.count; i++)
		if (has_id(a, b->records.items[i]))
			return true;
	return false;
}

static bool is_known(const struct strata_findings *all, const struct strata_inventory *inventory,
		     const struct strata_finding *f, const struct strata_component *c)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].component >= 0 &&
		    is_same(&all->items[i], &inventory->components.items[all->items[i].component], f,
			    c))
			return true;
	return false;
}

bool fix_trial_has(const struct fix_trial *t, const struct strata_finding *finding,
		   const struct strata_component *component)
{
	return is_known(&t->findings, &t->inventory, finding, component);
}

const struct strata_finding *fix_trial_brings(size_t *at, const struct fix_trial *t,
					      const struct fix_task *task,
					      const struct fix_trial *before)
{
	while (*at < t->findings.count) {
		const struct strata_finding *f = &t->findings.items[(*at)++];
		const struct strata_component *c;

		if (f->component < 0 || f->kind == STRATA_FINDING_INFORMATIONAL)
			continue;
		c = &t->inventory.components.items[f->component];
		if (!is_known(task->findings, task->inventory, f, c) &&
		    !is_known(&before->findings, &before->inventory, f, c))
			return f;
	}
	return NULL;
}
