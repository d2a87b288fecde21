/* recall.c - what is known of a history; see recall.h. */
#include "history/recall.h"

#include <string.h>

#include "strata/buf.h"

/* A clone elsewhere, with new commits: so many of them are looked for, no more. */
enum { LOOKUPS_MOST = 1000 };

/* Over this a value most of which is no longer used is not carried on. */
enum { CARRIED_BYTES = 32 << 20 };

static struct strata_str id_text(const struct recall *r, recall_id id)
{
	return (struct strata_str){ (const char *)id, id ? r->id_len : 0 };
}

static recall_id own_id(struct recall *r, const unsigned char *id)
{
	return (recall_id)strata_arena_dup(&r->arena, id_text(r, id)).ptr;
}

static struct strata_str own(struct recall *r, struct strata_str s)
{
	return s.ptr ? strata_arena_dup(&r->arena, s) : STRATA_NONE;
}

/* The value of a key that may live in scratch memory; STRATA_NPOS: there is none. */
static size_t look_up(const struct strata_map *map, struct strata_str key)
{
	size_t index;

	return strata_map_get(&index, map, key) ? index : STRATA_NPOS;
}

void recall_init(struct recall *r, size_t id_len, struct strata_str place, struct memo *memo)
{
	*r = (struct recall){ .memo = memo, .id_len = id_len };
	r->place = strata_arena_join(&r->arena, STRATA_STR("in "), place, STRATA_NONE);
	r->by_commit = r->by_tag = r->by_diff = r->by_version = r->by_wanted = STRATA_MAP_INIT(&r->arena);
	r->by_item = r->by_result = r->by_origin = STRATA_MAP_INIT(&r->arena);
}

void recall_release(struct recall *r)
{
	strata_buf_release(&r->key);
	strata_arena_release(&r->arena);
	*r = (struct recall){ 0 };
}

/* --- the cache ------------------------------------------------------------------------- */

static struct strata_str commit_key(struct recall *r, recall_id id)
{
	return strata_arena_join(&r->arena, STRATA_STR("at "), id_text(r, id), STRATA_NONE);
}

/* What is kept under the name that another key leads to. */
static bool load(struct recall *r, struct strata_str key)
{
	struct strata_str name, bytes;
	size_t before = r->commits.count;

	if (!memo_get(&name, r->memo, key, &r->arena) ||
	    !memo_get(&bytes, r->memo, name, &r->arena) || !recall_decode(r, bytes))
		return false;
	r->name = name;
	r->loaded = r->commits.count - before;
	r->loaded_bytes = bytes.len;
	return true;
}

/* Whether what is known of that commit came only now. */
static bool load_for(struct recall *r, recall_id id)
{
	if (!r->memo || r->name.ptr || r->lookups >= LOOKUPS_MOST)
		return false;
	if (load(r, commit_key(r, id)))
		return true;
	return r->lookups++ == 0 && load(r, r->place);
}

static bool is_worn_out(const struct recall *r)
{
	return r->loaded_bytes > CARRIED_BYTES && r->used < r->loaded / 2;
}

void recall_keep(struct recall *r, recall_id first, recall_id tip)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str name;

	if (!r->memo || !r->changed)
		return;
	name = strata_arena_join(&r->arena, STRATA_STR("log "), id_text(r, first), STRATA_NONE);
	if (!is_worn_out(r))
		recall_encode(&b, r);
	memo_put(r->memo, name, strata_arena_dup(&r->arena, strata_buf_str(&b)));
	memo_put(r->memo, commit_key(r, tip), name);
	memo_put(r->memo, r->place, name);
	strata_buf_release(&b);
}

/* --- commits ---------------------------------------------------------------------------- */

static size_t commit_at(const struct recall *r, const unsigned char *id)
{
	return look_up(&r->by_commit, id_text(r, id));
}

bool recall_head(struct source_head *head, const unsigned char *id, void *payload)
{
	struct recall *r = payload;
	const struct recall_commit *c;
	size_t index = commit_at(r, id);

	if (index == STRATA_NPOS && (!load_for(r, id) || (index = commit_at(r, id)) == STRATA_NPOS))
		return false;
	r->used++;
	c = &r->commits.items[index];
	*head = (struct source_head){ c->tree, c->time, c->parents.items, c->parents.count };
	return true;
}

