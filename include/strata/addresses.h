/*
 * addresses.h - the hosts of others that are compiled in, all of them.
 *
 * Anything else that strata contacts is named by the user's configuration.
 */
#ifndef STRATA_ADDRESSES_H
#define STRATA_ADDRESSES_H

/* OSV's public export (google.github.io/osv.dev/data, 2026-11): <ecosystem>/all.zip below it. */
#define STRATA_ADDRESS_OSV "https://osv-vulnerabilities.storage.googleapis.com"

/*
 * The registry that image names without a host mean: docker.io (docs.docker.com, "docker image
 * pull", 2026-11). [registries] of the user's configuration puts another in its place.
 */
#define STRATA_ADDRESS_HUB "https://registry-1.docker.io"

#endif
