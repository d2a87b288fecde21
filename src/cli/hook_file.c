/* hook_file.c - a hook put into a folder, and taken out again; see hook_file.h. */
#include "cli/hook_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 4096 };

struct place {
	const char *hook, *chained;
	struct strata_arena *arena;
};

static struct place place_of(const char *folder, const char *hook, struct strata_arena *arena)
{
	const char *path = strata_arena_printf(arena, "%s/%s", folder, hook).ptr;

	return (struct place){ path, strata_arena_printf(arena, "%s" HOOK_CHAINED, path).ptr, arena };
}

static int fail_io(struct strata_error *err, const char *what, const char *path)
{
	return strata_fail(err, STRATA_EIO, 0, "cannot %s '%s': %s", what, path, strerror(errno));
}

/* A link is there, wherever it leads. */
static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* The beginning of a hook: a script of ours fits. Absent when there is none. */
static struct strata_str read_head(const char *path, struct strata_arena *arena)
{
	char *bytes = strata_arena_alloc(arena, HEAD_BYTES);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t len = fd < 0 ? -1 : read(fd, bytes, HEAD_BYTES);

	if (fd >= 0)
		close(fd);
	return len < 0 ? STRATA_NONE : (struct strata_str){ bytes, (size_t)len };
}

static int make_folders(const char *folder, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str above = strata_path_dir(strata_str_of(folder));

	if (is_there(folder))
		return 0;
	if (above.len && make_folders(strata_arena_cstr(arena, above), arena, err) < 0)
		return STRATA_EIO;
	return mkdir(folder, 0777) == 0 || errno == EEXIST ? 0 : fail_io(err, "make", folder);
}

static int write_bytes(int fd, struct strata_str bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno != EINTR)
			return -1;
		bytes = strata_str_skip(bytes, n < 0 ? 0 : (size_t)n);
	}
	return 0;
}

int hook_file_write(const char *path, struct strata_str bytes, unsigned mode,
		    struct strata_arena *arena, struct strata_error *err)
{
	const char *draft = strata_arena_printf(arena, "%s.strata-%d", path, (int)getpid()).ptr;
	int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool written;

	if (fd < 0)
		return fail_io(err, "write", draft);
	written = write_bytes(fd, bytes) == 0;
	if ((close(fd) < 0 || !written || rename(draft, path) < 0)) {
		fail_io(err, "write", path);
		unlink(draft);
		return STRATA_EIO;
	}
	return 0;
}

/* Moves the hook that is there out of the way. */
static int set_aside(const struct place *p, struct strata_error *err)
{
	if (is_there(p->chained))
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'%s' is in the way: it was kept for a hook that is there no more; "
				   "move it away, or back in place",
				   p->chained);
	return rename(p->hook, p->chained) == 0 ? 0 : fail_io(err, "rename", p->hook);
}

int hook_file_put(enum hook_file_change *out, const char *folder, const struct hook_script *script,
		  struct strata_arena *arena, struct strata_error *err)
{
	struct place p = place_of(folder, script->hook, arena);
	struct strata_str old = read_head(p.hook, arena);
	struct strata_buf b = STRATA_BUF_INIT;
	int rc = make_folders(folder, arena, err);

	*out = HOOK_FILE_NEW;
	hook_script_write(&b, script);
	if (strata_str_eq(old, strata_buf_str(&b))) {
		*out = HOOK_FILE_SAME;
	} else if (rc == 0 && is_there(p.hook) && !hook_script_is(old)) {
		*out = HOOK_FILE_CHAINED;
		rc = set_aside(&p, err);
	}
	if (rc == 0 && *out != HOOK_FILE_SAME) {
		rc = hook_file_write(p.hook, strata_buf_str(&b), 0777, arena, err);
		if (rc < 0 && *out == HOOK_FILE_CHAINED && rename(p.chained, p.hook) < 0)
			fail_io(err, "rename", p.chained);
	}
	strata_buf_release(&b);
	return rc;
}

int hook_file_take(enum hook_file_change *out, const char *folder, const char *hook,
		   struct strata_arena *arena, struct strata_error *err)
{
	struct place p = place_of(folder, hook, arena);

	*out = HOOK_FILE_SAME;
	if (!hook_script_is(read_head(p.hook, arena))) {
		if (!is_there(p.chained))
			return 0;
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'%s' is no hook of strata's any more, and '%s' was kept for it: "
				   "put one of them in place",
				   p.hook, p.chained);
	}
	if (is_there(p.chained)) {
		*out = HOOK_FILE_CHAINED;
		return rename(p.chained, p.hook) == 0 ? 0 : fail_io(err, "rename", p.chained);
	}
	*out = HOOK_FILE_NEW;
	return unlink(p.hook) == 0 ? 0 : fail_io(err, "remove", p.hook);
}
