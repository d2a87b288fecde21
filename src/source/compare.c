/*
 * compare.c - two trees side by side.
 *
 * Both are read in git's order, in which a folder counts as its name with a '/', so one
 * pass over the two finds what differs; equal ids end the comparison of a whole folder.
 */
#include <string.h>

#include "source/commits.h"
#include "source/compare.h"
#include "source/listing.h"
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
static int next(struct compare_cursor *c, struct comparing *x)
{
	int rc;

	if (c->range.entries) {
		compare_next_staged(c);
		return 0;
	}
	rc = parse_entry(&c->entry, x->id_len, x->err);
	if (rc < 0)
		strata_error_at(x->err, strata_buf_str(&x->path));
	return rc;
}

/* Either may be NULL: there is no such folder. */
static int compare_folders(struct comparing *x, const struct compare_cursor *old,
			   const struct compare_cursor *new);

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

static int tell(struct comparing *x, const unsigned char *old, const unsigned char *id)
{
	struct source_change change = { strata_buf_str(&x->path), id, old };

	if (change.path.len > STRATA_LIMIT_PATH_BYTES || !x->how->wants(change.path, x->how->payload))
		return 0;
	return x->how->changed(&change, x->how->payload);
}

/* What one name was and is; either may be NULL. Git checks no odd name out: none counts. */
static int differ(struct comparing *x, const struct compare_cursor *old, const struct compare_cursor *new)
{
	enum parse_mode was = old ? old->entry.mode : PARSE_END;
	enum parse_mode is = new ? new->entry.mode : PARSE_END;
	size_t before;
	int rc = 0;

	if (was == is && old->entry.id && new->entry.id &&
	    memcmp(old->entry.id, new->entry.id, x->id_len) == 0)
		return 0;
	if (!listing_is_plain(old ? old->entry.name : new->entry.name))
		return 0;
	before = enter(x, is == PARSE_END ? old->entry.name : new->entry.name);
	if (was == PARSE_FOLDER || is == PARSE_FOLDER)
		rc = compare_folders(x, was == PARSE_FOLDER ? old : NULL,
				     is == PARSE_FOLDER ? new : NULL);
	if (rc == 0 && (is == PARSE_FILE || was == PARSE_FILE))
		rc = tell(x, was == PARSE_FILE ? old->entry.id : NULL,
			  is == PARSE_FILE ? new->entry.id : NULL);
	leave(x, before);
	return rc;
}

static int open_folder(struct compare_cursor *out, struct comparing *x,
		       const struct compare_cursor *folder)
{
	int rc = 0;

	*out = (struct compare_cursor){ 0 };
	if (folder && folder->inside.entries)
		out->range = folder->inside;
	else if (folder)
		rc = objects_read_tree(&out->entry.rest, x->objects, folder->entry.id, x->arena, x->err);
	return rc < 0 ? rc : next(out, x);
}

static int compare_entries(struct comparing *x, struct compare_cursor *a, struct compare_cursor *b)
{
	int rc = 0;

	while (rc == 0 && (a->entry.mode != PARSE_END || b->entry.mode != PARSE_END)) {
		int order = parse_compare(&a->entry, &b->entry);

		rc = differ(x, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		if (rc == 0 && order <= 0)
			rc = next(a, x);
		if (rc == 0 && order >= 0)
			rc = next(b, x);
	}
	return rc;
}

static int compare_folders(struct comparing *x, const struct compare_cursor *old,
			   const struct compare_cursor *new)
{
	struct compare_cursor a, b;
	int rc;

	if (++x->depth > STRATA_LIMIT_TREE_DEPTH)
		rc = strata_fail(x->err, STRATA_EREPOSITORY, 0, "folders are nested deeper than %d",
				 STRATA_LIMIT_TREE_DEPTH);
	else if ((rc = open_folder(&a, x, old)) == 0 && (rc = open_folder(&b, x, new)) == 0)
		rc = compare_entries(x, &a, &b);
	x->depth--;
	return rc;
}

/* The top folders: of equal trees nothing is read. */
static int compare_tops(struct source *source, const unsigned char *old,
			const struct compare_cursor *new,
			const struct source_comparison *comparison, struct strata_error *err)
{
	struct comparing x = { .objects = source->objects,
			       .how = comparison,
			       .arena = &source->trees,
			       .id_len = (size_t)source->place.hash,
			       .err = err };
	struct compare_cursor top = { .entry.id = old };
	int rc = 0;

	if (!old || !new->entry.id || memcmp(old, new->entry.id, x.id_len) != 0)
		rc = compare_folders(&x, old ? &top : NULL, new);
	strata_buf_release(&x.path);
	strata_arena_reset(&source->trees);
	return rc;
}

int source_compare(struct source *source, const unsigned char *old, const unsigned char *new,
		   const struct source_comparison *comparison, struct strata_error *err)
{
	struct compare_cursor top = { .entry.id = new };
	int rc = snapshot_objects(source, err);

	return rc < 0 ? rc : compare_tops(source, old, &top, comparison, err);
}

int source_compare_staged(struct source *source, const unsigned char *old,
			  const struct source_comparison *comparison, struct strata_error *err)
{
	struct compare_cursor top = { 0 };
	struct index *index;
	int rc;

	if ((rc = snapshot_objects(source, err)) < 0 ||
	    (rc = snapshot_index(&index, source, err)) < 0)
		return rc;
	top.inside = (struct compare_range){
		.entries = &index->entries,
		.to = index->entries.count,
		.cached = cached_tree_parse(index->cached_tree, source->place.hash, &source->arena),
	};
	if (top.inside.cached && top.inside.cached->entries == index->entries.count)
		top.entry.id = top.inside.cached->id;
	return compare_tops(source, old, &top, comparison, err);
}
