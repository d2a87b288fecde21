/* group.c - which manifests are changed together; see trial.h. */
#include "fix/group.h"

#include "fix/manner.h"
#include "resolve/unit.h"
#include "strata/limits.h"

struct grouping {
	const struct fix_task *task;
	struct fix_groups *out;
	struct strata_map by_key;  /* path of what answers -> index, + 1 */
	struct strata_map by_path; /* of manifests and lockfiles -> index, + 1 */
	struct strata_map joined;  /* paths of what is changed with the one that names it */
};

static struct facts_file *file_of(const struct fix_task *task, const struct strata_manifest *m)
{
	return facts_set_file(task->set, m->path, m->format);
}

static const struct facts_file *lock_at(const struct fix_task *task, struct strata_str path)
{
	for (size_t i = 0; i < task->set->files.count; i++) {
		const struct facts_file *file = task->set->files.items[i];

		if (strata_str_eq(file->path, path) && file->format->kind == STRATA_FORMAT_LOCK)
			return file;
	}
	return NULL;
}

static size_t group_of(struct grouping *g, struct strata_str key)
{
	size_t *index = strata_map_at(&g->by_key, key, NULL);
	struct fix_group *group;

	if (*index)
		return *index - 1;
	group = strata_vec_push(g->task->arena, g->out);
	*index = g->out->count;
	group->paths = STRATA_MAP_INIT(g->task->arena);
	group->limits = STRATA_MAP_INIT(g->task->arena);
	group->lock_file = lock_at(g->task, key);
	group->lock = group->lock_file ? key : STRATA_NONE;
	*strata_map_at(&g->by_path, key, NULL) = *index;
	return *index - 1;
}

/* The parent of a pom, when it is in the snapshot. */
static struct facts_file *parent_of(const struct fix_task *task, const struct facts_file *file,
				    struct strata_arena *arena)
{
	const struct strata_references *refs = &file->facts.references;

	for (size_t i = 0; i < refs->count; i++) {
		struct strata_str path;

		if (refs->items[i].kind != STRATA_REF_PARENT || !refs->items[i].path.ptr)
			continue;
		path = strata_arena_path(arena, strata_path_dir(file->path), refs->items[i].path);
		return path.ptr ? facts_set_file(task->set, path, file->format) : NULL;
	}
	return NULL;
}

/* Poms that inherit are changed together, by the one above all. */
static struct strata_str top_of(const struct fix_task *task, const struct facts_file *file)
{
	struct facts_file *above;

	for (unsigned i = 0; i < STRATA_LIMIT_INCLUDES; i++) {
		if (!(above = parent_of(task, file, task->arena)) || above == file)
			break;
		file = above;
	}
	return file->path;
}

/* The nearest file that a reference to what lies above means. */
static struct facts_file *above(const struct fix_task *task, const struct facts_file *file,
				const struct strata_reference *ref)
{
	struct facts_file *found = NULL;
	struct strata_str path;

	if (ref->kind != STRATA_REF_ABOVE || !ref->path.ptr)
		return NULL;
	path = strata_arena_path(task->arena, strata_path_dir(file->path), ref->path);
	for (; path.ptr && !found; path = unit_path_above(task->arena, path))
		found = facts_set_file(task->set, path, ref->format);
	return found;
}

/* Projects with one list of versions above them are changed together, by that list. */
static struct strata_str versions_of(const struct fix_task *task, const struct facts_file *file)
{
	const struct strata_references *refs = &file->facts.references;

	for (size_t i = 0; i < refs->count; i++) {
		const struct facts_file *found = above(task, file, &refs->items[i]);

		if (found && found->facts.managed.count)
			return found->path;
	}
	return STRATA_NONE;
}

static struct strata_str key_of(const struct fix_task *task, const struct strata_manifest *m,
				const struct facts_file *file)
{
	struct strata_str versions;

	if (m->answered_by.ptr && (!file->format->pin || lock_at(task, m->answered_by)))
		return m->answered_by;
	versions = versions_of(task, file);
	if (versions.ptr)
		return versions;
	return file->format->pin ? top_of(task, file) : m->path;
}

/* --- what a manifest names ------------------------------------------------------------------- */

static const struct strata_manifest *listed_at(const struct fix_task *task, struct strata_str path)
{
	const struct strata_manifests *all = &task->inventory->manifests;

	for (size_t i = 0; i < all->count; i++)
		if (strata_str_eq(all->items[i].path, path))
			return &all->items[i];
	return NULL;
}

/*
 * The file that a reference is to, when it is changed together with the one that has it:
 * constraints, what lies above, and what is included but is not resolved by itself. Absent else.
 */
