/*
 * diff.c - the pipeline of a difference: what differs, judged, and held side against side.
 *
 * Only packages that are not as they were are judged. A finding is known on the other
 * side by any of its ids, for the same package of the same project, whatever the version:
 * so a package that is raised from one affected version to another neither brings nor
 * fixes anything.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "strata/limits.h"

enum { SEEN = 1, SEEN_FAILING = 2, SEEN_SURE = 4 };

struct judging {
	struct difference *d;
	struct strata_inventory asked; /* the components that are judged */
	struct strata_indices of;      /* of each: its index in the inventory of both */
	size_t head_count;             /* components below this are the head's */
	struct strata_map seen[2];     /* base, head: project, package and id -> SEEN bits */
	struct strata_arena scratch;
};

/* --- judged -------------------------------------------------------------------------------- */

static void ask_for(struct judging *j, unsigned component)
{
	*strata_vec_push(&j->d->scan.arena, &j->asked.components) =
		j->d->scan.inventory.components.items[component];
	*strata_vec_push(&j->d->scan.arena, &j->of) = component;
}

static void choose(struct judging *j, bool all)
{
	const struct history_diff *p = &j->d->packages;

	for (size_t i = 0; i < p->head.components.count; i++)
		if (all || p->head_differs[i])
			ask_for(j, (unsigned)i);
	for (size_t i = 0; i < p->base.components.count; i++)
		if (p->base_differs[i])
			ask_for(j, (unsigned)(j->head_count + i));
}

static int match(struct judging *j, struct strata_error *err)
{
	struct scan *s = &j->d->scan;
	int rc = advisory_match(&j->d->all, &s->notes, s->database, &j->asked, s->as_of, &s->arena, err);

	if (rc == 0)
		strata_drift_findings(&j->d->all, &j->asked, NULL, &s->arena);
	for (size_t i = 0; rc == 0 && i < j->d->all.count; i++)
		j->d->all.items[i].component = (int)j->of.items[j->d->all.items[i].component];
	return rc;
}

/* --- side against side ---------------------------------------------------------------------- */

static bool is_of_head(const struct judging *j, const struct strata_finding *f)
{
	return (size_t)f->component < j->head_count;
}

static struct strata_str key_of(struct judging *j, const struct strata_finding *f, struct strata_str id)
{
	const struct strata_component *c = &j->d->scan.inventory.components.items[f->component];

	return strata_arena_printf(&j->scratch, "%.*s\n%s\n%.*s\n%.*s", STRATA_ARG(c->project),
				   c->ecosystem->name, STRATA_ARG(c->key), STRATA_ARG(id));
}

/* All names that a finding is known by; index 0 is the fingerprint. */
static size_t name_count(const struct strata_finding *f)
{
	return 2 + f->aliases.count + f->records.count;
}

static struct strata_str name_at(const struct strata_finding *f, size_t index)
{
	if (index < 2)
		return index ? f->id : f->fingerprint;
	index -= 2;
	return index < f->aliases.count ? f->aliases.items[index]
					: f->records.items[index - f->aliases.count];
}

static void remember(struct judging *j, const struct strata_finding *f)
{
	struct strata_map *seen = &j->seen[is_of_head(j, f)];

	for (size_t i = 0; i < name_count(f); i++)
		*strata_map_at(seen, key_of(j, f, name_at(f, i)), NULL) |=
			SEEN | (f->fails ? SEEN_FAILING : 0u) | (f->maybe ? 0u : SEEN_SURE);
}

/* What the other side knows of it. */
static size_t recall(struct judging *j, const struct strata_finding *f)
{
	size_t bits = 0, one;

	for (size_t i = 0; i < name_count(f); i++)
		if (strata_map_get(&one, &j->seen[!is_of_head(j, f)], key_of(j, f, name_at(f, i))))
			bits |= one;
	return bits;
}

static void add_reason(struct judging *j, struct strata_finding *f, const char *text)
{
	*strata_vec_push(&j->d->scan.arena, &f->reasons) = (struct strata_reason){ 0, strata_str_of(text) };
}

/* What was only possible and is sure, or failed nothing and does now, is new too. */
static enum strata_state state_of(struct judging *j, struct strata_finding *f)
{
	size_t before = recall(j, f);

	if (!is_of_head(j, f))
		return before ? STRATA_STATE_NONE : STRATA_STATE_FIXED;
	if (!j->d->packages.head_differs[f->component])
		return STRATA_STATE_UNCHANGED;
	if (before && !f->maybe && !(before & SEEN_SURE))
		add_reason(j, f, "was only possible before this change");
	else if (before && f->fails && !(before & SEEN_FAILING))
		add_reason(j, f, "was there before this change, and failed nothing");
	else if (before)
		return STRATA_STATE_UNCHANGED;
	return STRATA_STATE_NEW;
}

static void add_chains(struct scan *s, struct strata_finding *f)
{
	strata_inventory_chains(&f->chains, &s->inventory, (unsigned)f->component, STRATA_LIMIT_CHAINS,
				&s->arena);
}

