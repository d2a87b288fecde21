/*
 * vendor.conf: the revisions that vndr (and trash, under its own name) copied into the tree.
 *
 * A line is "import/path revision [address]"; '#' begins a comment. trash's first line may
 * name the project alone.
 *
 * Format: github.com/LK4D4/vndr, README, "vendor.conf", 2026-11.
 */
#include "go/before_modules.h"
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

enum { WORDS = 3 };

static size_t split(struct strata_str words[WORDS], struct strata_str line)
{
	size_t count = 0;

	line = strata_str_trim(line);
	while (line.len && count < WORDS) {
		size_t n = 0;

		while (n < line.len && !strata_is_space(line.ptr[n]))
			n++;
		words[count++] = strata_str_take(line, n);
		line = strata_str_trim(strata_str_skip(line, n));
	}
	return count;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	bool any = false;

	(void)err;
	while (line_next(&lines)) {
		struct strata_str words[WORDS] = { { 0 } }, line, rest;
		struct strata_package *p;
		size_t count;

		strata_str_cut(&line, &rest, lines.line, '#');
		count = split(words, line);
		if (count && strata_str_chr(words[0], '/') == STRATA_NPOS) {
			strata_facts_note(out, lines.number, "no import path");
			continue;
		}
		if (count == 1 && any)
			strata_facts_note(out, lines.number, "'%.*s' is at no revision",
					  STRATA_ARG(words[0]));
		any = any || count;
		if (count < 2)
			continue;
		p = go_add(out, words[0], words[1], STRATA_NONE, lines.number);
		p->source = words[2];
		p->scope = STRATA_SCOPE_PROD;
	}
	return 0;
}

/* The name is a common one: an import path has a host with a dot, and a folder. */
static bool probe(struct strata_str path, struct strata_str head)
{
	bool marked = strata_str_starts(head, STRATA_STR("\xEF\xBB\xBF"));
	struct line_cursor lines = LINE_CURSOR(strata_str_skip(head, marked ? 3 : 0));

	(void)path;
	while (line_next(&lines)) {
		struct strata_str line = strata_str_trim(lines.line), host, rest;

		if (!line.len || line.ptr[0] == '#')
			continue;
		return strata_str_cut(&host, &rest, line, '/') &&
		       strata_str_chr(host, '.') != STRATA_NPOS &&
		       strata_str_chr(host, ' ') == STRATA_NPOS;
	}
	return false;
}

const struct strata_format strata_format_go_vendor_conf = {
	.name = "go/vendor-conf",
	.files = "vendor.conf trash.conf",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_go,
	.probe = probe,
	.parse = parse,
};
