/*
 * session.c - questions to registries through the cache; see registry.h.
 */
#include "resolve/registry/registry.h"

#include "net/cache.h"
#include "strata/limits.h"
#include "strata/map.h"

enum {
	MISSING_SECONDS = 300, /* for how long 'there is no such thing' is believed */
	HELD_BYTES = 16 << 20, /* of bodies that were read before they were asked for */
};

static const time_t FOR_EVER = 253402300799; /* the end of the year 9999 */

enum state {
	NEW,
	ASKED,  /* on its way */
	SETTLED, /* asked in this session, or fresh: the cache has it, or `missing` */
};

struct question {
	enum state state;
	struct net_cache_key key;
	bool immutable;
	struct strata_str part;
	bool passing; /* it is neither looked for in the cache nor kept there */
	unsigned ticket;
	struct net_cached kept; /* of the cache, when it was looked at */
	struct strata_buf held; /* what `kept` was read from, where that is all of it */
	bool have;
	bool came; /* the body, from the server, in this session */
	int rc; /* settled in failure: it is not asked again */
	bool stale; /* of the cache, since the server cannot be asked: err says why */
	unsigned counted; /* the round in which that was counted */
	struct strata_error err;
};

STRATA_VEC(questions, struct question);

struct registry {
	struct strata_arena arena, scratch;
	struct registry_options options;
	struct net_many *net;
	struct net_cache *cache;
	struct strata_map by_key;
	struct questions questions;
	size_t held; /* bytes of all of them */
	struct registry_progress progress;
	struct strata_buf subject;
	unsigned round; /* since registry_begin: */
	time_t oldest;
	size_t stale;
	struct strata_error why_stale; /* of the first */
};

struct registry *registry_open(const struct registry_options *options)
{
	struct registry *r = strata_malloc(sizeof(*r));

	*r = (struct registry){ .options = *options };
	r->by_key = STRATA_MAP_INIT(&r->arena);
	if (options->cache.len)
		r->cache = net_cache_open(options->cache, 0);
	return r;
}

bool registry_is_online(const struct registry *r)
{
	return r->options.online;
}

static void show(struct registry *r)
{
	if (r->options.progress)
		r->options.progress(&r->progress, r->options.payload);
}

static void show_waiting(void *payload)
{
	show(payload);
}

void registry_begin(struct registry *r, struct strata_str subject)
{
	r->round++;
	r->oldest = 0;
	r->stale = 0;
	strata_buf_reset(&r->subject);
	strata_buf_add(&r->subject, subject);
	r->progress.subject = strata_buf_str(&r->subject);
	show(r);
}

time_t registry_oldest(const struct registry *r)
{
	return r->oldest;
}

size_t registry_stale(const struct registry *r, const struct strata_error **why)
{
	*why = &r->why_stale;
	return r->stale;
}

static struct question *add_question(struct registry *r, const struct registry_ask *ask,
				     struct strata_str whose)
{
	struct question *q = strata_vec_push(&r->arena, &r->questions);

	q->key = (struct net_cache_key){
		.url = strata_arena_dup(&r->arena, ask->url),
		.accept = strata_str_of(ask->accept ? ask->accept : ""),
		.whose = strata_arena_dup(&r->arena, whose),
	};
	q->key.name = net_cache_name(&q->key, &r->arena);
	q->immutable = ask->immutable;
	q->part = strata_arena_dup(&r->arena, ask->part);
	q->passing = ask->passing || ask->part.len;
	return q;
}

/* A history asks the same many times: only what is new takes memory. */
static struct question *find(struct registry *r, const struct registry_ask *ask,
			     const struct net_credential **credential)
{
	struct strata_str whose = STRATA_STR(""), key;
	struct question *q;
	size_t index;

	*credential = net_credential_of(&ask->settings->credentials, ask->url);
	if (*credential)
		whose = net_whose(&r->scratch, (*credential)->authorization);
	key = STRATA_CONCAT(&r->scratch, ask->url, STRATA_STR("\n"),
			    strata_str_of(ask->accept ? ask->accept : ""), STRATA_STR("\n"), whose,
			    STRATA_STR("\n"), ask->part,
			    ask->passing ? STRATA_STR("\n1") : STRATA_STR("\n0"));
	if (strata_map_get(&index, &r->by_key, key)) {
		q = &r->questions.items[index];
	} else {
		*strata_map_at(&r->by_key, strata_arena_dup(&r->arena, key), NULL) = r->questions.count;
		q = add_question(r, ask, whose);
	}
	strata_arena_reset(&r->scratch);
	return q;
}

