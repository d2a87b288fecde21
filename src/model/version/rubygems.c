/*
 * rubygems: Gem::Version and Gem::Requirement.
 *
 * A version is a row of numbers and words, split at dots and where letters meet
 * digits; '-' reads as ".pre.". Position by position a word is before a number,
 * and what is missing is 0; zeros before the first word say nothing, so that 1.0.a
 * is 1.a. Words are ordered as bytes: "A" before "a".
 *
 * `~> 2.0.a` admits 2.x and leaves out 3.0.a, which is before 3: that upper edge
 * has no text and is kept as a flag (RELEASE_BELOW). Nothing else is left out for
 * being a pre-release, as by Gem::Requirement.satisfied_by?.
 *
 * RubyGems takes an empty version for 0; here it is none.
 *
 * Spec: guides.rubygems.org, "Patterns"; lib/rubygems/version.rb and requirement.rb
 * of RubyGems 3.3, 2026-11.
 */
#include "model/version/meet.h"
#include "model/version/number.h"
#include "strata/limits.h"

enum { RELEASE_BELOW = 1 }; /* interval flag: hi is a bound for the release of a version */

/* What a requirement needs over the version that was written in it. */
enum { ROOM = 64 };

static bool is_word(char c)
{
	return strata_is_digit(c) || strata_is_alpha(c);
}

/* How many bytes of s are letters, digits or, where allowed, '-'. */
static size_t word_span(struct strata_str s, bool dashes)
{
	size_t n = 0;

	while (n < s.len && (is_word(s.ptr[n]) || (dashes && s.ptr[n] == '-')))
		n++;
	return n;
}

/* Takes ".word.word" off s. */
static struct strata_str skip_words(struct strata_str s, bool dashes)
{
	size_t n;

	while (s.len && s.ptr[0] == '.' && (n = word_span(strata_str_skip(s, 1), dashes)) > 0)
		s = strata_str_skip(s, 1 + n);
	return s;
}

static bool valid(struct strata_str version)
{
	struct strata_str s = strata_str_trim(version);
	size_t n = number_span(s);

	if (!n || version.len > STRATA_LIMIT_VERSION_BYTES)
		return false;
	s = skip_words(strata_str_skip(s, n), false);
	if (s.len && s.ptr[0] == '-' && (n = word_span(strata_str_skip(s, 1), true)) > 0)
		s = skip_words(strata_str_skip(s, 1 + n), true);
	return s.len == 0;
}

/* A walk over the segments of a version. */
struct walk {
	struct strata_str rest;
	size_t zeros; /* length of rest where only zeros are left before a word, see walk_from */
	size_t words; /* length of rest at the first word */
};

struct segment {
	struct strata_str text; /* empty past the end: the number 0 */
	bool word;
};

/* The part of a version before its first word. */
static struct strata_str release(struct strata_str version)
{
	size_t n = 0;

	while (n < version.len && !strata_is_alpha(version.ptr[n]) && version.ptr[n] != '-')
		n++;
	return strata_str_take(version, n);
}

static struct walk walk_from(struct strata_str version)
{
	struct strata_str numbers = release(version);
	size_t words = version.len - numbers.len;

	while (numbers.len && (numbers.ptr[numbers.len - 1] == '0' ||
			       !strata_is_digit(numbers.ptr[numbers.len - 1])))
		numbers.len--;
	if (numbers.len)
		numbers.len += number_span(strata_str_skip(version, numbers.len));
	return (struct walk){ version, version.len - numbers.len, words };
}

static struct segment next(struct walk *w)
{
	struct segment s = { .word = false };
	size_t n = 0;

	if (w->rest.len == w->zeros)
		w->rest = strata_str_skip(w->rest, w->zeros - w->words);
	while (w->rest.len && !is_word(w->rest.ptr[0]) && w->rest.ptr[0] != '-')
		w->rest = strata_str_skip(w->rest, 1);
	if (!w->rest.len)
		return s;
	if (strata_is_digit(w->rest.ptr[0])) {
		s.text = number_take(&w->rest);
		return s;
	}
	s.word = true;
	if (w->rest.ptr[0] == '-') {
		s.text = STRATA_STR("pre");
		n = 1;
	} else {
		while (n < w->rest.len && strata_is_alpha(w->rest.ptr[n]))
			n++;
		s.text = strata_str_take(w->rest, n);
	}
	w->rest = strata_str_skip(w->rest, n);
	return s;
}

