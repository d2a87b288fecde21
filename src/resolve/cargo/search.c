/*
 * search.c - see search.h.
 *
 * The state is one, and every change of it is on a trail: to take a choice back is to undo
 * the trail down to it. Frames (packages whose dependencies are yet to be decided) stand in
 * the order in which they came, under a tree of minima that finds the next.
 */
#include "resolve/cargo/search.h"

#include "resolve/cargo/conflict.h"
#include "strata/limits.h"

enum { EXHAUSTED = INT32_MAX };

struct active {
	struct cargo_version *version; /* NULL: none */
	size_t age;
};

struct frame {
	struct cargo_version *parent;
	const struct cargo_needs *needs;
	size_t next;
};

STRATA_VEC(frames, struct frame);

enum change {
	ACTIVATED, /* a slot */
	LINKED,    /* a native library */
	FEATURED,  /* a version has more features */
	STEPPED,   /* a frame's next dependency was taken */
	FRAMED,    /* a frame came */
	EDGED,
};

struct undo {
	enum change change;
	unsigned index;
	const struct cargo_ids *features; /* before */
};

STRATA_VEC(undos, struct undo);
STRATA_VEC(actives, struct active);
STRATA_VEC(featured, const struct cargo_ids *);

/* A choice that left other candidates. */
struct choice {
	size_t trail, age;
	size_t conflicts; /* count of those that it had met */
	size_t candidate; /* the next that was not looked at */
	struct cargo_version *other; /* found to be possible, and not taken yet */
	struct cargo_version *parent;
	const struct cargo_need *need;
};

STRATA_VEC(choices, struct choice);

struct search {
	struct cargo_crates *crates;
	struct strata_arena *arena;
	struct actives slots;   /* by slot */
	struct cargo_versions libraries; /* by name */
	struct featured features; /* by a version's number */
	struct frames frames;
	int32_t *minima; /* a binary tree over the frames: candidates of the next dependency */
	size_t leaves;
	struct undos trail;
	struct cargo_links links;
	struct choices choices;
	struct cargo_versions conflicts; /* of the choices, the current one's last */
	struct cargo_conflicts learnt;
	size_t age, steps, packages;
	size_t looks; /* for what an activation makes impossible */
};

/* --- the tree of minima --------------------------------------------------------------------- */

static void set_minimum(struct search *s, size_t leaf, int32_t value)
{
	size_t i = leaf + s->leaves;

	for (s->minima[i] = value; i > 1; i /= 2) {
		int32_t a = s->minima[i], b = s->minima[i ^ 1];

		s->minima[i / 2] = a < b ? a : b;
	}
}

static void grow_tree(struct search *s)
{
	size_t before = s->leaves;
	int32_t *old = s->minima;

	s->leaves = before ? before * 2 : 1024;
	s->minima = strata_arena_alloc(s->arena, 2 * s->leaves * sizeof(*s->minima));
	for (size_t i = 0; i < 2 * s->leaves; i++)
		s->minima[i] = EXHAUSTED;
	for (size_t i = 0; i < before; i++)
		set_minimum(s, i, old[before + i]);
}

static void settle_frame(struct search *s, size_t index)
{
	const struct frame *f = &s->frames.items[index];

	set_minimum(s, index,
		    index < s->frames.count && f->next < f->needs->count
			    ? (int32_t)f->needs->items[f->next].dep->candidates->list.count
			    : EXHAUSTED);
}

/* The first frame of the least; false when nothing is left to decide. */
static bool next_frame(size_t *out, const struct search *s)
{
	size_t i = 1;

	if (!s->leaves || s->minima[1] == EXHAUSTED)
		return false;
	while (i < s->leaves)
		i = 2 * i + (s->minima[2 * i] != s->minima[i]);
	*out = i - s->leaves;
	return true;
}

/* --- changes and their undoing ---------------------------------------------------------------- */

static struct active *slot_at(struct search *s, unsigned slot)
{
	while (s->slots.count <= slot)
		strata_vec_push(s->arena, &s->slots);
	return &s->slots.items[slot];
}

static struct cargo_version **library_at(struct search *s, unsigned link)
{
	while (s->libraries.count <= link)
		strata_vec_push(s->arena, &s->libraries);
	return &s->libraries.items[link];
}

static const struct cargo_ids **features_at(struct search *s, unsigned number)
{
	while (s->features.count <= number)
		strata_vec_push(s->arena, &s->features);
	return &s->features.items[number];
}

static void note(struct search *s, enum change change, size_t index,
		 const struct cargo_ids *features)
{
	*strata_vec_push(s->arena, &s->trail) =
		(struct undo){ change, (unsigned)index, features };
}

