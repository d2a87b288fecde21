/*
 * composer: versions of PHP's packages.
 *
 * Up to four numbers or a date, then a stability ("-beta2", "RC1", "-patch1") and
 * "-dev". Composer first normalises what is written ("v1.2-b3" is 1.2.0.0-beta3,
 * "1.x-dev" is 1.9999999.9999999.9999999-dev), then orders it as PHP's
 * version_compare does: dev < alpha < beta < RC < nothing < number < patch. A branch
 * ("dev-main") has no place in that order: it is no version here, so that whoever
 * matches it has to say that it cannot be compared.
 *
 * Spec: getcomposer.org/doc/articles/versions.md, and composer/semver 3.3 where that
 * is silent, 2026-11.
 */
#include "model/version/composer.h"

#include "strata/buf.h"
#include "strata/limits.h"

/* What Composer puts for the x of "1.x-dev". */
#define WILDCARD STRATA_STR("9999999")

enum { FIRST_DIGITS_MOST = 5 };

static const struct {
	const char *text;
	enum composer_rank rank;
} words[] = {
	/* A longer word goes before one that it begins with. */
	{ "stable", COMPOSER_STABLE }, { "beta", COMPOSER_BETA }, { "b", COMPOSER_BETA },
	{ "rc", COMPOSER_RC },	       { "alpha", COMPOSER_ALPHA }, { "a", COMPOSER_ALPHA },
	{ "patch", COMPOSER_PATCH },   { "pl", COMPOSER_PATCH },  { "p", COMPOSER_PATCH },
};

static bool starts_nocase(struct strata_str s, struct strata_str prefix)
{
	return s.len >= prefix.len && strata_str_eq_nocase(strata_str_take(s, prefix.len), prefix);
}

static bool is_dev(struct strata_str s)
{
	if (s.len && (s.ptr[0] == '.' || s.ptr[0] == '-'))
		s = strata_str_skip(s, 1);
	return strata_str_eq_nocase(s, STRATA_STR("dev"));
}

/* The "2.1" of "beta2.1": numbers, each perhaps behind a '.' or '-'. */
static size_t numbers_span(struct strata_str s)
{
	size_t n = 0;

	for (;;) {
		size_t mark = n < s.len && (s.ptr[n] == '.' || s.ptr[n] == '-');
		size_t digits = number_span(strata_str_skip(s, n + mark));

		if (!digits)
			return n;
		n += mark + digits;
	}
}

static bool parse_word(struct composer_suffix *out, struct strata_str text)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct strata_str word = strata_str_of(words[i].text), rest;

		if (!starts_nocase(text, word))
			continue;
		rest = strata_str_skip(text, word.len);
		out->numbers = strata_str_take(rest, numbers_span(rest));
		rest = strata_str_skip(rest, out->numbers.len);
		if (rest.len && !is_dev(rest))
			continue;
		out->has_word = true;
		out->word = words[i].rank;
		out->dev = rest.len > 0;
		return true;
	}
	return false;
}

bool composer_parse_suffix(struct composer_suffix *out, struct strata_str text)
{
	size_t mark = text.len && (text.ptr[0] == '.' || text.ptr[0] == '_' || text.ptr[0] == '-');
	struct strata_str rest = strata_str_skip(text, mark);

	*out = (struct composer_suffix){ 0 };
	if (!rest.len)
		return true;
	if (is_dev(rest) || is_dev(text)) {
		out->dev = true;
		return true;
	}
	return parse_word(out, rest);
}

bool composer_take_v(struct strata_str *text)
{
	bool leads = text->len && strata_lower(text->ptr[0]) == 'v';

	*text = strata_str_skip(*text, leads);
	return leads;
}

static bool parse_numbers(struct composer_version *out, struct strata_str rest)
{
	out->number[0] = number_take(&rest);
	if (!out->number[0].len || out->number[0].len > FIRST_DIGITS_MOST)
		return false;
	for (int i = 1; i < 4 && rest.len && rest.ptr[0] == '.'; i++) {
		struct strata_str after = strata_str_skip(rest, 1);

		if (!number_span(after))
			break;
		out->number[i] = number_take(&after);
		rest = after;
	}
	return composer_parse_suffix(&out->suffix, rest);
}

/* Where the next group of a date ends when it has that many digits, or 0. */
static size_t group_end(struct strata_str s, size_t at, size_t digits)
{
	size_t n = at;

	if (n < s.len && (s.ptr[n] == '.' || s.ptr[n] == ':' || s.ptr[n] == '-'))
		n++;
	if (number_span(strata_str_skip(s, n)) < digits)
		return 0;
	return n + digits;
}

