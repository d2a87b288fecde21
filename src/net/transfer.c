/* transfer.c - one question to a server; see transfer.h. */
#include "net/transfer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "strata/limits.h"

enum { CONNECT_SECONDS = 20, SILENCE_SECONDS = 30, REDIRECTS = 5 };

const char *transfer_validator(const struct transfer *t)
{
	return t->etag[0] ? t->etag : t->modified;
}

/* --- the head ----------------------------------------------------------------- */

/* The value of a header line with that name, absent for another. */
static struct strata_str header(struct strata_str line, const char *name)
{
	struct strata_str key, value;

	if (!strata_str_cut(&key, &value, line, ':') ||
	    !strata_str_eq_nocase(key, strata_str_of(name)))
		return STRATA_NONE;
	return strata_str_trim(value);
}

/* A value that is longer, or no plain text, is none that we could keep and give back. */
static void keep(char *out, size_t size, struct strata_str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < ' ' || value.ptr[i] > '~')
			return;
	if (value.len < size)
		snprintf(out, size, "%.*s", STRATA_ARG(value));
}

static long seconds_until(const struct transfer *t, struct strata_str value)
{
	uint64_t seconds;
	char date[64] = "";
	time_t then;

	if (strata_str_u64(&seconds, value))
		return seconds > INT32_MAX ? INT32_MAX : (long)seconds;
	keep(date, sizeof(date), value);
	then = t->net->curl->getdate(date, NULL);
	return then < 0 ? 0 : (long)(then - time(NULL));
}

/* "bytes 10-19/20", or in a 416 "bytes ?/20" with an asterisk. */
static void read_range(struct transfer *t, struct strata_str value)
{
	struct strata_str span, total, first, last;
	uint64_t size;

	if (!strata_str_starts(value, STRATA_STR("bytes ")))
		return;
	strata_str_cut(&span, &total, strata_str_skip(value, 6), '/');
	strata_str_cut(&first, &last, span, '-');
	if (!strata_str_u64(&t->range_start, first))
		t->range_start = UINT64_MAX;
	if (strata_str_u64(&size, total)) {
		t->total = size;
		t->whole = size == t->sink->size;
	}
}

/* "public, max-age=300, immutable": RFC 9111, 5.2.2; immutable is RFC 8246. */
static void read_cache_control(struct transfer *t, struct strata_str value)
{
	struct strata_str word, name, number;
	uint64_t seconds;

	while (value.ptr) {
		strata_str_cut(&word, &value, value, ',');
		strata_str_cut(&name, &number, strata_str_trim(word), '=');
		if (strata_str_eq_nocase(name, STRATA_STR("no-store")))
			t->unkept = true;
		else if (strata_str_eq_nocase(name, STRATA_STR("no-cache")))
			t->max_age = 0;
		else if (strata_str_eq_nocase(name, STRATA_STR("immutable")))
			t->immutable = true;
		else if (strata_str_eq_nocase(name, STRATA_STR("max-age")) && t->max_age != 0 &&
			 strata_str_u64(&seconds, number))
			t->max_age = seconds > INT32_MAX ? INT32_MAX : (long)seconds;
	}
}

static void read_freshness(struct transfer *t, struct strata_str line)
{
	struct strata_str value;
	uint64_t seconds;
	char date[64] = "";

	if ((value = header(line, "cache-control")).ptr) {
		read_cache_control(t, value);
	} else if ((value = header(line, "age")).ptr) {
		if (strata_str_u64(&seconds, value) && seconds < INT32_MAX)
			t->age = (long)seconds;
	} else if ((value = header(line, "expires")).ptr) {
		keep(date, sizeof(date), value);
		t->expires = t->net->curl->getdate(date, NULL);
	}
}

static size_t on_header(char *bytes, size_t one, size_t count, void *payload)
{
	struct strata_str line = { bytes, one * count }, value;
	struct transfer *t = payload;

	if (strata_str_starts(line, STRATA_STR("HTTP/"))) {
		/* Of a redirect, or of a proxy, so far. */
		t->etag[0] = t->modified[0] = '\0';
		t->range_start = UINT64_MAX;
		t->total = 0;
		t->encoded = t->whole = false;
		t->retry_after = 0;
		t->max_age = t->expires = -1;
		t->age = 0;
		t->immutable = t->unkept = false;
		if (t->head)
			strata_buf_reset(t->head);
	}
	if (t->head && t->head->len + line.len <= STRATA_LIMIT_HEAD_BYTES)
		strata_buf_add(t->head, line);
	if ((value = header(line, "etag")).ptr)
		keep(t->etag, sizeof(t->etag), value);
	else if ((value = header(line, "last-modified")).ptr)
		keep(t->modified, sizeof(t->modified), value);
	else if ((value = header(line, "content-range")).ptr)
		read_range(t, value);
	else if ((value = header(line, "content-encoding")).ptr)
		t->encoded = !strata_str_eq_nocase(value, STRATA_STR("identity"));
	else if ((value = header(line, "retry-after")).ptr)
		t->retry_after = seconds_until(t, value);
	else
		read_freshness(t, line);
	return line.len;
}

