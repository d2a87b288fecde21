/* place.c - which addresses belong together; see many.h. RFC 3986, 3.2 and 6.2. */
#include "net/many.h"

struct place {
	struct strata_str scheme, host, port, path;
};

static bool take_apart(struct place *out, struct strata_str url)
{
	size_t scheme = strata_str_find(url, STRATA_STR("://")), end, colon;
	struct strata_str rest, authority;

	if (scheme == STRATA_NPOS)
		return false;
	out->scheme = strata_str_take(url, scheme);
	rest = strata_str_skip(url, scheme + 3);
	for (end = 0; end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?' &&
		      rest.ptr[end] != '#' && rest.ptr[end] != '\\';)
		end++;
	authority = strata_str_take(rest, end);
	out->path = strata_str_skip(rest, end);
	/* Whom it is meant for would not be sure. */
	if (strata_str_chr(authority, '@') != STRATA_NPOS)
		return false;
	colon = strata_str_rchr(authority, ':');
	if (colon != STRATA_NPOS && authority.ptr[authority.len - 1] == ']')
		colon = STRATA_NPOS;
	out->host = strata_str_take(authority, colon);
	out->port = colon == STRATA_NPOS ? STRATA_NONE : strata_str_skip(authority, colon + 1);
	if (!out->port.len)
		out->port = strata_str_eq_nocase(out->scheme, STRATA_STR("https"))
				    ? STRATA_STR("443")
				    : STRATA_STR("80");
	return out->host.len != 0;
}

static bool same_host(const struct place *a, const struct place *b)
{
	return strata_str_eq_nocase(a->scheme, b->scheme) &&
	       strata_str_eq_nocase(a->host, b->host) && strata_str_eq(a->port, b->port);
}

/* Segments of dots would lead out of the scope again. */
static bool climbs(struct strata_str path)
{
	struct strata_str segment, rest = path;

	while (rest.ptr) {
		strata_str_cut(&segment, &rest, rest, '/');
		if (strata_str_eq(segment, STRATA_STR("..")) ||
		    strata_str_starts(segment, STRATA_STR("%2e")) ||
		    strata_str_starts(segment, STRATA_STR("%2E")) ||
		    strata_str_starts(segment, STRATA_STR(".%2")))
			return true;
	}
	return false;
}

bool net_same_host(struct strata_str a, struct strata_str b)
{
	struct place x, y;

	return take_apart(&x, a) && take_apart(&y, b) && same_host(&x, &y);
}

bool net_within(struct strata_str url, struct strata_str scope)
{
	struct place u, s;

	if (!take_apart(&u, url) || !take_apart(&s, scope) || !same_host(&u, &s) || climbs(u.path))
		return false;
	while (s.path.len && s.path.ptr[s.path.len - 1] == '/')
		s.path.len--;
	if (!strata_str_starts(u.path, s.path))
		return false;
	u.path = strata_str_skip(u.path, s.path.len);
	return !u.path.len || u.path.ptr[0] == '/' || u.path.ptr[0] == '?';
}

const struct net_credential *net_credential_of(const struct net_credentials *all,
					       struct strata_str url)
{
	const struct net_credential *best = NULL;

	for (size_t i = 0; i < all->count; i++)
		if (net_within(url, all->items[i].scope) &&
		    (!best || all->items[i].scope.len > best->scope.len))
			best = &all->items[i];
	return best;
}
