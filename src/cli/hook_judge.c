/*
 * hook_judge.c - what a change adds.
 *
 * Two sides are read, and of them only the manifests that the change touches and those
 * they belong with. Both are judged by one policy: what fails after the change and did
 * not before is what it adds. The database is opened when there is something to ask.
 */
#include <stdio.h>
#include <string.h>

#include "cli/hook.h"
#include "strata/limits.h"

/* One side of a change, judged. */
struct side {
	struct strata_inventory inventory;
	struct strata_findings findings;
	struct strata_notes notes;
};

struct judging {
	struct hook *hook;
	const struct hook_change *change;
	struct hook_verdict *verdict;
	struct strata_arena *arena;
	struct side *before; /* the base, then those that the change may take from */
	size_t before_count;
	struct side after;
	unsigned tip; /* its place among the commits */
	enum hook_images_need images;
	struct strata_map changed; /* the paths that differ, whatever they are */
	struct strata_error *err;
};

/* --- reading ----------------------------------------------------------------------------- */

static struct source_commit *add_commit(struct judging *j, struct source_walk *walk,
					const struct source_id *id, const struct source_id *tree)
{
	struct source_commit *c = strata_vec_push(j->arena, &walk->commits);

	memcpy(c->id, id->bytes, sizeof(c->id));
	memcpy(c->tree, tree->bytes, sizeof(c->tree));
	return c;
}

static void see(const struct source_change *change, void *payload)
{
	struct judging *j = payload;

	if (j->images < HOOK_IMAGES_NAMED) {
		enum hook_images_need need = hook_images_need(change);

		j->images = need > j->images ? need : j->images;
	}
	strata_map_at(&j->changed, strata_arena_dup(j->arena, change->path), NULL);
}

/* The base, the others, and the tip: each stands on the base. */
static int read_sides(struct judging *j)
{
	const struct hook_change *change = j->change;
	static const struct source_id none;
	struct source_walk walk = { 0 };
	struct history_range range = {
		.walk = &walk,
		.from_nothing = change->from_nothing,
		.staged = !change->ref.ptr,
		.files_only = true,
		.max_file_size = j->hook->scan.max_file_size,
		.jobs = 1, /* a manifest or two: threads would cost more than they save */
		.seen = see,
		.payload = j,
	};

	add_commit(j, &walk, &change->base, &change->base_tree);
	for (size_t i = 0; i < change->also.count; i++)
		add_commit(j, &walk, &none, &change->also.items[i]);
	add_commit(j, &walk, &change->tip, &change->tip_tree);
	j->tip = (unsigned)walk.commits.count - 1;
	return history_open_range(&j->verdict->packages.history, j->hook->scan.source, &range, j->err);
}

static bool tip_changes(const struct judging *j)
{
	const struct history *h = &j->verdict->packages.history;

	return h->changes.count && h->commits[j->tip].changes;
}

/* --- judging ----------------------------------------------------------------------------- */

static int open_database(struct judging *j)
{
	struct scan *s = &j->hook->scan;

	return s->database ? 0 : advisory_open(&s->database, j->hook->options->database, j->err);
}

static void read_side(struct judging *j, struct side *side, const struct strata_indices *clusters,
		      unsigned commit)
{
	struct strata_indices versions = { 0 };

	history_versions_in(&versions, &j->verdict->packages.history, clusters, commit);
	history_inventory_of(&side->inventory, &j->verdict->packages.history, &versions, j->arena);
	for (size_t i = 0; i < side->inventory.notes.count; i++)
		*strata_vec_push(j->arena, &side->notes) = side->inventory.notes.items[i];
}

static int match_side(struct judging *j, struct side *side, const bool *same)
{
	const struct scan *s = &j->hook->scan;
	int rc = advisory_match_but(&side->findings, &side->notes, s->database, &side->inventory, same,
				    s->as_of, j->arena, j->err);

	if (rc == 0)
		strata_drift_findings(&side->findings, &side->inventory, same, j->arena);
	return rc;
}

/* A change of a Dockerfile that installs nothing asks no database. */
static bool has_packages(const struct judging *j)
{
	bool any = j->verdict->manifests || j->after.inventory.components.count;

	for (size_t i = 0; i < j->before_count; i++)
		any = any || j->before[i].inventory.components.count;
	return any;
}

/* Of the manifests that differ, and of the images. */
static int read_both(struct judging *j, struct side *side, const struct strata_indices *clusters,
		     unsigned commit)
{
	if (j->verdict->manifests)
		read_side(j, side, clusters, commit);
	if (!j->verdict->image_count)
		return 0;
	return hook_images_judge(j->verdict, commit, &side->inventory, j->hook, j->change, j->err);
}

static int read_all(struct judging *j)
{
	struct strata_indices clusters = { 0 };
	int rc = 0;

	if (j->verdict->manifests)
		history_differing(&clusters, &j->verdict->packages.history, 0, j->tip);
	j->before_count = j->tip;
	j->before = strata_arena_alloc(j->arena, j->before_count * sizeof(*j->before));
	for (unsigned i = 0; i < j->before_count && rc == 0; i++)
		rc = read_both(j, &j->before[i], &clusters, i);
	return rc < 0 ? rc : read_both(j, &j->after, &clusters, j->tip);
}

