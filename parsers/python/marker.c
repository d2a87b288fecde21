/*
 * marker.c - whether a marker of PEP 508 holds.
 *
 * Whoever asks tells of each comparison whether it holds, does not, or may; `and` and `or`
 * are those of three values. A lockfile is for environments of which only a part is known:
 * the Pythons, as a range, and perhaps the systems. So a marker is held against ranges, and
 * what the file does not tell may be either.
 *
 * Format: packaging.python.org, "Dependency specifiers", 2026-11.
 */
#include <string.h>

#include "python/python.h"

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq(s, strata_str_of(text));
}

/* --- reading ------------------------------------------------------------------------------ */

struct reading {
	struct strata_str rest;
	python_holds *holds;
	const void *payload;
};

static void skip_blanks(struct reading *r)
{
	while (r->rest.len && strata_is_space(r->rest.ptr[0]))
		r->rest = strata_str_skip(r->rest, 1);
}

static bool is_word_byte(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || c == '.';
}

static struct strata_str take_word(struct reading *r)
{
	size_t n = 0;
	struct strata_str word;

	while (n < r->rest.len && is_word_byte(r->rest.ptr[n]))
		n++;
	word = strata_str_take(r->rest, n);
	r->rest = strata_str_skip(r->rest, n);
	skip_blanks(r);
	return word;
}

static bool take_keyword(struct reading *r, const char *keyword)
{
	struct strata_str before = r->rest;

	if (is(take_word(r), keyword))
		return true;
	r->rest = before;
	return false;
}

static struct python_operand take_operand(struct reading *r)
{
	char quote = r->rest.len ? r->rest.ptr[0] : 0;
	struct strata_str text;

	if (quote != '\'' && quote != '"')
		return (struct python_operand){ take_word(r), true };
	r->rest = strata_str_skip(r->rest, 1);
	text = strata_str_take(r->rest, strata_str_chr(r->rest, quote));
	r->rest = strata_str_skip(r->rest, text.len + 1);
	skip_blanks(r);
	return (struct python_operand){ text, false };
}

static struct strata_str take_operator(struct reading *r)
{
	size_t n = 0;
	struct strata_str op;

	if (take_keyword(r, "in"))
		return STRATA_STR("in");
	if (take_keyword(r, "not")) {
		take_keyword(r, "in");
		return STRATA_STR("not in");
	}
	while (n < r->rest.len && strchr("<>=!~", r->rest.ptr[n]))
		n++;
	op = strata_str_take(r->rest, n);
	r->rest = strata_str_skip(r->rest, n);
	skip_blanks(r);
	return op;
}

static enum strata_tri both(enum strata_tri a, enum strata_tri b)
{
	if (a == STRATA_NO || b == STRATA_NO)
		return STRATA_NO;
	return a == STRATA_YES ? b : a;
}

static enum strata_tri either(enum strata_tri a, enum strata_tri b)
{
	if (a == STRATA_YES || b == STRATA_YES)
		return STRATA_YES;
	return a == STRATA_NO ? b : a;
}

static enum strata_tri any_holds(struct reading *r);

static enum strata_tri atom_holds(struct reading *r)
{
	struct python_comparison c;
	enum strata_tri holds;

	skip_blanks(r);
	if (r->rest.len && r->rest.ptr[0] == '(') {
		r->rest = strata_str_skip(r->rest, 1);
		holds = any_holds(r);
		r->rest = strata_str_skip(r->rest, 1);
		skip_blanks(r);
		return holds;
	}
	c.left = take_operand(r);
	c.op = take_operator(r);
	c.right = take_operand(r);
	return r->holds(&c, r->payload);
}

static enum strata_tri all_hold(struct reading *r)
{
	enum strata_tri hold = atom_holds(r);

	while (take_keyword(r, "and"))
		hold = both(hold, atom_holds(r));
	return hold;
}

static enum strata_tri any_holds(struct reading *r)
{
	enum strata_tri holds = all_hold(r);

	while (take_keyword(r, "or"))
		holds = either(holds, all_hold(r));
	return holds;
}

enum strata_tri python_marker(struct strata_str marker, python_holds *holds, const void *payload)
{
	struct reading r = { marker, holds, payload };

