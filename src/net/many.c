/*
 * many.c - libcurl's multi interface; see many.h.
 *
 * A flight is one request from its question to its reply. It waits for a free slot (an
 * easy handle), is on its way, or rests until its next try. Whoever waits for a flight
 * drives all of them; the one that is waited for gets the next free slot.
 */
#include "net/many.h"

#include <stdio.h>
#include <string.h>

#include "net/transfer.h"
#include "strata/limits.h"

enum {
	FLIGHTS = 64,
	CONNECTIONS_PER_HOST = 8, /* where HTTP/2 does not carry all on one */
	TRIES = 5,
	FIRST_PAUSE_MS = 400,
	REDIRECTS = 5,
	LONGEST_POLL_MS = 1000,
};

enum state {
	WAITING,
	FLYING,
	RESTING,
	DONE,
	DROPPED,
};

struct flight {
	enum state state;
	struct strata_arena arena;
	struct strata_str url;     /* where it is now */
	struct strata_str origin;  /* what was asked for */
	const char *accept;
	struct strata_str validator;
	const struct net_credential *credential;
	const char *part; /* NULL: all */
	int file;         /* -1: the body goes to the reply */
	bool head;
	uint64_t most;
	int tries, redirects;
	long pause;
	uint64_t rests_until; /* milliseconds of the monotonic clock */
	time_t deadline;
	struct net net; /* with the slot's handle */
	struct sink sink;
	struct transfer transfer;
	struct net_reply reply;
};

struct net_many {
	struct net_many_options options;
	const struct curl_library *curl;
	CURLM *multi;
	struct flight **flights; /* by ticket */
	size_t count, capacity;
	size_t first_waiting; /* none waits before it */
	size_t resting;
	CURL *idle[FLIGHTS]; /* handles without a flight */
	size_t idle_count, flying;
};

static uint64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int net_many_open(struct net_many **out, const struct net_many_options *options,
		  struct strata_error *err)
{
	const struct curl_library *curl;
	struct net_many *m;
	int rc;

