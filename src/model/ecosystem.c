/* ecosystem.c - the table of ecosystems; see strata/ecosystem.h. */
#include "strata/ecosystem.h"

#define ROW(osv_name, type, scheme, normal, is_outside)         \
	{                                                     \
		.name = (osv_name),                           \
		.purl_type = (type),                          \
		.versions = &strata_version_##scheme,         \
		.outside = (is_outside),                      \
		.normalise = strata_name_##normal,            \
	}
#define ECOSYSTEM(id, name, type, scheme, normal) \
	const struct strata_ecosystem strata_ecosystem_##id = ROW(name, type, scheme, normal, false);
#define OUTSIDE(id, name, type, scheme, normal) \
	const struct strata_ecosystem strata_ecosystem_##id = ROW(name, type, scheme, normal, true);
#include "strata/ecosystems.def"
#undef OUTSIDE
#undef ECOSYSTEM

static const struct strata_ecosystem *const ecosystems[] = {
#define ECOSYSTEM(id, osv_name, type, scheme, normal) &strata_ecosystem_##id,
#define OUTSIDE ECOSYSTEM
#include "strata/ecosystems.def"
#undef OUTSIDE
#undef ECOSYSTEM
};

enum { ECOSYSTEMS = sizeof(ecosystems) / sizeof(*ecosystems) };

const struct strata_ecosystem *strata_ecosystem_at(size_t index)
{
	return index < ECOSYSTEMS ? ecosystems[index] : NULL;
}

const struct strata_ecosystem *strata_ecosystem_named(struct strata_str name)
{
	struct strata_str base, suffix;

	strata_str_cut(&base, &suffix, name, ':');
	for (size_t i = 0; i < ECOSYSTEMS; i++)
		if (strata_str_eq(base, strata_str_of(ecosystems[i]->name)))
			return ecosystems[i];
	return NULL;
}

/* Whether an OSV name without its blanks begins with the namespace, in any case. */
static bool is_space_of(const char *name, struct strata_str space)
{
	size_t at = 0;

	for (; at < space.len && *name; name++) {
		if (*name == ' ')
			continue;
		if (strata_lower(*name) != strata_lower(space.ptr[at++]))
			return false;
	}
	return space.len && at == space.len;
}

const struct strata_ecosystem *strata_ecosystem_of_purl(struct strata_str type,
							struct strata_str space)
{
	const struct strata_ecosystem *only = NULL;
	size_t count = 0;

	if (strata_str_eq_nocase(type, STRATA_STR("generic")))
		return NULL;
	for (size_t i = 0; i < ECOSYSTEMS; i++) {
		if (!strata_str_eq_nocase(type, strata_str_of(ecosystems[i]->purl_type)))
			continue;
		if (is_space_of(ecosystems[i]->name, space))
			return ecosystems[i];
		only = ecosystems[i];
		count++;
	}
	return count == 1 ? only : NULL;
}

struct strata_str strata_name_as_written(struct strata_arena *arena, struct strata_str name)
{
	(void)arena;
	return name;
}

struct strata_str strata_name_lower(struct strata_arena *arena, struct strata_str name)
{
	char *out = NULL;

	for (size_t i = 0; i < name.len; i++) {
		if (strata_lower(name.ptr[i]) == name.ptr[i])
			continue;
		if (!out)
			name.ptr = out = (char *)strata_arena_cstr(arena, name);
		out[i] = strata_lower(out[i]);
	}
	return name;
}

/* PEP 503: runs of '-', '_' and '.' are one '-', letters are lower case. */
struct strata_str strata_name_pep503(struct strata_arena *arena, struct strata_str name)
{
	char *out = strata_arena_alloc(arena, name.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (c == '-' || c == '_' || c == '.') {
			if (len == 0 || out[len - 1] != '-')
				out[len++] = '-';
		} else {
			out[len++] = strata_lower(c);
		}
	}
	return (struct strata_str){ out, len };
}

struct strata_str strata_url_place(struct strata_arena *arena, struct strata_str url)
{
	size_t scheme = strata_str_find(url, STRATA_STR("://")), colon, at;
	struct strata_str host, path;
	bool whole = scheme != STRATA_NPOS;

	if (whole)
		url = strata_str_skip(url, scheme + 3);
	while (url.len && url.ptr[url.len - 1] == '/')
		url.len--;
	if (strata_str_ends(url, STRATA_STR(".git")))
		url.len -= 4;
	host = strata_str_take(url, strata_str_chr(url, '/'));
	colon = strata_str_chr(host, ':');
	at = strata_str_chr(host, '@');
	if (at != STRATA_NPOS && (whole || colon != STRATA_NPOS)) {
		url = strata_str_skip(url, at + 1);
		colon = colon == STRATA_NPOS || colon < at ? STRATA_NPOS : colon - at - 1;
	}
	if (whole || colon == STRATA_NPOS)
		return url;
	/* scp's form: a colon between the host and the path. */
	host = strata_str_take(url, colon);
	path = strata_str_skip(url, colon + 1);
	return strata_arena_join(arena, host, STRATA_STR("/"), path);
}

/* SwiftURL: what forges take for one repository, whatever its spelling. */
struct strata_str strata_name_url(struct strata_arena *arena, struct strata_str name)
{
	return strata_name_lower(arena, strata_url_place(arena, name));
}
