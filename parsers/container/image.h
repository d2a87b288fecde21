/* image.h - names of container images, as many formats have them. */
#ifndef CONTAINER_IMAGE_H
#define CONTAINER_IMAGE_H

#include "strata/facts.h"

/*
 * Adds "registry.example/name:tag@sha256:..". The tag is the version, the digest a
 * checksum; without a tag the digest is the version. A name that holds a placeholder
 * ("${X}", "{{ x }}", "$X") is noted and NULL; one that is empty is NULL.
 */
struct strata_package *image_add(struct strata_facts *out, struct strata_str text,
				 enum strata_scope scope, unsigned line);

#endif
