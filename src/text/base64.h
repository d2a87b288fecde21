/*
 * base64.h - bytes that are written in 64 characters.
 *
 * Strict but for one alphabet: what two readers could take for different bytes is refused,
 * since signatures are made of it. Format: RFC 4648, sections 4 and 5.
 */
#ifndef TEXT_BASE64_H
#define TEXT_BASE64_H

#include "strata/arena.h"

enum base64_alphabet {
	BASE64_PADDED, /* + and /, filled up with = */
	BASE64_URL,    /* - and _, not filled up */
	BASE64_LOOSE,  /* as node reads it: either of these, up to the first that is none */
};

/* False, with *out absent, for what is none. */
bool base64_read(struct strata_str *out, struct strata_str text, enum base64_alphabet alphabet,
		 struct strata_arena *arena);

#endif