	*out = NULL;
	if ((rc = curl_load(&curl, err)) < 0)
		return rc;
	m = strata_malloc(sizeof(*m));
	*m = (struct net_many){ .options = *options, .curl = curl, .multi = curl->multi_init() };
	if (!m->options.flights || m->options.flights > FLIGHTS)
		m->options.flights = FLIGHTS;
	if (!m->multi) {
		free(m);
		return strata_fail(err, STRATA_EIO, 0, "libcurl does not start");
	}
	curl->multi_setopt(m->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	curl->multi_setopt(m->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_PER_HOST);
	*out = m;
	return 0;
}

/* --- a flight ----------------------------------------------------------------------- */

static void land(struct flight *f, int rc)
{
	f->state = DONE;
	f->reply.rc = rc;
	f->reply.reached = f->reply.reached || f->transfer.status != 0;
	if (rc < 0)
		strata_error_at(&f->reply.err, net_shown(&f->arena, f->origin));
}

static void set_freshness(struct flight *f)
{
	const struct transfer *t = &f->transfer;
	time_t now = time(NULL);

	f->reply.immutable = t->immutable;
	f->reply.modified = t->time > 0 ? t->time : 0;
	f->reply.unkept = t->unkept;
	if (t->max_age > t->age)
		f->reply.fresh_until = now + t->max_age - t->age;
	else if (t->max_age < 0 && t->expires > now)
		f->reply.fresh_until = t->expires;
}

static void set_part(struct flight *f)
{
	f->reply.part = f->part && f->transfer.status == 206;
	if (f->reply.part) {
		f->reply.start = f->transfer.range_start;
		f->reply.total = f->transfer.total;
	}
}

static void start(struct net_many *m, struct flight *f)
{
	struct transfer *t = &f->transfer;
	const struct curl_library *curl = m->curl;
	CURL *handle = m->idle_count ? m->idle[--m->idle_count] : curl->easy_init();
	int rc;

	if (!handle) {
		strata_fail(&f->reply.err, STRATA_EIO, 0, "libcurl does not start");
		land(f, STRATA_EIO);
		return;
	}
	f->net = (struct net){ .curl = curl, .handle = handle, .deadline = f->deadline };
	f->net.options.silence = m->options.silence;
	f->sink = (struct sink){ .fd = f->file, .most = f->most };
	if (f->file < 0)
		f->sink.buffer = &f->reply.body;
	strata_buf_reset(&f->reply.body);
	*t = (struct transfer){
		.net = &f->net,
		.sink = &f->sink,
		.condition = f->validator,
		.accept = f->accept,
		.part = f->part,
		.alone = true,
		.err = &f->reply.err,
		.head = f->head ? &f->reply.head : NULL,
	};
	if (f->credential && net_within(f->url, f->credential->scope))
		t->authorization = f->credential->authorization;
	rc = transfer_begin(t, strata_arena_cstr(&f->arena, f->url));
	if (rc == 0 && (curl->easy_setopt(handle, CURLOPT_HTTP_VERSION,
					  (long)CURL_HTTP_VERSION_2TLS) != CURLE_OK ||
			curl->easy_setopt(handle, CURLOPT_PIPEWAIT, 1L) != CURLE_OK ||
			curl->easy_setopt(handle, CURLOPT_PRIVATE, f) != CURLE_OK ||
			curl->multi_add_handle(m->multi, handle) != CURLM_OK))
		rc = strata_fail(&f->reply.err, STRATA_EIO, 0, "libcurl takes no more requests");
	if (rc < 0) {
		m->idle[m->idle_count++] = handle;
		land(f, rc);
		return;
	}
	f->state = FLYING;
	f->tries++;
	m->flying++;
}

/* Where a redirect leads to, on the same terms; false when it may not be followed. */
static bool follow(struct flight *f, const char *target)
{
	bool secure = strata_str_starts(f->url, STRATA_STR("https:"));
	struct strata_str to = strata_str_of(target);


	if (!to.len) {
		strata_fail(&f->reply.err, STRATA_EIO, 0, "the server redirects to nowhere");
	} else if (++f->redirects > REDIRECTS) {
		strata_fail(&f->reply.err, STRATA_EIO, 0, "the server redirects in circles");
	} else if (!strata_str_starts(to, STRATA_STR("https:")) &&
		   (secure || !strata_str_starts(to, STRATA_STR("http:")))) {
		strata_fail(&f->reply.err, STRATA_EIO, 0,
			    "the server redirects to where it may not: '%.*s'",
			    STRATA_ARG(net_shown(&f->arena, to)));
	} else {
		f->url = strata_arena_dup(&f->arena, to);
		f->state = WAITING;
		f->tries--; /* it is the same try */
		return true;
	}
	return false;
}

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Whether another try is due; then it rests for a while. */
static bool rest(struct net_many *m, struct flight *f)
{
	const struct transfer *t = &f->transfer;

	if (!transfer_may_pass(t) || f->tries >= TRIES || time(NULL) >= f->deadline ||
	    t->retry_after * 1000 > TRANSFER_LONGEST_PAUSE_MS)
		return false;
	f->state = RESTING;
	f->rests_until = milliseconds() +
			 (uint64_t)(t->retry_after > 0 ? t->retry_after * 1000 : f->pause);
	f->pause *= 2;
	m->resting++;
	return true;
}

static void arrive(struct net_many *m, struct flight *f, CURLcode result)
{
	struct transfer *t = &f->transfer;
	char *target = NULL;
	int rc = transfer_end(t, result);

	m->curl->easy_getinfo(f->net.handle, CURLINFO_REDIRECT_URL, &target);
	m->curl->multi_remove_handle(m->multi, f->net.handle);
	m->idle[m->idle_count++] = f->net.handle;
	m->flying--;
	f->reply.reached = f->reply.reached || t->status != 0;
	f->reply.status = t->status;
	f->reply.elsewhere = !net_same_host(f->url, f->origin);
	if (rc < 0) {
		land(f, rc);
	} else if (result == CURLE_OK && is_redirect(t->status)) {
		if (!follow(f, target))
			land(f, STRATA_EIO);
		else
			start(m, f);
	} else if (transfer_is_finished(t)) {
		f->reply.unchanged = t->status == 304;
		f->reply.validator = strata_arena_dup(&f->arena,
						      strata_str_of(transfer_validator(t)));
		set_freshness(f);
		set_part(f);
		land(f, 0);
	} else if (!rest(m, f)) {
		strata_buf_reset(&f->reply.body);
		f->reply.passing = transfer_may_pass(t) || result == CURLE_COULDNT_RESOLVE_HOST ||
				   result == CURLE_COULDNT_RESOLVE_PROXY;
		land(f, transfer_fail(t, &f->reply.err));
	}
}

struct strata_str net_header(struct strata_str head, const char *name, size_t nth)
{
	struct strata_str line, key, value;

