/* range.c - see range.h. */
#include "resolve/nuget/range.h"

#include "strata/buf.h"
#include "strata/ecosystem.h"
#include "strata/version.h"

static const struct strata_version_scheme *const scheme = &strata_version_nuget;

static bool is_pre(struct strata_str version)
{
	struct strata_str numbers, build;

	strata_str_cut(&numbers, &build, version, '+');
	return strata_str_chr(numbers, '-') != STRATA_NPOS;
}

/* --- reading ----------------------------------------------------------------------------------- */

static struct strata_str joined(struct strata_arena *arena, struct strata_str numbers, int parts,
				struct strata_str label)
{
	static const char *const zeros[] = { "0.0.0", ".0.0", ".0", "", "" };
	struct strata_str rest = strata_str_of(zeros[parts]);

	if (!label.ptr)
		return strata_arena_join(arena, numbers, rest, STRATA_NONE);
	if (!label.len || strata_str_ends(label, STRATA_STR(".")))
		label = strata_arena_join(arena, label, STRATA_STR("0"), STRATA_NONE);
	return STRATA_CONCAT(arena, numbers, rest, STRATA_STR("-"), label);
}

/* "1.2.*", "1.2.*-rc*", "1.2.3-rc.*": the least that it means becomes lo. */
static bool read_floating(struct nuget_range *out, struct strata_str text, struct strata_arena *arena)
{
	struct strata_str numbers, label, fixed;

	out->floats = true;
	out->labels = strata_str_cut(&numbers, &label, text, '-');
	if (out->labels) {
		if (!strata_str_ends(label, STRATA_STR("*")))
			return false;
		label.len--;
		out->label = strata_name_lower(arena, label);
	}
	fixed = numbers;
	if (strata_str_ends(numbers, STRATA_STR("*")))
		fixed.len -= fixed.len > 1 && fixed.ptr[fixed.len - 2] == '.' ? 2 : 1;
	else if (!out->labels)
		return false;
	for (size_t i = 0; i < fixed.len; i++)
		out->parts += fixed.ptr[i] == '.';
	out->parts += fixed.len > 0;
	if (out->parts > 4 || strata_str_chr(fixed, '*') != STRATA_NPOS)
		return false;
	out->lo = joined(arena, fixed, out->parts, out->labels ? label : STRATA_NONE);
	out->lo_in = true;
	return scheme->valid(out->lo);
}

static bool read_low(struct nuget_range *out, struct strata_str text, struct strata_arena *arena)
{
	if (strata_str_chr(text, '*') != STRATA_NPOS)
		return read_floating(out, text, arena);
	out->lo = text.len ? text : STRATA_NONE;
	return !text.len || scheme->valid(text);
}

static bool read_interval(struct nuget_range *out, struct strata_str text, struct strata_arena *arena)
{
	char open = text.ptr[0], close = text.ptr[text.len - 1];
	struct strata_str low, high;
	bool two;

	if (text.len < 3 || (close != ']' && close != ')'))
		return false;
	two = strata_str_cut(&low, &high, strata_str_take(strata_str_skip(text, 1), text.len - 2), ',');
	low = strata_str_trim(low);
	high = two ? strata_str_trim(high) : low;
	if (!two && (open != '[' || close != ']' || !low.len))
		return false;
	out->lo_in = open == '[';
	out->hi_in = close == ']';
	out->hi = high.len ? high : STRATA_NONE;
	return read_low(out, low, arena) && (!high.len || scheme->valid(high));
}

int nuget_range_read(struct nuget_range *out, struct strata_str text, struct strata_arena *arena,
		     struct strata_error *err)
{
	bool good;

	*out = (struct nuget_range){ 0 };
	text = strata_str_trim(text);
	if (!text.len)
		return 0;
	if (text.ptr[0] == '[' || text.ptr[0] == '(') {
		good = read_interval(out, text, arena);
	} else {
		out->lo_in = true;
		good = read_low(out, text, arena);
	}
	out->pre = is_pre(out->lo) || is_pre(out->hi);
	return good ? 0 : strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no range of NuGet's",
				      STRATA_ARG(text));
}

/* --- the best ---------------------------------------------------------------------------------- */

static bool is_within(const struct nuget_range *range, struct strata_str version)
{
	struct strata_interval in = { .lo = range->lo, .hi = range->hi, .lo_in = range->lo_in,
				      .hi_in = range->hi_in };

	return strata_interval_spans(&in, scheme, version);
}

bool nuget_range_admits(const struct nuget_range *range, struct strata_str version)
{
	return (!is_pre(version) || range->pre || range->labels) && is_within(range, version);
}

/* The first numbers are the same. */
static bool has_numbers(const struct nuget_range *range, struct strata_str version)
{
	struct strata_str a = range->lo, b = version, x, y, rest;

	strata_str_cut(&a, &rest, a, '-');
	strata_str_cut(&b, &rest, b, '+');
	strata_str_cut(&b, &rest, b, '-');
	for (int i = 0; i < range->parts; i++) {
		strata_str_cut(&x, &a, a, '.');
		strata_str_cut(&y, &b, b, '.');
		if (scheme->compare(x.len ? x : STRATA_STR("0"), y.len ? y : STRATA_STR("0")) != 0)
			return false;
	}
	return true;
}

static bool has_label(const struct nuget_range *range, struct strata_str version)
{
	struct strata_str numbers, label;

	strata_str_cut(&numbers, &label, version, '-');
	return label.len >= range->label.len &&
	       strata_str_eq_nocase(strata_str_take(label, range->label.len), range->label);
}

static bool is_floating_in(const struct nuget_range *range, struct strata_str version)
{
	if (!has_numbers(range, version))
		return false;
	return !is_pre(version) || (range->labels && has_label(range, version));
}

bool nuget_range_prefers(const struct nuget_range *range, struct strata_str considered,
			 struct strata_str current)
{
	bool x, y;

	if (!nuget_range_admits(range, considered))
		return false;
	if (!current.ptr)
		return true;
	if (!range->floats)
		return scheme->compare(considered, current) < 0;
	x = is_floating_in(range, considered);
	y = is_floating_in(range, current);
	if (x != y)
		return x;
	return x ? scheme->compare(considered, current) > 0 : scheme->compare(considered, current) < 0;
}

struct strata_str nuget_version_normal(struct strata_str version, struct strata_arena *arena)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str numbers, label, build, part, normal;
	int parts = 0;

	strata_str_cut(&numbers, &build, strata_str_trim(version), '+');
	strata_str_cut(&numbers, &label, numbers, '-');
	for (; parts < 4 && (numbers.len || parts < 3); parts++) {
		strata_str_cut(&part, &numbers, numbers, '.');
		while (part.len > 1 && part.ptr[0] == '0')
			part = strata_str_skip(part, 1);
		if (parts < 3 || !strata_str_eq(part, STRATA_STR("0")))
			strata_buf_addf(&b, "%s%.*s", parts ? "." : "",
					STRATA_ARG(part.len ? part : STRATA_STR("0")));
	}
	if (label.ptr)
		strata_buf_addf(&b, "-%.*s", STRATA_ARG(label));
	normal = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return normal;
}
