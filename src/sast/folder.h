/* folder.h - the files of rules below a folder of the user's. */
#ifndef SAST_FOLDER_H
#define SAST_FOLDER_H

#include "strata/arena.h"
#include "strata/error.h"

struct sast_file {
	struct strata_str path, bytes;
};

STRATA_VEC(sast_files, struct sast_file);

/* Those that end in .yml or .yaml, sorted by path. EUSAGE for a folder that cannot be read. */
int sast_folder_read(struct sast_files *out, const char *folder, struct strata_arena *arena,
		     struct strata_error *err);

#endif
