/* walk.h - one Dockerfile under all rules. */
#ifndef IMAGE_WALK_H
#define IMAGE_WALK_H

#include "image/build.h"
#include "image/check.h"
#include "image/layers.h"
#include "image/online.h"

struct image_walk {
	struct dockerfile file;
	struct dockerfile_stages stages;
	struct image_stage_runs runs;
	struct image_stage_bases bases;
	struct image_layers layers;
};

/* What holds for all Dockerfiles of a snapshot. */
struct image_setting {
	struct facts_set *snapshot;
	struct image_facts *facts;
	bool packages_only;                             /* as of struct image_options */
	struct strata_strs secrets;                     /* files that hold some */
	struct strata_str target;                       /* as of dockerfile_stages_read */
	const struct dockerfile_arguments_given *given; /* may be NULL */
	struct image_asked asked;
	const struct image_policy *policy;              /* NULL: there is none */
	const struct strata_manifests *manifests;       /* NULL: none is linked */
	struct image_sources *sources;
	struct image_remotes *remotes; /* NULL: no registry is asked */
	size_t *called; /* bytes of scripts that were read so far */
	const struct image_build *build; /* of the file that is walked; NULL: not known */
};

/*
 * Reads the file, and adds what the rules find. Notes get what could not be judged, with path
 * and line. All in arena; bytes outlive it.
 */
void image_walk(struct image_walk *out, struct strata_findings *findings,
		struct strata_notes *notes, const struct image_setting *setting,
		struct strata_str path, struct strata_str bytes, struct strata_arena *arena);

/*
 * One image that another file names at that line, under the rules about bases alone. builds: it
 * does not ship. No registry is asked.
 */
void image_walk_named(struct image_base *out, struct strata_findings *findings,
		      struct strata_notes *notes, const struct image_setting *setting,
		      struct strata_str path, unsigned line, struct strata_str text, bool builds,
		      struct strata_arena *arena);

#endif
