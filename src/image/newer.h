/*
 * newer.h - whether a tag that the facts do not have may be one that came after them.
 *
 * Then it is not known; else there never was one. "24.20.0" may follow on 24.19.0, "18.19.5" may
 * not follow on a line that ended, and "24-alphine" has a word that no tag ever had.
 */
#ifndef IMAGE_NEWER_H
#define IMAGE_NEWER_H

#include "image/facts.h"
#include "image/tag.h"

bool image_newer_may_be(const struct image_official *image, struct strata_str tag,
			struct strata_str day, const struct image_families *families,
			struct strata_arena *arena);

#endif