/* New ones, then what was fixed, then the rest; each ranked. */
static void keep(struct judging *j, enum strata_state state)
{
	for (size_t i = 0; i < j->d->all.count; i++) {
		struct strata_finding *f = &j->d->all.items[i];

		if (f->state != state)
			continue;
		f->fails = f->fails && state == STRATA_STATE_NEW;
		add_chains(&j->d->scan, f);
		*strata_vec_push(&j->d->scan.arena, &j->d->scan.findings) = *f;
	}
}

static int judge(struct difference *d, bool all, struct strata_error *err)
{
	struct judging j = { .d = d, .head_count = d->packages.head.components.count };
	struct scan *s = &d->scan;
	int rc;

	choose(&j, all);
	if ((rc = match(&j, err)) < 0)
		return rc;
	s->policy.part = true;
	policy_apply(&d->all, &s->notes, &s->policy, &s->inventory, &s->arena);
	j.seen[0] = j.seen[1] = STRATA_MAP_INIT(&j.scratch);
	for (size_t i = 0; i < d->all.count; i++)
		remember(&j, &d->all.items[i]);
	for (size_t i = 0; i < d->all.count; i++)
		d->all.items[i].state = state_of(&j, &d->all.items[i]);
	keep(&j, STRATA_STATE_NEW);
	keep(&j, STRATA_STATE_FIXED);
	if (all)
		keep(&j, STRATA_STATE_UNCHANGED);
	strata_arena_release(&j.scratch);
	return 0;
}

/* --- since which commit ------------------------------------------------------------------- */

/* What is asked of the range's history: packages that have a new finding. */
struct search {
	struct difference *d;
	struct strata_map paths, packages;
	struct strata_arena scratch;
};

static bool wants_path(struct strata_str path, void *payload)
{
	return strata_map_get(&(size_t){ 0 }, &((struct search *)payload)->paths, path);
}

static struct strata_str package_key(struct search *s, struct strata_str path,
				     const struct strata_ecosystem *ecosystem, struct strata_str key)
{
	return strata_arena_printf(&s->scratch, "%.*s\n%s\n%.*s", STRATA_ARG(path), ecosystem->name,
				   STRATA_ARG(key));
}

static bool wants_package(const struct history_item *item, void *payload)
{
	struct search *s = payload;

	return strata_map_get(&(size_t){ 0 }, &s->packages,
			      package_key(s, item->path, item->ecosystem, item->key));
}

static int match_history(struct strata_findings *out, struct strata_notes *notes,
			 const struct strata_inventory *inventory, struct strata_arena *arena,
			 struct strata_error *err, void *payload)
{
	struct search *s = payload;

	return advisory_match(out, notes, s->d->scan.database, inventory, s->d->scan.as_of, arena, err);
}

static bool shares_id(const struct strata_finding *a, const struct strata_finding *b)
{
	for (size_t i = 1; i < name_count(a); i++)
		for (size_t k = 1; k < name_count(b); k++)
			if (strata_str_eq(name_at(a, i), name_at(b, k)))
				return true;
	return false;
}

static bool is_exposure_of(const struct history *h, const struct history_exposure *e,
			   const struct strata_component *c, const struct strata_finding *f)
{
	const struct history_item *item = &h->items.items[e->item];

	return item->ecosystem == c->ecosystem && strata_str_eq(item->key, c->key) &&
	       strata_str_eq(item->path, f->path) && shares_id(&e->finding, f);
}

/* The first commit of the range itself; one at its border has it from before. */
static const struct source_commit *first_inside(const struct history *h,
						const struct history_exposure *e)
{
	for (size_t i = 0; i < e->window.introduced.count; i++) {
		const struct source_commit *c = &h->walk.commits.items[e->window.introduced.items[i]];

		if (!c->outside)
			return c;
	}
	return NULL;
}

int diff_set_origin(struct strata_finding *f, struct scan *s, const struct source_commit *c,
		    struct strata_error *err)
{
	struct strata_origin *origin = strata_arena_alloc(&s->arena, sizeof(*origin));
	struct source_person person = { 0 };
	int rc = source_describe(&person, s->source, c->id, &s->arena, err);

	*origin = (struct strata_origin){ source_hex(s->source, c->id, &s->arena), c->time,
					  person.author, person.subject };
	f->origin = origin;
	return rc;
}

static int assign(struct difference *d, const struct history *h, const struct history_exposed *exposed,
		  struct strata_error *err)
{
	struct scan *s = &d->scan;
	int rc = 0;

	for (size_t i = 0; i < s->findings.count && rc == 0; i++) {
		struct strata_finding *f = &s->findings.items[i];
		const struct source_commit *commit = NULL;

		for (size_t e = 0; f->component >= 0 && f->state == STRATA_STATE_NEW && !f->origin &&
				   e < exposed->exposures.count; e++)
			if (is_exposure_of(h, &exposed->exposures.items[e],
					   &s->inventory.components.items[f->component], f) &&
			    !commit)
				commit = first_inside(h, &exposed->exposures.items[e]);
		if (commit)
			rc = diff_set_origin(f, s, commit, err);
	}
	return rc;
}

