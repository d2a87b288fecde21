/* walk.c - the first step: commits, and the manifests that each changes. */
#include <string.h>

#include "discover/discover.h"
#include "history/recall.h"
#include "history/steps.h"

struct walker {
	struct history *h;
	struct history_paths *paths;
	size_t first; /* slots before it are not asked for */
	struct strata_str wanted; /* see recall_compare */
	STRATA_VEC(ecosystems, const struct strata_ecosystem *) touched;
	bool in_index;            /* what is compared is staged */
	struct strata_map staged; /* paths that differ between what is staged and the first commit */
	STRATA_VEC(befores, struct before {
		struct strata_str path;
		unsigned char id[SOURCE_ID_MOST];
	}) before; /* what the first commit has of them */
	struct strata_arena scratch;
};

static void add_to_folder(struct history *h, struct history_paths *paths, unsigned slot)
{
	bool added;
	size_t *index = strata_map_at(&paths->by_folder,
				      strata_path_dir(h->slots.items[slot].path), &added);

	if (added) {
		*index = paths->folders.count;
		strata_vec_push(&h->arena, &paths->folders);
	}
	*strata_vec_push(&h->arena, &paths->folders.items[*index]) = slot;
}

struct history_slot *history_add_slot(struct history *h, struct history_paths *paths,
				      struct strata_str path, const struct strata_format *format)
{
	unsigned slot = (unsigned)h->slots.count;
	size_t *entry = strata_map_at(&paths->by_path, path, NULL);

	*strata_vec_push(&h->arena, &h->slots) = (struct history_slot){
		.path = path, .format = format, .role = discover_role(path)
	};
	*strata_vec_push(&h->arena, &paths->next) = *entry > 1 ? (unsigned)*entry - 1 : 0;
	*entry = (size_t)slot + 2;
	add_to_folder(h, paths, slot);
	return &h->slots.items[slot];
}

/* The first slot of a path + 2, made when the path is first met; 1 when no format wants it. */
static size_t slots_of(struct walker *w, struct strata_str path)
{
	struct discover_formats formats = { 0 };
	struct strata_arena *arena = &w->h->arena;
	size_t first = 0;

	if (strata_map_get(&first, &w->paths->by_path, path))
		return first;
	discover_formats(&formats, w->h->formats, path, &w->scratch);
	if (!formats.count && w->h->range) {
		strata_arena_reset(&w->scratch);
		return 1; /* of a few commits a path is asked about once or twice: not worth keeping */
	}
	path = strata_arena_dup(arena, path);
	*strata_map_at(&w->paths->by_path, path, NULL) = 1;
	for (size_t i = formats.count; i-- > 0;)
		history_add_slot(w->h, w->paths, path, formats.items[i]);
	strata_arena_reset(&w->scratch);
	strata_map_get(&first, &w->paths->by_path, path);
	return first;
}

/* The newest slot of a path comes first in its list. */
static bool wants(struct strata_str path, void *payload)
{
	struct walker *w = payload;
	size_t slot;

	if (w->paths->options->wants && !w->paths->options->wants(path, w->paths->options->payload))
		return false;
	slot = slots_of(w, path);
	return slot > 1 && slot - 2 >= w->first;
}

static unsigned version_of(struct walker *w, unsigned slot, const unsigned char *id)
{
	unsigned char key[sizeof(slot) + SOURCE_ID_MOST] = { 0 };
	struct strata_str text = { (char *)key, sizeof(key) };
	struct history_version *version;
	size_t index;

	memcpy(key, &slot, sizeof(slot));
	memcpy(key + sizeof(slot), id, SOURCE_ID_MOST);
	if (strata_map_get(&index, &w->paths->by_version, text))
		return (unsigned)index;
	index = w->h->versions.count;
	*strata_map_at(&w->paths->by_version, strata_arena_dup(&w->h->arena, text), NULL) = index;
	version = strata_vec_push(&w->h->arena, &w->h->versions);
	version->slot = slot;
	memcpy(version->id, id, SOURCE_ID_MOST);
	return (unsigned)index;
}