void recall_learn_head(const struct source_head *head, const unsigned char *id, void *payload)
{
	struct recall *r = payload;
	struct recall_commit c = { .id = own_id(r, id), .tree = own_id(r, head->tree),
				   .time = head->time };

	if (commit_at(r, id) != STRATA_NPOS)
		return;
	for (size_t i = 0; i < head->parent_count; i++)
		*strata_vec_push(&r->arena, &c.parents) = own_id(r, head->parents[i]);
	*strata_map_at(&r->by_commit, id_text(r, c.id), NULL) = r->commits.count;
	*strata_vec_push(&r->arena, &r->commits) = c;
	r->changed = true;
}

const unsigned char *recall_tag(const unsigned char *id, void *payload)
{
	struct recall *r = payload;
	size_t index = look_up(&r->by_tag, id_text(r, id));

	return index == STRATA_NPOS ? NULL : r->tags.items[index].commit;
}

void recall_learn_tag(const unsigned char *id, const unsigned char *commit, void *payload)
{
	struct recall *r = payload;
	struct recall_tag t = { own_id(r, id), own_id(r, commit) };
	bool added;
	size_t *index = strata_map_at(&r->by_tag, id_text(r, t.id), &added);

	if (!added)
		return;
	*index = r->tags.count;
	*strata_vec_push(&r->arena, &r->tags) = t;
	r->changed = true;
}

/* --- keys ------------------------------------------------------------------------------------- */

static void begin_key(struct recall *r)
{
	strata_buf_reset(&r->key);
}

/* With its length, that of an absent one being another: no two lists of texts make one key. */
static void key_text(struct recall *r, struct strata_str text)
{
	uint32_t len = text.ptr ? (uint32_t)text.len : UINT32_MAX;

	strata_buf_add(&r->key, (struct strata_str){ (char *)&len, sizeof(len) });
	if (text.len)
		strata_buf_add(&r->key, text);
}

static void key_number(struct recall *r, unsigned number)
{
	strata_buf_add(&r->key, (struct strata_str){ (char *)&number, sizeof(number) });
}

/* The index under the key at hand, `next` when it is new. */
static size_t index_for_key(struct recall *r, struct strata_map *map, size_t next, bool *added)
{
	size_t index = look_up(map, strata_buf_str(&r->key));

	*added = index == STRATA_NPOS;
	if (*added)
		*strata_map_at(map, strata_arena_dup(&r->arena, strata_buf_str(&r->key)), NULL) =
			index = next;
	return index;
}

/* --- differences of trees ----------------------------------------------------------------- */

struct comparing {
	struct recall *r;
	const struct source_comparison *how;
	struct recall_diff diff;
};

static bool wants(struct strata_str path, void *payload)
{
	struct comparing *c = payload;

	return c->how->wants(path, c->how->payload);
}

static int changed(const struct source_change *change, void *payload)
{
	struct comparing *c = payload;

	*strata_vec_push(&c->r->arena, &c->diff.changes) = (struct recall_change){
		own(c->r, change->path), change->id ? own_id(c->r, change->id) : NULL
	};
	return c->how->changed(change, c->how->payload);
}

static int replay(const struct recall_diff *diff, const struct source_comparison *how)
{
	int rc = 0;

	for (size_t i = 0; i < diff->changes.count && rc == 0; i++) {
		const struct recall_change *c = &diff->changes.items[i];
		struct source_change change = { c->path, c->blob, NULL };

		rc = how->changed(&change, how->payload);
	}
	return rc;
}

/* A number for what is looked for: it may be long, and stands for all commits. */
static unsigned number_wanted(struct recall *r, struct strata_str wanted)
{
	size_t number = look_up(&r->by_wanted, wanted);

	if (number == STRATA_NPOS)
		*strata_map_at(&r->by_wanted, own(r, wanted), NULL) = number = r->by_wanted.count;
	return (unsigned)number;
}

static void key_diff(struct recall *r, const struct recall_diff *diff)
{
	begin_key(r);
	key_number(r, number_wanted(r, diff->wanted));
	key_text(r, id_text(r, diff->old));
	key_text(r, id_text(r, diff->new));
}

