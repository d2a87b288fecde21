/*
 * enumerate.c - all entries of a snapshot, from the disk, the index and the objects.
 */
#include <string.h>

#include "source/disk.h"
#include "source/index.h"
#include "source/snapshot.h"
#include "source/walk.h"
#include "strata/limits.h"

static int read_index_file(struct index *out, struct source *s, const char *path,
			   struct strata_error *err)
{
	struct strata_error why = STRATA_ERROR_INIT;
	struct strata_str bytes;
	int rc;

	*out = (struct index){ 0 };
	if (!disk_is_there(path)) /* nothing was ever added */
		return 0;
	if (disk_read(&bytes, path, STRATA_LIMIT_INDEX_BYTES, &s->arena, &why) < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "cannot read the index '%s': %s",
				   path, why.text);
	if (bytes.len == 0) /* git takes an empty file for an empty index */
		return 0;
	rc = s->trust_index ? 0 : index_verify(bytes, s->place.hash, &why);
	if (rc == 0)
		rc = index_parse(out, bytes, s->place.hash, &s->arena, &why);
	if (rc < 0)
		return strata_fail(
			err, STRATA_EREPOSITORY, 0,
			"%s ('%s'): 'git fsck' and 'git reset' mend it, or scan with --rev HEAD",
			why.text, path);
	return 0;
}

/* A split index names another file by its checksum; it lies beside HEAD. */
static int read_index(struct index *out, struct source *s, struct strata_error *err)
{
	char name[sizeof("/sharedindex.") + 2 * SOURCE_ID_MOST] = "/sharedindex.";
	size_t at = strlen(name);
	struct strata_str path;
	struct index shared;
	int rc = read_index_file(out, s, s->place.index_file, err);

	if (rc < 0 || !out->split)
		return rc;
	for (size_t i = 0; i < (size_t)s->place.hash; i++) {
		name[at++] = "0123456789abcdef"[out->shared[i] >> 4];
		name[at++] = "0123456789abcdef"[out->shared[i] & 15];
	}
	path = strata_arena_join(&s->arena, strata_str_of(s->place.git_dir), strata_str_of(name),
				 STRATA_NONE);
	if (!disk_is_there(path.ptr))
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "the index is split, and its shared part '%s' is missing: "
				   "'git read-tree HEAD' makes a new one, or scan with --rev HEAD",
				   path.ptr);
	if ((rc = read_index_file(&shared, s, path.ptr, err)) < 0)
		return rc;
	return index_merge(out, &shared, &s->arena, err);
}

int snapshot_index(struct index **out, struct source *s, struct strata_error *err)
{
	struct index *index;
	int rc;

	if (!s->index) {
		index = strata_arena_alloc(&s->arena, sizeof(*index));
		if ((rc = read_index(index, s, err)) < 0)
			return rc;
		s->index = index;
	}
	*out = s->index;
	return 0;
}

static enum source_type type_of(const struct index_entry *e)
{
	return e->mode == INDEX_SUBMODULE ? SOURCE_SUBMODULE
	       : e->mode == INDEX_LINK	  ? SOURCE_LINK
					  : SOURCE_FILE;
}

/* A folder of a sparse index: its files are in the tree. */
static int add_folder(struct listing *l, struct source *s, const struct index_entry *e)
{
	struct strata_str folder = strata_str_take(e->path, e->path.len - 1);
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_error *outer = l->err;
	int rc;

	if (e->path.len == 0 || !listing_enters(l, folder))
		return 0;
	if (snapshot_objects(s, &err) == 0) {
		l->err = &err;
		rc = objects_list(l, s->objects, e->id, folder);
		l->err = outer;
		if (rc == 0)
			return 0;
		if (err.code == STRATA_ELIMIT)
			return strata_fail(outer, STRATA_ELIMIT, 0, "%s", err.text);
	}
	listing_note(l, folder, "a folder outside of the sparse checkout: %s", err.text);
	return 0;
}

