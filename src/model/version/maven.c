/*
 * maven: ComparableVersion, and version ranges.
 *
 * A version is a row of numbers and words, and each '-' and each change between
 * digits and letters begins a row below the last one ("1.0alpha1" is 1.0, below it
 * alpha, below it 1). Zeros, "ga", "final" and "release" at the end of a row say
 * nothing. A row is compared item by item with the other's; the row below stands
 * behind its last item: a number is above a row, a row above a word.
 *
 * That is Maven's order to the letter, and it is not quite one: 1.0.alpha.1 < 1 <
 * 1.sp.1 < 1.0.alpha.1, since the missing item is compared with either. Such
 * versions do not occur; a plain word directly below a number is ordered well.
 *
 * A requirement without brackets is a soft one: Maven takes exactly that version
 * unless a nearer dependency says otherwise, so it is read as that version alone.
 *
 * Maven takes any text for a version. Here one with white space, brackets or a
 * comma is none, and one with "${" neither: a property that nobody resolved would
 * be below every number.
 *
 * Spec: maven.apache.org/pom.html, "Version Order Specification" and "Dependency
 * Version Requirement Specification"; maven-artifact 3.9.9, 2026-11.
 */
#include "model/version/number.h"
#include "strata/limits.h"
#include "strata/version.h"

enum word_rank {
	ALPHA,
	BETA,
	MILESTONE,
	RC,
	SNAPSHOT,
	RELEASE, /* no qualifier */
	SP,
	OTHER, /* ordered by the word */
};

enum item_kind {
	WORD,
	ROW, /* all that is below */
	NUMBER,
	NOTHING, /* past the end */
};

struct item {
	enum item_kind kind;
	enum word_rank rank;
	struct strata_str text;
};

/* Every byte makes an item at most, and every item a row. */
enum { MOST = STRATA_LIMIT_VERSION_BYTES + 1 };

struct parsed {
	struct item items[MOST];
	unsigned short row_end[MOST]; /* index after the last item of each row */
	size_t count, rows;
};

static enum word_rank rank_of(struct strata_str word, bool before_digit)
{
	static const struct {
		const char *text;
		enum word_rank rank;
	} ranks[] = {
		{ "alpha", ALPHA }, { "beta", BETA }, { "milestone", MILESTONE }, { "rc", RC },
		{ "cr", RC }, { "snapshot", SNAPSHOT }, { "ga", RELEASE }, { "final", RELEASE },
		{ "release", RELEASE }, { "sp", SP },
	};

	if (before_digit && word.len == 1) {
		switch (strata_lower(word.ptr[0])) {
		case 'a':
			return ALPHA;
		case 'b':
			return BETA;
		case 'm':
			return MILESTONE;
		}
	}
	for (size_t i = 0; i < sizeof(ranks) / sizeof(*ranks); i++)
		if (strata_str_eq_nocase(word, strata_str_of(ranks[i].text)))
			return ranks[i].rank;
	return OTHER;
}

static void add_item(struct parsed *out, struct strata_str text, bool before_digit)
{
	struct item *item = &out->items[out->count++];
	bool number = !text.len || strata_is_digit(text.ptr[0]);

	*item = (struct item){ .kind = number ? NUMBER : WORD, .text = text };
	if (!number)
		item->rank = rank_of(text, before_digit);
}

static bool is_null(const struct item *item)
{
	return item->kind == NUMBER ? number_is_zero(item->text) : item->rank == RELEASE;
}

static size_t row_start(const struct parsed *p, size_t row)
{
	return row ? p->row_end[row - 1] : 0;
}

/* Ends the row, without the items that say nothing. */
static void end_row(struct parsed *out)
{
	size_t start = row_start(out, out->rows);

	while (out->count > start && is_null(&out->items[out->count - 1]))
		out->count--;
	out->row_end[out->rows++] = (unsigned short)out->count;
}

static size_t run_span(struct strata_str s)
{
	size_t n = number_span(s);

	if (!n)
		while (n < s.len && !strata_is_digit(s.ptr[n]) && s.ptr[n] != '.' && s.ptr[n] != '-')
			n++;
	return n;
}

static void parse(struct parsed *out, struct strata_str s)
{
	bool fresh = true; /* no item in this row yet, be it one that says nothing */

	out->count = out->rows = 0;
	while (s.len) {
		struct strata_str run = strata_str_take(s, run_span(s));
		bool word = run.len && !strata_is_digit(run.ptr[0]), before_digit;

		s = strata_str_skip(s, run.len);
		before_digit = word && s.len && strata_is_digit(s.ptr[0]);
		if (!fresh && word && (before_digit || !s.len))
			end_row(out);
		add_item(out, run, before_digit);
		fresh = s.len && s.ptr[0] != '.';
		if (fresh)
			end_row(out);
		if (s.len && (s.ptr[0] == '.' || s.ptr[0] == '-'))
			s = strata_str_skip(s, 1);
	}
	end_row(out);
	while (out->rows > 1 && row_start(out, out->rows - 1) == out->count)
		out->rows--;
}

static bool valid(struct strata_str version)
{
	for (size_t i = 0; i < version.len; i++)
		if ((unsigned char)version.ptr[i] <= ' ' || version.ptr[i] == 0x7f ||
		    memchr("[](),${}", version.ptr[i], 8))
			return false;
	return version.len > 0 && version.len <= STRATA_LIMIT_VERSION_BYTES;
}

