/* url.c - addresses put together and shown; see net.h. Format: RFC 3986. */
#include "net/net.h"

static bool is_unreserved(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

static void add_part(struct strata_buf *b, struct strata_str part)
{
	strata_buf_addc(b, '/');
	for (size_t i = 0; i < part.len; i++) {
		if (is_unreserved(part.ptr[i]))
			strata_buf_addc(b, part.ptr[i]);
		else
			strata_buf_addf(b, "%%%02X", (unsigned)(unsigned char)part.ptr[i]);
	}
}

struct strata_str net_join(struct strata_arena *arena, struct strata_str base,
			   struct strata_str folder, struct strata_str name)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str joined;

	while (strata_str_ends(base, STRATA_STR("/")))
		base.len--;
	strata_buf_add(&b, base);
	add_part(&b, folder);
	add_part(&b, name);
	joined = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return joined;
}

struct strata_str net_shown(struct strata_arena *arena, struct strata_str url)
{
	size_t scheme = strata_str_find(url, STRATA_STR("://"));
	struct strata_str rest, authority;
	size_t at;

	if (scheme == STRATA_NPOS)
		return url;
	rest = strata_str_skip(url, scheme + 3);
	authority = strata_str_take(rest, strata_str_chr(rest, '/'));
	at = strata_str_rchr(authority, '@');
	if (at == STRATA_NPOS)
		return url;
	return strata_arena_join(arena, strata_str_take(url, scheme + 3),
				 strata_str_skip(rest, at + 1), STRATA_NONE);
}
