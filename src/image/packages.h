/*
 * packages.h - what a command does with a package manager: which, what, with what.
 *
 * Each manager has a row in managers.def: its names, its words for installing and so on, and
 * the options whose value is a word of its own, so that a value is not taken for a package.
 */
#ifndef IMAGE_PACKAGES_H
#define IMAGE_PACKAGES_H

#include "syntax/shell.h"

struct image_command;

enum image_manager {
	IMAGE_NO_MANAGER,
#define MANAGER(id, names, install, refresh, upgrade, remove, valued) IMAGE_##id,
#include "image/managers.def"
#undef MANAGER
};

enum image_action {
	IMAGE_OTHER,
	IMAGE_INSTALL,
	IMAGE_REFRESH, /* of the lists of what there is: apt-get update */
	IMAGE_UPGRADE, /* of all that is installed */
	IMAGE_REMOVE,
};

struct image_packages {
	enum image_manager manager;
	enum image_action action;
	struct shell_words packages; /* the operands, as written */
	struct shell_words options;  /* with their values left out */
	bool from_file;              /* a list of packages, or the project here, is installed */
};

/* Of a command that is no package manager's: IMAGE_NO_MANAGER. */
void image_packages_read(struct image_packages *out, const struct image_command *command,
                         struct strata_arena *arena);

/* Whether one of these options, parted by blanks, is there ("--x" also as "--x=value"). */
bool image_packages_has(const struct image_packages *p, const char *options);

/*
 * Whether the package is pinned: by a version, or as a file or address that is one version.
 * A word that only the shell knows is pinned when its text has the manager's sign.
 */
bool image_package_is_pinned(enum image_manager manager, struct strata_str package);

/* The name without version, architecture, extras; as the manager knows it. */
struct strata_str image_package_name(enum image_manager manager, struct strata_str package);

/* "apt-get", for texts. */
const char *image_manager_name(enum image_manager manager);

#endif
