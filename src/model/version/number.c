/* number.c - the numbers inside of versions, as digit strings; see number.h. */
#include "model/version/number.h"

struct strata_str number_next(struct strata_str digits, struct strata_arena *arena)
{
	struct strata_str bare = number_bare(digits);
	char *text = strata_arena_alloc(arena, bare.len + 1);
	size_t at = bare.len;

	text[0] = '0';
	if (bare.len)
		memcpy(text + 1, bare.ptr, bare.len);
	while (text[at] == '9')
		text[at--] = '0';
	text[at]++;
	return (struct strata_str){ text + (text[0] == '0'), bare.len + (text[0] != '0') };
}
