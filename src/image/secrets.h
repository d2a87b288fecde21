/* secrets.h - files that hold keys or passwords, by name and by what is in them. */
#ifndef IMAGE_SECRETS_H
#define IMAGE_SECRETS_H

#include "image/check.h"

/* Whether a file of that name may hold a secret. */
bool image_may_be_secret(struct strata_str path);

/* Whether it does: a private key, a token, a password that is no placeholder. */
bool image_is_secret(struct strata_str path, struct strata_str bytes);

#endif
