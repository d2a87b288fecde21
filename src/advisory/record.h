/*
 * record.h - one OSV record, as far as matching and showing need it.
 *
 * Read by one pass of the pull reader, without a tree. All slices point into
 * the text that was read, or into the arena where an escape had to be decoded.
 *
 * Format: ossf/osv-schema, docs/schema.md, version 1.7.
 */
#ifndef ADVISORY_RECORD_H
#define ADVISORY_RECORD_H

#include "strata/arena.h"
#include "strata/error.h"

struct record_severity {
	struct strata_str type;  /* "CVSS_V3" */
	struct strata_str score; /* the vector */
};

STRATA_VEC(record_severities, struct record_severity);

/* One element of `affected`. */
struct record_affected {
	struct strata_str ecosystem; /* as written, with its suffix; absent without a package */
	struct strata_str name;
	struct strata_str text; /* the element's JSON */
};

STRATA_VEC(record_affecteds, struct record_affected);

struct record {
	struct strata_str text;
	struct strata_str id, modified, published, withdrawn, summary;
	struct strata_str details; /* as written: long, and hardly ever wanted */
	bool details_escaped;
	struct strata_strs aliases;
	struct record_severities severities;
	struct record_affecteds affected;
	size_t cut, cut_end; /* where the elements of `affected` lie in text */

	/* of database_specific, where it says so: */
	struct strata_str severity; /* "MODERATE" */
	bool unreviewed;            /* nobody has checked it yet */
	bool exploited;             /* in the wild, by CISA's catalogue or whoever wrote it */
	bool embedded_malice;       /* CWE-506: the package itself is the attack */
};

int record_read(struct record *out, struct strata_str text, struct strata_arena *arena,
		struct strata_error *err);

/* "Debian" of "Debian:12". */
struct strata_str record_ecosystem_base(struct strata_str ecosystem);

struct json_reader;

/* The elements of an array of {"type", "score"}, which the reader has just entered. */
int record_read_severities(struct record_severities *out, struct json_reader *r,
			   struct strata_arena *arena);

#endif
