/*
 * cvss.h - base scores of CVSS vectors, versions 2.0, 3.0, 3.1 and 4.0.
 *
 * Computed from the vector by FIRST's specifications; environmental metrics are
 * the reader's own and left aside, as are temporal (2, 3) ones. Of 4.0 the threat
 * metric is left aside too, so that all versions give a base score.
 */
#ifndef ADVISORY_CVSS_H
#define ADVISORY_CVSS_H

#include "strata/str.h"

/*
 * The base score, 0.0 to 10.0, and the version (20, 30, 31, 40) in *version, which
 * may be NULL; negative for what is no vector or lacks a base metric.
 */
double cvss_score(struct strata_str vector, int *version);

#endif
