/* ecosystem.c - the table of ecosystems; see strata/ecosystem.h. */
#include "strata/ecosystem.h"

#define ECOSYSTEM(id, osv_name, type, scheme, normal)         \
	const struct strata_ecosystem strata_ecosystem_##id = { \
		.name = (osv_name),                           \
		.purl_type = (type),                          \
		.versions = &strata_version_##scheme,         \
		.normalise = strata_name_##normal,            \
	};
#include "strata/ecosystems.def"
#undef ECOSYSTEM

static const struct strata_ecosystem *const ecosystems[] = {
#define ECOSYSTEM(id, osv_name, type, scheme, normal) &strata_ecosystem_##id,
#include "strata/ecosystems.def"
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

const struct strata_ecosystem *strata_ecosystem_purl_type(struct strata_str type)
{
	for (size_t i = 0; i < ECOSYSTEMS; i++)
		if (strata_str_eq_nocase(type, strata_str_of(ecosystems[i]->purl_type)))
			return ecosystems[i];
	return NULL;
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
