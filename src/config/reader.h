/* reader.h - what reads strata.toml, from the inside: a file for each table that is large. */
#ifndef CONFIG_READER_H
#define CONFIG_READER_H

#include "config/config.h"
#include "text/node.h"

struct config_reader {
	struct config *out;
	struct strata_arena *arena;
	struct strata_str path;
	struct strata_error *err;
};

/* EUSAGE at a value: its key, or what is given for one that has none, and what is wrong with it. */
int config_fail(struct config_reader *r, const struct node *at, const char *keyless, const char *what);

int config_read_licences(struct config_reader *r, const struct node *table);

#endif
