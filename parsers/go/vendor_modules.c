/*
 * vendor/modules.txt: the modules whose packages `go mod vendor` copied.
 *
 * "# module version" heads the packages of a module, with "=> module version" or
 * "=> folder" when it is replaced. "## explicit; go 1.21" tells about the module above.
 * Lines without '#' are packages. A replacement without a version on its left, at
 * the end of the file, repeats a replace of go.mod that need not be in use.
 *
 * Format: cmd/go/internal/modcmd/vendor.go, 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

enum { WORDS = 5 }; /* module version => module version */

static size_t split(struct strata_str words[WORDS + 1], struct strata_str line)
{
	struct strata_str word, rest = line;
	size_t count = 0;

	while (rest.ptr && count <= WORDS) {
		strata_str_cut(&word, &rest, rest, ' ');
		word = strata_str_trim(word);
		if (word.len)
			words[count++] = word;
	}
	return count;
}

static void add_module(struct strata_facts *out, struct strata_str line, unsigned number)
{
	struct strata_str words[WORDS + 1] = { { 0 } };
	size_t count = split(words, line);
	struct strata_package *p;

	if (count > 1 && strata_str_eq(words[1], STRATA_STR("=>")))
		return;
	if ((count != 2 && count != 4 && count != WORDS) ||
	    (count > 2 && !strata_str_eq(words[2], STRATA_STR("=>")))) {
		strata_facts_note(out, number, "not '# module version'");
		return;
	}
	p = strata_facts_add(out, words[count == WORDS ? 3 : 0], words[count == WORDS ? 4 : 1],
			     number);
	p->scope = STRATA_SCOPE_PROD;
	if (count == 4) {
		p->local = true;
		p->source = words[3];
		p->version = STRATA_NONE;
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));

	(void)err;
	while (line_next(&lines))
		if (strata_str_starts(lines.line, STRATA_STR("# ")))
			add_module(out, strata_str_skip(lines.line, 2), lines.number);
	return 0;
}

const struct strata_format strata_format_go_vendor_modules = {
	.name = "go/vendor-modules",
	.files = "vendor/modules.txt",
	.kind = STRATA_FORMAT_VENDORED,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse,
};
