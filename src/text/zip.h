/*
 * zip.h - where the files of a zip lie, by its end: for archives of which parts are fetched.
 *
 * Nothing is unpacked here: the bytes of one file, from its own header on, are an archive
 * that archive.h reads.
 *
 * Format: PKWARE's APPNOTE 6.3.10, 4.3.7 to 4.3.16.
 */
#ifndef TEXT_ZIP_H
#define TEXT_ZIP_H

#include "strata/error.h"

struct zip_span {
	uint64_t first, end;
};

/*
 * Where the list of files is. last: the archive's last bytes, which begin at `start` of
 * it. ESYNTAX when these are not the end of a zip.
 */
int zip_directory(struct zip_span *out, struct strata_str last, uint64_t start,
		  struct strata_error *err);

struct zip_file {
	struct strata_str name;
	uint64_t header; /* where its own header is */
};

/* The next file of the list: 1, 0 at its end, ESYNTAX. */
int zip_next(struct zip_file *out, struct strata_str *list, struct strata_error *err);

#endif
