/* alternates.c - a list of folders of objects; see alternates.h. */
#include "source/alternates.h"

#include <string.h>

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* What follows a backslash: the byte, and how many characters stand for it; 0: it is none. */
static size_t unescape(char *byte, struct strata_str s)
{
	static const char letters[] = "abtnvfr\"\\", bytes[] = "\a\b\t\n\v\f\r\"\\";
	const char *at = s.len && s.ptr[0] ? strchr(letters, s.ptr[0]) : NULL;

	if (at) {
		*byte = bytes[at - letters];
		return 1;
	}
	if (s.len < 3 || s.ptr[0] < '0' || s.ptr[0] > '3' || !is_octal(s.ptr[1]) || !is_octal(s.ptr[2]))
		return 0;
	*byte = (char)((s.ptr[0] - '0') * 64 + (s.ptr[1] - '0') * 8 + (s.ptr[2] - '0'));
	return 3;
}

/* The text in quotes that s begins with; rest: what follows. False: it is not quoted well. */
static bool unquote(struct strata_str *out, struct strata_str *rest, struct strata_str s,
		    struct strata_arena *arena)
{
	char *to = strata_arena_alloc(arena, s.len + 1);
	size_t len = 0;

	for (size_t i = 1; i < s.len; i++) {
		size_t used;

		if (s.ptr[i] == '"') {
			*out = (struct strata_str){ to, len };
			*rest = strata_str_skip(s, i + 1);
			return true;
		}
		to[len] = s.ptr[i];
		if (s.ptr[i] == '\\') {
			used = unescape(&to[len], strata_str_skip(s, i + 1));
			if (!used)
				return false;
			i += used;
		}
		len++;
	}
	return false;
}

void alternates_split(struct strata_strs *out, struct strata_str list, struct strata_arena *arena)
{
	struct strata_str one;

	while (list.len) {
		if (list.ptr[0] == '"' && unquote(&one, &list, list, arena))
			list = strata_str_skip(list, 1); /* the colon */
		else
			strata_str_cut(&one, &list, list, ':');
		if (one.len && one.ptr[0] != '#')
			*strata_vec_push(arena, out) = one;
	}
}
