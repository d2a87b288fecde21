/*
 * dockerfile_stages.h - the stages of a Dockerfile, and what each takes from where.
 *
 * FROM names an earlier stage, an image, or "scratch", which is nothing. COPY --from and
 * RUN --mount=from= name an earlier stage by name or number, or an image. Names are the same
 * in upper and lower case; of two stages of one name, the later one before the use is meant.
 */
#ifndef SYNTAX_DOCKERFILE_STAGES_H
#define SYNTAX_DOCKERFILE_STAGES_H

#include "syntax/dockerfile_scope.h"

/* What something is taken from: an earlier stage, or scratch, or an image by that name. */
struct dockerfile_source {
	struct strata_str written;
	struct strata_str image; /* absent: it is a stage, nothing, or not known */
	struct strata_str unset; /* why it is not known: the variable without a value */
	int stage;               /* -1: none */
	bool scratch;
	bool by_argument;        /* a build may be given another */
	bool replaced;           /* whoever builds says what stands behind the name */
	size_t instruction;      /* index into those of the file */
	unsigned line;
};

STRATA_VEC(dockerfile_sources, struct dockerfile_source);

/* In the order in which what is said of a stage matters less. */
enum dockerfile_use {
	DOCKERFILE_SHIPS,  /* the target, or what it starts from: all of it is in the image */
	DOCKERFILE_BUILDS, /* files are copied out of it */
	DOCKERFILE_UNUSED, /* nothing that the target needs */
};

struct dockerfile_stage {
	struct strata_str name; /* as written; absent: it has only its number */
	size_t first, end;      /* instructions from FROM on, to the one behind the last */
	struct dockerfile_source base;
	struct dockerfile_sources copies;
	struct strata_str platform; /* of FROM --platform, as written; absent: none */
	struct dockerfile_scope scope; /* as it is at the end */
	enum dockerfile_use use;
	int twin; /* an earlier stage of the same name; -1: none */
};

STRATA_VEC(dockerfile_stage_list, struct dockerfile_stage *);

struct dockerfile_stages {
	struct dockerfile_stage_list list;
	struct dockerfile_scope global;
	struct dockerfile_problems problems;
	size_t target; /* index of the stage that is built; SIZE_MAX: there is none */
};

/*
 * target: a stage's name or number; absent for the last. An unknown one is a problem, and the
 * last is taken. given may be NULL; all of it is borrowed.
 */
void dockerfile_stages_read(struct dockerfile_stages *out, const struct dockerfile *file,
			    struct strata_str target,
			    const struct dockerfile_arguments_given *given,
			    struct strata_arena *arena);

/* The key=value pairs of a --mount flag, by key; absent without it. */
struct strata_str dockerfile_mount(const struct dockerfile_flag *flag, const char *key);

/* Where it is mounted, and what: by any of the keys that BuildKit takes; absent without one. */
struct strata_str dockerfile_mount_target(const struct dockerfile_flag *flag);
struct strata_str dockerfile_mount_source(const struct dockerfile_flag *flag);

/* Whether it mounts a folder or file of the context: "bind" is the type where none is given. */
bool dockerfile_mounts_context(const struct dockerfile_flag *flag);

#endif