static bool is_fresh(const struct question *q)
{
	return q->have && (q->kept.immutable || q->kept.fresh_until > time(NULL));
}

static int open_net(struct registry *r, struct strata_error *err)
{
	struct net_many_options options = { .silence = r->options.silence, .waiting = show_waiting,
					    .payload = r };

	return r->net ? 0 : net_many_open(&r->net, &options, err);
}

/* Starts the request of a question that the cache does not answer. */
static int send(struct registry *r, struct question *q, const struct registry_ask *ask,
		const struct net_credential *credential, struct strata_error *err)
{
	struct net_ask question = {
		.url = q->key.url,
		.accept = ask->accept,
		.validator = q->have && !q->kept.missing ? q->kept.validator : STRATA_NONE,
		.credential = credential,
		.most = ask->most ? ask->most : STRATA_LIMIT_ANSWER_BYTES,
		.part = q->part,
	};
	int rc;

	if ((rc = open_net(r, err)) < 0)
		return rc;
	q->ticket = net_many_ask(r->net, &question);
	q->state = ASKED;
	r->progress.asked++;
	net_many_go_on(r->net);
	return 0;
}

/* What was read ahead goes; whoever has it took `held` before. */
static void let_go(struct registry *r, struct question *q)
{
	r->held -= q->held.len;
	strata_buf_release(&q->held);
	q->kept.body = STRATA_NONE;
}

/* Looks into the cache; a small body is held until it is asked for. */
static void look(struct registry *r, struct question *q)
{
	q->have = net_cache_peek(&q->kept, &q->held, r->cache, &q->key, &r->arena);
	r->held += q->held.len;
	if (!is_fresh(q) || !q->kept.body.ptr || r->held > HELD_BYTES)
		let_go(r, q);
}

static bool want(struct registry *r, struct question *q, const struct registry_ask *ask,
		 const struct net_credential *credential)
{
	if (!r->options.online || ask->kept || q->state != NEW)
		return false;
	if (!q->passing)
		look(r, q);
	if (is_fresh(q)) {
		q->state = SETTLED;
		return false;
	}
	return send(r, q, ask, credential, NULL) == 0;
}

bool registry_want(struct registry *r, const struct registry_ask *ask)
{
	const struct net_credential *credential;
	struct question *q = find(r, ask, &credential);

	return want(r, q, ask, credential);
}

static int missing(struct question *q, struct strata_error *err)
{
	strata_error_at(err, q->key.url);
	return strata_fail(err, STRATA_ENOTFOUND, 0, "the server does not have it");
}

/* Puts a reply in the cache, and its body where it is asked for. */
static int take_reply(struct registry *r, struct question *q, struct net_reply *reply,
		      struct registry_answer *out)
{
	struct net_cached *e = &q->kept;
	time_t now = time(NULL);

	*e = (struct net_cached){
		.validator = strata_arena_dup(&r->arena, reply->validator),
		.fetched = now,
		.fresh_until = reply->fresh_until,
		.modified = reply->modified,
		.immutable = reply->immutable || q->immutable,
	};
	if (e->immutable)
		e->fresh_until = FOR_EVER;
	if (!reply->unkept && !q->passing)
		net_cache_put(r->cache, &q->key, e, strata_buf_str(&reply->body));
	q->have = q->came = true;
	out->part = reply->part;
	out->start = reply->start;
	out->total = reply->total;
	out->bytes = reply->body;
	reply->body = STRATA_BUF_INIT;
	out->body = strata_buf_str(&out->bytes);
	return 0;
}

