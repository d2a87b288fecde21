/* spdx.c - the list of licences; see spdx.h. Its rows are made by data/licences/spdx.py. */
#include "model/spdx.h"

#define PUBLIC_DOMAIN SPDX_PUBLIC_DOMAIN
#define PERMISSIVE SPDX_PERMISSIVE
#define WEAK SPDX_WEAK
#define STRONG SPDX_STRONG
#define NETWORK SPDX_NETWORK
#define PROPRIETARY SPDX_PROPRIETARY
#define UNKNOWN SPDX_UNKNOWN

static const struct spdx_licence licences[] = {
#define LICENCE(id, name, family, osi, fsf, deprecated, instead) \
	{ id, name, family, osi, fsf, deprecated, instead },
#include "model/spdx_licences.def"
#undef LICENCE
};

static const struct spdx_exception exceptions[] = {
#define EXCEPTION(id, name, deprecated) { id, name, deprecated },
#include "model/spdx_exceptions.def"
#undef EXCEPTION
};

enum {
	LICENCES = sizeof(licences) / sizeof(*licences),
	EXCEPTIONS = sizeof(exceptions) / sizeof(*exceptions),
};

static const char *const families[SPDX_FAMILIES] = {
	[SPDX_UNKNOWN] = "unknown",
	[SPDX_PUBLIC_DOMAIN] = "public-domain",
	[SPDX_PERMISSIVE] = "permissive",
	[SPDX_WEAK] = "weak-copyleft",
	[SPDX_STRONG] = "strong-copyleft",
	[SPDX_NETWORK] = "network-copyleft",
	[SPDX_PROPRIETARY] = "proprietary",
};

const char *spdx_family_name(enum spdx_family family)
{
	return families[family];
}

bool spdx_family_parse(enum spdx_family *out, struct strata_str name)
{
	for (int i = 0; i < SPDX_FAMILIES; i++)
		if (strata_str_eq(name, strata_str_of(families[i]))) {
			*out = (enum spdx_family)i;
			return true;
		}
	return false;
}

static int compare_nocase(struct strata_str a, const char *b)
{
	size_t i = 0;

	for (; i < a.len && b[i]; i++) {
		int x = (unsigned char)strata_lower(a.ptr[i]), y = (unsigned char)strata_lower(b[i]);

		if (x != y)
			return x - y;
	}
	return i < a.len ? 1 : b[i] ? -1 : 0;
}

const struct spdx_licence *spdx_licence_find(struct strata_str id)
{
	size_t low = 0, high = LICENCES;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare_nocase(id, licences[middle].id);

		if (order == 0)
			return &licences[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct spdx_exception *spdx_exception_find(struct strata_str id)
{
	for (size_t i = 0; i < EXCEPTIONS; i++)
		if (compare_nocase(id, exceptions[i].id) == 0)
			return &exceptions[i];
	return NULL;
}

const struct spdx_licence *spdx_licence_at(size_t index)
{
	return index < LICENCES ? &licences[index] : NULL;
}
