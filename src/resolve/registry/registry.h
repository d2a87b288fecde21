/*
 * registry.h - what solvers ask registries: through the cache, many at once.
 *
 * A session lasts for one run. `want` starts a request and returns at once; `get` waits
 * for one answer while all others go on. A solver wants as much as it can foresee and
 * then gets what it needs next. Without `online` the cache alone is asked, whatever its
 * age, and what it lacks is EOFFLINE; with it an old answer stands in where the server is
 * gone (registry_stale). Nothing is opened before the first question.
 */
#ifndef RESOLVE_REGISTRY_H
#define RESOLVE_REGISTRY_H

#include "net/many.h"
#include "resolve/registry/settings.h"

struct registry_progress {
	struct strata_str subject; /* what the requests are for: of registry_begin */
	size_t asked, answered; /* requests, tries not counted */
	uint64_t bytes;
};

struct registry_options {
	bool online;
	struct strata_str cache; /* folder of answers; absent: none is read or kept */
	unsigned silence;        /* seconds after which a silent server is given up; 0: 30 */
	/* When something changed, and now and then while answers are waited for. */
	void (*progress)(const struct registry_progress *at, void *payload); /* may be NULL */
	void *payload;
};

struct registry;

struct registry *registry_open(const struct registry_options *options);
void registry_close(struct registry *registry); /* NULL is allowed */

/* One document. Texts are copied; settings outlive the session. */
struct registry_ask {
	const struct registry_settings *settings; /* whose credentials hold */
	struct strata_str url;
	const char *accept; /* a literal; NULL: anything */
	uint64_t most;      /* bytes; 0: STRATA_LIMIT_ANSWER_BYTES */
	bool immutable;     /* by its protocol what is at the address never changes */
	struct strata_str part; /* "100-199", "-500": these bytes alone, which are not kept */
	bool passing;           /* nor is this, of which something else is to be kept */
	bool kept;              /* the cache alone is asked */
};

struct registry_answer {
	struct strata_str body; /* valid until registry_release */
	struct strata_buf bytes;
	time_t modified; /* of its last change, as the server tells; 0: it does not */
	bool came;       /* from the server, in this session */
	size_t index;
	bool part;             /* what was asked for of it: a server may send all */
	uint64_t start, total; /* where it begins, in how many bytes (0: not told) */
};

/* Whether it is on its way; false: no server is asked, or one was already. */
bool registry_want(struct registry *registry, const struct registry_ask *ask);

/*
 * ENOTFOUND: the server says that there is none. EOFFLINE: not in the cache. Else EIO or
 * ELIMIT; err tells, its path is the address. An answer may be asked for again.
 */
int registry_get(struct registry_answer *out, struct registry *registry,
		 const struct registry_ask *ask, struct strata_error *err);

void registry_release(struct registry *registry, struct registry_answer *answer);

/* What came cannot be right (no JSON, a wrong checksum): it leaves the cache. Releases it. */
void registry_refuse(struct registry *registry, struct registry_answer *answer);

/*
 * What was found elsewhere is from now on the answer to a question: it is kept as if it had
 * come, but that a server said that there is no such thing.
 */
void registry_keep(struct registry *registry, const struct registry_ask *ask,
		   struct strata_str body);

/* Whether a server need not be asked. */
bool registry_has(struct registry *registry, const struct registry_ask *ask);

bool registry_is_online(const struct registry *registry);

/* subject: what follows is for, a manifest. The other two tell of the answers got from here on. */
void registry_begin(struct registry *registry, struct strata_str subject);

/* When the oldest of them came; 0: none was got. */
time_t registry_oldest(const struct registry *registry);

/*
 * How many of them are of the cache though they should have been asked for again: the server
 * could not be. why: what became of the first.
 */
size_t registry_stale(const struct registry *registry, const struct strata_error **why);

/*
 * What is too large to be an answer: into a file that is open and empty, many at once, not
 * through the cache. The ticket of one that began; 0 with err when none can.
 */
unsigned registry_send_file(struct registry *registry, const struct registry_ask *ask, int file,
			    struct strata_error *err);

/* Waits for it. Below 0 as registry_get. */
int registry_await_file(struct registry *registry, unsigned ticket, struct strata_error *err);

#endif
