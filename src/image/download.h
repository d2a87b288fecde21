/* download.h - commands that bring files out of the network, and what verifies them. */
#ifndef IMAGE_DOWNLOAD_H
#define IMAGE_DOWNLOAD_H

#include "syntax/shell.h"

struct image_command;
struct image_script;

struct image_download {
	bool is;                   /* the command is one */
	struct strata_str address; /* "" when no word looks like one */
	struct strata_str file;    /* where it is saved; "" when it goes to standard output */
};

/* Paths are as written. */
void image_download_read(struct image_download *out, const struct image_command *command);

/* Whether the command checks sums or signatures. */
bool image_is_verification(const struct image_command *command);

/* Whether a name is that of a public key or signature: it verifies others. */
bool image_is_key(struct strata_str name);

#endif