static bool wants_all(struct strata_str path, void *payload)
{
	(void)path;
	(void)payload;
	return true;
}

static int changed(const struct source_change *change, void *payload)
{
	struct walker *w = payload;
	size_t first = slots_of(w, change->path);
	unsigned char id[SOURCE_ID_MOST] = { 0 };

	if (change->id)
		memcpy(id, change->id, source_id_length(w->h->source));
	for (size_t slot = first - 1; first > 1 && slot > w->first; slot = w->paths->next.items[slot - 1])
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

static int compare_commits(struct walker *w, struct strata_error *err)
{
	const struct source_commits *commits = &w->h->walk.commits;
	struct source_comparison how = { wants, changed, w };
	bool *border = strata_arena_alloc(&w->h->arena, commits->count + 1);
	int rc = 0;

	mark_border(w->h, border);
	for (size_t i = 0; i < commits->count && rc == 0; i++) {
		const struct source_commit *c = &commits->items[i];
		const unsigned char *base = NULL;

		w->h->commits[i].first_change = w->h->changes.count;
		w->h->commits[i].changes = 0;
		if (c->outside && !border[i])
			continue;
		if (!c->outside && c->parent_count)
			base = commits->items[c->parents[0]].tree;
		rc = recall_compare(w->h->recall, w->h->source, w->wanted, base, c->tree, &how, err);
		w->h->commits[i].changes = w->h->changes.count - w->h->commits[i].first_change;
	}
	return rc;
}

/* --- the commits of a push, or one to be --------------------------------------------------- */

/* A change of what is staged, and what stood in its place. */
static int keep_staged(struct walker *w, const struct source_change *change)
{
	struct strata_str path = strata_arena_dup(&w->h->arena, change->path);
	struct before *before;

	strata_map_at(&w->staged, path, NULL);
	if (change->old) {
		before = strata_vec_push(&w->h->arena, &w->before);
		before->path = path;
		memcpy(before->id, change->old, source_id_length(w->h->source));
	}
	return changed(change, w);
}

/* Of a step: who asked for it is told of each file, and manifests are kept. */
static int changed_in_step(const struct source_change *change, void *payload)
{
	struct walker *w = payload;
	const struct history_range *range = w->h->range;

	if (range->seen)
		range->seen(change, range->payload);
	if (!wants(change->path, w))
		return 0;
	return w->in_index ? keep_staged(w, change) : changed(change, w);
}

static int changed_beside(const struct source_change *change, void *payload)
{
	struct walker *w = payload;
	size_t value;

	return strata_map_get(&value, &w->staged, change->path) ? 0 : changed(change, payload);
}

static int compare_step(struct walker *w, size_t i, struct strata_error *err)
{
	const struct history_range *range = w->h->range;
	const struct source_commit *c = &range->walk->commits.items[i];
	struct source_comparison how = { range->seen ? wants_all : wants, changed_in_step, w };
	const unsigned char *base = NULL;
	unsigned parent = c->parent_count ? c->parents[0] : 0;

	if (parent || !range->from_nothing)
		base = range->walk->commits.items[parent].tree;
	w->in_index = range->staged && i + 1 == range->walk->commits.count;
	if (w->in_index)
		return source_compare_staged(w->h->source, base, &how, err);
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

	for (size_t slot = slots_of(w, path) - 1; slot > w->first; slot = w->paths->next.items[slot - 1])
		if (is_touched(w, w->h->slots.items[slot - 1].format->ecosystem))
			return true;
	return false;
}

/* A slot that is known before the first commit is listed was met in a change, or is named in one. */
static void note_touched(struct walker *w)
{
	for (size_t i = 0; i < w->h->slots.count; i++) {
		const struct strata_ecosystem *e = w->h->slots.items[i].format->ecosystem;

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

/* What the first commit has is listed last: only then it is known what is asked for of it. */
static int compare_range(struct walker *w, struct strata_error *err)
{
	struct source_comparison base = { wants_touched, changed, w };
	struct history *h = w->h;
	int rc = 0;

	w->staged = STRATA_MAP_INIT(&h->arena);
	for (size_t i = 1; i < h->walk.commits.count && rc == 0; i++) {
		h->commits[i].first_change = h->changes.count;
		rc = compare_step(w, i, err);
		h->commits[i].changes = h->changes.count - h->commits[i].first_change;
	}
	h->commits[0].first_change = h->changes.count;
	if (rc < 0 || (h->changes.count == 0 && !w->first) || h->range->from_nothing)
		return rc;
	note_touched(w);
	rc = h->range->staged ? list_beside_staged(w, err)
			      : source_compare(h->source, NULL, h->walk.commits.items[0].tree, &base, err);
	h->commits[0].changes = h->changes.count - h->commits[0].first_change;
	return rc;
}

/* --- the walk ------------------------------------------------------------------------------- */

/* Each commit's changes of before, then its new ones. */
static void merge_changes(struct history *h, const struct history_commit *old,
			  const struct history_changes *changes)
{
	struct history_changes more = h->changes;

	h->changes = (struct history_changes){ 0 };
	for (size_t i = 0; i < h->walk.commits.count; i++) {
		struct history_commit *c = &h->commits[i], new = *c;

		c->first_change = h->changes.count;
		for (size_t j = 0; j < old[i].changes; j++)
			*strata_vec_push(&h->arena, &h->changes) = changes->items[old[i].first_change + j];
		for (size_t j = 0; j < new.changes; j++)
			*strata_vec_push(&h->arena, &h->changes) = more.items[new.first_change + j];
		c->changes = h->changes.count - c->first_change;
	}
}

/* The paths that are looked for. */
static struct strata_str list_slots(struct history *h, size_t first)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str list;

	for (size_t i = first; i < h->slots.count; i++) {
		strata_buf_add(&b, h->slots.items[i].path);
		strata_buf_addc(&b, '\n');
	}
	list = strata_arena_dup(&h->arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return list;
}

int history_walk_more(struct history *h, struct history_paths *paths, size_t first,
		      struct strata_error *err)
{
	struct walker w = {
		.h = h, .paths = paths, .first = first,
		.wanted = paths->options->wants ? STRATA_NONE : list_slots(h, first),
	};
	struct history_changes changes = h->changes;
	struct history_commit *old = h->commits;
	int rc;

	h->changes = (struct history_changes){ 0 };
	h->commits = strata_arena_alloc(&h->arena, (h->walk.commits.count + 1) * sizeof(*h->commits));
	rc = h->range ? compare_range(&w, err) : compare_commits(&w, err);
	merge_changes(h, old, &changes);
	strata_arena_release(&w.scratch);
	return rc;
}

static void begin(struct history *h, struct history_paths *paths)
{
	h->formats = strata_arena_alloc(&h->arena, sizeof(*h->formats));
	discover_table_init(h->formats, &h->arena, strata_format_at);
	paths->by_path = STRATA_MAP_INIT(&h->arena);
	paths->by_folder = STRATA_MAP_INIT(&h->arena);
	paths->by_version = STRATA_MAP_INIT(&h->arena);
	h->commits = strata_arena_alloc(&h->arena, (h->walk.commits.count + 1) * sizeof(*h->commits));
}

int history_walk(struct history *h, struct history_paths *paths,
		 const struct history_options *options, struct strata_error *err)
{
	struct walker w = {
		.h = h, .paths = paths, .wanted = options->wants ? STRATA_NONE : STRATA_STR("")
	};
	int rc;

	paths->options = options;
	rc = source_walk(&h->walk, h->source, options->revision, options->kind, &h->arena, err);
	if (rc < 0)
		return rc;
	begin(h, paths);
	rc = compare_commits(&w, err);
	strata_arena_release(&w.scratch);
	return rc;
}

int history_walk_range(struct history *h, struct history_paths *paths, struct strata_error *err)
{
	struct walker w = { .h = h, .paths = paths };
	int rc;

	begin(h, paths);
	rc = compare_range(&w, err);
	strata_arena_release(&w.scratch);
	return rc;
}