static void undo_one(struct search *s, const struct undo *u)
{
	switch (u->change) {
	case ACTIVATED:
		s->slots.items[u->index] = (struct active){ 0 };
		s->packages--;
		break;
	case LINKED:
		s->libraries.items[u->index] = NULL;
		break;
	case FEATURED:
		s->features.items[u->index] = u->features;
		break;
	case STEPPED:
		s->frames.items[u->index].next--;
		settle_frame(s, u->index);
		break;
	case FRAMED:
		s->frames.count--;
		settle_frame(s, u->index);
		break;
	case EDGED:
		s->links.count--;
		break;
	}
}

static void undo_to(struct search *s, size_t trail, size_t age)
{
	while (s->trail.count > trail)
		undo_one(s, &s->trail.items[--s->trail.count]);
	s->age = age;
}

/* --- activation ------------------------------------------------------------------------------- */

static void conflict(struct search *s, struct cargo_version *with)
{
	*strata_vec_push(s->arena, &s->conflicts) = with;
}

static void occupy(struct search *s, unsigned slot, struct cargo_version *v)
{
	*slot_at(s, slot) = (struct active){ v, s->age };
	s->packages++;
	note(s, ACTIVATED, slot, NULL);
}

static bool has_all(const struct cargo_ids *have, const struct cargo_ids *wanted)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (!cargo_ids_has(have, wanted->items[i]))
			return false;
	return true;
}

/* Whether what is asked of an active version is on already. */
static bool is_served(struct search *s, struct cargo_version *v, const struct cargo_wish *wish)
{
	static const struct cargo_ids none;
	const struct cargo_ids *on = *features_at(s, v->number);
	unsigned standard = cargo_name(&s->crates->names, STRATA_STR("default"));

	on = on ? on : &none;
	return !wish->all && has_all(on, &wish->features) &&
	       (!wish->defaults || cargo_ids_has(on, standard) ||
		!cargo_summary_feature(cargo_crates_summary(s->crates, v), standard));
}

/* False: it conflicts. A patch stands in the registry's place as well as in its own. */
static bool flag(struct search *s, struct cargo_version *v)
{
	if (v->link) {
		struct cargo_version **library = library_at(s, v->link);

		if (*library) {
			conflict(s, *library);
			return false;
		}
		*library = v;
		note(s, LINKED, v->link, NULL);
	}
	occupy(s, v->slot, v);
	if (!v->in_place)
		return true;
	if (slot_at(s, v->in_place)->version) {
		conflict(s, slot_at(s, v->in_place)->version);
		return false;
	}
	occupy(s, v->in_place, v);
	return true;
}

static void add_features(struct search *s, struct cargo_version *v, const struct cargo_ids *more)
{
	const struct cargo_ids **on = features_at(s, v->number), *before = *on;
	struct cargo_ids *all;

	if (!more->count || (before && has_all(before, more)))
		return;
	if (!before) {
		*on = more;
	} else {
		all = strata_arena_alloc(s->arena, sizeof(*all));
		for (size_t i = 0; i < before->count; i++)
			*strata_vec_push(s->arena, all) = before->items[i];
		for (size_t i = 0; i < more->count; i++)
			*strata_vec_push(s->arena, all) = more->items[i];
		cargo_ids_tidy(all);
		*on = all;
	}
	note(s, FEATURED, v->number, before);
}

static void push_frame(struct search *s, struct cargo_version *v, const struct cargo_needs *needs)
{
	size_t index = s->frames.count;

	if (index == s->leaves)
		grow_tree(s);
	*strata_vec_push(s->arena, &s->frames) = (struct frame){ .parent = v, .needs = needs };
	note(s, FRAMED, index, NULL);
	settle_frame(s, index);
}

/* False: it cannot be, and the conflict was added. */
static bool activate(struct search *s, struct cargo_version *v, struct cargo_version *parent,
		     const struct cargo_wish *wish)
{
	const struct cargo_plan *plan;

	s->age++;
	if (slot_at(s, v->slot)->version) {
		if (is_served(s, v, wish))
			return true;
	} else if (!flag(s, v)) {
		return false;
	} else if (!v->version.ptr) {
		return true;
	}
	plan = cargo_plan_of(s->crates, v, wish);
	if (!plan->possible) {
		if (parent)
			conflict(s, parent);
		return false;
	}
	add_features(s, v, &plan->on);
	push_frame(s, v, &plan->needs);
	return true;
}

/* --- choosing --------------------------------------------------------------------------------- */

static bool is_possible(struct search *s, struct cargo_version *v)
{
	struct cargo_version *library = v->link ? *library_at(s, v->link) : NULL;
	struct cargo_version *other = slot_at(s, v->slot)->version;

	if (library && library != v) {
		conflict(s, library);
		return false;
	}
	if (other && other != v) {
		conflict(s, other);
		return false;
	}
	return true;
}

