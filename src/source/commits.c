/*
 * commits.c - the walk over commits; see commits.h.
 *
 * A depth-first walk without recursion: a commit is put in place once all of its
 * parents are, so that every commit comes after them whatever the clocks said. Parents
 * are visited in their order, which makes the answer the same on every machine.
 */
#include "source/commits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/disk.h"
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
	struct strata_arena *arena, scratch;
	struct strata_map by_id;  /* bytes of an id -> index into seen */
	struct strata_map grafts; /* hexadecimal id -> index into graft_lines */
	struct strata_strs graft_lines; /* the parents that stand in for those of the commit */
	struct pendings seen, stack;
	bool outside; /* what is met now was left out */
	struct strata_error *err;
};

static int hex_value(char c)
{
	if (strata_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_id(unsigned char *out, struct strata_str hex, size_t id_len)
{
	if (hex.len != 2 * id_len)
		return false;
	for (size_t i = 0; i < id_len; i++) {
		int high = hex_value(hex.ptr[2 * i]), low = hex_value(hex.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* "Name <mail> 1700000000 +0100": the seconds. Broken ones of old tools count as 0. */
static int64_t read_time(struct strata_str person)
{
	size_t end = strata_str_rchr(person, '>');
	struct strata_str seconds, zone;
	uint64_t value = 0;

	if (end == STRATA_NPOS)
		return 0;
	strata_str_cut(&seconds, &zone, strata_str_trim(strata_str_skip(person, end + 1)), ' ');
	return strata_str_u64(&value, seconds) && value <= INT64_MAX ? (int64_t)value : 0;
}

/* The next "key value" line of a commit's head; false at the empty line that ends it. */
static bool next_header(struct strata_str *key, struct strata_str *value, struct strata_str *rest)
{
	struct strata_str line;

	if (rest->len == 0)
		return false;
	strata_str_cut(&line, rest, *rest, '\n');
	strata_str_cut(key, value, line, ' ');
	return line.len > 0;
}

static void add_parent(struct walk *w, struct pending *p, struct strata_str hex)
{
	struct object_id id;

	if (w->kind == SOURCE_WALK_FIRST_PARENT && p->parents.count == 1)
		return;
	if (read_id(id.bytes, hex, w->id_len))
		*strata_vec_push(&w->scratch, &p->parents) = id;
}

static int parse_commit(struct walk *w, struct pending *p, struct strata_str bytes)
{
	struct strata_str key, value, rest = bytes;
	bool tree = false;

	while (next_header(&key, &value, &rest)) {
		if (strata_str_eq(key, STRATA_STR("tree")))
			tree = read_id(p->commit.tree, value, w->id_len);
		else if (strata_str_eq(key, STRATA_STR("parent")))
			add_parent(w, p, value);
		else if (strata_str_eq(key, STRATA_STR("committer")))
			p->commit.time = read_time(value);
	}
	return tree ? 0 : strata_fail(w->err, STRATA_EREPOSITORY, 0, "a commit is damaged: it has no tree");
}

/*
 * What git takes for the parents of some commits in place of those they name: none at
 * the border of a shallow clone ("shallow": an id a line), others in "info/grafts" (id
 * and parents). gitrepository-layout(5).
 */
static void read_grafts(struct walk *w, const struct repository *place, const char *name)
{
	struct strata_str path = strata_arena_printf(&w->scratch, "%s/%s", place->common_dir, name);
	struct strata_str bytes, line, id, parents;

	if (disk_read(&bytes, path.ptr, STRATA_LIMIT_GRAFT_BYTES, &w->scratch, NULL) < 0)
		return;
	while (bytes.len) {
		strata_str_cut(&line, &bytes, bytes, '\n');
		strata_str_cut(&id, &parents, strata_str_trim(line), ' ');
		if (id.len != 2 * w->id_len)
			continue;
		*strata_map_at(&w->grafts, id, NULL) = w->graft_lines.count;
		*strata_vec_push(&w->scratch, &w->graft_lines) = parents;
	}
}

static void graft(struct walk *w, struct pending *p)
{
	struct strata_str parent, rest;
	size_t index;

	if (w->grafts.count == 0 ||
	    !strata_map_get(&index, &w->grafts, source_hex(w->source, p->commit.id, &w->scratch)))
		return;
	p->commit.cut = p->parents.count > 0;
	p->parents.count = 0;
	for (rest = w->graft_lines.items[index]; rest.len;) {
		strata_str_cut(&parent, &rest, rest, ' ');
		add_parent(w, p, parent);
	}
}

static int read_head(struct strata_str *bytes, struct walk *w, const unsigned char *id,
		     struct strata_arena *arena)
{
	const struct source_memory *memory = w->source->memory;
	int rc;

	if (memory && memory->recall(bytes, id, memory->payload))
		return 0;
	rc = objects_read_commit(bytes, w->objects, id, arena, w->err);
	if (rc == 0 && memory)
		memory->learn(*bytes, id, memory->payload);
	return rc;
}

/* The commit of an id; one that was not met before is read and put on the stack. */
static int meet(struct pending **out, struct walk *w, const unsigned char *id)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str bytes;
	struct pending *p;
	size_t index;
	int rc;

	if (strata_map_get(&index, &w->by_id, (struct strata_str){ (const char *)id, w->id_len })) {
		*out = w->seen.items[index];
		return 0;
	}
	p = strata_arena_alloc(&w->scratch, sizeof(*p));
	memcpy(p->commit.id, id, w->id_len);
	p->commit.outside = w->outside;
	p->index = NOT_PLACED;
	rc = read_head(&bytes, w, id, &arena);
	if (rc == 0)
		rc = parse_commit(w, p, bytes);
	if (rc == 0) {
		graft(w, p);
		*strata_map_at(&w->by_id, (struct strata_str){ (char *)p->commit.id, w->id_len },
			       NULL) = w->seen.count;
		*strata_vec_push(&w->scratch, &w->seen) = p;
		*strata_vec_push(&w->scratch, &w->stack) = p;
	}
	strata_arena_release(&arena);
	*out = p;
	return rc;
}

static void place(struct walk *w, struct pending *p)
{
	struct source_commit *c = strata_vec_push(w->arena, &w->out->commits);

	*c = p->commit;
	c->parents = strata_arena_alloc(w->arena, (p->parents.count + 1) * sizeof(*c->parents));
	for (size_t i = 0; i < p->parents.count; i++) {
		struct strata_str key = { (char *)p->parents.items[i].bytes, w->id_len };
		size_t index = 0;

		if (strata_map_get(&index, &w->by_id, key) && w->seen.items[index]->index >= 0)
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

static void add_ref(const struct objects_ref *ref, void *payload)
{
	struct walk *w = payload;
	struct source_ref *r = strata_vec_push(w->arena, &w->out->refs);

	r->name = strata_arena_dup(w->arena, ref->name);
	r->tag = ref->tag;
	memcpy(r->id, ref->commit, w->id_len);
	r->commit = NOT_PLACED;
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

	if (objects_commit(head, w->objects, STRATA_STR("HEAD"), NULL) == 0)
		rc = reach(w, head);
	for (size_t i = 0; i < w->out->refs.count && rc == 0; i++)
		rc = reach(w, w->out->refs.items[i].id);
	return rc;
}

static void place_refs(struct walk *w)
{
	size_t index;

	for (size_t i = 0; i < w->out->refs.count; i++) {
		struct source_ref *r = &w->out->refs.items[i];

		if (strata_map_get(&index, &w->by_id, (struct strata_str){ (char *)r->id, w->id_len }))
			r->commit = w->seen.items[index]->index;
	}
}

/* "A..B" or one revision; without a name on either side that is HEAD. */
static int reach_revision(struct walk *w, const char *revision)
{
	unsigned char id[SOURCE_ID_MOST];
	struct strata_str text = strata_str_of(revision ? revision : "HEAD");
	size_t dots = strata_str_find(text, STRATA_STR(".."));
	int rc;

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

int source_walk(struct source_walk *out, struct source *source, const char *revision,
		enum source_walk_kind kind, struct strata_arena *arena, struct strata_error *err)
{
	struct walk w = { .out = out, .source = source, .kind = kind, .arena = arena, .err = err };
	int rc = snapshot_objects(source, err);

	*out = (struct source_walk){ 0 };
	if (rc < 0)
		return rc;
	w.objects = source->objects;
	w.id_len = (size_t)source->place.hash;
	w.by_id = STRATA_MAP_INIT(&w.scratch);
	w.grafts = STRATA_MAP_INIT(&w.scratch);
	read_grafts(&w, &source->place, "shallow");
	read_grafts(&w, &source->place, "info/grafts");
	if ((rc = objects_each_ref(source->objects, add_ref, &w, err)) == 0)
		rc = kind == SOURCE_WALK_ALL ? reach_refs(&w) : reach_revision(&w, revision);
	place_refs(&w);
	strata_vec_sort(&out->refs, compare_refs);
	strata_arena_release(&w.scratch);
	return rc;
}

/* "Name <mail> 1700000000 +0100": the name. */
static struct strata_str name_of(struct strata_str person)
{
	size_t mail = strata_str_chr(person, '<');

	return strata_str_trim(mail == STRATA_NPOS ? person : strata_str_take(person, mail));
}

int source_describe(struct source_person *out, struct source *source, const unsigned char *id,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str key, value, bytes, rest;
	int rc = snapshot_objects(source, err);

	*out = (struct source_person){ 0 };
	if (rc < 0 || (rc = objects_read_commit(&bytes, source->objects, id, arena, err)) < 0)
		return rc;
	rest = bytes;
	while (next_header(&key, &value, &rest)) {
		if (!strata_str_eq(key, STRATA_STR("author")))
			continue;
		out->author = name_of(value);
		out->author_time = read_time(value);
	}
	while (rest.len && rest.ptr[0] == '\n')
		rest = strata_str_skip(rest, 1);
	strata_str_cut(&out->subject, &rest, rest, '\n');
	out->subject = strata_str_trim(out->subject);
	return 0;
}
