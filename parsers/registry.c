/* registry.c - the table of formats; see strata/format.h. */
#include "strata/format.h"

#define FORMAT(id) extern const struct strata_format strata_format_##id;
#include "formats.def"
#undef FORMAT

static const struct strata_format *const formats[] = {
#define FORMAT(id) &strata_format_##id,
#include "formats.def"
#undef FORMAT
};

enum { FORMATS = sizeof(formats) / sizeof(*formats) };

const struct strata_format *strata_format_at(size_t index)
{
	return index < FORMATS ? formats[index] : NULL;
}

const struct strata_format *strata_format_named(struct strata_str name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strata_str_eq(name, strata_str_of(formats[i]->name)))
			return formats[i];
	return NULL;
}
