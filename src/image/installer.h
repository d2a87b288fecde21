/* installer.h - commands that install what a project's manifests ask for, and that build it. */
#ifndef IMAGE_INSTALLER_H
#define IMAGE_INSTALLER_H

#include "image/check.h"

struct image_installer {
	const char *commands, *words; /* words: the first operand; "" also for none of them */
	const struct strata_ecosystem *ecosystem;
	const char *lean;      /* options that leave out what is for development */
	const char *lean_with; /* the same where one of lean_values stands behind */
	const char *lean_values;
	const char *variables; /* likewise: these, when they say so */
	const char *folder;    /* options that name the folder */
	bool compiles;         /* what it makes has all within */
	bool lean_always;      /* unless one of `lean` is there */
};

/* NULL for none. */
const struct image_installer *image_installer_of(const struct image_command *command);

/* Whether the command leaves out what is for development. */
bool image_installs_lean(const struct image_installer *installer, struct image_check *c,
			 const struct image_command *command);

/* "npm prune --omit=dev": takes away what is for development of what is there. */
bool image_prunes(const struct image_command *command);

/* "bundle config set without development": what is installed from then on is without. */
bool image_configures_lean(const struct image_command *command);

/* "npm run build", "vite build": makes one thing of what npm installed. */
bool image_bundles(const struct image_command *command);

#endif
