/* cvss.c - CVSS base scores; see cvss.h. */
#include "advisory/cvss.h"

#include <math.h>
#include <string.h>

#include "advisory/cvss4.h"

char cvss_metric(struct strata_str vector, const char *name)
{
	struct strata_str part, rest = vector, key, value;

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '/');
		if (strata_str_cut(&key, &value, part, ':') &&
		    strata_str_eq(key, strata_str_of(name)) && value.len == 1)
			return value.ptr[0];
	}
	return 0;
}

/* The weight of a metric's value: names[i] weighs weights[i]; negative when absent. */
static double weight(struct strata_str vector, const char *name, const char *letters,
		     const double *weights)
{
	char value = cvss_metric(vector, name);
	const char *at = value ? strchr(letters, value) : NULL;

	return at ? weights[at - letters] : -1;
}

/* --- 2.0: "A Complete Guide to the CVSS Version 2.0", section 3.2.1 --------------- */

static double round1(double x)
{
	return floor(x * 10 + 0.5) / 10;
}

static double score2(struct strata_str v)
{
	static const double impacts[] = { 0, 0.275, 0.660 };
	double av = weight(v, "AV", "LAN", (const double[]){ 0.395, 0.646, 1.0 });
	double ac = weight(v, "AC", "HML", (const double[]){ 0.35, 0.61, 0.71 });
	double au = weight(v, "Au", "MSN", (const double[]){ 0.45, 0.56, 0.704 });
	double c = weight(v, "C", "NPC", impacts), i = weight(v, "I", "NPC", impacts);
	double a = weight(v, "A", "NPC", impacts), impact;

	if (av < 0 || ac < 0 || au < 0 || c < 0 || i < 0 || a < 0)
		return -1;
	impact = 10.41 * (1 - (1 - c) * (1 - i) * (1 - a));
	return round1((0.6 * impact + 0.4 * 20 * av * ac * au - 1.5) *
		      (impact > 0 ? 1.176 : 0));
}

/* --- 3.x: CVSS 3.1 specification, section 7.1 and appendix A ------------------------ */

/* Up to one decimal. 3.1 says how, so that floating point does not matter. */
static double round_up(double x)
{
	long n = lround(x * 100000);

	return n % 10000 == 0 ? (double)n / 100000 : (double)(n / 10000 + 1) / 10;
}

/* 3.0 says "the smallest number, with one decimal, not below": meant, and done, the same. */
static double score3(struct strata_str v)
{
	static const double impacts[] = { 0, 0.22, 0.56 };
	bool changed = cvss_metric(v, "S") == 'C';
	double av = weight(v, "AV", "NALP", (const double[]){ 0.85, 0.62, 0.55, 0.2 });
	double ac = weight(v, "AC", "LH", (const double[]){ 0.77, 0.44 });
	double pr = weight(v, "PR", "NLH", changed ? (const double[]){ 0.85, 0.68, 0.50 }
						   : (const double[]){ 0.85, 0.62, 0.27 });
	double ui = weight(v, "UI", "NR", (const double[]){ 0.85, 0.62 });
	double c = weight(v, "C", "NLH", impacts), i = weight(v, "I", "NLH", impacts);
	double a = weight(v, "A", "NLH", impacts), iss, impact, sum;

	if (av < 0 || ac < 0 || pr < 0 || ui < 0 || c < 0 || i < 0 || a < 0 ||
	    (!changed && cvss_metric(v, "S") != 'U'))
		return -1;
	iss = 1 - (1 - c) * (1 - i) * (1 - a);
	impact = changed ? 7.52 * (iss - 0.029) - 3.25 * pow(iss - 0.02, 15) : 6.42 * iss;
	if (impact <= 0)
		return 0;
	sum = impact + 8.22 * av * ac * pr * ui;
	return round_up(fmin(changed ? 1.08 * sum : sum, 10));
}

double cvss_score(struct strata_str vector, int *version)
{
	static const struct {
		const char *prefix;
		int version;
		double (*score)(struct strata_str vector);
	} versions[] = {
		{ "CVSS:4.0/", 40, cvss4_score },
		{ "CVSS:3.1/", 31, score3 },
		{ "CVSS:3.0/", 30, score3 },
		{ "", 20, score2 },
	};
	int ignored;

	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		struct strata_str prefix = strata_str_of(versions[i].prefix);

		if (!strata_str_starts(vector, prefix))
			continue;
		*(version ? version : &ignored) = versions[i].version;
		return versions[i].score(strata_str_skip(vector, prefix.len));
	}
	return -1;
}
