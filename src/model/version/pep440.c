/*
 * pep440: versions of Python's packages and their specifiers.
 *
 * [v][epoch!]release[pre][post][dev][+local], in any of the spellings that are
 * normalised away ("1.0-ALPHA.1" is 1.0a1). A version is read into slices and
 * compared by those; nothing is copied.
 *
 * A specifier set becomes plain intervals, since nearly each edge has a text:
 * `<=1.0` admits 1.0+local and ends before 1.0.post0.dev0; `<1.0` ends before
 * 1.0.dev0. Only `>1.0` has none: it leaves out 1.0.post1 too (AFTER_POSTS).
 * Pre-releases are admitted wherever they lie between the bounds, as by
 * SpecifierSet.contains(v, prereleases=True): pip would take one if nothing else
 * fits, and 'maybe' must not miss it.
 *
 * Spec: packaging.python.org, "Version specifiers" (PEP 440), and `packaging` 26
 * where that is silent, 2026-11.
 */
#include "model/version/meet.h"
#include "model/version/number.h"
#include "strata/limits.h"

enum pre_kind {
	PRE_DEV = -1, /* only a dev part: before any pre-release */
	PRE_A,
	PRE_B,
	PRE_RC,
	PRE_NONE, /* no pre-release: after all of them */
};

/* post and dev are absent without that part, and empty for an implied 0. */
struct parts {
	struct strata_str epoch, release, pre, post, dev, local;
	enum pre_kind pre_kind;
};

enum interval_flags {
	AFTER_POSTS = 1, /* post-releases of lo are left out, too */
	LITERAL = 2,     /* lo itself, as written: operator === */
};

/* What a specifier needs over the version that was written in it. */
enum { ROOM = 64 };

/* Python's idea of white space among ASCII. */
static bool is_space(char c)
{
	return strata_is_space(c) || (c >= 0x1c && c <= 0x1f);
}

