/*
 * cargo: versions and requirements of Rust's crates.
 *
 * Strict SemVer with numbers of 64 bits. A requirement is comparators joined by
 * commas, all of which hold; without an operator it is a caret's.
 *
 * Spec: doc.rust-lang.org/cargo, "Specifying Dependencies", and the `semver` crate 1.0
 * where that is silent, 2026-11.
 */
#include "model/version/meet.h"
#include "model/version/semver.h"
#include "strata/limits.h"

enum { MOST_COMPARATORS = 32 };

static bool is_u64(struct strata_str number)
{
	return number_cmp(number, STRATA_STR("18446744073709551615")) <= 0;
}

static bool parse(struct semver *out, struct strata_str text)
{
	return semver_parse(out, text, SEMVER_STRICT) && is_u64(out->major) &&
	       is_u64(out->minor) && is_u64(out->patch);
}

static bool valid(struct strata_str version)
{
	uint64_t plain[3];
	struct semver v;

	return semver_plain(plain, version) || parse(&v, version);
}

static int compare(struct strata_str a, struct strata_str b)
{
	return semver_compare_plain(a, b, parse);
}

static bool admits(const struct strata_interval *in, struct strata_str version)
{
	return semver_admits_pre(in, version, SEMVER_STRICT);
}

static struct strata_str skip_blanks(struct strata_str s)
{
	while (s.len && s.ptr[0] == ' ')
		s = strata_str_skip(s, 1);
	return s;
}

static bool take_wildcard(struct strata_str *text)
{
	if (!text->len || (text->ptr[0] != '*' && text->ptr[0] != 'x' && text->ptr[0] != 'X'))
		return false;
	*text = strata_str_skip(*text, 1);
	return true;
}

static struct strata_str take_operator(struct strata_str *text)
{
	static const char *const operators[] = { ">=", "<=", ">", "<", "=", "~", "^" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		struct strata_str op = strata_str_of(operators[i]);

		if (strata_str_starts(*text, op)) {
			*text = strata_str_skip(*text, op.len);
			return op;
		}
	}
	return STRATA_NONE;
}

static size_t identifiers_span(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && (strata_is_digit(s.ptr[n]) || strata_is_alpha(s.ptr[n]) ||
			     s.ptr[n] == '-' || s.ptr[n] == '.'))
		n++;
	return n;
}

static bool take_identifiers(struct strata_str *out, struct strata_str *text, bool zeros)
{
	*out = strata_str_take(*text, identifiers_span(*text));
	*text = strata_str_skip(*text, out->len);
	return semver_is_identifiers(*out, zeros);
}

static bool take_partial(struct semver_partial *out, bool *wildcard, struct strata_str *text)
{
	struct strata_str build;

	*out = (struct semver_partial){ 0 };
	*wildcard = false;
	for (int i = 0; i < 3; i++) {
		if (i) {
			if (!text->len || text->ptr[0] != '.')
				break;
			*text = strata_str_skip(*text, 1);
			if (take_wildcard(text)) {
				*wildcard = true;
				continue;
			}
			if (*wildcard)
				return false;
		}
		out->number[i] = number_take(text);
		if (!semver_is_number(out->number[i]) || !is_u64(out->number[i]))
			return false;
		out->known = i + 1;
	}
	if (out->known < 3)
		return true;
	if (text->len && text->ptr[0] == '-') {
		*text = strata_str_skip(*text, 1);
		if (!take_identifiers(&out->pre, text, false))
			return false;
	}
	if (text->len && text->ptr[0] == '+') {
		*text = strata_str_skip(*text, 1);
		return take_identifiers(&build, text, true);
	}
	return true;
}

/*
 * The next version, its pre-releases included: behind the largest number comes one of
 * the place before, and none behind the largest of all.
 */
static struct strata_str next(const struct semver_partial *p, int keep, struct strata_arena *arena)
{
	for (; keep > 0; keep--) {
		struct strata_str version = semver_next(p, keep, arena);

		if (valid(version))
			return version;
	}
	return STRATA_NONE;
}

/* ">1.2" begins at 1.3.0. */
static void begin_after(struct strata_interval *in, const struct semver_partial *p,
			struct strata_arena *arena)
{
	struct strata_str first = next(p, p->known, arena);

	/* A release of its own: the bound must admit no pre-release beside it. */
	in->lo = first.ptr ? strata_str_take(first, first.len - 2) : STRATA_NONE;
	in->lo_in = true;
	if (!first.ptr)
		in->hi = STRATA_STR("0.0.0-0");
}

static struct strata_interval bounds(struct strata_str op, const struct semver_partial *p,
				     struct strata_arena *arena)
{
	struct strata_str low = semver_floor(p, arena);
	struct strata_interval in = { 0 };
	bool whole = p->known == 3;
	char first = op.len ? op.ptr[0] : '^';

	if (first == '>' || first == '^' || first == '~' || first == '=') {
		in.lo = low;
		in.lo_in = op.len != 1 || first != '>';
	}
	if (first == '<' || (first == '=' && whole)) {
		in.hi = low;
		in.hi_in = op.len == 2 || first == '=';
	}
	if (first == '^')
		in.hi = next(p, semver_caret(p), arena);
	else if (first == '~')
		in.hi = next(p, whole ? 2 : p->known, arena);
	else if (!whole && (first == '=' || (first == '<' && op.len == 2)))
		in.hi = next(p, p->known, arena), in.hi_in = false;
	else if (!whole && first == '>' && op.len == 1)
		begin_after(&in, p, arena);
	return in;
}

static bool add_comparator(struct strata_intervals *all, struct strata_str *text,
			   struct strata_arena *arena)
{
	static const struct meet_rules rules = { .compare = compare };
	struct strata_str op = take_operator(text);
	struct strata_intervals one = { 0 };
	struct semver_partial p;
	bool wildcard;

	*text = skip_blanks(*text);
	if (!take_partial(&p, &wildcard, text))
		return false;
	if (wildcard && !op.ptr)
		op = STRATA_STR("=");
	meet_add(&one, bounds(op, &p, arena), arena);
	meet_with(all, &one, &rules, arena);
	*text = skip_blanks(*text);
	return true;
}

static bool add_comparators(struct strata_intervals *all, struct strata_str text,
			    struct strata_arena *arena)
{
	int count = 0;

	text = skip_blanks(text);
	meet_add(all, (struct strata_interval){ 0 }, arena);
	if (take_wildcard(&text))
		return skip_blanks(text).len == 0;
	for (;;) {
		if (++count > MOST_COMPARATORS || !add_comparator(all, &text, arena))
			return false;
		if (!text.len)
			return true;
		if (text.ptr[0] != ',')
			return false;
		text = skip_blanks(strata_str_skip(text, 1));
	}
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_intervals all = { 0 };

	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	if (!add_comparators(&all, requirement, arena))
		return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no requirement of cargo's",
				   STRATA_ARG(requirement));
	*out = all;
	return 0;
}

const struct strata_version_scheme strata_version_cargo = {
	.name = "cargo",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
	.admits = admits,
};
