/*
 * finding.h - what a judge says (step 3 of three).
 *
 * One struct for all kinds: what a kind has nothing for stays empty. Findings
 * refer to components of the inventory they were made from.
 */
#ifndef STRATA_FINDING_H
#define STRATA_FINDING_H

#include "strata/inventory.h"

enum strata_finding_kind {
	STRATA_FINDING_VULNERABILITY,
	STRATA_FINDING_MALICIOUS,
	STRATA_FINDING_INFORMATIONAL,
	STRATA_FINDING_LICENCE,
	STRATA_FINDING_CODE,
	STRATA_FINDING_IMAGE,
	STRATA_FINDING_DRIFT,
};

enum strata_severity {
	STRATA_SEVERITY_UNKNOWN, /* counts as high */
	STRATA_SEVERITY_NONE,
	STRATA_SEVERITY_LOW,
	STRATA_SEVERITY_MEDIUM,
	STRATA_SEVERITY_HIGH,
	STRATA_SEVERITY_CRITICAL,
};

/* What ends it. Versions are absent when there is none. */
struct strata_fix {
	/* The smallest upgrade on the line in use, else the smallest at all; the
	   finding is gone at it, which was matched again to be sure. */
	struct strata_str version;
	struct strata_str clean;  /* the smallest upgrade at which no advisory matches */
	/* The smallest that leaves the fewest of the package's findings and brings none: clean
	   where there is one. It ends so many of so many. */
	struct strata_str best;
	unsigned ends, of;
	struct strata_str latest; /* the newest published: known only online */
	struct strata_str change; /* "patch", "minor", "major", or "" when versions have no parts */
};

/* One summand of the rank, shown with it. */
struct strata_reason {
	int points;
	struct strata_str text;
};

STRATA_VEC(strata_reasons, struct strata_reason);

/* What a change did to a finding, where two snapshots were compared. */
enum strata_state {
	STRATA_STATE_NONE, /* one snapshot only */
	STRATA_STATE_NEW,
	STRATA_STATE_FIXED,
	STRATA_STATE_UNCHANGED,
};

/* A rule of ours: what there is to say of it besides each finding. */
struct strata_rule {
	struct strata_str id, title, help;
	struct strata_str confidence; /* "high", "medium", "low" */
	struct strata_strs weaknesses; /* "CWE-89" */
	struct strata_strs categories; /* "A03:2021", of OWASP's Top 10 */
};

/* A place on the way of a value through a program. */
struct strata_step {
	struct strata_str path;
	unsigned line, column, end_line;
	struct strata_str what; /* "source: request.getParameter(..)" */
};

STRATA_VEC(strata_steps, struct strata_step);

/* The commit that brought a finding in. */
struct strata_origin {
	struct strata_str commit; /* hexadecimal */
	int64_t time;             /* the committer's, in seconds since 1970, UTC */
	struct strata_str author, subject;
};

struct strata_finding {
	enum strata_finding_kind kind;
	struct strata_str id;       /* the one shown: CVE, else GHSA, else the ecosystem's */
	struct strata_strs aliases; /* all other ids, sorted */
	struct strata_strs records; /* ids of the records that matched, sorted */
	struct strata_str title;
	enum strata_severity severity;
	double cvss;                  /* base score; negative: none */
	struct strata_str cvss_vector;
	struct strata_str published; /* RFC 3339; the earliest of the records */
	struct strata_str label;     /* "unreviewed", "fixed only in a custom range": shown */
	bool exploited;              /* known to be used in attacks */
	int component;               /* index into the inventory; -1: none */
	enum strata_role role;       /* of the file, where there is no component */
	bool maybe;                  /* affected "maybe", else "yes" */
	struct strata_str path;
	unsigned line, column, end_line;
	const struct strata_rule *rule; /* of a finding in code; NULL else */
	struct strata_steps flow;       /* from the source to here; empty where nothing flows */
	struct strata_chains chains;
	struct strata_fix fix;
	/* Dockerfiles whose image has it; stages that have it and do not ship: "Dockerfile#build". */
	struct strata_strs ships_in, stays_in;
	struct strata_str advice; /* what to do, where it takes more than a version: lines of text */
	int rank;
	struct strata_reasons reasons;
	struct strata_str fingerprint;
	bool ignored;
	bool ignored_in_source; /* by a comment beside it */
	struct strata_str ignored_reason, ignored_until;
	bool fails; /* at or above the threshold, and not ignored */
	enum strata_state state;
	const struct strata_origin *origin; /* NULL: not asked for, or not known */
	const struct strata_finding *joined; /* of one that stands for several: these */
	size_t joined_count;
};

STRATA_VEC(strata_findings, struct strata_finding);

/*
 * One finding in place of several of one package: it shows the worst, and names them all.
 * What ends it and its fingerprint are the caller's. each: at least one; it is borrowed.
 */
struct strata_finding strata_finding_join(const struct strata_finding *each, size_t count,
					  struct strata_arena *arena);

/* Appends a finding for each drift of the components but those left out (NULL: none is). */
void strata_drift_findings(struct strata_findings *out, const struct strata_inventory *inventory,
			   const bool *left_out, struct strata_arena *arena);

const char *strata_finding_kind_name(enum strata_finding_kind kind);
const char *strata_severity_name(enum strata_severity severity);
const char *strata_state_name(enum strata_state state); /* NULL for NONE */

/* The severity of a CVSS base score: FIRST's qualitative scale. */
enum strata_severity strata_severity_of(double cvss);

#endif
