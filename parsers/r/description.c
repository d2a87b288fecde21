/*
 * DESCRIPTION: what an R package is and asks for.
 *
 * Fields "Name: value" that go on in indented lines (Debian's control format). Depends,
 * Imports and LinkingTo list "name (>= 1.0)" between commas; Suggests and Enhances need
 * not be there. "R (>= 4.1)" is the language.
 *
 * Format: cran.r-project.org, "Writing R Extensions", 1.1.1 and 1.1.3, 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

struct reader {
	struct strata_facts *out;
	struct strata_str field;
	struct strata_root root;
};

static const struct {
	const char *field;
	enum strata_scope scope;
} lists[] = {
	{ "Depends", STRATA_SCOPE_PROD },      { "Imports", STRATA_SCOPE_PROD },
	{ "LinkingTo", STRATA_SCOPE_BUILD },   { "Suggests", STRATA_SCOPE_OPTIONAL },
	{ "Enhances", STRATA_SCOPE_OPTIONAL },
};

static void add_package(struct reader *r, struct strata_str text, enum strata_scope scope,
			unsigned line)
{
	struct strata_str name, inside, rest;
	struct strata_package *p;

	strata_str_cut(&name, &inside, text, '(');
	strata_str_cut(&inside, &rest, inside, ')');
	name = strata_str_trim(name);
	inside = strata_str_trim(inside);
	if (!name.len || strata_str_eq(name, STRATA_STR("R")))
		return;
	p = strata_facts_add(r->out, name, STRATA_NONE, line);
	p->requirement = inside.len ? inside : STRATA_STR("");
	if (strata_str_starts(inside, STRATA_STR("==")))
		p->version = strata_str_trim(strata_str_skip(inside, 2));
	p->direct = STRATA_YES;
	p->scope = scope;
}

static void read_value(struct reader *r, struct strata_str value, unsigned line)
{
	struct strata_str part;

	if (strata_str_eq(r->field, STRATA_STR("Package"))) {
		r->root.name = value;
		r->root.line = line;
	} else if (strata_str_eq(r->field, STRATA_STR("Version"))) {
		r->root.version = value;
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		while (strata_str_eq(r->field, strata_str_of(lists[i].field)) && value.ptr) {
			strata_str_cut(&part, &value, value, ',');
			add_package(r, part, lists[i].scope, line);
		}
}

static void read_line(struct reader *r, struct strata_str line, unsigned number)
{
	struct strata_str value;

	if (line.len == 0 || line.ptr[0] == '#')
		return;
	if (strata_is_space(line.ptr[0])) {
		read_value(r, strata_str_trim(line), number);
		return;
	}
	if (strata_str_cut(&r->field, &value, line, ':'))
		read_value(r, strata_str_trim(value), number);
	else
		strata_facts_note(r->out, number, "not 'Field: value'");
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct reader r = { .out = out, .root.dir = STRATA_STR("") };

	(void)err;
	while (line_next(&lines))
		read_line(&r, lines.line, lines.number);
	if (r.root.name.len)
		*strata_vec_push(out->arena, &out->roots) = r.root;
	else
		strata_facts_note(out, 0, "the package has no name");
	return 0;
}

/* The name is a common one: an R package's file begins with one of its fields. */
static bool probe(struct strata_str path, struct strata_str head)
{
	(void)path;
	return strata_str_find(head, STRATA_STR("Package:")) != STRATA_NPOS ||
	       strata_str_find(head, STRATA_STR("Imports:")) != STRATA_NPOS;
}

const struct strata_format strata_format_r_description = {
	.name = "r/description",
	.files = "DESCRIPTION",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_cran,
	.probe = probe,
	.parse = parse,
};
