/* metadata.c - see metadata.h. */
#include "resolve/pypi/metadata.h"

#include "strata/buf.h"
#include "strata/version.h"
#include "text/line.h"

struct headers {
	struct pypi_metadata *out;
	struct strata_arena *arena;
	struct strata_str key, value; /* of the header that is being read */
	struct strata_buf more;       /* the value, where it goes on in further lines */
	bool named, fixed, dynamic;   /* since 2.2 a file says what a build may change */
};

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq_nocase(s, strata_str_of(text));
}

static void end_header(struct headers *h)
{
	struct strata_str value = strata_str_trim(h->value);

	if (h->more.len)
		value = strata_arena_dup(h->arena, strata_buf_str(&h->more));
	strata_buf_reset(&h->more);
	if (is(h->key, "Name"))
		h->named = value.len > 0;
	else if (is(h->key, "Metadata-Version"))
		h->fixed = strata_version_pep440.compare(value, STRATA_STR("2.2")) >= 0;
	else if (is(h->key, "Dynamic"))
		h->dynamic |= is(value, "Requires-Dist") || is(value, "Provides-Extra");
	else if (is(h->key, "Requires-Dist"))
		*strata_vec_push(h->arena, &h->out->requires) = value;
	else if (is(h->key, "Requires-Python"))
		h->out->requires_python = value;
	else if (is(h->key, "License-Expression"))
		h->out->licence = value;
	h->key = STRATA_NONE;
}

static void go_on(struct headers *h, struct strata_str text)
{
	if (!h->more.len)
		strata_buf_add(&h->more, strata_str_trim(h->value));
	strata_buf_addc(&h->more, ' ');
	strata_buf_add(&h->more, text);
}

int pypi_metadata_read(struct pypi_metadata *out, struct strata_str bytes,
		       struct strata_arena *arena, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct headers h = { .out = out, .arena = arena };

	*out = (struct pypi_metadata){ 0 };
	while (line_next(&c) && c.line.len) {
		if (strata_is_space(c.line.ptr[0])) {
			/* Goes on; of use only where the value is one of a requirement. */
			if (is(h.key, "Requires-Dist"))
				go_on(&h, strata_str_trim(c.line));
			continue;
		}
		end_header(&h);
		strata_str_cut(&h.key, &h.value, c.line, ':');
	}
	end_header(&h);
	strata_buf_release(&h.more);
	out->open = !h.fixed || h.dynamic;
	return h.named ? 0 : strata_fail(err, STRATA_ESYNTAX, 0, "the answer is no metadata");
}
