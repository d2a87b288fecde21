/*
 * installed.h - the packages that the files of an image list, and of which distribution.
 *
 * Packages of dpkg and apk are known by their source: that is what advisories name, and what
 * several of them are built from in one go. Those of rpm go by their own names, as most of the
 * advisories about them do.
 *
 * Formats: deb-control(5), dpkg-query(1); apk-tools' "installed" database; rpm.h; os-release(5),
 * 2026-11.
 */
#ifndef IMAGE_OCI_INSTALLED_H
#define IMAGE_OCI_INSTALLED_H

#include "image/oci/layer.h"
#include "strata/ecosystem.h"

struct oci_package {
	struct strata_str name, version; /* of the source, but for rpm */
	struct strata_strs built;        /* the packages made of it that are there */
};

STRATA_VEC(oci_package_list, struct oci_package);

struct oci_installed {
	struct strata_str distribution; /* ID of os-release: "debian"; absent: not told */
	struct strata_str release;      /* VERSION_ID: "12"; absent: not told */
	const struct strata_ecosystem *ecosystem; /* of its packages; NULL: not known, or none */
	struct oci_package_list packages;         /* sorted by name and version */
	struct strata_strs notes;                 /* what could not be read, as sentences */
};

/* All in arena; texts are slices of the files. */
void oci_installed_read(struct oci_installed *out, const struct oci_files *files,
			struct strata_arena *arena);

#endif
