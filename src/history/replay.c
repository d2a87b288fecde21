/*
 * replay.c - the fourth step: the state after each commit.
 *
 * A commit begins with the state of its first parent. Its changes are put in, and each
 * cluster that they touch is looked up by the versions it is now made of: a combination
 * that was met before, on whatever branch, is not resolved again. Nor is one whose files
 * say the same as those of another: most changes of a manifest are to its other lines.
 *
 * Where solvers are asked (dated.c), a combination that they answer is looked up by the time
 * of the commit, too; one that a commit, be it a merge, has from a parent is the parent's.
 */
#include <stdlib.h>
#include <string.h>

#include "facts/collect.h"
#include "history/recall.h"
#include "history/steps.h"
#include "resolve/resolve.h"

struct replay {
	struct history *h;
	struct strata_map by_versions; /* cluster and versions -> result */
	struct strata_map by_facts;    /* what its versions say -> index into what is known */
	struct strata_map by_item;     /* what makes an item -> item */
	struct strata_indices last;    /* items of the result that was resolved last, as known */
	struct strata_indices last_dated; /* likewise, by a solver */
	struct strata_arena scratch;
};

static int compare_unsigned(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

/* The facts of a shelf are taken out for one inventory. */
static struct facts_file *file_with_facts(struct history *h, struct history_version *version,
					  struct strata_arena *arena)
{
	struct facts_file *file;

	history_parse(h, version);
	if (!version->shelved.at.ptr)
		return version->file;
	file = strata_arena_alloc(arena, sizeof(*file));
	*file = *version->file;
	facts_shelf_take(&file->facts, h->shelf, &version->shelved, arena);
	return file;
}

void history_join(struct strata_inventory *out, struct history *h,
		  const struct strata_indices *versions, const struct resolve_context *context,
		  struct strata_arena *arena)
{
	struct facts_set set;

	facts_set_init(&set, h->formats);
	for (size_t i = 0; i < versions->count; i++)
		facts_set_add(&set, file_with_facts(h, &h->versions.items[versions->items[i]], arena));
	resolve_inventory(out, &set, context, arena);
	facts_release(&set);
}

void history_inventory_of(struct strata_inventory *out, struct history *h,
			  const struct strata_indices *versions, struct strata_arena *arena)
{
	history_join(out, h, versions, NULL, arena);
}

void history_inventory(struct strata_inventory *out, struct history *h, unsigned result,
		       struct strata_arena *arena)
{
	if (!h->results.items[result].dated || !history_solve(out, h, result, arena))
		history_inventory_of(out, h, &h->results.items[result].versions, arena);
}

static struct strata_str own(struct history *h, struct strata_str s)
{
	return s.ptr ? strata_arena_dup(&h->arena, s) : STRATA_NONE;
}

/* Items that differ in what is not told apart here are one: the first that was met. */
static unsigned item_like(struct replay *r, const struct recall_item *like, unsigned cluster)
{
	struct history *h = r->h;
	const char kinds[] = { (char)like->scope, (char)like->role, like->local };
	struct strata_str line = STRATA_STR("\n");
	struct strata_str key = STRATA_CONCAT(
		&r->scratch, (struct strata_str){ kinds, sizeof(kinds) }, like->path, line,
		strata_str_of(like->ecosystem->name), line, like->name, line,
		like->version.len ? like->version : like->requirement, line,
		like->commit, line, like->purl);
	size_t index;

	if (strata_map_get(&index, &r->by_item, key))
		return (unsigned)index;
	index = h->items.count;
	*strata_map_at(&r->by_item, own(h, key), NULL) = index;
	*strata_vec_push(&h->arena, &h->items) = (struct history_item){
		.path = own(h, like->path),
		.project = own(h, like->project),
		.ecosystem = like->ecosystem,
		.name = own(h, like->name),
		.key = own(h, like->key),
		.version = own(h, like->version),
		.requirement = own(h, like->requirement),
		.commit = own(h, like->commit),
		.purl = own(h, like->purl),
		.scope = like->scope,
		.role = like->role,
		.cluster = cluster,
		.local = like->local,
	};
	return (unsigned)index;
}

bool history_is_standard_library(const struct strata_ecosystem *ecosystem, struct strata_str name)
{
	return ecosystem == &strata_ecosystem_go && strata_str_eq(name, STRATA_STR("stdlib"));
}

/*
 * What a commit pins, by a version or as a commit of its own: a range says nothing of what
 * was used at the time, nor does go.mod of the standard library, which comes with the
 * toolchain of whoever built.
 */
static bool is_pinned(const struct strata_component *c)
{
	return (c->version.len || c->commit.len) && !c->maybe &&
	       !history_is_standard_library(c->ecosystem, c->name);
}

static bool is_followed(const struct history *h, const struct strata_component *c)
{
	return h->loose ? c->ecosystem && !c->local && !is_pinned(c) : is_pinned(c);
}

/* How far one inventory is looked for in the one before: items in between are gone. */
enum { GONE_MOST = 4 };

/* An item in what is known: mostly the next one of a result before. */
static unsigned item_in(struct recall *known, const struct strata_indices *last, size_t *at,
			const struct recall_item *item)
{
	for (size_t i = *at; i < last->count && i < *at + GONE_MOST; i++)
		if (recall_same_item(&known->items.items[last->items[i]], item)) {
			*at = i + 1;
			return last->items[i];
		}
	return recall_item(known, item);
}

/* last: items of `known` that are likely to be met, in their order. */
static void list_items(struct strata_indices *out, struct replay *r, struct recall *known,
		       const struct strata_indices *last, const struct strata_inventory *inventory)
{
	size_t at = 0;

	for (size_t i = 0; i < inventory->components.count; i++) {
		const struct strata_component *c = &inventory->components.items[i];
		struct recall_item item = {
			.project = c->project, .ecosystem = c->ecosystem, .name = c->name,
			.key = c->key, .version = c->version, .requirement = c->requirement,
			.commit = c->commit, .purl = c->purl, .scope = c->scope, .role = c->role,
			.local = c->local,
		};

		for (size_t p = 0; is_followed(r->h, c) && p < c->places.count; p++) {
			item.path = c->places.items[p].path;
			*strata_vec_push(&r->scratch, out) = item_in(known, last, &at, &item);
		}
	}
}

/* What the versions of a result say, and of which files; absent when that is not on a shelf. */
static struct strata_str facts_of(struct replay *r, const struct strata_indices *versions)
{
	struct history *h = r->h;
	struct strata_strs parts = { 0 };

	for (size_t i = 0; i < versions->count; i++) {
		struct history_version *v = &h->versions.items[versions->items[i]];

		history_parse(h, v);
		if (!v->shelved.at.ptr)
			return STRATA_NONE;
		/* Equal texts are one on the shelf: where it lies tells it. */
		*strata_vec_push(&r->scratch, &parts) =
			(struct strata_str){ (const char *)&v->slot, sizeof(v->slot) };
		*strata_vec_push(&r->scratch, &parts) =
			(struct strata_str){ (const char *)&v->shelved.at.ptr, sizeof(v->shelved.at.ptr) };
	}
	return strata_arena_concat(&r->scratch, parts.items, parts.count);
}

/* The items of the history that stand for those known, sorted, each once. */
static void add_items(struct replay *r, unsigned index, unsigned cluster)
{
	struct recall *known = history_recall_of(r->h, index);
	struct history_result *result = &r->h->results.items[index];
	const struct strata_indices *from = &known->results.items[result->known].items;
	struct strata_indices *items = &result->items;
	size_t kept = 0;

	for (size_t i = 0; i < from->count; i++) {
		struct recall_item *item = &known->items.items[from->items[i]];

		if (!item->item)
			item->item = item_like(r, item, cluster) + 1;
		*strata_vec_push(&r->h->arena, items) = item->item - 1;
	}
	strata_vec_sort(items, compare_unsigned);
	for (size_t i = 0; i < items->count; i++)
		if (kept == 0 || items->items[kept - 1] != items->items[i])
			items->items[kept++] = items->items[i];
	items->count = kept;
}

/* What is made of these versions, from an earlier run or now; an index into what is known. */
static size_t resolve(struct replay *r, unsigned index)
{
	struct history *h = r->h;
	const struct strata_indices *versions = &h->results.items[index].versions;
	struct strata_indices known = { 0 }, items = { 0 };
	struct strata_inventory inventory;
	struct strata_str facts;
	size_t result;

	for (size_t i = 0; i < versions->count; i++)
		*strata_vec_push(&r->scratch, &known) =
			(unsigned)h->versions.items[versions->items[i]].known;
	result = recall_result(h->recall, &known);
	if (result != STRATA_NPOS)
		return result;
	facts = facts_of(r, versions);
	if (facts.ptr && strata_map_get(&result, &r->by_facts, facts)) {
		const struct recall_result *like = &h->recall->results.items[result];

		items = like->items;
		return recall_add_result(h->recall, &known, &items, like->open);
	}
	history_inventory_of(&inventory, h, versions, &r->scratch);
	list_items(&items, r, h->recall, &r->last, &inventory);
	result = recall_add_result(h->recall, &known, &items, inventory.open);
	r->last = h->recall->results.items[result].items;
	if (facts.ptr)
		*strata_map_at(&r->by_facts, own(h, facts), NULL) = result;
	return result;
}

/* What a solver makes of it, where there is one to ask and something to be asked. */
static void solve(struct replay *r, unsigned index)
{
	struct history *h = r->h;
	struct history_result *result = &h->results.items[index];
	struct strata_indices number = { &index, 1, 0 }, items = { 0 };
	struct strata_inventory inventory;

	if (!h->solver || !h->recall->results.items[result->known].open ||
	    !history_solve(&inventory, h, index, &r->scratch))
		return;
	list_items(&items, r, h->dated, &r->last_dated, &inventory);
	result->known = recall_add_result(h->dated, &number, &items, true);
	r->last_dated = h->dated->results.items[result->known].items;
	result->dated = true;
}

static unsigned make_result(struct replay *r, unsigned cluster, const struct strata_indices *versions,
			    unsigned commit)
{
	struct history *h = r->h;
	unsigned index = (unsigned)h->results.count;
	struct history_result *result = strata_vec_push(&h->arena, &h->results);

	result->commit = commit;
	for (size_t i = 0; i < versions->count; i++)
		*strata_vec_push(&h->arena, &result->versions) = versions->items[i];
	if (h->range && h->range->files_only)
		return index;
	result->known = resolve(r, index);
	solve(r, index);
	add_items(r, index, cluster);
	return index;
}

static bool same_indices(const struct strata_indices *a, const struct strata_indices *b)
{
	return a->count == b->count && memcmp(a->items, b->items, a->count * sizeof(*a->items)) == 0;
}

/* A parent's, whose cluster is made of the same versions. */
static uint32_t result_of_parent(const struct history *h, unsigned cluster,
				 const struct strata_indices *versions, unsigned commit)
{
	const struct source_commit *c = &h->walk.commits.items[commit];

	for (unsigned i = 0; !c->outside && i < c->parent_count; i++) {
		uint32_t result = vector_at(&h->commits[c->parents[i]].state->results, cluster);

		if (result != HISTORY_NONE && same_indices(&h->results.items[result].versions, versions))
			return result;
	}
	return HISTORY_NONE;
}

/* The same versions at the same time. */
static uint32_t dated_result(struct replay *r, unsigned cluster, const struct strata_indices *versions,
			     struct strata_str key, unsigned commit)
{
	int64_t time = r->h->walk.commits.items[commit].time;
	struct strata_str then = { (const char *)&time, sizeof(time) };
	uint32_t result = result_of_parent(r->h, cluster, versions, commit);
	size_t index;

	if (result != HISTORY_NONE)
		return result;
	key = STRATA_CONCAT(&r->scratch, STRATA_STR("at"), then, key);
	if (strata_map_get(&index, &r->by_versions, key))
		return (uint32_t)index;
	*strata_map_at(&r->by_versions, own(r->h, key), NULL) = r->h->results.count;
	return make_result(r, cluster, versions, commit);
}

/* The result of a cluster as the draft has it; HISTORY_NONE when nothing of it is there. */
static uint32_t result_of(struct replay *r, unsigned cluster, const struct vector_draft *versions,
			  unsigned commit)
{
	const struct strata_indices *slots = &r->h->clusters[cluster];
	struct strata_indices present = { 0 };
	struct strata_str key;
	size_t index;

	for (size_t i = 0; i < slots->count; i++) {
		uint32_t version = vector_draft_at(versions, slots->items[i]);

		if (version != HISTORY_NONE)
			*strata_vec_push(&r->scratch, &present) = version;
	}
	if (present.count == 0)
		return HISTORY_NONE;
	key = (struct strata_str){ (char *)present.items, present.count * sizeof(*present.items) };
	if (strata_map_get(&index, &r->by_versions, key))
		return r->h->results.items[index].dated
			       ? dated_result(r, cluster, &present, key, commit)
			       : (uint32_t)index;
	*strata_map_at(&r->by_versions, own(r->h, key), NULL) = r->h->results.count;
	return make_result(r, cluster, &present, commit);
}

/* A version that cannot be understood leaves the one before it in place. */
static void apply(struct replay *r, struct vector_draft *versions,
		  const struct history_change *change)
{
	const struct facts_file *file = NULL;

	if (change->version != HISTORY_NONE) {
		file = r->h->versions.items[change->version].file;
		if (!file || file->facts.unreadable)
			return;
	}
	vector_draft_set(versions, change->slot, change->version);
}

static const struct history_state *state_after(struct replay *r, const struct history_state *base,
					       unsigned index)
{
	struct history *h = r->h;
	const struct history_commit *commit = &h->commits[index];
	struct vector_draft versions = vector_draft(&h->arena, &base->versions);
	struct vector_draft results = vector_draft(&h->arena, &base->results);
	const struct history_change *changes = h->changes.items + commit->first_change;
	struct history_state *state = strata_arena_alloc(&h->arena, sizeof(*state));
	struct strata_indices touched = { 0 };

	for (size_t i = 0; i < commit->changes; i++) {
		apply(r, &versions, &changes[i]);
		*strata_vec_push(&r->scratch, &touched) = h->slots.items[changes[i].slot].cluster;
	}
	strata_vec_sort(&touched, compare_unsigned);
	for (size_t i = 0; i < touched.count; i++)
		if (i == 0 || touched.items[i] != touched.items[i - 1])
			vector_draft_set(&results, touched.items[i],
					 result_of(r, touched.items[i], &versions, index));
	*state = (struct history_state){ vector_draft_end(&versions), vector_draft_end(&results) };
	return state;
}

void history_replay(struct history *h)
{
	struct history_state *none = strata_arena_alloc(&h->arena, sizeof(*none));
	struct replay r = { .h = h };

	none->versions = vector_of(&h->arena, (unsigned)h->slots.count, HISTORY_NONE);
	none->results = vector_of(&h->arena, h->cluster_count, HISTORY_NONE);
	r.by_versions = STRATA_MAP_INIT(&h->arena);
	r.by_facts = r.by_item = STRATA_MAP_INIT(&h->arena);
	for (size_t i = 0; i < h->walk.commits.count; i++) {
		const struct source_commit *c = &h->walk.commits.items[i];
		const struct history_state *base = none;

		if (h->range && i)
			base = h->commits[c->parent_count ? c->parents[0] : 0].state;
		else if (!c->outside && c->parent_count)
			base = h->commits[c->parents[0]].state;
		h->commits[i].state = h->commits[i].changes ? state_after(&r, base, (unsigned)i) : base;
		strata_arena_reset(&r.scratch);
	}
	strata_arena_release(&r.scratch);
}
