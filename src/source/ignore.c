/* ignore.c - which untracked paths git passes over; see ignore.h. */
#include "source/ignore.h"

#include "source/wild.h"
#include "strata/limits.h"

/* Spaces at the end do not count, unless the last is escaped. */
static struct strata_str trim_spaces(struct strata_str s)
{
	size_t keep = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\' && i + 1 < s.len)
			keep = ++i + 1;
		else if (s.ptr[i] != ' ')
			keep = i + 1;
	}
	return strata_str_take(s, keep);
}

static bool has_wildcard(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == '*' || s.ptr[i] == '?' || s.ptr[i] == '[' || s.ptr[i] == '\\')
			return true;
	return false;
}

static bool read_pattern(struct ignore_pattern *out, struct strata_str line, size_t base)
{
	*out = (struct ignore_pattern){ .base = base };
	if (line.len && line.ptr[0] == '#')
		return false;
	line = trim_spaces(line);
	if (line.len && line.ptr[0] == '!') {
		out->negated = true;
		line = strata_str_skip(line, 1);
	}
	if (line.len && line.ptr[line.len - 1] == '/') {
		out->folders_only = true;
		line.len--;
	}
	out->whole_path = strata_str_chr(line, '/') != STRATA_NPOS;
	if (line.len && line.ptr[0] == '/')
		line = strata_str_skip(line, 1);
	out->literal = !has_wildcard(line);
	out->suffix = !out->whole_path && line.len && line.ptr[0] == '*' &&
		      !has_wildcard(strata_str_skip(line, 1));
	out->text = out->suffix ? strata_str_skip(line, 1) : line;
	return line.len != 0;
}

void ignore_add(struct ignore *ignore, struct strata_str bytes, size_t base,
		struct strata_arena *arena)
{
	struct strata_str line, rest = bytes;

	if (strata_str_starts(rest, STRATA_STR("\xef\xbb\xbf")))
		rest = strata_str_skip(rest, 3);
	while (rest.ptr) {
		struct ignore_pattern pattern;

		strata_str_cut(&line, &rest, rest, '\n');
		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (!read_pattern(&pattern, line, base))
			continue;
		if (ignore->patterns.count >= STRATA_LIMIT_IGNORE_PATTERNS)
			ignore->too_many++;
		else
			*strata_vec_push(arena, &ignore->patterns) = pattern;
	}
}

static bool same(struct strata_str a, struct strata_str b, bool fold)
{
	return fold ? strata_str_eq_nocase(a, b) : strata_str_eq(a, b);
}

static bool matches(const struct ignore_pattern *p, struct strata_str path, struct strata_str name,
		    bool fold)
{
	if (p->whole_path) {
		path = strata_str_skip(path, p->base);
		return p->literal ? same(p->text, path, fold)
				  : wild_match_path(p->text, path, fold);
	}
	if (p->literal)
		return same(p->text, name, fold);
	if (p->suffix)
		return name.len >= p->text.len &&
		       same(p->text, strata_str_skip(name, name.len - p->text.len), fold);
	return wild_match_name(p->text, name, fold);
}

bool ignore_has(const struct ignore *ignore, struct strata_str path, bool folder)
{
	struct strata_str name = strata_path_base(path);

	for (size_t i = ignore->patterns.count; i-- > 0;) {
		const struct ignore_pattern *p = &ignore->patterns.items[i];

		if ((folder || !p->folders_only) && matches(p, path, name, ignore->fold))
			return !p->negated;
	}
	return false;
}
