/*
 * semver: Semantic Versioning 2.0.0, and what its family shares.
 *
 * The scheme of that name is the lenient one, for ecosystems that number their
 * releases so without enforcing it (actions' "v4", Swift's tags, Julia) and for
 * OSV's ranges of type SEMVER: a 'v' may lead, minor and patch may be missing,
 * further numbers may follow. Its requirements are npm's.
 *
 * Spec: semver.org, 2.0.0; read 2026-11.
 */
#include "model/version/semver.h"

#include "strata/limits.h"

enum { PLAIN_DIGITS = 15 }; /* below npm's bound, too */

bool semver_is_number(struct strata_str s)
{
	return s.len && number_span(s) == s.len && (s.len == 1 || s.ptr[0] != '0');
}

static bool is_identifier(struct strata_str s, bool numeric_zeros)
{
	bool digits = true;

	for (size_t i = 0; i < s.len; i++) {
		if (!strata_is_digit(s.ptr[i]) && !strata_is_alpha(s.ptr[i]) && s.ptr[i] != '-')
			return false;
		digits = digits && strata_is_digit(s.ptr[i]);
	}
	return s.len && (numeric_zeros || !digits || semver_is_number(s));
}

bool semver_is_identifiers(struct strata_str s, bool numeric_zeros)
{
	struct strata_str part, rest = s;

	do {
		strata_str_cut(&part, &rest, rest, '.');
		if (!is_identifier(part, numeric_zeros))
			return false;
	} while (rest.ptr);
	return true;
}

static bool take_number(struct strata_str *out, struct strata_str *rest, unsigned allow)
{
	*out = number_take(rest);
	return (allow & SEMVER_ZEROS) ? out->len > 0 : semver_is_number(*out);
}

static bool take_dot_number(struct strata_str *out, struct strata_str *rest, unsigned allow)
{
	struct strata_str after = strata_str_skip(*rest, 1);

	if (!rest->len || rest->ptr[0] != '.' || !take_number(out, &after, allow))
		return false;
	*rest = after;
	return true;
}

static bool take_numbers(struct semver *out, struct strata_str *rest, unsigned allow)
{
	struct strata_str more, number;

	if (!take_number(&out->major, rest, allow))
		return false;
	if (!take_dot_number(&out->minor, rest, allow) ||
	    !take_dot_number(&out->patch, rest, allow)) {
		if (!out->minor.len)
			out->minor = STRATA_NONE;
		out->patch = STRATA_NONE;
		return allow & SEMVER_SHORT;
	}
	more = *rest;
	while ((allow & SEMVER_MORE) && take_dot_number(&number, rest, allow))
		out->more = (struct strata_str){ more.ptr, more.len - rest->len };
	return true;
}

bool semver_parse(struct semver *out, struct strata_str text, unsigned allow)
{
	struct strata_str rest = text, build;

	*out = (struct semver){ 0 };
	if (text.len > STRATA_LIMIT_VERSION_BYTES)
		return false;
	if ((allow & SEMVER_V) && rest.len && rest.ptr[0] == 'v')
		rest = strata_str_skip(rest, 1);
	if (!take_numbers(out, &rest, allow))
		return false;
	if (strata_str_cut(&rest, &build, rest, '+')) {
		out->build = build;
		if (!semver_is_identifiers(build, true))
			return false;
	}
	if (!rest.len)
		return true;
	out->pre = strata_str_skip(rest, 1);
	return rest.ptr[0] == '-' && semver_is_identifiers(out->pre, allow & SEMVER_ZEROS);
}

int semver_order_identifiers(struct strata_str a, struct strata_str b)
{
	struct strata_str x, y;
	int order = 0;

	if (!a.len || !b.len)
		return (a.len > 0) - (b.len > 0);
	while (!order && a.ptr && b.ptr) {
		bool x_number, y_number;

		strata_str_cut(&x, &a, a, '.');
		strata_str_cut(&y, &b, b, '.');
		x_number = number_span(x) == x.len;
		y_number = number_span(y) == y.len;
		if (x_number != y_number)
			order = x_number ? -1 : 1;
		else
			order = x_number ? number_cmp(x, y) : strata_str_cmp(x, y);
	}
	return order ? order : (a.ptr != NULL) - (b.ptr != NULL);
}

static int order_more(struct strata_str a, struct strata_str b)
{
	int order = 0;

	while (!order && (a.len || b.len)) {
		a = strata_str_skip(a, 1);
		b = strata_str_skip(b, 1);
		order = number_cmp(number_take(&a), number_take(&b));
	}
	return order;
}

