/*
 * recall_pack.c - what is known of a history as bytes, and back; see recall.h.
 *
 * Texts and ids stand once, in two lists at the head, and are meant by their number; 0 is
 * none. What follows are the lists of recall.h in their order, each after its count.
 * The bytes may be hostile: every number is held against what it counts.
 */
#include "history/recall.h"
#include "memo/pack.h"

#define MAGIC "strata log 4\n"

/* --- into bytes ---------------------------------------------------------------------------- */

struct packing {
	const struct recall *r;
	struct strata_arena arena;
	struct strata_map id_map;
	struct pack_list texts;
	struct strata_buf ids, body;
};

static void put_text(struct packing *p, struct strata_str text)
{
	pack_put_listed(&p->body, &p->texts, text);
}

static void put_id(struct packing *p, recall_id id)
{
	struct strata_str bytes = { (const char *)id, p->r->id_len };
	size_t *number;
	bool added;

	if (!id) {
		pack_put_number(&p->body, 0);
		return;
	}
	number = strata_map_at(&p->id_map, bytes, &added);
	if (added) {
		*number = p->id_map.count;
		strata_buf_add(&p->ids, bytes);
	}
	pack_put_number(&p->body, *number);
}

static void put_name(struct packing *p, const char *name)
{
	put_text(p, strata_str_of(name));
}

static void put_commits(struct packing *p)
{
	pack_put_number(&p->body, p->r->commits.count);
	for (size_t i = 0; i < p->r->commits.count; i++) {
		const struct recall_commit *c = &p->r->commits.items[i];

		put_id(p, c->id);
		put_id(p, c->tree);
		pack_put_signed(&p->body, c->time);
		pack_put_number(&p->body, c->parents.count);
		for (size_t j = 0; j < c->parents.count; j++)
			put_id(p, c->parents.items[j]);
	}
}

static void put_tags(struct packing *p)
{
	pack_put_number(&p->body, p->r->tags.count);
	for (size_t i = 0; i < p->r->tags.count; i++) {
		put_id(p, p->r->tags.items[i].id);
		put_id(p, p->r->tags.items[i].commit);
	}
}

static void put_diffs(struct packing *p)
{
	pack_put_number(&p->body, p->r->diffs.count);
	for (size_t i = 0; i < p->r->diffs.count; i++) {
		const struct recall_diff *d = &p->r->diffs.items[i];

		put_id(p, d->old);
		put_id(p, d->new);
		put_text(p, d->wanted);
		pack_put_number(&p->body, d->changes.count);
		for (size_t j = 0; j < d->changes.count; j++) {
			put_text(p, d->changes.items[j].path);
			put_id(p, d->changes.items[j].blob);
		}
	}
}

static void put_version(struct packing *p, const struct recall_version *v)
{
	put_text(p, v->path);
	put_name(p, v->format->name);
	put_id(p, v->blob);
	pack_put_number(&p->body, v->state);
	pack_put_number(&p->body, v->links.count);
	for (size_t i = 0; i < v->links.count; i++) {
		pack_put_number(&p->body, v->links.items[i].kind);
		put_text(p, v->links.items[i].text);
		if (v->links.items[i].kind == HISTORY_LINK_DRAWS)
			put_name(p, v->links.items[i].format->name);
	}
	pack_put_number(&p->body, v->notes.count);
	for (size_t i = 0; i < v->notes.count; i++) {
		pack_put_number(&p->body, v->notes.items[i].line);
		put_text(p, v->notes.items[i].reason);
	}
}

static void put_item(struct packing *p, const struct recall_item *item)
{
	put_text(p, item->path);
	put_text(p, item->project);
	put_name(p, item->ecosystem->name);
	put_text(p, item->name);
	put_text(p, item->key);
	put_text(p, item->version);
	put_text(p, item->requirement);
	put_text(p, item->commit);
	put_text(p, item->purl);
	pack_put_number(&p->body, item->scope);
	pack_put_number(&p->body, item->role);
	pack_put_number(&p->body, item->local);
}

/* Most follow each other: a byte for each. */
static void put_indices(struct packing *p, const struct strata_indices *indices)
{
	int64_t before = -1;

	pack_put_number(&p->body, indices->count);
	for (size_t i = 0; i < indices->count; i++) {
		pack_put_signed(&p->body, (int64_t)indices->items[i] - before - 1);
		before = indices->items[i];
	}
}

