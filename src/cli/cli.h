/*
 * cli.h - what a subcommand is: one file, one row in commands.def.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "cli/options.h"
#include "scan.h"

/* DESIGN.md, "Command line": which wins over which is in status.c. */
enum status {
	STATUS_CLEAN = 0,
	STATUS_FINDINGS = 1,
	STATUS_FAILED = 2,
	STATUS_EMPTY = 3,
	STATUS_USAGE = 4,
	STATUS_INCOMPLETE = 5,
	STATUS_DATABASE = 6,
};

struct command {
	const char *name;
	const char *usage; /* what follows the name */
	const char *summary;
	const char *details; /* what --help says below the options; NULL: nothing */
	unsigned groups; /* of options */
	int (*run)(struct options *options, struct strata_error *err); /* a status, or a negative code */
};

/* The status that an error stands for. */
enum status status_of_error(const struct strata_error *err);

/* The status of a finished scan; one that needs a word gets it on standard error. */
enum status status_tell(const struct scan *scan, const struct options *options);

/* Days since the oldest part of the database; whether --max-db-age allows no more of them. */
long status_age(struct strata_str now, const struct advisory_status *db);
bool status_is_too_old(struct strata_str now, const struct advisory_status *db,
		       const struct options *options);

/* Takes the first argument that is not an option as the path of the snapshot. EUSAGE for a second. */
int cli_take_path(struct options *options, int index, struct strata_error *err);

/* The cache; NULL: none is wanted, or can be had. */
struct memo *cli_open_memo(const struct options *options);

/* Writes the report to every output asked for. */
int cli_report(const struct report *report, const struct options *options,
	       struct strata_error *err);

/* The report of a scan with these parts. */
struct report cli_report_of(const struct scan *scan, unsigned parts);

/*
 * One snapshot, scanned: its path is the argument at `index`, what it needs are parts of
 * scan.h. `answer` says what there is to say of it, and the status, or a negative code.
 */
typedef int cli_answer(struct scan *scan, const struct options *options, struct strata_error *err);
int cli_scan(struct options *options, int index, unsigned parts, cli_answer *answer,
	     struct strata_error *err);

/* The usual answer: these parts of a report, and the status that the scan has. */
int cli_answer_report(const struct scan *scan, unsigned parts, const struct options *options,
		      struct strata_error *err);

/* EUSAGE where the answer of a command is asked for in another format than these: "table json". */
int cli_check_outputs(const struct options *options, const char *command, const char *formats,
		      struct strata_error *err);

/* "strata: text" to standard error, control characters made harmless. */
void cli_complain(const struct strata_error *err);

#endif
