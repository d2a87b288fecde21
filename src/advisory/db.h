/*
 * db.h - the database as the matcher sees it: all that is known of one package.
 *
 * A card is made when a package is first asked for, and kept: the same package
 * is met in many projects and commits.
 */
#ifndef ADVISORY_DB_H
#define ADVISORY_DB_H

#include "advisory/advisory.h"
#include "advisory/affected.h"
#include "advisory/catalogue.h"
#include "advisory/store.h"
#include "strata/map.h"

struct card_record {
	struct store *store;
	int64_t num;
	size_t first, count; /* its elements of `affected` that name the package */
	bool loaded;
	struct record head; /* without `affected`; valid when loaded */
};

STRATA_VEC(card_records, struct card_record);
STRATA_VEC(card_elements, struct affected);
STRATA_VEC(card_verdicts, unsigned char *);

struct card {
	const struct strata_ecosystem *ecosystem;
	struct card_elements elements;
	struct card_records records;
	struct strata_map by_version; /* what fix.c has judged: release and version -> verdicts */
	struct card_verdicts verdicts; /* one for each record */
};

STRATA_VEC(cards, struct card *);

struct db_store {
	const struct catalogue_store *entry;
	struct store *store; /* opened when first asked for */
};

struct advisory_db {
	struct strata_arena arena;
	struct strata_str folder;
	struct catalogue catalogue;
	struct db_store *stores; /* one for each of the catalogue's */
	struct advisory_status status;
	struct strata_map by_package; /* ecosystem, NUL, key -> index into cards + 1 */
	struct cards cards;
};

/* The card of a package, without records when nothing is known of it. */
int db_card(struct card **out, struct advisory_db *db, const struct strata_ecosystem *ecosystem,
	    struct strata_str key, struct strata_error *err);

/* Opens the store of that index unless it is open. */
int db_open_store(struct advisory_db *db, size_t index, struct strata_error *err);

/* Reads the record's head unless it was read before. */
int db_load(struct card_record *record, struct advisory_db *db, struct strata_error *err);

/* Whether the record holds at that time: not withdrawn, not published later; absent: now. */
bool record_is_live(const struct record *record, struct strata_str as_of);

/* The embedded records, stores as a catalogue has them. */
int starter_open(struct advisory_db *db, struct strata_error *err);

/* Those of the ecosystem with that index. */
int starter_store(struct store **out, const struct advisory_db *db, size_t index,
		  struct strata_error *err);

#endif