static int match_sides(struct judging *j)
{
	const struct strata_inventory **sides =
		strata_arena_alloc(j->arena, (j->before_count + 1) * sizeof(*sides));
	bool **same = strata_arena_alloc(j->arena, (j->before_count + 1) * sizeof(*same));
	int rc = 0;

	for (unsigned i = 0; i < j->before_count; i++)
		sides[i] = &j->before[i].inventory;
	sides[j->before_count] = &j->after.inventory;
	hook_find_same(same, sides, j->before_count + 1, j->arena);
	for (unsigned i = 0; i < j->before_count && rc == 0; i++)
		rc = match_side(j, &j->before[i], same[i]);
	return rc < 0 ? rc : match_side(j, &j->after, same[j->before_count]);
}

/* Behind those of packages: what rules say. */
static void add_rules(struct judging *j, struct side *side, size_t number)
{
	const struct image_side *image = &j->verdict->images[number];

	for (size_t i = 0; i < image->findings.count; i++)
		*strata_vec_push(j->arena, &side->findings) = image->findings.items[i];
	for (size_t i = 0; i < image->notes.count; i++)
		*strata_vec_push(j->arena, &side->notes) = image->notes.items[i];
}

static int judge_sides(struct judging *j)
{
	int rc = read_all(j);

	if (rc < 0)
		return rc;
	if (has_packages(j) && ((rc = open_database(j)) < 0 || (rc = match_sides(j)) < 0))
		return rc;
	for (size_t i = 0; j->verdict->image_count && i < j->before_count; i++)
		add_rules(j, &j->before[i], i);
	if (j->verdict->image_count)
		add_rules(j, &j->after, j->before_count);
	return 0;
}

/* A copy with the policy's word on it. */
static struct strata_findings apply(struct judging *j, const struct side *side,
				    const struct policy *policy)
{
	struct strata_findings copy = { 0 };
	struct strata_notes unused = { 0 };

	for (size_t i = 0; i < side->findings.count; i++)
		*strata_vec_push(j->arena, &copy) = side->findings.items[i];
	policy_apply(&copy, &unused, policy, &side->inventory, j->arena);
	return copy;
}

/* --- what is added ----------------------------------------------------------------------- */

/* The id, the package and its version, in whatever project: a folder that moves adds nothing. */
static struct strata_str moving_key(struct judging *j, const struct side *side,
				    const struct strata_finding *f)
{
	struct strata_str purl = STRATA_STR("");

	if (f->component < 0)
		return STRATA_CONCAT(j->arena, f->id, STRATA_STR(" "), f->title);
	purl = side->inventory.components.items[f->component].purl;
	return strata_arena_printf(j->arena, "%.*s %.*s", STRATA_ARG(f->id), STRATA_ARG(purl));
}

static bool has(const struct strata_map *map, struct strata_str key)
{
	size_t value;

	return strata_map_get(&value, map, key);
}

static void add_all(struct strata_map *out, const struct strata_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		strata_map_at(out, findings->items[i].fingerprint, NULL);
}

struct before {
	struct strata_map failing; /* fingerprints */
	struct strata_map gone;    /* of what failed and is no more: keys of what may have moved */
};

/* What was there, by one policy. */
static void look_before(struct before *out, struct judging *j, const struct policy *policy)
{
	struct strata_map after = STRATA_MAP_INIT(j->arena);

	out->failing = out->gone = STRATA_MAP_INIT(j->arena);
	add_all(&after, &j->after.findings);
	for (size_t i = 0; i < j->before_count; i++) {
		struct strata_findings judged = apply(j, &j->before[i], policy);

		for (size_t k = 0; k < judged.count; k++) {
			const struct strata_finding *f = &judged.items[k];

			if (!f->fails)
				continue;
			strata_map_at(&out->failing, f->fingerprint, NULL);
			if (i == 0 && !has(&after, f->fingerprint))
				(*strata_map_at(&out->gone, moving_key(j, &j->before[i], f), NULL))++;
		}
	}
}

/* Takes one of what moved away. */
static bool moved(struct before *before, struct strata_str key)
{
	size_t count;

	if (!strata_map_get(&count, &before->gone, key) || count == 0)
		return false;
	(*strata_map_at(&before->gone, key, NULL))--;
	return true;
}

/* Marks, in `blocking`, the fingerprints of what fails by the policy and did not before. */
static struct strata_findings find_blocking(struct strata_map *blocking, struct judging *j,
					    const struct policy *policy)
{
	struct strata_findings judged = apply(j, &j->after, policy);
	struct before before;

	look_before(&before, j, policy);
	for (size_t i = 0; i < judged.count; i++) {
		const struct strata_finding *f = &judged.items[i];

		if (f->fails && !has(&before.failing, f->fingerprint) &&
		    !moved(&before, moving_key(j, &j->after, f)))
			strata_map_at(blocking, f->fingerprint, NULL);
	}
	return judged;
}

