/*
 * starter.h - the files of data/advisories as the build puts them into the program.
 */
#ifndef ADVISORY_STARTER_H
#define ADVISORY_STARTER_H

#include <stddef.h>

/* An array of OSV records, all of one ecosystem. */
struct starter_file {
	const unsigned char *bytes;
	size_t size;
};

/* One without bytes after the last. */
extern const struct starter_file starter_files[];

#endif
