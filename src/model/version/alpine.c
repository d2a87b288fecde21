/*
 * alpine: versions of Alpine's packages,
 * number{.number}[letter]{_suffix[number]}[~hash][-rN].
 *
 * A version is a row of tokens, compared in turn. Of two different tokens the one
 * that the grammar allows earlier is greater (1.0.1 > 1.0a > 1.0_p1 > 1.0-r1 > 1.0),
 * but for the suffixes of a pre-release, which are before everything. A number
 * after a dot that begins with 0 is ordered as text.
 *
 * Spec: src/version.c of apk-tools 3.0 and its test/version.data, 2026-11;
 * operators of a dependency: apk-world(5).
 */
#include "model/version/number.h"
#include "model/version/relation.h"
#include "strata/limits.h"

/* In the order in which they may follow each other. */
enum token_kind {
	FIRST_NUMBER,
	NUMBER,
	LETTER,
	SUFFIX,
	SUFFIX_NUMBER,
	HASH,
	REVISION,
	END,
	BAD,
};

struct token {
	enum token_kind kind;
	struct strata_str text; /* of numbers and the hash */
	int rank;               /* of letters and suffixes; a pre-release's is negative */
};

static int suffix_rank(struct strata_str s)
{
	static const struct {
		const char *text;
		int rank;
	} ranks[] = {
		{ "alpha", -4 }, { "beta", -3 }, { "pre", -2 }, { "rc", -1 }, { "cvs", 1 },
		{ "svn", 2 },	 { "git", 3 },	 { "hg", 4 },	{ "p", 5 },
	};

	for (size_t i = 0; i < sizeof(ranks) / sizeof(*ranks); i++)
		if (strata_str_eq(s, strata_str_of(ranks[i].text)))
			return ranks[i].rank;
	return 0;
}

static size_t hex_span(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && (strata_is_digit(s.ptr[n]) ||
			     (strata_lower(s.ptr[n]) >= 'a' && strata_lower(s.ptr[n]) <= 'f')))
		n++;
	return n;
}

static size_t lower_span(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && s.ptr[n] >= 'a' && s.ptr[n] <= 'z')
		n++;
	return n;
}

/* Takes the text of a token of this kind off *rest. */
static struct token take(enum token_kind kind, struct strata_str *rest, size_t n)
{
	struct token t = { kind, strata_str_take(*rest, n), 0 };

	*rest = strata_str_skip(*rest, n);
	if (!n)
		t.kind = BAD;
	else if (kind == LETTER)
		t.rank = t.text.ptr[0];
	else if (kind == SUFFIX && (t.rank = suffix_rank(t.text)) == 0)
		t.kind = BAD;
	return t;
}

static struct token take_after(enum token_kind kind, struct strata_str *rest, size_t skip)
{
	*rest = strata_str_skip(*rest, skip);
	if (kind == SUFFIX)
		return take(kind, rest, lower_span(*rest));
	return take(kind, rest, kind == HASH ? hex_span(*rest) : number_span(*rest));
}

static struct token next(enum token_kind last, struct strata_str *rest)
{
	char c = rest->len ? rest->ptr[0] : '\0';

	if (!rest->len)
		return (struct token){ .kind = END };
	if (c >= 'a' && c <= 'z' && last <= NUMBER)
		return take(LETTER, rest, 1);
	if (c == '.' && last <= NUMBER)
		return take_after(NUMBER, rest, 1);
	if (strata_is_digit(c) && last == SUFFIX)
		return take_after(SUFFIX_NUMBER, rest, 0);
	if (c == '_' && last <= SUFFIX_NUMBER)
		return take_after(SUFFIX, rest, 1);
	if (c == '~' && last < HASH)
		return take_after(HASH, rest, 1);
	if (strata_str_starts(*rest, STRATA_STR("-r")) && last < REVISION)
		return take_after(REVISION, rest, 2);
	return (struct token){ .kind = BAD };
}

static struct token first(struct strata_str *rest)
{
	return take_after(FIRST_NUMBER, rest, 0);
}

static bool valid(struct strata_str version)
{
	struct token t;

	if (version.len > STRATA_LIMIT_VERSION_BYTES)
		return false;
	for (t = first(&version); t.kind < END;)
		t = next(t.kind, &version);
	return t.kind == END;
}

