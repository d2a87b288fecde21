/* interval.c - what all version schemes share; see strata/version.h. */
#include <stddef.h>

#include "strata/version.h"

static const struct strata_version_scheme *const schemes[] = {
#define SCHEME(id) &strata_version_##id,
#include "strata/schemes.def"
#undef SCHEME
};

const struct strata_version_scheme *strata_version_scheme(struct strata_str name)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (strata_str_eq(name, strata_str_of(schemes[i]->name)))
			return schemes[i];
	return NULL;
}

bool strata_interval_spans(const struct strata_interval *in,
			   const struct strata_version_scheme *scheme, struct strata_str version)
{
	if (in->lo.ptr) {
		int order = scheme->compare(version, in->lo);

		if (order < 0 || (order == 0 && !in->lo_in))
			return false;
	}
	if (in->hi.ptr) {
		int order = scheme->compare(version, in->hi);

		if (order > 0 || (order == 0 && !in->hi_in))
			return false;
	}
	return true;
}

bool strata_intervals_contain(const struct strata_intervals *in,
			      const struct strata_version_scheme *scheme,
			      struct strata_str version)
{
	for (size_t i = 0; i < in->count; i++)
		if (strata_interval_spans(&in->items[i], scheme, version) &&
		    (!scheme->admits || scheme->admits(&in->items[i], version)))
			return true;
	return false;
}

/* Whether a ends before b begins. */
static bool before(const struct strata_interval *a, const struct strata_interval *b,
		   const struct strata_version_scheme *scheme)
{
	int order;

	if (!a->hi.ptr || !b->lo.ptr)
		return false;
	order = scheme->compare(a->hi, b->lo);
	return order < 0 || (order == 0 && !(a->hi_in && b->lo_in));
}

bool strata_intervals_touch(const struct strata_intervals *a, const struct strata_interval *b,
			    const struct strata_version_scheme *scheme)
{
	for (size_t i = 0; i < a->count; i++)
		if (!before(&a->items[i], b, scheme) && !before(b, &a->items[i], scheme))
			return true;
	return false;
}
