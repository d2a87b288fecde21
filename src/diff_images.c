/*
 * diff_images.c - what a change does to the images: both sides' Dockerfiles are judged, whole.
 *
 * What is found in a Dockerfile depends on files beside it (.dockerignore, a lockfile, a secret),
 * so that one which did not change may bring something all the same. A finding is the same
 * on both sides by its fingerprint, in which no line is. A head without a Dockerfile costs nothing.
 */
#include "diff.h"

#include "strata/map.h"

struct image_side {
	struct facts_set facts;
	struct image_view view;
	struct strata_findings findings;
};

static bool is_dockerfile(const struct discover_table *table, struct strata_str path,
			  const struct strata_format *dockerfile, struct strata_arena *scratch)
{
	struct discover_formats formats = { 0 };

	discover_formats(&formats, table, path, scratch);
	for (size_t i = 0; i < formats.count; i++)
		if (formats.items[i] == dockerfile)
			return true;
	return false;
}

/* Of a side the Dockerfiles alone; whether there are any. */
static bool read_side(struct image_side *side, const struct discover_table *table)
{
	const struct strata_format *dockerfile = strata_format_named(STRATA_STR("docker/dockerfile"));
	struct strata_arena scratch = STRATA_ARENA_INIT;

	for (size_t i = 0; i < side->facts.entries.count; i++) {
		struct strata_str path = side->facts.entries.items[i].path;

		if (is_dockerfile(table, path, dockerfile, &scratch))
			facts_lookup(&side->facts, path, dockerfile);
		strata_arena_reset(&scratch);
	}
	strata_arena_release(&scratch);
	return side->facts.files.count > 0;
}

static void init_side(struct image_side *side, const struct discover_table *table,
		      struct source *source)
{
	*side = (struct image_side){ .view = { .facts_day = STRATA_NONE } };
	facts_set_init(&side->facts, table);
	side->facts.by_file = STRATA_MAP_INIT(&side->facts.arena);
	side->facts.source = source;
	side->facts.worker_count = 1;
	side->facts.workers = strata_malloc(sizeof(*side->facts.workers));
	*side->facts.workers = STRATA_ARENA_INIT;
}

static int judge_side(struct image_side *side, struct scan *s, struct strata_notes *notes,
		      struct strata_error *err)
{
	struct image_options options = { .policy = &s->image_policy,
					 .now = strata_str_take(s->now, 10) };
	struct strata_notes unused = { 0 };
	int rc = image_judge(&side->view, &side->findings, notes, &side->facts, &options, &s->arena, err);

	if (rc == 0)
		policy_apply(&side->findings, &unused, &s->policy, &s->inventory, &s->arena);
	return rc;
}

/* Of the findings of one side those that the other does not have, or does; they outlive the side. */
static void keep(struct scan *s, const struct image_side *from, const struct image_side *other,
		 bool shared, enum strata_state state)
{
	struct strata_map known = STRATA_MAP_INIT(&s->arena);

	for (size_t i = 0; i < other->findings.count; i++)
		strata_map_at(&known, other->findings.items[i].fingerprint, NULL);
	for (size_t i = 0; i < from->findings.count; i++) {
		struct strata_finding f = from->findings.items[i];

		if (strata_map_get(&(size_t){ 0 }, &known, f.fingerprint) != shared)
			continue;
		f.state = state;
		f.path = strata_arena_dup(&s->arena, f.path);
		f.title = strata_arena_dup(&s->arena, f.title);
		f.advice = f.advice.ptr ? strata_arena_dup(&s->arena, f.advice) : f.advice;
		f.fails = f.fails && state == STRATA_STATE_NEW;
		*strata_vec_push(&s->arena, &s->findings) = f;
	}
}

static int compare_sides(struct difference *d, struct image_side *head, struct image_side *base,
			 bool all, struct strata_error *err)
{
	struct strata_notes unused = { 0 };
	int rc = source_list(&base->facts.entries, &unused, d->base, &base->facts.arena, err);

	if (rc < 0)
		return rc;
	read_side(base, base->facts.formats);
	if ((rc = judge_side(head, &d->scan, &d->scan.notes, err)) < 0 ||
	    (rc = judge_side(base, &d->scan, &unused, err)) < 0)
		return rc;
	keep(&d->scan, head, base, false, STRATA_STATE_NEW);
	keep(&d->scan, base, head, false, STRATA_STATE_FIXED);
	if (all)
		keep(&d->scan, head, base, true, STRATA_STATE_UNCHANGED);
	return 0;
}

int diff_judge_images(struct difference *d, bool all, struct strata_error *err)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct discover_table table;
	struct image_side head, base;
	int rc = 0;

	discover_table_init(&table, &arena, strata_format_at);
	init_side(&head, &table, d->scan.source);
	init_side(&base, &table, d->base);
	head.facts.entries = d->scan.facts.entries;
	if (read_side(&head, &table))
		rc = compare_sides(d, &head, &base, all, err);
	facts_release(&head.facts);
	facts_release(&base.facts);
	strata_arena_release(&arena);
	return rc;
}
