/* file.h - whole files, read with a limit and written to last. */
#ifndef ADVISORY_FILE_H
#define ADVISORY_FILE_H

#include "strata/buf.h"
#include "strata/error.h"

/* Into an emptied buffer. ENOTFOUND, ELIMIT, EIO; the error has the path. */
int file_read(struct strata_buf *out, const char *path, size_t most, struct strata_error *err);

/* On disk when it answers 0: the bytes, not yet the name (file_sync of the folder). */
int file_write(const char *path, struct strata_str bytes, struct strata_error *err);

/* Of a file or a folder. */
int file_sync(const char *path, struct strata_error *err);

int file_rename(const char *from, const char *to, struct strata_error *err);

#endif
