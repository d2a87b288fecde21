/*
 * rules.h - what the packages of a pool ask for and exclude, as rules of sat.h, and which of
 * several packages is the best.
 *
 * Of one name the newest is the best, or the most stable first where the project prefers
 * that; what a lockfile has comes before all. Among names, a package comes before one that
 * replaces it, then one of the vendor that is asked for, then the one that was found first.
 *
 * Rules: Composer's documentation, "The composer.json schema", and Composer 2.5.5, read in its
 * own sources (MIT), 2026-11.
 */
#ifndef RESOLVE_COMPOSER_RULES_H
#define RESOLVE_COMPOSER_RULES_H

#include "resolve/composer/pool.h"
#include "resolve/composer/sat.h"

/* All rules, and the pool's choice. */
void composer_rules_make(struct sat *s, struct composer_pool *p);

#endif
