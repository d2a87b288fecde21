/* range.c - what a push brings; see range.h. */
#include "source/range.h"

#include <string.h>

#include "source/parse.h"
#include "source/snapshot.h"
#include "strata/map.h"

bool source_find(struct source_id *out, struct source *source, const char *revision)
{
	return snapshot_objects(source, NULL) == 0 &&
	       objects_commit(out->bytes, source->objects, strata_str_of(revision), NULL) == 0;
}

bool source_find_id(struct source_id *out, struct source *source, struct strata_str hex)
{
	return snapshot_objects(source, NULL) == 0 &&
	       objects_find_commit(out->bytes, source->objects, hex);
}

int source_tree_of(struct source_id *out, struct source *source, const struct source_id *commit,
		   struct strata_arena *arena, struct strata_error *err)
{
	struct parse_commit parsed;
	struct strata_str bytes;
	int rc = snapshot_objects(source, err);

	if (rc < 0 || (rc = objects_read_commit(&bytes, source->objects, commit->bytes, arena, err)) < 0 ||
	    (rc = parse_commit(&parsed, bytes, source_id_length(source), err)) < 0)
		return rc;
	memcpy(out->bytes, parsed.tree, source_id_length(source));
	return 0;
}

bool source_blob_at(struct source_id *out, struct source *source, const struct source_id *tree,
		    const char *path)
{
	return snapshot_objects(source, NULL) == 0 &&
	       objects_blob_at(out->bytes, source->objects, tree->bytes, path);
}

bool source_staged_blob(struct source_id *out, struct source *source, const char *path)
{
	struct index *index;

	if (snapshot_index(&index, source, NULL) < 0)
		return false;
	for (size_t i = 0; i < index->entries.count; i++) {
		const struct index_entry *e = &index->entries.items[i];

		if (e->stage || e->intent_to_add || e->mode != INDEX_FILE ||
		    !strata_str_eq(e->path, strata_str_of(path)))
			continue;
		memcpy(out->bytes, e->id, sizeof(out->bytes));
		return true;
	}
	return false;
}

bool source_staged_any(struct source *source, bool (*wants)(struct strata_str path))
{
	struct index *index;

	if (snapshot_index(&index, source, NULL) < 0)
		return true;
	for (size_t i = 0; i < index->entries.count; i++)
		if (index->entries.items[i].mode == INDEX_FOLDER || wants(index->entries.items[i].path))
			return true;
	return false;
}

struct gather {
	struct source_ids *out;
	struct strata_str prefix;
	size_t id_len;
	struct strata_arena *arena;
};

static void gather(const struct objects_ref *ref, void *payload)
{
	struct gather *g = payload;

	if (ref->commit && strata_str_starts(ref->full, g->prefix))
		memcpy(strata_vec_push(g->arena, g->out)->bytes, ref->commit, g->id_len);
}

int source_refs_below(struct source_ids *out, struct source *source, struct strata_str prefix,
		      struct strata_arena *arena, struct strata_error *err)
{
	struct gather g = { out, prefix, source_id_length(source), arena };
	int rc = snapshot_objects(source, err);

	return rc < 0 ? rc : objects_each_ref(source->objects, gather, &g, err);
}

/* A new commit as it is told; its parents are put in place once all are there. */
struct found {
	struct source_commit commit;
	struct source_ids parents;
};

struct walking {
	struct source *source;
	STRATA_VEC(found_commits, struct found) found;
	struct strata_map by_id; /* bytes of an id -> index into the walk's commits */
	struct strata_arena *arena, scratch;
	size_t id_len;
};

static void find(const struct objects_commit *commit, void *payload)
{
	struct walking *w = payload;
	struct found *f = strata_vec_push(&w->scratch, &w->found);

	memcpy(f->commit.id, commit->id, w->id_len);
	memcpy(f->commit.tree, commit->tree, w->id_len);
	f->commit.time = commit->time;
	for (unsigned i = 0; i < commit->parent_count; i++)
		memcpy(strata_vec_push(&w->scratch, &f->parents)->bytes, commit->parent(commit, i),
		       w->id_len);
}

static struct strata_str key_of(struct walking *w, const unsigned char *id)
{
	return strata_arena_dup(&w->scratch, (struct strata_str){ (const char *)id, w->id_len });
}

/* One that is new says nothing: it comes in its turn. One that is not here neither. */
static void add_border(struct source_walk *out, struct walking *w, const struct source_id *id)
{
	struct source_id tree;
	struct source_commit *c;
	size_t index;

	if (strata_map_get(&index, &w->by_id, key_of(w, id->bytes)) ||
	    source_tree_of(&tree, w->source, id, &w->scratch, NULL) < 0)
		return;
	*strata_map_at(&w->by_id, key_of(w, id->bytes), NULL) = out->commits.count;
	c = strata_vec_push(w->arena, &out->commits);
	*c = (struct source_commit){ .outside = true };
	memcpy(c->id, id->bytes, w->id_len);
	memcpy(c->tree, tree.bytes, w->id_len);
}

static void place(struct source_walk *out, struct walking *w, const struct found *f)
{
	struct source_commit *c = strata_vec_push(w->arena, &out->commits);
	size_t index;

	*c = f->commit;
	c->parents = strata_arena_alloc(w->arena, (f->parents.count + 1) * sizeof(*c->parents));
	for (size_t i = 0; i < f->parents.count; i++)
		if (strata_map_get(&index, &w->by_id, key_of(w, f->parents.items[i].bytes)))
			c->parents[c->parent_count++] = (unsigned)index;
		else
			c->cut = true;
	*strata_map_at(&w->by_id, key_of(w, c->id), NULL) = out->commits.count - 1;
}

static void place_all(struct source_walk *out, struct walking *w)
{
	struct strata_map fresh = STRATA_MAP_INIT(&w->scratch);
	size_t index;

	for (size_t i = 0; i < w->found.count; i++)
		*strata_map_at(&fresh, key_of(w, w->found.items[i].commit.id), NULL) = i;
	for (size_t i = 0; i < w->found.count; i++)
		for (size_t p = 0; p < w->found.items[i].parents.count; p++) {
			const struct source_id *id = &w->found.items[i].parents.items[p];

			if (!strata_map_get(&index, &fresh, key_of(w, id->bytes)))
				add_border(out, w, id);
		}
	for (size_t i = 0; i < w->found.count; i++)
		place(out, w, &w->found.items[i]);
}

int source_walk_new(struct source_walk *out, struct source *source, const struct source_id *tip,
		    const struct source_ids *known, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct walking w = { .source = source, .arena = arena, .id_len = source_id_length(source) };
	const unsigned char **ids;
	int rc = snapshot_objects(source, err);

	*out = (struct source_walk){ 0 };
	if (rc < 0)
		return rc;
	w.by_id = STRATA_MAP_INIT(&w.scratch);
	ids = strata_arena_alloc(&w.scratch, (known->count + 1) * sizeof(*ids));
	for (size_t i = 0; i < known->count; i++)
		ids[i] = known->items[i].bytes;
	rc = objects_each_new(source->objects, tip->bytes, ids, known->count, find, &w, err);
	if (rc == 0)
		place_all(out, &w);
	strata_arena_release(&w.scratch);
	return rc;
}
