/*
 * relation.h - requirements of distributions: an operator and a version.
 *
 * "(>= 1.2)", ">1", "=1.2-r0": Debian's, RPM's and Alpine's differ in their
 * words only. Several are joined by a comma and all hold; an operator that is
 * missing means equality.
 */
#ifndef MODEL_VERSION_RELATION_H
#define MODEL_VERSION_RELATION_H

#include "model/version/meet.h"

enum relation_kind {
	RELATION_LESS,
	RELATION_AT_MOST,
	RELATION_EQUAL,
	RELATION_AT_LEAST,
	RELATION_MORE,
	RELATION_FUZZY, /* Alpine's ~ */
	RELATION_FUZZY_BELOW, /* and what is before all that begin so: <~ */
	RELATION_FUZZY_ABOVE, /* and what is behind them: >~ */
};

/* A table of these ends in one without text; longer operators come first. */
struct relation_word {
	const char *text;
	enum relation_kind kind;
};

struct relation_rules {
	const struct relation_word *words;
	const struct strata_version_scheme *scheme;
	/* Makes the interval of a comparison; NULL: by order alone. */
	void (*shape)(struct strata_interval *in, enum relation_kind kind,
		      struct strata_arena *arena);
};

int relation_intervals(struct strata_intervals *out, struct strata_str requirement,
		       const struct relation_rules *rules, struct strata_arena *arena,
		       struct strata_error *err);

#endif