static int compare_token(const struct token *a, const struct token *b)
{
	switch (a->kind) {
	case LETTER:
	case SUFFIX:
		return a->rank - b->rank;
	case NUMBER:
		if (a->text.ptr[0] == '0' || b->text.ptr[0] == '0')
			return strata_str_cmp(a->text, b->text);
		return number_cmp(a->text, b->text);
	case HASH:
		return strata_str_cmp(a->text, b->text);
	default:
		return number_cmp(a->text, b->text);
	}
}

static int compare_valid(struct strata_str a, struct strata_str b)
{
	struct token x = first(&a), y = first(&b);

	while (x.kind == y.kind && x.kind < END) {
		int order = compare_token(&x, &y);

		if (order)
			return order;
		x = next(x.kind, &a);
		y = next(y.kind, &b);
	}
	if (x.kind == y.kind)
		return 0;
	if (x.kind == SUFFIX && x.rank < 0)
		return -1;
	if (y.kind == SUFFIX && y.rank < 0)
		return 1;
	return (int)y.kind - (int)x.kind;
}

static int compare(struct strata_str a, struct strata_str b)
{
	bool a_valid = valid(a), b_valid = valid(b);

	if (!a_valid || !b_valid)
		return a_valid != b_valid ? (int)a_valid - (int)b_valid : strata_str_cmp(a, b);
	return compare_valid(a, b);
}

static const struct relation_word words[] = {
	{ "<~", RELATION_FUZZY_BELOW }, { ">~", RELATION_FUZZY_ABOVE },
	{ "=~", RELATION_FUZZY },   { "~=", RELATION_FUZZY }, { "~", RELATION_FUZZY },
	{ "<=", RELATION_AT_MOST }, { ">=", RELATION_AT_LEAST }, { "==", RELATION_EQUAL },
	{ "<", RELATION_LESS },	    { ">", RELATION_MORE },	 { "=", RELATION_EQUAL },
	{ NULL, RELATION_EQUAL },
};

/* The version that follows all that begin with this one; absent when none can be written. */
static struct strata_str after(struct strata_str version, struct strata_arena *arena)
{
	struct strata_str rest = version, head, more;
	struct token t = first(&rest), last = t;

	while (t.kind < END) {
		last = t;
		t = next(t.kind, &rest);
	}
	head = strata_str_take(version, version.len - last.text.len);
	if (last.kind == NUMBER && last.text.ptr[0] == '0')
		more = strata_arena_join(arena, last.text, STRATA_STR("0"), STRATA_NONE);
	else if (last.kind == LETTER && last.rank < 'z')
		more = strata_arena_printf(arena, "%c", last.rank + 1);
	else if (last.kind <= NUMBER || last.kind == SUFFIX_NUMBER)
		more = number_next(last.text, arena);
	else
		return STRATA_NONE;
	return strata_arena_join(arena, head, more, STRATA_STR("_alpha"));
}

/*
 * What begins with a version lies around it, since its pre-releases go before
 * it: from "_alpha" of it to "_alpha" of the next. A revision is begun by itself
 * only; after a suffix or a hash the upper side stays open.
 */
static void shape_fuzzy(struct strata_interval *in, struct strata_arena *arena)
{
	in->lo_in = true;
	if (strata_str_find(in->lo, STRATA_STR("-r")) != STRATA_NPOS) {
		in->hi = in->lo;
		in->hi_in = true;
		return;
	}
	in->hi = after(in->lo, arena);
	if (strata_str_chr(in->lo, '~') == STRATA_NPOS)
		in->lo = strata_arena_join(arena, in->lo, STRATA_STR("_alpha"), STRATA_NONE);
}

static void shape(struct strata_interval *in, enum relation_kind kind, struct strata_arena *arena)
{
	if (kind < RELATION_FUZZY)
		return;
	shape_fuzzy(in, arena);
	if (kind == RELATION_FUZZY_BELOW)
		in->lo = STRATA_NONE;
	else if (kind == RELATION_FUZZY_ABOVE)
		in->hi = STRATA_NONE;
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	const struct relation_rules rules = { words, &strata_version_alpine, shape };

	return relation_intervals(out, requirement, &rules, arena, err);
}

const struct strata_version_scheme strata_version_alpine = {
	.name = "alpine",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
