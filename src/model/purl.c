/*
 * purl.c - package URLs: pkg:TYPE/NAMESPACE/NAME@VERSION.
 *
 * Rules of the package-url specification (PURL-SPECIFICATION and PURL-TYPES,
 * read 2026-11): namespace and name are separated by '/', each segment is
 * percent-encoded, types have their own case rules. Maven's name is
 * "group:artifact" in OSV and "group/artifact" in a purl.
 */
#include "strata/buf.h"
#include "strata/inventory.h"

static bool is_plain(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

static void add_encoded(struct strata_buf *b, struct strata_str s, struct strata_str also)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (is_plain(c) || strata_str_chr(also, c) != STRATA_NPOS)
			strata_buf_addc(b, c);
		else
			strata_buf_addf(b, "%%%02X", (unsigned char)c);
	}
}

struct strata_str strata_purl(struct strata_arena *arena, const struct strata_ecosystem *ecosystem,
			      struct strata_str name, struct strata_str version)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str group, purl;

	if (ecosystem == &strata_ecosystem_pypi || ecosystem == &strata_ecosystem_composer ||
	    ecosystem == &strata_ecosystem_hex || ecosystem == &strata_ecosystem_actions)
		name = ecosystem->normalise(arena, name); /* types with a rule for case */
	else if (ecosystem == &strata_ecosystem_swift)
		name = strata_url_place(arena, name);
	strata_buf_addf(&b, "pkg:%s/", ecosystem->purl_type);
	if (ecosystem == &strata_ecosystem_maven && strata_str_cut(&group, &name, name, ':')) {
		add_encoded(&b, group, STRATA_STR(""));
		strata_buf_addc(&b, '/');
	}
	add_encoded(&b, name, STRATA_STR("/"));
	if (version.len) {
		strata_buf_addc(&b, '@');
		add_encoded(&b, version, STRATA_STR(":"));
	}
	purl = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return purl;
}

/* "pkg:npm/@scope/name" is not canonical, but what everybody writes. */
static bool matches(struct strata_str written, struct strata_str purl)
{
	size_t bare = strata_str_find(written, STRATA_STR("/@"));
	size_t encoded = strata_str_find(purl, STRATA_STR("/%40"));

	if (bare == STRATA_NPOS || encoded == STRATA_NPOS)
		return strata_glob_match(written, purl);
	return strata_str_eq(strata_str_take(written, bare), strata_str_take(purl, encoded)) &&
	       strata_glob_match(strata_str_skip(written, bare + 2),
				 strata_str_skip(purl, encoded + 4));
}

bool strata_purl_means(struct strata_str written, struct strata_str purl)
{
	size_t at = strata_str_rchr(purl, '@');

	return matches(written, purl) ||
	       (at != STRATA_NPOS && matches(written, strata_str_take(purl, at)));
}
