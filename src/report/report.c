/* report.c - the table of writers, and what they share; see report.h. */
#include "report/report.h"

#include "text/utf8.h"

#define REPORT(id) extern const struct report_writer report_##id;
#include "report/reports.def"
#undef REPORT

static const struct report_writer *const writers[] = {
#define REPORT(id) &report_##id,
#include "report/reports.def"
#undef REPORT
};

enum { WRITERS = sizeof(writers) / sizeof(*writers) };

const struct report_writer *report_writer_named(struct strata_str name)
{
	for (size_t i = 0; i < WRITERS; i++)
		if (strata_str_eq(name, strata_str_of(writers[i]->name)))
			return writers[i];
	return NULL;
}

struct strata_str report_writer_names(struct strata_arena *arena)
{
	struct strata_str names = STRATA_STR("");

	for (size_t i = 0; i < WRITERS; i++)
		names = strata_arena_join(arena, names, i ? STRATA_STR(", ") : STRATA_STR(""),
					  strata_str_of(writers[i]->name));
	return names;
}

/* C0, DEL, C1, the line and paragraph separators, and what turns text around. */
static bool is_steering(struct strata_str s, size_t len)
{
	const unsigned char *b = (const unsigned char *)s.ptr;
	unsigned code;

	if (len == 1)
		return b[0] < 0x20 || b[0] == 0x7f;
	if (len == 2)
		return b[0] == 0xc2 && b[1] < 0xa0;
	if (len != 3)
		return false;
	code = (b[0] & 0xfu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
	return (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code >= 0xfffe; /* no characters of XML */
}

/*
 * Whether a command to a CI system begins here: "::" of GitHub's runner,
 * which passes over blanks before it, and "##[" and "##vso[", taken anywhere in a line.
 */
static bool is_command(struct strata_str text, bool at_start)
{
	static const char *const anywhere[] = { "##[", "##vso[" };

	if (at_start && strata_str_starts(text, STRATA_STR("::")))
		return true;
	for (size_t i = 0; i < sizeof(anywhere) / sizeof(*anywhere); i++)
		if (strata_str_starts(text, strata_str_of(anywhere[i])))
			return true;
	return false;
}

struct strata_str report_harmless(struct strata_arena *arena, struct strata_str text)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str clean;
	bool at_start = true;

	while (text.len) {
		size_t len = utf8_length(text);

		if (is_command(text, at_start))
			strata_buf_addf(&b, "%c ", text.ptr[0]);
		else if (len == 0 || is_steering(text, len))
			strata_buf_add(&b, STRATA_STR("\xef\xbf\xbd"));
		else
			strata_buf_add(&b, strata_str_take(text, len));
		at_start = at_start && text.ptr[0] == ' ';
		text = strata_str_skip(text, len ? len : 1);
	}
	clean = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return clean;
}
