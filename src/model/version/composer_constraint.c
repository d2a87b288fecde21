/*
 * composer_constraint.c - constraints of Composer; see composer.h.
 *
 * Sets joined by '|' or '||'; in a set, comparisons joined by commas or blanks, all
 * of which hold. What Composer accepts is what a chain of regular expressions lets
 * through, in that order: wildcard, tilde, caret, x-range, hyphen range, comparison.
 * A lower bound without a stability begins at its "-dev", an open upper one ends
 * there. Branches are admitted by "*", by their own name and by '!='.
 */
#include "model/version/composer.h"
#include "model/version/meet.h"
#include "strata/limits.h"

enum { NO_BRANCHES = 1 };

#define DEV_SUFFIX STRATA_STR("-dev")

/* A version in a range: what counts is which of its numbers were written. */
struct written {
	struct strata_str number[4];
	int count;
	bool stability; /* a word, "-dev" or ".x-dev" stands behind the numbers */
	bool wild;      /* ".x-dev" */
};

static bool is_wild(char c)
{
	return c == 'x' || c == 'X' || c == '*';
}

/* ".x-dev", ".*dev" */
static bool is_wild_dev(struct strata_str s)
{
	struct composer_suffix suffix;

	return s.len > 2 && s.ptr[0] == '.' && is_wild(s.ptr[1]) && s.ptr[2] != '_' &&
	       composer_parse_suffix(&suffix, strata_str_skip(s, 2)) && suffix.dev &&
	       !suffix.has_word && s.len <= 6;
}

static void take_numbers(struct written *out, struct strata_str *rest, int most)
{
	*out = (struct written){ 0 };
	out->number[0] = number_take(rest);
	out->count = out->number[0].len > 0;
	while (out->count && out->count < most && rest->len && rest->ptr[0] == '.') {
		struct strata_str after = strata_str_skip(*rest, 1);

		if (!number_span(after))
			break;
		out->number[out->count++] = number_take(&after);
		*rest = after;
	}
}

static bool parse_written(struct written *out, struct strata_str text)
{
	struct composer_suffix suffix;
	struct strata_str build;

	if (strata_str_cut(&text, &build, text, '+'))
		for (size_t i = 0; i < build.len || !build.len; i++)
			if (!build.len || strata_is_space(build.ptr[i]))
				return false;
	composer_take_v(&text);
	take_numbers(out, &text, 4);
	if (!out->count)
		return false;
	if (is_wild_dev(text)) {
		out->wild = out->stability = true;
		return true;
	}
	if (!composer_parse_suffix(&suffix, text))
		return false;
	out->stability = suffix.has_word || suffix.dev;
	return true;
}

/* The first `keep` numbers, the last of them raised by `raise`, then zeros, then "-dev". */
static struct strata_str raised(const struct written *w, int keep, bool raise,
				struct strata_arena *arena)
{
	struct strata_str n[4];

	for (int i = 0; i < 4; i++)
		n[i] = i < keep && w->number[i].len ? w->number[i] : STRATA_STR("0");
	if (raise)
		n[keep - 1] = number_next(n[keep - 1], arena);
	return strata_arena_printf(arena, "%.*s.%.*s.%.*s.%.*s-dev", STRATA_ARG(n[0]),
				   STRATA_ARG(n[1]), STRATA_ARG(n[2]), STRATA_ARG(n[3]));
}

/* Narrows the set to [lo, hi); false when a bound is no version. */
static bool narrow(struct strata_intervals *set, struct strata_interval in,
		   struct strata_arena *arena)
{
	static const struct meet_rules rules = { .compare = composer_compare };
	const struct strata_version_scheme *scheme = &strata_version_composer;
	struct strata_intervals one = { 0 };

	if ((in.lo.ptr && !scheme->valid(in.lo)) || (in.hi.ptr && !scheme->valid(in.hi)))
		return false;
	in.flags = NO_BRANCHES;
	meet_add(&one, in, arena);
	meet_with(set, &one, &rules, arena);
	return true;
}

/* "~1.2" and "^1.2": from there up to where the place that counts is raised. */
static bool add_sign(struct strata_intervals *set, struct strata_str text,
		     const struct written *w, int keep, struct strata_arena *arena)
{
	struct strata_str low = strata_str_skip(text, 1);

	if (!w->stability)
		low = strata_arena_join(arena, low, DEV_SUFFIX, STRATA_NONE);
	return narrow(set,
		      (struct strata_interval){
			      .lo = low, .lo_in = true, .hi = raised(w, keep, true, arena) },
		      arena);
}

