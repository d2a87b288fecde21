/*
 * advisory.h - the advisory database: import, look up, match.
 *
 * Records are OSV's (ossf/osv-schema 1.7). The database is a folder: immutable
 * SQLite files, one per ecosystem, under catalogue.json, which is replaced by
 * rename. Reading never locks, an interrupted import leaves the old one in use.
 */
#ifndef ADVISORY_ADVISORY_H
#define ADVISORY_ADVISORY_H

#include "strata/finding.h"

enum advisory_kind {
	ADVISORY_NONE,
	ADVISORY_STARTER, /* the set that is compiled in */
	ADVISORY_FULL,
};

struct advisory_ecosystem {
	struct strata_str name;    /* OSV's */
	struct strata_str updated; /* RFC 3339: when the source said so, else when imported */
	struct strata_str source;  /* whose records these are: "osv", or a name that was given */
	struct strata_str origin;  /* path or URL, without credentials */
	size_t records, withdrawn;
};

STRATA_VEC(advisory_ecosystems, struct advisory_ecosystem);

struct advisory_status {
	enum advisory_kind kind;
	struct strata_str path; /* "" for the starter set */
	struct strata_str id;   /* names the content: equal records, equal id */
	struct strata_str updated; /* the oldest of its ecosystems' */
	size_t records;
	struct advisory_ecosystems ecosystems; /* sorted by name */
};

struct advisory_db;

/*
 * location: a folder, "starter", or NULL for $XDG_DATA_HOME/strata (else
 * ~/.local/share/strata), where the starter set stands in for a database that
 * is not there. EDATABASE when there is one that cannot be used.
 */
int advisory_open(struct advisory_db **out, const char *location, struct strata_error *err);
void advisory_close(struct advisory_db *db);
const struct advisory_status *advisory_status(const struct advisory_db *db);

/*
 * Matches every component of the inventory and appends one finding per alias
 * group and component, in the arena, sorted by component and id. What could not
 * be matched (a version that its ecosystem does not have, a record with neither
 * range nor version, a range of commits without a graph) is a note. as_of:
 * records published later are left out; absent: none is.
 */
int advisory_match(struct strata_findings *out, struct strata_notes *notes,
		   struct advisory_db *db, const struct strata_inventory *inventory,
		   struct strata_str as_of, struct strata_arena *arena, struct strata_error *err);

/* The same, but for the components of which left_out is true. */
int advisory_match_but(struct strata_findings *out, struct strata_notes *notes,
		       struct advisory_db *db, const struct strata_inventory *inventory,
		       const bool *left_out, struct strata_str as_of, struct strata_arena *arena,
		       struct strata_error *err);

/*
 * A note for each ecosystem of the inventory that a full database has nothing of: what cannot
 * be found there is not known to be harmless.
 */
void advisory_note_absent(struct strata_notes *notes, const struct advisory_db *db,
			  const struct strata_inventory *inventory, struct strata_arena *arena);

/*
 * The record of that id or alias as OSV JSON text, in arena, for `explain`; all
 * of them when several have it. ENOTFOUND without one.
 */
int advisory_find(struct strata_strs *out, struct advisory_db *db, struct strata_str id,
		  struct strata_arena *arena, struct strata_error *err);

/*
 * The records (OSV JSON text, in arena) that have text, in any case of letters, in an
 * id, an alias, the title or a package's name; appends none or more.
 */
int advisory_search(struct strata_strs *out, struct advisory_db *db, struct strata_str text,
		    struct strata_arena *arena, struct strata_error *err);

#endif
