/* wild.c - the patterns of .gitignore; see wild.h. */
#include "source/wild.h"

#include <ctype.h>

static unsigned char folded(char c, bool fold)
{
	return (unsigned char)(fold ? strata_lower(c) : c);
}

static bool in_class(struct strata_str name, unsigned char c)
{
	static const struct {
		const char *name;
		int (*has)(int);
	} classes[] = {
		{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank },
		{ "cntrl", iscntrl }, { "digit", isdigit }, { "graph", isgraph },
		{ "lower", islower }, { "print", isprint }, { "punct", ispunct },
		{ "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (strata_str_eq(name, strata_str_of(classes[i].name)))
			return c < 128 && classes[i].has(c);
	return false;
}

/* Reads "[:name:]" at *at; false when there is none. */
static bool class_at(bool *has, struct strata_str p, size_t *at, unsigned char c)
{
	struct strata_str rest = strata_str_skip(p, *at);
	size_t end;

	if (!strata_str_starts(rest, STRATA_STR("[:")))
		return false;
	rest = strata_str_skip(rest, 2);
	end = strata_str_find(rest, STRATA_STR(":]"));
	if (end == STRATA_NPOS)
		return false;
	*has = *has || in_class(strata_str_take(rest, end), c);
	*at += end + 4;
	return true;
}

/* One character of a bracket, an escaped one included. */
static unsigned char member(struct strata_str p, size_t *at, bool fold)
{
	if (p.ptr[*at] == '\\' && *at + 1 < p.len)
		++*at;
	return folded(p.ptr[(*at)++], fold);
}

/*
 * A bracket that begins at *at (after the '['); leaves *at behind its ']'. One that
 * never ends matches nothing.
 */
static bool bracket(struct strata_str p, size_t *at, unsigned char c, bool fold)
{
	bool not = *at < p.len && (p.ptr[*at] == '!' || p.ptr[*at] == '^');
	bool has = false;
	size_t first;

	*at += not ;
	for (first = *at; *at < p.len && (p.ptr[*at] != ']' || *at == first);) {
		unsigned char lo, hi;

		if (class_at(&has, p, at, c))
			continue;
		lo = hi = member(p, at, fold);
		if (*at + 1 < p.len && p.ptr[*at] == '-' && p.ptr[*at + 1] != ']') {
			++*at;
			hi = member(p, at, fold);
		}
		has = has || (lo <= c && c <= hi);
	}
	if (*at >= p.len)
		return false;
	++*at;
	return has != not ;
}

/* Whether the one step of the pattern at *at admits c; *at is moved over it. */
static bool step(struct strata_str p, size_t *at, char c, bool fold)
{
	char want = p.ptr[(*at)++];

	if (want == '?')
		return true;
	if (want == '[')
		return bracket(p, at, folded(c, fold), fold);
	if (want == '\\' && *at < p.len)
		want = p.ptr[(*at)++];
	return folded(want, fold) == folded(c, fold);
}

bool wild_match_name(struct strata_str pattern, struct strata_str name, bool fold)
{
	size_t p = 0, n = 0, star = STRATA_NPOS, star_name = 0;

	while (n < name.len || p < pattern.len) {
		size_t next = p;

		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = ++p, star_name = n;
		} else if (p < pattern.len && n < name.len &&
			   step(pattern, &next, name.ptr[n], fold)) {
			p = next, n++;
		} else if (star != STRATA_NPOS && star_name < name.len) {
			p = star, n = ++star_name;
		} else {
			return false;
		}
	}
	return true;
}

/* "**" at the end asks for something below; elsewhere it may stand for nothing. */
bool wild_match_path(struct strata_str pattern, struct strata_str path, bool fold)
{
	struct strata_str p = pattern, n = path, deep = STRATA_NONE, deep_path = STRATA_NONE;

	while (p.ptr || n.ptr) {
		struct strata_str part = STRATA_NONE, rest = STRATA_NONE, name, below;

		if (p.ptr)
			strata_str_cut(&part, &rest, p, '/');
		if (strata_str_eq(part, STRATA_STR("**"))) {
			if (!rest.ptr)
				return n.ptr != NULL;
			deep = p = rest, deep_path = n;
			continue;
		}
		if (n.ptr) {
			strata_str_cut(&name, &below, n, '/');
			if (p.ptr && wild_match_name(part, name, fold)) {
				p = rest, n = below;
				continue;
			}
		}
		if (!deep.ptr || !deep_path.ptr)
			return false;
		strata_str_cut(&name, &deep_path, deep_path, '/');
		p = deep, n = deep_path;
		if (!n.ptr)
			return false;
	}
	return true;
}
