/*
 * line.h - the line that a tag is of: 3.8 of Python's 3.8.5, 18 of Node's 18.19.0.
 *
 * How long a line's name is differs from image to image, and no list tells. The history does: of
 * a version's parts, the last at which two neighbours were built side by side for a month is what
 * is looked after by itself. Python's 3.8 and 3.9 were, Node's 18.18 and 18.19 never.
 */
#ifndef IMAGE_LINE_H
#define IMAGE_LINE_H

#include "image/facts.h"
#include "image/tag.h"

struct image_line {
	struct strata_str name;  /* the tag that goes along the line; absent: none does */
	struct strata_str ended; /* day; absent: it is built at the time of the facts */
	unsigned depth;          /* parts of the version that tell the line; 0: there is no version */
	bool version_alive;      /* something of that version is built, in whatever variant */
};

/* day: that of the facts. */
void image_line_of(struct image_line *out, const struct image_official *image,
		   const struct image_tag *tag, struct strata_str day, struct strata_arena *arena);

/* Parts of the version that tell the line. */
unsigned image_line_depth(const struct image_official *image, const struct image_tag *tag,
			  struct strata_str day, struct strata_arena *arena);

/* Whether a tag's version begins with the same `depth` parts. */
bool image_line_holds(const struct image_tag *tag, unsigned depth, struct strata_str other);

#endif
