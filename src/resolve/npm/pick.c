/* pick.c - see pick.h. */
#include "resolve/npm/pick.h"

#include "strata/version.h"

static const struct strata_version_scheme *const scheme = &strata_version_npm;

static bool runs_on(struct strata_str version, struct strata_str engine, struct strata_arena *scratch)
{
	struct strata_intervals intervals = { 0 };

	if (!engine.len || !version.len)
		return true;
	return scheme->intervals(&intervals, engine, scratch, NULL) == 0 &&
	       strata_intervals_contain(&intervals, scheme, version);
}

bool npm_is_there(const struct npm_picker *picker, const struct npm_published *v)
{
	return !picker->as_of.ptr || !v->time.len ||
	       strata_str_cmp(strata_str_take(v->time, 19),
			      strata_str_take(picker->as_of, 19)) <= 0;
}

static const struct npm_published *version_named(const struct npm_picker *picker,
						 const struct npm_packument *p,
						 struct strata_str version)
{
	for (size_t i = 0; i < p->versions.count; i++)
		if (strata_str_eq(p->versions.items[i].version, version))
			return npm_is_there(picker, &p->versions.items[i]) ? &p->versions.items[i]
									   : NULL;
	return NULL;
}

/* How good a choice is, version apart: 3 runs and is not deprecated .. 0 neither. */
static int goodness(const struct npm_picker *picker, const struct npm_published *v,
		    struct strata_arena *scratch)
{
	struct npm_manifest m;
	bool runs;

	if (npm_manifest_read(&m, v->text, scratch, NULL) < 0)
		return 0;
	runs = runs_on(picker->node, m.engine_node, scratch) &&
	       runs_on(picker->npm, m.engine_npm, scratch);
	return runs ? m.deprecated ? 2 : 3 : m.deprecated ? 0 : 1;
}

struct choice {
	const struct npm_published *version;
};

STRATA_VEC(choices, struct choice);

static int compare_choices(const void *a, const void *b)
{
	return scheme->compare(((const struct choice *)b)->version->version,
			       ((const struct choice *)a)->version->version);
}

/* From the highest down: most often the first is as good as any can be. */
static const struct npm_published *best_of(const struct npm_picker *picker, struct choices *all,
					   struct strata_arena *scratch)
{
	const struct npm_published *best = NULL;
	int most = -1;

	strata_vec_sort(all, compare_choices);
	for (size_t i = 0; i < all->count && most < 3; i++) {
		int good = goodness(picker, all->items[i].version, scratch);

		if (good > most) {
			most = good;
			best = all->items[i].version;
		}
	}
	return best;
}

/* Of those admitted what a lockfile has, the highest; NULL: it has none of them. */
static const struct npm_published *kept_of(const struct npm_picker *picker,
					   const struct choices *all, struct strata_str name)
{
	const struct npm_published *best = NULL;

	for (size_t i = 0; picker->in && picker->in->holds && i < all->count; i++) {
		const struct npm_published *v = all->items[i].version;

		if (solver_keeps(picker->in, name, v->version) &&
		    (!best || scheme->compare(v->version, best->version) > 0))
			best = v;
	}
	return best;
}

static const struct npm_published *pick_range(const struct npm_picker *picker,
					      const struct npm_packument *p, struct strata_str name,
					      struct strata_str range, struct strata_arena *scratch)
{
	struct strata_intervals intervals = { 0 };
	const struct npm_published *latest =
		version_named(picker, p, npm_packument_tag(p, STRATA_STR("latest")));
	const struct npm_published *kept;
	struct choices choices = { 0 };
	bool any = !range.len || strata_str_eq(range, STRATA_STR("*"));

	if (scheme->intervals(&intervals, range, scratch, NULL) < 0)
		return NULL;
	for (size_t i = 0; i < p->versions.count; i++)
		if (npm_is_there(picker, &p->versions.items[i]) &&
		    strata_intervals_contain(&intervals, scheme, p->versions.items[i].version))
			*strata_vec_push(scratch, &choices) =
				(struct choice){ &p->versions.items[i] };
	if ((kept = kept_of(picker, &choices, name)))
		return kept;
	if (latest && (any || strata_intervals_contain(&intervals, scheme, latest->version)) &&
	    goodness(picker, latest, scratch) == 3)
		return latest;
	return best_of(picker, &choices, scratch);
}

const struct npm_published *npm_pick(const struct npm_picker *picker,
				     const struct npm_packument *p, struct strata_str name,
				     struct strata_str requirement, struct strata_arena *scratch)
{
	struct strata_intervals intervals = { 0 };
	struct strata_str tagged;
	const struct npm_published *v;

	requirement = strata_str_trim(requirement);
	if (scheme->intervals(&intervals, requirement, scratch, NULL) == 0)
		return pick_range(picker, p, name, requirement, scratch);
	tagged = npm_packument_tag(p, requirement);
	if (!tagged.len || (v = version_named(picker, p, tagged)))
		return tagged.len ? v : NULL;
	/* The tag was set later than the day that is asked about. */
	return pick_range(picker, p, name,
			  strata_arena_join(scratch, STRATA_STR("<="), tagged, STRATA_NONE), scratch);
}