	return marker.len ? any_holds(&r) : STRATA_YES;
}

/* --- where a lockfile is for ---------------------------------------------------------------- */

struct system {
	const char *sys_platform, *os_name, *platform_system;
};

struct where {
	struct strata_intervals pythons;
	const struct system *system; /* NULL: any */
	struct strata_arena *scratch;
};

/* The operator as it is with its sides changed. */
static struct strata_str mirrored(struct strata_str op)
{
	static const struct {
		const char *op, *mirrored;
	} pairs[] = { { "<", ">" }, { "<=", ">=" }, { ">", "<" }, { ">=", "<=" } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (is(op, pairs[i].op))
			return strata_str_of(pairs[i].mirrored);
	return op;
}

/* The operator that holds where this one does not; empty without one. */
static struct strata_str opposite(struct strata_str op)
{
	static const struct {
		const char *op, *opposite;
	} pairs[] = { { "<", ">=" }, { "<=", ">" },  { ">", "<=" },
		      { ">=", "<" }, { "==", "!=" }, { "!=", "==" } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (is(op, pairs[i].op))
			return strata_str_of(pairs[i].opposite);
	return STRATA_STR("");
}

static bool add_specifier(struct strata_intervals *out, struct where *w, const char *op,
			  struct strata_str version)
{
	return strata_version_pep440.intervals(
		       out, strata_arena_join(w->scratch, strata_str_of(op), version, STRATA_NONE),
		       w->scratch, NULL) == 0;
}

/*
 * The Pythons whose first two numbers stand in that relation to a version of as many:
 * `python_version > "3.8"` begins with 3.9. False where it is none of these.
 */
static bool add_brief(struct strata_intervals *out, struct where *w, struct strata_str op,
		      struct strata_str version)
{
	struct strata_str major, minor, rest, from, next;
	uint64_t x, y = 0;

	strata_str_cut(&major, &minor, version, '.');
	strata_str_cut(&minor, &rest, minor, '.');
	if (!strata_str_u64(&x, major) || x > 99 || (minor.len && !strata_str_u64(&y, minor)) ||
	    y > 999 || (rest.len && !is(rest, "0") && !is(rest, "*")))
		return false;
	from = strata_arena_printf(w->scratch, "%u.%u", (unsigned)x, (unsigned)y);
	next = strata_arena_printf(w->scratch, "%u.%u", (unsigned)x, (unsigned)y + 1);
	if (is(op, "<") || is(op, ">="))
		return add_specifier(out, w, is(op, "<") ? "<" : ">=", from);
	if (is(op, "<=") || is(op, ">"))
		return add_specifier(out, w, is(op, "<=") ? "<" : ">=", next);
	if (is(op, "!="))
		return add_specifier(out, w, "<", from) && add_specifier(out, w, ">=", next);
	if (!is(op, "==") && !is(op, "==="))
		return false;
	return add_specifier(out, w, ">=",
			     strata_arena_join(w->scratch, from, STRATA_STR(",<"), next));
}

static bool add_pythons(struct strata_intervals *out, struct where *w, bool brief,
			struct strata_str op, struct strata_str version)
{
	if (brief && !is(op, "~="))
		return add_brief(out, w, op, version);
	return strata_version_pep440.intervals(
		       out, strata_arena_join(w->scratch, op, version, STRATA_NONE), w->scratch,
		       NULL) == 0;
}

static bool meet(const struct strata_intervals *a, const struct strata_intervals *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (strata_intervals_touch(a, &b->items[i], &strata_version_pep440))
			return true;
	return false;
}

static enum strata_tri python_is(struct where *w, bool brief, struct strata_str op,
				 struct strata_str version)
{
	struct strata_intervals with = { 0 }, without = { 0 };
	struct strata_str other = opposite(op);

	if (!add_pythons(&with, w, brief, op, version))
		return STRATA_UNKNOWN;
	if (!meet(&w->pythons, &with))
		return STRATA_NO;
	if (other.len && add_pythons(&without, w, brief, other, version) &&
	    !meet(&w->pythons, &without))
		return STRATA_YES;
	return STRATA_UNKNOWN;
}

/* `python_version in "2.7 3.5"` */
static enum strata_tri python_among(struct where *w, struct strata_str list)
{
	enum strata_tri holds = STRATA_NO;
	size_t n;

