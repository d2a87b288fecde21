/*
 * net.h - documents from servers, within limits.
 *
 * The only home of libcurl, which is loaded by the first net_open: a program that
 * fetches nothing does not pay for it. http, https and file; a redirect never
 * leaves https, nor leads to a file. TLS is verified (SSL_CERT_FILE names other
 * authorities), proxies come from the usual environment. What may pass (a
 * time-out, a lost connection, 408, 429, 5xx) is tried again with growing pauses.
 *
 * Formats: RFC 9110 (conditions, ranges, Retry-After).
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <time.h>

#include "strata/arena.h"
#include "strata/buf.h"
#include "strata/error.h"

struct net;

struct net_options {
	unsigned silence; /* seconds after which a silent server is given up; 0: 30 */
	/* bytes so far; total 0: not known */
	void (*progress)(uint64_t bytes, uint64_t total, void *payload);
	void *payload;
};

struct net_request {
	const char *url;
	struct strata_str validator; /* of what is there already; absent: none */
	uint64_t most;               /* bytes of the answer; ELIMIT over it */
};

struct net_answer {
	bool reached;   /* somebody answered, be it with a refusal; set also on failure */
	bool unchanged; /* what the validator names is still right: there is no body */
	struct strata_str validator; /* entity tag, else time of change; "" without one */
	uint64_t bytes;
	time_t time; /* of its last change; -1: not told */
};

int net_open(struct net **out, const struct net_options *options, struct strata_error *err);
void net_close(struct net *net); /* NULL is allowed */

/* Into an emptied buffer. ENOTFOUND, ELIMIT, EUSAGE (no such address), EIO. */
int net_get(struct strata_buf *body, struct net_answer *out, struct net *net,
	    const struct net_request *request, struct strata_arena *arena,
	    struct strata_error *err);

/*
 * Into a file. What an interrupted call left there is continued, if the server
 * still has that very document; "<file>.from" says what it is.
 */
int net_download(const char *file, struct net_answer *out, struct net *net,
		 const struct net_request *request, struct strata_arena *arena,
		 struct strata_error *err);

/* Removes the file and what belongs to it. */
void net_forget(const char *file);

/* base + "/" + each part between slashes, what is no plain character of it as %XX. */
struct strata_str net_join(struct strata_arena *arena, struct strata_str base,
			   struct strata_str folder, struct strata_str name);

/* Without user and password: for messages and for what is kept. */
struct strata_str net_shown(struct strata_arena *arena, struct strata_str url);

#endif
