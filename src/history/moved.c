/*
 * moved.c - files that are at another path than they were.
 *
 * As git tells a rename: a file that is gone and one that came are the same when their
 * bytes are, else when at least half of their packages are. Without this a lockfile that
 * is moved into a folder would have all of its findings fixed, and found anew.
 */
#include <stdlib.h>

#include "history/diff.h"

enum { MOST_PAIRS = 10000 }; /* compared by packages; beyond, only equal bytes are */

struct move {
	const struct facts_file *from, *to;
	unsigned percent;
	struct strata_str project; /* of `to` */
};

STRATA_VEC(moves, struct move);

struct moving {
	struct history_diff *diff;
	struct moves moves;
	struct strata_map by_from; /* path -> index into moves */
	struct strata_arena arena;
};

static struct strata_str package_key(struct strata_arena *arena, const struct strata_package *p)
{
	return strata_arena_printf(arena, "%.*s\n%.*s", STRATA_ARG(p->name), STRATA_ARG(p->version));
}

/* How much of the larger file's packages both have. */
static unsigned likeness(struct moving *m, const struct facts_file *a, const struct facts_file *b)
{
	const struct strata_packages *x = &a->facts.packages, *y = &b->facts.packages;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_map seen = STRATA_MAP_INIT(&arena);
	size_t most = x->count > y->count ? x->count : y->count, common = 0;

	if (strata_str_eq(a->blob, b->blob))
		return 100;
	if (m->diff->gone.count * m->diff->came.count > MOST_PAIRS)
		return 0;
	for (size_t i = 0; i < x->count; i++)
		++*strata_map_at(&seen, package_key(&arena, &x->items[i]), NULL);
	for (size_t i = 0; i < y->count; i++) {
		size_t *left = strata_map_at(&seen, package_key(&arena, &y->items[i]), NULL);

		common += *left > 0;
		*left -= *left > 0;
	}
	strata_arena_release(&arena);
	return most ? (unsigned)(100 * common / most) : 0;
}

static void add_pairs(struct moving *m)
{
	const struct facts_files *gone = &m->diff->gone, *came = &m->diff->came;

	for (size_t g = 0; g < gone->count; g++)
		for (size_t c = 0; c < came->count; c++) {
			struct move move = { gone->items[g], came->items[c], 0, STRATA_NONE };

			if (move.from->format != move.to->format)
				continue;
			move.percent = likeness(m, move.from, move.to);
			if (move.percent >= 50)
				*strata_vec_push(&m->arena, &m->moves) = move;
		}
}

/* The most alike first; then those whose name stayed. */
static int compare_moves(const void *a, const void *b)
{
	const struct move *x = a, *y = b;
	bool same_x = strata_str_eq(strata_path_base(x->from->path), strata_path_base(x->to->path));
	bool same_y = strata_str_eq(strata_path_base(y->from->path), strata_path_base(y->to->path));
	int order;

	if (x->percent != y->percent)
		return x->percent > y->percent ? -1 : 1;
	if (same_x != same_y)
		return same_x ? -1 : 1;
	order = strata_str_cmp(x->from->path, y->from->path);
	return order ? order : strata_str_cmp(x->to->path, y->to->path);
}

static struct strata_str project_of(const struct strata_inventory *inventory, struct strata_str path)
{
	for (size_t i = 0; i < inventory->manifests.count; i++)
		if (strata_str_eq(inventory->manifests.items[i].path, path))
			return inventory->manifests.items[i].project;
	return STRATA_NONE;
}

/* Each file is moved once, to one place. */
static void settle(struct moving *m)
{
	struct strata_map by_to = STRATA_MAP_INIT(&m->arena);

	strata_vec_sort(&m->moves, compare_moves);
	for (size_t i = 0; i < m->moves.count; i++) {
		struct move *move = &m->moves.items[i];

		if (strata_map_get(&(size_t){ 0 }, &m->by_from, move->from->path) ||
		    strata_map_get(&(size_t){ 0 }, &by_to, move->to->path))
			continue;
		*strata_map_at(&m->by_from, move->from->path, NULL) = i;
		strata_map_at(&by_to, move->to->path, NULL);
		move->project = project_of(&m->diff->head, move->to->path);
	}
}

/* A component moves when all that says so did. */
static void follow(struct moving *m, struct strata_component *c)
{
	struct strata_str project = STRATA_NONE;
	size_t index;

	for (size_t i = 0; i < c->places.count; i++) {
		if (!strata_map_get(&index, &m->by_from, c->places.items[i].path))
			return;
		if (!project.ptr)
			project = m->moves.items[index].project;
	}
	if (project.ptr)
		c->project = project;
}

void history_diff_follow_moves(struct history_diff *diff)
{
	struct moving m = { .diff = diff };

	if (diff->gone.count && diff->came.count) {
		m.by_from = STRATA_MAP_INIT(&m.arena);
		add_pairs(&m);
		settle(&m);
		for (size_t i = 0; i < diff->base.components.count; i++)
			follow(&m, &diff->base.components.items[i]);
	}
	strata_arena_release(&m.arena);
}