int recall_compare(struct recall *r, struct source *source, struct strata_str wanted,
		   const unsigned char *old, const unsigned char *new,
		   const struct source_comparison *how, struct strata_error *err)
{
	struct comparing c = { r, how, { .old = old, .new = new, .wanted = wanted } };
	struct source_comparison through = { wants, changed, &c };
	size_t index;
	bool added;
	int rc;

	if (!wanted.ptr)
		return source_compare(source, old, new, how, err);
	if (old && memcmp(old, new, r->id_len) == 0)
		return 0;
	key_diff(r, &c.diff);
	if ((index = look_up(&r->by_diff, strata_buf_str(&r->key))) != STRATA_NPOS)
		return replay(&r->diffs.items[index], how);
	if ((rc = source_compare(source, old, new, &through, err)) < 0)
		return rc;
	index_for_key(r, &r->by_diff, r->diffs.count, &added);
	c.diff.old = old ? own_id(r, old) : NULL;
	c.diff.new = own_id(r, new);
	c.diff.wanted = own(r, wanted);
	*strata_vec_push(&r->arena, &r->diffs) = c.diff;
	r->changed = true;
	return 0;
}

/* --- versions, items, results, origins ------------------------------------------------------ */

static void key_version(struct recall *r, struct strata_str path, const struct strata_format *format,
			const unsigned char *blob)
{
	begin_key(r);
	key_text(r, path);
	key_text(r, strata_str_of(format->name));
	key_text(r, id_text(r, blob));
}

size_t recall_find_version(struct recall *r, struct strata_str path,
			   const struct strata_format *format, const unsigned char *blob)
{
	key_version(r, path, format, blob);
	return look_up(&r->by_version, strata_buf_str(&r->key));
}

size_t recall_version(struct recall *r, struct strata_str path, const struct strata_format *format,
		      const unsigned char *blob, bool *added)
{
	size_t index;

	key_version(r, path, format, blob);
	index = index_for_key(r, &r->by_version, r->versions.count, added);
	if (*added)
		*strata_vec_push(&r->arena, &r->versions) = (struct recall_version){
			.path = own(r, path), .format = format, .blob = own_id(r, blob)
		};
	r->changed = r->changed || *added;
	return index;
}

static void key_item(struct recall *r, const struct recall_item *item)
{
	begin_key(r);
	key_text(r, item->path);
	key_text(r, item->project);
	key_text(r, strata_str_of(item->ecosystem->name));
	key_text(r, item->name);
	key_text(r, item->key);
	key_text(r, item->version);
	key_text(r, item->requirement);
	key_text(r, item->commit);
	key_text(r, item->purl);
	key_number(r, (unsigned)item->scope << 16 | (unsigned)item->role << 8 | item->local);
}

/* Absent and empty are two things. */
static bool same_text(struct strata_str a, struct strata_str b)
{
	return !a.ptr == !b.ptr && strata_str_eq(a, b);
}

bool recall_same_item(const struct recall_item *a, const struct recall_item *b)
{
	return a->ecosystem == b->ecosystem && a->scope == b->scope && a->role == b->role &&
	       a->local == b->local && same_text(a->name, b->name) &&
	       same_text(a->version, b->version) && same_text(a->path, b->path) &&
	       same_text(a->project, b->project) && same_text(a->key, b->key) &&
	       same_text(a->requirement, b->requirement) && same_text(a->commit, b->commit) &&
	       same_text(a->purl, b->purl);
}

unsigned recall_item(struct recall *r, const struct recall_item *item)
{
	struct recall_item *new;
	size_t index;
	bool added;

	key_item(r, item);
	index = index_for_key(r, &r->by_item, r->items.count, &added);
	if (!added)
		return (unsigned)index;
	new = strata_vec_push(&r->arena, &r->items);
	*new = *item;
	new->path = own(r, item->path);
	new->project = own(r, item->project);
	new->name = own(r, item->name);
	new->key = own(r, item->key);
	new->version = own(r, item->version);
	new->requirement = own(r, item->requirement);
	new->commit = own(r, item->commit);
	new->purl = own(r, item->purl);
	return (unsigned)index;
}

