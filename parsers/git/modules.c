/*
 * .gitmodules: the repositories that lie in this one as submodules.
 *
 * In the language of git's configuration: [submodule "name"] with its path and address, and
 * maybe a branch to follow. The commit is not in the file but in the tree, at the path: it
 * is a reference (STRATA_REF_GITLINK). A relative address is one beside wherever this
 * repository came from, which the file does not tell.
 *
 * Format: git-scm.com, "gitmodules(5)", and "git-config(1)", "Syntax", 2.47, 2026-11.
 */
#include "git/git.h"
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

struct module {
	struct strata_str name, path, url, branch;
	unsigned line;
	bool any; /* within a section of a submodule */
};

static struct strata_str base_of(struct strata_str url)
{
	struct strata_str base = strata_path_base(url);

	return strata_str_ends(base, STRATA_STR(".git")) ? strata_str_take(base, base.len - 4) : base;
}

static void add_module(struct strata_facts *out, const struct module *m)
{
	struct strata_package *p;

	if (!m->any)
		return;
	if (!m->url.len || !m->path.len) {
		strata_facts_note(out, m->line, "submodule '%.*s' has no %s", STRATA_ARG(m->name),
				  m->url.len ? "path" : "address");
		return;
	}
	p = git_add(out, m->url, STRATA_NONE, m->line);
	if (m->url.ptr[0] == '.' || m->url.ptr[0] == '/')
		p->name = base_of(m->url);
	p->scope = STRATA_SCOPE_PROD;
	if (m->branch.len)
		p->requirement = m->branch;
	strata_facts_refer(out, STRATA_REF_GITLINK, m->path, m->line);
}

/* [submodule "name"] ends the section before; any other section does, too. */
static void begin_section(struct strata_facts *out, struct module *m, struct strata_str line,
			  unsigned number)
{
	struct strata_str word, name, rest;

	add_module(out, m);
	*m = (struct module){ .line = number };
	strata_str_cut(&word, &rest, strata_str_skip(line, 1), '"');
	strata_str_cut(&name, &rest, rest, '"');
	m->any = strata_str_eq_nocase(strata_str_trim(word), STRATA_STR("submodule")) && name.len;
	m->name = name;
	if (!m->any || !strata_str_eq(strata_str_trim(rest), STRATA_STR("]")))
		strata_facts_note(out, number, "not a section of a submodule");
}

/* A value without its quotes and what is behind '#' or ';'. */
static struct strata_str value_of(struct strata_str text)
{
	struct strata_str value, rest;

	text = strata_str_trim(text);
	if (text.len && text.ptr[0] == '"') {
		strata_str_cut(&value, &rest, strata_str_skip(text, 1), '"');
		return value;
	}
	strata_str_cut(&value, &rest, text, ';');
	value = strata_str_take(value, strata_str_find(value, STRATA_STR(" #")));
	return strata_str_trim(value);
}

static void read_value(struct strata_facts *out, struct module *m, struct strata_str line,
		       unsigned number)
{
	struct strata_str key, value;

	if (!strata_str_cut(&key, &value, line, '=')) {
		strata_facts_note(out, number, "neither a section nor 'name = value'");
		return;
	}
	key = strata_str_trim(key);
	value = value_of(value);
	if (strata_str_eq_nocase(key, STRATA_STR("path")))
		m->path = value;
	else if (strata_str_eq_nocase(key, STRATA_STR("url")))
		m->url = value;
	else if (strata_str_eq_nocase(key, STRATA_STR("branch")))
		m->branch = value;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct module m = { .any = false };

	(void)err;
	while (line_next(&lines)) {
		struct strata_str line = strata_str_trim(lines.line);

		if (!line.len || line.ptr[0] == '#' || line.ptr[0] == ';')
			continue;
		if (line.ptr[0] == '[')
			begin_section(out, &m, line, lines.number);
		else
			read_value(out, &m, line, lines.number);
	}
	add_module(out, &m);
	return 0;
}

const struct strata_format strata_format_git_modules = {
	.name = "git/modules",
	.files = ".gitmodules",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_git,
	.parse = parse,
};
