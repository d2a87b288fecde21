/*
 * online.h - the images of a snapshot's Dockerfiles, asked about at their registries: before the
 * join, so that the packages of a base are packages like any others.
 */
#ifndef IMAGE_ONLINE_H
#define IMAGE_ONLINE_H

#include "facts/collect.h"
#include "image/base.h"
#include "image/remote.h"

/*
 * Adds to the facts of each Dockerfile the packages of the image that its result starts from, as
 * what that image depends on; to notes, what could not be found out. target: the stage that is
 * built; absent: the last of each file.
 */
void image_online_collect(struct facts_set *facts, struct image_remotes *remotes,
			  struct strata_str target, struct strata_notes *notes,
			  struct strata_arena *arena);

/*
 * Puts into a judgement what the registry told of that image, where it was asked: its user, its
 * age on a day (YYYY-MM-DD), the sizes of the choices.
 */
void image_online_judge(struct image_base *base, struct image_remotes *remotes, struct strata_str now,
			struct strata_str platform);

/* "pkg:deb/debian/openssl@3.0.11-1?arch=source&distro=debian-12". */
struct strata_str image_online_purl(const struct oci_installed *installed,
				    const struct oci_package *package, struct strata_arena *arena);

#endif