static struct strata_str indices_key(const struct strata_indices *indices)
{
	return (struct strata_str){ (char *)indices->items, indices->count * sizeof(*indices->items) };
}

static struct strata_indices own_indices(struct recall *r, const struct strata_indices *from)
{
	struct strata_str copy = strata_arena_dup(&r->arena, indices_key(from));

	return (struct strata_indices){ (unsigned *)(uintptr_t)copy.ptr, from->count, from->count };
}

size_t recall_result(const struct recall *r, const struct strata_indices *versions)
{
	return look_up(&r->by_result, indices_key(versions));
}

size_t recall_add_result(struct recall *r, const struct strata_indices *versions,
			 const struct strata_indices *items, bool open)
{
	struct recall_result result = { own_indices(r, versions), own_indices(r, items), open };

	*strata_map_at(&r->by_result, indices_key(&result.versions), NULL) = r->results.count;
	*strata_vec_push(&r->arena, &r->results) = result;
	r->changed = true;
	return r->results.count - 1;
}

static void key_origin(struct recall *r, const struct recall_origin *o)
{
	begin_key(r);
	key_number(r, o->result);
	key_text(r, o->path);
	key_text(r, o->name);
	key_text(r, o->version);
	key_text(r, strata_str_of(o->ecosystem->name));
}

size_t recall_origin(struct recall *r, const struct recall_origin *like)
{
	key_origin(r, like);
	return look_up(&r->by_origin, strata_buf_str(&r->key));
}

void recall_add_origin(struct recall *r, const struct recall_origin *origin)
{
	struct recall_origin o = *origin;
	bool added;

	key_origin(r, origin);
	index_for_key(r, &r->by_origin, r->origins.count, &added);
	o.path = own(r, o.path);
	o.name = own(r, o.name);
	o.version = own(r, o.version);
	o.head_name = own(r, o.head_name);
	o.head_version = own(r, o.head_version);
	o.chain = (struct strata_strs){ 0 };
	for (size_t i = 0; i < origin->chain.count; i++)
		*strata_vec_push(&r->arena, &o.chain) = own(r, origin->chain.items[i]);
	*strata_vec_push(&r->arena, &r->origins) = o;
	r->changed = true;
}

/* --- what came from the cache ----------------------------------------------------------------- */

static void adopt_commits(struct recall *r, const struct recall_commits *from)
{
	for (size_t i = 0; i < from->count; i++) {
		bool added;
		size_t *index = strata_map_at(&r->by_commit, id_text(r, from->items[i].id), &added);

		if (!added)
			continue;
		*index = r->commits.count;
		*strata_vec_push(&r->arena, &r->commits) = from->items[i];
	}
}

void recall_adopt(struct recall *r, const struct recall *from)
{
	bool added, changed = r->changed;

	r->diffs = from->diffs;
	r->versions = from->versions;
	r->items = from->items;
	r->results = from->results;
	r->origins = from->origins;
	adopt_commits(r, &from->commits);
	for (size_t i = 0; i < from->tags.count; i++)
		recall_learn_tag(from->tags.items[i].id, from->tags.items[i].commit, r);
	r->changed = changed;
	for (size_t i = 0; i < r->diffs.count; i++) {
		key_diff(r, &r->diffs.items[i]);
		index_for_key(r, &r->by_diff, i, &added);
	}
	for (size_t i = 0; i < r->versions.count; i++) {
		const struct recall_version *v = &r->versions.items[i];

		key_version(r, v->path, v->format, v->blob);
		index_for_key(r, &r->by_version, i, &added);
	}
	for (size_t i = 0; i < r->items.count; i++) {
		key_item(r, &r->items.items[i]);
		index_for_key(r, &r->by_item, i, &added);
	}
	for (size_t i = 0; i < r->results.count; i++)
		*strata_map_at(&r->by_result, indices_key(&r->results.items[i].versions), NULL) = i;
	for (size_t i = 0; i < r->origins.count; i++) {
		key_origin(r, &r->origins.items[i]);
		index_for_key(r, &r->by_origin, i, &added);
	}
}
