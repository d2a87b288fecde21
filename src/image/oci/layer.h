/*
 * layer.h - what a layer of an image changes of the files that tell which packages there are.
 *
 * A layer is a tar file over those below it. Nothing is unpacked: of the few files that are of
 * interest the bytes are kept, and of everything else what it takes away from them: whiteouts,
 * opaque folders, and whatever is put where a folder was. Names are only compared; a link is
 * never followed, and a file of interest that is a link is said to be unread.
 *
 * Format: the OCI image specification 1.1, "Image Layer Filesystem Changeset".
 */
#ifndef IMAGE_OCI_LAYER_H
#define IMAGE_OCI_LAYER_H

#include "strata/buf.h"
#include "strata/error.h"
#include "strata/map.h"

/*
 * Adds to out what the layer in that file changes, in a form of its own. ELIMIT, EIO: it cannot
 * be read, and err tells.
 */
int oci_layer_read(struct strata_buf *out, int file, struct strata_str name, struct strata_error *err);

/* A file of interest, as the layers so far have it. */
struct oci_file {
	struct strata_str path;
	struct strata_str bytes; /* absent: it is there, and was not read */
	bool gone;               /* taken away by a later layer */
};

STRATA_VEC(oci_file_list, struct oci_file);

struct oci_files {
	struct strata_arena *arena;
	struct strata_map by_path; /* -> index into list */
	struct oci_file_list list;
	uint64_t bytes; /* of all layers that were applied */
};

void oci_files_init(struct oci_files *files, struct strata_arena *arena);

/*
 * Puts one more layer, as oci_layer_read has it, over those before it; its bytes are kept.
 * ESYNTAX for what oci_layer_read never wrote; ELIMIT where all layers are too large together.
 */
int oci_files_apply(struct oci_files *files, struct strata_str layer, struct strata_error *err);

/* The file at that path; NULL when there is none. */
const struct oci_file *oci_files_get(const struct oci_files *files, struct strata_str path);

/* Whether the path is that of a file whose bytes are kept. */
bool oci_is_of_interest(struct strata_str path);

#endif
