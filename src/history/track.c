/* track.c - windows of tracks; see track.h. */
#include "history/track.h"

#include <stdlib.h>

struct finder {
	const struct history *h;
	struct track_set *set;
	struct track_windows *out;
	unsigned *window;  /* of each track: its open (or only) one + 1 */
	unsigned *gained;  /* of each track: how many parents of the commit lack it */
	bool *lost;        /* of each track: taken out by the commit, said once */
	struct strata_indices touched, dropped;
	unsigned commit;
	struct strata_arena scratch;
};

static const struct strata_indices nothing;

static int compare_unsigned(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

struct track_set track_set(const struct history *history, struct strata_arena *arena)
{
	struct track_set set = { .arena = arena };

	set.of_item = strata_arena_alloc(arena, (history->items.count + 1) * sizeof(*set.of_item));
	return set;
}

void track_add(struct track_set *set, unsigned item, unsigned track)
{
	*strata_vec_push(set->arena, &set->of_item[item]) = track;
	if (set->count <= track)
		set->count = track + 1;
}

/* The tracks of each result, each once. */
static void close_set(struct track_set *set, const struct history *h)
{
	set->of_result = strata_arena_alloc(set->arena,
					    (h->results.count + 1) * sizeof(*set->of_result));
	for (size_t r = 0; r < h->results.count; r++) {
		const struct strata_indices *items = &h->results.items[r].items;
		struct strata_indices *tracks = &set->of_result[r];
		size_t kept = 0;

		for (size_t i = 0; i < items->count; i++) {
			const struct strata_indices *own = &set->of_item[items->items[i]];

			for (size_t t = 0; t < own->count; t++)
				*strata_vec_push(set->arena, tracks) = own->items[t];
		}
		strata_vec_sort(tracks, compare_unsigned);
		for (size_t i = 0; i < tracks->count; i++)
			if (kept == 0 || tracks->items[kept - 1] != tracks->items[i])
				tracks->items[kept++] = tracks->items[i];
		tracks->count = kept;
	}
}

static const struct strata_indices *tracks_of(const struct track_set *set, uint32_t result)
{
	return result == HISTORY_NONE ? &nothing : &set->of_result[result];
}

static void gain(struct finder *f, unsigned track)
{
	if (f->gained[track]++ == 0)
		*strata_vec_push(&f->scratch, &f->touched) = track;
}

static void lose(struct finder *f, unsigned track)
{
	if (f->lost[track])
		return;
	f->lost[track] = true;
	*strata_vec_push(&f->scratch, &f->dropped) = track;
}

/* One cluster that differs between a parent and the commit. */
static void compare_results(unsigned cluster, uint32_t before, uint32_t after, void *payload)
{
	struct finder *f = payload;
	const struct strata_indices *a = tracks_of(f->set, before), *b = tracks_of(f->set, after);
	size_t i = 0, j = 0;

	(void)cluster;
	while (i < a->count || j < b->count) {
		if (j == b->count || (i < a->count && a->items[i] < b->items[j]))
			lose(f, a->items[i++]);
		else if (i == a->count || b->items[j] < a->items[i])
			gain(f, b->items[j++]);
		else
			i++, j++;
	}
}

static struct track_window *open_window(struct finder *f, unsigned track)
{
	if (!f->window[track]) {
		struct track_window *w = strata_vec_push(f->set->arena, f->out);

		w->track = track;
		f->window[track] = (unsigned)f->out->count;
	}
	return &f->out->items[f->window[track] - 1];
}

static void introduce(struct finder *f, unsigned track)
{
	struct track_window *w = open_window(f, track);

	*strata_vec_push(f->set->arena, &w->introduced) = f->commit;
	w->present = true;
}

static void end(struct finder *f, unsigned track, bool chain)
{
	struct track_window *w = open_window(f, track);

	*strata_vec_push(f->set->arena, &w->removed) = f->commit;
	w->present = false;
	if (chain)
		f->window[track] = 0;
}

/* What the commit has that no parent has; what it lacks that a parent has. */
static void settle(struct finder *f, unsigned parents, bool chain)
{
	for (size_t i = 0; i < f->dropped.count; i++) {
		end(f, f->dropped.items[i], chain);
		f->lost[f->dropped.items[i]] = false;
	}
	for (size_t i = 0; i < f->touched.count; i++) {
		if (f->gained[f->touched.items[i]] == parents)
			introduce(f, f->touched.items[i]);
		f->gained[f->touched.items[i]] = 0;
	}
	f->touched = f->dropped = (struct strata_indices){ 0 };
	strata_arena_reset(&f->scratch);
}

static void visit(struct finder *f, const struct history_state *none, bool chain)
{
	const struct source_commit *c = &f->h->walk.commits.items[f->commit];
	const struct history_state *state = f->h->commits[f->commit].state;
	unsigned parents = c->outside ? 0 : chain && c->parent_count ? 1 : c->parent_count;

	if (parents == 0)
		vector_differ(&none->results, &state->results, compare_results, f);
	for (unsigned p = 0; p < parents; p++) {
		const struct history_state *before = f->h->commits[c->parents[p]].state;

		if (before != state)
			vector_differ(&before->results, &state->results, compare_results, f);
	}
	settle(f, parents ? parents : 1, chain);
}

/* The commits of a chain in a history that has more. */
static bool *mark_chain(const struct history *h, struct strata_arena *arena)
{
	const struct source_commits *commits = &h->walk.commits;
	bool *on = strata_arena_alloc(arena, commits->count + 1);
	size_t at = h->walk.tip.ptr ? commits->count - 1 : (size_t)h->walk.head;

	while (at < commits->count && !on[at]) {
		on[at] = true;
		if (!commits->items[at].outside && commits->items[at].parent_count)
			at = commits->items[at].parents[0];
	}
	return on;
}

bool track_holds(const struct track_set *set, const struct history_state *state, unsigned cluster,
		 unsigned track)
{
	const struct strata_indices *tracks = tracks_of(set, vector_at(&state->results, cluster));

	return tracks->count && bsearch(&track, tracks->items, tracks->count, sizeof(track),
					compare_unsigned);
}

void track_find(struct track_windows *out, struct track_set *set, const struct history *h,
		bool chain)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct finder f = { .h = h, .set = set, .out = out };
	struct history_state none = { .results = vector_of(&arena, h->cluster_count, HISTORY_NONE) };
	const bool *on = chain ? mark_chain(h, &arena) : NULL;

	close_set(set, h);
	f.window = strata_arena_alloc(&arena, (set->count + 1) * sizeof(*f.window));
	f.gained = strata_arena_alloc(&arena, (set->count + 1) * sizeof(*f.gained));
	f.lost = strata_arena_alloc(&arena, set->count + 1);
	for (f.commit = 0; f.commit < h->walk.commits.count; f.commit++)
		if (!on || on[f.commit])
			visit(&f, &none, chain);
	strata_arena_release(&f.scratch);
	strata_arena_release(&arena);
}
