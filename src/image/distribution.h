/*
 * distribution.h - whose packages apt, apk, dnf and their kin install, by what a stage starts from.
 *
 * Names of ecosystems and their releases are OSV's ("Debian:12", "Alpine:v3.20"); the namespace
 * and the qualifier are those of package URLs ("deb/debian", "distro=debian-12").
 */
#ifndef IMAGE_DISTRIBUTION_H
#define IMAGE_DISTRIBUTION_H

#include "image/base.h"
#include "image/packages.h"
#include "strata/ecosystem.h"

struct image_distribution {
	const struct strata_ecosystem *ecosystem; /* "generic" where OSV has nothing of it */
	struct strata_str type;    /* of package URLs: "deb" */
	struct strata_str space;   /* "debian"; absent: which distribution it is, is not known */
	struct strata_str release; /* as OSV writes it: "v3.20"; absent: not known, or there is none */
	struct strata_str distro;  /* "alpine-3.20"; absent without a version */
};

/* false for a manager that is no distribution's: pip, npm.. contents: of the base. */
bool image_distribution_of(struct image_distribution *out, enum image_manager manager,
			   const struct image_contents *contents, struct strata_arena *arena);

#endif
