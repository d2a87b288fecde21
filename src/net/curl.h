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

#include "strata/error.h"

#define CURL_FUNCTIONS(X)                                                  \
	X(CURLcode, global_init, (long flags))                             \
	X(CURL *, easy_init, (void))                                       \
	X(CURLcode, easy_setopt, (CURL * handle, CURLoption option, ...))  \
	X(CURLcode, easy_getinfo, (CURL * handle, CURLINFO info, ...))     \
	X(CURLcode, easy_perform, (CURL * handle))                         \
	X(void, easy_reset, (CURL * handle))                               \
	X(void, easy_cleanup, (CURL * handle))                             \
	X(const char *, easy_strerror, (CURLcode code))                    \
	X(struct curl_slist *, slist_append, (struct curl_slist * list, const char *text)) \
	X(void, slist_free_all, (struct curl_slist * list))                \
	X(time_t, getdate, (const char *text, const time_t *unused))               \
	X(CURLM *, multi_init, (void))                                     \
	X(CURLMcode, multi_setopt, (CURLM * multi, CURLMoption option, ...)) \
	X(CURLMcode, multi_add_handle, (CURLM * multi, CURL * handle))     \
	X(CURLMcode, multi_remove_handle, (CURLM * multi, CURL * handle))  \
	X(CURLMcode, multi_perform, (CURLM * multi, int *running))         \
	X(CURLMcode, multi_poll, (CURLM * multi, struct curl_waitfd * more, unsigned count, \
				  int milliseconds, int *ready))           \
	X(CURLMsg *, multi_info_read, (CURLM * multi, int *left))          \
	X(CURLMcode, multi_cleanup, (CURLM * multi))

struct curl_library {
#define X(type, name, parameters) type(*name) parameters;
	CURL_FUNCTIONS(X)
#undef X
};

/* EUNSUPPORTED when it is not installed. From any thread; stays loaded. */
int curl_load(const struct curl_library **out, struct strata_error *err);

#endif
