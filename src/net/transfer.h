/*
 * transfer.h - one question to a server and its answer, without a second try.
 */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

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
	struct strata_error *err;      /* what our side of it says */

	/* the answer: */
	CURLcode result;
	long status;                   /* 0: the scheme has none */
	char etag[200], modified[64];
	char why[CURL_ERROR_SIZE];
	uint64_t range_start, received;
	long retry_after;
	bool encoded;  /* compressed: no part of it can be continued */
	bool started;
	bool misplaced; /* another part than was asked for */
	bool ours;      /* it failed on this side */
	time_t time;    /* of change, as the server says; -1: unknown */
	bool whole;    /* the server says that there is no more than we have */
};

/* Asks, and fills in the answer. Below 0 only for a failure of our own: t->err tells. */
int transfer_run(struct transfer *t, const char *url);

/* Entity tag, else time; "" without. */
const char *transfer_validator(const struct transfer *t);

#endif
