/*
 * shelf.c - facts put away and taken out again; see shelf.h.
 *
 * The two halves of this file mirror each other, list by list. Numbers are LEB128; an
 * index is written as what it is more than the one before it, which mostly is one.
 */
#include "facts/shelf.h"

#include "memo/pack.h"

enum { PACKAGE_TEXTS = 10, NO_TEXT = 0 };

/* All of a package but its texts, its line and its lists: as bytes, without any padding. */
struct fixed {
	const struct strata_ecosystem *ecosystem;
	uint32_t lengths[PACKAGE_TEXTS]; /* UINT32_MAX: absent */
	uint32_t features; /* how many; their numbers follow the texts */
	uint32_t room;     /* what the compiler would leave unset */
	unsigned char scope, direct, local, optional, maybe, offered, enabled;
	unsigned char has_line; /* it is another thing to have none */
};

_Static_assert(sizeof(struct fixed) == sizeof(void *) + 4 * PACKAGE_TEXTS + 16,
	       "padding would be part of a key");

static void list_texts(const struct strata_package *p, struct strata_str *texts)
{
	texts[0] = p->name;
	texts[1] = p->version;
	texts[2] = p->requirement;
	texts[3] = p->purl;
	texts[4] = p->source;
	texts[5] = p->commit;
	texts[6] = p->alias;
	texts[7] = p->inherits;
	texts[8] = p->handle;
	texts[9] = p->condition;
}

/* The texts of the key, where they stand in it. */
static void set_texts(struct strata_package *p, const struct fixed *fixed, struct strata_str key)
{
	struct strata_str *const texts[PACKAGE_TEXTS] = {
		&p->name,   &p->version, &p->requirement, &p->purl,
		&p->source, &p->commit,  &p->alias,       &p->inherits,
		&p->handle, &p->condition,
	};
	const char *at = key.ptr + sizeof(*fixed);

	for (int i = 0; i < PACKAGE_TEXTS; i++) {
		if (fixed->lengths[i] == UINT32_MAX)
			continue;
		*texts[i] = (struct strata_str){ at, fixed->lengths[i] };
		at += fixed->lengths[i];
	}
}

/* 0 is the absent one. */
static size_t text_number(struct facts_shelf *shelf, struct strata_str text)
{
	size_t number;

	if (!text.ptr)
		return NO_TEXT;
	if (strata_map_get(&number, &shelf->by_text, text))
		return number;
	text = strata_arena_dup(&shelf->arena, text);
	number = shelf->texts.count;
	*strata_map_at(&shelf->by_text, text, NULL) = number;
	*strata_vec_push(&shelf->arena, &shelf->texts) = text;
	return number;
}

static void key_features(struct facts_shelf *shelf, const struct strata_strs *features)
{
	for (size_t i = 0; i < features->count; i++) {
		uint32_t number = (uint32_t)text_number(shelf, features->items[i]);

		strata_buf_add(&shelf->key,
			       (struct strata_str){ (const char *)&number, sizeof(number) });
	}
}

/* Exactly as many as there are: whoever adds one to a copy makes a list of its own. */
static void set_features(struct facts_shelf *shelf, struct strata_package *p,
			 const struct strata_strs *features)
{
	p->features.items = strata_arena_alloc(&shelf->arena,
					       features->count * sizeof(*p->features.items));
	p->features.count = p->features.capacity = features->count;
	for (size_t i = 0; i < features->count; i++)
		p->features.items[i] = shelf->texts.items[text_number(shelf, features->items[i])];
}

/* What tells a package from another, in shelf->key. */
static struct fixed key_package(struct facts_shelf *shelf, const struct strata_package *p)
{
	struct fixed fixed = {
		.ecosystem = p->ecosystem,
		.scope = (unsigned char)p->scope,
		.direct = (unsigned char)p->direct,
		.local = p->local,
		.optional = p->optional,
		.maybe = (unsigned char)(p->maybe | p->conditional << 1),
		.offered = p->offered,
		.enabled = (unsigned char)p->enabled,
		.has_line = p->line != 0,
		.features = (uint32_t)p->features.count,
	};
	struct strata_str texts[PACKAGE_TEXTS];

