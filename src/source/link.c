/*
 * link.c - where a link of the snapshot leads, without ever leaving it.
 *
 * Links are followed over the entries of the snapshot, one part of the path after
 * the other, as a file system would: so a link in a commit, in the index and on disk
 * means the same, and what is not in the snapshot (.git, what is ignored, the rest of
 * the disk) cannot be reached by one.
 */
#include "source/snapshot.h"

#include "strata/limits.h"

static int compare(const void *key, const void *entry)
{
	return strata_str_cmp(*(const struct strata_str *)key,
			      ((const struct source_entry *)entry)->path);
}

static const struct source_entry *find(const struct source *s, struct strata_str path)
{
	const struct source_entries *e = &s->entries;

	return e->count ? bsearch(&path, e->items, e->count, sizeof(*e->items), compare) : NULL;
}

static int read_target(struct strata_str *out, struct source *s, const struct source_entry *link,
		       struct strata_arena *arena, struct strata_error *err)
{
	int rc = snapshot_read(out, s, link, arena, err);

	if (rc < 0)
		return rc;
	if (out->len > STRATA_LIMIT_PATH_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "the link's target is over %d bytes",
				   STRATA_LIMIT_PATH_BYTES);
	if (strata_str_starts(*out, STRATA_STR("/")))
		return strata_fail(err, STRATA_EIO, 0, "the link leads out of the snapshot: '%.*s'",
				   STRATA_ARG(*out));
	return 0;
}

/* One part of the path; what a link stands for is put before what is left to go. */
static int walk_part(struct strata_str *at, struct strata_str *rest, unsigned *links,
		     struct source *s, struct strata_str part, struct strata_arena *arena,
		     struct strata_error *err)
{
	const struct source_entry *entry;
	struct strata_str next, target;
	int rc;

	if (part.len == 0 || strata_str_eq(part, STRATA_STR(".")))
		return 0;
	if (strata_str_eq(part, STRATA_STR(".."))) {
		if (at->len == 0)
			return strata_fail(err, STRATA_EIO, 0,
					   "the link leads out of the snapshot");
		*at = strata_path_dir(*at);
		return 0;
	}
	next = strata_arena_join(arena, *at, at->len ? STRATA_STR("/") : STRATA_STR(""), part);
	entry = find(s, next);
	if (!entry || entry->type != SOURCE_LINK) {
		*at = next;
		return 0;
	}
	if (++*links > STRATA_LIMIT_SYMLINKS)
		return strata_fail(err, STRATA_ELIMIT, 0,
				   "more than %d links lead from one to the next",
				   STRATA_LIMIT_SYMLINKS);
	if ((rc = read_target(&target, s, entry, arena, err)) < 0)
		return rc;
	*rest = rest->ptr ? strata_arena_join(arena, target, STRATA_STR("/"), *rest) : target;
	return 0;
}

int snapshot_follow(const struct source_entry **out, struct source *s,
		    const struct source_entry *link, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct strata_str at = STRATA_STR(""), rest = link->path, part;
	unsigned links = 0;
	int rc = 0;

	while (rc == 0 && rest.ptr) {
		strata_str_cut(&part, &rest, rest, '/');
		rc = walk_part(&at, &rest, &links, s, part, arena, err);
	}
	if (rc < 0)
		return rc;
	*out = find(s, at);
	if (!*out)
		return strata_fail(err, STRATA_ENOTFOUND, 0,
				   "the link leads to '%.*s', which is no file of the snapshot",
				   STRATA_ARG(at));
	return 0;
}