static bool is_date(struct composer_version *out, struct strata_str text, size_t end)
{
	out->date = strata_str_take(text, end);
	return composer_parse_suffix(&out->suffix, strata_str_skip(text, end));
}

/* Four digits, one to six groups of two, perhaps one group of at most three. */
static bool parse_date(struct composer_version *out, struct strata_str text)
{
	size_t end = 4, groups = 0, ends[6];

	if (number_span(text) < 4)
		return false;
	while (groups < 6 && (ends[groups] = group_end(text, end, 2)) != 0)
		end = ends[groups++];
	while (groups--) {
		for (size_t digits = 3; digits; digits--) {
			size_t last = group_end(text, ends[groups], digits);

			if (last && is_date(out, text, last))
				return true;
		}
		if (is_date(out, text, ends[groups]))
			return true;
	}
	return false;
}

static bool is_wild(char c)
{
	return c == 'x' || c == 'X' || c == '*';
}

/* "1.x-dev": a numeric branch; what is not said is a wildcard. */
static bool parse_numeric_branch(struct composer_version *out, struct strata_str text)
{
	struct strata_str rest = text;

	if (text.len < 3 || !is_dev(strata_str_skip(text, text.len - 3)))
		return false;
	rest.len -= 3;
	if (rest.len && (rest.ptr[rest.len - 1] == '.' || rest.ptr[rest.len - 1] == '-'))
		rest.len--;
	rest = strata_str_trim(rest);
	out->number[0] = number_take(&rest);
	for (int i = 1; i < 4; i++) {
		struct strata_str after = strata_str_skip(rest, 1);

		out->number[i] = WILDCARD;
		if (!rest.len || rest.ptr[0] != '.' || !after.len)
			continue;
		if (is_wild(after.ptr[0]))
			after = strata_str_skip(after, 1);
		else
			out->number[i] = number_take(&after);
		if (!out->number[i].len)
			return false;
		rest = after;
	}
	out->suffix = (struct composer_suffix){ .dev = true };
	return out->number[0].len && !rest.len;
}

static bool is_one_word(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strata_is_space(s.ptr[i]) || s.ptr[i] == ',')
			return false;
	return s.len > 0;
}

struct strata_str composer_drop_alias(struct strata_str text)
{
	size_t space = strata_str_chr(text, ' ');
	struct strata_str head = strata_str_take(text, space), tail;

	if (space == STRATA_NPOS || !is_one_word(head))
		return text;
	tail = strata_str_skip(text, space);
	while (tail.len && tail.ptr[0] == ' ')
		tail = strata_str_skip(tail, 1);
	if (!strata_str_starts(tail, STRATA_STR("as ")))
		return text;
	tail = strata_str_skip(tail, 3);
	while (tail.len && tail.ptr[0] == ' ')
		tail = strata_str_skip(tail, 1);
	return is_one_word(tail) ? head : text;
}

size_t composer_flag_at(struct strata_str text)
{
	static const char *const flags[] = { "stable", "rc", "beta", "alpha", "dev" };
	size_t at = strata_str_rchr(text, '@');

	if (at == STRATA_NPOS)
		return at;
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (strata_str_eq_nocase(strata_str_skip(text, at + 1), strata_str_of(flags[i])))
			return at;
	return STRATA_NPOS;
}

static bool parse_branch(struct composer_version *out, struct strata_str text)
{
	if (strata_str_eq(text, STRATA_STR("master")) || strata_str_eq(text, STRATA_STR("trunk")) ||
	    strata_str_eq(text, STRATA_STR("default")))
		out->branch = text;
	else if (starts_nocase(text, STRATA_STR("dev-")))
		out->branch = strata_str_skip(text, 4);
	return out->branch.ptr != NULL;
}

static struct strata_str drop_build(struct strata_str text)
{
	struct strata_str head, build;

	if (strata_str_cut(&head, &build, text, '+') && is_one_word(head) && build.len) {
		for (size_t i = 0; i < build.len; i++)
			if (strata_is_space(build.ptr[i]))
				return text;
		return head;
	}
	return text;
}

void composer_parse(struct composer_version *out, struct strata_str text)
{
	static bool (*const shapes[])(struct composer_version *, struct strata_str) = {
		parse_numbers, parse_date, parse_numeric_branch
	};
	struct strata_str rest;

	*out = (struct composer_version){ 0 };
	if (text.len > STRATA_LIMIT_VERSION_BYTES)
		return;
	text = composer_drop_alias(strata_str_trim(text));
	text = strata_str_take(text, composer_flag_at(text));
	if (parse_branch(out, text)) {
		out->kind = COMPOSER_BRANCH;
		return;
	}
	text = drop_build(text);
	rest = text;
	composer_take_v(&rest);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (shapes[i](out, rest)) {
			out->kind = COMPOSER_VERSION;
			return;
		}
		*out = (struct composer_version){ 0 };
	}
}