static int add_entry(struct listing *l, struct source *s, const struct index_entry *e)
{
	struct source_entry entry = { .path = e->path,
				      .type = type_of(e),
				      .has_id = true,
				      .stored = true,
				      .size = UINT64_MAX };

	if (e->mode == INDEX_FOLDER)
		return add_folder(l, s, e);
	if (!listing_wants(l, e->path))
		return 0;
	if (!listing_is_plain(e->path)) {
		listing_note(l, e->path, "the index has a path that git never checks out");
		return 0;
	}
	memcpy(entry.id, e->id, sizeof(entry.id));
	return listing_add(l, &entry);
}

static int list_index(struct listing *l, struct source *s)
{
	struct strata_str noted = STRATA_NONE;
	struct index *index;
	int rc = snapshot_index(&index, s, l->err);

	for (size_t i = 0; rc == 0 && i < index->entries.count; i++) {
		const struct index_entry *e = &index->entries.items[i];

		if (e->stage == 0) {
			if (!e->intent_to_add)
				rc = add_entry(l, s, e);
		} else if (listing_wants(l, e->path) &&
			   !(noted.ptr && strata_str_eq(noted, e->path))) {
			noted = e->path;
			listing_note(l, e->path,
				     "unmerged: nothing is staged until its conflict is resolved");
		}
	}
	return rc;
}

/* What the index has and the walk does not see: outside of a sparse checkout, submodules. */
static int add_unseen(struct listing *l, struct source *s, const struct index_entries *entries)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < entries->count; i++) {
		const struct index_entry *e = &entries->items[i];

		if (!e->on_disk &&
		    (e->skip_worktree || e->mode == INDEX_SUBMODULE || e->mode == INDEX_FOLDER))
			rc = add_entry(l, s, e);
	}
	return rc;
}

static void add_excludes(struct ignore *ignore, const char *path, struct strata_arena *arena)
{
	struct strata_str bytes;

	if (disk_read(&bytes, path, STRATA_LIMIT_FILE_BYTES, arena, NULL) == 0)
		ignore_add(ignore, bytes, 0, arena);
}

/* core.excludesFile, or its place by default, then info/exclude, which outweighs it. */
static void read_excludes(struct ignore *ignore, struct source *s, struct strata_arena *arena)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	const struct repository *r = &s->place;

	if (r->config.excludes_file.ptr)
		add_excludes(ignore, strata_arena_cstr(arena, r->config.excludes_file), arena);
	else if (xdg && *xdg)
		add_excludes(ignore, strata_arena_printf(arena, "%s/git/ignore", xdg).ptr, arena);
	else if (home && *home)
		add_excludes(ignore, strata_arena_printf(arena, "%s/.config/git/ignore", home).ptr,
			     arena);
	add_excludes(ignore, strata_arena_printf(arena, "%s/info/exclude", r->common_dir).ptr,
		     arena);
}

static int list_disk(struct listing *l, struct source *s)
{
	struct strata_arena patterns = STRATA_ARENA_INIT;
	struct index index = { 0 };
	struct walk walk = { .listing = l,
			     .root = s->root,
			     .index = &index.entries,
			     .plain = s->info.snapshot == SOURCE_DIRECTORY,
			     .arena = &patterns };
	int rc = walk.plain ? 0 : read_index(&index, s, l->err);

	if (rc == 0) {
		walk.ignore.fold = s->place.config.ignore_case;
		if (!walk.plain)
			read_excludes(&walk.ignore, s, &patterns);
		rc = walk_run(&walk);
	}
	strata_arena_release(&patterns);
	return rc < 0 ? rc : add_unseen(l, s, &index.entries);
}

int snapshot_enumerate(struct source *s, struct strata_error *err)
{
	struct listing l = { .notes = &s->notes,
			     .arena = &s->arena,
			     .prefix = s->info.prefix,
			     .also = s->also,
			     .err = err };
	int rc = 0;

	if (s->info.snapshot == SOURCE_REVISION)
		rc = s->empty ? 0 : objects_list(&l, s->objects, s->tree, STRATA_STR(""));
	else if (s->info.snapshot == SOURCE_INDEX)
		rc = list_index(&l, s);
	else
		rc = list_disk(&l, s);
	listing_sort(&l);
	s->entries = l.entries;
	return rc;
}