static void put_origin(struct packing *p, const struct recall_origin *o)
{
	pack_put_number(&p->body, o->result);
	put_text(p, o->path);
	put_text(p, o->name);
	put_text(p, o->version);
	put_name(p, o->ecosystem->name);
	pack_put_number(&p->body, o->found);
	pack_put_number(&p->body, o->line);
	pack_put_number(&p->body, o->direct);
	pack_put_number(&p->body, o->scope);
	pack_put_number(&p->body, o->chain.count);
	for (size_t i = 0; i < o->chain.count; i++)
		put_text(p, o->chain.items[i]);
	put_text(p, o->head_name);
	put_text(p, o->head_version);
}

static void put_all(struct packing *p)
{
	const struct recall *r = p->r;

	put_commits(p);
	put_tags(p);
	put_diffs(p);
	pack_put_number(&p->body, r->versions.count);
	for (size_t i = 0; i < r->versions.count; i++)
		put_version(p, &r->versions.items[i]);
	pack_put_number(&p->body, r->items.count);
	for (size_t i = 0; i < r->items.count; i++)
		put_item(p, &r->items.items[i]);
	pack_put_number(&p->body, r->results.count);
	for (size_t i = 0; i < r->results.count; i++) {
		put_indices(p, &r->results.items[i].versions);
		put_indices(p, &r->results.items[i].items);
		pack_put_number(&p->body, r->results.items[i].open);
	}
	pack_put_number(&p->body, r->origins.count);
	for (size_t i = 0; i < r->origins.count; i++)
		put_origin(p, &r->origins.items[i]);
}

void recall_encode(struct strata_buf *out, const struct recall *r)
{
	struct packing p = { .r = r };

	p.id_map = STRATA_MAP_INIT(&p.arena);
	p.texts = PACK_LIST(&p.arena);
	put_all(&p);
	strata_buf_add(out, STRATA_STR(MAGIC));
	pack_put_number(out, r->id_len);
	pack_put_list(out, &p.texts);
	pack_put_number(out, p.id_map.count);
	strata_buf_add(out, strata_buf_str(&p.ids));
	strata_buf_add(out, strata_buf_str(&p.body));
	strata_buf_release(&p.texts.bytes);
	strata_buf_release(&p.ids);
	strata_buf_release(&p.body);
	strata_arena_release(&p.arena);
}

/* --- out of bytes --------------------------------------------------------------------------- */

struct unpacking {
	struct pack_reader in;
	struct strata_arena *arena;
	size_t id_len;
	struct strata_strs texts;
	struct strata_str ids; /* one behind the other */
	struct recall out;
};

static void refuse(struct unpacking *u)
{
	pack_refuse(&u->in);
}

static struct strata_str maybe_text(struct unpacking *u)
{
	return pack_listed(&u->in, &u->texts);
}

static struct strata_str text(struct unpacking *u)
{
	struct strata_str s = maybe_text(u);

	if (s.ptr)
		return s;
	refuse(u);
	return STRATA_STR("");
}

static recall_id maybe_id(struct unpacking *u)
{
	uint32_t number = pack_index(&u->in, u->ids.len / u->id_len + 1);

	return number ? (recall_id)u->ids.ptr + (number - 1) * u->id_len : NULL;
}

static recall_id id(struct unpacking *u)
{
	recall_id found = maybe_id(u);

	if (!found)
		refuse(u);
	return found;
}

static const struct strata_ecosystem *ecosystem(struct unpacking *u)
{
	const struct strata_ecosystem *e = strata_ecosystem_named(text(u));

	if (!e)
		refuse(u);
	return e;
}

static const struct strata_format *format(struct unpacking *u)
{
	const struct strata_format *f = strata_format_named(text(u));

	if (!f)
		refuse(u);
	return f;
}

static void read_lists(struct unpacking *u)
{
	size_t ids;

	pack_list(&u->texts, &u->in, u->arena);
	ids = pack_count(&u->in);
	u->ids = pack_bytes(&u->in, ids * u->id_len);
}

static void read_commits(struct unpacking *u)
{
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--) {
		struct recall_commit *c = strata_vec_push(u->arena, &u->out.commits);

		c->id = id(u);
		c->tree = id(u);
		c->time = pack_signed(&u->in);
		for (size_t m = pack_count(&u->in); m && !u->in.bad; m--)
			*strata_vec_push(u->arena, &c->parents) = id(u);
	}
}