	list_texts(p, texts);
	for (int i = 0; i < PACKAGE_TEXTS; i++)
		fixed.lengths[i] = texts[i].ptr ? (uint32_t)texts[i].len : UINT32_MAX;
	strata_buf_reset(&shelf->key);
	strata_buf_add(&shelf->key, (struct strata_str){ (const char *)&fixed, sizeof(fixed) });
	for (int i = 0; i < PACKAGE_TEXTS; i++)
		if (texts[i].len)
			strata_buf_add(&shelf->key, texts[i]);
	key_features(shelf, &p->features);
	return fixed;
}

static size_t package_number(struct facts_shelf *shelf, const struct strata_package *p)
{
	struct fixed fixed = key_package(shelf, p);
	struct strata_str key = strata_buf_str(&shelf->key);
	struct strata_package *kept;
	size_t number;

	if (strata_map_get(&number, &shelf->by_package, key))
		return number;
	key = strata_arena_dup(&shelf->arena, key);
	number = shelf->packages.count;
	*strata_map_at(&shelf->by_package, key, NULL) = number;
	kept = strata_vec_push(&shelf->arena, &shelf->packages);
	*kept = (struct strata_package){
		.ecosystem = p->ecosystem,
		.scope = p->scope,
		.direct = p->direct,
		.local = p->local,
		.optional = p->optional,
		.maybe = p->maybe,
		.conditional = p->conditional,
		.offered = p->offered,
		.enabled = p->enabled,
	};
	set_texts(kept, &fixed, key);
	if (p->features.count)
		set_features(shelf, kept, &p->features);
	return number;
}

void facts_shelf_init(struct facts_shelf *shelf)
{
	*shelf = (struct facts_shelf){ 0 };
	shelf->by_package = shelf->by_text = STRATA_MAP_INIT(&shelf->arena);
	*strata_vec_push(&shelf->arena, &shelf->texts) = STRATA_NONE;
}

void facts_shelf_release(struct facts_shelf *shelf)
{
	strata_buf_release(&shelf->key);
	strata_buf_release(&shelf->bytes);
	strata_buf_release(&shelf->lines);
	strata_arena_release(&shelf->arena);
	*shelf = (struct facts_shelf){ 0 };
}

/* --- put away ---------------------------------------------------------------------------- */

static void put(struct facts_shelf *shelf, uint64_t number)
{
	pack_put_number(&shelf->bytes, number);
}

static void put_signed(struct facts_shelf *shelf, int64_t number)
{
	pack_put_signed(&shelf->bytes, number);
}

static void put_text(struct facts_shelf *shelf, struct strata_str text)
{
	put(shelf, text_number(shelf, text));
}

static void put_line(struct facts_shelf *shelf, unsigned line, unsigned before)
{
	pack_put_signed(&shelf->lines, (int64_t)line - before);
}

/* A format: a pointer into a table that lasts as long as the process. */
static void put_format(struct facts_shelf *shelf, const struct strata_format *format)
{
	put(shelf, (uintptr_t)format);
}

static void put_packages(struct facts_shelf *shelf, const struct strata_packages *packages)
{
	int64_t number = -1;
	unsigned line = 0;

	put(shelf, packages->count);
	for (size_t i = 0; i < packages->count; i++) {
		int64_t own = (int64_t)package_number(shelf, &packages->items[i]);

		put_signed(shelf, own - number - 1);
		put_line(shelf, packages->items[i].line, line);
		number = own;
		line = packages->items[i].line;
	}
}

