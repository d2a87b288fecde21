/* CVSS scores: the examples that FIRST publishes with each version's specification. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "advisory/cvss.h"

static const struct {
	int version;
	double score;
	const char *vector;
} examples[] = {
	/* "A Complete Guide to the CVSS Version 2.0", section 3.3, and the 3.1 examples. */
	{ 20, 7.8, "AV:N/AC:L/Au:N/C:N/I:N/A:C" },
	{ 20, 10.0, "AV:N/AC:L/Au:N/C:C/I:C/A:C" },
	{ 20, 6.2, "AV:L/AC:H/Au:N/C:C/I:C/A:C" },
	{ 20, 4.3, "AV:N/AC:M/Au:N/C:N/I:P/A:N" },
	{ 20, 5.5, "AV:N/AC:L/Au:S/C:P/I:P/A:N" },
	{ 20, 9.0, "AV:N/AC:L/Au:S/C:C/I:C/A:C" },
	{ 20, 4.6, "AV:L/AC:L/Au:N/C:P/I:P/A:P" },
	{ 20, 8.5, "AV:N/AC:M/Au:S/C:C/I:C/A:C" },
	{ 20, 0.0, "AV:N/AC:L/Au:N/C:N/I:N/A:N" },
	{ 20, 5.0, "AV:N/AC:L/Au:N/C:P/I:N/A:N/E:U/RL:OF/RC:C" },
	/* "CVSS v3.1 Examples" */
	{ 31, 6.1, "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N" },
	{ 31, 6.4, "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N" },
	{ 31, 3.1, "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N" },
	{ 31, 9.9, "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H" },
	{ 31, 4.2, "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L" },
	{ 31, 8.8, "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H" },
	{ 31, 7.8, "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H" },
	{ 31, 7.5, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" },
	{ 31, 9.8, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
	{ 31, 6.8, "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N" },
	{ 31, 6.8, "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
	{ 31, 5.8, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N" },
	{ 31, 9.3, "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H" },
	{ 31, 5.4, "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N" },
	{ 31, 0.0, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N" },
	{ 30, 6.1, "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N" },
	{ 30, 9.8, "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C" },
	/* "CVSS v4.0 Examples" */
	{ 40, 7.3, "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" },
	{ 40, 7.7, "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" },
	{ 40, 8.3, "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N" },
	{ 40, 4.6, "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N" },
	{ 40, 5.1, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N" },
	{ 40, 6.9, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N" },
	{ 40, 5.9, "CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N" },
	{ 40, 9.4, "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H" },
	{ 40, 8.7, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N" },
	{ 40, 10.0, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H" },
	{ 40, 0.0, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N" },
};

static void examples_score_as_published(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		int version = 0;
		double score = cvss_score(strata_str_of(examples[i].vector), &version);

		if (score < examples[i].score - 0.01 || score > examples[i].score + 0.01)
			fail_msg("%s: %.1f, not %.1f", examples[i].vector, score,
				 examples[i].score);
		assert_int_equal(version, examples[i].version);
	}
}

static void what_is_no_vector_has_no_score(void **state)
{
	static const char *const vectors[] = {
		"", "7.5", "CVSS:3.1/", "CVSS:3.1/AV:N", "CVSS:5.0/AV:N/AC:L",
		"CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:X/C:H/I:H/A:H",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:S/SI:H/SA:H",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H",
		"AV:N/AC:L/C:N/I:N/A:C", "CVSS:4.0/", "////", "AV:/AC:/",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		assert_true(cvss_score(strata_str_of(vectors[i]), NULL) < 0);
}

/* The threat metric lowers the one score that 4.0 has. */
static void version_4_counts_the_metrics_it_is_given(void **state)
{
	const char *base = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
	const char *unreported =
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U";
	const char *safety =
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSI:S";

	(void)state;
	assert_true(cvss_score(strata_str_of(unreported), NULL) <
		    cvss_score(strata_str_of(base), NULL));
	assert_true(cvss_score(strata_str_of(safety), NULL) >
		    cvss_score(strata_str_of(base), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_score_as_published),
		cmocka_unit_test(what_is_no_vector_has_no_score),
		cmocka_unit_test(version_4_counts_the_metrics_it_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
