/*
 * share.h - what a layer of an image brings, for those who come after the judge: packages that a
 * RUN names, or all that some manifests of the snapshot ask for.
 */
#ifndef IMAGE_SHARE_H
#define IMAGE_SHARE_H

#include "strata/inventory.h"

/* A package that a RUN names. */
struct image_package {
	const struct strata_ecosystem *ecosystem;
	struct strata_str name;
	struct strata_str source; /* what advisories are looked up by: the source package, if known */
	struct strata_str version, requirement; /* as of struct strata_package */
	struct strata_str release;              /* of its distribution, as OSV writes it; or absent */
	struct strata_str purl;
	unsigned line;
};

struct image_share {
	struct strata_str stage; /* its name, or number */
	bool named_package;      /* it is `package`; else the manifests */
	struct image_package package;
	struct strata_indices manifests; /* of the inventory */
	struct strata_strs included;     /* paths of files that those draw in */
	bool production;         /* what is for development alone is left out */
	bool ships;              /* all of it */
	bool ships_production;   /* what production needs, as a part of something else */
};

STRATA_VEC(image_shares, struct image_share);

#endif
