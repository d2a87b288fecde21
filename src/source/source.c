/* source.c - opening a snapshot and reading from it; see source.h. */
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/disk.h"
#include "source/commits.h"
#include "source/snapshot.h"
#include "strata/limits.h"

static void remark(struct source *s, const char *text)
{
	*strata_vec_push(&s->arena, &s->info.remarks) = strata_str_of(text);
}

static int open_root(struct source *s, const char *path, struct strata_error *err)
{
	s->root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (s->root < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "cannot open '%s': %s", path,
				   strerror(errno));
	return 0;
}

int snapshot_objects(struct source *s, struct strata_error *err)
{
	int rc;

	if (s->objects)
		return 0;
	rc = objects_open(&s->objects, &s->place, &s->arena, err);
	if (rc == 0 && objects_replacements(s->objects))
		remark(s, "objects are read as refs/replace has them (GIT_NO_REPLACE_OBJECTS=1 reads "
			  "them as they are)");
	return rc;
}

bool source_ids_hold(struct source *s)
{
	return !s->info.partial && snapshot_objects(s, NULL) == 0 && !objects_replace_files(s->objects);
}

/* What the repository is, and what of it is not all there. */
static void describe(struct source *s)
{
	struct source_info *info = &s->info;

	info->bare = !s->place.work_tree;
	info->shallow = s->place.shallow;
	info->sparse = s->place.config.sparse && s->place.work_tree;
	info->partial = s->place.config.partial;
	info->prefix = s->place.prefix;
	info->top = strata_str_of(s->place.work_tree);
	if (info->shallow)
		remark(s, "a shallow clone: its history is cut off");
	if (info->partial)
		remark(s, "a partial clone: objects that are not in it are named where they are "
			  "needed");
	if (info->sparse && info->snapshot == SOURCE_WORKTREE)
		remark(s, "a sparse checkout: what is not on disk is read as the index has it");
}

static int open_revision(struct source *s, const char *revision, struct strata_error *err)
{
	struct strata_str head;
	int rc;

	if (!revision) {
		if ((rc = repository_head(&head, &s->place, &s->arena, err)) < 0)
			return rc;
		s->empty = !head.ptr && !s->place.config.ref_storage.ptr;
		revision = "HEAD";
	}
	if (s->empty)
		return 0;
	if ((rc = snapshot_objects(s, err)) < 0)
		return rc;
	return objects_resolve(s->tree, &s->info.revision, s->objects, revision, &s->arena, err);
}

/* HEAD of a work tree is shown; a broken one does not keep its files from being read. */
static void settle_head(struct source *s)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (repository_head(&s->info.revision, &s->place, &s->arena, &err) < 0)
		remark(s, strata_arena_printf(&s->arena, "%s", err.text).ptr);
}

static int open_index(struct source *s, struct strata_error *err)
{
	if (s->info.bare && !disk_is_there(s->place.index_file))
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "'%s' is a bare repository, which has no index: name a revision "
				   "with --rev",
				   s->info.path.ptr);
	settle_head(s);
	return snapshot_objects(s, err);
}

static int open_repository(struct source *s, const struct source_options *options,
			   struct strata_error *err)
{
	int rc = repository_find(&s->place, options->path, &s->arena, err);

	if (rc < 0)
		return rc;
	if (!s->place.work_tree && s->info.snapshot == SOURCE_WORKTREE)
		s->info.snapshot = SOURCE_REVISION;
	describe(s);
	if (options->history)
		return 0;
	if (s->info.snapshot == SOURCE_REVISION)
		return open_revision(s, options->revision, err);
	if (s->info.snapshot == SOURCE_INDEX)
		return open_index(s, err);
	settle_head(s);
	return open_root(s, s->place.work_tree, err);
}

int source_open(struct source **out, const struct source_options *options, struct strata_error *err)
{
	struct source *s = strata_malloc(sizeof(*s));

	*s = (struct source){ .root = -1 };
	*out = s;
	s->info.snapshot = options->snapshot;
	s->info.path = strata_arena_dup(&s->arena, strata_str_of(options->path));
	s->info.prefix = STRATA_STR("");
	s->also = strata_arena_dup(&s->arena, strata_str_of(options->also));
	s->place.hash = STRATA_SHA1;
	s->trust_index = options->trust_index;
	if (options->snapshot == SOURCE_DIRECTORY) {
		s->info.top = s->info.path;
		return open_root(s, options->path, err);
	}
	return open_repository(s, options, err);
}

void source_close(struct source *s)
{
	if (!s)
		return;
	objects_close(s->objects);
	if (s->root >= 0)
		close(s->root);
	strata_arena_release(&s->turned);
	strata_arena_release(&s->trees);
	strata_arena_release(&s->arena);
	free(s);
}

const struct source_info *source_info(const struct source *s)
{
	return &s->info;
}