/* --- the body ----------------------------------------------------------------- */

static int begin_anew(struct transfer *t)
{
	struct sink *sink = t->sink;

	sink->size = 0;
	if (sink->buffer)
		strata_buf_reset(sink->buffer);
	else if (ftruncate(sink->fd, 0) < 0 || lseek(sink->fd, 0, SEEK_SET) < 0)
		return strata_fail(t->err, STRATA_EIO, 0, "cannot write: %s", strerror(errno));
	return sink->begin ? sink->begin(sink, t->encoded ? "" : transfer_validator(t), t->err) : 0;
}

/* Settles, at its first byte, where the body belongs. */
static int start(struct transfer *t)
{
	t->started = true;
	t->net->curl->easy_getinfo(t->net->handle, CURLINFO_RESPONSE_CODE, &t->status);
	if (t->status >= 300)
		return 0;
	if (t->status != 206)
		return begin_anew(t);
	if (t->part)
		t->misplaced = t->range_start == UINT64_MAX || t->encoded;
	else
		t->misplaced = t->range_start != t->sink->size || t->encoded;
	return t->misplaced ? -1 : 0;
}

static int put(struct sink *sink, struct strata_str bytes, struct strata_error *err)
{
	if (sink->size + bytes.len > sink->most)
		return strata_fail(err, STRATA_ELIMIT, 0,
				   "the answer has more than %" PRIu64 " bytes", sink->most);
	sink->size += bytes.len;
	if (sink->buffer) {
		strata_buf_add(sink->buffer, bytes);
		return 0;
	}
	while (bytes.len > 0) {
		ssize_t written = write(sink->fd, bytes.ptr, bytes.len);

		if (written < 0)
			return strata_fail(err, STRATA_EIO, 0, "cannot write what was fetched: %s",
					   strerror(errno));
		bytes = strata_str_skip(bytes, (size_t)written);
	}
	return 0;
}

static size_t on_body(char *bytes, size_t one, size_t count, void *payload)
{
	struct strata_str all = { bytes, one * count };
	struct transfer *t = payload;

	if (!t->started && start(t) < 0)
		return 0;
	if (t->status >= 300)
		return all.len; /* a page for people */
	if (put(t->sink, all, t->err) < 0)
		return 0;
	t->received += all.len;
	return all.len;
}

static int on_progress(void *payload, curl_off_t total, curl_off_t now, curl_off_t unused_total,
		       curl_off_t unused)
{
	const struct transfer *t = payload;
	uint64_t before = t->sink->size - (t->received < t->sink->size ? t->received : t->sink->size);

	(void)unused_total, (void)unused, (void)now;
	if (t->net->options.progress && t->received)
		t->net->options.progress(t->sink->size, total > 0 ? (uint64_t)total + before : 0,
					 t->net->options.payload);
	return 0;
}

/* --- asking ------------------------------------------------------------------- */

static bool is_date(struct strata_str validator)
{
	return validator.len && validator.ptr[0] != '"' &&
	       !strata_str_starts(validator, STRATA_STR("W/"));
}

static void add_line(struct curl_slist **list, struct net *net, const char *name,
		     struct strata_str value)
{
	struct strata_buf b = STRATA_BUF_INIT;

	strata_buf_addf(&b, "%s: %.*s", name, STRATA_ARG(value));
	*list = net->curl->slist_append(*list, b.ptr);
	strata_buf_release(&b);
}

static struct curl_slist *make_lines(const struct transfer *t)
{
	struct curl_slist *list = NULL;

	if (t->condition.len && !t->sink->size)
		add_line(&list, t->net,
			 is_date(t->condition) ? "If-Modified-Since" : "If-None-Match",
			 t->condition);
	if (t->sink->size)
		add_line(&list, t->net, "If-Range", t->if_range);
	if (t->accept)
		add_line(&list, t->net, "Accept", strata_str_of(t->accept));
	if (t->authorization.len)
		add_line(&list, t->net, "Authorization", t->authorization);
	return list;
}

#define SET(option, value) (result = result ? result : curl->easy_setopt(h, option, value))

