/*
 * npm: versions and ranges of npm's packages.
 *
 * Strict SemVer, with blanks around and a 'v' before it forgiven. A range is sets
 * of comparators, joined by '||'; the comparators of a set stand side by side and
 * all hold. What npm accepts is what a chain of regular expressions rewrites
 * (spaces behind an operator vanish once, a stray '*' is dropped), and it is
 * followed step by step here, since lockfiles and manifests hold such text.
 *
 * Spec: npm's `semver` 7.8, README and behaviour, 2026-11.
 */
#include "model/version/meet.h"
#include "model/version/semver.h"
#include "strata/limits.h"

enum {
	MAX_LENGTH = 256, /* npm's limit for a version */
	ALLOW = SEMVER_V,
};

/* JavaScript's safe integers end here. */
static bool is_safe(struct strata_str number)
{
	return number_cmp(number, STRATA_STR("9007199254740991")) <= 0;
}

static bool parse(struct semver *out, struct strata_str text)
{
	return text.len <= MAX_LENGTH && semver_parse(out, strata_str_trim(text), ALLOW) &&
	       is_safe(out->major) && is_safe(out->minor) && is_safe(out->patch);
}

static bool valid(struct strata_str version)
{
	struct semver v;

	return parse(&v, version);
}

static int compare(struct strata_str a, struct strata_str b)
{
	return semver_compare_plain(a, b, parse);
}

static bool admits(const struct strata_interval *in, struct strata_str version)
{
	return semver_admits_pre(in, strata_str_trim(version), ALLOW);
}

static bool is_x(char c)
{
	return c == 'x' || c == 'X' || c == '*';
}

static bool is_plain_start(char c)
{
	return strata_is_digit(c) || is_x(c);
}

struct marks {
	bool bare;  /* at most a single 'v' stands before the first number */
	bool open;  /* a wildcard stands in it */
	bool stray; /* a number stands behind a wildcard: "1.x.3" */
};

/* One of the three places; false when there is neither a number nor a wildcard. */
static bool take_place(struct semver_partial *p, int place, struct marks *marks,
		       struct strata_str *rest)
{
	struct strata_str number;

	if (rest->len && is_x(rest->ptr[0])) {
		*rest = strata_str_skip(*rest, 1);
		marks->open = true;
		return true;
	}
	number = number_take(rest);
	if (!semver_is_number(number))
		return false;
	p->number[place] = number;
	if (marks->open)
		marks->stray = true;
	else
		p->known = place + 1;
	return true;
}

/*
 * "[v= ]*M[.m[.p[-pre]]]", each number perhaps a wildcard. False when the text
 * is none.
 */
static bool parse_partial(struct semver_partial *out, struct marks *marks, struct strata_str text)
{
	struct strata_str rest = text;
	int places = 0;

	*out = (struct semver_partial){ 0 };
	*marks = (struct marks){ 0 };
	while (rest.len && (rest.ptr[0] == 'v' || rest.ptr[0] == '=' || rest.ptr[0] == ' '))
		rest = strata_str_skip(rest, 1);
	marks->bare = rest.len == text.len || (text.len == rest.len + 1 && text.ptr[0] == 'v');
	do {
		if (places == 3 || !take_place(out, places++, marks, &rest))
			return false;
	} while (rest.len && rest.ptr[0] == '.' && (rest = strata_str_skip(rest, 1), true));
	if (!rest.len)
		return true;
	if (places < 3)
		return false;
	out->pre = strata_str_skip(rest, 1);
	return rest.ptr[0] == '-' && semver_is_identifiers(out->pre, false);
}

/* A bound that was computed must be a version for npm, or the range is none. */
static bool add_bounds(struct strata_intervals *set, struct strata_interval in,
		       struct strata_arena *arena)
{
	static const struct meet_rules rules = { .compare = compare };
	struct strata_intervals one = { 0 };

	if ((in.lo.ptr && !valid(in.lo)) || (in.hi.ptr && !valid(in.hi)))
		return false;
	meet_add(&one, in, arena);
	meet_with(set, &one, &rules, arena);
	return true;
}

static struct strata_interval nothing(void)
{
	return (struct strata_interval){ .hi = STRATA_STR("0.0.0-0") };
}

static struct strata_str take_operator(struct strata_str *text)
{
	size_t n = text->len && (text->ptr[0] == '<' || text->ptr[0] == '>');
	struct strata_str op;

	n += n < text->len && text->ptr[n] == '=';
	op = strata_str_take(*text, n);
	*text = strata_str_skip(*text, n);
	return op;
}

static struct strata_interval bounds(struct strata_str op, struct strata_str version)
{
	char first = op.len ? op.ptr[0] : '=';

	return (struct strata_interval){
		.lo = first == '<' ? STRATA_NONE : version,
		.hi = first == '>' ? STRATA_NONE : version,
		.lo_in = first == '=' || op.len == 2,
		.hi_in = first == '=' || op.len == 2,
	};
}

