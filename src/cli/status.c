/*
 * status.c - exit statuses. Wrong usage (4) and what could not finish (2) are
 * errors before a scan has an answer; of a finished one, findings (1) come before
 * the state of the database (6), what was not understood (5) and emptiness (3).
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/cli.h"

enum status status_of_error(const struct strata_error *err)
{
	switch (err->code) {
	case STRATA_EUSAGE: return STATUS_USAGE;
	case STRATA_EDATABASE: return STATUS_DATABASE;
	default: return STATUS_FAILED;
	}
}

static time_t day_of(struct strata_str rfc3339)
{
	struct tm tm = { 0 };
	char day[11] = "";

	for (size_t i = 0; i < 10 && i < rfc3339.len; i++)
		day[i] = rfc3339.ptr[i];
	strptime(day, "%Y-%m-%d", &tm);
	return timegm(&tm) / 86400;
}

long status_age(struct strata_str now, const struct advisory_status *db)
{
	return (long)(day_of(now) - day_of(db->updated));
}

bool status_is_too_old(struct strata_str now, const struct advisory_status *db,
		       const struct options *options)
{
	uint64_t most;

	/* options_parse has seen that it is a number. */
	if (!options->max_db_age || db->kind != ADVISORY_FULL ||
	    !strata_str_u64(&most, strata_str_of(options->max_db_age)))
		return false;
	return status_age(now, db) > (long)most;
}

static bool too_old(const struct scan *scan, const struct options *options)
{
	return status_is_too_old(scan->now, advisory_status(scan->database), options);
}

static bool only_starter(const struct scan *scan, const struct options *options)
{
	bool on_purpose = options->database &&
			  strata_str_eq(strata_str_of(options->database), STRATA_STR("starter"));

	return advisory_status(scan->database)->kind == ADVISORY_STARTER && !on_purpose;
}

/* What a change has fixed, or left as it was, is nothing found in it. */
/* What is only possible, or ignored, is no reason to trust so small a set. */
static bool found_nothing(const struct scan *scan)
{
	for (size_t i = 0; i < scan->findings.count; i++) {
		const struct strata_finding *f = &scan->findings.items[i];

		if (f->state <= STRATA_STATE_NEW && !f->maybe && !f->ignored &&
		    f->kind != STRATA_FINDING_DRIFT)
			return false;
	}
	return true;
}

static enum status status_of_scan(const struct scan *scan, const struct options *options)
{
	bool failing = false;

	for (size_t i = 0; i < scan->findings.count; i++)
		failing = failing || scan->findings.items[i].fails;
	if (failing)
		return STATUS_FINDINGS;
	if (scan->database && (too_old(scan, options) ||
			       (only_starter(scan, options) && found_nothing(scan))))
		return STATUS_DATABASE;
	if (options->strict && scan->notes.count)
		return STATUS_INCOMPLETE;
	if (scan->empty && !options->allow_empty)
		return STATUS_EMPTY;
	return STATUS_CLEAN;
}

/* One line of why, for a status that the answer itself does not tell. */
static const char *reason(const struct scan *scan, enum status status, const struct options *options)
{
	switch (status) {
	case STATUS_EMPTY:
		if (scan->code.rules && !scan->inventory.manifests.count && !scan->notes.count)
			return "nothing to scan: no source file that there are rules for is here "
			       "(--allow-empty makes this status 0)";
		return scan->notes.count ? "nothing could be scanned: see the notes"
					 : "nothing to scan: no lockfile or manifest is here "
					   "(--allow-empty makes this status 0)";
	case STATUS_INCOMPLETE:
		return "not everything was understood (see the notes), and --strict was given";
	case STATUS_DATABASE:
		return status_is_too_old(scan->now, advisory_status(scan->database), options)
			       ? "the advisory database is older than --max-db-age: run 'strata db update'"
			       : "nothing found, but only the starter advisories were asked: "
				 "run 'strata db update' first";
	case STATUS_CLEAN:
	case STATUS_FINDINGS:
	case STATUS_FAILED:
	case STATUS_USAGE: break;
	}
	return NULL;
}

enum status status_tell(const struct scan *scan, const struct options *options)
{
	enum status status = status_of_scan(scan, options);
	const char *why = options->quiet ? NULL : reason(scan, status, options);

	if (why)
		fprintf(stderr, "strata: %s\n", why);
	return status;
}
