/*
 * fingerprints.h - the texts of licences, as numbers: which runs of words each of them has.
 *
 * data/licences/texts.facts is text, as data/licences/spdx.py writes it: lines "text ID WORDS STEP
 * WEIGHT", each a licence or an exception: of its hashes those are kept that STEP divides, each of which
 * stands for STEP words, and some of those that few other texts have, for one word each. Those
 * that every copy has weigh so much together; others are of words that SPDX lets vary. Then "index
 * HASHES BYTES" and, in base64, the hashes from small to large. Each is what it is more than the
 * one before, how many texts have it, and of each of these four times the number of its line, two
 * more where STEP divides it, and one more where every copy has it; all are variable-length
 * integers with the low seven bits first.
 */
#ifndef COMPOSITION_FINGERPRINTS_H
#define COMPOSITION_FINGERPRINTS_H

#include "model/spdx.h"

struct fingerprint {
	struct strata_str id;
	const struct spdx_exception *exception; /* NULL: it is a licence */
	unsigned words, step;
	unsigned weight; /* of the hashes that every copy has */
};

struct fingerprints {
	struct fingerprint *texts;
	size_t text_count;
	uint32_t *hashes; /* sorted */
	uint32_t *first;  /* of each hash, and one more: its part of holders */
	uint16_t *holders; /* texts that have it, as the file has them: see below */
	size_t hash_count, holder_count;
	uint32_t *buckets; /* by the upper bits of a hash, and one more: into hashes */
};

static inline size_t fingerprint_text(uint16_t holder)
{
	return holder / 4;
}

static inline bool fingerprint_is_sampled(uint16_t holder)
{
	return holder & 2;
}

static inline bool fingerprint_is_fixed(uint16_t holder)
{
	return holder & 1;
}

/* What was embedded when the program was built. */
void fingerprints_open(struct fingerprints *out, struct strata_arena *arena);

/* ESYNTAX: not as above. */
int fingerprints_read(struct fingerprints *out, struct strata_str bytes, struct strata_arena *arena,
		      struct strata_error *err);

/* The holders of a hash, as a range of holders[]. False: no text has it. */
bool fingerprints_find(size_t *begin, size_t *end, const struct fingerprints *f, uint32_t hash);

/* The file, as the build puts it into the program; one without bytes after it. */
struct licence_texts_file {
	const unsigned char *bytes;
	size_t size;
};

extern const struct licence_texts_file licence_texts_files[];

#endif