	for (; list.len; list = strata_str_skip(list, n + 1)) {
		for (n = 0; n < list.len && !strata_is_space(list.ptr[n]) && list.ptr[n] != ','; n++)
			;
		if (n)
			holds = either(holds, python_is(w, true, STRATA_STR("=="),
							strata_str_take(list, n)));
	}
	return holds;
}

static enum strata_tri system_is(const char *known, struct strata_str op, struct strata_str text)
{
	bool equal = is(text, known);

	if (is(op, "==") || is(op, "==="))
		return equal ? STRATA_YES : STRATA_NO;
	return !is(op, "!=") ? STRATA_UNKNOWN : equal ? STRATA_NO : STRATA_YES;
}

static enum strata_tri holds_there(const struct python_comparison *c, const void *payload)
{
	struct where w = *(const struct where *)payload;
	struct strata_str name = c->left.text, text = c->right.text, op = c->op;
	bool brief;

	if (!c->left.variable) {
		name = c->right.text;
		text = c->left.text;
		op = mirrored(op);
	}
	brief = is(name, "python_version");
	if (c->left.variable && c->right.variable)
		return STRATA_UNKNOWN;
	if (brief && is(op, "in") && c->left.variable)
		return python_among(&w, text);
	if (brief || is(name, "python_full_version"))
		return is(op, "in") || is(op, "not in") ? STRATA_UNKNOWN
							: python_is(&w, brief, op, text);
	if (!w.system)
		return STRATA_UNKNOWN;
	if (is(name, "sys_platform") || is(name, "sys.platform"))
		return system_is(w.system->sys_platform, op, text);
	if (is(name, "os_name") || is(name, "os.name"))
		return system_is(w.system->os_name, op, text);
	return is(name, "platform_system") ? system_is(w.system->platform_system, op, text)
					   : STRATA_UNKNOWN;
}

/* Reads "python >=3.9 ; MARKER"; an absent one is everywhere. */
static struct strata_str read_where(struct where *w, struct strata_str environment)
{
	struct python_requirement r = { 0 };

	if (!python_requirement(&r, environment, w->scratch))
		r = (struct python_requirement){ 0 };
	strata_version_pep440.intervals(&w->pythons, r.specifier, w->scratch, NULL);
	return r.marker;
}

enum strata_tri python_marker_holds(struct strata_str environment, struct strata_str marker,
				    struct strata_arena *scratch)
{
	static const struct system systems[] = { { "linux", "posix", "Linux" },
						 { "darwin", "posix", "Darwin" },
						 { "win32", "nt", "Windows" } };
	struct where w = { .scratch = scratch };
	struct strata_str limit = read_where(&w, environment);
	enum strata_tri holds = python_marker(marker, holds_there, &w);

	if (holds != STRATA_UNKNOWN || !limit.len)
		return holds;
	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
		w.system = &systems[i];
		if (python_marker(limit, holds_there, &w) != STRATA_NO &&
		    python_marker(marker, holds_there, &w) != STRATA_NO)
			return STRATA_UNKNOWN;
	}
	return STRATA_NO;
}

struct strata_str python_environment(struct strata_arena *arena, struct strata_str pythons,
				     const struct node *markers)
{
	struct strata_strs alternatives = { 0 };
	struct strata_str out = STRATA_STR("python "), either = STRATA_STR("");
	struct python_requirement checked;

	if (!pythons.len && !node_first(markers))
		return STRATA_NONE;
	python_poetry_specifiers(&alternatives, pythons, arena);
	if (alternatives.count == 1)
		out = strata_arena_join(arena, out, alternatives.items[0], STRATA_NONE);
	if (!python_requirement(&checked, out, arena))
		out = STRATA_STR("python "); /* in words that are not known: any */
	for (const struct node *n = node_first(markers); n; n = n->next) {
		if (!python_is_marker(n->text, arena))
			return out;
		either = STRATA_CONCAT(arena, either, either.len ? STRATA_STR(" or (") : STRATA_STR("("),
				       n->text, STRATA_STR(")"));
	}
	return either.len ? strata_arena_join(arena, out, STRATA_STR(" ; "), either) : out;
}

/* --- written otherwise ---------------------------------------------------------------------- */

bool python_is_marker(struct strata_str text, struct strata_arena *scratch)
{
	struct python_requirement r;

	return text.len &&
	       python_requirement(&r, strata_arena_join(scratch, STRATA_STR("x ; "), text, STRATA_NONE),
				  scratch);
}

/* ">=3.8,<4" as 'python_full_version >= "3.8" and python_full_version < "4"'. */
static struct strata_str pythons_marker(struct strata_str specifier, struct strata_arena *arena)
{
	struct strata_str out = STRATA_STR(""), clause;

