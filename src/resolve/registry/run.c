/*
 * run.c - a package manager asked for its defaults; see settings.h.
 *
 * It runs in an empty folder that nobody else wrote to, below the one for temporary
 * files: what a repository configures does not reach it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "resolve/registry/settings.h"
#include "strata/limits.h"

enum { NOT_STARTED = 127 };

static void become(const char *const *words, const char *folder, int in, int out)
{
	int null = open("/dev/null", O_RDWR);

	dup2(in < 0 ? null : in, STDIN_FILENO);
	dup2(null, STDERR_FILENO);
	dup2(out, STDOUT_FILENO);
	setpgid(0, 0);
	if (chdir(folder) == 0)
		execvp(words[0], (char *const *)(uintptr_t)words);
	_exit(NOT_STARTED);
}

/* What comes until its end; false when it takes too long or is too much. */
static bool read_all(struct strata_buf *out, int fd)
{
	time_t end = time(NULL) + STRATA_LIMIT_PROGRAM_SECONDS;
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t n;

	while (time(NULL) < end && out->len < STRATA_LIMIT_CONFIG_BYTES) {
		if (poll(&ready, 1, 1000) <= 0)
			continue;
		if ((n = read(fd, strata_buf_room(out, 4096), 4096)) <= 0)
			return n == 0;
		out->len += (size_t)n;
	}
	return false;
}

static int run_in(struct strata_buf *out, const char *const *words, const char *folder, int in,
		  struct strata_error *err)
{
	int fds[2], status = 0;
	bool whole;
	pid_t child;

	if (pipe2(fds, O_CLOEXEC) < 0 || (child = fork()) < 0)
		return strata_fail(err, STRATA_EIO, 0, "cannot run '%s': %s", words[0],
				   strerror(errno));
	if (child == 0)
		become(words, folder, in, fds[1]);
	close(fds[1]);
	whole = read_all(out, fds[0]);
	close(fds[0]);
	if (!whole)
		kill(-child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "'%s' is not installed", words[0]);
	if (!whole || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return strata_fail(err, STRATA_EIO, 0, "'%s %s' fails", words[0],
				   words[1] ? words[1] : "");
	return 0;
}

/* What a program is to read; -1: nothing. */
static int input_of(struct strata_str input)
{
	int fd = input.len ? memfd_create("strata", MFD_CLOEXEC) : -1;

	if (fd >= 0 && (write(fd, input.ptr, input.len) != (ssize_t)input.len ||
			lseek(fd, 0, SEEK_SET) < 0)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int registry_run(struct strata_str *out, const char *const *words, struct strata_arena *arena,
		 struct strata_error *err)
{
	return registry_run_with(out, words, STRATA_NONE, arena, err);
}

int registry_run_with(struct strata_str *out, const char *const *words, struct strata_str input,
		      struct strata_arena *arena, struct strata_error *err)
{
	const char *above = getenv("TMPDIR");
	struct strata_buf bytes = STRATA_BUF_INIT;
	int in = input_of(input), rc;
	char *folder;

	folder = (char *)(uintptr_t)strata_arena_printf(arena, "%s/strata-XXXXXX",
							above && *above ? above : "/tmp").ptr;
	if (mkdtemp(folder)) {
		rc = run_in(&bytes, words, folder, in, err);
		rmdir(folder);
	} else {
		rc = strata_fail(err, STRATA_EIO, 0, "cannot make a folder in '%s': %s",
				 above && *above ? above : "/tmp", strerror(errno));
	}
	if (in >= 0)
		close(in);
	*out = strata_arena_dup(arena, strata_buf_str(&bytes));
	strata_buf_release(&bytes);
	return rc;
}

int registry_run_list(struct strata_strs *urls, const char *const *words, struct strata_str mark,
		      struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str said, line;
	int rc = registry_run(&said, words, arena, err);

	if (rc < 0)
		return rc;
	while (said.len) {
		strata_str_cut(&line, &said, said, '\n');
		line = strata_str_trim(line);
		if (strata_str_starts(line, mark) &&
		    strata_str_starts(strata_str_skip(line, mark.len), STRATA_STR("http")))
			*strata_vec_push(arena, urls) = strata_str_skip(line, mark.len);
	}
	return urls->count ? 0
			   : strata_fail(err, STRATA_ENOTFOUND, 0, "%s names no source", words[0]);
}
