/* haskell.h - packages as Cabal and Stack write them. Syntax: cabal.readthedocs.io, 2026-11. */
#ifndef HASKELL_HASKELL_H
#define HASKELL_HASKELL_H

#include "strata/facts.h"

/*
 * Adds "name-1.2.3@sha256:HEX,SIZE"; a revision "@rev:2" says nothing. NULL when it has no
 * version: a package's name may hold hyphens, but no part of it is a number.
 */
struct strata_package *haskell_add_pin(struct strata_facts *out, struct strata_str text,
				       unsigned line);

/*
 * Adds "name ==1.2", "name >=1 && <2", "name ^>=1.2 || ==2.*", "any.name ==1". NULL for what
 * names no package, and for what constrains no version ("name +flag").
 */
struct strata_package *haskell_add_constraint(struct strata_facts *out, struct strata_str text,
					      unsigned line);

/*
 * Goes through a file of fields ("name: value", going on in deeper lines). Calls `field`
 * for each item between commas of a field, and with an absent item for each line that is
 * no field: a section's head.
 */
struct haskell_item {
	struct strata_str field; /* lower case */
	struct strata_str text;
	unsigned line;
};

void haskell_read_fields(struct strata_arena *arena, struct strata_str bytes,
			 void (*item)(const struct haskell_item *item, void *payload),
			 void *payload);

#endif
