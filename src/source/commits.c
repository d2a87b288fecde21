/*
 * commits.c - the walk over commits; see commits.h.
 *
 * A depth-first walk without recursion: a commit is put in place once all of its
 * parents are, so that every commit comes after them whatever the clocks said. Parents
 * are visited in their order, which makes the answer the same on every machine.
 */
#include "source/commits.h"

#include <stdlib.h>
#include <string.h>

#include "source/graft.h"
#include "source/parse.h"
#include "source/snapshot.h"
#include "strata/limits.h"
#include "strata/map.h"

enum { NOT_PLACED = -1 };

struct object_id {
	unsigned char bytes[SOURCE_ID_MOST];
};

STRATA_VEC(object_ids, struct object_id);

/* A commit on its way: read, its parents perhaps not yet in place. */
struct pending {
	struct source_commit commit;
	struct object_ids parents;
	size_t next; /* of them, to be visited */
	int index;
};

STRATA_VEC(pendings, struct pending *);

struct walk {
	struct source_walk *out;
	const struct source *source;
	struct objects *objects;
	enum source_walk_kind kind;
	size_t id_len;
	struct strata_arena *arena, scratch, bytes; /* of one commit at a time */
	struct strata_map by_id;       /* bytes of an id -> index into seen */
	struct grafts grafts;
	struct pendings seen, stack;
	struct strata_str broken; /* a ref whose commit is not there */
	bool outside; /* what is met now was left out */
	struct strata_error *err;
};

/* Of the chain alone the first parent counts; what a range leaves out is left out whole. */
static bool takes_parents(const struct walk *w, const struct pending *p)
{
	return w->kind != SOURCE_WALK_FIRST_PARENT || w->outside || p->parents.count == 0;
}

static void add_grafted(struct walk *w, struct pending *p, struct strata_str lines)
{
	struct object_id id;

	while (takes_parents(w, p) && parse_parent(id.bytes, &lines, w->id_len))
		*strata_vec_push(&w->scratch, &p->parents) = id;
}

static void add_parents(struct walk *w, struct pending *p, const struct source_head *head)
{
	for (size_t i = 0; i < head->parent_count && takes_parents(w, p); i++)
		memcpy(strata_vec_push(&w->scratch, &p->parents)->bytes, head->parents[i], w->id_len);
}

static void settle_parents(struct walk *w, struct pending *p, const struct source_head *head)
{
	const struct graft *graft = NULL;

	if (w->grafts.items.count)
		graft = graft_of(&w->grafts, source_hex(w->source, p->commit.id, &w->scratch));
	if (!graft) {
		add_parents(w, p, head);
		return;
	}
	p->commit.cut = graft->shallow && head->parent_count;
	add_grafted(w, p, graft->parents);
}

STRATA_VEC(head_ids, const unsigned char *);

static const unsigned char *own_id(struct walk *w, const unsigned char *id)
{
	return (const unsigned char *)strata_arena_dup(
		&w->bytes, (struct strata_str){ (const char *)id, w->id_len }).ptr;
}

static int parse_head(struct source_head *head, struct walk *w, const unsigned char *id)
{
	unsigned char parent[SOURCE_ID_MOST];
	struct parse_commit parsed;
	struct head_ids parents = { 0 };
	struct strata_str bytes;
	int rc;

	if ((rc = objects_read_commit(&bytes, w->objects, id, &w->bytes, w->err)) < 0 ||
	    (rc = parse_commit(&parsed, bytes, w->id_len, w->err)) < 0)
		return rc;
	while (parse_parent(parent, &parsed.parents, w->id_len))
		*strata_vec_push(&w->bytes, &parents) = own_id(w, parent);
	*head = (struct source_head){ own_id(w, parsed.tree), parse_time(parsed.committer),
				      parents.items, parents.count };
	return 0;
}

static int read_head(struct source_head *head, struct walk *w, const unsigned char *id)
{
	const struct source_memory *memory = w->source->memory;
	int rc;

	if (memory && memory->recall(head, id, memory->payload))
		return 0;
	rc = parse_head(head, w, id);
	if (rc == 0 && memory)
		memory->learn(head, id, memory->payload);
	return rc;
}

static int read_commit(struct walk *w, struct pending *p)
{
	struct source_head head;
	int rc = read_head(&head, w, objects_read_for(w->objects, p->commit.id));

	if (rc == 0) {
		memcpy(p->commit.tree, head.tree, w->id_len);
		p->commit.time = head.time;
		settle_parents(w, p, &head);
	}
	strata_arena_reset(&w->bytes);
	return rc;
}

/* Among the commits that were seen; STRATA_NPOS: not yet. */
static size_t index_of(const struct walk *w, const unsigned char *id)
{
	size_t index;

	if (!strata_map_get(&index, &w->by_id, (struct strata_str){ (const char *)id, w->id_len }))
		return STRATA_NPOS;
	return index;
}

