/*
 * fetch.c - documents: tries, pauses, and the part that an earlier try left; see net.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/transfer.h"
#include "strata/limits.h"

enum {
	TRIES = 5,
	FIRST_PAUSE_MS = 400,       /* doubled each time */
	PROGRESS_BYTES = 1 << 20,   /* a try that brought so much is no failure */
	TRIES_WITH_PROGRESS = 1000,
};

int net_open(struct net **out, const struct net_options *options, struct strata_error *err)
{
	const struct curl_library *curl;
	struct net *net;
	int rc;

	*out = NULL;
	if ((rc = curl_load(&curl, err)) < 0)
		return rc;
	*out = net = strata_malloc(sizeof(*net));
	*net = (struct net){ .curl = curl, .handle = curl->easy_init(), .options = *options };
	if (net->handle)
		return 0;
	net_close(net);
	*out = NULL;
	return strata_fail(err, STRATA_EIO, 0, "libcurl does not start");
}

void net_close(struct net *net)
{
	if (!net)
		return;
	if (net->handle)
		net->curl->easy_cleanup(net->handle);
	free(net);
}

static void pause_ms(long ms)
{
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static void set_if_range(struct transfer *t, struct strata_arena *arena)
{
	struct strata_str validator = strata_str_of(transfer_validator(t));

	/* A weak tag tells of the meaning, not of the bytes. */
	if (t->misplaced || t->status == 416)
		t->sink->size = 0;
	else if (t->started && t->status < 300 && !t->encoded)
		t->if_range = strata_arena_dup(arena, validator);
	else if (t->started && t->status < 300)
		t->if_range = STRATA_NONE;
	if (!t->if_range.len || strata_str_starts(t->if_range, STRATA_STR("W/")))
		t->sink->size = 0;
}

/* Tries until there is an answer, or none is to be hoped for. */
static int fetch(struct transfer *t, const struct net_request *request, struct strata_arena *arena,
		 struct strata_error *err)
{
	long pause = FIRST_PAUSE_MS;
	int rc;

	for (int failures = 0, all = 0;; all++) {
		transfer_forget(t);
		if ((rc = transfer_run(t, request->url)) < 0 || transfer_is_finished(t))
			return rc;
		failures = t->received >= PROGRESS_BYTES ? 0 : failures + 1;
		if (!transfer_may_pass(t) || failures >= TRIES || all >= TRIES_WITH_PROGRESS ||
		    time(NULL) >= t->net->deadline || t->retry_after * 1000 > TRANSFER_LONGEST_PAUSE_MS)
			return transfer_fail(t, err);
		set_if_range(t, arena);
		pause_ms(t->retry_after > 0 ? t->retry_after * 1000 : pause);
		if (pause * 2 < TRANSFER_LONGEST_PAUSE_MS)
			pause *= 2;
	}
}

static int run(struct net_answer *out, struct transfer *t, const struct net_request *request,
	       struct strata_arena *arena, struct strata_error *err)
{
	int rc;

	t->err = err;
	t->condition = request->validator;
	t->sink->most = request->most;
	t->net->deadline = time(NULL) + STRATA_LIMIT_DOWNLOAD_SECONDS;
	rc = fetch(t, request, arena, err);
	out->reached = t->status != 0;
	if (rc < 0) {
		strata_error_at(err, net_shown(arena, strata_str_of(request->url)));
		return rc;
	}
	out->unchanged = t->status == 304;
	out->bytes = t->sink->size;
	out->time = t->time;
	out->validator = strata_arena_dup(arena, strata_str_of(transfer_validator(t)));
	return 0;
}

int net_get(struct strata_buf *body, struct net_answer *out, struct net *net,
	    const struct net_request *request, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct sink sink = { .fd = -1, .buffer = body };
	struct transfer t = { .net = net, .sink = &sink };

	strata_buf_reset(body);
	return run(out, &t, request, arena, err ? err : &own);
}

/* --- parts of files ------------------------------------------------------------- */

static const char *from_path(const char *file, struct strata_arena *arena)
{
	return strata_arena_printf(arena, "%s.from", file).ptr;
}

struct part {
	const char *from;
	struct strata_str url; /* as it is shown: nothing secret is kept */
};

/* Written before the bytes that it tells of: address, then validator, a line each. */
static int write_from(const struct sink *sink, const char *validator, struct strata_error *err)
{
	const struct part *part = sink->payload;
	FILE *f = fopen(part->from, "w");

	if (!f)
		return strata_fail(err, STRATA_EIO, 0, "cannot write: %s", strerror(errno));
	fprintf(f, "%.*s\n%s\n", STRATA_ARG(part->url), validator);
	return fclose(f) == 0 ? 0 : strata_fail(err, STRATA_EIO, 0, "cannot write: %s",
						strerror(errno));
}

/* The validator of the part that is there; absent when it is of another address. */
static struct strata_str read_from(const struct part *part, struct strata_arena *arena)
{
	char bytes[4096];
	struct strata_str line, rest = STRATA_NONE;
	FILE *f = fopen(part->from, "r");

	if (!f)
		return STRATA_NONE;
	rest = (struct strata_str){ bytes, fread(bytes, 1, sizeof(bytes), f) };
	fclose(f);
	strata_str_cut(&line, &rest, rest, '\n');
	if (!strata_str_eq(line, part->url))
		return STRATA_NONE;
	return strata_arena_dup(arena, strata_str_trim(rest));
}

int net_download(const char *file, struct net_answer *out, struct net *net,
		 const struct net_request *request, struct strata_arena *arena,
		 struct strata_error *err)
{
	struct part part = { from_path(file, arena),
			     net_shown(arena, strata_str_of(request->url)) };
	struct strata_error own = STRATA_ERROR_INIT;
	struct sink sink = { .begin = write_from, .payload = &part };
	struct transfer t = { .net = net, .sink = &sink };
	struct stat info;
	int rc;

	err = err ? err : &own;
	sink.fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (sink.fd < 0 || fstat(sink.fd, &info) < 0) {
		strata_error_at(err, strata_str_of(file));
		rc = strata_fail(err, STRATA_EIO, 0, "cannot write: %s", strerror(errno));
		goto out;
	}
	t.if_range = read_from(&part, arena);
	if (t.if_range.len && !strata_str_starts(t.if_range, STRATA_STR("W/")) && info.st_size > 0 &&
	    (uint64_t)info.st_size < request->most)
		sink.size = (uint64_t)info.st_size;
	lseek(sink.fd, (off_t)sink.size, SEEK_SET);
	rc = run(out, &t, request, arena, err);
	/* Too much of it, no room for it, none of it: nothing to go on with. */
	if (t.ours || sink.size == 0)
		net_forget(file);
out:
	if (sink.fd >= 0 && close(sink.fd) < 0 && rc == 0)
		rc = strata_fail(err, STRATA_EIO, 0, "cannot write: %s", strerror(errno));
	return rc;
}

void net_forget(const char *file)
{
	struct strata_arena arena = STRATA_ARENA_INIT;

	unlink(file);
	unlink(from_path(file, &arena));
	strata_arena_release(&arena);
}
