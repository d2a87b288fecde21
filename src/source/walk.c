/* walk.c - the files that lie in a folder on disk; see walk.h. */
#include "source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/disk.h"
#include "strata/limits.h"

/* What a folder holds. A folder's key ends in '/': so git, and bytewise paths, sort. */
struct name {
	struct strata_str key;
	unsigned char type; /* DT_... */
};

STRATA_VEC(names, struct name);

/* One folder; [next, end) are the entries of the index below it not yet met. */
struct folder {
	int fd;
	struct strata_str path; /* with '/' at its end, "" at the top */
	size_t begin, next, end;
	unsigned depth;
	bool ignored; /* only what the index has counts */
	struct names names;
	struct strata_arena arena;
};

static int walk_folder(struct walk *w, struct folder *f);

static int compare(const void *a, const void *b)
{
	return strata_str_cmp(((const struct name *)a)->key, ((const struct name *)b)->key);
}

static unsigned char type_of(int fd, const struct dirent *d)
{
	struct stat st;

	if (d->d_type != DT_UNKNOWN)
		return d->d_type;
	return fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0
		       ? DT_UNKNOWN
		       : (unsigned char)IFTODT(st.st_mode);
}

static void add_name(struct folder *f, const struct dirent *d)
{
	struct strata_str name = strata_str_of(d->d_name);
	struct name *added;

	if (strata_str_eq(name, STRATA_STR(".")) || strata_str_eq(name, STRATA_STR("..")))
		return;
	added = strata_vec_push(&f->arena, &f->names);
	added->type = type_of(f->fd, d);
	added->key = added->type == DT_DIR
			     ? strata_arena_join(&f->arena, name, STRATA_STR("/"), STRATA_NONE)
			     : strata_arena_dup(&f->arena, name);
}

/* 0, or an errno: what was read before it counts. */
static int read_names(struct folder *f)
{
	int copy = fcntl(f->fd, F_DUPFD_CLOEXEC, 0);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *d;
	int failed;

	if (!dir) {
		failed = errno;
		if (copy >= 0)
			close(copy);
		return failed;
	}
	for (errno = 0; (d = readdir(dir)); errno = 0)
		add_name(f, d);
	failed = errno;
	closedir(dir);
	strata_vec_sort(&f->names, compare);
	return failed;
}

static bool has_name(const struct folder *f, struct strata_str key)
{
	struct name want = { .key = key };

	return f->names.count &&
	       bsearch(&want, f->names.items, f->names.count, sizeof(want), compare);
}

