/* docker.h - what is asked of the registries of images besides what settings.h offers. */
#ifndef RESOLVE_REGISTRY_DOCKER_H
#define RESOLVE_REGISTRY_DOCKER_H

#include "resolve/registry/settings.h"

/* The server of a registry, as references name it ("docker.io"); NULL: none is known. */
const struct registry_server *registry_docker_server(const struct registry_settings *settings,
						     struct strata_str registry);

/* EUSAGE, with the line to add. */
int registry_docker_unknown(struct strata_str registry, struct strata_arena *arena,
			    struct strata_error *err);

#endif
