/*
 * nuget: versions and ranges of .NET's packages.
 *
 * One to four numbers, then as SemVer; labels of a pre-release are ordered
 * without regard to case, build metadata plays no part. A range is a lowest
 * version ("1.0" means 1.0 or above), an interval ("[1.0,2.0)", "(,1.0]", "[1.0]"),
 * or floating ("1.2.*", "1.0.0-beta*", "*").
 *
 * Spec: learn.microsoft.com/nuget, "Package versioning"; NuGet.Versioning 6 where
 * that is silent, 2026-11.
 */
#include "model/version/number.h"
#include "model/version/semver.h"
#include "strata/limits.h"

struct parts {
	struct strata_str number[4]; /* absent: 0 */
	int numbers;
	struct strata_str pre;
};

/* NuGet keeps numbers in an int. */
static bool is_int(struct strata_str digits)
{
	return digits.len && number_span(digits) == digits.len &&
	       number_cmp(digits, STRATA_STR("2147483647")) <= 0;
}

static bool take_numbers(struct parts *out, struct strata_str *rest)
{
	do {
		struct strata_str number = number_take(rest);

		if (out->numbers == 4 || !is_int(number))
			return false;
		out->number[out->numbers++] = number;
		if (!rest->len || rest->ptr[0] != '.')
			return true;
		*rest = strata_str_skip(*rest, 1);
	} while (true);
}

static bool parse(struct parts *out, struct strata_str text)
{
	struct strata_str rest = strata_str_trim(text), build;

	*out = (struct parts){ 0 };
	if (text.len > STRATA_LIMIT_VERSION_BYTES || !take_numbers(out, &rest))
		return false;
	if (strata_str_cut(&rest, &build, rest, '+') && !semver_is_identifiers(build, true))
		return false;
	if (!rest.len)
		return true;
	out->pre = strata_str_skip(rest, 1);
	return rest.ptr[0] == '-' && semver_is_identifiers(out->pre, true);
}

static bool valid(struct strata_str version)
{
	struct parts parts;

	return parse(&parts, version);
}

static int compare_nocase(struct strata_str a, struct strata_str b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		int order = strata_lower(a.ptr[i]) - strata_lower(b.ptr[i]);

		if (order)
			return order;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int compare_labels(struct strata_str a, struct strata_str b)
{
	int order = 0;

	while (!order && a.ptr && b.ptr) {
		struct strata_str x, y;

		strata_str_cut(&x, &a, a, '.');
		strata_str_cut(&y, &b, b, '.');
		if (is_int(x) != is_int(y))
			order = is_int(x) ? -1 : 1;
		else
			order = is_int(x) ? number_cmp(x, y) : compare_nocase(x, y);
	}
	return order ? order : (a.ptr != NULL) - (b.ptr != NULL);
}

static int compare(struct strata_str a, struct strata_str b)
{
	struct parts x, y;
	bool x_valid = parse(&x, a), y_valid = parse(&y, b);
	int order = 0;

	if (!x_valid || !y_valid)
		return x_valid != y_valid ? (int)x_valid - (int)y_valid : strata_str_cmp(a, b);
	for (int i = 0; i < 4 && !order; i++)
		order = number_cmp(x.number[i], y.number[i]);
	if (order)
		return order;
	if (!x.pre.ptr || !y.pre.ptr)
		return (y.pre.ptr != NULL) - (x.pre.ptr != NULL);
	return compare_labels(x.pre, y.pre);
}

static bool floating(struct strata_interval *out, struct strata_str text,
		     struct strata_arena *arena);

/* "1.*-*": as "1.*", and from the first pre-release on. */
static bool floating_pre(struct strata_interval *out, struct strata_str base,
			 struct strata_arena *arena)
{
	if (!floating(out, base, arena))
		return false;
	if (out->lo.ptr)
		out->lo = strata_arena_join(arena, out->lo, STRATA_STR("-0"), STRATA_NONE);
	return true;
}

/* "1.2.*" gives [1.2, 1.3-0); '*' alone all; "1.0.0-beta*" all from 1.0.0-beta below 1.0.1. */
static bool floating(struct strata_interval *out, struct strata_str text,
		     struct strata_arena *arena)
{
	struct strata_str base = strata_str_take(text, text.len - 1), last, head;
	size_t dash = strata_str_chr(base, '-');

	*out = (struct strata_interval){ .lo_in = true };
	if (!base.len)
		return true;
	if (strata_str_ends(base, STRATA_STR("*-")))
		return floating_pre(out, strata_str_take(base, base.len - 1), arena);
	if (dash != STRATA_NPOS) {
		head = strata_str_take(base, dash);
		out->lo = base.ptr[base.len - 1] == '-' || base.ptr[base.len - 1] == '.' ?
				  strata_arena_join(arena, base, STRATA_STR("0"), STRATA_NONE) :
				  base;
		out->hi = head;
		out->hi_in = true;
		return valid(out->lo) && valid(head);
	}
	if (base.ptr[base.len - 1] != '.')
		return false;
	out->lo = strata_str_take(base, base.len - 1);
	last = strata_str_skip(out->lo, strata_str_rchr(out->lo, '.') == STRATA_NPOS ?
						0 :
						strata_str_rchr(out->lo, '.') + 1);
	head = strata_str_take(out->lo, out->lo.len - last.len);
	out->hi = strata_arena_join(arena, head, number_next(last, arena), STRATA_STR("-0"));
	return valid(out->lo);
}

static bool interval(struct strata_interval *out, struct strata_str text)
{
	char open = text.ptr[0], close = text.ptr[text.len - 1];
	struct strata_str low, high;
	bool two;

	if (text.len < 3 || (close != ']' && close != ')'))
		return false;
	two = strata_str_cut(&low, &high,
			     strata_str_take(strata_str_skip(text, 1), text.len - 2), ',');
	low = strata_str_trim(low);
	high = two ? strata_str_trim(high) : low;
	if ((!low.len && !high.len) || (!two && (open != '[' || close != ']')))
		return false;
	*out = (struct strata_interval){
		.lo = low.len ? low : STRATA_NONE,
		.hi = high.len ? high : STRATA_NONE,
		.lo_in = open == '[',
		.hi_in = close == ']',
	};
	return (!low.len || valid(low)) && (!high.len || valid(high));
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str text = strata_str_trim(requirement);
	struct strata_interval in = { .lo = text, .lo_in = true };
	bool good;

	*out = (struct strata_intervals){ 0 };
	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	if (text.len && (text.ptr[0] == '[' || text.ptr[0] == '('))
		good = interval(&in, text);
	else if (text.len && text.ptr[text.len - 1] == '*')
		good = floating(&in, text, arena);
	else
		good = valid(text);
	if (!good)
		return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no range of NuGet's",
				   STRATA_ARG(requirement));
	*strata_vec_push(arena, out) = in;
	return 0;
}

const struct strata_version_scheme strata_version_nuget = {
	.name = "nuget",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