/* The next candidate that goes with what is active; *more: another one does, too. */
static struct cargo_version *next_candidate(struct search *s, struct choice *c, bool *more)
{
	const struct cargo_versions *list = &c->need->dep->candidates->list;
	struct cargo_version *last;

	while (c->candidate < list->count) {
		struct cargo_version *v = list->items[c->candidate++], *first = c->other;

		if (!is_possible(s, v))
			continue;
		c->other = v;
		if (first) {
			*more = true;
			return first;
		}
	}
	*more = false;
	last = c->other;
	c->other = NULL;
	return last;
}

static size_t active_since(const void *payload, const struct cargo_version *v)
{
	const struct search *s = payload;
	const struct active *a = v->slot < s->slots.count ? &s->slots.items[v->slot] : NULL;

	return a && a->version == v ? a->age : 0;
}

static bool age_of(size_t *age, const struct search *s, const struct cargo_version *v)
{
	size_t since = active_since(s, v);

	if (since > *age)
		*age = since;
	return since > 0;
}

/* Down to which age choices must be taken back for the conflicts to go; false: not known. */
static bool culprit(size_t *age, const struct search *s, const struct choice *c)
{
	*age = 0;
	if (!age_of(age, s, c->parent))
		return false;
	for (size_t i = c->conflicts; i < s->conflicts.count; i++)
		if (!age_of(age, s, s->conflicts.items[i]))
			return false;
	return true;
}

/* Takes choices back until one has another candidate. */
static struct cargo_version *take_back(struct search *s, struct choice *current, bool backtracked,
				       bool *more)
{
	size_t age;
	bool known = !backtracked && culprit(&age, s, current);

	if (!backtracked)
		cargo_conflicts_add(&s->learnt, current->need->dep,
				    s->conflicts.items + current->conflicts,
				    s->conflicts.count - current->conflicts);
	s->conflicts.count = current->conflicts;
	while (s->choices.count) {
		struct choice c = s->choices.items[--s->choices.count];
		struct cargo_version *v;

		undo_to(s, c.trail, c.age);
		v = next_candidate(s, &c, more);
		if (v && !(known && s->age >= age)) {
			*current = c;
			return v;
		}
		s->conflicts.count = c.conflicts;
	}
	return NULL;
}

/* Whether taking back may lead anywhere. */
static bool has_other_way(const struct search *s, const struct choice *c, bool backtracked)
{
	size_t age;
	bool known = !backtracked && culprit(&age, s, c);

	for (size_t i = s->choices.count; i-- > 0;)
		if (!known || s->choices.items[i].age < age)
			return true;
	return false;
}

/* --- what is known to fail --------------------------------------------------------------------- */

/* The conflict is that of the choice that v is, so v itself is none of it. */
static void add_dead_end(struct search *s, const struct cargo_dead_end *end,
			 const struct cargo_version *v)
{
	for (size_t i = 0; i < end->with.count; i++)
		if (end->with.items[i] != v)
			conflict(s, end->with.items[i]);
}

/* A need of v itself goes with nothing, as it is. */
static bool needs_dead_end(struct search *s, const struct frame *f)
{
	for (size_t i = 0; i < f->needs->count; i++) {
		const struct cargo_dead_end *end =
			cargo_conflicts_active(&s->learnt, f->needs->items[i].dep, NULL);

		if (end) {
			add_dead_end(s, end, f->parent);
			return true;
		}
	}
	return false;
}

static bool is_among(const struct cargo_deps_list *deps, const struct cargo_dep *dep)
{
	for (size_t i = 0; i < deps->count; i++)
		if (deps->items[i] == dep)
			return true;
	return false;
}

/* What a package that waits still needs goes with nothing once v is there: the two exclude each other. */
static bool makes_dead_end(struct search *s, const struct cargo_version *v, size_t frames)
{
	const struct cargo_deps_list *deps = cargo_conflicts_naming(&s->learnt, v);

	for (size_t i = 0; deps && i < frames; i++) {
		const struct frame *f = &s->frames.items[i];

		for (size_t k = f->next; k < f->needs->count; k++) {
			const struct cargo_dep *dep = f->needs->items[k].dep;
			const struct cargo_dead_end *end =
				is_among(deps, dep) ? cargo_conflicts_active(&s->learnt, dep, v)
						    : NULL;

			s->looks += deps->count;
			if (end) {
				add_dead_end(s, end, v);
				conflict(s, f->parent);
				return true;
			}
		}
	}
	return false;
}

/*
 * Whether what was just activated is known to fail. Where there is nothing else to try it goes
 * on nevertheless, for the sake of the error: that is to name what is really missing.
 */
