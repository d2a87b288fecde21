/* curl.c - libcurl, loaded when it is first wanted; see curl.h. */
#include "net/curl.h"

#include <dlfcn.h>
#include <string.h>

/* The names under which distributions have version 4 of its interface. */
static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4" };

static int resolve(struct curl_library *curl, void *library, struct strata_error *err)
{
	void *symbol;

#define X(type, name, parameters)                                                          \
	if (!(symbol = dlsym(library, "curl_" #name)))                                     \
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "libcurl lacks '%s'",      \
				   "curl_" #name);                                         \
	memcpy(&curl->name, &symbol, sizeof(symbol));
	CURL_FUNCTIONS(X)
#undef X
	return 0;
}

int curl_load(const struct curl_library **out, struct strata_error *err)
{
	static struct curl_library curl;
	static void *library;
	int rc;

	*out = &curl;
	if (library)
		return 0;
	for (size_t i = 0; !library && i < sizeof(names) / sizeof(*names); i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "fetching needs libcurl, which is not installed: %s", dlerror());
	if ((rc = resolve(&curl, library, err)) == 0 &&
	    curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		rc = strata_fail(err, STRATA_EIO, 0, "libcurl does not start");
	if (rc < 0)
		library = NULL;
	return rc;
}