static int tilde_keeps(const struct written *w)
{
	int place = w->count + w->wild;

	return place > 1 ? place - 1 : 1;
}

static int caret_keeps(const struct written *w)
{
	struct strata_str zero = STRATA_STR("0");

	if (!strata_str_eq(w->number[0], zero) || w->count < 2)
		return 1;
	return !strata_str_eq(w->number[1], zero) || w->count < 3 ? 2 : 3;
}

/* "1.2.*" */
static bool parse_x_range(struct written *out, struct strata_str text)
{
	size_t wild = 0;

	if (text.len && text.ptr[0] == 'v')
		text = strata_str_skip(text, 1);
	take_numbers(out, &text, 3);
	for (; text.len > 1 && text.ptr[0] == '.' && is_wild(text.ptr[1]); wild++)
		text = strata_str_skip(text, 2);
	return out->count && wild && !text.len;
}

static bool add_x_range(struct strata_intervals *set, const struct written *w,
			struct strata_arena *arena)
{
	struct strata_interval in = {
		.lo = raised(w, w->count, false, arena),
		.lo_in = true,
		.hi = raised(w, w->count, true, arena),
	};

	if (strata_str_eq(in.lo, STRATA_STR("0.0.0.0-dev")))
		in.lo = STRATA_NONE;
	return narrow(set, in, arena);
}

/* Cuts "A - B", one blank or more at each side of the hyphen. */
static bool cut_hyphen(struct strata_str *from, struct strata_str *to, struct strata_str text)
{
	size_t at = strata_str_find(text, STRATA_STR(" - "));

	if (at == STRATA_NPOS)
		return false;
	*from = strata_str_take(text, at);
	*to = strata_str_skip(text, at + 3);
	while (from->len && from->ptr[from->len - 1] == ' ')
		from->len--;
	while (to->len && to->ptr[0] == ' ')
		*to = strata_str_skip(*to, 1);
	return true;
}

static bool add_hyphen(struct strata_intervals *set, struct strata_str from,
		       const struct written *low, struct strata_str to,
		       const struct written *high, struct strata_arena *arena)
{
	struct strata_interval in = { .lo_in = true };
	struct composer_version first, last;

	composer_parse(&first, from);
	composer_parse(&last, to);
	if (first.kind != COMPOSER_VERSION || last.kind != COMPOSER_VERSION)
		return false;
	in.lo = composer_print(arena, &first, low->stability ? STRATA_NONE : DEV_SUFFIX);
	in.hi_in = high->count > 2 || high->stability;
	in.hi = in.hi_in ? composer_print(arena, &last, STRATA_NONE) :
			   raised(high, high->count < 2 ? 1 : 2, true, arena);
	return narrow(set, in, arena);
}

static struct strata_str take_operator(struct strata_str *text)
{
	static const char *const operators[] = { "<>", "!=", ">=", "<=", "==", ">", "<", "=" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		struct strata_str op = strata_str_of(operators[i]);

		if (strata_str_starts(*text, op)) {
			*text = strata_str_skip(*text, op.len);
			return op;
		}
	}
	return STRATA_STR("=");
}

/* Whether a stability is written behind a '-'; "rc" is none to Composer here. */
static bool ends_in_stability(struct strata_str text)
{
	struct composer_suffix suffix;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '-' &&
		    composer_parse_suffix(&suffix, strata_str_skip(text, i + 1)) &&
		    !(suffix.has_word && suffix.word == COMPOSER_RC))
			return true;
	return false;
}

/* "foo-dev" stands for dev-foo in a constraint. */
static bool parse_dev_behind(struct composer_version *out, struct strata_str text)
{
	if (!strata_str_ends(text, DEV_SUFFIX))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!strata_is_digit(text.ptr[i]) && !strata_is_alpha(text.ptr[i]) &&
		    (!text.ptr[i] || !strchr("-./", text.ptr[i])))
			return false;
	*out = (struct composer_version){
		.kind = COMPOSER_BRANCH,
		.branch = strata_str_take(text, text.len - DEV_SUFFIX.len),
	};
	return true;
}

/* A branch is only ever equal or not. */
static void add_branch(struct strata_intervals *set, struct strata_str op,
		       struct strata_str branch, struct strata_arena *arena)
{
	static const struct meet_rules rules = { .compare = composer_compare };
	struct strata_intervals some = { 0 };

