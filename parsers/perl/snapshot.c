/*
 * cpanfile.snapshot: what Carton resolved, exactly.
 *
 * Indented text: below DISTRIBUTIONS, "Name-Version" at two spaces, its "pathname:",
 * "provides:" and "requirements:" at four, modules with versions at six. A module that is
 * required leads to the distribution that provides it; what comes with Perl leads nowhere.
 * The cpanfile asks for modules, too: so each module is a key.
 *
 * Format: Carton's Carton::Snapshot, 1.0, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/line.h"
#include "text/utf8.h"

struct wish {
	size_t from;
	struct strata_str module;
};

STRATA_VEC(wishes, struct wish);

struct reader {
	struct strata_facts *out;
	bool current, provides, requires;
	struct strata_map modules; /* module -> distribution */
	struct wishes wishes;
};

/* The version begins behind the last hyphen before a digit, or "v" and a digit. */
static size_t version_at(struct strata_str s)
{
	for (size_t i = s.len; i-- > 1;) {
		struct strata_str rest = strata_str_skip(s, i);

		if (s.ptr[i - 1] == '-' &&
		    (strata_is_digit(rest.ptr[0]) ||
		     (rest.len > 1 && rest.ptr[0] == 'v' && strata_is_digit(rest.ptr[1]))))
			return i;
	}
	return STRATA_NPOS;
}

static void add_distribution(struct reader *r, struct strata_str line, unsigned number)
{
	size_t at = version_at(line);

	r->current = r->provides = r->requires = false;
	if (at == STRATA_NPOS || at < 2) {
		strata_facts_note(r->out, number, "'%.*s' is not 'name-version'", STRATA_ARG(line));
		return;
	}
	strata_facts_add(r->out, strata_str_take(line, at - 1), strata_str_skip(line, at), number);
	r->current = true;
}

static void read_module(struct reader *r, struct strata_str line)
{
	struct strata_str module, version;

	strata_str_cut(&module, &version, line, ' ');
	if (r->current && r->provides) {
		*strata_map_at(&r->modules, module, NULL) = strata_facts_last(r->out);
		*strata_vec_push(r->out->arena, &r->out->keys) =
			(struct strata_key){ module, (unsigned)strata_facts_last(r->out) };
	} else if (r->current && r->requires) {
		*strata_vec_push(r->out->arena, &r->wishes) =
			(struct wish){ strata_facts_last(r->out), module };
	}
}

static void note_format(struct reader *r, struct strata_str line)
{
	size_t at = strata_str_find(line, STRATA_STR("version "));

	if (at != STRATA_NPOS && !strata_str_eq(strata_str_skip(line, at + 8), STRATA_STR("1.0")))
		strata_facts_note(r->out, 1, "format '%.*s' is not known: read as version 1.0",
				  STRATA_ARG(strata_str_skip(line, at + 8)));
}

static void read_line(struct reader *r, struct strata_str text, unsigned number)
{
	struct strata_str line = strata_str_trim(text);
	size_t indent = line_indent(text);

	if (number == 1 && line.len && line.ptr[0] == '#') {
		note_format(r, line);
	} else if (indent == 2) {
		add_distribution(r, line, number);
	} else if (indent == 4) {
		r->provides = strata_str_eq(line, STRATA_STR("provides:"));
		r->requires = strata_str_eq(line, STRATA_STR("requirements:"));
	} else if (indent == 6) {
		read_module(r, line);
	} else if (line.len && !strata_str_eq(line, STRATA_STR("DISTRIBUTIONS")) && line.ptr[0] != '#') {
		strata_facts_note(r->out, number, "a line outside of any distribution");
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct reader r = { .out = out, .modules = STRATA_MAP_INIT(out->arena) };
	size_t to;

	(void)err;
	while (line_next(&lines))
		read_line(&r, lines.line, lines.number);
	for (size_t i = 0; i < r.wishes.count; i++)
		if (strata_map_get(&to, &r.modules, r.wishes.items[i].module) &&
		    to != r.wishes.items[i].from)
			strata_facts_edge(out, (int)r.wishes.items[i].from, to, STRATA_SCOPE_UNKNOWN);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("cpanfile"), 0);
	return 0;
}

const struct strata_format strata_format_perl_snapshot = {
	.name = "perl/snapshot",
	.files = "cpanfile.snapshot",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_cpan,
	.parse = parse,
};
