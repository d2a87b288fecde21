/* plan.c - see plan.h. */
#include "resolve/cargo/plan.h"

/* A dependency that is turned on, and a feature asked of it; 0: none in particular. */
struct turned {
	unsigned dep, feature;
};

STRATA_VEC(turned_list, struct turned);

struct planning {
	struct cargo_crates *crates;
	const struct cargo_summary *summary;
	struct cargo_plan *plan;
	struct turned_list turned;
	bool *seen; /* by the index of a feature */
	struct cargo_ids stack;
};

static void require_feature(struct planning *p, unsigned name)
{
	const struct cargo_feature *f = cargo_summary_feature(p->summary, name);
	size_t index;

	if (!f) {
		p->plan->possible = false;
		return;
	}
	index = (size_t)(f - p->summary->features.items);
	if (p->seen[index])
		return;
	p->seen[index] = true;
	*strata_vec_push(p->crates->arena, &p->plan->on) = name;
	*strata_vec_push(p->crates->arena, &p->stack) = (unsigned)index;
}

static bool is_optional(const struct cargo_summary *s, unsigned handle)
{
	for (size_t i = 0; i < s->deps.count; i++)
		if (s->deps.items[i].handle == handle && s->deps.items[i].optional)
			return true;
	return false;
}

static void require_value(struct planning *p, const struct cargo_value *v)
{
	if (!v->dep) {
		require_feature(p, v->feature);
		return;
	}
	if (v->feature && !v->weak && is_optional(p->summary, v->dep) &&
	    cargo_summary_feature(p->summary, v->dep))
		require_feature(p, v->dep);
	*strata_vec_push(p->crates->arena, &p->turned) = (struct turned){ v->dep, v->feature };
}

/* Features turn on features: on a stack, for their chains have no limit. */
static void require_all(struct planning *p)
{
	const struct cargo_wish *wish = &p->plan->wish;
	unsigned standard = cargo_name(&p->crates->names, STRATA_STR("default"));

	for (size_t i = 0; wish->all && i < p->summary->features.count; i++)
		require_feature(p, p->summary->features.items[i].name);
	for (size_t i = 0; i < wish->features.count; i++)
		require_feature(p, wish->features.items[i]);
	if (wish->defaults && cargo_summary_feature(p->summary, standard))
		require_feature(p, standard);
	while (p->stack.count) {
		const struct cargo_feature *f =
			&p->summary->features.items[p->stack.items[--p->stack.count]];

		for (size_t i = 0; i < f->values.count; i++)
			require_value(p, &f->values.items[i]);
	}
	cargo_ids_tidy(&p->plan->on);
}

static int compare_turned(const void *a, const void *b)
{
	const struct turned *x = a, *y = b;

	return (x->dep > y->dep) - (x->dep < y->dep);
}

/* The first that is of that handle; the count when none is. */
static size_t first_of(const struct turned_list *list, unsigned handle)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle].dep < handle)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && list->items[low].dep == handle ? low : list->count;
}

static void add_need(struct planning *p, struct cargo_dep *dep)
{
	size_t i = first_of(&p->turned, dep->handle);
	struct strata_arena *arena = p->crates->arena;
	struct cargo_need need = { .dep = dep };

	if ((dep->optional && i == p->turned.count) || (dep->dev && !p->plan->wish.all))
		return;
	for (size_t k = 0; k < dep->features.count; k++)
		*strata_vec_push(arena, &need.features) = dep->features.items[k];
	for (; i < p->turned.count && p->turned.items[i].dep == dep->handle; i++)
		if (p->turned.items[i].feature)
			*strata_vec_push(arena, &need.features) = p->turned.items[i].feature;
	cargo_ids_tidy(&need.features);
	*strata_vec_push(arena, &p->plan->needs) = need;
	cargo_crates_want(p->crates, dep);
}

struct ordered {
	struct cargo_need need;
	size_t candidates, place;
};

STRATA_VEC(ordering, struct ordered);

static int compare_ordered(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->candidates != y->candidates)
		return x->candidates < y->candidates ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Lists what is needed, and starts to fetch it. */
static void begin(struct cargo_plan *plan, struct cargo_crates *crates,
		  struct cargo_version *version)
{
	const struct cargo_summary *s = cargo_crates_summary(crates, version);
	struct planning p = { .crates = crates, .summary = s, .plan = plan };

	plan->possible = true;
	p.seen = strata_arena_alloc(crates->arena, s->features.count + 1);
	require_all(&p);
	/* Of what is not known no feature is missing. */
	plan->possible = plan->possible || !version->version.ptr;
	strata_vec_sort(&p.turned, compare_turned);
	for (size_t i = 0; plan->possible && i < s->deps.count; i++)
		add_need(&p, &s->deps.items[i]);
}

static struct cargo_plan *add_plan(struct cargo_crates *crates, struct cargo_version *version,
				   const struct cargo_wish *wish)
{
	struct cargo_plan *plan = strata_arena_alloc(crates->arena, sizeof(*plan));

	*plan = (struct cargo_plan){ .wish = *wish, .next = version->plans };
	version->plans = plan;
	begin(plan, crates, version);
	return plan;
}

/*
 * The best candidate is most often the one that is taken: what it needs is on its way while
 * others are waited for.
 */
static void foresee(struct cargo_crates *crates, const struct cargo_candidates *candidates,
		    const struct cargo_need *need)
{
	struct cargo_version *best = candidates->list.count ? candidates->list.items[0] : NULL;
	struct cargo_wish wish = { .features = need->features, .defaults = need->dep->defaults };

	if (best && !best->plans && best->version.ptr && registry_is_online(crates->in->registry))
		add_plan(crates, best, &wish);
}

static void order_needs(struct cargo_plan *plan, struct cargo_crates *crates)
{
	struct cargo_needs *needs = &plan->needs;
	struct ordering order = { 0 };

	for (size_t i = 0; i < needs->count; i++) {
		const struct cargo_candidates *c =
			cargo_crates_candidates(crates, needs->items[i].dep);

		foresee(crates, c, &needs->items[i]);
		*strata_vec_push(crates->arena, &order) =
			(struct ordered){ needs->items[i], c->list.count, i };
	}
	strata_vec_sort(&order, compare_ordered);
	for (size_t i = 0; i < needs->count; i++)
		needs->items[i] = order.items[i].need;
	plan->ordered = true;
}

static bool same_wish(const struct cargo_wish *a, const struct cargo_wish *b)
{
	if (a->defaults != b->defaults || a->all != b->all || a->features.count != b->features.count)
		return false;
	for (size_t i = 0; i < a->features.count; i++)
		if (a->features.items[i] != b->features.items[i])
			return false;
	return true;
}

const struct cargo_plan *cargo_plan_of(struct cargo_crates *crates, struct cargo_version *version,
				       const struct cargo_wish *wish)
{
	struct cargo_plan *plan = version->plans;

	while (plan && !same_wish(&plan->wish, wish))
		plan = plan->next;
	if (!plan)
		plan = add_plan(crates, version, wish);
	if (!plan->ordered)
		order_needs(plan, crates);
	return plan;
}
