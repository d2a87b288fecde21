/* config_registries.h - the registries that are asked: shown, or detected and written down. */
#ifndef CLI_CONFIG_REGISTRIES_H
#define CLI_CONFIG_REGISTRIES_H

#include "cli/options.h"

/* A line per ecosystem on standard output; with --detect the user's registries.toml grows first. */
int config_registries(struct options *options, struct strata_error *err);

#endif