/* The keys of findings that the other side does not have: what may have moved. */
static struct strata_map keys_beside(struct judging *j, const struct side *side,
				     const struct side *other)
{
	struct strata_map keys = STRATA_MAP_INIT(j->arena), known = STRATA_MAP_INIT(j->arena);

	add_all(&known, &other->findings);
	for (size_t i = 0; i < side->findings.count; i++)
		if (!has(&known, side->findings.items[i].fingerprint))
			strata_map_at(&keys, moving_key(j, side, &side->findings.items[i]), NULL);
	return keys;
}

static void find_fixed(struct judging *j)
{
	const struct side *base = &j->before[0];
	struct strata_map came = keys_beside(j, &j->after, base), after = STRATA_MAP_INIT(j->arena);

	add_all(&after, &j->after.findings);
	for (size_t i = 0; i < base->findings.count; i++) {
		const struct strata_finding *f = &base->findings.items[i];

		if (!has(&after, f->fingerprint) && !has(&came, moving_key(j, base, f)))
			*strata_vec_push(j->arena, &j->verdict->fixed) = *f;
	}
}

static void find_added(struct judging *j)
{
	struct strata_map blocking = STRATA_MAP_INIT(j->arena), was = STRATA_MAP_INIT(j->arena);
	struct strata_map gone = keys_beside(j, &j->before[0], &j->after);
	struct hook_verdict *v = j->verdict;
	struct strata_findings judged = { 0 };

	for (unsigned i = j->change->policy_count; i-- > 0;)
		judged = find_blocking(&blocking, j, &j->change->policies[i]);
	for (size_t i = 0; i < j->before_count; i++)
		add_all(&was, &j->before[i].findings);
	for (size_t i = 0; i < judged.count; i++) {
		struct strata_finding *f = &judged.items[i];

		f->fails = has(&blocking, f->fingerprint);
		if (!f->fails &&
		    (has(&was, f->fingerprint) || has(&gone, moving_key(j, &j->after, f))))
			continue;
		if (f->component >= 0)
			strata_inventory_chains(&f->chains, &v->packages.head, (unsigned)f->component,
						STRATA_LIMIT_CHAINS, j->arena);
		*strata_vec_push(j->arena, &v->added) = *f;
		v->blocking += f->fails;
	}
}

/* --- what is not understood -------------------------------------------------------------- */

static bool is_broken(const struct judging *j, struct strata_str path)
{
	const struct history *h = &j->verdict->packages.history;
	const struct history_commit *tip = &h->commits[j->tip];

	for (size_t i = 0; i < tip->changes; i++) {
		const struct history_change *c = &h->changes.items[tip->first_change + i];
		const struct facts_file *file;

		if (c->version == HISTORY_NONE ||
		    !strata_str_eq(h->slots.items[c->slot].path, path))
			continue;
		file = h->versions.items[c->version].file;
		if (!file || file->facts.unreadable)
			return true;
	}
	return false;
}

static bool was_noted(const struct judging *j, const struct strata_note *note)
{
	const struct strata_notes *old = &j->before[0].notes;

	for (size_t i = 0; i < old->count; i++)
		if (strata_str_eq(old->items[i].path, note->path) &&
		    strata_str_eq(old->items[i].reason, note->reason))
			return true;
	return false;
}

static void collect_notes(struct judging *j)
{
	const struct strata_notes *of_blobs = &j->verdict->packages.history.notes;

	for (size_t i = 0; i < of_blobs->count; i++)
		if (is_broken(j, of_blobs->items[i].path))
			*strata_vec_push(j->arena, &j->verdict->notes) = of_blobs->items[i];
	for (size_t i = 0; i < j->after.notes.count; i++)
		if (!was_noted(j, &j->after.notes.items[i]))
			*strata_vec_push(j->arena, &j->verdict->notes) = j->after.notes.items[i];
}

int hook_judge(struct hook_verdict *out, struct hook *h, const struct hook_change *change,
	       struct strata_error *err)
{
	struct judging j = { .hook = h, .change = change, .verdict = out, .arena = &h->scan.arena,
			     .err = err };
	int rc;

	j.changed = STRATA_MAP_INIT(j.arena);
	rc = read_sides(&j);
	out->manifests = rc == 0 && tip_changes(&j);
	if (out->manifests && !j.images)
		j.images = HOOK_IMAGES_BESIDE;
	if (rc == 0 && j.images)
		rc = hook_images_read(out, h, change, j.images, &j.changed, err);
	if (rc < 0 || !(out->manifests || out->image_count))
		return rc;
	out->touched = true;
	if ((rc = judge_sides(&j)) < 0)
		return rc;
	out->packages.base = j.before[0].inventory;
	out->packages.head = j.after.inventory;
	find_added(&j);
	find_fixed(&j);
	collect_notes(&j);
	return 0;
}

void hook_verdict_release(struct hook_verdict *v)
{
	for (size_t i = 0; i < v->image_count; i++)
		image_side_release(&v->images[i]);
	history_diff_release(&v->packages);
}
