/*
 * debian: versions of Debian's packages, [epoch:]upstream[-revision].
 *
 * Upstream version and revision are read as text and number in turns. Text is
 * ordered with '~' before the end, the end before letters, letters before all
 * else; an absent epoch or revision counts as "0".
 *
 * Spec: Debian Policy 4.6.2, section 5.6.12 (deb-version(7) of dpkg 1.21), 2026-11;
 * relations: Policy, section 7.1.
 */
#include "model/version/number.h"
#include "model/version/relation.h"
#include "strata/limits.h"

struct parts {
	struct strata_str epoch, upstream, revision;
};

static bool is_upstream(char c)
{
	return strata_is_digit(c) || strata_is_alpha(c) || c == '.' || c == '+' || c == '~';
}

/* dpkg keeps the epoch in an int. */
static bool is_epoch(struct strata_str s)
{
	return s.len && number_span(s) == s.len && number_cmp(s, STRATA_STR("2147483647")) <= 0;
}

/* dpkg forgives blanks around a version, but no other white space. */
static struct strata_str trim(struct strata_str s)
{
	while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		s = strata_str_skip(s, 1);
	while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
		s.len--;
	return s;
}

static bool parse(struct parts *out, struct strata_str text)
{
	struct strata_str rest;
	size_t dash;

	if (text.len > STRATA_LIMIT_VERSION_BYTES)
		return false;
	text = trim(text);
	*out = (struct parts){ .upstream = text };
	if (strata_str_cut(&out->epoch, &rest, text, ':')) {
		if (!is_epoch(out->epoch))
			return false;
		out->upstream = rest;
	} else {
		out->epoch = STRATA_NONE;
	}
	dash = strata_str_rchr(out->upstream, '-');
	if (dash != STRATA_NPOS) {
		out->revision = strata_str_skip(out->upstream, dash + 1);
		out->upstream = strata_str_take(out->upstream, dash);
		if (!out->revision.len)
			return false;
	}
	if (!out->upstream.len || !strata_is_digit(out->upstream.ptr[0]))
		return false;
	for (size_t i = 0; i < out->upstream.len; i++)
		if (!is_upstream(out->upstream.ptr[i]) && out->upstream.ptr[i] != '-' &&
		    (out->upstream.ptr[i] != ':' || !out->epoch.ptr))
			return false;
	for (size_t i = 0; i < out->revision.len; i++)
		if (!is_upstream(out->revision.ptr[i]))
			return false;
	return true;
}

static bool valid(struct strata_str version)
{
	struct parts parts;

	return parse(&parts, version);
}

/* The end and a digit weigh the same: both end a text. */
static int weight(struct strata_str s)
{
	char c = s.len ? s.ptr[0] : '0';

	if (strata_is_digit(c))
		return 0;
	if (strata_is_alpha(c))
		return c;
	return c == '~' ? -1 : c + 256;
}

static int compare_part(struct strata_str a, struct strata_str b)
{
	int order;

	while (a.len || b.len) {
		while (weight(a) || weight(b)) {
			if ((order = weight(a) - weight(b)) != 0)
				return order;
			a = strata_str_skip(a, 1);
			b = strata_str_skip(b, 1);
		}
		if ((order = number_cmp(number_take(&a), number_take(&b))) != 0)
			return order;
	}
	return 0;
}

static int compare(struct strata_str a, struct strata_str b)
{
	struct parts x, y;
	bool x_valid = parse(&x, a), y_valid = parse(&y, b);
	int order;

	if (!x_valid || !y_valid)
		return x_valid != y_valid ? (int)x_valid - (int)y_valid : strata_str_cmp(a, b);
	if ((order = number_cmp(x.epoch, y.epoch)) != 0 ||
	    (order = compare_part(x.upstream, y.upstream)) != 0)
		return order;
	return compare_part(x.revision, y.revision);
}

/* A single < or > is old and means 'or equal'. */
static const struct relation_word words[] = {
	{ "<<", RELATION_LESS },     { "<=", RELATION_AT_MOST }, { ">=", RELATION_AT_LEAST },
	{ ">>", RELATION_MORE },     { "<", RELATION_AT_MOST },	 { ">", RELATION_AT_LEAST },
	{ "=", RELATION_EQUAL },     { NULL, RELATION_EQUAL },
};

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	const struct relation_rules rules = { words, &strata_version_debian, NULL };

	return relation_intervals(out, requirement, &rules, arena, err);
}

const struct strata_version_scheme strata_version_debian = {
	.name = "debian",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
