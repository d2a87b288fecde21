/*
 * cvss4.c - CVSS 4.0; see cvss4.h.
 *
 * A vector belongs to a macrovector: six classes ("equivalence sets", EQ1 to EQ6)
 * that experts have scored. Within it the score falls towards that of the next
 * lower macrovector of each class, in proportion to how many steps the vector lies
 * below the class's most severe ones; the falls are averaged. Steps are counted in
 * whole numbers, the position of a value among its metric's values.
 *
 * Spec: FIRST, "Common Vulnerability Scoring System version 4.0: Specification
 * Document", section 8, 2026-11.
 */
#include "advisory/cvss4.h"

#include <math.h>
#include <string.h>

enum metric {
	AV, PR, UI,
	AC, AT,
	VC, VI, VA, CR, IR, AR,
	SC, SI, SA,
	E,
	METRICS,
};

/* Values from the most severe one on. S, for safety, has only the modified metrics. */
static const struct {
	const char *name, *modified, *values;
	char by_default; /* what X, or its absence, means; 0: a base metric */
} metrics[METRICS] = {
	[AV] = { "AV", "MAV", "NALP", 0 }, [PR] = { "PR", "MPR", "NLH", 0 },
	[UI] = { "UI", "MUI", "NPA", 0 },  [AC] = { "AC", "MAC", "LH", 0 },
	[AT] = { "AT", "MAT", "NP", 0 },   [VC] = { "VC", "MVC", "HLN", 0 },
	[VI] = { "VI", "MVI", "HLN", 0 },  [VA] = { "VA", "MVA", "HLN", 0 },
	[CR] = { "CR", NULL, "HML", 'H' }, [IR] = { "IR", NULL, "HML", 'H' },
	[AR] = { "AR", NULL, "HML", 'H' }, [SC] = { "SC", "MSC", "SHLN", 0 },
	[SI] = { "SI", "MSI", "SHLN", 0 }, [SA] = { "SA", "MSA", "SHLN", 0 },
	[E] = { "E", NULL, "APU", 'A' },
};

enum { SAFETY, HIGH = 0, SUBSEQUENT_HIGH = 1, SUBSEQUENT_NONE = 3, NONE = 2 };

/* --- reading ------------------------------------------------------------------- */

static int position(char value, const char *values)
{
	const char *at = value ? strchr(values, value) : NULL;

	return at ? (int)(at - values) : -1;
}

static int read_metric(struct strata_str vector, enum metric m)
{
	char base = cvss_metric(vector, metrics[m].name), modified = 0;
	int steps;

	if (metrics[m].by_default && (base == 0 || base == 'X'))
		base = metrics[m].by_default;
	steps = position(base, metrics[m].values);
	if (steps < 0 || (m >= SC && m <= SA && steps == SAFETY))
		return -1;
	if (metrics[m].modified)
		modified = cvss_metric(vector, metrics[m].modified);
	if (modified == 0 || modified == 'X')
		return steps;
	/* The confidentiality of subsequent systems knows no safety. */
	return m == SC && modified == 'S' ? -1 : position(modified, metrics[m].values);
}

/* --- macrovectors ---------------------------------------------------------------- */

struct macro {
	int eq1, eq2, eq3, eq4, eq5, eq6;
};

static struct macro macro_of(const int *v)
{
	bool reach = v[AV] == 0 || v[PR] == 0 || v[UI] == 0;
	bool required = (v[VC] == HIGH && v[CR] == HIGH) || (v[VI] == HIGH && v[IR] == HIGH) ||
			(v[VA] == HIGH && v[AR] == HIGH);
	bool physical = v[AV] == 3;
	struct macro m = {
		.eq1 = reach && !physical ? 1 : 2,
		.eq2 = v[AC] || v[AT],
		.eq3 = v[VC] == HIGH || v[VI] == HIGH || v[VA] == HIGH ? 1 : 2,
		.eq4 = 2,
		.eq5 = v[E],
		.eq6 = !required,
	};

	if (v[AV] == 0 && v[PR] == 0 && v[UI] == 0)
		m.eq1 = 0;
	if (v[VC] == HIGH && v[VI] == HIGH)
		m.eq3 = 0;
	if (v[SC] == SUBSEQUENT_HIGH || v[SI] == SUBSEQUENT_HIGH || v[SA] == SUBSEQUENT_HIGH)
		m.eq4 = 1;
	if (v[SI] == SAFETY || v[SA] == SAFETY)
		m.eq4 = 0;
	return m;
}

/* In tenths; negative when there is no such macrovector. */
static int score_of(struct macro m)
{
	static const signed char rows[3][2][3][2][10] = {
#define MACRO(eq1, eq2, eq3, eq6, ...) [eq1][eq2][eq3][eq6] = { 1, __VA_ARGS__ },
#include "advisory/cvss4.def"
#undef MACRO
	};
	const signed char *row;

	if (m.eq1 > 2 || m.eq2 > 1 || m.eq3 > 2 || m.eq4 > 2 || m.eq5 > 2 || m.eq6 > 1)
		return -1;
	row = rows[m.eq1][m.eq2][m.eq3][m.eq6];
	return row[0] ? row[1 + 3 * m.eq4 + m.eq5] : -1;
}

