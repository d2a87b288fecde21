/*
 * disk.h - reading from disk without being led astray: no link is followed below a
 * folder that is scanned, and nothing that is no plain file is ever opened for long.
 */
#ifndef SOURCE_DISK_H
#define SOURCE_DISK_H

#include "strata/arena.h"
#include "strata/error.h"

/*
 * The folder of path below root, opened to look things up in (O_PATH). Each step
 * refuses links. Negative, errno set, when it cannot be. root itself is not
 * consumed; the answer is the caller's to close.
 */
int disk_open_folder(int root, struct strata_str path);

/* The bytes of a plain file below root. A FIFO, a device, a link are refused. */
int disk_read_below(struct strata_str *out, int root, struct strata_str path, uint64_t most,
		    struct strata_arena *arena, struct strata_error *err);

/* As above, of git's own files: links are followed, the path is the system's. */
int disk_read(struct strata_str *out, const char *path, uint64_t most, struct strata_arena *arena,
	      struct strata_error *err);

/* Where the link of that path below root leads, as written. */
int disk_read_link(struct strata_str *out, int root, struct strata_str path,
		   struct strata_arena *arena, struct strata_error *err);

bool disk_is_folder(const char *path);
bool disk_is_there(const char *path);
bool disk_is_full(const char *path); /* a file of some bytes */

#endif
