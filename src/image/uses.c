/* uses.c - see uses.h. */
#include "image/uses.h"

#include "strata/limits.h"

struct way {
	struct image_build build;
	struct strata_strs names; /* who builds it so */
};

STRATA_VEC(ways, struct way);

/* A finding, and the ways that have it. */
struct shared {
	struct strata_finding finding;
	struct strata_strs names;
	size_t count;
};

STRATA_VEC(shared_list, struct shared);

struct merger {
	struct strata_arena *arena;
	struct ways ways;
	size_t left_out; /* ways that are too many */
	struct shared_list all;
	struct strata_map by_place; /* of a finding: its index in `all` + 1 */
	struct strata_notes *notes;
	struct strata_map noted; /* line and reason of those */
};

static bool same_pairs(const struct dockerfile_arguments_given *a,
		       const struct dockerfile_arguments_given *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!strata_str_eq(a->items[i].name, b->items[i].name) ||
		    !strata_str_eq(a->items[i].value, b->items[i].value))
			return false;
	return true;
}

static bool same_way(const struct image_build *a, const struct image_build *b)
{
	return a->target.len == b->target.len && a->folder.len == b->folder.len &&
	       strata_str_eq(a->target, b->target) && strata_str_eq(a->folder, b->folder) &&
	       same_pairs(&a->arguments, &b->arguments) && same_pairs(&a->contexts, &b->contexts);
}

static void add_way(struct merger *m, const struct image_build *build)
{
	struct way *way = NULL;

	for (size_t i = 0; !way && i < m->ways.count; i++)
		if (same_way(&m->ways.items[i].build, build))
			way = &m->ways.items[i];
	if (!way) {
		if (m->ways.count >= STRATA_LIMIT_IMAGE_USES) {
			m->left_out++;
			return;
		}
		way = strata_vec_push(m->arena, &m->ways);
		way->build = *build;
	}
	*strata_vec_push(m->arena, &way->names) = build->by;
}

/* The last stage, built with what one of the others is given. */
static struct image_build last_stage(const struct image_build *like)
{
	struct image_build build = like ? *like : (struct image_build){ .folder = STRATA_NONE };

	build.by = STRATA_STR("the last stage");
	build.target = STRATA_NONE;
	return build;
}

/* Those without a target come first: the first way is that of the last stage. */
static void find_ways(struct merger *m, const struct image_builds *builds, struct strata_str path)
{
	const struct image_build *first = image_builds_of(builds, path), *b;
	struct image_build last;

	for (b = first; b; b = b->next ? &builds->list.items[b->next - 1] : NULL)
		if (!b->target.len)
			add_way(m, b);
	if (!m->ways.count) {
		last = last_stage(first);
		add_way(m, &last);
	}
	for (b = first; b; b = b->next ? &builds->list.items[b->next - 1] : NULL)
		if (b->target.len)
			add_way(m, b);
}

static void merge(struct merger *m, const struct strata_findings *found, const struct way *way)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct strata_finding *f = &found->items[i];
		size_t *at = strata_map_at(
			&m->by_place,
			strata_arena_printf(m->arena, "%.*s %.*s %u %u %.*s", STRATA_ARG(f->path),
					    STRATA_ARG(f->id), f->line, f->column,
					    STRATA_ARG(f->title)),
			NULL);
		struct shared *shared;

		if (!*at) {
			*strata_vec_push(m->arena, &m->all) = (struct shared){ .finding = *f };
			*at = m->all.count;
		}
		shared = &m->all.items[*at - 1];
		if (f->severity > shared->finding.severity)
			shared->finding.severity = f->severity;
		if (shared->names.count && strata_str_eq(shared->names.items[shared->names.count - 1],
							 way->names.items[0]))
			continue;
		shared->count++;
		*strata_vec_push(m->arena, &shared->names) = way->names.items[0];
	}
}

/* That nothing needs a stage is true when it is so of all ways. */
static bool is_undone(const struct merger *m, const struct shared *shared)
{
	return shared->count < m->ways.count && shared->finding.severity == STRATA_SEVERITY_NONE &&
	       strata_str_eq(shared->finding.id, STRATA_STR("LAY028"));
}

static void put(struct merger *m, struct strata_findings *findings)
{
	for (size_t i = 0; i < m->all.count; i++) {
		struct shared *shared = &m->all.items[i];

		if (is_undone(m, shared))
			continue;
		if (shared->count < m->ways.count)
			shared->finding.label = STRATA_CONCAT(m->arena, STRATA_STR("as "),
							      image_names(&shared->names, m->arena));
		*strata_vec_push(m->arena, findings) = shared->finding;
	}
}

static void merge_uses(struct image_walk *out, const struct image_walk *other)
{
	for (size_t i = 0; i < out->stages.list.count && i < other->stages.list.count; i++)
		if (other->stages.list.items[i]->use < out->stages.list.items[i]->use)
			out->stages.list.items[i]->use = other->stages.list.items[i]->use;
}

/* What several ways have to say is said once. */
static void add_notes(struct merger *m, const struct strata_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		const struct strata_note *n = &notes->items[i];
		bool added;

		strata_map_at(&m->noted,
			      strata_arena_printf(m->arena, "%u %.*s", n->line, STRATA_ARG(n->reason)),
			      &added);
		if (added)
			*strata_vec_push(m->arena, m->notes) = *n;
	}
}

static void walk_one(struct merger *m, struct image_walk *walk,
		     const struct image_setting *setting, const struct way *way,
		     struct strata_str path, struct strata_str bytes)
{
	struct strata_findings found = { 0 };
	struct strata_notes notes = { 0 };
	struct image_setting one = *setting;

	one.build = &way->build;
	image_walk(walk, &found, &notes, &one, path, bytes, m->arena);
	merge(m, &found, way);
	add_notes(m, &notes);
}

static void note_left_out(struct merger *m, struct strata_str path)
{
	if (m->left_out)
		*strata_vec_push(m->arena, m->notes) = (struct strata_note){
			.path = path,
			.reason = strata_arena_printf(m->arena, "%zu more ways to build it are not judged",
						      m->left_out),
		};
}

void image_uses_walk(struct image_walk *out, struct strata_findings *findings,
		     struct strata_notes *notes, const struct image_setting *setting,
		     const struct image_builds *builds, struct strata_str path,
		     struct strata_str bytes, struct strata_arena *arena)
{
	struct merger m = { .arena = arena,
			    .by_place = STRATA_MAP_INIT(arena),
			    .notes = notes,
			    .noted = STRATA_MAP_INIT(arena) };
	struct image_setting one = *setting;
	struct image_walk walk;

	find_ways(&m, builds, path);
	if (m.ways.count == 1) {
		one.build = &m.ways.items[0].build;
		image_walk(out, findings, notes, &one, path, bytes, arena);
		return;
	}
	walk_one(&m, out, setting, &m.ways.items[0], path, bytes);
	for (size_t i = 1; i < m.ways.count; i++) {
		walk_one(&m, &walk, setting, &m.ways.items[i], path, bytes);
		merge_uses(out, &walk);
	}
	put(&m, findings);
	note_left_out(&m, path);
}
