/*
 * setup.cfg: what a project that setuptools builds asks for.
 *
 * An INI file as Python's configparser reads it: a value goes on in indented lines.
 * Requirements stand under [options] and, one list for each extra, under
 * [options.extras_require]. Values that begin with "file:" or "attr:" name where
 * setuptools looks them up: files of requirements are to include.
 *
 * Format: setuptools' documentation, "Configuring setuptools using setup.cfg files",
 * 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

struct reader {
	struct strata_facts *out;
	struct strata_str section, key;
	struct strata_root *root;
};

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq(s, strata_str_of(text));
}

/* Whether the lines of a key are requirements, and of what scope. */
static bool asks(const struct reader *r, enum strata_scope *scope)
{
	if (is(r->section, "options.extras_require")) {
		*scope = STRATA_SCOPE_OPTIONAL;
		return true;
	}
	*scope = is(r->key, "install_requires") ? STRATA_SCOPE_PROD
		 : is(r->key, "tests_require")  ? STRATA_SCOPE_TEST
						: STRATA_SCOPE_BUILD;
	return is(r->section, "options") && (*scope != STRATA_SCOPE_BUILD ||
					      is(r->key, "setup_requires"));
}

static void read_requirement(struct reader *r, struct strata_str text, enum strata_scope scope,
			     unsigned line)
{
	struct strata_str path, rest;
	struct strata_package *p;

	if (strata_str_starts(text, STRATA_STR("file:"))) {
		for (rest = strata_str_skip(text, 5); rest.ptr;) {
			strata_str_cut(&path, &rest, rest, ',');
			path = strata_str_trim(path);
			if (path.len)
				strata_facts_refer(r->out, STRATA_REF_INCLUDE, path, line)->format =
					&strata_format_python_requirements;
		}
		return;
	}
	p = python_add_text(r->out, text, scope, line);
	if (p)
		p->direct = STRATA_YES;
}

static void read_metadata(struct reader *r, struct strata_str value, unsigned line)
{
	if (is(r->key, "name")) {
		r->root->name = value;
		r->root->line = line;
	} else if (is(r->key, "version") && !strata_str_starts(value, STRATA_STR("attr:")) &&
		   !strata_str_starts(value, STRATA_STR("file:"))) {
		r->root->version = value;
	}
}

/* A list on one line has ';' between its members, in front of which a marker may stand. */
static void read_requirements(struct reader *r, struct strata_str value, enum strata_scope scope,
			      unsigned line)
{
	struct python_requirement whole;
	struct strata_str one, rest = value;

	if (python_requirement(&whole, value, r->out->arena)) {
		read_requirement(r, value, scope, line);
		return;
	}
	while (rest.ptr) {
		strata_str_cut(&one, &rest, rest, ';');
		one = strata_str_trim(one);
		if (one.len)
			read_requirement(r, one, scope, line);
	}
}

/* One line of a value. */
static void read_value(struct reader *r, struct strata_str value, unsigned line)
{
	enum strata_scope scope;

	value = strata_str_trim(value);
	if (!value.len || value.ptr[0] == '#' || value.ptr[0] == ';')
		return;
	if (is(r->section, "metadata"))
		read_metadata(r, value, line);
	if (asks(r, &scope))
		read_requirements(r, value, scope, line);
}

static void read_line(struct reader *r, const struct line_cursor *c)
{
	struct strata_str line = strata_str_trim(c->line), value;
	size_t at = 0;

	if (!line.len || line.ptr[0] == '#' || line.ptr[0] == ';')
		return;
	if (strata_is_space(c->line.ptr[0])) {
		read_value(r, line, c->number);
		return;
	}
	if (line.ptr[0] == '[') {
		r->section = strata_str_trim(
			strata_str_take(strata_str_skip(line, 1),
					strata_str_chr(strata_str_skip(line, 1), ']')));
		r->key = STRATA_NONE;
		return;
	}
	while (at < line.len && line.ptr[at] != '=' && line.ptr[at] != ':')
		at++;
	r->key = strata_str_trim(strata_str_take(line, at));
	value = strata_str_skip(line, at + 1);
	read_value(r, value, c->number);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct strata_root root = { 0 };
	struct reader r = { .out = out, .root = &root };

	(void)err;
	while (line_next(&c))
		read_line(&r, &c);
	if (root.name.len)
		*strata_vec_push(out->arena, &out->roots) = root;
	return 0;
}

const struct strata_format strata_format_python_setup_cfg = {
	.name = "python/setup-cfg",
	.files = "setup.cfg",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
	.includes = true,
};
