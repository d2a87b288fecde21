/*
 * rpm: [epoch:]version[-release] of RPM packages.
 *
 * Version and release are runs of digits or of letters; what is between them
 * only separates. Position by position: '~' is before the end, then the end,
 * '^', letters (as bytes), numbers. An absent epoch is 0; an absent release
 * comes before any, but in a requirement it stands for each.
 *
 * Spec: rpm-version(7) and rpmio/rpmver.c, rpmio/rpmvercmp.c of rpm 4.18, 2026-11;
 * characters allowed in a version: rpmspec's own check.
 */
#include "model/version/number.h"
#include "model/version/relation.h"
#include "strata/limits.h"

struct parts {
	struct strata_str epoch, version, release; /* release is absent without one */
};

static bool is_word(char c)
{
	return strata_is_digit(c) || strata_is_alpha(c);
}

static bool is_allowed(struct strata_str s, const char *marks)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_word(s.ptr[i]) && (!s.ptr[i] || !strchr(marks, s.ptr[i])))
			return false;
	return s.len > 0;
}

static bool parse(struct parts *out, struct strata_str text)
{
	size_t digits = number_span(text), dash;

	if (text.len > STRATA_LIMIT_VERSION_BYTES)
		return false;
	*out = (struct parts){ .version = text };
	if (digits < text.len && text.ptr[digits] == ':') {
		out->epoch = strata_str_take(text, digits);
		out->version = strata_str_skip(text, digits + 1);
	}
	dash = strata_str_rchr(out->version, '-');
	if (dash != STRATA_NPOS) {
		out->release = strata_str_skip(out->version, dash + 1);
		out->version = strata_str_take(out->version, dash);
		if (!is_allowed(out->release, "._+~^"))
			return false;
	}
	return is_allowed(out->version, "._+~^-");
}

static bool valid(struct strata_str version)
{
	struct parts parts;

	return parse(&parts, version);
}

static struct strata_str skip_separators(struct strata_str s)
{
	while (s.len && !is_word(s.ptr[0]) && s.ptr[0] != '~' && s.ptr[0] != '^')
		s = strata_str_skip(s, 1);
	return s;
}

/* What comes next, in the order of their weights. */
static int weight(struct strata_str s)
{
	if (!s.len)
		return 1;
	if (s.ptr[0] == '~')
		return 0;
	if (s.ptr[0] == '^')
		return 2;
	return strata_is_digit(s.ptr[0]) ? 4 : 3;
}

static struct strata_str take_letters(struct strata_str *s)
{
	struct strata_str letters;
	size_t n = 0;

	while (n < s->len && strata_is_alpha(s->ptr[n]))
		n++;
	letters = strata_str_take(*s, n);
	*s = strata_str_skip(*s, n);
	return letters;
}

static int compare_part(struct strata_str a, struct strata_str b)
{
	int order, kind;

	for (;;) {
		a = skip_separators(a);
		b = skip_separators(b);
		kind = weight(a);
		if (kind != weight(b))
			return kind - weight(b);
		if (!a.len)
			return 0;
		if (kind == 4) {
			order = number_cmp(number_take(&a), number_take(&b));
		} else if (kind == 3) {
			order = strata_str_cmp(take_letters(&a), take_letters(&b));
		} else {
			a = strata_str_skip(a, 1);
			b = strata_str_skip(b, 1);
			order = 0;
		}
		if (order)
			return order;
	}
}

static int compare_parts(const struct parts *x, const struct parts *y)
{
	int order;

	if ((order = number_cmp(x->epoch, y->epoch)) != 0 ||
	    (order = compare_part(x->version, y->version)) != 0)
		return order;
	if (!x->release.ptr || !y->release.ptr)
		return (x->release.ptr != NULL) - (y->release.ptr != NULL);
	return compare_part(x->release, y->release);
}

static int compare(struct strata_str a, struct strata_str b)
{
	struct parts x, y;
	bool x_valid = parse(&x, a), y_valid = parse(&y, b);

	if (!x_valid || !y_valid)
		return x_valid != y_valid ? (int)x_valid - (int)y_valid : strata_str_cmp(a, b);
	return compare_parts(&x, &y);
}

static const struct relation_word words[] = {
	{ "<=", RELATION_AT_MOST }, { ">=", RELATION_AT_LEAST }, { "==", RELATION_EQUAL },
	{ "<", RELATION_LESS },	    { ">", RELATION_MORE },	 { "=", RELATION_EQUAL },
	{ NULL, RELATION_EQUAL },
};

/*
 * A version that is written without a release stands for all of them. They lie
 * between it and the same with "^~", which nobody uses as a version.
 */
static void shape(struct strata_interval *in, enum relation_kind kind, struct strata_arena *arena)
{
	struct strata_str *bound = kind == RELATION_MORE ? &in->lo : &in->hi;
	struct parts parts;

	if (kind == RELATION_LESS || kind == RELATION_AT_LEAST || !parse(&parts, *bound) ||
	    parts.release.ptr)
		return;
	*bound = strata_arena_join(arena, *bound, STRATA_STR("^~"), STRATA_NONE);
	in->lo_in = true;
	in->hi_in = false;
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	const struct relation_rules rules = { words, &strata_version_rpm, shape };

	return relation_intervals(out, requirement, &rules, arena, err);
}

const struct strata_version_scheme strata_version_rpm = {
	.name = "rpm",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
