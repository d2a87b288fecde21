/* file.c - whole files; see file.h. */
#include "advisory/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 64 << 10 };

static int fail(struct strata_error *err, const char *path, const char *what)
{
	enum strata_code code = errno == ENOENT ? STRATA_ENOTFOUND : STRATA_EIO;

	strata_error_at(err, strata_str_of(path));
	return strata_fail(err, code, 0, "cannot %s: %s", what, strerror(errno));
}

int file_read(struct strata_buf *out, const char *path, size_t most, struct strata_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
	ssize_t got;

	if (fd < 0)
		return fail(err, path, "open");
	strata_buf_reset(out);
	while ((got = read(fd, strata_buf_room(out, STEP), STEP)) > 0) {
		out->len += (size_t)got;
		out->ptr[out->len] = '\0';
		if (out->len > most) {
			strata_error_at(err, strata_str_of(path));
			rc = strata_fail(err, STRATA_ELIMIT, 0, "the file has more than %zu bytes",
					 most);
			break;
		}
	}
	if (got < 0)
		rc = fail(err, path, "read");
	close(fd);
	return rc;
}

int file_write(const char *path, struct strata_str bytes, struct strata_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), rc = 0;
	ssize_t put;

	if (fd < 0)
		return fail(err, path, "write");
	while (bytes.len > 0) {
		if ((put = write(fd, bytes.ptr, bytes.len)) < 0)
			break;
		bytes = strata_str_skip(bytes, (size_t)put);
	}
	if (bytes.len > 0 || fsync(fd) < 0)
		rc = fail(err, path, "write");
	if (close(fd) < 0 && rc == 0)
		rc = fail(err, path, "write");
	return rc;
}

int file_sync(const char *path, struct strata_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return fail(err, path, "open");
	if (fsync(fd) < 0)
		rc = fail(err, path, "write");
	close(fd);
	return rc;
}

int file_rename(const char *from, const char *to, struct strata_error *err)
{
	return rename(from, to) == 0 ? 0 : fail(err, to, "put in place");
}
