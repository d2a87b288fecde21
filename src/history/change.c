/*
 * change.c - which packages differ between two inventories.
 *
 * A package is what has one name in one project; it may stand there in several versions.
 * Those that both sides have are left aside. Of the rest, the highest of one side and the
 * highest of the other are one change, by the order of the ecosystem, and so on down; what
 * is left over was added or removed.
 */
#include <stdlib.h>

#include "history/diff.h"

/* One component of either side. */
struct member {
	const struct strata_component *component;
	bool *differs; /* of the component, in the diff */
	bool head;
	bool kept; /* the other side has the same */
};

STRATA_VEC(members, struct member);

struct comparing {
	struct history_diff *diff;
	struct members members;
	struct strata_arena scratch;
};

static int compare_packages(const struct strata_component *a, const struct strata_component *b)
{
	int order = strata_str_cmp(a->project, b->project);

	if (order == 0 && a->ecosystem != b->ecosystem)
		order = strata_str_cmp(strata_str_of(a->ecosystem->name),
				       strata_str_of(b->ecosystem->name));
	return order ? order : strata_str_cmp(a->key, b->key);
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = compare_packages(x->component, y->component);

	if (order == 0)
		order = x->head - y->head;
	return order ? order : strata_str_cmp(x->component->id, y->component->id);
}

static void add_members(struct comparing *c, const struct strata_inventory *inventory, bool *differs,
			bool head)
{
	for (size_t i = 0; i < inventory->components.count; i++) {
		const struct strata_component *component = &inventory->components.items[i];

		if (component->ecosystem && !component->local)
			*strata_vec_push(&c->scratch, &c->members) =
				(struct member){ component, &differs[i], head, false };
	}
}

static struct strata_str text_of(const struct strata_component *c)
{
	if (c->version.ptr)
		return c->version;
	return c->requirement.ptr ? c->requirement : STRATA_STR("");
}

/* The least version that a requirement admits; absent when there is none. */
static struct strata_str least_of(struct comparing *c, const struct strata_component *component)
{
	const struct strata_version_scheme *scheme = component->ecosystem->versions;
	struct strata_intervals admitted = { 0 };
	struct strata_str least = STRATA_NONE;

	if (component->version.ptr)
		return component->version;
	if (!component->requirement.len ||
	    scheme->intervals(&admitted, component->requirement, &c->scratch, NULL) < 0)
		return STRATA_NONE;
	for (size_t i = 0; i < admitted.count; i++) {
		if (!admitted.items[i].lo.ptr)
			return STRATA_NONE;
		if (i == 0 || scheme->compare(admitted.items[i].lo, least) < 0)
			least = admitted.items[i].lo;
	}
	return least;
}

/* By the order of the ecosystem; what has no least version comes first. */
static int compare_least(const struct strata_ecosystem *ecosystem, struct strata_str a,
			 struct strata_str b)
{
	if (!a.ptr || !b.ptr)
		return (a.ptr != NULL) - (b.ptr != NULL);
	return ecosystem->versions->compare(a, b);
}

/* One of a side's rest, with what it is ordered by. */
struct ordered {
	const struct strata_component *component;
	struct strata_str least;
};

STRATA_VEC(ordered_list, struct ordered);

static void add_change(struct comparing *c, enum diff_kind kind, const struct strata_component *from,
		       const struct strata_component *to)
{
	*strata_vec_push(&c->diff->history.arena, &c->diff->changes) = (struct diff_change){
		.kind = kind,
		.component = to ? to : from,
		.from = from ? text_of(from) : STRATA_NONE,
		.to = to ? text_of(to) : STRATA_NONE,
	};
}

/* Another commit under the same version was neither raised nor lowered. */
static void add_pair(struct comparing *c, const struct ordered *from, const struct ordered *to)
{
	int order = compare_least(from->component->ecosystem, from->least, to->least);

	if (order) {
		add_change(c, order < 0 ? DIFF_RAISED : DIFF_LOWERED, from->component, to->component);
	} else if (!strata_str_eq(from->component->commit, to->component->commit)) {
		add_change(c, DIFF_REMOVED, from->component, NULL);
		add_change(c, DIFF_ADDED, NULL, to->component);
	}
}

