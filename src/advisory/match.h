/*
 * match.h - the steps of matching one component, shared by match.c (which
 * records), group.c (which findings) and fix.c (what ends them).
 */
#ifndef ADVISORY_MATCH_H
#define ADVISORY_MATCH_H

#include "advisory/db.h"

/* One component's question. */
struct question {
	struct advisory_db *db;
	const struct strata_inventory *inventory;
	unsigned component;
	struct card *card;
	struct subject subject; /* without a version: the requirement is asked about */
	const struct strata_intervals *admitted; /* of the requirement; NULL: pinned, or not known */
	struct strata_str release; /* of the distribution: "12"; absent: not known */
	struct strata_str as_of;
	struct strata_arena *arena;
};

/* Records that the component is affected by, as indices into the card's. */
struct hits {
	unsigned *items;
	size_t count, capacity;
	bool maybe;
};

static inline const struct strata_component *asked(const struct question *q)
{
	return &q->inventory->components.items[q->component];
}

/* What one record says of a version, all its elements together. */
enum verdict record_judge(const struct question *q, struct card_record *record,
			  const struct subject *s, const char **why);

/* Merges the hits by their aliases and appends the findings. */
void group_findings(struct strata_findings *out, const struct question *q,
		    const struct hits *hits);

/* One set of ids: those of an alias group. */
struct group {
	struct strata_map ids;    /* -> 1 */
	struct strata_strs names; /* sorted */
	struct hits hits;
};

STRATA_VEC(groups, struct group);

/*
 * The upgrades that end a group's finding (fix.version, fix.change), all of the
 * package's (fix.clean), and most of them (fix.best).
 */
struct fixes {
	const struct question *q;
	const struct groups *groups; /* all that match */
	bool searched;
	struct strata_str clean, best;
	unsigned ends;
};

void fixes_find(struct strata_fix *out, struct fixes *fixes, const struct group *group);

#endif
