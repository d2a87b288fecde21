/*
 * error.h - what went wrong, and where.
 *
 * Fallible functions return 0 or a negative strata_code, their out parameter
 * first and a struct strata_error last. The error is the caller's, has a fixed
 * size, and may be NULL. The first report wins: a caller that adds its view
 * does not hide the cause. Texts are lower case, without a full stop, cause
 * first, their subject in single quotes.
 */
#ifndef STRATA_ERROR_H
#define STRATA_ERROR_H

#include "strata/str.h"

#define STRATA_CODES(X)                                        \
	X(OK, 0, "no error")                                   \
	X(EIO, -1, "input or output failed")                   \
	X(ENOTFOUND, -2, "not found")                          \
	X(ESYNTAX, -3, "malformed input")                      \
	X(ELIMIT, -4, "input over a safety limit")             \
	X(EUSAGE, -5, "wrong usage or configuration")          \
	X(EUNSUPPORTED, -6, "known, but not supported")        \
	X(EREPOSITORY, -7, "the repository cannot be read")    \
	X(EDATABASE, -8, "the advisory database is unusable")  \
	X(EOFFLINE, -9, "not in the cache, and nobody may be asked")

enum strata_code {
#define X(name, value, text) STRATA_##name = (value),
	STRATA_CODES(X)
#undef X
};

struct strata_error {
	enum strata_code code;
	char path[256];
	unsigned line; /* 1-based; 0: the whole file */
	unsigned column; /* in bytes, 1-based; 0: not told */
	char text[512];
};

#define STRATA_ERROR_INIT ((struct strata_error){ .code = STRATA_OK })

/* Records the first failure in err (which may be NULL) and returns code. */
int strata_fail(struct strata_error *err, enum strata_code code, unsigned line,
		const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Says where: sets err->path unless it is set already. */
void strata_error_at(struct strata_error *err, struct strata_str path);

const char *strata_code_text(enum strata_code code);

#endif
