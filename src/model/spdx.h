/*
 * spdx.h - licence expressions, as SPDX 3.0 (annex B) writes them, over the list of licences.
 *
 * What is parsed is normal at once: ids as the list spells them, deprecated ones as what took
 * their place, GPL-2.0+ as GPL-2.0-or-later, nothing twice in one list of alternatives.
 */
#ifndef MODEL_SPDX_H
#define MODEL_SPDX_H

#include "strata/arena.h"
#include "strata/error.h"

/* What a licence asks of whoever uses the code; from mild to strict, but for the first. */
enum spdx_family {
	SPDX_UNKNOWN,
	SPDX_PUBLIC_DOMAIN,
	SPDX_PERMISSIVE,
	SPDX_WEAK,    /* copyleft of the files, or of the library alone */
	SPDX_STRONG,  /* copyleft of the whole work */
	SPDX_NETWORK, /* of the whole work, also where it is only used over a network */
	SPDX_PROPRIETARY, /* no free licence: for some uses, users or changes there is none */
};

#define SPDX_FAMILIES 7

const char *spdx_family_name(enum spdx_family family);
bool spdx_family_parse(enum spdx_family *out, struct strata_str name);

struct spdx_licence {
	const char *id, *name;
	enum spdx_family family;
	bool osi, fsf, deprecated;
	const char *instead; /* the expression that took the place of a deprecated one; or NULL */
};

struct spdx_exception {
	const char *id, *name;
	bool deprecated;
};

/* By their id in any case; NULL: the list has none. */
const struct spdx_licence *spdx_licence_find(struct strata_str id);
const struct spdx_exception *spdx_exception_find(struct strata_str id);

/* By number, in the order of the list; NULL after the last. */
const struct spdx_licence *spdx_licence_at(size_t index);

enum spdx_operator { SPDX_LEAF, SPDX_AND, SPDX_OR };

struct spdx_node {
	enum spdx_operator operator;
	const struct spdx_node *left, *right; /* of AND and OR */
	/* Of a leaf: */
	const struct spdx_licence *licence; /* NULL: a LicenseRef, or a DocumentRef with one */
	struct strata_str id;               /* as the list spells it */
	bool later;                         /* "+", where the list has no id for that */
	struct strata_str exception;        /* absent: none */
};

/* ESYNTAX names what is wrong; ELIMIT: longer or deeper than expressions are. */
int spdx_parse(const struct spdx_node **out, struct strata_str text, struct strata_arena *arena,
	       struct strata_error *err);

/* The expression of a tree, without parentheses that do not matter. */
struct strata_str spdx_write(const struct spdx_node *node, struct strata_arena *arena);

/* Both, or either, of two; NULL counts as not there. What the first says already is left out. */
const struct spdx_node *spdx_join(enum spdx_operator operator, const struct spdx_node *a,
				  const struct spdx_node *b, struct strata_arena *arena);

/* Of how many licences it is. */
unsigned spdx_count(const struct spdx_node *node);

/* Of alternatives the mildest that is known, of what holds together the strictest. */
enum spdx_family spdx_family_of(const struct spdx_node *node);

/* Whether one may choose so that each licence that holds is one that `allows` answers true for. */
bool spdx_satisfied(const struct spdx_node *node,
		    bool (*allows)(const struct spdx_node *leaf, void *payload), void *payload);

/* Whether a leaf means another one: the same licence, or a later version where one is allowed. */
bool spdx_leaf_is(const struct spdx_node *leaf, const struct spdx_node *wanted);

/*
 * What registries and people write instead of an expression, "Apache 2", "GPLv3+", "MIT/X11", the
 * address of a text: as an expression; NULL: unknown, or more than expressions have. Several in one
 * text are alternatives, unless it says "and".
 */
const struct spdx_node *spdx_of_text(struct strata_str text, struct strata_arena *arena);

/* What stands for "not open source" where registries have a word for that. */
#define SPDX_OWN "LicenseRef-Proprietary"

#endif
