/* ignore.c - see ignore.h. */
#include "image/ignore.h"

#include "source/wild.h"
#include "strata/limits.h"
#include "text/line.h"

static struct strata_str without_slashes(struct strata_str s)
{
	while (s.len && s.ptr[0] == '/')
		s = strata_str_skip(s, 1);
	while (strata_str_starts(s, STRATA_STR("./")))
		s = strata_str_skip(s, 2);
	while (s.len && s.ptr[s.len - 1] == '/')
		s.len--;
	return s;
}

void image_ignore_read(struct image_ignore *out, struct strata_str bytes,
                       struct strata_arena *arena)
{
	struct line_cursor lines = LINE_CURSOR(bytes);

	*out = (struct image_ignore){ 0 };
	while (line_next(&lines) && out->count < STRATA_LIMIT_IGNORE_PATTERNS) {
		struct strata_str line = lines.line;
		bool keeps;

		if (line.len && line.ptr[0] == '#')
			continue;
		line = strata_str_trim(line);
		keeps = line.len && line.ptr[0] == '!';
		line = without_slashes(strata_str_trim(strata_str_skip(line, keeps)));
		if (line.len)
			*strata_vec_push(arena, out) = (struct image_ignore_pattern){ line, keeps };
	}
}

static bool matches(struct strata_str pattern, struct strata_str path)
{
	for (; path.len; path = strata_path_dir(path))
		if (wild_match_path(pattern, path, false))
			return true;
	return false;
}

bool image_ignore_excludes(const struct image_ignore *ignore, struct strata_str path)
{
	for (size_t i = ignore->count; i-- > 0;)
		if (matches(ignore->items[i].text, path) ||
		    strata_str_eq(ignore->items[i].text, STRATA_STR(".")))
			return !ignore->items[i].keeps;
	return false;
}
