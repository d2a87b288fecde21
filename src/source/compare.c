/*
 * compare.c - two trees side by side.
 *
 * Both are read in git's order, in which a folder counts as its name with a '/', so one
 * pass over the two finds what differs; equal ids end the comparison of a whole folder.
 */
#include <string.h>

#include "source/commits.h"
#include "source/parse.h"
#include "source/snapshot.h"
#include "strata/buf.h"
#include "strata/limits.h"

struct comparing {
	struct objects *objects;
	const struct source_comparison *how;
	struct strata_arena *arena;
	struct strata_buf path;
	size_t id_len;
	unsigned depth;
	struct strata_error *err;
};

/* The next entry; an error says which folder it is of. */
static int next(struct parse_entry *e, struct comparing *x)
{
	int rc = parse_entry(e, x->id_len, x->err);

	if (rc < 0)
		strata_error_at(x->err, strata_buf_str(&x->path));
	return rc;
}

static int compare_folders(struct comparing *x, const unsigned char *old, const unsigned char *new);

/* Appends a name to the path; what to cut it back to afterwards. */
static size_t enter(struct comparing *x, struct strata_str name)
{
	size_t before = x->path.len;

	if (before)
		strata_buf_addc(&x->path, '/');
	strata_buf_add(&x->path, name);
	return before;
}

static void leave(struct comparing *x, size_t before)
{
	x->path.len = before;
}

static int tell(struct comparing *x, const unsigned char *id)
{
	struct source_change change = { strata_buf_str(&x->path), id };

	if (change.path.len > STRATA_LIMIT_PATH_BYTES || !x->how->wants(change.path, x->how->payload))
		return 0;
	return x->how->changed(&change, x->how->payload);
}

/* What one name was and is; either may be NULL. Git checks no odd name out: none counts. */
static int differ(struct comparing *x, const struct parse_entry *old, const struct parse_entry *new)
{
	enum parse_mode was = old ? old->mode : PARSE_END, is = new ? new->mode : PARSE_END;
	size_t before;
	int rc = 0;

	if (was == is && memcmp(old->id, new->id, x->id_len) == 0)
		return 0;
	if (!listing_is_plain(old ? old->name : new->name))
		return 0;
	before = enter(x, is == PARSE_END ? old->name : new->name);
	if (was == PARSE_FOLDER || is == PARSE_FOLDER)
		rc = compare_folders(x, was == PARSE_FOLDER ? old->id : NULL,
				     is == PARSE_FOLDER ? new->id : NULL);
	if (rc == 0 && is == PARSE_FILE)
		rc = tell(x, new->id);
	else if (rc == 0 && was == PARSE_FILE)
		rc = tell(x, NULL);
	leave(x, before);
	return rc;
}

static int read_folder(struct parse_entry *out, struct comparing *x, const unsigned char *id)
{
	int rc = 0;

	*out = (struct parse_entry){ 0 };
	if (id)
		rc = objects_read_tree(&out->rest, x->objects, id, x->arena, x->err);
	return rc < 0 ? rc : next(out, x);
}

static int compare_entries(struct comparing *x, struct parse_entry *a, struct parse_entry *b)
{
	int rc = 0;

	while (rc == 0 && (a->mode != PARSE_END || b->mode != PARSE_END)) {
		int order = parse_compare(a, b);

		rc = differ(x, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		if (rc == 0 && order <= 0)
			rc = next(a, x);
		if (rc == 0 && order >= 0)
			rc = next(b, x);
	}
	return rc;
}

static int compare_folders(struct comparing *x, const unsigned char *old, const unsigned char *new)
{
	struct parse_entry a, b;
	int rc;

	if (++x->depth > STRATA_LIMIT_TREE_DEPTH)
		rc = strata_fail(x->err, STRATA_EREPOSITORY, 0, "folders are nested deeper than %d",
				 STRATA_LIMIT_TREE_DEPTH);
	else if ((rc = read_folder(&a, x, old)) == 0 && (rc = read_folder(&b, x, new)) == 0)
		rc = compare_entries(x, &a, &b);
	x->depth--;
	return rc;
}

int source_compare(struct source *source, const unsigned char *old, const unsigned char *new,
		   const struct source_comparison *comparison, struct strata_error *err)
{
	struct comparing x = { .how = comparison, .arena = &source->trees, .err = err };
	int rc = snapshot_objects(source, err);

	if (rc < 0)
		return rc;
	x.objects = source->objects;
	x.id_len = (size_t)source->place.hash;
	if (!old || memcmp(old, new, x.id_len) != 0)
		rc = compare_folders(&x, old, new);
	strata_buf_release(&x.path);
	strata_arena_reset(&source->trees);
	return rc;
}