static int compare_valid(struct strata_str a, struct strata_str b)
{
	struct walk x = walk_from(a), y = walk_from(b);
	int order = 0;

	while (!order && (x.rest.len || y.rest.len)) {
		struct segment left = next(&x), right = next(&y);

		if (left.word != right.word)
			order = left.word ? -1 : 1;
		else if (left.word)
			order = strata_str_cmp(left.text, right.text);
		else
			order = number_cmp(left.text, right.text);
	}
	return order;
}

static int compare(struct strata_str a, struct strata_str b)
{
	bool a_valid = valid(a), b_valid = valid(b);

	if (!a_valid || !b_valid)
		return a_valid != b_valid ? (int)a_valid - (int)b_valid : strata_str_cmp(a, b);
	return compare_valid(a, b);
}

static bool admits(const struct strata_interval *in, struct strata_str version)
{
	return !(in->flags & RELEASE_BELOW) || compare_valid(release(version), in->hi) < 0;
}

/* What ~> ends before: 1.2.3 gives 1.3, 1.2 and 1 give 2. */
static struct strata_str bump(struct strata_str version, struct strata_arena *arena)
{
	struct strata_str numbers = strata_str_trim(release(version)), head, last;
	size_t dot;

	while (numbers.len && numbers.ptr[numbers.len - 1] == '.')
		numbers.len--;
	dot = strata_str_rchr(numbers, '.');
	if (dot != STRATA_NPOS)
		numbers = strata_str_take(numbers, dot);
	dot = strata_str_rchr(numbers, '.');
	head = strata_str_take(numbers, dot == STRATA_NPOS ? 0 : dot + 1);
	last = strata_str_skip(numbers, head.len);
	return strata_arena_join(arena, head, number_next(last, arena), STRATA_NONE);
}

static struct strata_str take_operator(struct strata_str *text)
{
	static const char *const operators[] = { "~>", ">=", "<=", "!=", "=", ">", "<" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		struct strata_str op = strata_str_of(operators[i]);

		if (strata_str_starts(*text, op)) {
			*text = strata_str_trim(strata_str_skip(*text, op.len));
			return op;
		}
	}
	return STRATA_STR("=");
}

static bool add_comparison(struct strata_intervals *out, struct strata_str text,
			   struct strata_arena *arena)
{
	struct strata_str op = take_operator(&text);
	struct strata_interval in = { 0 };

	if (!valid(text))
		return false;
	if (op.ptr[0] == '!') {
		meet_add(out, (struct strata_interval){ .hi = text }, arena);
		meet_add(out, (struct strata_interval){ .lo = text }, arena);
		return true;
	}
	if (op.ptr[0] != '<')
		in.lo = text;
	if (op.ptr[0] == '<' || op.ptr[0] == '=')
		in.hi = text;
	in.lo_in = op.ptr[0] != '>' || op.len == 2;
	in.hi_in = op.ptr[0] != '<' || op.len == 2;
	if (op.ptr[0] == '~') {
		in.hi = bump(text, arena);
		in.hi_in = false;
		in.flags = RELEASE_BELOW;
	}
	meet_add(out, in, arena);
	return true;
}

/* The end of `~> 2.0` is before 3.a, wherever that stands as a version. */
static int order_upper(const struct strata_interval *a, const struct strata_interval *b)
{
	bool flagged = a->flags & RELEASE_BELOW;

	if (flagged == (bool)(b->flags & RELEASE_BELOW))
		return 0;
	if (flagged)
		return compare_valid(release(b->hi), a->hi) >= 0 ? -1 : 0;
	return compare_valid(release(a->hi), b->hi) >= 0 ? 1 : 0;
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	static const struct meet_rules rules = {
		.compare = compare,
		.upper = order_upper,
		.upper_flags = RELEASE_BELOW,
	};
	struct strata_str rest = strata_str_trim(requirement), text;
	struct strata_interval any = { 0 };
	struct strata_intervals all = { 0 };

	if (requirement.len > STRATA_LIMIT_VERSION_BYTES - ROOM)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES - ROOM);
	if (!rest.len) /* RubyGems' default: ">= 0" */
		any = (struct strata_interval){ .lo = STRATA_STR("0"), .lo_in = true };
	meet_add(&all, any, arena);
	while (rest.len) {
		struct strata_intervals one = { 0 };
		bool more = strata_str_cut(&text, &rest, rest, ',');

		text = strata_str_trim(text);
		if ((more && !rest.len) || !add_comparison(&one, text, arena))
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no gem requirement",
					   STRATA_ARG(requirement));
		meet_with(&all, &one, &rules, arena);
	}
	*out = all;
	return 0;
}

const struct strata_version_scheme strata_version_rubygems = {
	.name = "rubygems",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
	.admits = admits,
};