static struct strata_str trim(struct strata_str s)
{
	while (s.len && is_space(s.ptr[0]))
		s = strata_str_skip(s, 1);
	while (s.len && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

static bool is_separator(char c)
{
	return c == '.' || c == '-' || c == '_';
}

static struct strata_str skip_separator(struct strata_str s)
{
	return strata_str_skip(s, s.len && is_separator(s.ptr[0]) ? 1 : 0);
}

struct word {
	const char *text; /* in lower case */
	enum pre_kind kind;
};

/*
 * Takes "[sep]word[sep][number]" off *rest: the word that fits first. NULL, and
 * nothing taken, when none does.
 */
static const struct word *take_word(struct strata_str *number, struct strata_str *rest,
				    const struct word *words)
{
	struct strata_str s = skip_separator(*rest);

	for (; words->text; words++) {
		struct strata_str word = strata_str_of(words->text);

		if (!strata_str_eq_nocase(strata_str_take(s, word.len), word))
			continue;
		s = skip_separator(strata_str_skip(s, word.len));
		*number = number_take(&s);
		*rest = s;
		return words;
	}
	return NULL;
}

static void take_pre(struct parts *out, struct strata_str *rest)
{
	static const struct word words[] = {
		{ "alpha", PRE_A }, { "a", PRE_A },   { "beta", PRE_B },
		{ "b", PRE_B },	    { "preview", PRE_RC }, { "pre", PRE_RC },
		{ "c", PRE_RC },    { "rc", PRE_RC }, { NULL, PRE_NONE },
	};
	const struct word *word = take_word(&out->pre, rest, words);

	out->pre_kind = word ? word->kind : PRE_NONE;
}

/* "-1" is a post-release, too. */
static void take_post(struct parts *out, struct strata_str *rest)
{
	static const struct word words[] = {
		{ "post", 0 }, { "rev", 0 }, { "r", 0 }, { NULL, 0 }
	};
	struct strata_str after = strata_str_skip(*rest, 1);

	if (rest->len && rest->ptr[0] == '-' && number_span(after)) {
		out->post = number_take(&after);
		*rest = after;
	} else {
		take_word(&out->post, rest, words);
	}
}

static bool is_local(struct strata_str s)
{
	bool fresh = true; /* at the start of a segment */

	for (size_t i = 0; i < s.len; i++) {
		if (is_separator(s.ptr[i]) ? fresh
					   : !strata_is_digit(s.ptr[i]) && !strata_is_alpha(s.ptr[i]))
			return false;
		fresh = is_separator(s.ptr[i]);
	}
	return !fresh;
}

static struct strata_str take_release(struct strata_str *rest)
{
	size_t n = number_span(*rest), more;

	while (n && n < rest->len && rest->ptr[n] == '.' &&
	       (more = number_span(strata_str_skip(*rest, n + 1))) > 0)
		n += 1 + more;
	*rest = strata_str_skip(*rest, n);
	return (struct strata_str){ rest->ptr - n, n };
}

/* Whatever a version may begin with, up to its suffixes. False without a release. */
static bool take_base(struct parts *out, struct strata_str *rest)
{
	size_t epoch;

	*out = (struct parts){ .pre_kind = PRE_NONE };
	if (rest->len && strata_lower(rest->ptr[0]) == 'v')
		*rest = strata_str_skip(*rest, 1);
	epoch = number_span(*rest);
	if (epoch && epoch < rest->len && rest->ptr[epoch] == '!') {
		out->epoch = strata_str_take(*rest, epoch);
		*rest = strata_str_skip(*rest, epoch + 1);
	}
	if (!rest->len)
		return false;
	out->release = take_release(rest);
	return out->release.len > 0;
}

static bool parse(struct parts *out, struct strata_str text)
{
	static const struct word dev[] = { { "dev", 0 }, { NULL, 0 } };
	struct strata_str rest = trim(text);

	if (text.len > STRATA_LIMIT_VERSION_BYTES || !take_base(out, &rest))
		return false;
	if (!rest.len)
		return true;
	take_pre(out, &rest);
	take_post(out, &rest);
	take_word(&out->dev, &rest, dev);
	if (out->pre_kind == PRE_NONE && !out->post.ptr && out->dev.ptr)
		out->pre_kind = PRE_DEV;
	if (!rest.len)
		return true;
	out->local = strata_str_skip(rest, 1);
	return rest.ptr[0] == '+' && is_local(out->local);
}

static bool valid(struct strata_str version)
{
	struct parts parts;

	return parse(&parts, version);
}

/* The next number of a release; none counts as 0. */
static struct strata_str next_number(struct strata_str *release)
{
	struct strata_str number = number_take(release);

	*release = strata_str_skip(*release, 1);
	return number;
}

static int compare_release(struct strata_str a, struct strata_str b)
{
	int order = 0;

	while (!order && (a.len || b.len))
		order = number_cmp(next_number(&a), next_number(&b));
	return order;
}

static struct strata_str next_segment(struct strata_str *local)
{
	struct strata_str segment;
	size_t n = 0;

	while (n < local->len && !is_separator(local->ptr[n]))
		n++;
	segment = strata_str_take(*local, n);
	*local = strata_str_skip(*local, n + 1);
	return segment;
}

static int compare_nocase(struct strata_str a, struct strata_str b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++)
		if (strata_lower(a.ptr[i]) != strata_lower(b.ptr[i]))
			return strata_lower(a.ptr[i]) - strata_lower(b.ptr[i]);
	return (a.len > b.len) - (a.len < b.len);
}

/* Words are before numbers, and none at all before both. */
static int compare_local(struct strata_str a, struct strata_str b)
{
	while (a.len && b.len) {
		struct strata_str x = next_segment(&a), y = next_segment(&b);
		bool x_number = number_span(x) == x.len, y_number = number_span(y) == y.len;
		int order;

		if (x_number != y_number)
			return x_number ? 1 : -1;
		order = x_number ? number_cmp(x, y) : compare_nocase(x, y);
		if (order)
			return order;
	}
	return (a.len > 0) - (b.len > 0);
}

static int compare_public(const struct parts *x, const struct parts *y)
{
	int order;

	if ((order = number_cmp(x->epoch, y->epoch)) != 0 ||
	    (order = compare_release(x->release, y->release)) != 0 ||
	    (order = (int)x->pre_kind - (int)y->pre_kind) != 0 ||
	    (order = number_cmp(x->pre, y->pre)) != 0)
		return order;
	if (!x->post.ptr != !y->post.ptr)
		return x->post.ptr ? 1 : -1;
	if ((order = number_cmp(x->post, y->post)) != 0)
		return order;
	if (!x->dev.ptr != !y->dev.ptr)
		return x->dev.ptr ? -1 : 1;
	return number_cmp(x->dev, y->dev);
}

static int compare(struct strata_str a, struct strata_str b)
{
	struct parts x, y;
	bool x_valid = parse(&x, a), y_valid = parse(&y, b);
	int order;

	if (!x_valid || !y_valid)
		return x_valid != y_valid ? (int)x_valid - (int)y_valid : strata_str_cmp(a, b);
	order = compare_public(&x, &y);
	return order ? order : compare_local(x.local, y.local);
}

/* Whether a version is b, but for its local part, or a post-release of it. */
static bool is_post_of(const struct parts *version, const struct parts *b)
{
	return number_cmp(version->epoch, b->epoch) == 0 &&
	       compare_release(version->release, b->release) == 0 &&
	       version->pre_kind == PRE_NONE;
}

static bool admits(const struct strata_interval *in, struct strata_str version)
{
	struct parts lo, parts;

	if (in->flags & LITERAL)
		return strata_str_eq_nocase(in->lo, version);
	if (in->flags & AFTER_POSTS)
		return parse(&lo, in->lo) && parse(&parts, version) && !is_post_of(&parts, &lo);
	return true;
}

/* The normal form, without a local part. */
static struct strata_str print(const struct parts *p, struct strata_arena *arena)
{
	static const char *const pre[] = { "a", "b", "rc" };
	struct strata_str text = p->release;

