/*
 * cache.c - the cache's files; see cache.h.
 *
 * A file: a line with the kind and a sum of all that follows the second line; a line
 * with the times, of a fixed length and with a sum of its own, so that an answer that
 * still holds is renewed in place; address, accepted types, credential's hash, validator,
 * a line each; the body. A second line that was written by half is no entry.
 */
#include "net/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "strata/digest.h"
#include "strata/limits.h"

#define KIND "strata-http-2"

enum {
	NAME_BYTES = 16,  /* of the key's SHA-256 that name a file */
	SUM_DIGITS = 16,
	TIMES_LINE = 16 + 1 + 3 * (12 + 1) + 2 + 1, /* sum, fetched, fresh, modified, 2 flags */
	KIND_LINE = sizeof(KIND) + SUM_DIGITS + 1,
	DAY = 86400,
	HEAD_BYTES = 16384, /* more than the longest address that is kept */
	URL_BYTES = 8192,
	SWEEP_BYTES = 32 << 20, /* written by one run: then it looks whether all is too much */
};

static const uint64_t TIME_END = 1000000000000u; /* what twelve digits hold */

struct net_cache {
	struct strata_arena arena;
	struct strata_str folder;
	uint64_t most, written;
	unsigned number; /* of the next temporary file */
};

struct net_cache *net_cache_open(struct strata_str folder, uint64_t most)
{
	struct net_cache *c = strata_malloc(sizeof(*c));

	*c = (struct net_cache){ .most = most ? most : STRATA_LIMIT_ANSWERS_BYTES };
	c->folder = strata_arena_dup(&c->arena, folder);
	return c;
}

struct strata_str net_whose(struct strata_arena *arena, struct strata_str authorization)
{
	struct strata_digest digest;
	unsigned char sum[STRATA_SHA256];

	if (!authorization.len)
		return STRATA_STR("");
	strata_digest_init(&digest, STRATA_SHA256);
	strata_digest_add(&digest, STRATA_STR("whose\n"));
	strata_digest_add(&digest, authorization);
	strata_digest_end(sum, &digest);
	return strata_arena_printf(arena, "%02x%02x%02x%02x%02x%02x", sum[0], sum[1], sum[2], sum[3],
				   sum[4], sum[5]);
}

/* --- names --------------------------------------------------------------------------- */

struct strata_str net_cache_name(const struct net_cache_key *key, struct strata_arena *arena)
{
	const struct strata_str parts[] = { key->url, key->accept, key->whose };
	struct strata_digest digest;
	unsigned char sum[STRATA_SHA256];
	char *name = strata_arena_text(arena, 2 * NAME_BYTES + 1), *to = name;

	strata_digest_init(&digest, STRATA_SHA256);
	for (int i = 0; i < 3; i++) {
		strata_digest_add(&digest, parts[i]);
		strata_digest_add(&digest, STRATA_STR("\n"));
	}
	strata_digest_end(sum, &digest);
	for (int i = 0; i < NAME_BYTES; i++) {
		*to++ = "0123456789abcdef"[sum[i] >> 4];
		*to++ = "0123456789abcdef"[sum[i] & 15];
		if (i == 0)
			*to++ = '/';
	}
	return (struct strata_str){ name, (size_t)(to - name) };
}

static const char *path_of(const struct net_cache *c, const struct net_cache_key *key,
			   struct strata_arena *arena)
{
	struct strata_str name = key->name.ptr ? key->name : net_cache_name(key, arena);

	return strata_arena_cstr(arena,
				 strata_arena_join(arena, c->folder, STRATA_STR("/"), name));
}

/* All folders on the way to a file, for this user alone. */
static void make_folders(const char *path, struct strata_arena *arena)
{
	char *copy = (char *)(uintptr_t)strata_arena_cstr(arena, strata_str_of(path));

	for (char *c = copy + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		mkdir(copy, 0700);
		*c = '/';
	}
}

/* --- one file -------------------------------------------------------------------------- */

static void add_times(struct strata_buf *b, const struct net_cached *e)
{
	char times[TIMES_LINE + 1];

	snprintf(times, sizeof(times), "%012" PRIu64 " %012" PRIu64 " %012" PRIu64 " %d%d",
		 (uint64_t)e->fetched % TIME_END, (uint64_t)e->fresh_until % TIME_END,
		 (uint64_t)e->modified % TIME_END, e->immutable, e->missing);
	strata_buf_addf(b, "%016" PRIx64 " %s\n", strata_sum(1, strata_str_of(times)), times);
}

/* Whether a text is the sixteen digits of a sum. */
static bool is_sum(struct strata_str text, uint64_t sum)
{
	if (text.len != SUM_DIGITS)
		return false;
	for (int i = SUM_DIGITS - 1; i >= 0; i--, sum >>= 4)
		if (text.ptr[i] != "0123456789abcdef"[sum & 15])
			return false;
	return true;
}