	if (op.ptr[0] == '=') {
		meet_add(&some, (struct strata_interval){ branch, branch, true, true, 0 }, arena);
	} else if (op.ptr[0] == '!' || strata_str_eq(op, STRATA_STR("<>"))) {
		meet_add(&some, (struct strata_interval){ .hi = branch }, arena);
		meet_add(&some, (struct strata_interval){ .lo = branch }, arena);
	}
	meet_with(set, &some, &rules, arena);
}

static void add_version(struct strata_intervals *set, struct strata_str op,
			struct strata_str version, struct strata_arena *arena)
{
	static const struct meet_rules rules = { .compare = composer_compare };
	struct strata_intervals some = { 0 };
	struct strata_interval in = { .flags = NO_BRANCHES };

	if (op.ptr[0] == '!' || strata_str_eq(op, STRATA_STR("<>"))) {
		meet_add(&some, (struct strata_interval){ .hi = version }, arena);
		meet_add(&some, (struct strata_interval){ .lo = version }, arena);
	} else {
		in.lo = op.ptr[0] == '<' ? STRATA_NONE : version;
		in.hi = op.ptr[0] == '>' ? STRATA_NONE : version;
		in.lo_in = in.hi_in = op.ptr[0] == '=' || op.len == 2;
		meet_add(&some, in, arena);
	}
	meet_with(set, &some, &rules, arena);
}

static bool is_stable(const struct composer_version *v)
{
	return !v->suffix.dev && (!v->suffix.has_word || v->suffix.word == COMPOSER_STABLE ||
				  v->suffix.word == COMPOSER_PATCH);
}

/*
 * What goes behind the version: the flag's stability, or "-dev" at an end that needs
 * it. Nothing can be written between "-patch1" and its "-dev", so that stands for all.
 */
static struct strata_str suffix_for(struct strata_str op, const struct composer_version *v,
				    struct strata_str text, struct strata_str flag,
				    struct strata_arena *arena)
{
	if (v->suffix.dev)
		return STRATA_NONE;
	if (op.ptr[0] != '=' && flag.len && is_stable(v))
		return v->suffix.has_word && v->suffix.word == COMPOSER_PATCH ?
			       DEV_SUFFIX :
			       strata_arena_join(arena, STRATA_STR("-"), flag, STRATA_NONE);
	if ((strata_str_eq(op, STRATA_STR("<")) || strata_str_eq(op, STRATA_STR(">="))) &&
	    !ends_in_stability(text))
		return DEV_SUFFIX;
	return STRATA_NONE;
}

static bool add_comparison(struct strata_intervals *set, struct strata_str text,
			   struct strata_str flag, struct strata_arena *arena)
{
	struct strata_str op = take_operator(&text);
	struct composer_version v;

	text = strata_str_trim(text);
	composer_parse(&v, text);
	if (v.kind == COMPOSER_NONE && !parse_dev_behind(&v, text))
		return false;
	if (v.kind == COMPOSER_BRANCH)
		add_branch(set, op, composer_print(arena, &v, STRATA_NONE), arena);
	else
		add_version(set, op,
			    composer_print(arena, &v, suffix_for(op, &v, text, flag, arena)),
			    arena);
	return true;
}

/* "*", "x.x", "v*"; *all tells that branches are meant, too. */
static bool is_any(struct strata_str text, bool *all)
{
	bool v = composer_take_v(&text);

	*all = !v && text.len == 1;
	if (!text.len || !is_wild(text.ptr[0]))
		return false;
	for (text = strata_str_skip(text, 1); text.len; text = strata_str_skip(text, 2))
		if (text.len < 2 || text.ptr[0] != '.' || !is_wild(text.ptr[1]))
			return false;
	return true;
}

/* Cuts "@beta" off, which is answered unless it is "stable". */
static struct strata_str take_flag(struct strata_str *text)
{
	size_t at = composer_flag_at(*text);
	struct strata_str flag;

	for (size_t i = 0; i < at && i < text->len; i++)
		if (strata_is_space(text->ptr[i]) || text->ptr[i] == ',')
			return STRATA_NONE;
	if (at == STRATA_NPOS)
		return STRATA_NONE;
	flag = strata_str_skip(*text, at + 1);
	*text = at ? strata_str_take(*text, at) : STRATA_STR("*");
	return strata_str_eq(flag, STRATA_STR("stable")) ? STRATA_NONE : flag;
}

/* Cuts "#commit" off a branch: it says where to look, not what to admit. */
static struct strata_str drop_commit(struct strata_str text)
{
	bool branch = text.len > 4 && strata_str_eq_nocase(strata_str_take(text, 4), STRATA_STR("dev-"));

