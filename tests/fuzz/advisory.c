/*
 * advisory.c - records and what is asked of them: src/advisory/record.c, affected.c,
 * and the vectors: cvss.c, cvss4.c. Each element is judged in several ecosystems, by
 * its own bounds as versions and as requirements.
 */
#include "advisory/affected.h"
#include "advisory/cvss.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(struct affected *a, struct strata_str version, struct strata_arena *arena)
{
	struct strata_intervals admitted = { 0 };
	struct subject subject;
	const char *why = "";

	subject_init(&subject, a->ecosystem, version, version, arena);
	affected_judge(a, &subject, &why, arena);
	if (version.len < 256 &&
	    a->ecosystem->versions->intervals(&admitted, version, arena, NULL) == 0)
		affected_touches(a, &admitted, arena);
	affected_touches(a, NULL, arena);
}

static void read_element(struct strata_str text, const struct strata_ecosystem *ecosystem,
			 struct strata_arena *arena)
{
	struct affected a;

	if (affected_read(&a, text, ecosystem, arena, NULL) < 0)
		return;
	for (size_t i = 0; i < a.severities.count; i++)
		cvss_score(a.severities.items[i].score, NULL);
	ask(&a, STRATA_STR("1.0.0"), arena);
	for (size_t i = 0; i < a.ranges.count && i < 4; i++)
		for (size_t j = 0; j < a.ranges.items[i].events.count && j < 8; j++)
			ask(&a, a.ranges.items[i].events.items[j].version, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct strata_ecosystem *const ecosystems[] = {
		&strata_ecosystem_npm, &strata_ecosystem_pypi, &strata_ecosystem_go,
		&strata_ecosystem_maven, &strata_ecosystem_debian,
	};
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct record record;

	cvss_score(bytes, NULL);
	if (record_read(&record, bytes, &arena, &err) == 0) {
		for (size_t i = 0; i < record.severities.count; i++)
			cvss_score(record.severities.items[i].score, NULL);
		for (size_t i = 0; i < record.affected.count && i < 8; i++)
			for (size_t j = 0; j < sizeof(ecosystems) / sizeof(*ecosystems); j++)
				read_element(record.affected.items[i].text, ecosystems[j], &arena);
	}
	strata_arena_release(&arena);
	return 0;
}