static bool read_times(struct net_cached *e, struct strata_str line)
{
	struct strata_str sum, times, fetched, fresh, modified, flags;
	uint64_t a, b, c;

	strata_str_cut(&sum, &times, line, ' ');
	strata_str_cut(&fetched, &fresh, times, ' ');
	strata_str_cut(&fresh, &modified, fresh, ' ');
	strata_str_cut(&modified, &flags, modified, ' ');
	if (!is_sum(sum, strata_sum(1, times)) || !strata_str_u64(&a, fetched) ||
	    !strata_str_u64(&b, fresh) || !strata_str_u64(&c, modified) || flags.len != 2)
		return false;
	e->fetched = (time_t)a;
	e->fresh_until = (time_t)b;
	e->modified = (time_t)c;
	e->immutable = flags.ptr[0] == '1';
	e->missing = flags.ptr[1] == '1';
	return true;
}

static uint64_t sum_file(struct strata_str names, struct strata_str body)
{
	return strata_sum(strata_sum(2, names), body);
}

static struct strata_str names_of(const struct net_cache_key *key, struct strata_str validator,
				  struct strata_arena *arena)
{
	return strata_arena_printf(arena, "%.*s\n%.*s\n%.*s\n%.*s\n", STRATA_ARG(key->url),
				   STRATA_ARG(key->accept), STRATA_ARG(key->whose),
				   STRATA_ARG(validator));
}

/* The names, which must be those of the key, and what follows them. */
static bool read_names(struct net_cached *e, struct strata_str *body, struct strata_str rest,
		       const struct net_cache_key *key, struct strata_arena *arena)
{
	struct strata_str url, accept, whose, validator;

	strata_str_cut(&url, &rest, rest, '\n');
	strata_str_cut(&accept, &rest, rest, '\n');
	strata_str_cut(&whose, &rest, rest, '\n');
	if (!strata_str_cut(&validator, &rest, rest, '\n') || !strata_str_eq(url, key->url) ||
	    !strata_str_eq(accept, key->accept) || !strata_str_eq(whose, key->whose))
		return false;
	e->validator = strata_arena_dup(arena, validator);
	*body = rest;
	return true;
}

/* At most `most` bytes; false also when there are more than any entry has. */
static bool read_file(struct strata_buf *out, const char *path, size_t most)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct timespec used[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } };
	struct stat info;
	size_t size = 0;
	ssize_t got = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
	    (uint64_t)info.st_size <= STRATA_LIMIT_ANSWER_BYTES + HEAD_BYTES) {
		size = (size_t)info.st_size < most ? (size_t)info.st_size : most;
		got = read(fd, strata_buf_room(out, size), size);
		out->len += got > 0 ? (size_t)got : 0;
		if (info.st_atime + DAY < time(NULL))
			futimens(fd, used);
	}
	close(fd);
	return got > 0 && (size_t)got == size;
}

/* Takes the head off the front of all. */
static bool read_head(struct net_cached *e, struct strata_str *names, struct strata_str *sum,
		      struct strata_str all)
{
	struct strata_str line, times;

	if (!strata_str_cut(&line, &all, all, '\n') || !strata_str_cut(&times, &all, all, '\n') ||
	    !strata_str_starts(line, STRATA_STR(KIND " ")) || !read_times(e, times))
		return false;
	*sum = strata_str_skip(line, sizeof(KIND));
	*names = all;
	return true;
}

static bool is_whole(struct strata_str sum, struct strata_str names, struct strata_str body)
{
	return is_sum(sum, sum_file(strata_str_take(names, names.len - body.len), body));
}

/* Of a file of which at most `most` bytes are read; the sum is checked where that is all of it. */
static bool read_entry(struct net_cached *out, struct strata_buf *bytes, struct net_cache *c,
		       const struct net_cache_key *key, size_t most, struct strata_arena *arena)
{
	struct strata_str names, sum, body;
	bool all;

	*out = (struct net_cached){ 0 };
	strata_buf_reset(bytes);
	if (!c || !read_file(bytes, path_of(c, key, arena), most) ||
	    !read_head(out, &names, &sum, strata_buf_str(bytes)) ||
	    !read_names(out, &body, names, key, arena))
		return false;
	all = bytes->len < most;
	if (all && !is_whole(sum, names, body))
		return false;
	out->body = all ? body : STRATA_NONE;
	return true;
}

bool net_cache_peek(struct net_cached *out, struct strata_buf *bytes, struct net_cache *c,
		    const struct net_cache_key *key, struct strata_arena *arena)
{
	return read_entry(out, bytes, c, key, HEAD_BYTES, arena);
}

bool net_cache_get(struct net_cached *out, struct strata_buf *bytes, struct net_cache *c,
		   const struct net_cache_key *key, struct strata_arena *arena)
{
	struct strata_buf head = STRATA_BUF_INIT;
	bool found;

	if (bytes)
		return read_entry(out, bytes, c, key, SIZE_MAX, arena);
	found = net_cache_peek(out, &head, c, key, arena);
	out->body = STRATA_NONE;
	strata_buf_release(&head);
	return found;
}

