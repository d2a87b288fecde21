/*
 * catalogue.h - which files make up the advisory database.
 *
 * catalogue.json in the database's folder:
 *
 *	{"schema": "strata-advisories/1", "stores": [{"ecosystem", "source", "origin",
 *	  "loose", "file", "id", "updated", "etag", "changes", "records", "withdrawn"}]}
 *
 * It is replaced by rename after all that it names is on disk, so that a reader
 * sees the old database or the new one. Records of different sources (the public
 * export, one's own) stand beside each other; an import replaces its own.
 */
#ifndef ADVISORY_CATALOGUE_H
#define ADVISORY_CATALOGUE_H

#include "strata/arena.h"
#include "strata/error.h"

struct catalogue_store {
	struct strata_str ecosystem; /* OSV's name, without a suffix */
	struct strata_str source;    /* "osv", or the name that was given */
	struct strata_str origin;    /* path or URL that it was read from */
	bool loose;                  /* from single records, not from an ecosystem's export */
	struct strata_str file;      /* in the same folder */
	struct strata_str id;        /* digest of the records */
	struct strata_str updated;   /* RFC 3339 */
	struct strata_str etag;      /* of the last download; may be empty */
	struct strata_str changes;   /* the same of the list of changes */
	size_t records, withdrawn;
};

STRATA_VEC(catalogue_stores, struct catalogue_store);

struct catalogue {
	struct catalogue_stores stores; /* sorted by ecosystem, then source */
};

/* $XDG_DATA_HOME/strata/advisories, else under ~/.local/share; location when it is given. */
struct strata_str catalogue_folder(const char *location, struct strata_arena *arena);

/* ENOTFOUND when there is none; EDATABASE when it is damaged. */
int catalogue_read(struct catalogue *out, struct strata_str folder, struct strata_arena *arena,
		   struct strata_error *err);

int catalogue_write(struct catalogue *catalogue, struct strata_str folder,
		    struct strata_error *err);

#endif
