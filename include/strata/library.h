/*
 * library.h - shared libraries that are loaded when they are first wanted.
 *
 * Loading costs more than most runs do: a hook that reads no XML must not wait for
 * libxml2 and the Unicode tables behind it. A user of such a library lists its functions
 * once:
 *
 *	#define FUNCTIONS(X) X(xmlParseChunk) X(xmlFreeParserCtxt)
 *	static struct { FUNCTIONS(STRATA_LIBRARY_SLOT) } xml;
 *	#define ROW(function) { #function, &xml.function },
 *	static const struct strata_library_function functions[] = { FUNCTIONS(ROW) };
 *
 * Of the public headers only declarations are used, so they check the calls as ever.
 */
#ifndef STRATA_LIBRARY_H
#define STRATA_LIBRARY_H

#include "strata/error.h"

struct strata_library_function {
	const char *name;
	void *slot; /* the address of a function pointer */
};

struct strata_library {
	/* "libxml2.so.2": with the ABI that the headers describe; several names: the first there is. */
	const char *file;
	const struct strata_library_function *functions;
	size_t count;
	void (*start)(void); /* called once after loading; may be NULL */
	bool loaded;
};

#define STRATA_LIBRARY_SLOT(function) __typeof__(function) *function;

/* From any thread, any number of times. EUNSUPPORTED when it is not installed, or lacks a function. */
int strata_library_load(struct strata_library *library, struct strata_error *err);

#endif
