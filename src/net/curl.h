/*
 * curl.h - libcurl, loaded when it is first wanted.
 *
 * Its start costs some 10 ms (its TLS back end, its many libraries), and almost
 * no run fetches anything.
 */
#ifndef NET_CURL_H
#define NET_CURL_H

#define CURL_DISABLE_TYPECHECK /* its macros would call the functions by name */
#include <curl/curl.h>

#include "strata/library.h"

#define CURL_FUNCTIONS(X)                                                                    \
	X(curl_global_init)                                                                  \
	X(curl_easy_init)                                                                    \
	X(curl_easy_setopt)                                                                  \
	X(curl_easy_getinfo)                                                                 \
	X(curl_easy_perform)                                                                 \
	X(curl_easy_reset)                                                                   \
	X(curl_easy_cleanup)                                                                 \
	X(curl_easy_strerror)                                                                \
	X(curl_slist_append)                                                                 \
	X(curl_slist_free_all)                                                               \
	X(curl_getdate)

struct curl_library {
	CURL_FUNCTIONS(STRATA_LIBRARY_SLOT)
};

/* EUNSUPPORTED when it is not installed. */
int curl_load(const struct curl_library **out, struct strata_error *err);

#endif
