/*
 * transfer.h - one question to a server and its answer, without a second try.
 */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include <signal.h>

#include "net/curl.h"
#include "net/net.h"

struct net {
	const struct curl_library *curl;
	CURL *handle; /* keeps connections open between requests */
	struct net_options options;
	time_t deadline;
};

/* Where a body goes: a file (fd >= 0) or a buffer. */
struct sink {
	int fd;
	struct strata_buf *buffer;
	uint64_t size; /* what is there; before the transfer: what may be continued */
	uint64_t most;
	/* Called once, before the first byte of a body that begins anew. */
	int (*begin)(const struct sink *sink, const char *validator, struct strata_error *err);
	void *payload;
};

struct transfer {
	struct net *net;
	struct sink *sink;
	struct strata_str condition;   /* If-None-Match, If-Modified-Since: what we have */
	struct strata_str if_range;    /* the document that sink->size bytes are of */
	const char *accept;            /* NULL: anything */
	struct strata_str authorization; /* absent: none */
	bool alone;                    /* redirects are answers, not followed */
	const char *part;              /* "100-199", "-500": these bytes alone; NULL: all */
	struct strata_error *err;      /* what our side of it says */
	struct strata_buf *head;       /* gets the lines of the answer's head; NULL: nobody asks */

	/* the answer: */
	CURLcode result;
	long status;                   /* 0: the scheme has none */
	char etag[200], modified[64];
	char why[CURL_ERROR_SIZE];
	uint64_t range_start, total, received; /* total 0: not told */
	long retry_after;
	bool encoded;  /* compressed: no part of it can be continued */
	bool started;
	bool misplaced; /* another part than was asked for */
	bool ours;      /* it failed on this side */
	time_t time;    /* of change, as the server says; -1: unknown */
	bool whole;    /* the server says that there is no more than we have */
	long age;      /* seconds that it lay in a cache on its way */
	long max_age;  /* seconds for which it is fresh; -1: not told */
	time_t expires; /* -1: not told */
	bool immutable, unkept; /* Cache-Control */
	struct curl_slist *lines; /* of the question, while it is asked */
};

/* Asks, and fills in the answer. Below 0 only for a failure of our own: t->err tells. */
int transfer_run(struct transfer *t, const char *url);

/* The same in two halves, around whatever drives net->handle to its result. */
int transfer_begin(struct transfer *t, const char *url);
int transfer_end(struct transfer *t, CURLcode result);

/* Empties what an earlier try left of the answer. */
void transfer_forget(struct transfer *t);

/* verdict.c: whether the same question may have a better answer in a moment. */
bool transfer_may_pass(const struct transfer *t);
bool transfer_is_finished(const struct transfer *t);

/* What to say of one that is not. */
int transfer_fail(const struct transfer *t, struct strata_error *err);

enum { TRANSFER_LONGEST_PAUSE_MS = 60000 }; /* a server that wants more is told of */

/* A connection that is closed while TLS writes to it must not end the program. */
void transfer_calm(struct sigaction *before);
void transfer_uncalm(const struct sigaction *before);

/* Entity tag, else time; "" without. */
const char *transfer_validator(const struct transfer *t);

#endif