static void put_edges(struct facts_shelf *shelf, const struct strata_edges *edges)
{
	int from = 0;

	put(shelf, edges->count);
	for (size_t i = 0; i < edges->count; i++) {
		const struct strata_edge *e = &edges->items[i];

		put_signed(shelf, (int64_t)e->from - from);
		put_signed(shelf, e->to);
		put(shelf, (uint64_t)e->scope << 1 | (e->alias.ptr != NULL));
		if (e->alias.ptr)
			put_text(shelf, e->alias);
		from = e->from;
	}
}

static void put_options(struct facts_shelf *shelf, const struct strata_options *options)
{
	int from = 0;

	put(shelf, options->count);
	for (size_t i = 0; i < options->count; i++) {
		const struct strata_option *o = &options->items[i];

		put_signed(shelf, (int64_t)o->from - from);
		put_signed(shelf, o->to);
		put_text(shelf, o->feature);
		from = o->from;
	}
}

static void put_roots(struct facts_shelf *shelf, const struct strata_roots *roots)
{
	put(shelf, roots->count);
	for (size_t i = 0; i < roots->count; i++) {
		put_text(shelf, roots->items[i].name);
		put_text(shelf, roots->items[i].version);
		put_text(shelf, roots->items[i].dir);
		put_line(shelf, roots->items[i].line, 0);
	}
}

static void put_keys(struct facts_shelf *shelf, const struct strata_keys *keys)
{
	unsigned package = 0;

	put(shelf, keys->count);
	for (size_t i = 0; i < keys->count; i++) {
		put_text(shelf, keys->items[i].text);
		put_signed(shelf, (int64_t)keys->items[i].package - package);
		package = keys->items[i].package;
	}
}

static void put_references(struct facts_shelf *shelf, const struct strata_references *references)
{
	put(shelf, references->count);
	for (size_t i = 0; i < references->count; i++) {
		const struct strata_reference *r = &references->items[i];

		put(shelf, r->kind);
		put_text(shelf, r->path);
		put_text(shelf, r->name);
		put_text(shelf, r->version);
		put_format(shelf, r->format);
		put_line(shelf, r->line, 0);
	}
}

static void put_properties(struct facts_shelf *shelf, const struct strata_properties *properties)
{
	put(shelf, properties->count);
	for (size_t i = 0; i < properties->count; i++) {
		put_text(shelf, properties->items[i].name);
		put_text(shelf, properties->items[i].value);
	}
}

static void put_switches(struct facts_shelf *shelf, const struct strata_switches *switches)
{
	put(shelf, switches->count);
	for (size_t i = 0; i < switches->count; i++) {
		put_text(shelf, switches->items[i].feature);
		put_text(shelf, switches->items[i].on);
	}
}

void facts_shelf_put(struct facts_shelved *out, struct facts_shelf *shelf,
		     const struct strata_facts *facts)
{
	size_t number;

	strata_buf_reset(&shelf->bytes);
	strata_buf_reset(&shelf->lines);
	put_packages(shelf, &facts->packages);
	put_edges(shelf, &facts->edges);
	put_options(shelf, &facts->options);
	put_roots(shelf, &facts->roots);
	put_keys(shelf, &facts->keys);
	put_references(shelf, &facts->references);
	put_properties(shelf, &facts->properties);
	put_packages(shelf, &facts->managed);
	put_switches(shelf, &facts->switches);
	put_text(shelf, facts->environment);
	number = text_number(shelf, strata_buf_str(&shelf->bytes));
	*out = (struct facts_shelved){
		.at = shelf->texts.items[number],
		.lines = strata_arena_dup(&shelf->arena, strata_buf_str(&shelf->lines)),
		.unreadable = facts->unreadable,
	};
}

/* --- taken out --------------------------------------------------------------------------- */

struct taking {
	const struct facts_shelf *shelf;
	struct pack_reader from, lines;
	struct strata_arena *arena;
};

/* All that follow, in one allocation. */
#define MAKE_ROOM(t, vec, number)                                                          \
	((vec)->items = strata_arena_alloc((t)->arena, (number) * sizeof *(vec)->items),   \
	 (vec)->capacity = (number))

