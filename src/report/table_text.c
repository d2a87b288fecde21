/* table_text.c - columns, colours and cuts of the terminal's tables; see table_text.h. */
#include "report/table_text.h"

#include "text/utf8.h"

const char *const table_colours[] = {
	[STRATA_SEVERITY_UNKNOWN] = "35",  [STRATA_SEVERITY_NONE] = "2",
	[STRATA_SEVERITY_LOW] = "36",      [STRATA_SEVERITY_MEDIUM] = "33",
	[STRATA_SEVERITY_HIGH] = "31",     [STRATA_SEVERITY_CRITICAL] = "1;31",
};

void table_put(struct table *t, struct strata_str s)
{
	strata_buf_add(t->out, report_harmless(&t->arena, s));
}

void table_paint(struct table *t, const char *code, struct strata_str s)
{
	bool coloured = t->style->colour && s.len && strata_str_of(code).ptr[0] != '0';

	if (coloured)
		strata_buf_addf(t->out, "\033[%sm", code);
	table_put(t, s);
	if (coloured)
		strata_buf_add(t->out, STRATA_STR("\033[0m"));
}

void table_pad(struct table *t, size_t used, size_t width)
{
	for (; used < width; used++)
		strata_buf_addc(t->out, ' ');
}

/* How many columns text takes: one per character; wide scripts are off by some. */
size_t table_columns(struct strata_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* s cut to `most` columns, with an ellipsis where something was cut. */
struct strata_str table_fit(struct table *t, struct strata_str s, size_t most)
{
	size_t end = 0, used = 0;

	if (table_columns(s) <= most)
		return s;
	while (end < s.len && used + 1 < most) {
		size_t len = utf8_length(strata_str_skip(s, end));

		end += len ? len : 1;
		used++;
	}
	return strata_arena_join(&t->arena, strata_str_take(s, end), STRATA_STR("\xe2\x80\xa6"),
				 STRATA_NONE);
}

/* What is left of the line after `used` columns. */
size_t table_room(const struct table *t, size_t used)
{
	size_t width = t->style->width ? t->style->width : MANY;

	return width > used + LEAST ? width - used : LEAST;
}

/* A cell of its own width: longer text moves what follows, and is never cut. */
size_t table_cell(struct table *t, const char *colour, struct strata_str s, size_t width)
{
	size_t used = table_columns(s);

	table_paint(t, colour, s);
	table_pad(t, used, width);
	strata_buf_addc(t->out, ' ');
	return (used > width ? used : width) + 1;
}

