/*
 * options.h - the command line, taken apart.
 *
 * Each option is one row of options.def and also an environment variable:
 * --fail-on is STRATA_FAIL_ON. What is given on the command line comes first.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "report/report.h"

struct output {
	const struct report_writer *writer;
	const char *path; /* NULL: standard output */
};

STRATA_VEC(outputs, struct output);

enum colour {
	COLOUR_AUTO,
	COLOUR_ALWAYS,
	COLOUR_NEVER,
};

struct options {
	/* which snapshot */
	const char *path;
	const char *revision;
	bool staged, worktree, directory;
	/* what to ask */
	const char *database;
	const char *scope, *roles, *fail_on;
	const char *as_of;
	const char *max_db_age;
	const char *config;
	bool strict, allow_empty;
	const char *jobs, *max_file_size;
	const char *cache;
	bool no_cache;
	bool online, no_resolve;
	/* how to answer */
	struct outputs outputs;
	const char *only;
	bool quiet, verbose, tree;
	const char *color;
	enum colour colour;
	/* log */
	bool first_parent, all, packages;
	const char *vulnerability, *package, *since;
	const char *timeout;
	/* db update */
	const char *url;
	const char *ecosystems;
	/* hook */
	bool global;
	/* config */
	bool detect;
	/* fix */
	const char *patch;
	/* image */
	const char *target, *platform;
	const char *image_facts;
	/* composition */
	bool files;
	/* code */
	const char *rules;
	/* what is not an option */
	char **args;
	int arg_count;
	struct strata_arena *arena;
};

/*
 * Reads the options of a subcommand; `groups` says which it knows (OPTIONS_*).
 * EUSAGE with what to do.
 */
enum options_group {
	OPTIONS_COMMON = 1,   /* -q, -v, --color, --config, --cache, --jobs */
	OPTIONS_SNAPSHOT = 2, /* PATH, --rev, --staged, --worktree, --dir */
	OPTIONS_DATABASE = 4, /* --db, --as-of, --max-db-age */
	OPTIONS_POLICY = 8,   /* --fail-on, --scope, --roles, --strict, --allow-empty */
	OPTIONS_TREE = 16,
	OPTIONS_UPDATE = 32,
	OPTIONS_LOG = 64,
	OPTIONS_DIFF = 128, /* --staged */
	OPTIONS_HOOK = 256,
	OPTIONS_RESOLVE = 512, /* --online, which OPTIONS_LOG has too, --no-resolve */
	OPTIONS_CONFIG = 1024, /* --detect */
	OPTIONS_FIX = 2048,    /* --patch */
	OPTIONS_IMAGE = 4096,  /* --target, --platform, --image-facts, --online, --db, .. */
	OPTIONS_COMPOSITION = 8192, /* --files */
	OPTIONS_PARTS = 16384,      /* --only */
	OPTIONS_CODE = 131072,      /* --rules */
	OPTIONS_COVERAGE = 32768,   /* --strict, --allow-empty, which OPTIONS_POLICY has too */
	OPTIONS_OUTPUT = 65536,     /* -o: what answers in more than one way */
};

int options_parse(struct options *out, int argc, char **argv, unsigned groups,
		  struct strata_arena *arena, struct strata_error *err);

/* Whether --only names that part of a scan, or is not given. */
bool options_want(const struct options *options, const char *part);

/* The options that are set, a line each: value, and whether its variable or the command line says so. */
void options_show(struct strata_buf *out, const struct options *options, unsigned groups);

/* The options of these groups, a line each. */
void options_help(struct strata_buf *out, unsigned groups);

#endif