	while (head.ptr) {
		strata_str_cut(&line, &head, head, '\n');
		if (strata_str_cut(&key, &value, line, ':') &&
		    strata_str_eq_nocase(strata_str_trim(key), strata_str_of(name)) && nth-- == 0)
			return strata_str_trim(value);
	}
	return STRATA_NONE;
}

/* --- all of them ---------------------------------------------------------------------- */

static void wake(struct net_many *m)
{
	uint64_t now = m->resting ? milliseconds() : 0;

	for (size_t i = 0; m->resting && i < m->count; i++) {
		struct flight *f = m->flights[i];

		if (f->state != RESTING || f->rests_until > now)
			continue;
		m->resting--;
		f->state = WAITING;
		if (i < m->first_waiting)
			m->first_waiting = i;
	}
}

static void start_waiting(struct net_many *m, struct flight *first)
{
	if (first && first->state == WAITING && m->flying < m->options.flights)
		start(m, first);
	for (; m->first_waiting < m->count && m->flying < m->options.flights; m->first_waiting++)
		if (m->flights[m->first_waiting]->state == WAITING)
			start(m, m->flights[m->first_waiting]);
}

static void drive(struct net_many *m, struct flight *first)
{
	int running, left;
	CURLMsg *message;

	wake(m);
	start_waiting(m, first);
	m->curl->multi_perform(m->multi, &running);
	while ((message = m->curl->multi_info_read(m->multi, &left))) {
		char *flight = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		m->curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &flight);
		arrive(m, (struct flight *)(void *)flight, message->data.result);
	}
	start_waiting(m, first);
}

void net_many_go_on(struct net_many *m)
{
	struct sigaction before;

	transfer_calm(&before);
	drive(m, NULL);
	transfer_uncalm(&before);
}

/* Until something happens, or a flight has rested. */
static void pause_all(struct net_many *m)
{
	uint64_t now = milliseconds(), until = now + LONGEST_POLL_MS;

	for (size_t i = 0; m->resting && i < m->count; i++)
		if (m->flights[i]->state == RESTING && m->flights[i]->rests_until < until)
			until = m->flights[i]->rests_until;
	m->curl->multi_poll(m->multi, NULL, 0, until > now ? (int)(until - now) : 0, NULL);
}

struct net_reply *net_many_wait(struct net_many *m, unsigned ticket)
{
	struct flight *f = m->flights[ticket];
	struct sigaction before;

	transfer_calm(&before);
	for (drive(m, f); f->state < DONE; drive(m, f)) {
		if (m->options.waiting)
			m->options.waiting(m->options.payload);
		if (f->state != WAITING || m->flying)
			pause_all(m);
	}
	transfer_uncalm(&before);
	return &f->reply;
}

unsigned net_many_ask(struct net_many *m, const struct net_ask *ask)
{
	struct flight *f = strata_malloc(sizeof(*f));

	*f = (struct flight){
		.accept = ask->accept,
		.credential = ask->credential,
		.most = ask->most,
		.pause = FIRST_PAUSE_MS,
		.file = ask->into_file ? ask->file : -1,
		.head = ask->head,
		.deadline = time(NULL) + (ask->seconds ? ask->seconds : STRATA_LIMIT_REQUEST_SECONDS),
	};
	f->url = f->origin = strata_arena_dup(&f->arena, ask->url);
	f->validator = strata_arena_dup(&f->arena, ask->validator);
	if (ask->part.len)
		f->part = strata_arena_cstr(&f->arena, ask->part);
	if (m->count == m->capacity) {
		m->capacity = m->capacity ? 2 * m->capacity : 64;
		m->flights = strata_realloc((void *)m->flights,
					    m->capacity * sizeof(struct flight *));
	}
	m->flights[m->count++] = f;
	return (unsigned)m->count - 1;
}

void net_many_drop(struct net_many *m, unsigned ticket)
{
	struct flight *f = m->flights[ticket];

	if (f->state != DONE)
		return;
	f->state = DROPPED;
	strata_buf_release(&f->reply.body);
	strata_buf_release(&f->reply.head);
	strata_arena_release(&f->arena);
}

void net_many_close(struct net_many *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->count; i++) {
		struct flight *f = m->flights[i];

		if (f->state == FLYING) {
			m->curl->multi_remove_handle(m->multi, f->net.handle);
			m->curl->slist_free_all(f->transfer.lines);
			m->curl->easy_cleanup(f->net.handle);
		}
		strata_buf_release(&f->reply.body);
		strata_buf_release(&f->reply.head);
		strata_arena_release(&f->arena);
		free(f);
	}
	while (m->idle_count)
		m->curl->easy_cleanup(m->idle[--m->idle_count]);
	m->curl->multi_cleanup(m->multi);
	free((void *)m->flights);
	free(m);
}
