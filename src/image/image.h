/*
 * image.h - the Dockerfiles of a snapshot, judged: a judge of its own, which knows no other.
 */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "facts/collect.h"
#include "image/base.h"
#include "image/remote.h"
#include "image/share.h"
#include "strata/finding.h"

/* A stage, as the report shows it. */
struct image_stage_view {
	struct strata_str name;    /* absent: it has none */
	struct strata_str base;    /* as it is with variables put in; "" where that is not known */
	struct strata_str trust;   /* of the base: "official", "stage", .. */
	bool final;                /* it is what is built */
	struct strata_str verdict; /* "ships", "builds" or "unused"; "runs": it is run as it is */
	unsigned line;
	const struct image_remote *remote; /* what the registry tells of the base; NULL: not asked */
};

STRATA_VEC(image_stage_views, struct image_stage_view);

struct image_file_view {
	struct strata_str path;
	enum strata_role role;
	struct image_stage_views stages;
	bool names; /* no Dockerfile: it names images, each of which stands as a stage */
	struct image_shares shares; /* what its layers bring */
};

STRATA_VEC(image_file_views, struct image_file_view);

struct image_view {
	struct image_file_views files; /* sorted by path */
	struct strata_str facts_day;   /* of what is known of images; absent: nothing was judged */
};

struct image_options {
	bool others; /* images that other files than Dockerfiles name are judged, too */
	bool packages_only; /* what is brought is wanted, and no rule is asked */
	struct strata_str target; /* stage that is built; absent: the last of each file */
	struct strata_str now;    /* day that is judged on: YYYY-MM-DD */
	struct strata_str then;   /* day of the commit; absent: now */
	const struct strata_manifests *manifests; /* to tell which of them ship; NULL: not asked for */
	const struct image_policy *policy; /* NULL: there is none */
	const char *facts;        /* file of facts about images; NULL: those that are compiled in */
	struct image_remotes *remotes; /* what registries tell; NULL: they are not asked */
};

/*
 * Adds what is found in the Dockerfiles among the facts, and notes for what could not be
 * judged. Their bytes are read again from the source, which is the caller's thread's. Fails
 * only where the facts about images cannot be read.
 */
int image_judge(struct image_view *out, struct strata_findings *findings, struct strata_notes *notes,
		struct facts_set *facts, const struct image_options *options,
		struct strata_arena *arena, struct strata_error *err);

#endif