/* Whether there is anything to look for: new findings whose commit is not known. */
static bool ask_history(struct search *s)
{
	struct scan *scan = &s->d->scan;
	const struct history_slots *slots = &s->d->packages.history.slots;
	bool any = false;

	s->paths = s->packages = STRATA_MAP_INIT(&s->scratch);
	for (size_t i = 0; i < scan->findings.count; i++) {
		const struct strata_finding *f = &scan->findings.items[i];
		const struct strata_component *c;

		if (f->component < 0 || f->state != STRATA_STATE_NEW || f->origin)
			continue;
		c = &scan->inventory.components.items[f->component];
		any = true;
		strata_map_at(&s->packages, package_key(s, f->path, c->ecosystem, c->key), NULL);
	}
	for (size_t i = 0; any && i < slots->count; i++)
		strata_map_at(&s->paths, slots->items[i].path, NULL);
	return any;
}

/* 1 where the range has no history that could be read: the findings stand without it. */
static int open_range(struct history *history, struct difference *d,
		      const struct history_options *options)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_note *note;

	if (history_open(history, d->scan.source, options, &err) == 0)
		return 0;
	note = strata_vec_push(&d->scan.arena, &d->scan.notes);
	note->reason = strata_arena_printf(&d->scan.arena,
					   "which commits brought the new findings is not known: %s",
					   err.text);
	return 1;
}

/* In what the commits of the range pin, or in what they leave open. 1: nothing was found. */
static int look_in(struct search *s, bool loose, struct strata_error *err)
{
	struct difference *d = s->d;
	struct history_judge judge = { match_history, wants_package, s };
	struct history_options options = {
		.kind = SOURCE_WALK_REACHABLE, .jobs = d->scan.jobs, .loose = loose,
		.max_file_size = d->scan.max_file_size, .wants = wants_path, .payload = s,
	};
	struct history history = { 0 };
	struct history_exposed exposed;
	int rc;

	if (!ask_history(s))
		return 1;
	options.revision = strata_arena_printf(&s->scratch, "%.*s..%.*s",
					       STRATA_ARG(source_info(d->base)->revision),
					       STRATA_ARG(source_info(d->scan.source)->revision)).ptr;
	rc = open_range(&history, d, &options);
	if (rc == 0)
		rc = history_find_exposures(&exposed, &history, &judge, d->scan.now, &d->scan.arena, err);
	if (rc == 0)
		rc = assign(d, &history, &exposed, err);
	history_release(&history);
	return rc;
}

int diff_find_origins(struct difference *d, struct strata_error *err)
{
	struct search s = { .d = d };
	int rc = look_in(&s, false, err);

	if (rc == 0)
		rc = look_in(&s, true, err);
	strata_arena_release(&s.scratch);
	return rc > 0 ? 0 : rc;
}

/* --- the pipeline ------------------------------------------------------------------------------ */

static int open_base(struct difference *d, const struct options *options, const char *base,
		     struct strata_error *err)
{
	struct source_options source = {
		.path = options->path ? options->path : ".",
		.snapshot = SOURCE_REVISION,
		.revision = base,
	};

	return source_open(&d->base, &source, err);
}

static int find_packages(struct difference *d, bool all, struct strata_error *err)
{
	struct history_diff_options how = {
		.base = d->base,
		.head = d->scan.source,
		.jobs = d->scan.jobs,
		.max_file_size = d->scan.max_file_size,
		.all = all,
	};

	return history_diff_open(&d->packages, &how, err);
}

static void collect_notes(struct difference *d)
{
	const struct strata_notes *all[] = { &d->packages.notes, &d->packages.head.notes };

	for (size_t n = 0; n < sizeof(all) / sizeof(*all); n++)
		for (size_t i = 0; i < all[n]->count; i++)
			*strata_vec_push(&d->scan.arena, &d->scan.notes) = all[n]->items[i];
}

int diff_run(struct difference *d, const struct options *options, const char *base, bool all,
	     struct strata_error *err)
{
	int rc;

	*d = (struct difference){ 0 };
	if ((rc = scan_open(&d->scan, options, SCAN_INVENTORY, err)) < 0 ||
	    (rc = open_base(d, options, base, err)) < 0 ||
	    (rc = find_packages(d, all, err)) < 0 ||
	    (rc = source_list(&d->scan.facts.entries, &(struct strata_notes){ 0 }, d->scan.source,
			      &d->scan.arena, err)) < 0 ||
	    (rc = scan_settle_policy(&d->scan, options, err)) < 0 ||
	    (rc = diff_read_images(d, options, all, err)) < 0 ||
	    (rc = scan_open_database(&d->scan, options, SCAN_ADVISORIES, err)) < 0)
		return rc;
	d->scan.empty = d->packages.manifests == 0;
	collect_notes(d);
	history_diff_join(&d->scan.inventory, &d->packages, &d->scan.arena);
	if ((rc = judge(d, all, err)) < 0)
		return rc;
	diff_keep_images(d, all);
	return 0;
}

void diff_release(struct difference *d)
{
	diff_release_images(d);
	history_diff_release(&d->packages);
	source_close(d->base);
	scan_release(&d->scan);
}
