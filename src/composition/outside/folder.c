/*
 * folder.c - the files of an installed package; see count.h.
 *
 * Each folder is opened from the one above, and never through a link: what is counted lies in the
 * package, whatever somebody put there meanwhile.
 *
 * RECORD: packaging.python.org, "Recording installed projects", 2026-11: lines of
 * "path,hash,size", paths from site-packages on.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "composition/outside/count.h"
#include "strata/buf.h"
#include "strata/digest.h"
#include "strata/limits.h"
#include "strata/map.h"
#include "text/line.h"

struct walk {
	const struct outside_folder *folder;
	struct outside_counts *out; /* NULL: the stamp alone is made */
	struct strata_arena *arena;
	struct strata_buf path, text; /* path: of the folder that is read, below the first */
	struct strata_map listed;     /* paths that the list has had */
	uint64_t stamp;
	size_t files;
	struct strata_error *err;
};

static int open_below(int folder, const char *name, int flags)
{
	return openat(folder, name, flags | O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* All of a file into w->text. */
static bool read_all(struct walk *w, int file, size_t size)
{
	strata_buf_reset(&w->text);
	while (w->text.len < size) {
		ssize_t got = read(file, strata_buf_room(&w->text, size - w->text.len),
				   size - w->text.len);

		if (got < 0)
			return false;
		if (got == 0)
			break;
		w->text.len += (size_t)got;
	}
	return true;
}

static void stamp_file(struct walk *w, struct strata_str path, const struct stat *stat)
{
	uint64_t facts[] = { (uint64_t)stat->st_size, (uint64_t)stat->st_mtim.tv_sec,
			     (uint64_t)stat->st_mtim.tv_nsec };

	w->stamp += strata_sum(strata_sum(1, path), /* in any order of the folder */
			       (struct strata_str){ (const char *)facts, sizeof(facts) });
}

/* What openat says of links, of what is gone, and of what is neither file nor folder. */
static bool is_none(int error)
{
	return error == ELOOP || error == ENOENT || error == ENOTDIR || error == ENXIO;
}

static int fail_at(const struct walk *w, struct strata_str path)
{
	return strata_fail(w->err, STRATA_EIO, 0, "'%.*s' of it cannot be read", STRATA_ARG(path));
}

static int count_file(struct walk *w, struct strata_str path, int file, const struct stat *stat)
{
	w->out->bytes += (uint64_t)stat->st_size;
	if ((uint64_t)stat->st_size > STRATA_LIMIT_PACKAGE_TEXT_BYTES) {
		w->out->too_large++;
		return 0;
	}
	if (!read_all(w, file, (size_t)stat->st_size))
		return fail_at(w, path);
	outside_count_file(w->out, path, strata_buf_str(&w->text), w->arena);
	return 0;
}

/* path: below the first folder. What is no file is none. */
static int take_file(struct walk *w, int folder, const char *name, struct strata_str path)
{
	int file = open_below(folder, name, 0), rc = 0;
	struct stat stat;

	if (file < 0)
		return is_none(errno) ? 0 : fail_at(w, path);
	if (fstat(file, &stat) == 0 && S_ISREG(stat.st_mode)) {
		if (++w->files > STRATA_LIMIT_PACKAGE_FILES)
			rc = strata_fail(w->err, STRATA_ELIMIT, 0, "it has more than %u files",
					 STRATA_LIMIT_PACKAGE_FILES);
		else if (w->out)
			rc = count_file(w, path, file, &stat);
		else
			stamp_file(w, path, &stat);
	}
	close(file);
	return rc;
}

static bool is_passed_over(const struct walk *w, const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0 ||
	       (w->folder->leaves_out && strcmp(name, w->folder->leaves_out) == 0);
}

static int walk_folder(struct walk *w, int folder, unsigned depth);

static int take_entry(struct walk *w, int folder, const struct dirent *entry, unsigned depth)
{
	size_t length = w->path.len;
	int below, rc = 0;

	if (length)
		strata_buf_addc(&w->path, '/');
	strata_buf_add(&w->path, strata_str_of(entry->d_name));
	below = entry->d_type == DT_REG ? -1 : open_below(folder, entry->d_name, O_DIRECTORY);
	if (below >= 0)
		rc = walk_folder(w, below, depth + 1);
	else if (entry->d_type != DT_LNK)
		rc = take_file(w, folder, entry->d_name, strata_buf_str(&w->path));
	w->path.len = length;
	return rc;
}

/* Closes the folder. */
static int walk_folder(struct walk *w, int folder, unsigned depth)
{
	DIR *dir = depth < STRATA_LIMIT_PACKAGE_FOLDERS ? fdopendir(folder) : NULL;
	struct dirent *entry;
	int rc = 0;

	if (!dir) {
		close(folder);
		return strata_fail(w->err, STRATA_ELIMIT, 0, "its folders lie too deep to be read");
	}
	while (rc == 0 && (entry = readdir(dir)))
		if (!is_passed_over(w, entry->d_name))
			rc = take_entry(w, folder, entry, depth);
	closedir(dir);
	return rc;
}

/* The folder of a file below another one, each step of it opened by itself; -1 where one is none. */
static int open_folder_of(struct walk *w, int folder, struct strata_str path)
{
	struct strata_str part, rest = path;
	int at = dup(folder);

	while (at >= 0 && strata_str_cut(&part, &rest, rest, '/')) {
		int next = open_below(at, strata_arena_cstr(w->arena, part), O_DIRECTORY);
		int error = errno;

		close(at);
		errno = error;
		at = next;
	}
	return at;
}

/* Files that a list names. One that leads elsewhere (scripts, mostly) is not the package's. */
static int take_listed(struct walk *w, int folder, struct strata_str written)
{
	struct strata_str path = strata_arena_path(w->arena, STRATA_STR(""), written);
	bool first;
	int at, rc;

	if (!path.len)
		return 0;
	strata_map_at(&w->listed, path, &first);
	if (!first)
		return 0;
	at = open_folder_of(w, folder, path);
	if (at < 0)
		return is_none(errno) ? 0 : fail_at(w, path);
	rc = take_file(w, at, strata_arena_cstr(w->arena, strata_path_base(path)), path);
	close(at);
	return rc;
}

/* "path,hash,size"; a path with a comma is in quotes, in which "" is one. */
static struct strata_str path_of_row(struct strata_str line, struct strata_arena *arena)
{
	struct strata_str path, rest;
	struct strata_buf text = STRATA_BUF_INIT;

	if (!line.len || line.ptr[0] != '"') {
		strata_str_cut(&path, &rest, line, ',');
		return path;
	}
	for (size_t i = 1; i < line.len; i++) {
		if (line.ptr[i] == '"' && (i + 1 == line.len || line.ptr[++i] != '"'))
			break;
		strata_buf_addc(&text, line.ptr[i]);
	}
	path = strata_arena_dup(arena, strata_buf_str(&text));
	strata_buf_release(&text);
	return path;
}

static int walk_list(struct walk *w, int folder)
{
	struct strata_str bytes;
	struct line_cursor c;
	struct stat stat;
	int at = open_folder_of(w, folder, w->folder->list), file, rc = 0;

	file = at < 0 ? -1
		      : open_below(at, strata_arena_cstr(w->arena, strata_path_base(w->folder->list)), 0);
	if (at >= 0)
		close(at);
	if (file < 0 || fstat(file, &stat) < 0 || stat.st_size > STRATA_LIMIT_METADATA_BYTES ||
	    !read_all(w, file, (size_t)stat.st_size))
		rc = strata_fail(w->err, STRATA_EIO, 0, "its '%.*s' cannot be read",
				 STRATA_ARG(w->folder->list));
	if (file >= 0)
		close(file);
	if (rc < 0)
		return rc;
	bytes = strata_arena_dup(w->arena, strata_buf_str(&w->text));
	c = LINE_CURSOR(bytes);
	while (rc == 0 && line_next(&c))
		rc = take_listed(w, folder, path_of_row(c.line, w->arena));
	return rc;
}

static int walk(struct walk *w)
{
	int folder = open(strata_arena_cstr(w->arena, w->folder->path),
			  O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW),
	    rc;

	if (folder < 0)
		return strata_fail(w->err, STRATA_EIO, 0, "'%.*s' cannot be read",
				   STRATA_ARG(w->folder->path));
	if (w->folder->list.ptr) {
		rc = walk_list(w, folder);
		close(folder);
	} else {
		rc = walk_folder(w, folder, 0);
	}
	strata_buf_release(&w->path);
	strata_buf_release(&w->text);
	return rc;
}

uint64_t outside_folder_stamp(const struct outside_folder *folder, struct strata_arena *scratch)
{
	struct walk w = { .folder = folder, .arena = scratch, .listed = STRATA_MAP_INIT(scratch),
			  .stamp = 1 };

	return walk(&w) < 0 ? 0 : w.stamp;
}

int outside_count_folder(struct outside_counts *out, const struct outside_folder *folder,
			 struct strata_arena *arena, struct strata_error *err)
{
	struct walk w = { .folder = folder, .out = out, .arena = arena,
			  .listed = STRATA_MAP_INIT(arena), .err = err };

	return walk(&w);
}
