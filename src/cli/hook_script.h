/*
 * hook_script.h - the few lines of shell that git runs as a hook.
 */
#ifndef CLI_HOOK_SCRIPT_H
#define CLI_HOOK_SCRIPT_H

#include "cli/hook.h"

struct hook_script {
	const char *hook;    /* "pre-commit" */
	const char *program; /* absolute: where strata is now; NULL: only the other hook is run */
	bool strict;         /* without the program it blocks */
	bool global;         /* stands in for the repository's own, which is run first */
};

/* What follows a hook's name where the one that was there before is kept. */
#define HOOK_CHAINED ".strata-chained"

void hook_script_write(struct strata_buf *out, const struct hook_script *script);

/* Whether the bytes of a hook are a script of ours. */
bool hook_script_is(struct strata_str bytes);

#endif
