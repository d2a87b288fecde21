/* known.c - whether a vulnerability was public when a commit was made; see exposure.h. */
#include <string.h>
#include <time.h>

#include "history/exposure.h"

int64_t history_seconds(struct strata_str rfc3339)
{
	struct tm tm = { 0 };
	char text[20] = "";

	memcpy(text, rfc3339.ptr ? rfc3339.ptr : "", rfc3339.len < 19 ? rfc3339.len : 19);
	if (!strptime(text, "%Y-%m-%dT%H:%M:%S", &tm))
		return INT64_MIN;
	return (int64_t)timegm(&tm);
}

/* The earliest year that a CVE among the ids was given out in; 0 without one. */
static int cve_year(const struct strata_finding *f)
{
	int least = 0;

	for (size_t i = 0; i <= f->aliases.count; i++) {
		struct strata_str id = i ? f->aliases.items[i - 1] : f->id;
		uint64_t year;

		if (strata_str_starts(id, STRATA_STR("CVE-")) &&
		    strata_str_u64(&year, strata_str_take(strata_str_skip(id, 4), 4)) &&
		    (least == 0 || (int)year < least))
			least = (int)year;
	}
	return least;
}

/*
 * A record may be published years after its CVE: then the time between is not known. A
 * CVE is never public before the year in its number.
 */
enum history_known history_known(const struct history_exposure *e, int64_t time)
{
	int64_t published = history_seconds(e->finding.published);
	int year = cve_year(&e->finding);
	struct tm start = { .tm_year = year - 1900, .tm_mday = 1 };
	time_t seconds = published == INT64_MIN ? 0 : (time_t)published;
	struct tm shown = { 0 };

	if (time == 0)
		return HISTORY_UNKNOWN;
	if (published != INT64_MIN && time >= published)
		return HISTORY_KNOWN;
	if (year && time < (int64_t)timegm(&start))
		return HISTORY_FOUND_LATER;
	gmtime_r(&seconds, &shown);
	if (published != INT64_MIN && (!year || shown.tm_year + 1900 <= year))
		return HISTORY_FOUND_LATER;
	return HISTORY_UNKNOWN;
}
