/* cargo.c - see cargo.h. The rules: cargo's CanonicalUrl, 2026-11. */
#include "cargo/cargo.h"

struct strata_str cargo_replaced_name(struct strata_str key)
{
	size_t hash = strata_str_chr(key, '#');

	if (hash != STRATA_NPOS)
		key = strata_str_skip(key, hash + 1);
	key = strata_str_take(key, strata_str_chr(key, '@'));
	return strata_str_take(key, strata_str_chr(key, ':'));
}

struct strata_str cargo_git_address(struct strata_arena *arena, struct strata_str address)
{
	char *low;

	if (strata_str_starts(address, STRATA_STR("git+")))
		address = strata_str_skip(address, 4);
	address = strata_str_take(address, strata_str_chr(address, '#'));
	address = strata_str_take(address, strata_str_chr(address, '?'));
	while (strata_str_ends(address, STRATA_STR("/")))
		address.len--;
	if (strata_str_ends(address, STRATA_STR(".git")))
		address.len -= 4;
	low = strata_arena_text(arena, address.len);
	for (size_t i = 0; i < address.len; i++)
		low[i] = strata_lower(address.ptr[i]);
	return (struct strata_str){ low, address.len };
}
