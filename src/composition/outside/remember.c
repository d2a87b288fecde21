/*
 * remember.c - counts of packages, kept from run to run; see work.h.
 *
 * A package with its checksum is the same for ever, so it is counted once. An installed copy is
 * known by what its files' sizes and times add up to.
 */
#include "composition/outside/work.h"
#include "memo/pack.h"

struct strata_str outside_key(const struct strata_component *c, const struct strata_strs *sums,
			      struct strata_arena *arena)
{
	struct strata_buf key = STRATA_BUF_INIT;
	struct strata_str out;

	if (!sums->count)
		return STRATA_NONE;
	strata_buf_addf(&key, "lines\n%.*s", STRATA_ARG(c->purl));
	for (size_t i = 0; i < sums->count; i++)
		strata_buf_addf(&key, "\n%.*s", STRATA_ARG(sums->items[i]));
	out = strata_arena_dup(arena, strata_buf_str(&key));
	strata_buf_release(&key);
	return out;
}

void outside_remember(struct memo *memo, struct strata_str key, const struct outside_counts *counts,
		      struct strata_arena *arena)
{
	const uint64_t numbers[] = { counts->files,       counts->lines.code, counts->lines.comment,
				     counts->lines.blank, counts->bytes,      counts->packed,
				     counts->compiled,    counts->too_large,  counts->outside };
	struct strata_buf value = STRATA_BUF_INIT;

	if (!memo || !key.ptr)
		return;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		pack_put_number(&value, numbers[i]);
	pack_put_number(&value, counts->languages.count);
	for (size_t i = 0; i < counts->languages.count; i++) {
		const struct outside_language *l = &counts->languages.items[i];

		pack_put_text(&value, strata_str_of(l->language->name));
		pack_put_number(&value, l->files);
		pack_put_number(&value, l->code);
	}
	memo_put(memo, strata_arena_dup(arena, key), strata_arena_dup(arena, strata_buf_str(&value)));
	strata_buf_release(&value);
}

static const struct language *language_named(struct strata_str name)
{
	for (size_t i = 0; i < discover_language_count(); i++)
		if (strata_str_eq(name, strata_str_of(discover_language_at(i)->name)))
			return discover_language_at(i);
	return NULL;
}

static void read_languages(struct outside_counts *out, struct pack_reader *r, struct strata_arena *arena)
{
	size_t count = pack_count(r);

	for (size_t i = 0; i < count && !r->bad; i++) {
		struct outside_language *l = strata_vec_push(arena, &out->languages);

		l->language = language_named(pack_text(r));
		l->files = pack_number(r);
		l->code = pack_number(r);
		if (!l->language)
			pack_refuse(r);
	}
}

bool outside_recall(struct outside_counts *out, struct memo *memo, struct strata_str key,
		    struct strata_arena *arena)
{
	uint64_t *const numbers[] = { &out->files,       &out->lines.code, &out->lines.comment,
				      &out->lines.blank, &out->bytes,      &out->packed,
				      &out->compiled,    &out->too_large,  &out->outside };
	struct pack_reader r = { .bad = false };

	*out = (struct outside_counts){ 0 };
	if (!memo || !key.ptr || !memo_get(&r.rest, memo, key, arena))
		return false;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		*numbers[i] = pack_number(&r);
	read_languages(out, &r, arena);
	if (r.bad || r.rest.len)
		*out = (struct outside_counts){ 0 };
	return !r.bad && !r.rest.len;
}
