/*
 * cargo.h - what readers of cargo's files have in common.
 */
#ifndef CARGO_CARGO_H
#define CARGO_CARGO_H

#include "strata/arena.h"

/*
 * An address of git, with or without "git+", as cargo compares them: in lower case, without
 * a revision, ".git" and '/' at its end.
 */
struct strata_str cargo_git_address(struct strata_arena *arena, struct strata_str address);

/* The name in a key of [replace]: "name:version" or "name@version", maybe behind "registry#". */
struct strata_str cargo_replaced_name(struct strata_str key);

#endif
