/*
 * cvss.h - scores of CVSS vectors, versions 2.0, 3.0, 3.1 and 4.0.
 *
 * Computed from the vector by FIRST's specifications. Versions 2 and 3 have a base
 * score of its own, which is what databases show: temporal and environmental
 * metrics are left aside. Version 4.0 has one score for all metrics of a vector, so
 * "E:U" lowers it, as it does where the advisory was published.
 */
#ifndef ADVISORY_CVSS_H
#define ADVISORY_CVSS_H

#include "strata/str.h"

/*
 * The score, 0.0 to 10.0, and the version (20, 30, 31, 40) in *version, which
 * may be NULL; negative for what is no vector or lacks a base metric.
 */
double cvss_score(struct strata_str vector, int *version);

#endif
