/*
 * words.h - the words of a licence text, as hashes: what stays when it is wrapped, quoted, put into
 * comments or marked up otherwise.
 *
 * Letters are small, addresses and tags of HTML are left out, so are single letters and the numbers
 * of lists; words that SPDX's guidelines for matching (annex B.7) hold to be the same are one. The
 * same rules are in data/licences/spdx.py, which makes the fingerprints.
 */
#ifndef COMPOSITION_WORDS_H
#define COMPOSITION_WORDS_H

#include "strata/arena.h"

#define WORDS_SHINGLE 4 /* words that follow each other, hashed as one */

struct word {
	uint64_t hash;
	uint32_t at; /* byte of the text where it begins */
};

STRATA_VEC(word_list, struct word);

void words_read(struct word_list *out, struct strata_str text, struct strata_arena *arena);

/* Of WORDS_SHINGLE words. */
uint32_t words_shingle(const struct word *words);

#endif