	if (p->epoch.ptr)
		text = strata_arena_join(arena, p->epoch, STRATA_STR("!"), text);
	if (p->pre_kind >= PRE_A && p->pre_kind < PRE_NONE)
		text = strata_arena_join(arena, text, strata_str_of(pre[p->pre_kind]), p->pre);
	if (p->post.ptr)
		text = strata_arena_join(arena, text, STRATA_STR(".post"), p->post);
	if (p->dev.ptr)
		text = strata_arena_join(arena, text, STRATA_STR(".dev"), p->dev);
	return text;
}

/* The first version after this one and all its local versions. */
static struct strata_str after_locals(struct parts p, struct strata_arena *arena)
{
	if (p.dev.ptr) {
		p.dev = number_next(p.dev, arena);
		return print(&p, arena);
	}
	p.post = p.post.ptr ? number_next(p.post, arena) : STRATA_STR("0");
	p.dev = STRATA_STR("0");
	return print(&p, arena);
}

static struct strata_str dev0(struct parts p, struct strata_arena *arena)
{
	p.dev = STRATA_STR("0");
	return print(&p, arena);
}

/* The first version that does not begin with these numbers: 1.2 gives 1.3.dev0. */
static struct strata_str after_prefix(const struct parts *p, struct strata_arena *arena)
{
	size_t dot = strata_str_rchr(p->release, '.');
	size_t head = dot == STRATA_NPOS ? 0 : dot + 1;
	struct parts bumped = { .epoch = p->epoch, .pre_kind = PRE_NONE };

	bumped.release = strata_arena_join(
		arena, strata_str_take(p->release, head),
		number_next(strata_str_skip(p->release, head), arena), STRATA_NONE);
	return dev0(bumped, arena);
}

static void add_range(struct strata_intervals *out, struct strata_str from,
		      struct strata_str until, struct strata_arena *arena)
{
	struct strata_interval in = { .lo = from, .hi = until, .lo_in = from.ptr != NULL };

