/* condition.c - see condition.h. */
#include "resolve/nuget/condition.h"

#include "strata/limits.h"
#include "strata/version.h"

struct cursor {
	const struct nuget_conditions *c;
	struct strata_str rest;
	unsigned depth;
};

static enum strata_tri either(struct cursor *at);

static enum strata_tri of(bool holds)
{
	return holds ? STRATA_YES : STRATA_NO;
}

static void skip(struct cursor *at)
{
	at->rest = strata_str_trim(at->rest);
}

static bool take(struct cursor *at, struct strata_str text)
{
	skip(at);
	if (!strata_str_eq_nocase(strata_str_take(at->rest, text.len), text))
		return false;
	at->rest = strata_str_skip(at->rest, text.len);
	return true;
}

/* Up to what ends a bare word: "$(A)" may have blanks and brackets within. */
static size_t bare_len(struct strata_str text)
{
	size_t len = 0;
	int open = 0;

	for (; len < text.len; len++) {
		char c = text.ptr[len];

		open += c == '(';
		open -= c == ')';
		if (open < 0 || (open == 0 && (strata_is_space(c) || c == '=' || c == '!' || c == '<' ||
					       c == '>')))
			break;
	}
	return len;
}

static bool take_value(struct cursor *at, struct strata_str *out)
{
	size_t len;

	skip(at);
	if (at->rest.len && at->rest.ptr[0] == '\'') {
		at->rest = strata_str_skip(at->rest, 1);
		len = strata_str_chr(at->rest, '\'');
		if (len == STRATA_NPOS)
			return false;
		*out = strata_str_take(at->rest, len);
		at->rest = strata_str_skip(at->rest, len + 1);
	} else {
		len = bare_len(at->rest);
		*out = strata_str_take(at->rest, len);
		at->rest = strata_str_skip(at->rest, len);
		if (!len)
			return false;
	}
	*out = at->c->expand(*out, at->c->payload);
	return true;
}

/* Numbers, "1.2.3" too. */
static enum strata_tri compare(struct strata_str a, struct strata_str b, bool less, bool equal)
{
	const struct strata_version_scheme *scheme = &strata_version_nuget;
	int order;

	if (!scheme->valid(a) || !scheme->valid(b))
		return STRATA_UNKNOWN;
	order = scheme->compare(a, b);
	return of(less ? order < 0 || (equal && order == 0) : order > 0 || (equal && order == 0));
}

static enum strata_tri truth(struct strata_str text)
{
	text = strata_str_trim(text);
	if (strata_str_eq_nocase(text, STRATA_STR("true")) || strata_str_eq_nocase(text, STRATA_STR("on")))
		return STRATA_YES;
	if (!text.len || strata_str_eq_nocase(text, STRATA_STR("false")) ||
	    strata_str_eq_nocase(text, STRATA_STR("off")))
		return STRATA_NO;
	return STRATA_UNKNOWN;
}

static bool is_known(struct strata_str text)
{
	return strata_str_find(text, STRATA_STR("$(")) == STRATA_NPOS &&
	       strata_str_find(text, STRATA_STR("@(")) == STRATA_NPOS &&
	       strata_str_find(text, STRATA_STR("%(")) == STRATA_NPOS;
}

static enum strata_tri comparison(struct cursor *at)
{
	struct strata_str a, b;
	bool equal, unequal, less, more;

	if (!take_value(at, &a))
		return STRATA_UNKNOWN;
	equal = take(at, STRATA_STR("=="));
	unequal = !equal && take(at, STRATA_STR("!="));
	less = !equal && !unequal && take(at, STRATA_STR("<"));
	more = !equal && !unequal && !less && take(at, STRATA_STR(">"));
	if (!equal && !unequal && !less && !more)
		return is_known(a) ? truth(a) : STRATA_UNKNOWN;
	if (less || more)
		equal = take(at, STRATA_STR("="));
	if (!take_value(at, &b) || !is_known(a) || !is_known(b))
		return STRATA_UNKNOWN;
	if (less || more)
		return compare(a, b, less, equal);
	return of(strata_str_eq_nocase(a, b) == equal);
}

static enum strata_tri existence(struct cursor *at)
{
	struct strata_str path;

	if (!take(at, STRATA_STR("(")) || !take_value(at, &path) || !take(at, STRATA_STR(")")))
		return STRATA_UNKNOWN;
	return is_known(path) ? of(at->c->exists(path, at->c->payload)) : STRATA_UNKNOWN;
}

static enum strata_tri not(enum strata_tri value)
{
	if (value == STRATA_UNKNOWN)
		return value;
	return of(value == STRATA_NO);
}

static enum strata_tri one(struct cursor *at)
{
	enum strata_tri value;

	if (at->depth++ > STRATA_LIMIT_NESTING)
		return STRATA_UNKNOWN;
	if (take(at, STRATA_STR("!"))) {
		value = not(one(at));
	} else if (take(at, STRATA_STR("("))) {
		value = either(at);
		value = take(at, STRATA_STR(")")) ? value : STRATA_UNKNOWN;
	} else if (take(at, STRATA_STR("Exists"))) {
		value = existence(at);
	} else {
		value = comparison(at);
	}
	at->depth--;
	return value;
}

static enum strata_tri both(struct cursor *at)
{
	enum strata_tri value = one(at);

	while (take(at, STRATA_STR("and"))) {
		enum strata_tri other = one(at);

		if (value == STRATA_NO || other == STRATA_NO)
			value = STRATA_NO;
		else if (other == STRATA_UNKNOWN)
			value = other;
	}
	return value;
}

static enum strata_tri either(struct cursor *at)
{
	enum strata_tri value = both(at);

	while (take(at, STRATA_STR("or"))) {
		enum strata_tri other = both(at);

		if (value == STRATA_YES || other == STRATA_YES)
			value = STRATA_YES;
		else if (other == STRATA_UNKNOWN)
			value = other;
	}
	return value;
}

enum strata_tri nuget_condition_holds(const struct nuget_conditions *c, struct strata_str text)
{
	struct cursor at = { .c = c, .rest = text };
	enum strata_tri value;

	if (text.len > STRATA_LIMIT_PATH_BYTES)
		return STRATA_UNKNOWN;
	skip(&at);
	if (!at.rest.len)
		return STRATA_YES;
	value = either(&at);
	skip(&at);
	return at.rest.len ? STRATA_UNKNOWN : value;
}
