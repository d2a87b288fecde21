/*
 * rpm.h - the packages that an rpm database lists.
 *
 * Since rpm 4.16 it is an SQLite file with one header for each package, as rpm files have them.
 * Older ones (Berkeley DB, ndb) are not read.
 *
 * Format: rpm's documentation, "RPM Package format", and its lib/backend/sqlite.c, 2026-11.
 */
#ifndef IMAGE_OCI_RPM_H
#define IMAGE_OCI_RPM_H

#include "strata/arena.h"
#include "strata/error.h"

struct oci_rpm {
	struct strata_str name;
	struct strata_str version; /* "epoch:version-release", without an epoch of 0 */
};

STRATA_VEC(oci_rpms, struct oci_rpm);

/* Adds what the database in these bytes lists. ESYNTAX, EDATABASE: it is none; ELIMIT. */
int oci_rpms_read(struct oci_rpms *out, struct strata_str bytes, struct strata_arena *arena,
		  struct strata_error *err);

/* One header; false when it is none. Texts are the arena's. */
bool oci_rpm_header(struct oci_rpm *out, struct strata_str header, struct strata_arena *arena);

#endif