	meet_add(out, in, arena);
}

/* All but [from, until). */
static void add_others(struct strata_intervals *out, struct strata_str from,
		       struct strata_str until, struct strata_arena *arena)
{
	add_range(out, STRATA_NONE, from, arena);
	add_range(out, until, STRATA_NONE, arena);
}

static void add_equal(struct strata_intervals *out, const struct parts *p, struct strata_str text,
		      bool negated, struct strata_arena *arena)
{
	struct strata_interval exact = { .lo = text, .hi = text, .lo_in = true, .hi_in = true };
	struct strata_interval above = { .lo = text };

	if (!p->local.ptr && negated) {
		add_others(out, text, after_locals(*p, arena), arena);
	} else if (!p->local.ptr) {
		add_range(out, text, after_locals(*p, arena), arena);
	} else if (negated) {
		add_range(out, STRATA_NONE, text, arena);
		meet_add(out, above, arena);
	} else {
		meet_add(out, exact, arena);
	}
}

static void add_greater(struct strata_intervals *out, const struct parts *p, struct strata_str text,
			struct strata_arena *arena)
{
	struct strata_interval in = { .lo = text, .flags = AFTER_POSTS };
	struct parts next = { .epoch = p->epoch, .release = p->release, .pre_kind = p->pre_kind };

	if (p->dev.ptr || p->post.ptr) {
		add_range(out, after_locals(*p, arena), STRATA_NONE, arena);
	} else if (p->pre_kind != PRE_NONE) {
		next.pre = number_next(p->pre, arena);
		add_range(out, dev0(next, arena), STRATA_NONE, arena);
	} else {
		meet_add(out, in, arena);
	}
}

static bool is_before_all(struct strata_str version)
{
	return compare(version, STRATA_STR("0.dev0")) <= 0;
}

static void add_less(struct strata_intervals *out, const struct parts *p, struct strata_str text,
		     struct strata_arena *arena)
{
	bool pre = p->dev.ptr || p->pre_kind != PRE_NONE;

	if (!pre)
		text = dev0(*p, arena);
	if (!is_before_all(text))
		add_range(out, STRATA_NONE, text, arena);
}

/* "1.2.*": all that begins with these numbers. */
static bool add_wildcard(struct strata_intervals *out, struct strata_str text, bool negated,
			 struct strata_arena *arena)
{
	struct strata_str rest = text;
	struct parts p;

	if (!take_base(&p, &rest) || !strata_str_eq(rest, STRATA_STR(".*")))
		return false;
	if (negated)
		add_others(out, dev0(p, arena), after_prefix(&p, arena), arena);
	else
		add_range(out, dev0(p, arena), after_prefix(&p, arena), arena);
	return true;
}

static bool add_compatible(struct strata_intervals *out, const struct parts *p,
			   struct strata_str text, struct strata_arena *arena)
{
	struct parts prefix = *p;
	size_t dot = strata_str_rchr(p->release, '.');

	if (dot == STRATA_NPOS)
		return false;
	prefix.release = strata_str_take(p->release, dot);
	add_range(out, text, after_prefix(&prefix, arena), arena);
	return true;
}

static bool add_literal(struct strata_intervals *out, struct strata_str text,
			struct strata_arena *arena)
{
	struct strata_interval in = { text, text, true, true, LITERAL };

	for (size_t i = 0; i < text.len; i++)
		if (is_space(text.ptr[i]) || text.ptr[i] == ';' || text.ptr[i] == ')')
			return false;
	meet_add(out, in, arena);
	return true;
}

static struct strata_str take_operator(struct strata_str *text)
{
	static const char *const operators[] = { "===", "==", "!=", "~=", "<=", ">=", "<", ">" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		struct strata_str op = strata_str_of(operators[i]);

		if (strata_str_starts(*text, op)) {
			*text = trim(strata_str_skip(*text, op.len));
			return op;
		}
	}
	return STRATA_NONE;
}

static bool add_specifier(struct strata_intervals *out, struct strata_str text,
			  struct strata_arena *arena)
{
	struct strata_str op = take_operator(&text);
	bool equality = op.len == 2 && op.ptr[1] == '=' && (op.ptr[0] == '=' || op.ptr[0] == '!');
	struct parts p;

