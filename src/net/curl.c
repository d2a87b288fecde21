/* curl.c - libcurl, loaded when it is first wanted; see curl.h. */
#include "net/curl.h"

#include "strata/library.h"

static struct curl_library curl;

#define X(type, name, parameters) { "curl_" #name, &curl.name },
static const struct strata_library_function functions[] = { CURL_FUNCTIONS(X) };
#undef X

static void start(void)
{
	curl.global_init(CURL_GLOBAL_DEFAULT);
}

/* The names under which distributions have version 4 of its interface. */
static struct strata_library library = {
	.file = "libcurl.so.4 libcurl-gnutls.so.4 libcurl-nss.so.4",
	.functions = functions,
	.count = sizeof(functions) / sizeof(*functions),
	.start = start,
};

int curl_load(const struct curl_library **out, struct strata_error *err)
{
	*out = &curl;
	return strata_library_load(&library, err);
}
