/* pack.c - numbers and texts as bytes; see pack.h. */
#include "memo/pack.h"

void pack_put_number(struct strata_buf *to, uint64_t number)
{
	for (; number > 0x7f; number >>= 7)
		strata_buf_addc(to, (char)(number | 0x80));
	strata_buf_addc(to, (char)number);
}

/* 0, -1, 1, -2, .. as 0, 1, 2, 3, .. */
void pack_put_signed(struct strata_buf *to, int64_t number)
{
	uint64_t bits = (uint64_t)number;

	pack_put_number(to, number < 0 ? ~(bits << 1) : bits << 1);
}

void pack_put_text(struct strata_buf *to, struct strata_str text)
{
	pack_put_number(to, text.len);
	if (text.len)
		strata_buf_add(to, text);
}

void pack_put_listed(struct strata_buf *to, struct pack_list *list, struct strata_str text)
{
	size_t *number;
	bool added;

	if (!text.ptr) {
		pack_put_number(to, 0);
		return;
	}
	number = strata_map_at(&list->numbers, text, &added);
	if (added) {
		*number = list->numbers.count;
		pack_put_text(&list->bytes, text);
	}
	pack_put_number(to, *number);
}

void pack_put_list(struct strata_buf *to, const struct pack_list *list)
{
	pack_put_number(to, list->numbers.count);
	strata_buf_add(to, strata_buf_str(&list->bytes));
}

void pack_refuse(struct pack_reader *r)
{
	*r = (struct pack_reader){ STRATA_NONE, true };
}

static uint64_t fail(struct pack_reader *r)
{
	pack_refuse(r);
	return 0;
}

uint64_t pack_number(struct pack_reader *r)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 64 && r->rest.len; shift += 7) {
		unsigned char byte = (unsigned char)*r->rest.ptr;

		r->rest = strata_str_skip(r->rest, 1);
		number |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return number;
	}
	return fail(r);
}

int64_t pack_signed(struct pack_reader *r)
{
	uint64_t number = pack_number(r);

	return (int64_t)(number & 1 ? ~(number >> 1) : number >> 1);
}

uint32_t pack_index(struct pack_reader *r, size_t limit)
{
	uint64_t number = pack_number(r);

	return number < limit && number < UINT32_MAX ? (uint32_t)number : (uint32_t)fail(r);
}

size_t pack_count(struct pack_reader *r)
{
	uint64_t number = pack_number(r);

	return number <= r->rest.len ? (size_t)number : (size_t)fail(r);
}

struct strata_str pack_bytes(struct pack_reader *r, size_t len)
{
	struct strata_str bytes = strata_str_take(r->rest, len);

	if (bytes.len < len) {
		fail(r);
		return STRATA_NONE;
	}
	r->rest = strata_str_skip(r->rest, len);
	return bytes;
}

struct strata_str pack_text(struct pack_reader *r)
{
	return pack_bytes(r, pack_count(r));
}

void pack_list(struct strata_strs *out, struct pack_reader *r, struct strata_arena *arena)
{
	for (size_t n = pack_count(r); n && !r->bad; n--)
		*strata_vec_push(arena, out) = pack_text(r);
}

struct strata_str pack_listed(struct pack_reader *r, const struct strata_strs *list)
{
	uint32_t number = pack_index(r, list->count + 1);

	return number ? list->items[number - 1] : STRATA_NONE;
}