	if (!op.ptr)
		return false;
	if (op.len == 3)
		return add_literal(out, text, arena);
	if (equality && add_wildcard(out, text, op.ptr[0] == '!', arena))
		return true;
	if (!parse(&p, text) || (p.local.ptr && !equality))
		return false;
	if (equality)
		add_equal(out, &p, text, op.ptr[0] == '!', arena);
	else if (op.ptr[0] == '~')
		return add_compatible(out, &p, text, arena);
	else if (op.ptr[0] == '<' && op.len == 1)
		add_less(out, &p, text, arena);
	else if (op.ptr[0] == '>' && op.len == 1)
		add_greater(out, &p, text, arena);
	else if (op.ptr[0] == '<')
		add_range(out, STRATA_NONE, after_locals(p, arena), arena);
	else
		add_range(out, text, STRATA_NONE, arena);
	return true;
}

/* AFTER_POSTS(1.0) is above each 1.0.postN, wherever that stands as a version. */
static int order_lower(const struct strata_interval *a, const struct strata_interval *b)
{
	struct parts x, y;
	bool posts = a->flags & AFTER_POSTS;

	if (posts == (bool)(b->flags & AFTER_POSTS) || !parse(&x, a->lo) || !parse(&y, b->lo))
		return 0;
	if (posts ? is_post_of(&y, &x) : is_post_of(&x, &y))
		return posts ? 1 : -1;
	return 0;
}

static bool contains(const struct strata_intervals *all, struct strata_str version)
{
	return strata_intervals_contain(all, &strata_version_pep440, version);
}

/* Of a literal only itself can be left: as written, whatever it equals in order. */
static void keep_literals(struct strata_intervals *all, const struct strata_intervals *others,
			  struct strata_arena *arena)
{
	struct strata_intervals kept = { 0 };

	for (size_t i = 0; i < all->count; i++)
		if ((all->items[i].flags & LITERAL) && contains(others, all->items[i].lo))
			meet_add(&kept, all->items[i], arena);
	*all = kept;
}

static void meet_specifier(struct strata_intervals *all, struct strata_intervals *more,
			   struct strata_arena *arena)
{
	static const struct meet_rules rules = {
		.compare = compare,
		.lower = order_lower,
		.lower_flags = AFTER_POSTS,
	};

	if (all->count && (all->items[0].flags & LITERAL)) {
		keep_literals(all, more, arena);
	} else if (more->count && (more->items[0].flags & LITERAL)) {
		keep_literals(more, all, arena);
		*all = *more;
	} else {
		meet_with(all, more, &rules, arena);
	}
}

static int intervals(struct strata_intervals *out, struct strata_str requirement,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str rest = requirement, text;
	struct strata_intervals all = { 0 };

	if (requirement.len > STRATA_LIMIT_VERSION_BYTES - ROOM)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES - ROOM);
	add_range(&all, STRATA_NONE, STRATA_NONE, arena);
	do {
		struct strata_intervals one = { 0 };

		strata_str_cut(&text, &rest, rest, ',');
		text = trim(text);
		if (!text.len)
			continue;
		if (!add_specifier(&one, text, arena))
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no version specifier",
					   STRATA_ARG(text));
		meet_specifier(&all, &one, arena);
	} while (rest.ptr);
	*out = all;
	return 0;
}

const struct strata_version_scheme strata_version_pep440 = {
	.name = "pep440",
	.valid = valid,
	.compare = compare,
	.intervals = intervals,
	.admits = admits,
};