/* A date keeps marks between its groups that no row of four numbers has. */
static void print_date(struct strata_buf *b, struct strata_str date)
{
	for (size_t i = 0; i < date.len; i++)
		strata_buf_addc(b, strata_is_digit(date.ptr[i]) ? date.ptr[i] : '-');
}

struct strata_str composer_print(struct strata_arena *arena, const struct composer_version *v,
				 struct strata_str more)
{
	static const char *const names[] = {
		[COMPOSER_ALPHA] = "-alpha", [COMPOSER_BETA] = "-beta", [COMPOSER_RC] = "-RC",
		[COMPOSER_PATCH] = "-patch", [COMPOSER_STABLE] = "",
	};
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str text;

	if (v->kind == COMPOSER_BRANCH) {
		strata_buf_add(&b, STRATA_STR("dev-"));
		strata_buf_add(&b, v->branch);
	} else if (v->date.ptr) {
		print_date(&b, v->date);
	} else {
		for (int i = 0; i < 4; i++)
			strata_buf_addf(&b, "%s%.*s", i ? "." : "",
					STRATA_ARG(v->number[i].len ? v->number[i] : STRATA_STR("0")));
	}
	if (v->suffix.has_word && v->suffix.word != COMPOSER_STABLE)
		strata_buf_addf(&b, "%s%.*s", names[v->suffix.word], STRATA_ARG(v->suffix.numbers));
	if (v->suffix.dev)
		strata_buf_add(&b, STRATA_STR("-dev"));
	strata_buf_add(&b, more);
	text = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return text;
}

/* Walks over the parts of a version in the order in which they count. */
struct cursor {
	const struct composer_version *v;
	enum { NUMBERS, WORD, WORD_NUMBERS, DEV, END } stage;
	int place;
	struct strata_str rest;
};

static bool next_number(struct strata_str *out, struct strata_str *rest)
{
	while (rest->len && !strata_is_digit(rest->ptr[0]))
		*rest = strata_str_skip(*rest, 1);
	*out = number_take(rest);
	return out->len > 0;
}

/* A version that is "stable" by name has nothing behind its numbers. */
static enum composer_rank next(struct cursor *c, struct strata_str *number)
{
	const struct composer_suffix *suffix = &c->v->suffix;
	bool stable = suffix->has_word && suffix->word == COMPOSER_STABLE;

	if (c->stage == NUMBERS) {
		if (c->v->date.ptr ? next_number(number, &c->rest) :
				     (c->place < 4 && (*number = c->v->number[c->place++], true)))
			return COMPOSER_NUMBER;
		c->stage = stable ? END : WORD;
		c->rest = suffix->numbers;
	}
	if (c->stage == WORD) {
		c->stage = WORD_NUMBERS;
		if (suffix->has_word)
			return suffix->word;
	}
	if (c->stage == WORD_NUMBERS) {
		if (next_number(number, &c->rest))
			return COMPOSER_NUMBER;
		c->stage = DEV;
	}
	if (c->stage == DEV) {
		c->stage = END;
		if (suffix->dev)
			return COMPOSER_DEV;
	}
	return COMPOSER_END;
}

static int compare_versions(const struct composer_version *a, const struct composer_version *b)
{
	struct cursor x = { .v = a, .rest = a->date }, y = { .v = b, .rest = b->date };
	struct strata_str m = STRATA_NONE, n = STRATA_NONE;

	for (;;) {
		enum composer_rank rank = next(&x, &m);
		int order = (int)rank - (int)next(&y, &n);

		if (!order && rank == COMPOSER_NUMBER)
			order = number_cmp(m, n);
		if (order || rank == COMPOSER_END)
			return order;
	}
}

int composer_compare(struct strata_str a, struct strata_str b)
{
	struct composer_version x, y;

	composer_parse(&x, a);
	composer_parse(&y, b);
	if (x.kind != y.kind)
		return (int)x.kind - (int)y.kind;
	if (x.kind == COMPOSER_VERSION)
		return compare_versions(&x, &y);
	if (x.kind == COMPOSER_BRANCH)
		return strata_str_cmp(x.branch, y.branch);
	return strata_str_cmp(a, b);
}

static bool valid(struct strata_str version)
{
	struct composer_version v;

	composer_parse(&v, version);
	return v.kind == COMPOSER_VERSION;
}

const struct strata_version_scheme strata_version_composer = {
	.name = "composer",
	.valid = valid,
	.compare = composer_compare,
	.intervals = composer_intervals,
	.admits = composer_admits,
};