static void keep_missing(struct registry *r, struct question *q)
{
	time_t now = time(NULL);

	q->kept = (struct net_cached){ .fetched = now, .missing = true,
				       .fresh_until = now + MISSING_SECONDS };
	q->have = true;
	net_cache_put(r->cache, &q->key, &q->kept, STRATA_STR(""));
}

/* From what was read ahead, else from the cache. */
static bool fill(struct registry *r, struct question *q, struct registry_answer *out)
{
	if (q->passing)
		return false;
	if (!q->kept.body.ptr)
		return net_cache_get(&q->kept, &out->bytes, r->cache, &q->key, &r->arena);
	out->bytes = q->held;
	q->held = STRATA_BUF_INIT;
	r->held -= out->bytes.len;
	return true;
}

static int read_kept(struct registry *r, struct question *q, struct registry_answer *out,
		     struct strata_error *err)
{
	q->have = fill(r, q, out);
	out->body = q->have ? q->kept.body : STRATA_NONE;
	q->kept.body = STRATA_NONE;
	if (q->have && q->kept.missing)
		return missing(q, err);
	if (q->have)
		return 0;
	strata_buf_release(&out->bytes);
	strata_error_at(err, q->key.url);
	return strata_fail(err, STRATA_EOFFLINE, 0, "it is in no cache");
}

static int land(struct registry *r, struct question *q, struct registry_answer *out,
		struct strata_error *err)
{
	struct net_reply *reply = net_many_wait(r->net, q->ticket);
	bool old = q->have && !q->kept.missing;
	int rc = reply->rc;

	q->state = SETTLED;
	r->progress.answered++;
	r->progress.bytes += reply->body.len;
	show(r);
	if (rc == STRATA_ENOTFOUND) {
		keep_missing(r, q);
	} else if (rc == 0 && reply->unchanged) {
		q->kept.fetched = time(NULL);
		q->kept.fresh_until = reply->fresh_until;
		net_cache_renew(r->cache, &q->key, &q->kept);
		rc = read_kept(r, q, out, NULL);
	} else if (rc == 0) {
		rc = take_reply(r, q, reply, out);
	} else if (reply->passing && old && read_kept(r, q, out, NULL) == 0) {
		q->stale = true;
		q->err = reply->err;
		rc = 0;
	}
	q->rc = rc == STRATA_ENOTFOUND || rc == STRATA_EOFFLINE ? 0 : rc;
	/* In the words of the cache: a second run says the same. */
	if (rc == STRATA_ENOTFOUND)
		missing(q, err);
	if (q->rc < 0) {
		q->err = reply->err;
		if (err && err->code == STRATA_OK)
			*err = reply->err;
	}
	net_many_drop(r->net, q->ticket);
	return rc;
}

/* What the server says still holds may be damaged, or gone: then it is asked for without conditions. */
static int land_whole(struct registry *r, struct question *q, const struct registry_ask *ask,
		      const struct net_credential *credential, struct registry_answer *out,
		      struct strata_error *err)
{
	int rc = land(r, q, out, err);

	if (rc != STRATA_EOFFLINE)
		return rc;
	q->have = false;
	if ((rc = send(r, q, ask, credential, err)) < 0 ||
	    (rc = land(r, q, out, err)) != STRATA_EOFFLINE)
		return rc;
	strata_error_at(err, q->key.url);
	return strata_fail(err, STRATA_EIO, 0,
			   "the server says that nothing changed, of what nobody has");
}

/* An answer that is fresh, or was got in this session. */
static int recall(struct registry *r, struct question *q, const struct registry_ask *ask,
		  const struct net_credential *credential, struct registry_answer *out,
		  struct strata_error *err)
{
	int rc;

	if (q->rc < 0) {
		if (err && err->code == STRATA_OK)
			*err = q->err;
		return q->rc;
	}
	if (q->have && q->kept.missing)
		return missing(q, err);
	rc = read_kept(r, q, out, NULL);
	if (rc != STRATA_EOFFLINE)
		return rc < 0 ? missing(q, err) : 0;
	/* It left the cache meanwhile, or there is no cache. */
	q->have = false;
	return (rc = send(r, q, ask, credential, err)) < 0
		       ? rc
		       : land_whole(r, q, ask, credential, out, err);
}

