/*
 * moved.c - files that are at another path than they were.
 *
 * As git tells a rename: a file that is gone and one that came are the same when their
 * bytes are, else when at least half of their packages are. Without this a lockfile that
 * is moved into a folder would have all of its findings fixed, and found anew.
 */
#include <stdlib.h>

#include "history/diff.h"

enum { MOST_PAIRS = 1000 }; /* compared by packages; beyond, only equal bytes are */

struct move {
	const struct facts_file *from, *to;
	unsigned percent;
	struct strata_str project; /* of `to` */
};

STRATA_VEC(moves, struct move);

struct moving {
	struct history_diff *diff;
	struct moves moves;
	bool *gone_done, *came_done; /* those whose bytes are elsewhere, unchanged */
	struct strata_map by_from;   /* path -> index into moves */
	struct strata_arena arena;
};

static struct strata_str package_key(struct strata_arena *arena, const struct strata_package *p)
{
	return strata_arena_printf(arena, "%.*s\n%.*s", STRATA_ARG(p->name), STRATA_ARG(p->version));
}

/* How much of the larger file's packages both have. */
static unsigned likeness(const struct facts_file *a, const struct facts_file *b)
{
	const struct strata_packages *x = &a->facts.packages, *y = &b->facts.packages;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_map seen = STRATA_MAP_INIT(&arena);
	size_t most = x->count > y->count ? x->count : y->count, common = 0;

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

static struct strata_str bytes_key(struct strata_arena *arena, const struct facts_file *file)
{
	return strata_arena_printf(arena, "%s\n%.*s", file->format->name, STRATA_ARG(file->blob));
}

static void add_move(struct moving *m, size_t gone, size_t came, unsigned percent)
{
	m->gone_done[gone] = m->came_done[came] = percent == 100;
	*strata_vec_push(&m->arena, &m->moves) = (struct move){
		m->diff->gone.items[gone], m->diff->came.items[came], percent, STRATA_NONE
	};
}

/* Of several with the same bytes the first goes with the first, by path. */
static void pair_equal(struct moving *m)
{
	const struct facts_files *gone = &m->diff->gone, *came = &m->diff->came;
	size_t *next = strata_arena_alloc(&m->arena, (came->count + 1) * sizeof(*next));
	struct strata_map by_bytes = STRATA_MAP_INIT(&m->arena);

	for (size_t c = came->count; c-- > 0;) {
		size_t *first = strata_map_at(&by_bytes, bytes_key(&m->arena, came->items[c]), NULL);

		next[c] = *first;
		*first = c + 1;
	}
	for (size_t g = 0; g < gone->count; g++) {
		size_t *first = strata_map_at(&by_bytes, bytes_key(&m->arena, gone->items[g]), NULL);

		if (*first) {
			size_t c = *first - 1;

			*first = next[c];
			add_move(m, g, c, 100);
		}
	}
}

static void pair_alike(struct moving *m)
{
	const struct facts_files *gone = &m->diff->gone, *came = &m->diff->came;
	size_t pairs = 0;

	for (size_t g = 0; g < gone->count; g++)
		for (size_t c = 0; !m->gone_done[g] && c < came->count; c++) {
			unsigned percent;

			if (m->came_done[c] || gone->items[g]->format != came->items[c]->format)
				continue;
			if (++pairs > MOST_PAIRS)
				return;
			percent = likeness(gone->items[g], came->items[c]);
			if (percent >= 50)
				add_move(m, g, c, percent < 100 ? percent : 99);
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
		m.gone_done = strata_arena_alloc(&m.arena, diff->gone.count);
		m.came_done = strata_arena_alloc(&m.arena, diff->came.count);
		pair_equal(&m);
		pair_alike(&m);
		settle(&m);
		for (size_t i = 0; i < diff->base.components.count; i++)
			follow(&m, &diff->base.components.items[i]);
	}
	strata_arena_release(&m.arena);
}
