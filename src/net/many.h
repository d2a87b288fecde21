/*
 * many.h - documents from servers, many requests in flight.
 *
 * One thread: a request is queued and goes on while the caller waits for any other.
 * HTTP/2 where the server has it, few connections to each host where not. The limits are
 * those of net.h: what may pass is tried again with growing pauses or when the server
 * says (Retry-After), TLS is verified, no redirect leaves https.
 *
 * Redirects are followed here and not by the library: a credential belongs to the
 * addresses below its scope, whatever a server says.
 */
#ifndef NET_MANY_H
#define NET_MANY_H

#include "net/net.h"

/* For addresses at or below a scope: "https://host[:port]/path", without user and query. */
struct net_credential {
	struct strata_str scope;
	struct strata_str authorization; /* the header's value: "Bearer ..", "Basic .." */
};

STRATA_VEC(net_credentials, struct net_credential);

/* Whether url is scope or lies below it: same scheme, host, port; path by whole segments. */
bool net_within(struct strata_str url, struct strata_str scope);

/* Whether scheme, host and port are the same. */
bool net_same_host(struct strata_str a, struct strata_str b);

/* The credential of an address: that of the longest scope; NULL without one. */
const struct net_credential *net_credential_of(const struct net_credentials *all,
					       struct strata_str url);

struct net_ask {
	struct strata_str url;
	const char *accept;          /* NULL: anything */
	struct strata_str validator; /* of what is there already; absent: none */
	const struct net_credential *credential; /* NULL: none; must outlive the request */
	uint64_t most;               /* bytes of the answer */
	struct strata_str part; /* "100-199", "-500": these bytes; absent: all. It may all come */
	bool head;        /* the lines of the answer's head are wanted */
	bool into_file;   /* the body goes to file, from its beginning */
	int file;
	unsigned seconds; /* for all of it; 0: STRATA_LIMIT_REQUEST_SECONDS */
};

struct net_reply {
	int rc; /* as of net_get; ENOTFOUND for 404 and 410; EUNSUPPORTED: no parts are sent */
	struct strata_error err;
	bool reached, unchanged;
	bool passing; /* of a failure: the server cannot answer now, and says nothing of what it has */
	struct strata_str validator; /* "" without one */
	time_t fresh_until;          /* 0: to be asked again each time */
	time_t modified;             /* of the last change; 0: not told */
	bool immutable;              /* never to be asked again */
	bool unkept;                 /* the server forbids to keep it */
	bool part;                   /* the body is what was asked for of it, */
	uint64_t start, total;       /* from there on, of so many bytes (0: not told) */
	struct strata_buf body;
	struct strata_buf head; /* of the last answer, where it was asked for */
	long status;            /* of the last answer; 0: none came */
	bool elsewhere;         /* that answer is of another host than the one that was asked */
};

/* The value of the nth line of a head that has that name, from 0; absent when there is none. */
struct strata_str net_header(struct strata_str head, const char *name, size_t nth);

struct net_many_options {
	unsigned silence; /* as in net_options */
	unsigned flights; /* requests on their way at once; 0: 64 */
	void (*waiting)(void *payload); /* now and then while net_many_wait waits; may be NULL */
	void *payload;
};

struct net_many;

int net_many_open(struct net_many **out, const struct net_many_options *options,
		  struct strata_error *err);
void net_many_close(struct net_many *many); /* NULL is allowed; what is on its way is dropped */

/* Queues a request, and starts it when there is room; its ticket. Texts are copied. */
unsigned net_many_ask(struct net_many *many, const struct net_ask *ask);

/* Lets all go on, without waiting. */
void net_many_go_on(struct net_many *many);

/* The reply, once it is there; it lives until it is dropped. All others go on meanwhile. */
struct net_reply *net_many_wait(struct net_many *many, unsigned ticket);

void net_many_drop(struct net_many *many, unsigned ticket);

#endif