/* A comparator with a wildcard or a missing number: ">1.2" begins at 1.3.0. */
static struct strata_interval partial_bounds(struct strata_str op, const struct semver_partial *p,
					     struct strata_arena *arena)
{
	struct semver_partial zero = *p;
	char first = op.len ? op.ptr[0] : '=';

	if (p->known == 0)
		return op.len == 1 && first != '=' ? nothing() : (struct strata_interval){ 0 };
	if (first == '=')
		return semver_span(p, p->known, arena);
	if (first == '>' && op.len == 1) {
		struct strata_str next = semver_next(p, p->known, arena);

		return bounds(STRATA_STR(">="), strata_str_take(next, next.len - 2));
	}
	if (first == '>')
		return bounds(op, semver_floor(p, arena));
	if (op.len == 2)
		return bounds(STRATA_STR("<"), semver_next(p, p->known, arena));
	for (int i = p->known; i < 3; i++)
		zero.number[i] = STRATA_STR("0");
	zero.known = 3;
	zero.pre = STRATA_STR("0");
	return bounds(op, semver_floor(&zero, arena));
}

/* npm drops the first '*', and an operator before it, of what is no range of its own. */
static struct strata_str drop_star(struct strata_str text, struct strata_arena *arena)
{
	size_t star = strata_str_chr(text, '*'), from = star;

	if (star == STRATA_NPOS)
		return text;
	if (from && text.ptr[from - 1] == '=')
		from--;
	if (from && (text.ptr[from - 1] == '<' || text.ptr[from - 1] == '>'))
		from--;
	return strata_arena_join(arena, strata_str_take(text, from),
				 strata_str_skip(text, star + 1), STRATA_NONE);
}

static bool add_plain(struct strata_intervals *set, struct strata_str token,
		      struct strata_arena *arena)
{
	struct strata_str rest = token, op = take_operator(&rest);
	struct semver_partial p;
	struct marks marks;

	if (parse_partial(&p, &marks, rest) && !marks.stray) {
		if (p.known < 3)
			return add_bounds(set, partial_bounds(op, &p, arena), arena);
		return marks.bare && add_bounds(set, bounds(op, rest), arena);
	}
	rest = drop_star(token, arena);
	if (!rest.len)
		return true;
	op = take_operator(&rest);
	return valid(rest) && add_bounds(set, bounds(op, rest), arena);
}

static bool add_token(struct strata_intervals *set, struct strata_str token,
		      struct strata_arena *arena)
{
	struct semver_partial p;
	bool caret = token.len && token.ptr[0] == '^';
	struct marks marks;
	size_t skip = 1;

	if (!token.len)
		return true;
	if (!caret && token.ptr[0] != '~')
		return add_plain(set, token, arena);
	if (!caret && token.len > 1 && token.ptr[1] == '>')
		skip = 2;
	if (!parse_partial(&p, &marks, strata_str_skip(token, skip)))
		return false;
	if (p.known == 0)
		return true;
	return add_bounds(set,
			  semver_span(&p, caret ? semver_caret(&p) : p.known > 2 ? 2 : p.known, arena),
			  arena);
}

/* "A - B", both whole or partial. *hyphen tells that it is one. */
static bool add_hyphen(bool *hyphen, struct strata_intervals *set, struct strata_str text,
		       struct strata_arena *arena)
{
	size_t at = strata_str_find(text, STRATA_STR(" - "));
	struct strata_str from = strata_str_take(text, at), to;
	struct semver_partial low, high;
	struct strata_interval in = { 0 };
	struct marks from_marks, to_marks;

	*hyphen = false;
	if (at == STRATA_NPOS)
		return true;
	to = strata_str_skip(text, at + 3);
	if (!parse_partial(&low, &from_marks, from) || !parse_partial(&high, &to_marks, to))
		return true;
	*hyphen = true;
	if ((low.known == 3 && !from_marks.bare) || (high.known == 3 && !high.pre.ptr && !to_marks.bare))
		return false;
	if (low.known) {
		in.lo = low.known == 3 ? from : semver_floor(&low, arena);
		in.lo_in = true;
	}
	if (high.known == 3)
		in.hi = semver_floor(&high, arena);
	else if (high.known)
		in.hi = semver_next(&high, high.known, arena);
	in.hi_in = high.known == 3;
	return add_bounds(set, in, arena);
}

/* How far "[ ]op[ ][v= ]*" reaches from `at` when a number or wildcard follows; else 0. */
static size_t prefix_span(struct strata_str text, size_t at, size_t *op_end)
{
	size_t n = at;

	if (n < text.len && text.ptr[n] == ' ')
		n++;
	if (n < text.len && (text.ptr[n] == '<' || text.ptr[n] == '>'))
		n++;
	if (n < text.len && text.ptr[n] == '=')
		n++;
	*op_end = n;
	while (n < text.len && (text.ptr[n] == 'v' || text.ptr[n] == '=' || text.ptr[n] == ' '))
		n++;
	return n < text.len && is_plain_start(text.ptr[n]) ? n - at : 0;
}