/* Only a history turns, which was opened with the snapshot of no tree. */
int source_turn(struct source *s, const unsigned char *tree, struct strata_error *err)
{
	struct listing l = { .notes = &s->notes, .arena = &s->turned, .err = err };
	int rc;

	if (s->listed && memcmp(s->tree, tree, source_id_length(s)) == 0)
		return 0;
	s->listed = false;
	s->entries = (struct source_entries){ 0 };
	s->notes = (struct strata_notes){ 0 };
	strata_arena_reset(&s->turned);
	if ((rc = snapshot_objects(s, err)) < 0 ||
	    (rc = objects_list(&l, s->objects, tree, STRATA_STR(""))) < 0)
		return rc;
	listing_sort(&l);
	memcpy(s->tree, tree, source_id_length(s));
	s->entries = l.entries;
	s->listed = true;
	return 0;
}

int source_list(struct source_entries *out, struct strata_notes *notes, struct source *s,
		struct strata_arena *arena, struct strata_error *err)
{
	int rc = s->listed ? 0 : snapshot_enumerate(s, err);

	if (rc < 0)
		return rc;
	s->listed = true;
	*out = s->entries;
	for (size_t i = 0; i < s->notes.count; i++) {
		struct strata_note *note = strata_vec_push(arena, notes);

		*note = s->notes.items[i];
		note->path = strata_arena_dup(arena, note->path);
		note->reason = strata_arena_dup(arena, note->reason);
	}
	return 0;
}

int snapshot_read(struct strata_str *out, struct source *s, const struct source_entry *entry,
		  struct strata_arena *arena, struct strata_error *err)
{
	int rc;

	if (!entry->stored && entry->type == SOURCE_LINK)
		return disk_read_link(out, s->root, entry->path, arena, err);
	if (!entry->stored)
		return disk_read_below(out, s->root, entry->path, STRATA_LIMIT_FILE_BYTES, arena,
				       err);
	if ((rc = snapshot_objects(s, err)) < 0)
		return rc;
	return objects_read(out, s->objects, entry->id, STRATA_LIMIT_FILE_BYTES, arena, err);
}

/*
 * What stands in a repository for a file of Git LFS: a few lines, the first naming
 * the version by an address, others the id and the size. git-lfs specification, 2026-11.
 */
static bool is_lfs_pointer(struct strata_str bytes)
{
	struct strata_str first, rest;

	if (bytes.len >= 1024 || !strata_str_cut(&first, &rest, bytes, '\n'))
		return false;
	return strata_str_starts(first, STRATA_STR("version https://")) &&
	       strata_str_ends(first, STRATA_STR("/spec/v1")) &&
	       strata_str_find(rest, STRATA_STR("oid sha256:")) != STRATA_NPOS &&
	       strata_str_find(rest, STRATA_STR("size ")) != STRATA_NPOS;
}

int source_read(struct strata_str *out, struct source *s, const struct source_entry *entry,
		struct strata_arena *arena, struct strata_error *err)
{
	int rc;

	if (entry->type == SOURCE_LINK && (rc = snapshot_follow(&entry, s, entry, arena, err)) < 0)
		return rc;
	if (entry->type == SOURCE_SUBMODULE)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "a submodule: its files are not here");
	if ((rc = snapshot_read(out, s, entry, arena, err)) < 0)
		return rc;
	if (is_lfs_pointer(*out))
		return strata_fail(
			err, STRATA_EUNSUPPORTED, 0,
			"a Git LFS pointer, not the file: 'git lfs pull' gets it, then scan "
			"the work tree");
	return 0;
}

size_t source_id_length(const struct source *s)
{
	return (size_t)s->place.hash;
}

struct strata_str source_hex(const struct source *s, const unsigned char *id,
			     struct strata_arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	size_t len = (size_t)s->place.hash;
	char *hex = strata_arena_alloc(arena, 2 * len + 1);

	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[id[i] >> 4];
		hex[2 * i + 1] = digits[id[i] & 15];
	}
	return (struct strata_str){ hex, 2 * len };
}

struct strata_str source_blob_id(struct source *s, struct strata_str bytes,
				 struct strata_arena *arena)
{
	struct strata_str head = strata_arena_printf(arena, "blob %zu", bytes.len);
	unsigned char id[SOURCE_ID_MOST];
	struct strata_digest hash;

	strata_digest_init(&hash, s->place.hash);
	strata_digest_add(&hash, (struct strata_str){ head.ptr, head.len + 1 }); /* with its NUL */
	strata_digest_add(&hash, bytes);
	strata_digest_end(id, &hash);
	return source_hex(s, id, arena);
}

int source_read_blob(struct strata_str *out, struct source *s, const unsigned char *id,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct source_entry entry = { .type = SOURCE_FILE, .has_id = true, .stored = true };

	memcpy(entry.id, id, source_id_length(s));
	return source_read(out, s, &entry, arena, err);
}
