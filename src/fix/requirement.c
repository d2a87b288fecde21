/*
 * requirement.c - see requirement.h.
 *
 * First the author's own form is tried: one operator and a version, or several of which one
 * is the lower bound. What it gives is held against the ecosystem's own reading; where it
 * does not admit the version, or admits what lies below, the ecosystem's usual form is taken.
 */
#include "fix/requirement.h"

#include <string.h>

#include "strata/buf.h"

/* How an ecosystem writes what it asks for. */
struct manner {
	const struct strata_ecosystem *ecosystem;
	const char *usual;     /* the operator of a new requirement */
	const char *pessimist; /* holds the parts but the last that are written; NULL: none does */
	const char *join;      /* between two comparisons; NULL: there is no such thing */
};

static const struct manner *manner_of(const struct strata_ecosystem *e)
{
	static const struct manner all[] = {
		{ &strata_ecosystem_npm, "^", NULL, " " },
		{ &strata_ecosystem_cargo, "", NULL, ", " },
		{ &strata_ecosystem_pypi, ">=", "~=", "," },
		{ &strata_ecosystem_rubygems, ">= ", "~>", ", " },
		{ &strata_ecosystem_composer, "^", "~", " " },
		{ &strata_ecosystem_hex, ">= ", "~>", " and " },
		{ &strata_ecosystem_pub, "^", NULL, " " },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].ecosystem == e)
			return &all[i];
	return NULL;
}

bool fix_requirement_admits(const struct strata_ecosystem *e, struct strata_str requirement,
			    struct strata_str version, struct strata_arena *arena)
{
	struct strata_intervals in = { 0 };

	if (!requirement.len)
		return true;
	return e->versions->intervals(&in, requirement, arena, NULL) == 0 &&
	       strata_intervals_contain(&in, e->versions, version);
}

/* Nothing below the version: each interval begins at it, or above; Composer's at its dev. */
static bool begins_at(const struct strata_ecosystem *e, struct strata_str requirement,
		      struct strata_str version, struct strata_arena *arena)
{
	struct strata_intervals in = { 0 };
	struct strata_str least = version;

	if (e == &strata_ecosystem_composer)
		least = strata_arena_join(arena, version, STRATA_STR("-dev"), STRATA_NONE);
	if (e->versions->intervals(&in, requirement, arena, NULL) < 0 || !in.count ||
	    !strata_intervals_contain(&in, e->versions, version))
		return false;
	for (size_t i = 0; i < in.count; i++)
		if (!in.items[i].lo.ptr || e->versions->compare(in.items[i].lo, least) < 0)
			return false;
	return true;
}

static bool is_operator(char c)
{
	return strchr("^~<>=!", c) != NULL && c;
}

static size_t count_parts(struct strata_str version)
{
	size_t parts = 1;

	for (size_t i = 0; i < version.len; i++)
		parts += version.ptr[i] == '.';
	return parts;
}

/* An operator, blanks, and what it is about. */
struct comparison {
	struct strata_str op, space, version;
};

static struct comparison take_apart(struct strata_str text)
{
	struct comparison c;
	size_t n = 0;

	while (n < text.len && is_operator(text.ptr[n]))
		n++;
	c.op = strata_str_take(text, n);
	text = strata_str_skip(text, n);
	for (n = 0; n < text.len && text.ptr[n] == ' '; n++)
		;
	c.space = strata_str_take(text, n);
	c.version = strata_str_skip(text, n);
	return c;
}

static bool is_one(const struct comparison *c)
{
	for (size_t i = 0; i < c->version.len; i++)
		if (strchr(" ,|<>=~^!*", c->version.ptr[i]))
			return false;
	return c->version.len > 0;
}

static bool is(struct strata_str s, const char *word)
{
	return strata_str_eq(s, strata_str_of(word));
}

/* The same operator at the version; one that only bounds from above has none. */
static struct strata_str raise_one(const struct manner *m, const struct comparison *c,
				   struct strata_str version, struct strata_arena *arena)
{
	struct strata_str op = c->op;
	bool v = c->version.len > 1 && c->version.ptr[0] == 'v';

	if (!c->op.len && m->usual[0] && !m->ecosystem->versions->valid(c->version))
		return STRATA_NONE; /* a range: "1.x" */
	if (c->op.len && (c->op.ptr[0] == '<' || c->op.ptr[0] == '!'))
		return STRATA_NONE;
	if (is(op, ">"))
		op = STRATA_STR(">=");
	if (m->pessimist && is(op, m->pessimist) && count_parts(c->version) < count_parts(version))
		return m->join ? STRATA_CONCAT(arena, op, c->space, c->version, strata_str_of(m->join),
					       STRATA_STR(">="), c->space, version)
			       : STRATA_NONE;
	return STRATA_CONCAT(arena, op, c->space, v ? STRATA_STR("v") : STRATA_STR(""), version);
}

