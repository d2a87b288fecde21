/*
 * remember.c - matching, asking the database only for what is not remembered; see remember.h.
 *
 * A damaged store is found by the run that reads it. One that is gone answers nothing: then
 * nothing is taken from memory either, so that a database that cannot be used says so
 * every time.
 */
#include "advisory/remember.h"

#include <string.h>
#include <unistd.h>

#include "advisory/db.h"
#include "advisory/digest.h"
#include "memo/pack.h"

/* Over this, packages that nobody asks about any more are not carried on. */
enum { CARRIED_BYTES = 8 << 20 };

struct remembering {
	struct strata_findings *out;
	struct strata_notes *notes;
	struct advisory_db *db;
	const struct strata_inventory *inventory;
	struct strata_str as_of;
	struct strata_arena *arena;
	struct strata_str name; /* of the value */
	size_t loaded_bytes;
	struct remembered_packages packages;
	struct strata_map by_key; /* -> index into packages */
	bool *used;               /* of the packages that were loaded */
	size_t loaded;
	struct strata_buf key;
};

/* --- keys -------------------------------------------------------------------------------- */

/* The stores in their order: of two sources, the first that has a title gives it. */
static struct digest digest_of_database(const struct advisory_db *db)
{
	struct digest all = digest_of(STRATA_STR("strata"));

	for (size_t i = 0; i < db->catalogue.stores.count; i++) {
		const struct catalogue_store *s = &db->catalogue.stores.items[i];

		all = digest_chain(all, digest_of(s->ecosystem));
		all = digest_chain(all, digest_of(s->source));
		all = digest_chain(all, digest_of(s->id));
	}
	return all;
}

static void key_text(struct strata_buf *to, struct strata_str text)
{
	pack_put_number(to, text.ptr ? text.len + 1 : 0);
	if (text.len)
		strata_buf_add(to, text);
}

/* All that the findings of a component depend on, its place left out. */
static struct strata_str key_of(struct strata_buf *to, const struct strata_component *c)
{
	size_t distribution = strata_str_find(c->purl, STRATA_STR("distro="));

	strata_buf_reset(to);
	key_text(to, strata_str_of(c->ecosystem->name));
	key_text(to, c->name);
	key_text(to, c->key);
	key_text(to, c->version);
	key_text(to, c->version.len ? STRATA_NONE : c->requirement);
	key_text(to, c->commit);
	key_text(to, c->project);
	key_text(to, distribution == STRATA_NPOS ? STRATA_NONE : strata_str_skip(c->purl, distribution));
	pack_put_number(to, c->maybe);
	return strata_buf_str(to);
}

/* --- the memo ---------------------------------------------------------------------------- */

static bool stores_are_there(const struct advisory_db *db)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	bool there = true;

	for (size_t i = 0; there && db->status.kind == ADVISORY_FULL &&
			   i < db->catalogue.stores.count; i++) {
		struct strata_str path = strata_arena_printf(
			&arena, "%.*s/%.*s", STRATA_ARG(db->folder),
			STRATA_ARG(db->catalogue.stores.items[i].file));

		there = access(path.ptr, R_OK) == 0;
	}
	strata_arena_release(&arena);
	return there;
}

static void load(struct remembering *r, const struct advisory_memory *memory)
{
	struct strata_str digest = digest_hex(r->arena, digest_of_database(r->db)), bytes;

	r->name = strata_arena_printf(r->arena, "matches %.*s %.*s %.*s", STRATA_ARG(digest),
				      STRATA_ARG(r->as_of), STRATA_ARG(memory->set));
	r->by_key = STRATA_MAP_INIT(r->arena);
	if (memo_get(&bytes, memory->memo, r->name, r->arena) &&
	    remembered_decode(&r->packages, bytes, r->arena))
		r->loaded_bytes = bytes.len;
	else
		r->packages.count = 0;
	r->loaded = r->packages.count;
	r->used = strata_arena_alloc(r->arena, r->loaded + 1);
	for (size_t i = 0; i < r->loaded; i++)
		*strata_map_at(&r->by_key, r->packages.items[i].key, NULL) = i;
}

static void drop_unused(struct remembering *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->packages.count; i++)
		if (i >= r->loaded || r->used[i])
			r->packages.items[kept++] = r->packages.items[i];
	r->packages.count = kept;
}

static void keep(struct remembering *r, struct memo *memo)
{
	struct strata_buf b = STRATA_BUF_INIT;

	if (r->packages.count == r->loaded)
		return;
	if (r->loaded_bytes > CARRIED_BYTES)
		drop_unused(r);
	remembered_encode(&b, &r->packages);
	memo_put(memo, r->name, strata_arena_dup(r->arena, strata_buf_str(&b)));
	strata_buf_release(&b);
}

