/* cvss4.h - CVSS 4.0, whose scores come from a table and not from one formula. */
#ifndef ADVISORY_CVSS4_H
#define ADVISORY_CVSS4_H

#include "strata/str.h"

/* The letter of a metric's value ("N" in "AV:N"), or 0 when the vector lacks it. */
char cvss_metric(struct strata_str vector, const char *name);

/* Of a vector without "CVSS:4.0/"; negative when it lacks a base metric. */
double cvss4_score(struct strata_str vector);

#endif
