/*
 * hex: versions and requirements of Elixir's and Erlang's packages.
 *
 * Strict SemVer. A requirement is comparisons joined by 'and' and 'or', of which
 * 'and' binds tighter; only `~>` may leave the patch out. `~> 2.1` ends before any
 * version of 3.0, its pre-releases included. Pre-releases are admitted wherever
 * they lie between the bounds.
 *
 * Spec: Elixir 1.14, documentation of Version, 2026-11.
 */
#include "model/version/meet.h"
#include "model/version/semver.h"
#include "strata/limits.h"

static bool parse(struct semver *out, struct strata_str text)
{
	return semver_parse(out, text, SEMVER_STRICT);
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

static bool add_approximate(struct strata_intervals *out, struct strata_str text,
			    struct strata_arena *arena)
{
	struct semver v;
	struct semver_partial p;
	int known;

	if (!semver_parse(&v, text, SEMVER_SHORT) || !v.minor.ptr)
		return false;
	known = v.patch.ptr ? 3 : 2;
	p = (struct semver_partial){ { v.major, v.minor, v.patch }, v.pre, known };
	if (known == 2 && v.pre.ptr) {
		p.number[2] = STRATA_STR("0");
		p.known = 3;
	}
	meet_add(out, semver_span(&p, known - 1, arena), arena);
	return true;
}

static struct strata_str take_operator(struct strata_str *text)
{
	static const char *const operators[] = { "==", "!=", ">=", "<=", "~>", ">", "<", "!" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		struct strata_str op = strata_str_of(operators[i]);

		if (strata_str_starts(*text, op)) {
			*text = strata_str_trim(strata_str_skip(*text, op.len));
			return op;
		}
	}
	return STRATA_STR("==");
}

static bool add_comparison(struct strata_intervals *out, struct strata_str text,
			   struct strata_arena *arena)
{
	struct strata_str op = take_operator(&text);
	struct strata_interval in = { .lo_in = op.len == 2, .hi_in = op.len == 2 };

	if (op.ptr[0] == '~')
		return add_approximate(out, text, arena);
	if (!valid(text))
		return false;
	if (op.ptr[0] == '!') {
		meet_add(out, (struct strata_interval){ .hi = text }, arena);
		meet_add(out, (struct strata_interval){ .lo = text }, arena);
		return true;
	}
	if (op.ptr[0] != '<')
		in.lo = text;
	if (op.ptr[0] != '>')
		in.hi = text;
	meet_add(out, in, arena);
	return true;
}

/* Cuts at the first such word that stands between blanks. */
static struct strata_str cut_word(struct strata_str *rest, struct strata_str text,
				  struct strata_str word)
{
	for (size_t i = 1; i + word.len < text.len; i++) {
		struct strata_str at = strata_str_skip(text, i);

		if (strata_is_space(text.ptr[i - 1]) && strata_str_starts(at, word) &&
		    strata_is_space(at.ptr[word.len])) {
			*rest = strata_str_skip(at, word.len);
			return strata_str_take(text, i);
		}
	}
	*rest = STRATA_NONE;
	return text;
}

static bool add_all(struct strata_intervals *out, struct strata_str text,
		    struct strata_arena *arena)
{
	static const struct meet_rules rules = { .compare = compare };
	struct strata_intervals all = { 0 };

	meet_add(&all, (struct strata_interval){ 0 }, arena);
	while (text.ptr) {
		struct strata_intervals one = { 0 };
		struct strata_str word = cut_word(&text, text, STRATA_STR("and"));

		if (!add_comparison(&one, strata_str_trim(word), arena))
			return false;
		meet_with(&all, &one, &rules, arena);
	}
	for (size_t i = 0; i < all.count; i++)
		meet_add(out, all.items[i], arena);
	return true;
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str rest = requirement;

	*out = (struct strata_intervals){ 0 };
	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	do {
		struct strata_str word = cut_word(&rest, rest, STRATA_STR("or"));

		if (!add_all(out, word, arena))
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no requirement of Hex",
					   STRATA_ARG(requirement));
	} while (rest.ptr);
	return 0;
}

const struct strata_version_scheme strata_version_hex = {
	.name = "hex",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
};
