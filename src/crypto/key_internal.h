/* key_internal.h - what a key is, for the files that read some out of other things. */
#ifndef CRYPTO_KEY_INTERNAL_H
#define CRYPTO_KEY_INTERNAL_H

#include "crypto/key.h"
#include "crypto/library.h"

/* Takes the key, whether it is accepted or not; NULL: whoever read it has failed. */
int crypto_key_take(struct crypto_key **out, EVP_PKEY *pkey, struct strata_error *err);

/* Answers a PEM reader that asks for a password: there is none, and nobody is asked. */
int crypto_no_password(char *text, int size, int writing, void *payload);

#endif
