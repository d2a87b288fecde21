/*
 * remote.h - what the registry tells of an image: what its name means today, of what age and
 * size it is, whose user it runs as, what it was made from, which packages are in it.
 *
 * Each image is asked about once in a run, whoever wants to know.
 */
#ifndef IMAGE_REMOTE_H
#define IMAGE_REMOTE_H

#include "image/oci/installed.h"
#include "image/oci/oci.h"
#include "image/signatures.h"

/* An image that could take its place, and how large that is. */
struct image_weight {
	struct strata_str reference;
	uint64_t bytes; /* of its layers, as they are sent */
};

STRATA_VEC(image_weights, struct image_weight);

/* What an image says that it was made from. */
struct image_origin {
	struct strata_str name, digest; /* absent: it does not say */
	struct strata_str today;        /* what the name means today; absent: not found out */
	bool outdated;                  /* it was found out, and it is another */
};

struct image_remote {
	struct image_reference reference;
	struct strata_str platform; /* that was asked for: "linux/amd64" */
	int rc;                     /* below 0: nothing was found out, and why tells */
	struct strata_error why;
	bool missing;               /* the registry says that there is no such image */
	bool lacks_platform;        /* there is, but not for that platform */
	bool stale;                 /* of an earlier run: the registry cannot be asked */
	struct strata_str digest;   /* of what the name means: an index, or a manifest */
	struct strata_str tag_means; /* of a name with tag and digest: the tag's, where it is known */
	struct strata_str manifest; /* of that platform */
	struct strata_strs platforms; /* that the index has; none: there is no index */
	struct strata_str created;  /* RFC 3339, as the image says; absent: it does not */
	struct strata_str user;     /* "" when none is set */
	uint64_t bytes;             /* of its layers, as they are sent */
	size_t layers;
	struct image_origin origin;
	struct image_weights others; /* of image_remote_weigh */
	bool listed;                 /* of image_remote_list: packages were looked for */
	bool partly;                 /* and not all of them could be: notes tell */
	struct oci_installed installed;
	struct image_signatures signatures; /* of image_remote_verify */
};

struct image_remotes_options {
	struct oci_options oci;
	struct strata_str platform; /* that is built for; absent: linux/amd64 */
	const struct image_signing *signing; /* NULL: signatures are not asked for; outlives all */
};

struct image_remotes;

/* EUSAGE for what is no platform. arena: of all that is answered. */
int image_remotes_open(struct image_remotes **out, const struct image_remotes_options *options,
		       struct strata_arena *arena, struct strata_error *err);
void image_remotes_close(struct image_remotes *remotes); /* NULL is allowed */

/*
 * What the registry tells of a reference. platform: as FROM has it; absent, or with a variable:
 * the one that is built for.
 */
struct image_remote *image_remote_get(struct image_remotes *remotes,
				      const struct image_reference *reference,
				      struct strata_str platform);

/* The same of what was asked already; NULL: it was not. */
struct image_remote *image_remote_known(struct image_remotes *remotes,
					const struct image_reference *reference,
					struct strata_str platform);

/* Adds its packages; reads all of its layers, where that was not done before. */
void image_remote_list(struct image_remotes *remotes, struct image_remote *remote);

/* Adds who has signed it, where anybody is trusted or it has to be. */
void image_remote_verify(struct image_remotes *remotes, struct image_remote *remote);

/* Adds the size of another image. */
void image_remote_weigh(struct image_remotes *remotes, struct image_remote *remote,
			struct strata_str reference);

#endif
