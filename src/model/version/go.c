/*
 * go: versions of Go's modules, with or without their 'v'.
 *
 * SemVer, minor and patch of which may be missing ("v1.2" is v1.2.0), so that
 * pseudo-versions are pre-releases and "+incompatible" is build metadata. go.mod
 * names a version, never a range: as a requirement it means that version. A
 * retraction's "[v1.0.0, v1.9.9]" and lists of comparisons are read, too.
 *
 * Spec: go.dev/ref/mod, "Versions", and golang.org/x/mod/semver, 2026-11.
 */
#include "model/version/relation.h"
#include "model/version/semver.h"

static bool parse(struct semver *out, struct strata_str text)
{
	if (!semver_parse(out, text, SEMVER_V | SEMVER_SHORT))
		return false;
	return out->patch.ptr || (!out->pre.ptr && !out->build.ptr);
}

static bool valid(struct strata_str version)
{
	struct semver v;

	return parse(&v, version);
}

static int compare(struct strata_str a, struct strata_str b)
{
	return semver_compare(a, b, parse);
}

static const struct relation_word words[] = {
	{ ">=", RELATION_AT_LEAST }, { "<=", RELATION_AT_MOST }, { ">", RELATION_MORE },
	{ "<", RELATION_LESS },	     { "=", RELATION_EQUAL },	 { NULL, RELATION_EQUAL },
};

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	const struct relation_rules rules = { words, &strata_version_go, NULL };
	struct strata_str text = strata_str_trim(requirement), low, high;
	struct strata_interval in = { .lo_in = true, .hi_in = true };

	if (text.len < 2 || text.ptr[0] != '[' || text.ptr[text.len - 1] != ']')
		return relation_intervals(out, requirement, &rules, arena, err);
	text = strata_str_take(strata_str_skip(text, 1), text.len - 2);
	if (!strata_str_cut(&low, &high, text, ','))
		high = low;
	in.lo = strata_str_trim(low);
	in.hi = strata_str_trim(high);
	if (!valid(in.lo) || !valid(in.hi))
		return strata_fail(err, STRATA_ESYNTAX, 0, "no version in '%.*s'",
				   STRATA_ARG(requirement));
	*out = (struct strata_intervals){ 0 };
	meet_add(out, in, arena);
	return 0;
}

const struct strata_version_scheme strata_version_go = {
	.name = "go",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
