/* embedded.h - the files of data/image as the build puts them into the program. */
#ifndef IMAGE_EMBEDDED_H
#define IMAGE_EMBEDDED_H

#include <stddef.h>

struct image_embedded_file {
	const unsigned char *bytes;
	size_t size;
};

enum { IMAGE_EMBEDDED_OFFICIAL, IMAGE_EMBEDDED_FAMILIES, IMAGE_EMBEDDED_SOURCES };

/* By the numbers above; one without bytes after the last. */
extern const struct image_embedded_file image_embedded_files[];

#endif