/* --- how far a vector lies below the most severe of its class ----------------------- */

/*
 * The most severe vectors of each class, as positions; a class may have several,
 * of which the first that is not below in any metric counts. `depth` is how many
 * steps the class has in all.
 */
struct level {
	int depth, count;
	signed char tops[5][6];
};

static const struct level eq1_levels[] = {
	{ 1, 1, { { 0, 0, 0 } } },
	{ 4, 3, { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } },
	{ 5, 2, { { 3, 0, 0 }, { 1, 1, 1 } } },
};

static const struct level eq2_levels[] = {
	{ 1, 1, { { 0, 0 } } },
	{ 2, 2, { { 1, 0 }, { 0, 1 } } },
};

/* By EQ3 and EQ6: VC, VI, VA, CR, IR, AR. */
static const struct level eq36_levels[3][2] = {
	{
		{ 7, 1, { { 0, 0, 0, 0, 0, 0 } } },
		{ 6, 2, { { 0, 0, 1, 1, 1, 0 }, { 0, 0, 0, 1, 1, 1 } } },
	},
	{
		{ 8, 2, { { 1, 0, 0, 0, 0, 0 }, { 0, 1, 0, 0, 0, 0 } } },
		{ 8, 5, { { 1, 0, 1, 0, 1, 0 }, { 1, 0, 0, 0, 1, 1 }, { 0, 1, 0, 1, 0, 1 },
			  { 0, 1, 1, 1, 0, 0 }, { 1, 1, 0, 0, 0, 1 } } },
	},
	{
		{ 0 },
		{ 10, 1, { { 1, 1, 1, 0, 0, 0 } } },
	},
};

static const struct level eq4_levels[] = {
	{ 6, 1, { { 1, 0, 0 } } },
	{ 5, 1, { { 1, 1, 1 } } },
	{ 4, 1, { { 2, 2, 2 } } },
};

static int steps_below(const int *values, int count, const struct level *level)
{
	int steps = 0;

	for (int i = 0; i < level->count; i++) {
		bool below = true;

		steps = 0;
		for (int j = 0; j < count; j++) {
			steps += values[j] - level->tops[i][j];
			below = below && values[j] >= level->tops[i][j];
		}
		if (below)
			break;
	}
	return steps;
}

/* --- the score ------------------------------------------------------------------------ */

struct falls {
	int score; /* of the macrovector */
	int count;
	double sum;
};

/* A class without a lower macrovector has no part in the mean. */
static void add_fall(struct falls *f, int lower, const int *values, int count,
		     const struct level *level)
{
	if (lower < 0 || lower > f->score)
		return;
	f->count++;
	f->sum += (f->score - lower) * (double)steps_below(values, count, level) / level->depth;
}

/* Of EQ3 and EQ6, which hang together, the lower neighbour with the higher score. */
static int lower36(struct macro m)
{
	struct macro left = m, right = m;

	left.eq3++;
	right.eq6++;
	if (m.eq3 == 0 && m.eq6 == 0)
		return score_of(left) > score_of(right) ? score_of(left) : score_of(right);
	return m.eq6 == 1 ? score_of(left) : score_of(right);
}

static double interpolate(const int *v)
{
	struct macro m = macro_of(v), lower1 = m, lower2 = m, lower4 = m, lower5 = m;
	struct falls f = { .score = score_of(m) };

	lower1.eq1++;
	lower2.eq2++;
	lower4.eq4++;
	lower5.eq5++;
	add_fall(&f, score_of(lower1), v + AV, 3, &eq1_levels[m.eq1]);
	add_fall(&f, score_of(lower2), v + AC, 2, &eq2_levels[m.eq2]);
	add_fall(&f, lower36(m), v + VC, 6, &eq36_levels[m.eq3][m.eq6]);
	add_fall(&f, score_of(lower4), v + SC, 3, &eq4_levels[m.eq4]);
	/* EQ5 is one metric: a vector is always its class's most severe. */
	f.count += score_of(lower5) >= 0;
	return f.count ? f.score - f.sum / f.count : f.score;
}

double cvss4_score(struct strata_str vector)
{
	int v[METRICS];

	for (enum metric m = 0; m < METRICS; m++)
		if ((v[m] = read_metric(vector, m)) < 0)
			return -1;
	if (v[VC] == NONE && v[VI] == NONE && v[VA] == NONE && v[SC] == SUBSEQUENT_NONE &&
	    v[SI] == SUBSEQUENT_NONE && v[SA] == SUBSEQUENT_NONE)
		return 0;
	/* Half a tenth is rounded up, whatever floating point made of it. */
	return fmin(fmax(floor(interpolate(v) + 0.5 + 1e-5), 0), 100) / 10;
}
