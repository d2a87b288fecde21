/* answer.h - a tree that was built, as a lockfile would tell it. */
#ifndef RESOLVE_NPM_ANSWER_H
#define RESOLVE_NPM_ANSWER_H

#include "resolve/npm/build.h"

/* Packages, edges and roots; `manifest` is the name of the file, format how it is read. */
void npm_answer(struct strata_facts *out, struct npm_build *build);

#endif
