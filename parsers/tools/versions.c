/*
 * .tool-versions: the tools that asdf or mise installs, one a line: a name, then
 * versions, the first of which is used and the others are fallbacks.
 *
 * Format: asdf's documentation, ".tool-versions", 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"
#include "tools/tools.h"

static struct strata_str next_word(struct strata_str *rest)
{
	struct strata_str s = strata_str_trim(*rest);
	size_t len = 0;

	while (len < s.len && !strata_is_space(s.ptr[len]))
		len++;
	*rest = strata_str_skip(s, len);
	return strata_str_take(s, len);
}

/* Plugins are named in letters, digits, '-', '_', ':' and '/'. */
static bool is_name(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == 0x7f)
			return false;
	return s.len > 0;
}

static void read_line(struct strata_facts *out, struct strata_str line, unsigned number)
{
	struct strata_str rest = strata_str_take(line, strata_str_chr(line, '#'));
	struct strata_str tool = next_word(&rest), version = next_word(&rest);

	if (!tool.len)
		return;
	if (!is_name(tool) || !version.len) {
		strata_facts_note(out, number, "'%.*s' is no tool with a version",
				  STRATA_ARG(tool));
		return;
	}
	for (; version.len; version = next_word(&rest))
		tools_add(out, tool, version, number);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(utf8_text(out->arena, in->bytes));

	(void)err;
	while (line_next(&c))
		read_line(out, c.line, c.number);
	return 0;
}

const struct strata_format strata_format_tools_versions = {
	.name = "tools/versions",
	.files = ".tool-versions",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_generic,
	.parse = parse,
};
