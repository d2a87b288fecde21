/* criterion.c - see criterion.h. */
#include "resolve/pypi/criterion.h"

static struct pypi_picks keep_admitted(struct pypi_picks all, const struct pypi_want *w,
				     const struct pypi_project *p, struct strata_arena *arena)
{
	struct pypi_picks out;

	if (!w || (w->exact < 0 && !w->intervals.count))
		return all;
	out = (struct pypi_picks){ strata_arena_alloc(arena, (all.count + 1) * sizeof(unsigned)), 0 };
	for (size_t i = 0; i < all.count; i++)
		if (pypi_want_admits(w, all.items[i], p->releases.items[all.items[i]].version))
			out.items[out.count++] = all.items[i];
	return out;
}

static struct pypi_picks all_releases(struct pypi_search *s, unsigned index,
				      struct strata_arena *arena)
{
	struct pypi_project *p = pypi_search_project(s, index);
	struct pypi_picks all = {
		strata_arena_alloc(arena, (p->releases.count + 1) * sizeof(unsigned)),
		p->releases.count,
	};

	for (unsigned i = 0; i < all.count; i++)
		all.items[i] = i;
	return keep_admitted(all, s->nodes.items[s->nodes.items[index]->base]->constraint, p, arena);
}

bool pypi_picks_hold(const struct pypi_picks *r, unsigned release)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->items[middle] < release)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->count && r->items[low] == release;
}

/* What decides beside order: pre-releases and yanked ones. */
struct manners {
	bool exact, pre, finals, all_yanked, pinned;
};

static struct manners manners_of(const struct pypi_criterion *c, const struct pypi_project *p,
				 const struct pypi_want *constraint)
{
	struct manners m = { .pre = constraint && constraint->pre,
			     .pinned = constraint && constraint->pinned_exactly,
			     .all_yanked = true };

	for (size_t i = 0; i < c->wants.count; i++) {
		m.exact |= c->wants.items[i]->exact >= 0;
		m.pre |= c->wants.items[i]->pre;
		m.pinned |= c->wants.items[i]->pinned_exactly;
	}
	for (size_t i = 0; i < c->fitting.count; i++)
		m.finals |= !p->releases.items[c->fitting.items[i]].pre;
	m.pre |= !m.finals;
	for (size_t i = 0; i < c->fitting.count; i++) {
		const struct pypi_release *r = &p->releases.items[c->fitting.items[i]];

		if (m.pre || !r->pre)
			m.all_yanked &= r->yanked;
	}
	return m;
}

static void set_left(struct pypi_search *s, struct pypi_criterion *c, unsigned node,
		     struct strata_arena *arena)
{
	const struct pypi_project *p = pypi_search_project(s, node);
	struct manners m = manners_of(c, p, s->nodes.items[s->nodes.items[node]->base]->constraint);

	c->left = (struct pypi_picks){
		strata_arena_alloc(arena, (c->fitting.count + 1) * sizeof(unsigned)), 0
	};
	for (size_t i = 0; i < c->fitting.count; i++) {
		unsigned release = c->fitting.items[i];
		const struct pypi_release *r = &p->releases.items[release];
		bool good = m.exact || ((m.pre || !r->pre) &&
					(!r->yanked || (m.all_yanked && m.pinned)));

		if (good && !pypi_picks_hold(&c->barred, release))
			c->left.items[c->left.count++] = release;
	}
}

struct pypi_criterion *pypi_criterion_add(struct pypi_search *s,
					  const struct pypi_criterion *before,
					  struct pypi_want *w, struct strata_arena *arena)
{
	struct pypi_criterion *c = strata_arena_alloc(arena, sizeof(*c));

	if (before) {
		*c = *before;
		c->wants = (struct pypi_wants){ 0 };
		for (size_t i = 0; i < before->wants.count; i++)
			*strata_vec_push(arena, &c->wants) = before->wants.items[i];
	} else {
		c->fitting = all_releases(s, w->node, arena);
	}
	*strata_vec_push(arena, &c->wants) = w;
	c->fitting = keep_admitted(c->fitting, w, pypi_search_project(s, w->node), arena);
	set_left(s, c, w->node, arena);
	return c;
}

static bool is_asked_by(const struct pypi_criterion *c, const bool *gone)
{
	for (size_t i = 0; i < c->wants.count; i++)
		if (c->wants.items[i]->from >= 0 && gone[c->wants.items[i]->from])
			return true;
	return false;
}

const struct pypi_criterion *pypi_criterion_without(struct pypi_search *s,
						    const struct pypi_criterion *c, unsigned node,
						    const bool *gone, struct strata_arena *arena)
{
	struct pypi_criterion *less;

	if (!is_asked_by(c, gone))
		return c;
	less = strata_arena_alloc(arena, sizeof(*less));
	*less = *c;
	less->wants = (struct pypi_wants){ 0 };
	less->fitting = all_releases(s, node, arena);
	for (size_t i = 0; i < c->wants.count; i++) {
		struct pypi_want *w = c->wants.items[i];

		if (w->from >= 0 && gone[w->from])
			continue;
		*strata_vec_push(arena, &less->wants) = w;
		less->fitting = keep_admitted(less->fitting, w, pypi_search_project(s, node), arena);
	}
	return less;
}

static struct pypi_picks merged(const struct pypi_picks *a, const struct pypi_picks *b,
				struct strata_arena *arena)
{
	size_t i = 0, k = 0;
	struct pypi_picks out = {
		strata_arena_alloc(arena, (a->count + b->count + 1) * sizeof(unsigned)), 0
	};

	while (i < a->count || k < b->count) {
		bool first = k == b->count || (i < a->count && a->items[i] <= b->items[k]);
		unsigned next = first ? a->items[i++] : b->items[k++];

		if (!out.count || out.items[out.count - 1] != next)
			out.items[out.count++] = next;
	}
	return out;
}

const struct pypi_criterion *pypi_criterion_bar(struct pypi_search *s,
						const struct pypi_criterion *before, unsigned node,
						const struct pypi_picks *more,
						struct strata_arena *arena)
{
	struct pypi_criterion *c = strata_arena_alloc(arena, sizeof(*c));

	*c = *before;
	c->barred = merged(&before->barred, more, arena);
	set_left(s, c, node, arena);
	return c;
}
