/*
 * recognise.h - which licences a text is, or has: the whole texts by their fingerprints, short
 * notices by their words, and SPDX-License-Identifier.
 *
 * The cost follows the length of the text. A recogniser remembers the names that it has looked up.
 */
#ifndef COMPOSITION_RECOGNISE_H
#define COMPOSITION_RECOGNISE_H

#include "composition/fingerprints.h"
#include "composition/words.h"
#include "strata/map.h"

struct recogniser {
	struct strata_arena arena;
	struct strata_arena scratch;
	struct fingerprints prints;
	bool opened;        /* fingerprints are read when they are first wanted */
	struct text_run *runs; /* one for each text */
	uint32_t *stamps;   /* of each holder of the fingerprints: the run that has seen it */
	uint32_t *seen;     /* and at which word it saw it first */
	uint32_t run_count; /* runs that were begun, ever */
	struct strata_map names; /* a text -> its node */
};

#define RECOGNISER_INIT ((struct recogniser){ .opened = false })

void recogniser_release(struct recogniser *r);

/* A licence's text within another one. */
struct recognised {
	const struct fingerprint *text;
	uint32_t begin, end; /* words */
	unsigned matched;    /* of text->weight */
	long score;
};

STRATA_VEC(recognised_list, struct recognised);

/* The texts that are in it, by their places. Both live in the recogniser's scratch memory. */
void recognise_texts(struct recognised_list *out, struct word_list *words, struct recogniser *r,
		     struct strata_str text);

/* The licence of a licence file, as a whole; NULL: none that is known. Lives with the recogniser. */
const struct spdx_node *recognise_licence(struct recogniser *r, struct strata_str text);

/* What SPDX-License-Identifier in the head of a file says; NULL: nothing. */
const struct spdx_node *recognise_tags(struct recogniser *r, struct strata_str head);

/* The licence that the head of a source file carries or refers to; NULL: none, or unknown. */
const struct spdx_node *recognise_header(struct recogniser *r, struct strata_str head);

#endif
