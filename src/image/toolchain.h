/* toolchain.h - which packages are for building, which commands build, and what they leave. */
#ifndef IMAGE_TOOLCHAIN_H
#define IMAGE_TOOLCHAIN_H

#include "image/check.h"
#include "image/packages.h"

/* A kind of build: what to start from when it is done, and what to copy. */
struct image_toolchain {
	const char *commands; /* parted by blanks */
	const char *words;    /* one of these is among its words; "" for any */
	const char *result;   /* where it leaves what is to be copied */
	const char *base;     /* what that needs to run */
};

/* By the package's name alone. */
bool image_is_build_tool(enum image_manager manager, struct strata_str package);

/* The kind of build that a command is; NULL for none. */
const struct image_toolchain *image_toolchain_of(const struct image_command *command);

/* The Dockerfile's last stage as two: one that builds, and one that ships. Several lines. */
struct strata_str image_two_stages(const struct image_check *c, const struct image_toolchain *t);

#endif
