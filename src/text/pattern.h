/*
 * pattern.h - regular expressions, as PCRE2 has them.
 *
 * Over bytes, not characters: texts need not be UTF-8. Found anywhere in the text unless the
 * expression is anchored. Whoever wrote the expression may be hostile, too: a search takes
 * STRATA_LIMIT_PATTERN_TRIES steps at most.
 */
#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include "strata/error.h"

struct pattern;

/* ESYNTAX with where in the text it is wrong. One that was compiled may be used by several threads. */
int pattern_new(struct pattern **out, size_t *offset, struct strata_str text,
		struct strata_error *err);
void pattern_free(struct pattern *p);

/* 1, or 0; ELIMIT when it takes too many steps to tell. */
int pattern_find(const struct pattern *p, struct strata_str text);

#endif