	for (size_t i = branch ? 5 : 7; i + 1 < text.len; i++) {
		struct strata_str head = strata_str_take(text, i);

		if (strata_is_space(text.ptr[i]) || text.ptr[i] == ',' || text.ptr[i] == '@')
			break;
		if (text.ptr[i] == '#' &&
		    (branch || strata_str_eq_nocase(strata_str_skip(head, i - 6), STRATA_STR(".x-dev"))))
			return head;
	}
	return text;
}

static bool add_constraint(struct strata_intervals *set, struct strata_str text,
			   struct strata_arena *arena)
{
	struct strata_str flag, from, to;
	struct written w, high;
	bool all;

	text = composer_drop_alias(text);
	flag = take_flag(&text);
	text = drop_commit(text);
	if (is_any(text, &all))
		return all || narrow(set,
				     (struct strata_interval){ .lo = STRATA_STR("0.0.0.0-dev"),
							       .lo_in = true },
				     arena);
	if (text.len && text.ptr[0] == '~' && parse_written(&w, strata_str_skip(text, 1)))
		return add_sign(set, text, &w, tilde_keeps(&w), arena);
	if (text.len && text.ptr[0] == '^' && parse_written(&w, strata_str_skip(text, 1)))
		return add_sign(set, text, &w, caret_keeps(&w), arena);
	if (parse_x_range(&w, text))
		return add_x_range(set, &w, arena);
	if (cut_hyphen(&from, &to, text) && parse_written(&w, from) && parse_written(&high, to))
		return add_hyphen(set, from, &w, to, &high, arena);
	return add_comparison(set, text, flag, arena);
}

static size_t blanks(struct strata_str text, size_t at)
{
	size_t n = at;

	while (n < text.len && text.ptr[n] == ' ')
		n++;
	return n - at;
}

static bool goes_on(struct strata_str text, size_t at)
{
	struct strata_str rest = strata_str_skip(text, at);

	return rest.len && rest.ptr[0] != ',' && !strata_str_starts(rest, STRATA_STR("as"));
}

/* The length of a separator at `at`, 0 when none begins there: a hyphen or an alias is near. */
static size_t separator(struct strata_str text, size_t at)
{
	size_t run = blanks(text, at);

	if (at == 0 || strchr("=>< ,", text.ptr[at - 1]) ||
	    (at > 1 && strata_str_eq(strata_str_skip(strata_str_take(text, at), at - 2),
				     STRATA_STR("as"))))
		return 0;
	for (size_t k = run + 1; k-- > 0;) {
		size_t mark = at + k, after = mark + 1;

		if (mark >= text.len || (text.ptr[mark] != ' ' && text.ptr[mark] != ',') ||
		    text.ptr[mark - 1] == '-' || (after < text.len && text.ptr[after] == '-'))
			continue;
		run = blanks(text, after);
		if (goes_on(text, after + run))
			return after + run - at;
		if (run)
			return after + run - 1 - at;
	}
	return 0;
}

static bool add_set(struct strata_intervals *out, struct strata_str text,
		    struct strata_arena *arena)
{
	struct strata_intervals set = { 0 };
	size_t start = 0;

	meet_add(&set, (struct strata_interval){ 0 }, arena);
	for (size_t at = 0; at <= text.len; at++) {
		size_t len = at < text.len ? separator(text, at) : 0;

		if (!len && at < text.len)
			continue;
		if (!add_constraint(&set, strata_str_skip(strata_str_take(text, at), start), arena))
			return false;
		start = at + len;
		at += len ? len - 1 : 0;
	}
	for (size_t i = 0; i < set.count; i++)
		meet_add(out, set.items[i], arena);
	return true;
}

int composer_intervals(struct strata_intervals *out, struct strata_str requirement,
		       struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str rest = strata_str_trim(requirement), set;

	*out = (struct strata_intervals){ 0 };
	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	do {
		if (strata_str_cut(&set, &rest, rest, '|') && rest.len && rest.ptr[0] == '|')
			rest = strata_str_skip(rest, 1);
		if (!add_set(out, strata_str_trim(set), arena))
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no constraint of Composer's",
					   STRATA_ARG(requirement));
	} while (rest.ptr);
	return 0;
}

bool composer_admits(const struct strata_interval *in, struct strata_str version)
{
	struct composer_version v;

	composer_parse(&v, version);
	return v.kind == COMPOSER_VERSION ||
	       (v.kind == COMPOSER_BRANCH && !(in->flags & NO_BRANCHES));
}