/* --- one component ------------------------------------------------------------------------- */

/* What the database says of it, as if it stood nowhere. */
static int ask(struct remembered_package *p, struct remembering *r,
	       const struct strata_component *component, struct strata_error *err)
{
	struct strata_component c = *component;
	struct strata_inventory alone = { .components = { &c, 1, 1 } };
	struct strata_notes notes = { 0 };
	int rc;

	c.places = (struct strata_places){ 0 };
	*p = (struct remembered_package){ .key = strata_arena_dup(r->arena, strata_buf_str(&r->key)) };
	rc = advisory_match(&p->findings, &notes, r->db, &alone, r->as_of, r->arena, err);
	for (size_t i = 0; i < notes.count; i++)
		*strata_vec_push(r->arena, &p->notes) = notes.items[i].reason;
	return rc;
}

/* One finding for what is only maybe there keeps all of them: those are asked for each time. */
static bool stands_for_several(const struct remembered_package *p)
{
	for (size_t i = 0; i < p->findings.count; i++)
		if (p->findings.items[i].joined_count)
			return true;
	return false;
}

static int remember(struct remembered_package *out, struct remembering *r,
		    const struct strata_component *c, struct strata_error *err)
{
	size_t index;
	int rc;

	if (strata_map_get(&index, &r->by_key, key_of(&r->key, c))) {
		*out = r->packages.items[index];
		if (index < r->loaded)
			r->used[index] = true;
		return 0;
	}
	if ((rc = ask(out, r, c, err)) < 0 || stands_for_several(out))
		return rc;
	*strata_map_at(&r->by_key, out->key, NULL) = r->packages.count;
	*strata_vec_push(r->arena, &r->packages) = *out;
	return 0;
}

/* Findings are large and many: they are made room for once. */
static void make_room(struct remembering *r, const struct remembered_package *packages)
{
	struct strata_findings *out = r->out;
	size_t more = 0;
	void *moved;

	for (size_t i = 0; i < r->inventory->components.count; i++)
		more += packages[i].findings.count;
	if (out->capacity - out->count >= more)
		return;
	moved = strata_arena_alloc(r->arena, (out->count + more) * sizeof(*out->items));
	if (out->count)
		memcpy(moved, out->items, out->count * sizeof(*out->items));
	out->items = moved;
	out->capacity = out->count + more;
}

static void tell(struct remembering *r, const struct remembered_package *p, unsigned component)
{
	const struct strata_component *c = &r->inventory->components.items[component];
	struct strata_place place = { 0 };

	if (c->places.count)
		place = c->places.items[0];
	for (size_t i = 0; i < p->findings.count; i++) {
		struct strata_finding *f = strata_vec_push(r->arena, r->out);

		*f = p->findings.items[i];
		f->component = (int)component;
		f->path = place.path;
		f->line = place.line;
	}
	for (size_t i = 0; i < p->notes.count; i++)
		*strata_vec_push(r->arena, r->notes) =
			(struct strata_note){ .path = place.path,
					      .line = place.line,
					      .reason = p->notes.items[i] };
}

static int match_all(struct remembering *r, struct strata_error *err)
{
	const struct strata_components *all = &r->inventory->components;
	struct remembered_package *packages =
		strata_arena_alloc(r->arena, (all->count + 1) * sizeof(*packages));
	int rc = 0;

	for (size_t i = 0; i < all->count && rc == 0; i++)
		if (all->items[i].ecosystem && !all->items[i].local) /* others are never matched */
			rc = remember(&packages[i], r, &all->items[i], err);
	if (rc < 0)
		return rc;
	make_room(r, packages);
	for (unsigned i = 0; i < all->count; i++)
		tell(r, &packages[i], i);
	return 0;
}

int advisory_match_remembered(struct strata_findings *out, struct strata_notes *notes,
			      struct advisory_db *db, const struct strata_inventory *inventory,
			      struct strata_str as_of, const struct advisory_memory *memory,
			      struct strata_arena *arena, struct strata_error *err)
{
	struct remembering r = { .out = out, .notes = notes, .db = db, .inventory = inventory,
				 .as_of = as_of, .arena = arena };
	int rc;

	if (!memory->memo || !stores_are_there(db))
		return advisory_match(out, notes, db, inventory, as_of, arena, err);
	load(&r, memory);
	rc = match_all(&r, err);
	if (rc == 0)
		keep(&r, memory->memo);
	strata_buf_release(&r.key);
	return rc;
}