int semver_order(const struct semver *a, const struct semver *b)
{
	int order;

	if ((order = number_cmp(a->major, b->major)) != 0 ||
	    (order = number_cmp(a->minor, b->minor)) != 0 ||
	    (order = number_cmp(a->patch, b->patch)) != 0 ||
	    (order = order_more(a->more, b->more)) != 0)
		return order;
	if (!a->pre.ptr || !b->pre.ptr)
		return (b->pre.ptr != NULL) - (a->pre.ptr != NULL);
	return semver_order_identifiers(a->pre, b->pre);
}

int semver_compare(struct strata_str a, struct strata_str b,
		   bool (*parse)(struct semver *out, struct strata_str text))
{
	struct semver x, y;
	bool x_valid = parse(&x, a), y_valid = parse(&y, b);

	if (!x_valid || !y_valid)
		return x_valid != y_valid ? (int)x_valid - (int)y_valid : strata_str_cmp(a, b);
	return semver_order(&x, &y);
}

bool semver_plain(uint64_t out[3], struct strata_str text)
{
	const char *at = text.ptr, *end;

	if (!text.ptr)
		return false;
	end = at + text.len;
	for (int i = 0; i < 3; i++) {
		const char *start = at;

		for (out[i] = 0; at < end && strata_is_digit(*at) && at - start < PLAIN_DIGITS; at++)
			out[i] = out[i] * 10 + (unsigned char)(*at - '0');
		if (at == start || (*start == '0' && at - start > 1))
			return false;
		if (i < 2 && (at == end || *at++ != '.'))
			return false;
	}
	return at == end;
}

int semver_compare_plain(struct strata_str a, struct strata_str b,
			 bool (*parse)(struct semver *out, struct strata_str text))
{
	uint64_t x[3], y[3];

	if (!semver_plain(x, a) || !semver_plain(y, b))
		return semver_compare(a, b, parse);
	for (int i = 0; i < 3; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

static bool is_pre_beside(struct strata_str bound, const struct semver *version, unsigned allow)
{
	struct semver b;

	return bound.ptr && semver_parse(&b, bound, allow) && b.pre.ptr &&
	       number_cmp(b.major, version->major) == 0 &&
	       number_cmp(b.minor, version->minor) == 0 && number_cmp(b.patch, version->patch) == 0;
}

bool semver_admits_pre(const struct strata_interval *in, struct strata_str version,
		       unsigned allow)
{
	struct semver v;

	if (!semver_parse(&v, version, allow) || !v.pre.ptr)
		return true;
	return is_pre_beside(in->lo, &v, allow) || is_pre_beside(in->hi, &v, allow);
}

struct strata_str semver_print(struct strata_arena *arena, struct strata_str major,
			       struct strata_str minor, struct strata_str patch,
			       struct strata_str pre)
{
	return strata_arena_printf(arena, "%.*s.%.*s.%.*s%s%.*s", STRATA_ARG(major),
				   STRATA_ARG(minor), STRATA_ARG(patch), pre.ptr ? "-" : "",
				   STRATA_ARG(pre));
}

static struct strata_str or_zero(const struct semver_partial *p, int position)
{
	return position < p->known ? p->number[position] : STRATA_STR("0");
}

struct strata_str semver_floor(const struct semver_partial *p, struct strata_arena *arena)
{
	return semver_print(arena, or_zero(p, 0), or_zero(p, 1), or_zero(p, 2),
			    p->known == 3 ? p->pre : STRATA_NONE);
}

struct strata_str semver_next(const struct semver_partial *p, int keep, struct strata_arena *arena)
{
	struct strata_str number[3];

	for (int i = 0; i < 3; i++)
		number[i] = i < keep ? or_zero(p, i) : STRATA_STR("0");
	number[keep - 1] = number_next(number[keep - 1], arena);
	return semver_print(arena, number[0], number[1], number[2], STRATA_STR("0"));
}

struct strata_interval semver_span(const struct semver_partial *p, int keep,
				   struct strata_arena *arena)
{
	return (struct strata_interval){
		.lo = semver_floor(p, arena),
		.lo_in = true,
		.hi = semver_next(p, keep, arena),
	};
}

int semver_caret(const struct semver_partial *p)
{
	for (int i = 0; i < p->known; i++)
		if (!number_is_zero(p->number[i]))
			return i + 1;
	return p->known;
}

enum { LENIENT = SEMVER_V | SEMVER_ZEROS | SEMVER_SHORT | SEMVER_MORE };

static bool parse(struct semver *out, struct strata_str text)
{
	return semver_parse(out, text, LENIENT);
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

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	return strata_version_npm.intervals(out, requirement, arena, err);
}

static bool admits(const struct strata_interval *in, struct strata_str version)
{
	return semver_admits_pre(in, version, LENIENT);
}

const struct strata_version_scheme strata_version_semver = {
	.name = "semver",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
	.admits = admits,
};
