/*
 * generic: the fallback, for ecosystems that have no order of their own that is
 * known here.
 *
 * A version is a row of numbers and words; whatever is neither ends one. Numbers
 * are ordered as numbers, words as text without regard to case, and a number comes
 * after a word. Where one version has ended, a further number, or a word, makes
 * the other the later one; only the usual words of a pre-release (alpha, beta,
 * pre, rc, dev, snapshot and their one-letter forms a and b) make it the earlier
 * one. A leading 'v' before a digit is left aside. Any text that is not empty is
 * a version. Requirements are comparisons joined by commas.
 */
#include "model/version/number.h"
#include "model/version/relation.h"
#include "strata/limits.h"

static bool valid(struct strata_str version)
{
	return version.len > 0 && version.len <= STRATA_LIMIT_VERSION_BYTES;
}

static struct strata_str skip_v(struct strata_str s)
{
	bool leads = s.len > 1 && strata_lower(s.ptr[0]) == 'v' && strata_is_digit(s.ptr[1]);

	return strata_str_skip(s, leads);
}

/* The next number or word; absent at the end. */
static struct strata_str next(struct strata_str *rest)
{
	struct strata_str part;
	size_t n = 0;

	while (rest->len && !strata_is_digit(rest->ptr[0]) && !strata_is_alpha(rest->ptr[0]))
		*rest = strata_str_skip(*rest, 1);
	if (!rest->len)
		return STRATA_NONE;
	if (strata_is_digit(rest->ptr[0]))
		return number_take(rest);
	while (n < rest->len && strata_is_alpha(rest->ptr[n]))
		n++;
	part = strata_str_take(*rest, n);
	*rest = strata_str_skip(*rest, n);
	return part;
}

static bool is_pre(struct strata_str word)
{
	static const char *const words[] = { "alpha", "a",   "beta",     "b",      "pre",
					     "rc",    "dev", "snapshot", "preview", "cr" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_eq_nocase(word, strata_str_of(words[i])))
			return true;
	return false;
}

/* Pre-release words, the end, other words, numbers. */
static int weight(struct strata_str part)
{
	if (!part.ptr)
		return 1;
	if (strata_is_digit(part.ptr[0]))
		return 3;
	return is_pre(part) ? 0 : 2;
}

static int compare_nocase(struct strata_str a, struct strata_str b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++)
		if (strata_lower(a.ptr[i]) != strata_lower(b.ptr[i]))
			return strata_lower(a.ptr[i]) - strata_lower(b.ptr[i]);
	return (a.len > b.len) - (a.len < b.len);
}

static int compare_valid(struct strata_str a, struct strata_str b)
{
	for (;;) {
		struct strata_str x = next(&a), y = next(&b);
		int order = weight(x) - weight(y);

		if (order || !x.ptr)
			return order;
		order = strata_is_digit(x.ptr[0]) ? number_cmp(x, y) : compare_nocase(x, y);
		if (order)
			return order;
	}
}

static int compare(struct strata_str a, struct strata_str b)
{
	bool a_valid = valid(a), b_valid = valid(b);

	if (!a_valid || !b_valid)
		return a_valid != b_valid ? (int)a_valid - (int)b_valid : strata_str_cmp(a, b);
	return compare_valid(skip_v(a), skip_v(b));
}

static const struct relation_word words[] = {
	{ ">=", RELATION_AT_LEAST }, { "<=", RELATION_AT_MOST }, { "==", RELATION_EQUAL },
	{ ">", RELATION_MORE },	     { "<", RELATION_LESS },	 { "=", RELATION_EQUAL },
	{ NULL, RELATION_EQUAL },
};

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	const struct relation_rules rules = { words, &strata_version_generic, NULL };

	return relation_intervals(out, requirement, &rules, arena, err);
}

const struct strata_version_scheme strata_version_generic = {
	.name = "generic",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
