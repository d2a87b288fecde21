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

/*
 * A tar file, plain or as gzip or zstd have it, which lies in a file that is open: read from
 * where it stands. most: bytes of all that is in it, which bounds what a few bytes unpack to.
 */
int archive_open_tar(struct archive_stream **out, int file, uint64_t most, struct strata_str name,
		     struct strata_error *err);

/*
 * Whatever packages come as, in a file that is open and read from its beginning: zip, or tar as
 * it is or as gzip, bzip2, xz or zstd have it. most: as above.
 */
int archive_open_package(struct archive_stream **out, int file, uint64_t most,
			 struct strata_str name, struct strata_error *err);

/* An archive that is the file which archive_step answered, and is read as that file goes by. */
int archive_open_within(struct archive_stream **out, struct archive_stream *around, uint64_t most,
			struct strata_str name, struct strata_error *err);
void archive_close(struct archive_stream *stream);

/* The next regular file: 1 with its name (valid until the next call), 0 at the end. */
int archive_next(struct strata_str *name, struct archive_stream *stream, struct strata_error *err);

/* One thing that an archive has, as a tar file tells of it. */
struct archive_item {
	enum archive_kind {
		ARCHIVE_FILE,
		ARCHIVE_FOLDER,
		ARCHIVE_LINK,     /* symbolic */
		ARCHIVE_HARDLINK, /* target: another one of the archive */
		ARCHIVE_OTHER,    /* devices, pipes */
	} kind;
	struct strata_str name;   /* as written; valid until the next call */
	struct strata_str target; /* of links */
	uint64_t size;
};

/* The next one, whatever it is: 1, 0 at the end. What is passed over counts as well. */
int archive_step(struct archive_item *out, struct archive_stream *stream, struct strata_error *err);

/*
 * The bytes of the file that archive_next or archive_step answered, into an emptied buffer;
 * ELIMIT over `most`.
 */
int archive_bytes(struct strata_buf *out, struct archive_stream *stream, size_t most,
		  struct strata_error *err);

/*
 * The next bytes of the file that archive_step answered: 1 with some, valid until the next call;
 * 0 at its end. All that was unpacked counts, whatever the archive says of sizes.
 */
int archive_part(struct strata_str *out, struct archive_stream *stream, struct strata_error *err);

#endif
