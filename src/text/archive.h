/*
 * archive.h - a zip or tar file as a stream of names and bytes.
 *
 * The only home of libarchive. Nothing is unpacked to disk, and names are only
 * shown or compared, never opened. Bounded against bombs: one entry by the
 * caller, all entries together by STRATA_LIMIT_ARCHIVE_BYTES and
 * STRATA_LIMIT_ARCHIVE_ENTRIES.
 */
#ifndef TEXT_ARCHIVE_H
#define TEXT_ARCHIVE_H

#include "strata/buf.h"
#include "strata/error.h"

struct archive_stream;

int archive_open(struct archive_stream **out, const char *path, struct strata_error *err);

/*
 * One that is in memory, which must outlive the stream; name: for messages. A zip file is
 * read by the list at its end alone: what nobody asks for is not unpacked.
 */
int archive_open_bytes(struct archive_stream **out, struct strata_str bytes, struct strata_str name,
		       struct strata_error *err);

/* Of a zip in memory what lies between the header of a file and the list of all files. */
int archive_open_part(struct archive_stream **out, struct strata_str bytes, struct strata_str name,
		      struct strata_error *err);
void archive_close(struct archive_stream *stream);

/* The next regular file: 1 with its name (valid until the next call), 0 at the end. */
int archive_next(struct strata_str *name, struct archive_stream *stream, struct strata_error *err);

/* The bytes of the file that archive_next answered, into an emptied buffer; ELIMIT over `most`. */
int archive_bytes(struct strata_buf *out, struct archive_stream *stream, size_t most,
		  struct strata_error *err);

#endif