/* The commit of an id; one that was not met before is read and put on the stack. */
static int meet(struct pending **out, struct walk *w, const unsigned char *id)
{
	size_t index = index_of(w, id);
	struct pending *p;
	int rc;

	if (index != STRATA_NPOS) {
		*out = w->seen.items[index];
		return 0;
	}
	p = strata_arena_alloc(&w->scratch, sizeof(*p));
	memcpy(p->commit.id, id, w->id_len);
	p->commit.outside = w->outside;
	p->index = NOT_PLACED;
	if ((rc = read_commit(w, p)) < 0)
		return rc;
	*strata_map_at(&w->by_id, (struct strata_str){ (char *)p->commit.id, w->id_len }, NULL) =
		w->seen.count;
	*strata_vec_push(&w->scratch, &w->seen) = p;
	*strata_vec_push(&w->scratch, &w->stack) = p;
	*out = p;
	return 0;
}

static void place(struct walk *w, struct pending *p)
{
	struct source_commit *c = strata_vec_push(w->arena, &w->out->commits);

	*c = p->commit;
	c->parents = strata_arena_alloc(w->arena, (p->parents.count + 1) * sizeof(*c->parents));
	for (size_t i = 0; i < p->parents.count; i++) {
		size_t index = index_of(w, p->parents.items[i].bytes);

		if (index != STRATA_NPOS && w->seen.items[index]->index >= 0)
			c->parents[c->parent_count++] = (unsigned)w->seen.items[index]->index;
	}
	p->index = (int)w->out->commits.count - 1;
}

/* All that a commit reaches, itself included. */
static int reach(struct walk *w, const unsigned char *id)
{
	struct pending *p;
	int rc = meet(&p, w, id);

	while (rc == 0 && w->stack.count) {
		p = w->stack.items[w->stack.count - 1];
		if (p->next < p->parents.count) {
			rc = meet(&p, w, p->parents.items[p->next++].bytes);
		} else {
			place(w, p);
			w->stack.count--;
		}
	}
	return rc;
}

/* --- refs ------------------------------------------------------------------------------- */

static void add_ref(const struct objects_ref *ref, void *payload)
{
	struct walk *w = payload;
	struct source_ref *r;

	r = strata_vec_push(w->arena, &w->out->refs);
	r->name = strata_arena_dup(w->arena, ref->name);
	r->tag = ref->tag;
	r->commit = NOT_PLACED;
	memcpy(r->id, ref->commit, w->id_len);
}

/* As objects_commit_at, of a tag that may be known. */
static int peel(unsigned char *commit, struct walk *w, const unsigned char *id)
{
	/* Replaced objects may be tags, too. */
	const struct source_memory *memory = objects_replacements(w->objects) ? NULL : w->source->memory;
	const unsigned char *known = memory ? memory->recall_tag(id, memory->payload) : NULL;
	int rc;

	if (known) {
		memcpy(commit, known, w->id_len);
		return 1;
	}
	rc = objects_commit_at(commit, w->objects, id);
	if (rc == 1 && memory && memcmp(commit, id, w->id_len) != 0)
		memory->learn_tag(id, commit, memory->payload);
	return rc;
}

static bool is_known(const struct walk *w, const unsigned char *id)
{
	const struct source_memory *memory = w->source->memory;
	struct source_head head;

	if (index_of(w, id) != STRATA_NPOS)
		return true;
	return w->kind == SOURCE_WALK_ALL && memory && memory->recall(&head, id, memory->payload);
}

/*
 * Refs stand on commits from here on. A branch can be nothing else, and is looked at only
 * when the walk begins there: a repository may have thousands that lead elsewhere.
 */
static void peel_refs(struct walk *w)
{
	struct source_refs *refs = &w->out->refs;
	size_t kept = 0;

	for (size_t i = 0; i < refs->count; i++) {
		struct source_ref r = refs->items[i];
		unsigned char commit[SOURCE_ID_MOST];
		int rc = 1;

		memcpy(commit, r.id, w->id_len);
		if ((r.tag || w->kind == SOURCE_WALK_ALL) && !is_known(w, r.id))
			rc = peel(commit, w, r.id);
		if (rc < 0)
			w->broken = r.name;
		if (rc != 1)
			continue;
		memcpy(r.id, commit, w->id_len);
		refs->items[kept++] = r;
	}
	refs->count = kept;
}

static int compare_refs(const void *a, const void *b)
{
	const struct source_ref *x = a, *y = b;

	return x->tag != y->tag ? x->tag - y->tag : strata_str_cmp(x->name, y->name);
}

