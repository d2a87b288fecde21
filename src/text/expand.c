/* expand.c - see expand.h. */
#include "text/expand.h"

#include "strata/buf.h"
#include "strata/limits.h"

/* One text in the making: bounded in length and in the properties put in. */
struct expansion {
	const struct expander *by;
	struct strata_buf out;
	unsigned used;
	bool failed;
};

static void expand_into(struct expansion *x, struct strata_str text, unsigned depth);

static void expand_property(struct expansion *x, struct strata_str name, unsigned depth)
{
	struct strata_str value;

	if (depth == STRATA_LIMIT_SYMLINKS || ++x->used > STRATA_LIMIT_PROPERTIES ||
	    !x->by->value(&value, name, x->by->payload)) {
		x->failed = true;
		return;
	}
	expand_into(x, value, depth + 1);
}

static void expand_into(struct expansion *x, struct strata_str text, unsigned depth)
{
	size_t start, end;

	while (!x->failed && (start = strata_str_find(text, x->by->open)) != STRATA_NPOS) {
		struct strata_str inner = strata_str_skip(text, start + x->by->open.len);

		end = strata_str_chr(inner, x->by->close);
		if (end == STRATA_NPOS)
			break;
		strata_buf_add(&x->out, strata_str_take(text, start));
		expand_property(x, strata_str_take(inner, end), depth);
		text = strata_str_skip(inner, end + 1);
	}
	strata_buf_add(&x->out, text);
	x->failed = x->failed || x->out.len > STRATA_LIMIT_VERSION_BYTES;
}

bool expand_has(const struct expander *x, struct strata_str text)
{
	return strata_str_find(text, x->open) != STRATA_NPOS;
}

struct strata_str expand_text(const struct expander *by, struct strata_str text,
			      struct strata_arena *arena)
{
	struct expansion x = { .by = by, .out = STRATA_BUF_INIT };

	if (!expand_has(by, text) || text.len > STRATA_LIMIT_VERSION_BYTES)
		return text;
	expand_into(&x, text, 0);
	if (!x.failed)
		text = strata_arena_dup(arena, strata_str_trim(strata_buf_str(&x.out)));
	strata_buf_release(&x.out);
	return text;
}