/* Highest first; what has no least version last. */
static int compare_ordered(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	int order = compare_least(x->component->ecosystem, y->least, x->least);

	return order ? order : strata_str_cmp(y->component->id, x->component->id);
}

/* Those of one side that the other has not. */
static void list_rest(struct ordered_list *out, struct comparing *c, const struct member *members,
		      size_t count, bool head)
{
	for (size_t i = 0; i < count; i++)
		if (!members[i].kept && members[i].head == head)
			*strata_vec_push(&c->scratch, out) = (struct ordered){
				members[i].component, least_of(c, members[i].component)
			};
	strata_vec_sort(out, compare_ordered);
}

static void pair(struct comparing *c, const struct member *members, size_t count)
{
	struct ordered_list from = { 0 }, to = { 0 };

	list_rest(&from, c, members, count, false);
	list_rest(&to, c, members, count, true);
	for (size_t i = 0; i < from.count || i < to.count; i++) {
		if (i < from.count && i < to.count)
			add_pair(c, &from.items[i], &to.items[i]);
		else if (i < to.count)
			add_change(c, DIFF_ADDED, NULL, to.items[i].component);
		else
			add_change(c, DIFF_REMOVED, from.items[i].component, NULL);
	}
}

/* What is the same bytes to install, as far as is known. */
static struct strata_str sameness(struct comparing *c, const struct strata_component *component)
{
	return strata_arena_printf(&c->scratch, "%d%d\n%.*s\n%.*s", component->version.ptr != NULL,
				   component->maybe, STRATA_ARG(component->commit),
				   STRATA_ARG(text_of(component)));
}

/* Whether both sides' manifests disagree with their lockfiles about it in the same way. */
static bool drifts_alike(const struct strata_component *a, const struct strata_component *b)
{
	const struct strata_drift *x = a->drift, *y = b->drift;

	while (x && y && strata_str_eq(x->manifest.path, y->manifest.path) &&
	       strata_str_eq(x->requirement, y->requirement)) {
		x = x->next;
		y = y->next;
	}
	return !x && !y;
}

/* Marks what both sides have; whether all of it is as it was, its use too. */
static bool keep_same(struct comparing *c, struct member *members, size_t count)
{
	struct strata_map of_base = STRATA_MAP_INIT(&c->scratch);
	bool all = true;
	size_t index;

	for (size_t i = 0; i < count && !members[i].head; i++)
		*strata_map_at(&of_base, sameness(c, members[i].component), NULL) = i;
	for (size_t i = 0; i < count; i++) {
		const struct strata_component *head = members[i].component, *base;

		if (!members[i].head || !strata_map_get(&index, &of_base, sameness(c, head)) ||
		    members[index].kept)
			continue;
		base = members[index].component;
		members[i].kept = members[index].kept = true;
		all = all && base->scope == head->scope && base->role == head->role &&
		      drifts_alike(base, head);
	}
	for (size_t i = 0; i < count; i++)
		all = all && members[i].kept;
	return all;
}

static void compare_group(struct comparing *c, struct member *members, size_t count)
{
	if (keep_same(c, members, count))
		return;
	for (size_t i = 0; i < count; i++)
		*members[i].differs = true;
	pair(c, members, count);
}

void history_diff_compare(struct history_diff *diff)
{
	struct comparing c = { .diff = diff };
	struct strata_arena *arena = &diff->history.arena;
	size_t first = 0;

	diff->base_differs = strata_arena_alloc(arena, diff->base.components.count + 1);
	diff->head_differs = strata_arena_alloc(arena, diff->head.components.count + 1);
	add_members(&c, &diff->base, diff->base_differs, false);
	add_members(&c, &diff->head, diff->head_differs, true);
	strata_vec_sort(&c.members, compare_members);
	for (size_t i = 1; i <= c.members.count; i++) {
		if (i < c.members.count && compare_packages(c.members.items[first].component,
							    c.members.items[i].component) == 0)
			continue;
		compare_group(&c, &c.members.items[first], i - first);
		first = i;
	}
	strata_arena_release(&c.scratch);
}

const char *diff_kind_name(enum diff_kind kind)
{
	static const char *const names[] = { "added", "removed", "raised", "lowered" };

	return names[kind];
}