/* A limit that the library does not know must not be passed over: any failure counts. */
static CURLcode set_limits(const struct transfer *t, const char *url)
{
	const struct curl_library *curl = t->net->curl;
	bool secure = strata_str_starts(strata_str_of(url), STRATA_STR("https:"));
	bool local = strata_str_starts(strata_str_of(url), STRATA_STR("file:"));
	unsigned silence = t->net->options.silence ? t->net->options.silence : SILENCE_SECONDS;
	time_t now = time(NULL);
	CURL *h = t->net->handle;
	CURLcode result = CURLE_OK;

	SET(CURLOPT_PROTOCOLS_STR, local ? "file" : secure ? "https" : "http");
	SET(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
	SET(CURLOPT_FOLLOWLOCATION, local || t->alone ? 0L : 1L);
	SET(CURLOPT_MAXREDIRS, (long)REDIRECTS);
	SET(CURLOPT_CONNECTTIMEOUT, (long)(silence < CONNECT_SECONDS ? silence : CONNECT_SECONDS));
	SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
	SET(CURLOPT_LOW_SPEED_TIME, (long)silence);
	SET(CURLOPT_TIMEOUT, now < t->net->deadline ? (long)(t->net->deadline - now) : 1L);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)(t->sink->most - t->sink->size));
	SET(CURLOPT_NOSIGNAL, 1L);
	return result;
}

static CURLcode set_request(struct transfer *t, const char *url, struct curl_slist *lines)
{
	const struct curl_library *curl = t->net->curl;
	const char *authorities = getenv("SSL_CERT_FILE");
	CURL *h = t->net->handle;
	CURLcode result = CURLE_OK;
	char range[32];

	SET(CURLOPT_URL, url);
	SET(CURLOPT_USERAGENT, "strata/" STRATA_VERSION);
	SET(CURLOPT_HTTPHEADER, lines);
	/* A document that comes in parts must come as it is; what comes compressed all the same is read. */
	SET(CURLOPT_ACCEPT_ENCODING, t->sink->buffer && !t->part ? "" : "identity");
	/* Not RESUME_FROM, which takes a whole document for a failure. */
	snprintf(range, sizeof(range), "%" PRIu64 "-", t->sink->size);
	if (t->part || t->sink->size)
		SET(CURLOPT_RANGE, t->part ? t->part : range);
	SET(CURLOPT_FILETIME, 1L);
	if (authorities && *authorities)
		SET(CURLOPT_CAINFO, authorities);
	SET(CURLOPT_ERRORBUFFER, t->why);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(CURLOPT_XFERINFODATA, t);
	return result;
}

#undef SET

void transfer_forget(struct transfer *t)
{
	t->received = 0;
	t->started = t->misplaced = false;
	t->status = 0;
	t->why[0] = '\0';
	t->retry_after = 0;
}

int transfer_begin(struct transfer *t, const char *url)
{
	t->lines = make_lines(t);
	t->net->curl->easy_reset(t->net->handle);
	t->range_start = UINT64_MAX;
	if (set_limits(t, url) == CURLE_OK && set_request(t, url, t->lines) == CURLE_OK)
		return 0;
	t->net->curl->slist_free_all(t->lines);
	t->lines = NULL;
	return strata_fail(t->err, STRATA_EUNSUPPORTED, 0,
			   "this libcurl is too old to be used safely: 7.85 or later is needed");
}

int transfer_end(struct transfer *t, CURLcode result)
{
	const struct curl_library *curl = t->net->curl;
	curl_off_t time = -1;

	t->result = result;
	curl->easy_getinfo(t->net->handle, CURLINFO_RESPONSE_CODE, &t->status);
	if (!t->why[0])
		snprintf(t->why, sizeof(t->why), "%s", curl->easy_strerror(t->result));
	/* An answer without a byte is one too. */
	if (t->result == CURLE_OK && !t->started && t->status < 300)
		start(t);
	curl->easy_getinfo(t->net->handle, CURLINFO_FILETIME_T, &time);
	t->time = (time_t)time;
	t->ours = t->err->code != STRATA_OK;
	curl->slist_free_all(t->lines);
	t->lines = NULL;
	return t->err->code;
}

void transfer_calm(struct sigaction *before)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGPIPE, &ignore, before);
}

void transfer_uncalm(const struct sigaction *before)
{
	sigaction(SIGPIPE, before, NULL);
}

int transfer_run(struct transfer *t, const char *url)
{
	struct sigaction before;
	CURLcode result;
	int rc = transfer_begin(t, url);

	if (rc < 0)
		return rc;
	transfer_calm(&before);
	result = t->net->curl->easy_perform(t->net->handle);
	transfer_uncalm(&before);
	return transfer_end(t, result);
}
