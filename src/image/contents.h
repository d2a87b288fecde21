/* contents.h - what is in an image, by its name and tag: rows of families.txt, and words. */
#ifndef IMAGE_CONTENTS_H
#define IMAGE_CONTENTS_H

#include "image/base.h"
#include "image/tag.h"

/*
 * name: canonical, of a mirror that of what it mirrors. official: its short name, or absent.
 * also: another name of the same image that tells more, or NULL.
 */
void image_contents_of(struct image_contents *out, const struct image_families *families,
		       struct strata_str name, struct strata_str official,
		       const struct image_tag *tag, const struct image_tag *also,
		       struct strata_arena *arena);

/* Of a reference that families.txt itself has: "gcr.io/distroless/static-debian13:nonroot". */
void image_contents_of_text(struct image_contents *out, const struct image_families *families,
			    struct strata_str reference, struct strata_arena *arena);

#endif
