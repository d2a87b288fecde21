/*
 * diff_images.c - what a change does to the images: both sides' are judged, whole.
 *
 * What RUN installs becomes packages of either side before those are compared. A finding of a rule
 * is the same on both sides by its fingerprint, in which no line is. Without an image on either side
 * nothing is asked.
 */
#include "diff.h"

#include "strata/map.h"

enum { BASE, HEAD };

/* What does not differ is read where it is to be told, too. */
static int read_sides(struct difference *d, bool all, struct strata_error *err)
{
	struct image_side *head = &d->images[HEAD], *base = &d->images[BASE];
	struct image_side_options of_head = { d->scan.max_file_size, all ? NULL : base, NULL };
	struct image_side_options of_base = { d->scan.max_file_size, all ? NULL : head, NULL };
	int rc = source_list(&base->facts.entries, &(struct strata_notes){ 0 }, d->base, &d->scan.arena,
			     err);

	if (rc == 0)
		rc = image_side_read(head, d->scan.source, &of_head, err);
	return rc < 0 ? rc : image_side_read(base, d->base, &of_base, err);
}

static int judge_sides(struct difference *d, const struct options *o, struct strata_error *err)
{
	struct scan *s = &d->scan;
	struct strata_inventory *inventories[] = { &d->packages.base, &d->packages.head };
	struct image_options options = { .others = true,
					 .target = strata_str_of(o->target),
					 .facts = o->image_facts,
					 .policy = &s->image_policy,
					 .now = strata_str_take(s->now, 10) };
	int rc = 0;

	for (size_t i = BASE; rc == 0 && i <= HEAD; i++)
		rc = image_side_judge(&d->images[i], inventories[i], &options, &s->arena, err);
	return rc;
}

int diff_read_images(struct difference *d, const struct options *options, bool all,
		     struct strata_error *err)
{
	const struct image_view *views[] = { &d->images[BASE].view, &d->images[HEAD].view };
	int rc = read_sides(d, all, err);

	if (rc == 0)
		rc = judge_sides(d, options, err);
	for (size_t i = 0; rc == 0 && i < d->images[HEAD].notes.count; i++)
		*strata_vec_push(&d->scan.arena, &d->scan.notes) = d->images[HEAD].notes.items[i];
	if (rc < 0 || views[BASE]->files.count + views[HEAD]->files.count == 0)
		return rc;
	d->packages.changes = (struct diff_changes){ 0 };
	history_diff_compare(&d->packages);
	return 0;
}

/* Of the findings of one side those that the other does not have, or does. */
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
		f.fails = f.fails && state == STRATA_STATE_NEW;
		*strata_vec_push(&s->arena, &s->findings) = f;
	}
}

void diff_keep_images(struct difference *d, bool all)
{
	struct scan *s = &d->scan;
	struct image_side *head = &d->images[HEAD], *base = &d->images[BASE];
	struct strata_notes unused = { 0 };

	for (size_t i = BASE; i <= HEAD; i++)
		policy_apply(&d->images[i].findings, &unused, &s->policy, &s->inventory, &s->arena);
	keep(s, head, base, false, STRATA_STATE_NEW);
	keep(s, base, head, false, STRATA_STATE_FIXED);
	if (all)
		keep(s, head, base, true, STRATA_STATE_UNCHANGED);
}

void diff_release_images(struct difference *d)
{
	for (size_t i = BASE; i <= HEAD; i++)
		image_side_release(&d->images[i]);
}
