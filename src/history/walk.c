/* walk.c - the first step: commits, and the manifests that each changes; see history.h. */
#include <string.h>

#include "discover/discover.h"
#include "history/steps.h"

struct walker {
	struct history *h;
	struct history_paths *paths;
	struct strata_map by_version; /* slot and blob id -> version */
	STRATA_VEC(ecosystems, const struct strata_ecosystem *) touched;
	struct strata_map staged; /* paths that differ between what is staged and the first commit */
	STRATA_VEC(befores, struct before {
		struct strata_str path;
		unsigned char id[SOURCE_ID_MOST];
	}) before; /* what the first commit has of them */
	struct strata_arena scratch;
};

static void add_to_folder(struct walker *w, unsigned slot, struct strata_str path)
{
	struct strata_arena *arena = &w->h->arena;
	bool added;
	size_t *index = strata_map_at(&w->paths->by_folder, strata_path_dir(path), &added);

	if (added) {
		*index = w->paths->folders.count;
		strata_vec_push(arena, &w->paths->folders);
	}
	*strata_vec_push(arena, &w->paths->folders.items[*index]) = slot;
}

/* The first slot of a path + 2, made when the path is first met; 1 when no format wants it. */
static size_t slots_of(struct walker *w, struct strata_str path)
{
	struct discover_formats formats = { 0 };
	struct strata_arena *arena = &w->h->arena;
	size_t first = 0, *entry;

	if (strata_map_get(&first, &w->paths->by_path, path))
		return first;
	discover_formats(&formats, w->h->formats, path, &w->scratch);
	path = strata_arena_dup(arena, path);
	entry = strata_map_at(&w->paths->by_path, path, NULL);
	*entry = 1;
	for (size_t i = formats.count; i-- > 0;) {
		unsigned slot = (unsigned)w->h->slots.count;

		*strata_vec_push(arena, &w->h->slots) = (struct history_slot){
			.path = path, .format = formats.items[i], .role = discover_role(path)
		};
		*strata_vec_push(arena, &w->paths->next) = *entry > 1 ? (unsigned)*entry - 1 : 0;
		*entry = (size_t)slot + 2;
		add_to_folder(w, slot, path);
	}
	strata_arena_reset(&w->scratch);
	return *entry;
}

static bool wants(struct strata_str path, void *payload)
{
	return slots_of(payload, path) > 1;
}

static unsigned version_of(struct walker *w, unsigned slot, const unsigned char *id)
{
	unsigned char key[sizeof(slot) + SOURCE_ID_MOST] = { 0 };
	struct strata_str text = { (char *)key, sizeof(key) };
	struct history_version *version;
	size_t index;

	memcpy(key, &slot, sizeof(slot));
	memcpy(key + sizeof(slot), id, SOURCE_ID_MOST);
	if (strata_map_get(&index, &w->by_version, text))
		return (unsigned)index;
	index = w->h->versions.count;
	*strata_map_at(&w->by_version, strata_arena_dup(&w->h->arena, text), NULL) = index;
	version = strata_vec_push(&w->h->arena, &w->h->versions);
	version->slot = slot;
	memcpy(version->id, id, SOURCE_ID_MOST);
	return (unsigned)index;
}

static int changed(const struct source_change *change, void *payload)
{
	struct walker *w = payload;
	size_t first = slots_of(w, change->path);
	unsigned char id[SOURCE_ID_MOST] = { 0 };

	if (change->id)
		memcpy(id, change->id, source_id_length(w->h->source));
	for (size_t slot = first - 1; first > 1 && slot; slot = w->paths->next.items[slot - 1])
		*strata_vec_push(&w->h->arena, &w->h->changes) = (struct history_change){
			.slot = (unsigned)slot - 1,
			.version = change->id ? version_of(w, (unsigned)slot - 1, id) : HISTORY_NONE,
		};
	return 0;
}

/* Commits outside of a range count only where one inside stands on them. */
static void mark_border(struct history *h, bool *border)
{
	for (size_t i = 0; i < h->walk.commits.count; i++) {
		const struct source_commit *c = &h->walk.commits.items[i];

		for (unsigned p = 0; !c->outside && p < c->parent_count; p++)
			border[c->parents[p]] = true;
	}
}

static int compare_commits(struct walker *w, const bool *border, struct strata_error *err)
{
	const struct source_commits *commits = &w->h->walk.commits;
	struct source_comparison how = { wants, changed, w };
	int rc = 0;

	for (size_t i = 0; i < commits->count && rc == 0; i++) {
		const struct source_commit *c = &commits->items[i];
		const unsigned char *base = NULL;

		w->h->commits[i].first_change = w->h->changes.count;
		if (c->outside && !border[i])
			continue;
		if (!c->outside && c->parent_count)
			base = commits->items[c->parents[0]].tree;
		rc = source_compare(w->h->source, base, c->tree, &how, err);
		w->h->commits[i].changes = w->h->changes.count - w->h->commits[i].first_change;
	}
	return rc;
}