static bool is_line(struct strata_str text)
{
	return strata_str_chr(text, '\n') == STRATA_NPOS;
}

static bool write_whole(const char *path, struct strata_str head, struct strata_str body)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct strata_str parts[] = { head, body };
	bool ok = fd >= 0;

	for (int i = 0; i < 2; i++)
		while (ok && parts[i].len) {
			ssize_t n = write(fd, parts[i].ptr, parts[i].len);

			ok = n > 0;
			parts[i] = strata_str_skip(parts[i], ok ? (size_t)n : 0);
		}
	if (fd >= 0 && close(fd) < 0)
		ok = false;
	return ok;
}

void net_cache_put(struct net_cache *c, const struct net_cache_key *key,
		   const struct net_cached *e, struct strata_str body)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_buf head = STRATA_BUF_INIT;
	struct strata_str names;
	const char *path, *beside;

	if (!c || body.len > c->most / 8 || key->url.len > URL_BYTES || !is_line(key->url) ||
	    !is_line(key->accept))
		return;
	names = names_of(key, e->validator, &arena);
	strata_buf_addf(&head, KIND " %016" PRIx64 "\n", sum_file(names, body));
	add_times(&head, e);
	strata_buf_add(&head, names);
	path = path_of(c, key, &arena);
	beside = strata_arena_printf(&arena, "%s.%ld.%u.part", path, (long)getpid(), c->number++).ptr;
	make_folders(path, &arena);
	if (write_whole(beside, strata_buf_str(&head), body) && rename(beside, path) == 0)
		c->written += body.len + head.len;
	else
		unlink(beside);
	strata_buf_release(&head);
	strata_arena_release(&arena);
}

void net_cache_renew(struct net_cache *c, const struct net_cache_key *key,
		     const struct net_cached *e)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_buf line = STRATA_BUF_INIT;
	int fd = c ? open(path_of(c, key, &arena), O_WRONLY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		add_times(&line, e);
		if (pwrite(fd, line.ptr, line.len, KIND_LINE) != (ssize_t)line.len)
			unlink(path_of(c, key, &arena));
		close(fd);
	}
	strata_buf_release(&line);
	strata_arena_release(&arena);
}

void net_cache_forget(struct net_cache *c, const struct net_cache_key *key)
{
	struct strata_arena arena = STRATA_ARENA_INIT;

	if (c)
		unlink(path_of(c, key, &arena));
	strata_arena_release(&arena);
}

/* --- letting go --------------------------------------------------------------------------- */

struct kept {
	const char *path;
	time_t used;
	uint64_t size;
};

STRATA_VEC(kept_list, struct kept);

static int compare_used(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	return (x->used > y->used) - (x->used < y->used);
}

/* The files of one folder; parts that a killed run left go at once. */
static void list_folder(struct kept_list *out, const char *folder, struct strata_arena *arena)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat info;

	while (dir && (entry = readdir(dir))) {
		struct kept k = { .path = strata_arena_printf(arena, "%s/%s", folder,
							      entry->d_name).ptr };

		if (entry->d_name[0] == '.' || stat(k.path, &info) < 0 || !S_ISREG(info.st_mode))
			continue;
		if (strata_str_ends(strata_str_of(k.path), STRATA_STR(".part")) &&
		    info.st_mtime + DAY < time(NULL)) {
			unlink(k.path);
			continue;
		}
		k.used = info.st_atime;
		k.size = (uint64_t)info.st_size;
		*strata_vec_push(arena, out) = k;
	}
	if (dir)
		closedir(dir);
}

static void sweep(struct net_cache *c)
{
	struct kept_list all = { 0 };
	uint64_t total = 0;

	for (unsigned i = 0; i < 256; i++)
		list_folder(&all,
			    strata_arena_printf(&c->arena, "%.*s/%02x", STRATA_ARG(c->folder), i).ptr,
			    &c->arena);
	for (size_t i = 0; i < all.count; i++)
		total += all.items[i].size;
	if (total <= c->most)
		return;
	strata_vec_sort(&all, compare_used);
	/* A tenth more than must be, so that not every run has to. */
	for (size_t i = 0; i < all.count && total > c->most - c->most / 10; i++)
		if (unlink(all.items[i].path) == 0)
			total -= all.items[i].size;
}

/* Many small runs fill it too: one of each day looks. */
static bool is_due(struct net_cache *c)
{
	const char *mark = strata_arena_printf(&c->arena, "%.*s/swept", STRATA_ARG(c->folder)).ptr;
	struct stat info;
	int fd;

	if (stat(mark, &info) == 0 && info.st_mtime + DAY > time(NULL))
		return false;
	if ((fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) >= 0) {
		futimens(fd, NULL);
		close(fd);
	}
	return true;
}

void net_cache_close(struct net_cache *c)
{
	if (!c)
		return;
	if (c->written && (c->written > SWEEP_BYTES || c->written > c->most / 8 || is_due(c)))
		sweep(c);
	strata_arena_release(&c->arena);
	free(c);
}
