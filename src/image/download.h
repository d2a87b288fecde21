/* download.h - commands that bring files out of the network, and what verifies them. */
#ifndef IMAGE_DOWNLOAD_H
#define IMAGE_DOWNLOAD_H

#include "image/script.h"

struct image_download {
	struct strata_str address; /* "" when no word looks like one */
	struct strata_str file;    /* where it is saved; "" when it goes to standard output */
};

bool image_is_download(const struct image_command *command);

/* False for what is no download. Paths are as written. */
bool image_download_read(struct image_download *out, const struct image_command *command);

/* Whether the script checks sums or signatures of anything. */
bool image_is_verified(const struct image_script *script);

/* "./x", "/tmp/x" and "x" may be the same file: their last parts are. */
bool image_same_file(struct strata_str a, struct strata_str b);

/* Whether a name is that of a public key or signature: it verifies others. */
bool image_is_key(struct strata_str name);

#endif