static void read_tags(struct unpacking *u)
{
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--) {
		struct recall_tag *t = strata_vec_push(u->arena, &u->out.tags);

		t->id = id(u);
		t->commit = id(u);
	}
}

static void read_diffs(struct unpacking *u)
{
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--) {
		struct recall_diff *d = strata_vec_push(u->arena, &u->out.diffs);

		d->old = maybe_id(u);
		d->new = id(u);
		d->wanted = text(u);
		for (size_t m = pack_count(&u->in); m && !u->in.bad; m--) {
			struct recall_change *c = strata_vec_push(u->arena, &d->changes);

			c->path = text(u);
			c->blob = maybe_id(u);
		}
	}
}

static void read_version(struct unpacking *u, struct recall_version *v)
{
	v->path = text(u);
	v->format = format(u);
	v->blob = id(u);
	v->state = (enum recall_state)pack_index(&u->in, RECALL_STATES);
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--) {
		struct history_link *link = strata_vec_push(u->arena, &v->links);

		link->kind = (enum history_link_kind)pack_index(&u->in, HISTORY_LINK_KINDS);
		link->text = text(u);
		if (link->kind == HISTORY_LINK_DRAWS)
			link->format = format(u);
	}
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--) {
		struct strata_note *note = strata_vec_push(u->arena, &v->notes);

		note->line = pack_index(&u->in, UINT32_MAX);
		note->reason = text(u);
	}
}

static void read_item(struct unpacking *u, struct recall_item *item)
{
	item->path = text(u);
	item->project = maybe_text(u);
	item->ecosystem = ecosystem(u);
	item->name = text(u);
	item->key = text(u);
	item->version = maybe_text(u);
	item->requirement = maybe_text(u);
	item->commit = maybe_text(u);
	item->purl = maybe_text(u);
	item->scope = (enum strata_scope)pack_index(&u->in, STRATA_SCOPE_PROD + 1);
	item->role = (enum strata_role)pack_index(&u->in, STRATA_ROLE_GENERATED + 1);
	item->local = pack_index(&u->in, 2);
}

static void read_indices(struct unpacking *u, struct strata_indices *out, size_t limit)
{
	int64_t at = -1;

	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--) {
		int64_t step = pack_signed(&u->in);

		if (step < -(int64_t)limit || step > (int64_t)limit)
			refuse(u);
		at += step + 1;
		if (u->in.bad || at < 0 || at >= (int64_t)limit) {
			refuse(u);
			return;
		}
		*strata_vec_push(u->arena, out) = (unsigned)at;
	}
}

static void read_origin(struct unpacking *u, struct recall_origin *o)
{
	o->result = pack_index(&u->in, u->out.results.count);
	o->path = text(u);
	o->name = text(u);
	o->version = maybe_text(u);
	o->ecosystem = ecosystem(u);
	o->found = pack_index(&u->in, 2);
	o->line = pack_index(&u->in, UINT32_MAX);
	o->direct = (enum strata_tri)pack_index(&u->in, STRATA_YES + 1);
	o->scope = (enum strata_scope)pack_index(&u->in, STRATA_SCOPE_PROD + 1);
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--)
		*strata_vec_push(u->arena, &o->chain) = text(u);
	o->head_name = maybe_text(u);
	o->head_version = maybe_text(u);
}

static void read_all(struct unpacking *u)
{
	struct recall *out = &u->out;

	read_lists(u);
	read_commits(u);
	read_tags(u);
	read_diffs(u);
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--)
		read_version(u, strata_vec_push(u->arena, &out->versions));
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--)
		read_item(u, strata_vec_push(u->arena, &out->items));
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--) {
		struct recall_result *result = strata_vec_push(u->arena, &out->results);

		read_indices(u, &result->versions, out->versions.count);
		read_indices(u, &result->items, out->items.count);
		result->open = pack_index(&u->in, 2);
	}
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--)
		read_origin(u, strata_vec_push(u->arena, &out->origins));
}

bool recall_decode(struct recall *r, struct strata_str bytes)
{
	struct unpacking u = { .in = { bytes, false }, .arena = &r->arena, .id_len = r->id_len };

	if (!strata_str_starts(bytes, STRATA_STR(MAGIC)))
		return false;
	pack_bytes(&u.in, sizeof(MAGIC) - 1);
	if (pack_number(&u.in) != r->id_len)
		return false;
	read_all(&u);
	if (u.in.bad || u.in.rest.len)
		return false;
	recall_adopt(r, &u.out);
	return true;
}