static bool ends_comparison(char c)
{
	return c == ' ' || c == ',';
}

/* ">=1.0 <2": the lower bound is raised, all else stays. Absent without one. */
static struct strata_str raise_bound(struct strata_str written, struct strata_str version,
				     struct strata_arena *arena)
{
	size_t at = 0, end;

	while (at < written.len &&
	       !(written.ptr[at] == '>' && (at == 0 || ends_comparison(written.ptr[at - 1]))))
		at++;
	if (at == written.len)
		return STRATA_NONE;
	end = at + 1;
	while (end < written.len && (is_operator(written.ptr[end]) || written.ptr[end] == ' '))
		end++;
	while (end < written.len && !ends_comparison(written.ptr[end]))
		end++;
	return STRATA_CONCAT(arena, strata_str_take(written, at), STRATA_STR(">="),
			     at + 2 < written.len && written.ptr[at + 2] == ' ' ? STRATA_STR(" ")
										: STRATA_STR(""),
			     version, strata_str_skip(written, end));
}

struct strata_str fix_requirement_from(const struct strata_ecosystem *e, struct strata_str version,
				       struct strata_arena *arena)
{
	const struct manner *m = manner_of(e);

	return m ? strata_arena_join(arena, strata_str_of(m->usual), version, STRATA_NONE) : version;
}

struct strata_str fix_version_written(const struct strata_ecosystem *e, struct strata_str package,
				      struct strata_str version, struct strata_arena *arena)
{
	size_t slash = strata_str_rchr(package, '/');
	struct strata_str last = slash == STRATA_NPOS ? package : strata_str_skip(package, slash + 1);
	bool named = last.len > 1 && last.ptr[0] == 'v' && strata_is_digit(last.ptr[1]);
	uint64_t major = 0;

	if (e != &strata_ecosystem_go)
		return version;
	if (version.len && version.ptr[0] == 'v')
		version = strata_str_skip(version, 1);
	strata_str_u64(&major, strata_str_take(version, strata_str_chr(version, '.')));
	return STRATA_CONCAT(arena, STRATA_STR("v"), version,
			     major > 1 && !named && strata_str_find(package, STRATA_STR("gopkg.in/")) != 0 &&
					     strata_str_chr(version, '+') == STRATA_NPOS
				     ? STRATA_STR("+incompatible")
				     : STRATA_STR(""));
}

bool fix_requirement_raise(struct strata_str *out, const struct strata_ecosystem *e,
			   struct strata_str written, struct strata_str version,
			   struct strata_arena *arena)
{
	const struct manner *m = manner_of(e);
	struct strata_str text = strata_str_trim(written);
	struct comparison c = take_apart(text);
	struct strata_str tries[3] = { STRATA_NONE, STRATA_NONE, STRATA_NONE };

	if (!m) { /* a version is all that is written */
		*out = version;
		return e->versions->valid(version);
	}
	if (is_one(&c))
		tries[0] = raise_one(m, &c, version, arena);
	else if (strata_str_chr(text, '|') == STRATA_NPOS)
		tries[1] = raise_bound(text, version, arena);
	tries[2] = fix_requirement_from(e, version, arena);
	for (size_t i = 0; i < 3; i++)
		if (tries[i].ptr && begins_at(e, tries[i], version, arena)) {
			*out = tries[i];
			return true;
		}
	return false;
}

/* The first number that tells: 1 of "1.2", 0 and then 2 of "0.2". */
static void leading(uint64_t out[2], struct strata_str v)
{
	struct strata_str part;

	out[0] = out[1] = 0;
	while (v.len && !strata_is_digit(v.ptr[0]))
		v = strata_str_skip(v, 1);
	strata_str_cut(&part, &v, v, '.');
	strata_str_u64(&out[0], part);
	strata_str_cut(&part, &v, v.ptr ? v : STRATA_STR(""), '.');
	if (out[0] == 0)
		strata_str_u64(&out[1], part);
}

static bool has_number(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strata_is_digit(s.ptr[i]))
			return true;
	return false;
}

bool fix_crosses_major(struct strata_str from, struct strata_str to)
{
	uint64_t a[2], b[2];

	if (!has_number(from) || !has_number(to))
		return false;
	leading(a, from);
	leading(b, to);
	return a[0] != b[0] || a[1] != b[1];
}