static bool is_operator_end(const char *begin, const char *end)
{
	return end > begin && (end[-1] == '<' || end[-1] == '>' || end[-1] == '=');
}

/* Takes out the one space that may stand between an operator and its version. */
static struct strata_str close_operators(struct strata_str text, struct strata_arena *arena)
{
	char *out = strata_arena_alloc(arena, text.len + 1);
	size_t len = 0, at = 0;

	while (at < text.len) {
		size_t op_end, span = prefix_span(text, at, &op_end), end = at + span;

		if (!span) {
			out[len++] = text.ptr[at++];
			continue;
		}
		while (at < op_end)
			out[len++] = text.ptr[at++];
		if (text.ptr[at] == ' ' && is_operator_end(out, out + len))
			at++;
		while (at < end)
			out[len++] = text.ptr[at++];
		while (at < text.len && (is_plain_start(text.ptr[at]) || text.ptr[at] == '.'))
			out[len++] = text.ptr[at++];
	}
	return (struct strata_str){ out, len };
}

/* "~ 1", "~> 1" and "^ 1" lose their spaces, and "~>" its second half. */
static struct strata_str close_signs(struct strata_str text, struct strata_arena *arena)
{
	char *out = strata_arena_alloc(arena, text.len + 1);
	size_t len = 0, at = 0;

	while (at < text.len) {
		char c = text.ptr[at];
		size_t n = at + 1;

		out[len++] = c;
		if (c == '~' && n < text.len && text.ptr[n] == '>')
			n++;
		if ((c == '~' || c == '^') && n < text.len && text.ptr[n] == ' ') {
			while (n < text.len && text.ptr[n] == ' ')
				n++;
			at = n;
		} else {
			at++;
		}
	}
	return (struct strata_str){ out, len };
}

static bool is_identifier_byte(struct strata_str text, size_t at)
{
	return at < text.len && (strata_is_digit(text.ptr[at]) || strata_is_alpha(text.ptr[at]) ||
				 text.ptr[at] == '-');
}

/* Build metadata plays no part, wherever it stands. */
static struct strata_str drop_builds(struct strata_str text, struct strata_arena *arena)
{
	char *out = strata_arena_alloc(arena, text.len + 1);
	size_t len = 0, at = 0;

	while (at < text.len) {
		size_t n = text.ptr[at] == '+' ? at + 1 : at;

		while (n > at && n < text.len &&
		       (is_identifier_byte(text, n) ||
			(text.ptr[n] == '.' && n > at + 1 && is_identifier_byte(text, n + 1))))
			n++;
		if (n > at + 1)
			at = n;
		else
			out[len++] = text.ptr[at++];
	}
	return (struct strata_str){ out, len };
}

static bool add_set(struct strata_intervals *out, struct strata_str text,
		    struct strata_arena *arena)
{
	struct strata_intervals set = { 0 };
	struct strata_str token, rest;
	bool hyphen;

	meet_add(&set, (struct strata_interval){ 0 }, arena);
	text = drop_builds(text, arena);
	if (!add_hyphen(&hyphen, &set, text, arena))
		return false;
	rest = close_signs(close_operators(text, arena), arena);
	while (!hyphen && rest.ptr) {
		strata_str_cut(&token, &rest, rest, ' ');
		if (!add_token(&set, token, arena))
			return false;
	}
	for (size_t i = 0; i < set.count; i++)
		meet_add(out, set.items[i], arena);
	return true;
}

/* Each run of white space as one space, none at the ends. */
static struct strata_str collapse(struct strata_str text, struct strata_arena *arena)
{
	char *out = strata_arena_alloc(arena, text.len + 1);
	size_t len = 0;

	text = strata_str_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		bool space = strata_is_space(text.ptr[i]);

		if (!space || out[len - 1] != ' ')
			out[len++] = space ? ' ' : text.ptr[i];
	}
	return (struct strata_str){ out, len };
}

/* With "*" among the sets npm drops all others, and the pre-releases that they admit. */
static void keep_any(struct strata_intervals *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (!all->items[i].lo.ptr && !all->items[i].hi.ptr) {
			all->items[0] = all->items[i];
			all->count = 1;
		}
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str rest;
	size_t bar;

	*out = (struct strata_intervals){ 0 };
	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	rest = collapse(requirement, arena);
	do {
		struct strata_str set = rest;

		bar = strata_str_find(rest, STRATA_STR("||"));
		if (bar != STRATA_NPOS) {
			set = strata_str_take(rest, bar);
			rest = strata_str_skip(rest, bar + 2);
		}
		if (!add_set(out, strata_str_trim(set), arena))
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no range of npm's",
					   STRATA_ARG(requirement));
	} while (bar != STRATA_NPOS);
	keep_any(out);
	return 0;
}

const struct strata_version_scheme strata_version_npm = {
	.name = "npm",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
	.admits = admits,
};