static int compare_words(const struct item *a, const struct item *b)
{
	if (a->rank != b->rank || a->rank != OTHER)
		return (int)a->rank - (int)b->rank;
	for (size_t i = 0; i < a->text.len && i < b->text.len; i++) {
		int order = (unsigned char)strata_lower(a->text.ptr[i]) -
			    (unsigned char)strata_lower(b->text.ptr[i]);

		if (order)
			return order;
	}
	return (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

static int compare_to_nothing(const struct item *item)
{
	if (item->kind == NUMBER)
		return !number_is_zero(item->text);
	return (int)item->rank - (int)RELEASE;
}

/* All that is below a row, item by item, against nothing. */
static int compare_below(const struct parsed *p, size_t row)
{
	int order = 0;

	for (size_t i = p->row_end[row]; !order && i < p->count; i++)
		order = compare_to_nothing(&p->items[i]);
	return order;
}

static enum item_kind kind_at(const struct parsed *p, size_t row, size_t i)
{
	size_t at = row_start(p, row) + i;

	if (at < p->row_end[row])
		return p->items[at].kind;
	return at == p->row_end[row] && row + 1 < p->rows ? ROW : NOTHING;
}

static int compare_items(const struct parsed *x, const struct parsed *y, size_t row, size_t i)
{
	const struct item *a = &x->items[row_start(x, row) + i];
	const struct item *b = &y->items[row_start(y, row) + i];
	enum item_kind left = kind_at(x, row, i), right = kind_at(y, row, i);

	if (left == NOTHING)
		return right == ROW ? -compare_below(y, row) : -compare_to_nothing(b);
	if (right == NOTHING)
		return left == ROW ? compare_below(x, row) : compare_to_nothing(a);
	if (left != right)
		return (int)left - (int)right;
	return left == NUMBER ? number_cmp(a->text, b->text) : compare_words(a, b);
}

static int compare_parsed(const struct parsed *x, const struct parsed *y)
{
	for (size_t row = 0, i = 0;; i++) {
		enum item_kind left = kind_at(x, row, i), right = kind_at(y, row, i);
		int order;

		if (left == NOTHING && right == NOTHING)
			return 0;
		if (left == ROW && right == ROW) {
			row++;
			i = (size_t)-1;
		} else if ((order = compare_items(x, y, row, i)) != 0) {
			return order;
		}
	}
}

static int compare(struct strata_str a, struct strata_str b)
{
	struct parsed x, y;
	bool a_valid = valid(a), b_valid = valid(b);

	if (!a_valid || !b_valid)
		return a_valid != b_valid ? (int)a_valid - (int)b_valid : strata_str_cmp(a, b);
	parse(&x, a);
	parse(&y, b);
	return compare_parsed(&x, &y);
}

/* "[1,2)" and "[1]"; `text` is what stands between the brackets. */
static bool read_range(struct strata_interval *out, struct strata_str text)
{
	struct strata_str lo, hi;
	int order;

	if (!strata_str_cut(&lo, &hi, text, ',')) {
		out->lo = out->hi = strata_str_trim(text);
		return out->lo_in && out->hi_in && valid(out->lo);
	}
	lo = strata_str_trim(lo);
	hi = strata_str_trim(hi);
	if ((lo.len && !valid(lo)) || (hi.len && !valid(hi)))
		return false;
	if (lo.len)
		out->lo = lo;
	if (hi.len)
		out->hi = hi;
	if (!lo.len || !hi.len)
		return true;
	order = compare(lo, hi);
	return order < 0 || (order == 0 && out->lo_in && out->hi_in);
}

static size_t find_end(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == ')' || s.ptr[i] == ']')
			return i;
	return STRATA_NPOS;
}

/* Takes one range off *rest. False when there is none that follows `last`. */
static bool take_range(struct strata_interval *out, struct strata_str *rest,
		       const struct strata_interval *last)
{
	size_t end = find_end(*rest);

	if (end == STRATA_NPOS || (rest->ptr[0] != '[' && rest->ptr[0] != '('))
		return false;
	*out = (struct strata_interval){
		.lo_in = rest->ptr[0] == '[',
		.hi_in = rest->ptr[end] == ']',
	};
	if (!read_range(out, strata_str_take(strata_str_skip(*rest, 1), end - 1)))
		return false;
	if (last && last->hi.ptr && (!out->lo.ptr || compare(out->lo, last->hi) < 0))
		return false;
	*rest = strata_str_trim(strata_str_skip(*rest, end + 1));
	if (rest->len && rest->ptr[0] == ',')
		*rest = strata_str_trim(strata_str_skip(*rest, 1));
	return true;
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str rest = strata_str_trim(requirement);
	struct strata_interval in = { .lo = rest, .hi = rest, .lo_in = true, .hi_in = true };
	struct strata_intervals all = { 0 };

	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	if (valid(rest)) {
		*strata_vec_push(arena, &all) = in;
		rest.len = 0;
	} else if (!rest.len) {
		return strata_fail(err, STRATA_ESYNTAX, 0, "requirement without a version");
	}
	while (rest.len) {
		if (!take_range(&in, &rest, all.count ? &all.items[all.count - 1] : NULL))
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no version range",
					   STRATA_ARG(requirement));
		*strata_vec_push(arena, &all) = in;
	}
	*out = all;
	return 0;
}

const struct strata_version_scheme strata_version_maven = {
	.name = "maven",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
