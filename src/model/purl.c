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
	static const char digits[] = "0123456789ABCDEF";

	while (s.len) {
		size_t plain = 0;
		unsigned char c;

		while (plain < s.len &&
		       (is_plain(s.ptr[plain]) || strata_str_chr(also, s.ptr[plain]) != STRATA_NPOS))
			plain++;
		strata_buf_add(b, strata_str_take(s, plain));
		s = strata_str_skip(s, plain);
		if (!s.len)
			return;
		c = (unsigned char)s.ptr[0];
		strata_buf_add(b, (struct strata_str){ (char[]){ '%', digits[c >> 4], digits[c & 15] }, 3 });
		s = strata_str_skip(s, 1);
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
	strata_buf_add(&b, STRATA_STR("pkg:"));
	strata_buf_add(&b, strata_str_of(ecosystem->purl_type));
	strata_buf_addc(&b, '/');
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
