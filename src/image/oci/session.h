/*
 * session.h - one question to a registry: the challenge answered, the network's faults told.
 *
 * A credential of the user's goes to its own host, and to where that host sends for a token; a
 * token to the registry that asked for it. Neither is kept, shown, or sent after a redirect.
 */
#ifndef IMAGE_OCI_SESSION_H
#define IMAGE_OCI_SESSION_H

#include "image/oci/oci.h"
#include "net/cache.h"
#include "strata/map.h"

/* A token that holds for what is below an address, in this session. */
struct oci_token {
	struct strata_str key;
	struct net_credential credential;
};

STRATA_VEC(oci_tokens, struct oci_token *);

/* What became of a question of this session, to be answered again. */
struct oci_settled {
	int rc;
	struct strata_error err;
	struct oci_manifest manifest;
};

STRATA_VEC(oci_settled_list, struct oci_settled);

struct oci_gone {
	struct strata_str url; /* one of a host that does not answer */
	struct strata_error err;
};

STRATA_VEC(oci_gone_list, struct oci_gone);

struct oci {
	struct strata_arena arena;
	struct oci_options options;
	struct net_many *net;
	struct net_cache *cache;
	struct oci_tokens tokens;
	struct oci_gone_list gone;
	struct strata_map by_url; /* -> index into settled */
	struct oci_settled_list settled;
	struct oci_progress progress;
	bool passing; /* that the last question failed says nothing of what the registry has */
};

struct oci_question {
	struct strata_str url;
	struct strata_str scope;      /* a token holds for what is at or below that address */
	struct strata_str repository; /* whose token it is; "" where that is not known */
	const char *accept;           /* NULL: anything */
	struct strata_str validator;  /* of what is there already; absent: none */
	uint64_t most;
	int file;         /* -1: the body goes to the reply */
	unsigned seconds; /* 0: those of a request */
};

/*
 * The reply, until oci_drop of its ticket; its rc is the answer's, and err is filled as it is.
 * Below 0 also without a reply: then *reply is NULL.
 */
int oci_ask(struct net_reply **reply, unsigned *ticket, struct oci *oci,
	    const struct oci_question *question, struct strata_error *err);
void oci_drop(struct oci *oci, const struct net_reply *reply, unsigned ticket);

#endif
