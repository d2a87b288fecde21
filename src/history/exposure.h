/*
 * exposure.h - since when, and until when, a package was there, and was vulnerable.
 */
#ifndef HISTORY_EXPOSURE_H
#define HISTORY_EXPOSURE_H

#include "history/track.h"
#include "strata/finding.h"

/* A version of a package at one path. */
struct history_event {
	unsigned item;
	struct track_window window;
};

STRATA_VEC(history_events, struct history_event);

/*
 * Along the chain of first parents from the tip (of all refs: from HEAD), whatever was
 * walked. Sorted by path, ecosystem, name, version, then by introduction.
 */
void history_find_events(struct history_events *out, struct history *history,
			 struct strata_arena *arena);

enum history_known {
	HISTORY_UNKNOWN,      /* when it was first published is not known */
	HISTORY_KNOWN,        /* it was public when the commit was made */
	HISTORY_FOUND_LATER,
};

/* One alias group, one package name, one path; versions merged. */
struct history_exposure {
	struct strata_finding finding; /* of the first of its versions; component: of `judged` */
	unsigned item;                 /* of the first version */
	struct strata_strs versions;   /* in the order in which they came */
	struct track_window window;
	/* The window's first commits: those that brought it, and those that had it already where
	   the history begins, at the border of a range or of a shallow clone. */
	struct strata_indices introduced, before;
	int64_t days; /* from the first of them to the last removal, or to now; -1: no dates */
	struct strata_indices refs;    /* branches that still have it, tags that shipped it */
	/* Of its beginning, by history_find_origins: */
	struct strata_strs chain;      /* purls, from a direct dependency to the package */
	enum strata_tri direct;
	enum strata_scope scope;
	struct strata_str bringer;     /* the head of the chain, and its versions before and after */
	struct strata_str bringer_from, bringer_to; /* from: absent when it was new */
};

STRATA_VEC(history_exposures, struct history_exposure);

/* Who knows what is wrong with packages; handed down, so that history knows no judge. */
struct history_judge {
	int (*match)(struct strata_findings *out, struct strata_notes *notes,
		     const struct strata_inventory *inventory, struct strata_arena *arena,
		     struct strata_error *err, void *payload);
	/* Of the packages these alone; NULL: all. */
	bool (*wants)(const struct history_item *item, void *payload);
	void *payload;
};

struct history_exposed {
	struct history_exposures exposures; /* worst first as the judge's findings are ranked later */
	struct strata_inventory judged;     /* each distinct package once */
	struct strata_notes notes;
};

/* now: RFC 3339. */
int history_find_exposures(struct history_exposed *out, struct history *history,
			   const struct history_judge *judge, struct strata_str now,
			   struct strata_arena *arena, struct strata_error *err);

/* Fills in the lines, chains and bringers of all exposures. */
void history_find_origins(struct history_exposed *exposed, struct history *history,
			  struct strata_arena *arena);

/* The seconds since 1970; INT64_MIN when it is no time. */
int64_t history_seconds(struct strata_str rfc3339);

/* Whether an advisory was public at that time; of a commit without a date nobody knows. */
enum history_known history_known(const struct history_exposure *exposure, int64_t time);

#endif
