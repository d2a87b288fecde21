/*
 * hook_file.h - a hook put into a folder, and taken out again.
 *
 * What was there before is kept beside it, as it is, and comes back as it was. Each
 * step is a rename: a hook that git runs meanwhile is the old one or the new one.
 */
#ifndef CLI_HOOK_FILE_H
#define CLI_HOOK_FILE_H

#include "cli/hook_script.h"

enum hook_file_change {
	HOOK_FILE_SAME,    /* nothing was to be done */
	HOOK_FILE_NEW,     /* the hook is new; gone, when taken out */
	HOOK_FILE_CHAINED, /* one that was there runs first; is back, when taken out */
};

/* Makes the folder when it is not there. EIO, EUSAGE when something is in the way. */
int hook_file_put(enum hook_file_change *out, const char *folder, const struct hook_script *script,
		  struct strata_arena *arena, struct strata_error *err);
int hook_file_take(enum hook_file_change *out, const char *folder, const char *hook,
		   struct strata_arena *arena, struct strata_error *err);

/* Writes a file as a whole, by way of another one beside it. */
int hook_file_write(const char *path, struct strata_str bytes, unsigned mode,
		    struct strata_arena *arena, struct strata_error *err);

#endif