/* A repository of its own that the index knows nothing of. */
static bool is_nested_repository(const struct walk *w, const struct folder *f)
{
	if (w->plain || f->depth == 0 || f->next < f->end)
		return false;
	if (has_name(f, STRATA_STR(".git/")))
		return faccessat(f->fd, ".git/HEAD", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	return has_name(f, STRATA_STR(".git"));
}

/* The part of an index entry's path below the folder. */
static struct strata_str below(const struct walk *w, const struct folder *f, size_t at)
{
	return strata_str_skip(w->index->items[at].path, f->path.len);
}

/* Moves on to the first entry of the index that is not before the key. */
static bool index_has(const struct walk *w, struct folder *f, struct strata_str key)
{
	while (f->next < f->end && strata_str_cmp(below(w, f, f->next), key) < 0)
		f->next++;
	return f->next < f->end && strata_str_eq(below(w, f, f->next), key);
}

/* Whether the index has the folder as a submodule; sorted elsewhere: it has no '/'. */
static bool is_submodule(const struct walk *w, const struct folder *f, struct strata_str name)
{
	size_t lo = f->begin, hi = f->end;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (strata_str_cmp(below(w, f, middle), name) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo < f->end && strata_str_eq(below(w, f, lo), name) &&
	       w->index->items[lo].mode == INDEX_SUBMODULE;
}

static struct strata_str path_of(struct strata_arena *arena, const struct folder *f,
				 struct strata_str name)
{
	return strata_arena_join(arena, f->path, name, STRATA_NONE);
}

static int add_file(struct walk *w, struct strata_str path, unsigned char type)
{
	struct source_entry entry = { .path = path, .size = UINT64_MAX };

	entry.type = type == DT_LNK ? SOURCE_LINK : SOURCE_FILE;
	if (!listing_wants(w->listing, path))
		return 0;
	if (type == DT_REG || type == DT_LNK)
		return listing_add(w->listing, &entry);
	listing_note(w->listing, path, "neither a file nor a folder: it is not opened");
	return 0;
}

static int walk_file(struct walk *w, struct folder *f, const struct name *name)
{
	struct strata_str path;

	if (index_has(w, f, name->key)) {
		path = w->index->items[f->next].path;
		while (f->next < f->end && strata_str_eq(w->index->items[f->next].path, path))
			w->index->items[f->next++].on_disk = true;
		return add_file(w, path, name->type);
	}
	if (f->ignored)
		return 0;
	path = path_of(w->listing->arena, f, name->key);
	if (!w->plain && ignore_has(&w->ignore, path, false))
		return 0;
	return add_file(w, path, name->type);
}

/* The entries of the index that lie in the folder with that key are its own. */
static void take_range(struct walk *w, struct folder *f, struct folder *child,
		       struct strata_str key)
{
	index_has(w, f, key);
	child->begin = child->next = f->next;
	while (f->next < f->end && strata_str_starts(below(w, f, f->next), key))
		f->next++;
	child->end = f->next;
	/* A folder of a sparse index stands for what is not on disk. */
	if (child->next < child->end && w->index->items[child->next].mode == INDEX_FOLDER)
		child->begin = child->next = child->next + 1;
}

static int open_child(struct walk *w, struct folder *f, struct folder *child,
		      struct strata_str name)
{
	const char *text = strata_arena_cstr(&child->arena, name);
	int rc = 0;

	child->fd = openat(f->fd, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (child->fd < 0) {
		listing_note(w->listing, strata_str_take(child->path, child->path.len - 1),
			     "cannot read the folder: %s", strerror(errno));
		return 0;
	}
	rc = walk_folder(w, child);
	close(child->fd);
	return rc;
}

static int walk_child(struct walk *w, struct folder *f, const struct name *name)
{
	struct strata_str plain = strata_str_take(name->key, name->key.len - 1), path;
	struct folder child = { .depth = f->depth + 1, .ignored = f->ignored };
	size_t patterns = w->ignore.patterns.count;
	int rc = 0;

	take_range(w, f, &child, name->key);
	child.path = path_of(&child.arena, f, name->key);
	path = strata_str_take(child.path, child.path.len - 1);
	if (!listing_enters(w->listing, path) || is_submodule(w, f, plain))
		goto out;
	if (!w->plain && !child.ignored && ignore_has(&w->ignore, path, true)) {
		child.ignored = true;
		if (w->listing->prefix.len && strata_str_starts(w->listing->prefix, path))
			listing_note(w->listing, w->listing->prefix,
				     "git ignores this folder: use --dir to scan what lies in it");
	}
	if (child.ignored && child.next == child.end)
		goto out;
	if (child.depth > STRATA_LIMIT_FOLDERS)
		listing_note(w->listing, path,
			     "folders lie more than %d deep: this one is not read",
			     STRATA_LIMIT_FOLDERS);
	else
		rc = open_child(w, f, &child, plain);
	w->ignore.patterns.count = patterns;
out:
	strata_arena_release(&child.arena);
	return rc;
}

static void read_ignore(struct walk *w, struct folder *f)
{
	struct strata_str bytes;
	struct strata_error err = STRATA_ERROR_INIT;

	if (w->plain || f->ignored || !has_name(f, STRATA_STR(".gitignore")))
		return;
	if (disk_read_below(&bytes, f->fd, STRATA_STR(".gitignore"), STRATA_LIMIT_FILE_BYTES,
			    w->arena, &err) == 0)
		ignore_add(&w->ignore, bytes, f->path.len, w->arena);
}

static int add_nested(struct walk *w, const struct folder *f)
{
	struct source_entry entry = { .type = SOURCE_SUBMODULE, .size = UINT64_MAX };

	entry.path = strata_arena_dup(w->listing->arena, strata_str_take(f->path, f->path.len - 1));
	return listing_wants(w->listing, entry.path) ? listing_add(w->listing, &entry) : 0;
}

static int walk_folder(struct walk *w, struct folder *f)
{
	int rc = 0, failed = read_names(f);

	if (failed)
		listing_note(w->listing, f->path, "cannot read the folder: %s", strerror(failed));
	if (is_nested_repository(w, f))
		return add_nested(w, f);
	read_ignore(w, f);
	for (size_t i = 0; rc == 0 && i < f->names.count; i++) {
		const struct name *name = &f->names.items[i];

		if (strata_str_eq(name->key, STRATA_STR(".git")) ||
		    strata_str_eq(name->key, STRATA_STR(".git/")))
			continue;
		rc = name->type == DT_DIR ? walk_child(w, f, name) : walk_file(w, f, name);
	}
	return rc;
}

int walk_run(struct walk *w)
{
	struct folder top = { .path = STRATA_STR(""), .end = w->index->count };
	int rc;

	top.fd = openat(w->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (top.fd < 0)
		return strata_fail(w->listing->err, STRATA_EREPOSITORY, 0,
				   "cannot read the folder: %s", strerror(errno));
	rc = walk_folder(w, &top);
	close(top.fd);
	strata_arena_release(&top.arena);
	if (w->ignore.too_many)
		listing_note(
			w->listing, STRATA_STR(".gitignore"),
			"more than %d patterns are in force: %zu are not honoured, more is scanned",
			STRATA_LIMIT_IGNORE_PATTERNS, w->ignore.too_many);
	return rc;
}