static void begin(struct walker *w)
{
	struct history *h = w->h;

	h->formats = strata_arena_alloc(&h->arena, sizeof(*h->formats));
	discover_table_init(h->formats, &h->arena, strata_format_at);
	w->by_version = w->staged = STRATA_MAP_INIT(&h->arena);
	w->paths->by_path = STRATA_MAP_INIT(&h->arena);
	w->paths->by_folder = STRATA_MAP_INIT(&h->arena);
	h->commits = strata_arena_alloc(&h->arena, (h->walk.commits.count + 1) * sizeof(*h->commits));
}

int history_walk(struct history *h, struct history_paths *paths,
		 const struct history_options *options, struct strata_error *err)
{
	struct walker w = { .h = h, .paths = paths };
	bool *border;
	int rc = source_walk(&h->walk, h->source, options->revision, options->kind, &h->arena, err);

	if (rc < 0)
		return rc;
	begin(&w);
	border = strata_arena_alloc(&h->arena, h->walk.commits.count + 1);
	mark_border(h, border);
	rc = compare_commits(&w, border, err);
	strata_arena_release(&w.scratch);
	return rc;
}

/* --- the commits of a push, or one to be --------------------------------------------------- */

/* A change of what is staged, and what stood in its place. */
static int changed_staged(const struct source_change *change, void *payload)
{
	struct walker *w = payload;
	struct strata_str path = strata_arena_dup(&w->h->arena, change->path);
	struct before *before;

	strata_map_at(&w->staged, path, NULL);
	if (change->old) {
		before = strata_vec_push(&w->h->arena, &w->before);
		before->path = path;
		memcpy(before->id, change->old, source_id_length(w->h->source));
	}
	return changed(change, payload);
}

static int changed_beside(const struct source_change *change, void *payload)
{
	struct walker *w = payload;
	size_t value;

	return strata_map_get(&value, &w->staged, change->path) ? 0 : changed(change, payload);
}

static int compare_step(struct walker *w, const struct history_range *range, size_t i,
			struct strata_error *err)
{
	const struct source_commit *c = &range->walk->commits.items[i];
	struct source_comparison how = { wants, changed, w };
	const unsigned char *base = NULL;
	unsigned parent = c->parent_count ? c->parents[0] : 0;

	if (parent || !range->from_nothing)
		base = range->walk->commits.items[parent].tree;
	if (range->staged && i + 1 == range->walk->commits.count) {
		how.changed = changed_staged;
		return source_compare_staged(w->h->source, base, &how, err);
	}
	return source_compare(w->h->source, base, c->tree, &how, err);
}

static bool is_touched(const struct walker *w, const struct strata_ecosystem *ecosystem)
{
	for (size_t i = 0; i < w->touched.count; i++)
		if (w->touched.items[i] == ecosystem)
			return true;
	return !ecosystem; /* of any: it may tell about each */
}

/* Files refer to others of their own ecosystem alone: what nothing touches stays unread. */
static bool wants_touched(struct strata_str path, void *payload)
{
	struct walker *w = payload;

	for (size_t slot = slots_of(w, path) - 1; slot; slot = w->paths->next.items[slot - 1])
		if (is_touched(w, w->h->slots.items[slot - 1].format->ecosystem))
			return true;
	return false;
}

static void note_touched(struct walker *w)
{
	for (size_t i = 0; i < w->h->changes.count; i++) {
		unsigned slot = w->h->changes.items[i].slot;
		const struct strata_ecosystem *e = w->h->slots.items[slot].format->ecosystem;

		if (!is_touched(w, e))
			*strata_vec_push(&w->h->arena, &w->touched) = e;
	}
}

/*
 * What a commit has that is held against what is staged: what is staged, but for what
 * differs. The index lies in memory, the commit's trees would have to be read.
 */
static int list_beside_staged(struct walker *w, struct strata_error *err)
{
	struct source_comparison how = { wants_touched, changed_beside, w };
	int rc = source_compare_staged(w->h->source, NULL, &how, err);

	for (size_t i = 0; i < w->before.count && rc == 0; i++) {
		struct source_change change = { w->before.items[i].path, w->before.items[i].id, NULL };

		rc = changed(&change, w);
	}
	return rc;
}

int history_walk_range(struct history *h, struct history_paths *paths,
		       const struct history_range *range, struct strata_error *err)
{
	struct walker w = { .h = h, .paths = paths };
	struct source_comparison base = { wants_touched, changed, &w };
	int rc = 0;

	h->walk = *range->walk;
	begin(&w);
	for (size_t i = 1; i < h->walk.commits.count && rc == 0; i++) {
		h->commits[i].first_change = h->changes.count;
		rc = compare_step(&w, range, i, err);
		h->commits[i].changes = h->changes.count - h->commits[i].first_change;
	}
	h->commits[0].first_change = h->changes.count;
	if (rc == 0 && h->changes.count && !range->from_nothing) {
		note_touched(&w);
		rc = range->staged ? list_beside_staged(&w, err)
				   : source_compare(h->source, NULL, h->walk.commits.items[0].tree,
						    &base, err);
		h->commits[0].changes = h->changes.count - h->commits[0].first_change;
	}
	strata_arena_release(&w.scratch);
	return rc;
}
