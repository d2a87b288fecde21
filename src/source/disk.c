/* disk.c - reading from disk; see disk.h. */
#include "source/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "strata/limits.h"

static int fail_errno(struct strata_error *err)
{
	enum strata_code code = errno == ENOENT || errno == ENOTDIR ? STRATA_ENOTFOUND : STRATA_EIO;

	if (errno == ELOOP)
		return strata_fail(err, STRATA_EIO, 0, "cannot read the file: it is behind a link");
	return strata_fail(err, code, 0, "cannot read the file: %s", strerror(errno));
}

int disk_open_folder(int root, struct strata_str path)
{
	struct strata_str name, rest = path;
	int fd = fcntl(root, F_DUPFD_CLOEXEC, 0);

	while (fd >= 0 && rest.len) {
		char part[NAME_MAX + 1];
		int next = -1;

		strata_str_cut(&name, &rest, rest, '/');
		if (name.len > NAME_MAX) {
			errno = ENAMETOOLONG;
		} else {
			memcpy(part, name.ptr, name.len);
			part[name.len] = '\0';
			next = openat(fd, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		}
		close(fd);
		fd = next;
	}
	return fd;
}

static int read_all(char *bytes, size_t *len, size_t size, int fd)
{
	*len = 0;
	while (*len < size) {
		ssize_t n = read(fd, bytes + *len, size - *len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		*len += (size_t)n;
	}
	return 0;
}

/* Takes fd over. A file that grows while it is read gives what it had. */
static int read_plain(struct strata_str *out, int fd, uint64_t most, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct stat st;
	char *bytes;
	int rc = 0;

	if (fstat(fd, &st) < 0) {
		rc = fail_errno(err);
	} else if (!S_ISREG(st.st_mode)) {
		rc = strata_fail(err, STRATA_EIO, 0, "not a plain file: it is not opened");
	} else if ((uint64_t)st.st_size > most) {
		rc = strata_fail(err, STRATA_ELIMIT, 0, "file has %lld bytes, over %llu MiB",
				 (long long)st.st_size, (unsigned long long)(most >> 20));
	} else {
		bytes = strata_arena_alloc(arena, (size_t)st.st_size + 1);
		out->ptr = bytes;
		if (read_all(bytes, &out->len, (size_t)st.st_size, fd) < 0)
			rc = fail_errno(err);
	}
	close(fd);
	return rc;
}

/* O_NONBLOCK: opening a FIFO that took the place of a file must not wait for a writer. */
enum { OPEN_FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };

int disk_read_below(struct strata_str *out, int root, struct strata_str path, uint64_t most,
		    struct strata_arena *arena, struct strata_error *err)
{
	const char *name = strata_arena_cstr(arena, strata_path_base(path));
	int folder = disk_open_folder(root, strata_path_dir(path));
	struct stat st;
	int fd = -1, rc = 0;

	if (folder < 0)
		return fail_errno(err);
	/* Opening a device may do things: look at what it is before. */
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		rc = fail_errno(err);
	else if (!S_ISREG(st.st_mode))
		rc = strata_fail(err, STRATA_EIO, 0, "not a plain file: it is not opened");
	else if ((fd = openat(folder, name, OPEN_FLAGS | O_NOFOLLOW)) < 0)
		rc = fail_errno(err);
	close(folder);
	return rc < 0 ? rc : read_plain(out, fd, most, arena, err);
}

int disk_read(struct strata_str *out, const char *path, uint64_t most, struct strata_arena *arena,
	      struct strata_error *err)
{
	struct stat st;
	int fd;

	if (stat(path, &st) < 0)
		return fail_errno(err);
	if (!S_ISREG(st.st_mode))
		return strata_fail(err, STRATA_EIO, 0, "not a plain file: it is not opened");
	fd = open(path, OPEN_FLAGS);
	return fd < 0 ? fail_errno(err) : read_plain(out, fd, most, arena, err);
}

int disk_read_link(struct strata_str *out, int root, struct strata_str path,
		   struct strata_arena *arena, struct strata_error *err)
{
	const char *name = strata_arena_cstr(arena, strata_path_base(path));
	int folder = disk_open_folder(root, strata_path_dir(path));
	char target[STRATA_LIMIT_PATH_BYTES];
	ssize_t n;

	if (folder < 0)
		return fail_errno(err);
	n = readlinkat(folder, name, target, sizeof(target));
	close(folder);
	if (n < 0)
		return fail_errno(err);
	if ((size_t)n == sizeof(target))
		return strata_fail(err, STRATA_ELIMIT, 0, "the link's target is over %d bytes",
				   STRATA_LIMIT_PATH_BYTES);
	*out = strata_arena_dup(arena, (struct strata_str){ target, (size_t)n });
	return 0;
}

bool disk_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool disk_is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

bool disk_is_full(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
}
