/*
 * link.h - what the judge of images hands to the model: packages for the inventory, and for each
 * finding the images that it ships in.
 */
#ifndef IMAGE_LINK_H
#define IMAGE_LINK_H

#include "image/image.h"

/* Each package of each stage becomes a component, of a project of its own: "Dockerfile#stage". */
void image_add_packages(struct strata_inventory *inventory, const struct image_view *view,
			struct strata_arena *arena);

/*
 * Says of findings about packages in which images they ship, and in which stages they stay:
 * of what no image installs, nothing is said.
 */
void image_link_findings(struct strata_findings *findings, const struct strata_inventory *inventory,
			 const struct image_view *view, struct strata_arena *arena);

#endif
