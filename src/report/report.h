/*
 * report.h - the answer, and the writers that show it.
 *
 * One file per format, one row in reports.def. The answer is complete before a writer
 * begins, and a writer cannot fail: so it may leave the program while it is written.
 * Whatever comes from a scanned file is made harmless by each writer for its own format.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "advisory/advisory.h"
#include "composition/composition.h"
#include "fix/fix.h"
#include "history/diff.h"
#include "history/exposure.h"
#include "image/image.h"
#include "sast/code.h"
#include "source/source.h"
#include "strata/buf.h"
#include "strata/finding.h"

/* What a run answers. Parts that a subcommand has nothing for are left out. */
enum report_parts {
	REPORT_MANIFESTS = 1,
	REPORT_PACKAGES = 2,
	REPORT_FINDINGS = 4,
	REPORT_EXPOSURES = 8,
	REPORT_EVENTS = 16,
	REPORT_CHANGES = 32,
	REPORT_IMAGE = 64,
	REPORT_COMPOSITION = 128,
	REPORT_COMPOSITION_FILES = 256,
	REPORT_CODE = 512,
};

/* A package that was asked for, and the versions of it that ever were there. */
struct report_sighting {
	struct strata_str ecosystem; /* "" when the name alone was given */
	struct strata_str name;
	struct strata_strs versions;
};

STRATA_VEC(report_sightings, struct report_sighting);

/* What was asked of a history; as given, absent when it was not. */
struct report_question {
	struct strata_str vulnerability, package, since;
	bool unknown; /* no advisory of the database has that id */
	struct report_sightings sightings; /* of the package, or of those of the advisory */
};

/* What `log` answers. */
struct report_log {
	struct report_question question;
	size_t commits;   /* those that were asked for: of a range without its border */
	size_t manifests; /* paths that ever were one */
	struct history *history;
	const struct history_exposed *exposed;
	const struct history_events *events;
	struct source_person *people; /* of each commit that is named; authors absent: not asked */
};

/* What `diff` answers. */
struct report_diff {
	const struct source_info *base;
	bool merge_base; /* the base is where both sides began to differ */
	const struct diff_changes *changes;
};

struct report {
	unsigned parts;
	struct strata_str now; /* RFC 3339, UTC */
	const struct advisory_status *database; /* NULL: none was asked */
	const struct source_info *target;
	const struct strata_inventory *inventory;
	const struct strata_findings *findings; /* ranked */
	const struct strata_notes *notes;       /* of all steps, sorted */
	const struct report_log *log;           /* NULL: not a history */
	const struct report_diff *diff;         /* NULL: not a difference */
	const struct fix_plan *plan;            /* NULL: no changes were asked for */
	const struct image_view *image;         /* the Dockerfiles; of REPORT_IMAGE */
	const struct composition_view *composition; /* of REPORT_COMPOSITION */
	const struct code_view *code;               /* of REPORT_CODE */
	unsigned roles;                         /* bits of strata_role that count as the project's own */
};

struct report_style {
	bool colour;
	unsigned width; /* columns; 0: as wide as it gets */
	unsigned verbosity; /* 0 quiet, 1 usual, 2 all */
};

struct report_writer {
	const char *name; /* as in -o NAME */
	void (*write)(struct strata_buf *out, const struct report *report,
		      const struct report_style *style);
	bool composition; /* it shows a composition, and nothing else */
	bool licences;    /* it shows those of packages */
	const char *summary; /* the variable that names a file which gets Markdown too, or NULL */
};

/* NULL when there is none of that name. */
const struct report_writer *report_writer_named(struct strata_str name);

/* "table, json, sarif" for messages. */
struct strata_str report_writer_names(struct strata_arena *arena);

/*
 * text without what could steer a terminal or a CI log: control characters and
 * bytes that are no UTF-8 become U+FFFD, and what CI systems take for commands
 * ("::" at the start, "##[" anywhere) is broken by a blank.
 */
struct strata_str report_harmless(struct strata_arena *arena, struct strata_str text);

#endif