static struct strata_str take_text(struct taking *t)
{
	return t->shelf->texts.items[pack_index(&t->from, t->shelf->texts.count)];
}

static unsigned take_line(struct taking *t, unsigned before)
{
	return (unsigned)(before + pack_signed(&t->lines));
}

static void take_packages(struct taking *t, struct strata_packages *out)
{
	size_t count = pack_count(&t->from);
	int64_t number = -1;
	unsigned line = 0;

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		number += 1 + pack_signed(&t->from);
		line = take_line(t, line);
		out->items[i] = t->shelf->packages.items[number];
		out->items[i].line = line;
	}
	out->count = count;
}

static void take_edges(struct taking *t, struct strata_edges *out)
{
	size_t count = pack_count(&t->from);
	int from = 0;

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		struct strata_edge *e = strata_vec_push(t->arena, out);
		uint64_t how;

		e->from = from += (int)pack_signed(&t->from);
		e->to = (int)pack_signed(&t->from);
		how = pack_number(&t->from);
		e->scope = (enum strata_scope)(how >> 1);
		if (how & 1)
			e->alias = take_text(t);
	}
}

static void take_options(struct taking *t, struct strata_options *out)
{
	size_t count = pack_count(&t->from);
	int from = 0;

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		struct strata_option *o = strata_vec_push(t->arena, out);

		o->from = from += (int)pack_signed(&t->from);
		o->to = (int)pack_signed(&t->from);
		o->feature = take_text(t);
	}
}

static void take_roots(struct taking *t, struct strata_roots *out)
{
	size_t count = pack_count(&t->from);

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		struct strata_root *root = strata_vec_push(t->arena, out);

		root->name = take_text(t);
		root->version = take_text(t);
		root->dir = take_text(t);
		root->line = take_line(t, 0);
	}
}

static void take_keys(struct taking *t, struct strata_keys *out)
{
	size_t count = pack_count(&t->from);
	int64_t package = 0;

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		struct strata_key *key = strata_vec_push(t->arena, out);

		key->text = take_text(t);
		package += pack_signed(&t->from);
		key->package = (unsigned)package;
	}
}

static void take_references(struct taking *t, struct strata_references *out)
{
	size_t count = pack_count(&t->from);

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		struct strata_reference *r = strata_vec_push(t->arena, out);

		r->kind = (enum strata_reference_kind)pack_number(&t->from);
		r->path = take_text(t);
		r->name = take_text(t);
		r->version = take_text(t);
		r->format = (const struct strata_format *)(uintptr_t)pack_number(&t->from);
		r->line = take_line(t, 0);
	}
}

static void take_properties(struct taking *t, struct strata_properties *out)
{
	size_t count = pack_count(&t->from);

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		struct strata_property *property = strata_vec_push(t->arena, out);

		property->name = take_text(t);
		property->value = take_text(t);
	}
}

static void take_switches(struct taking *t, struct strata_switches *out)
{
	size_t count = pack_count(&t->from);

	MAKE_ROOM(t, out, count);
	for (size_t i = 0; i < count; i++) {
		struct strata_switch *s = strata_vec_push(t->arena, out);

		s->feature = take_text(t);
		s->on = take_text(t);
	}
}

void facts_shelf_take(struct strata_facts *out, const struct facts_shelf *shelf,
		      const struct facts_shelved *shelved, struct strata_arena *arena)
{
	struct taking t = {
		.shelf = shelf,
		.from = { .rest = shelved->at },
		.lines = { .rest = shelved->lines },
		.arena = arena,
	};

	*out = (struct strata_facts){ .arena = arena, .unreadable = shelved->unreadable };
	take_packages(&t, &out->packages);
	take_edges(&t, &out->edges);
	take_options(&t, &out->options);
	take_roots(&t, &out->roots);
	take_keys(&t, &out->keys);
	take_references(&t, &out->references);
	take_properties(&t, &out->properties);
	take_packages(&t, &out->managed);
	take_switches(&t, &out->switches);
	out->environment = take_text(&t);
}