static int reach_refs(struct walk *w)
{
	unsigned char head[SOURCE_ID_MOST]; /* may be detached, or not born yet */
	int rc = 0;

	peel_refs(w);
	if (w->broken.ptr)
		return strata_fail(w->err, STRATA_EREPOSITORY, 0,
				   "'%.*s' names a commit that is missing: 'git fsck' tells what else is",
				   STRATA_ARG(w->broken));
	if (objects_commit(head, w->objects, STRATA_STR("HEAD"), NULL) == 0 &&
	    (rc = reach(w, head)) == 0)
		w->out->head = w->seen.items[index_of(w, head)]->index;
	for (size_t i = 0; i < w->out->refs.count && rc == 0; i++)
		rc = reach(w, w->out->refs.items[i].id);
	return rc;
}

static void place_refs(struct walk *w)
{
	for (size_t i = 0; i < w->out->refs.count; i++) {
		struct source_ref *r = &w->out->refs.items[i];
		size_t index = index_of(w, r->id);

		if (index != STRATA_NPOS)
			r->commit = w->seen.items[index]->index;
	}
}

/* HEAD names a branch without a commit. Where refs are kept otherwise, nobody can tell. */
static bool is_unborn(struct walk *w)
{
	const struct repository *place = &w->source->place;
	struct strata_str head;

	return !place->config.ref_storage.ptr &&
	       repository_head(&head, place, &w->scratch, NULL) == 0 && !head.ptr;
}

/* "A..B" or one revision; without a name on either side that is HEAD. */
static int reach_revision(struct walk *w, const char *revision)
{
	unsigned char id[SOURCE_ID_MOST];
	struct strata_str text = strata_str_of(revision ? revision : "HEAD");
	size_t dots = strata_str_find(text, STRATA_STR(".."));
	int rc;

	if (strata_str_find(text, STRATA_STR("...")) != STRATA_NPOS)
		return strata_fail(w->err, STRATA_EUSAGE, 0,
				   "'%s' is a range of three dots, which log does not know: use A..B",
				   revision);
	if (dots != STRATA_NPOS) {
		struct strata_str left = strata_str_take(text, dots);

		w->outside = true;
		if ((rc = objects_commit(id, w->objects, left.len ? left : STRATA_STR("HEAD"),
					 w->err)) < 0 ||
		    (rc = reach(w, id)) < 0)
			return rc;
		w->outside = false;
		text = strata_str_skip(text, dots + 2);
	}
	if (!revision && is_unborn(w))
		return 0;
	if ((rc = objects_commit(id, w->objects, text.len ? text : STRATA_STR("HEAD"), w->err)) < 0)
		return rc;
	w->out->tip = source_hex(w->source, id, w->arena);
	return reach(w, id);
}

void source_remember(struct source *source, const struct source_memory *memory)
{
	source->memory = memory;
}

struct strata_str source_place(const struct source *source, struct strata_arena *arena)
{
	char *path = realpath(source->place.common_dir, NULL);
	struct strata_str place = strata_arena_dup(
		arena, strata_str_of(path ? path : source->place.common_dir));

	free(path);
	return place;
}

static int walk_all(struct walk *w, const char *revision)
{
	int rc;

	w->by_id = STRATA_MAP_INIT(&w->scratch);
	grafts_read(&w->grafts, &w->source->place, &w->scratch);
	if ((rc = objects_each_name(w->objects, add_ref, w, w->err)) < 0)
		return rc;
	rc = w->kind == SOURCE_WALK_ALL ? reach_refs(w) : reach_revision(w, revision);
	if (w->kind != SOURCE_WALK_ALL)
		peel_refs(w);
	place_refs(w);
	strata_vec_sort(&w->out->refs, compare_refs);
	return rc;
}

int source_walk(struct source_walk *out, struct source *source, const char *revision,
		enum source_walk_kind kind, struct strata_arena *arena, struct strata_error *err)
{
	struct walk w = { .out = out, .source = source, .kind = kind, .arena = arena, .err = err };
	int rc = snapshot_objects(source, err);

	*out = (struct source_walk){ .head = NOT_PLACED };
	if (rc < 0)
		return rc;
	w.objects = source->objects;
	w.id_len = source_id_length(source);
	rc = walk_all(&w, revision);
	strata_arena_release(&w.scratch);
	strata_arena_release(&w.bytes);
	return rc;
}

int source_describe(struct source_person *out, struct source *source, const unsigned char *id,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct parse_commit parsed;
	struct strata_str bytes;
	int rc = snapshot_objects(source, err);

	*out = (struct source_person){ 0 };
	if (rc < 0 ||
	    (rc = objects_read_commit(&bytes, source->objects, id, arena, err)) < 0 ||
	    (rc = parse_commit(&parsed, bytes, source_id_length(source), err)) < 0)
		return rc;
	out->author = parse_name(parsed.author);
	out->author_time = parse_time(parsed.author);
	out->subject = parse_subject(parsed.message);
	return 0;
}