/* Of one that was got: how old it is, and whether it should be. */
static void count(struct registry *r, struct question *q)
{
	if (!r->oldest || q->kept.fetched < r->oldest)
		r->oldest = q->kept.fetched;
	if (!q->stale || q->counted == r->round)
		return;
	q->counted = r->round;
	if (r->stale++ == 0)
		r->why_stale = q->err;
}

int registry_get(struct registry_answer *out, struct registry *r, const struct registry_ask *ask,
		 struct strata_error *err)
{
	const struct net_credential *credential;
	struct question *q;
	int rc;

	*out = (struct registry_answer){ 0 };
	q = find(r, ask, &credential);
	want(r, q, ask, credential);
	out->index = (size_t)(q - r->questions.items);
	if (!r->options.online || ask->kept) {
		rc = read_kept(r, q, out, err);
	} else if (q->state == ASKED) {
		rc = land_whole(r, q, ask, credential, out, err);
	} else if (q->state == SETTLED) {
		rc = recall(r, q, ask, credential, out, err);
	} else {
		/* libcurl cannot be had: it says so once more. */
		rc = send(r, q, ask, credential, err);
	}
	out->modified = q->kept.modified;
	out->came = q->came;
	if (rc < 0)
		strata_buf_release(&out->bytes);
	else
		count(r, q);
	return rc;
}

void registry_keep(struct registry *r, const struct registry_ask *ask, struct strata_str body)
{
	const struct net_credential *credential;
	struct question *q = find(r, ask, &credential);
	time_t now = time(NULL);

	let_go(r, q);
	q->kept = (struct net_cached){
		.fetched = now,
		.fresh_until = ask->immutable ? FOR_EVER : now,
		.immutable = ask->immutable,
	};
	q->have = true;
	q->rc = 0;
	if (q->state != ASKED)
		q->state = SETTLED;
	net_cache_put(r->cache, &q->key, &q->kept, body);
}

bool registry_has(struct registry *r, const struct registry_ask *ask)
{
	const struct net_credential *credential;
	struct question *q = find(r, ask, &credential);

	if (q->state == NEW && !q->have) {
		look(r, q);
		let_go(r, q);
	}
	return is_fresh(q) && !q->kept.missing;
}

void registry_release(struct registry *r, struct registry_answer *answer)
{
	(void)r;
	strata_buf_release(&answer->bytes);
	answer->body = STRATA_NONE;
}

void registry_refuse(struct registry *r, struct registry_answer *answer)
{
	let_go(r, &r->questions.items[answer->index]);
	net_cache_forget(r->cache, &r->questions.items[answer->index].key);
	registry_release(r, answer);
}

unsigned registry_send_file(struct registry *r, const struct registry_ask *ask, int file,
			    struct strata_error *err)
{
	struct net_ask question = {
		.url = ask->url,
		.accept = ask->accept,
		.credential = net_credential_of(&ask->settings->credentials, ask->url),
		.most = ask->most,
		.into_file = true,
		.file = file,
		.seconds = STRATA_LIMIT_LAYER_SECONDS,
	};
	unsigned ticket;

	if (!r->options.online) {
		strata_fail(err, STRATA_EOFFLINE, 0, "no server is asked without --online");
		return 0;
	}
	if (open_net(r, err) < 0)
		return 0;
	ticket = net_many_ask(r->net, &question) + 1;
	r->progress.asked++;
	net_many_go_on(r->net);
	return ticket;
}

int registry_await_file(struct registry *r, unsigned ticket, struct strata_error *err)
{
	struct net_reply *reply = net_many_wait(r->net, ticket - 1);
	int rc = reply->rc;

	r->progress.answered++;
	show(r);
	if (rc < 0 && err && err->code == STRATA_OK)
		*err = reply->err;
	net_many_drop(r->net, ticket - 1);
	return rc;
}

void registry_close(struct registry *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->questions.count; i++)
		strata_buf_release(&r->questions.items[i].held);
	net_many_close(r->net);
	net_cache_close(r->cache);
	strata_buf_release(&r->subject);
	strata_arena_release(&r->scratch);
	strata_arena_release(&r->arena);
	free(r);
}