static struct strata_str named_by(const struct fix_task *task, const struct strata_manifest *by,
				  const struct strata_reference *ref)
{
	const struct facts_file *file = file_of(task, by), *there = NULL;
	const struct strata_manifest *other;
	struct strata_str path;

	if (file && (there = above(task, file, ref)))
		return there->path;
	if ((ref->kind != STRATA_REF_CONSTRAINTS && ref->kind != STRATA_REF_INCLUDE) || !ref->path.ptr)
		return STRATA_NONE;
	path = strata_arena_path(task->arena, strata_path_dir(by->path), ref->path);
	if (!path.ptr || ref->kind == STRATA_REF_CONSTRAINTS)
		return path;
	other = listed_at(task, path);
	return !other || (!other->answered_by.ptr && by->answered_by.ptr) ? path : STRATA_NONE;
}

static void find_joined(struct grouping *g, const struct strata_manifest *m)
{
	const struct facts_file *file = file_of(g->task, m);

	for (size_t i = 0; file && i < file->facts.references.count; i++) {
		struct strata_str path = named_by(g->task, m, &file->facts.references.items[i]);

		if (path.ptr)
			strata_map_at(&g->joined, path, NULL);
	}
}

/* One file is changed in one group: the first that names it. */
static void add_named(struct grouping *g, size_t index, const struct strata_manifest *m,
		      const struct facts_file *file)
{
	struct fix_group *group = &g->out->items[index];

	for (size_t i = 0; i < file->facts.references.count; i++) {
		const struct strata_reference *ref = &file->facts.references.items[i];
		struct strata_str path = named_by(g->task, m, ref);
		struct facts_file *other = path.ptr ? facts_set_file(g->task->set, path, file->format)
						    : NULL;
		size_t in, ignored;

		if (!other || strata_map_get(&ignored, &group->paths, path) ||
		    (strata_map_get(&in, &g->by_path, path) && in != index + 1))
			continue;
		*strata_vec_push(g->task->arena, &group->manifests) = other;
		strata_map_at(&group->paths, path, NULL);
		*strata_map_at(&g->by_path, path, NULL) = index + 1;
		if (ref->kind == STRATA_REF_CONSTRAINTS)
			strata_map_at(&group->limits, path, NULL);
	}
}

/* The one that leads comes first: beside the lockfile, else the highest. */
static void add_manifest(struct grouping *g, const struct strata_manifest *m)
{
	struct facts_file *file = file_of(g->task, m);
	struct strata_str key;
	struct fix_group *group;
	struct fix_files *all;
	size_t index;
	bool leads;

	if (!file || strata_map_get(&index, &g->joined, m->path))
		return;
	key = key_of(g->task, m, file);
	index = group_of(g, key);
	group = &g->out->items[index];
	all = &group->manifests;
	leads = group->lock.ptr ? strata_str_eq(strata_path_dir(m->path), strata_path_dir(group->lock))
				: strata_str_eq(m->path, key);
	*strata_vec_push(g->task->arena, all) = file;
	if (leads) {
		all->items[all->count - 1] = all->items[0];
		all->items[0] = file;
	}
	strata_map_at(&group->paths, m->path, NULL);
	*strata_map_at(&g->by_path, m->path, NULL) = index + 1;
	add_named(g, index, m, file);
}

/* Lockfiles side by side belong to one group. */
static size_t lock_group(struct grouping *g, struct strata_str path)
{
	const struct facts_file *lock;
	size_t index;

	if (strata_map_get(&index, &g->by_path, path))
		return index;
	lock = lock_at(g->task, path);
	for (size_t i = 0; lock && i < g->out->count; i++) {
		const struct fix_group *group = &g->out->items[i];

		if (group->lock_file && group->manifests.count &&
		    group->lock_file->format->ecosystem == lock->format->ecosystem &&
		    strata_str_eq(strata_path_dir(group->lock), strata_path_dir(path)))
			return i + 1;
	}
	return 0;
}

static void add_finding(struct grouping *g, size_t finding)
{
	const struct strata_finding *f = &g->task->findings->items[finding];
	const struct strata_component *c;

	if (!g->task->wanted[finding] || f->component < 0)
		return;
	c = &g->task->inventory->components.items[f->component];
	for (size_t i = 0; i < c->places.count; i++) {
		size_t index = lock_group(g, c->places.items[i].path);

		if (!index || !g->out->items[index - 1].manifests.count)
			continue;
		*strata_vec_push(g->task->arena, &g->out->items[index - 1].findings) =
			(unsigned)finding;
		return;
	}
}

void fix_groups_find(struct fix_groups *out, const struct fix_task *task)
{
	struct grouping g = { .task = task, .out = out, .by_key = STRATA_MAP_INIT(task->arena),
			      .by_path = STRATA_MAP_INIT(task->arena),
			      .joined = STRATA_MAP_INIT(task->arena) };
	const struct strata_manifests *all = &task->inventory->manifests;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].format->kind == STRATA_FORMAT_MANIFEST)
			find_joined(&g, &all->items[i]);
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].format->kind == STRATA_FORMAT_MANIFEST &&
		    !all->items[i].unreadable && all->items[i].role != STRATA_ROLE_VENDORED)
			add_manifest(&g, &all->items[i]);
	for (size_t i = 0; i < task->findings->count; i++)
		add_finding(&g, i);
}
