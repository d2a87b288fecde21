/*
 * starlark.h - calls with literal arguments, as Bazel's files are made of them.
 *
 * Syntax: bazel.build, "Starlark language", 8.0, 2026-11.
 */
#ifndef BAZEL_STARLARK_H
#define BAZEL_STARLARK_H

#include "script/lex.h"

/* The text of an argument within the brackets that begin at i; its line in *line. */
struct strata_str starlark_argument(const struct script *s, size_t i, const char *name,
				    unsigned *line);

/* Where the value of an argument begins within the brackets at i; 0 without one. */
size_t starlark_value(const struct script *s, size_t i, const char *name);

/*
 * Behind a call that was read, whose brackets begin at i: what is inside of it is no
 * further call. One that is never closed is noted and ends only itself, but after some of
 * these nothing more is read: so each token is looked at a few times at most.
 */
size_t starlark_behind(struct script *s, size_t i, unsigned *open);

/* Maven's artifacts in `artifacts = [..]` of the call whose brackets begin at i. */
void starlark_add_artifacts(struct script *s, size_t i);

/* "group:name[:packaging[:classifier]]:version"; the version is the last. */
void starlark_add_artifact(struct script *s, const struct script_token *t);

#endif
