/* walk.c - the first step: commits, and the manifests that each changes. */
#include <string.h>

#include "discover/discover.h"
#include "history/recall.h"
#include "history/steps.h"

struct walker {
	struct history *h;
	struct history_paths *paths;
	struct strata_map by_version; /* slot and blob id -> version */
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
		rc = recall_compare(w->h->recall, w->h->source, base, c->tree, &how, err);
		w->h->commits[i].changes = w->h->changes.count - w->h->commits[i].first_change;
	}
	return rc;
}

int history_walk(struct history *h, struct history_paths *paths,
		 const struct history_options *options, struct strata_error *err)
{
	struct walker w = { .h = h, .paths = paths, .by_version = STRATA_MAP_INIT(&h->arena) };
	bool *border;
	int rc = source_walk(&h->walk, h->source, options->revision, options->kind, &h->arena, err);

	if (rc < 0)
		return rc;
	h->formats = strata_arena_alloc(&h->arena, sizeof(*h->formats));
	discover_table_init(h->formats, &h->arena, strata_format_at);
	paths->by_path = STRATA_MAP_INIT(&h->arena);
	paths->by_folder = STRATA_MAP_INIT(&h->arena);
	h->commits = strata_arena_alloc(&h->arena, (h->walk.commits.count + 1) * sizeof(*h->commits));
	border = strata_arena_alloc(&h->arena, h->walk.commits.count + 1);
	mark_border(h, border);
	rc = compare_commits(&w, border, err);
	strata_arena_release(&w.scratch);
	return rc;
}
