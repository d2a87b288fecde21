/* curl.c - libcurl, loaded when it is first wanted; see curl.h. */
#include "net/curl.h"

static struct curl_library curl;

#define ROW(function) { #function, &curl.function },
static const struct strata_library_function functions[] = { CURL_FUNCTIONS(ROW) };
#undef ROW

enum { COUNT = sizeof(functions) / sizeof(*functions) };

static void start(void)
{
	curl.curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Of one interface; git draws in the second, so that the first is often not there. */
static struct strata_library libraries[] = {
	{ .file = "libcurl.so.4", .functions = functions, .count = COUNT, .start = start },
	{ .file = "libcurl-gnutls.so.4", .functions = functions, .count = COUNT, .start = start },
};

int curl_load(const struct curl_library **out, struct strata_error *err)
{
	*out = &curl;
	if (strata_library_load(&libraries[0], NULL) == 0 ||
	    strata_library_load(&libraries[1], NULL) == 0)
		return 0;
	return strata_library_load(&libraries[0], err);
}