	while (specifier.len) {
		size_t n = 0;

		strata_str_cut(&clause, &specifier, specifier, ',');
		clause = strata_str_trim(clause);
		while (n < clause.len && strchr("<>=!~", clause.ptr[n]))
			n++;
		out = STRATA_CONCAT(arena, out, out.len ? STRATA_STR(" and ") : STRATA_STR(""),
				    STRATA_STR("python_full_version "), strata_str_take(clause, n),
				    STRATA_STR(" \""), strata_str_trim(strata_str_skip(clause, n)),
				    STRATA_STR("\""));
	}
	return out;
}

static struct strata_str and_marker(struct strata_str a, struct strata_str b,
				    struct strata_arena *arena)
{
	if (!a.len || !b.len)
		return a.len ? a : b;
	return STRATA_CONCAT(arena, STRATA_STR("("), a, STRATA_STR(") and ("), b, STRATA_STR(")"));
}

/* "^3.8 || ~2.7" of Python: alternatives that admit all admit all together. */
static struct strata_str alternatives_marker(struct strata_str constraint,
					     struct strata_arena *arena)
{
	struct strata_strs alternatives = { 0 };
	struct strata_str out = STRATA_STR(""), one;

	python_poetry_specifiers(&alternatives, constraint, arena);
	for (size_t i = 0; i < alternatives.count; i++) {
		one = pythons_marker(alternatives.items[i], arena);
		if (!one.len)
			return one;
		out = STRATA_CONCAT(arena, out, i ? STRATA_STR(" or ") : STRATA_STR(""), one);
	}
	return out;
}

/* Poetry's `platform = "win32"`. */
static struct strata_str platform_marker(struct strata_str platform, struct strata_arena *arena)
{
	size_t n = 0;

	while (n < platform.len && strchr("<>=!", platform.ptr[n]))
		n++;
	return STRATA_CONCAT(arena, STRATA_STR("sys_platform "),
			     n ? strata_str_take(platform, n) : STRATA_STR("=="), STRATA_STR(" \""),
			     strata_str_trim(strata_str_skip(platform, n)), STRATA_STR("\""));
}

/* The comparisons that a table has under the names of variables: pipenv's os_name = "== 'nt'". */
static struct strata_str variables_marker(const struct node *table, struct strata_arena *arena)
{
	static const char *const variables[] = {
		"os_name",	    "sys_platform",	   "platform_machine",
		"platform_system",  "platform_release",	   "platform_version",
		"python_version",   "python_full_version", "implementation_name",
		"implementation_version", "platform_python_implementation",
	};
	struct strata_str out = STRATA_STR(""), one;

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		one = node_text(table, variables[i]);
		if (one.len)
			one = STRATA_CONCAT(arena, strata_str_of(variables[i]), STRATA_STR(" "), one);
		if (python_is_marker(one, arena))
			out = and_marker(out, one, arena);
	}
	return out;
}

struct strata_str python_table_marker(const struct node *table, struct strata_arena *arena)
{
	struct strata_str markers = node_text(table, "markers");
	struct strata_str platform = node_text(table, "platform");
	struct strata_str out = alternatives_marker(node_text(table, "python"), arena);

	out = and_marker(variables_marker(table, arena), out, arena);
	if (platform.len)
		out = and_marker(out, platform_marker(platform, arena), arena);
	if (python_is_marker(markers, arena))
		out = and_marker(markers, out, arena);
	return python_is_marker(out, arena) ? out : STRATA_NONE;
}
