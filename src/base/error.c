/* error.c - what went wrong, and where; see strata/error.h. */
#include "strata/error.h"

#include <stdarg.h>
#include <stdio.h>

int strata_fail(struct strata_error *err, enum strata_code code, unsigned line,
		const char *format, ...)
{
	va_list args;

	if (!err || err->code != STRATA_OK)
		return code;
	err->code = code;
	err->line = line;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return code;
}

void strata_error_at(struct strata_error *err, struct strata_str path)
{
	if (err && !err->path[0])
		snprintf(err->path, sizeof(err->path), "%.*s", STRATA_ARG(path));
}

const char *strata_code_text(enum strata_code code)
{
	switch (code) {
#define X(name, value, text) \
	case STRATA_##name: return text;
		STRATA_CODES(X)
#undef X
	}
	return "unknown error";
}