static bool is_doomed(struct search *s, const struct choice *c, const struct cargo_version *v,
		      size_t frames, bool backtracked, bool more)
{
	if (s->frames.count == frames || !s->learnt.of_dep.count ||
	    (!needs_dead_end(s, &s->frames.items[frames]) && !makes_dead_end(s, v, frames)))
		return false;
	return more || has_other_way(s, c, backtracked);
}

static int fail(const struct choice *c, struct strata_error *err)
{
	const struct cargo_dep *dep = c->need->dep;

	return strata_fail(err, STRATA_ENOTFOUND, 0,
			   "no version of '%.*s' that fits '%.*s' goes with the rest",
			   STRATA_ARG(dep->name), STRATA_ARG(dep->requirement));
}

static void keep_edge(struct search *s, const struct choice *c, const struct cargo_version *to)
{
	*strata_vec_push(s->arena, &s->links) =
		(struct cargo_link){ c->parent, to, c->need->dep };
	note(s, EDGED, 0, NULL);
}

static int check_limits(struct search *s, struct strata_error *err)
{
	if (++s->steps > STRATA_LIMIT_SOLVER_STEPS)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %u choices were tried",
				   STRATA_LIMIT_SOLVER_STEPS);
	if (s->looks > STRATA_LIMIT_SOLVER_LOOKS)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %u comparisons were made",
				   STRATA_LIMIT_SOLVER_LOOKS);
	if (s->packages > STRATA_LIMIT_SOLVED_PACKAGES)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %d packages would be needed",
				   STRATA_LIMIT_SOLVED_PACKAGES);
	return 0;
}

/* Decides one dependency. */
static int decide(struct search *s, struct choice c, struct strata_error *err)
{
	bool backtracked = false, more;
	int rc;

	for (;;) {
		struct cargo_version *v = next_candidate(s, &c, &more);
		size_t frames;
		struct cargo_wish wish;

		if (!v) {
			if (!(v = take_back(s, &c, backtracked, &more)))
				return fail(&c, err);
			backtracked = true;
		}
		if ((rc = check_limits(s, err)) < 0)
			return rc;
		c.trail = s->trail.count;
		c.age = s->age;
		frames = s->frames.count;
		keep_edge(s, &c, v);
		wish = (struct cargo_wish){ .features = c.need->features,
					    .defaults = c.need->dep->defaults };
		if (activate(s, v, c.parent, &wish) && !is_doomed(s, &c, v, frames, backtracked, more)) {
			if (more)
				*strata_vec_push(s->arena, &s->choices) = c;
			else
				s->conflicts.count = c.conflicts;
			return 0;
		}
		undo_to(s, c.trail, c.age);
	}
}

static int run(struct search *s, struct strata_error *err)
{
	size_t index;
	int rc = 0;

	while (rc == 0 && next_frame(&index, s)) {
		struct frame *f = &s->frames.items[index];
		struct choice c = {
			.conflicts = s->conflicts.count,
			.parent = f->parent,
			.need = &f->needs->items[f->next++],
		};

		note(s, STEPPED, index, NULL);
		settle_frame(s, index);
		rc = decide(s, c, err);
	}
	return rc;
}

static int activate_members(struct search *s, const struct cargo_versions *members,
			    struct strata_error *err)
{
	static const struct cargo_wish everything = { .all = true, .defaults = true };

	for (size_t i = 0; i < members->count; i++)
		if (!activate(s, members->items[i], NULL, &everything))
			return strata_fail(err, STRATA_ENOTFOUND, 0,
					   "the members of the workspace exclude each other, or "
					   "a feature of '%.*s' does not exist",
					   STRATA_ARG(members->items[i]->crate->name));
	return 0;
}

static void collect(struct cargo_solution *out, const struct search *s)
{
	out->links = s->links;
	for (size_t i = 0; i < s->trail.count; i++) {
		const struct undo *u = &s->trail.items[i];
		struct cargo_version *v =
			u->change == ACTIVATED ? s->slots.items[u->index].version : NULL;

		if (v && v->slot == u->index)
			*strata_vec_push(s->arena, &out->active) = v;
	}
}

int cargo_search(struct cargo_solution *out, struct cargo_crates *crates,
		 const struct cargo_versions *members, struct strata_error *err)
{
	struct search s = {
		.crates = crates,
		.arena = crates->arena,
		.learnt = { .arena = crates->arena, .by_dep = STRATA_MAP_INIT(crates->arena),
			    .age = active_since },
	};
	int rc = activate_members(&s, members, err);

	s.learnt.payload = &s;
	if (rc == 0)
		rc = run(&s, err);
	if (rc == 0)
		collect(out, &s);
	return rc;
}
