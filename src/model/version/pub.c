/*
 * pub: versions and constraints of Dart's packages.
 *
 * SemVer with leading zeros allowed, and with build metadata that counts: a build
 * comes after the same version without one. A constraint is "any", a version, a
 * caret's, or comparisons that all hold. `<2.0.0` leaves out the pre-releases of
 * 2.0.0, unless the lower bound is one of them.
 *
 * Spec: dart.dev/tools/pub/dependencies, and pub_semver 2.1 where that is silent,
 * 2026-11.
 */
#include "model/version/meet.h"
#include "model/version/semver.h"
#include "strata/limits.h"

static bool valid(struct strata_str version)
{
	struct semver v;

	return semver_parse(&v, version, SEMVER_ZEROS);
}

static int compare(struct strata_str a, struct strata_str b)
{
	struct semver x, y;
	bool x_valid = semver_parse(&x, a, SEMVER_ZEROS);
	bool y_valid = semver_parse(&y, b, SEMVER_ZEROS);
	int order;

	if (!x_valid || !y_valid)
		return x_valid != y_valid ? (int)x_valid - (int)y_valid : strata_str_cmp(a, b);
	order = semver_order(&x, &y);
	return order ? order : semver_order_identifiers(x.build, y.build);
}

static struct strata_str take_operator(struct strata_str *text)
{
	static const char *const operators[] = { ">=", "<=", ">", "<", "^" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		struct strata_str op = strata_str_of(operators[i]);

		if (strata_str_starts(*text, op)) {
			*text = strata_str_trim(strata_str_skip(*text, op.len));
			return op;
		}
	}
	return STRATA_STR("=");
}

/* A version ends at a blank or where the next operator begins. */
static struct strata_str take_version(struct strata_str *text)
{
	struct strata_str version;
	size_t n = 0;

	while (n < text->len && !strata_is_space(text->ptr[n]) && text->ptr[n] != '<' &&
	       text->ptr[n] != '>' && text->ptr[n] != '^')
		n++;
	version = strata_str_take(*text, n);
	*text = strata_str_trim(strata_str_skip(*text, n));
	return version;
}

static bool take_comparison(struct strata_interval *out, struct strata_str *text,
			    struct strata_arena *arena)
{
	struct strata_str op = take_operator(text), version = take_version(text);
	struct semver v;

	*out = (struct strata_interval){ 0 };
	if (!semver_parse(&v, version, SEMVER_ZEROS))
		return false;
	if (op.ptr[0] == '^') {
		struct semver_partial p = { { v.major, v.minor, v.patch }, v.pre, 3 };

		out->hi = semver_next(&p, number_is_zero(v.major) ? 2 : 1, arena);
	} else if (op.ptr[0] != '>') {
		out->hi = version;
		out->hi_in = op.ptr[0] == '=' || op.len == 2;
	}
	if (op.ptr[0] != '<') {
		out->lo = version;
		out->lo_in = op.ptr[0] != '>' || op.len == 2;
	}
	return true;
}

/* A caret's stands alone. */
static bool is_mixed_caret(struct strata_str text)
{
	size_t caret = strata_str_rchr(text, '^');
	struct strata_str rest;

	if (caret == STRATA_NPOS)
		return false;
	rest = strata_str_trim(strata_str_skip(text, caret + 1));
	take_version(&rest);
	return caret > 0 || rest.len;
}

static bool same_numbers(const struct semver *a, const struct semver *b)
{
	return number_cmp(a->major, b->major) == 0 && number_cmp(a->minor, b->minor) == 0 &&
	       number_cmp(a->patch, b->patch) == 0;
}

/* An open end at a release is the end before its first pre-release. */
static void leave_out_pre(struct strata_interval *in, struct strata_arena *arena)
{
	struct semver hi, lo;

	if (!in->hi.ptr || in->hi_in || !semver_parse(&hi, in->hi, SEMVER_ZEROS) || hi.pre.ptr ||
	    hi.build.ptr)
		return;
	if (in->lo.ptr && semver_parse(&lo, in->lo, SEMVER_ZEROS) && lo.pre.ptr &&
	    same_numbers(&lo, &hi))
		return;
	in->hi = semver_print(arena, hi.major, hi.minor, hi.patch, STRATA_STR("0"));
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	static const struct meet_rules rules = { .compare = compare };
	struct strata_str rest = strata_str_trim(requirement);
	struct strata_intervals all = { 0 };

	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	meet_add(&all, (struct strata_interval){ 0 }, arena);
	if (strata_str_eq(rest, STRATA_STR("any")))
		rest = STRATA_NONE;
	else if (!rest.len)
		return strata_fail(err, STRATA_ESYNTAX, 0, "an empty constraint");
	else if (is_mixed_caret(rest))
		return strata_fail(err, STRATA_ESYNTAX, 0, "a caret beside others in '%.*s'",
				   STRATA_ARG(requirement));
	while (rest.len) {
		struct strata_intervals one = { 0 };
		struct strata_interval in;

		if (!take_comparison(&in, &rest, arena))
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no constraint of pub's",
					   STRATA_ARG(requirement));
		meet_add(&one, in, arena);
		meet_with(&all, &one, &rules, arena);
	}
	for (size_t i = 0; i < all.count; i++)
		leave_out_pre(&all.items[i], arena);
	*out = all;
	return 0;
}

const struct strata_version_scheme strata_version_pub = {
	.name = "pub",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
