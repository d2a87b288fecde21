/*
 * notices.h - licences that a text does not have but names: "Licensed under the Apache License,
 * Version 2.0", the GPL's "either version 2, or any later version", SPDX-License-Identifier.
 */
#ifndef COMPOSITION_NOTICES_H
#define COMPOSITION_NOTICES_H

#include "composition/recognise.h"

/* The expressions of SPDX-License-Identifier tags, all of which hold; NULL: there is none. */
const struct spdx_node *notices_tags(struct recogniser *r, struct strata_str text);

/* What the words of a text name; NULL: nothing that is known. */
const struct spdx_node *notices_read(struct recogniser *r, struct strata_str text);

/* Whether the text lets one choose between the licences that it has. */
bool notices_offer_choice(struct recogniser *r, struct strata_str text);

#endif
