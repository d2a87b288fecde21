/*
 * solving.h - what the manifests of a run are resolved with: the servers that the user's
 * configuration names, answers kept on disk, the environment that is resolved for.
 */
#ifndef SOLVING_H
#define SOLVING_H

#include "cli/progress.h"
#include "resolve/resolve.h"
#include "scan.h"

struct solving {
	struct config user, all; /* all: with the strata.toml of the snapshot */
	struct progress progress;
	struct resolve_context context; /* points to user and progress: it does not move */
};

/* EUSAGE with the line. solving_close in either case. */
int solving_open(struct solving *out, struct scan *scan, const struct options *options,
		 struct strata_error *err);
void solving_close(struct solving *solving);

/* The scanned tree names no servers: that it tries to is a note of the scan's inventory. */
void solving_note_registries(const struct solving *solving, struct scan *scan,
			     const struct options *options);

/* The user's own configuration with --config, and [registries]: what a run may ask at. */
int solving_user_config(struct config *out, struct scan *scan, const struct options *options,
			struct strata_error *err);

/* Where answers of servers are kept; "" where none are. */
struct strata_str solving_answers(const struct options *options, struct strata_arena *arena);

#endif
