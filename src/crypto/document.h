/*
 * document.h - JSON that signatures are about: read strictly, and written in the one form that
 * is signed.
 *
 * Format of the latter: "canonical JSON" as Notary and TUF have it: keys sorted by their bytes,
 * no blanks, only backslash and quote escaped, numbers that are whole.
 */
#ifndef CRYPTO_DOCUMENT_H
#define CRYPTO_DOCUMENT_H

#include "strata/buf.h"
#include "text/json.h"

/* An object without a key twice: two readers must not see two documents. ESYNTAX, ELIMIT. */
int crypto_document_read(struct node **out, struct strata_str bytes, struct strata_arena *arena,
			 struct strata_error *err);

/* False where it holds what has no such form: a number that is not whole. */
bool crypto_canonical(struct strata_buf *out, const struct node *value);

/* Bytes as hexadecimal digits, in lower case; those of the SHA-256 of bytes. */
struct strata_str crypto_hex(struct strata_str bytes, struct strata_arena *arena);
struct strata_str crypto_sha256_hex(struct strata_str bytes, struct strata_arena *arena);

/* Whether a text is "sha256:" and those digits. */
bool crypto_is_digest(struct strata_str text, struct strata_str hex);

#endif
