/*
 * .nvmrc, .node-version, .python-version and the like: a file whose name tells the tool,
 * and whose first line the version. pyenv's may have several lines, one version each.
 *
 * Format: the documentation of nvm, nodenv, pyenv, rbenv, goenv, jenv and tfenv, 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"
#include "tools/tools.h"

static const struct {
	const char *file, *tool;
	bool several;
} files[] = {
	{ ".nvmrc", "nodejs", false },	      { ".node-version", "nodejs", false },
	{ ".python-version", "python", true }, { ".ruby-version", "ruby", false },
	{ ".go-version", "golang", false },    { ".java-version", "java", false },
	{ ".terraform-version", "terraform", false },
};

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct strata_str base = strata_path_base(in->path), line;
	size_t i = 0;

	(void)err;
	while (i + 1 < sizeof(files) / sizeof(*files) &&
	       !strata_str_eq(base, strata_str_of(files[i].file)))
		i++;
	while (line_next(&c)) {
		line = strata_str_trim(strata_str_take(c.line, strata_str_chr(c.line, '#')));
		if (!line.len)
			continue;
		tools_add(out, strata_str_of(files[i].tool), line, c.number);
		if (!files[i].several)
			break;
	}
	return 0;
}

const struct strata_format strata_format_tools_pin = {
	.name = "tools/pin",
	.files = ".nvmrc .node-version .python-version .ruby-version .go-version .java-version "
		 ".terraform-version",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_generic,
	.parse = parse,
};
