/*
 * scan.h - the whole of a scan: a snapshot in, an answer out.
 */
#ifndef SCAN_H
#define SCAN_H

#include "advisory/advisory.h"
#include "cli/options.h"
#include "composition/composition.h"
#include "facts/collect.h"
#include "image/image.h"
#include "policy/policy.h"
#include "sast/code.h"

enum scan_parts {
	SCAN_INVENTORY = 0, /* always */
	SCAN_ADVISORIES = 1,
	SCAN_RESOLVE = 4, /* manifests that no lockfile answers */
	SCAN_IMAGE = 8,   /* Dockerfiles, under the rules */
	SCAN_LAYERS = 16, /* packages that they install, and what ships of the others */
	SCAN_COMPOSITION = 32, /* all files: their lines, and whose they are */
	SCAN_CODE = 64,        /* source files, under the rules */
	SCAN_HISTORY = 2, /* of a repository: no snapshot of it is read */
	SCAN_FINDINGS = SCAN_ADVISORIES | SCAN_RESOLVE | SCAN_IMAGE, /* all that strata.toml may ignore */
};

struct scan {
	struct strata_arena arena;
	struct strata_str now; /* RFC 3339, UTC */
	struct strata_str as_of; /* absent: advisories of any time count */
	unsigned jobs;
	uint64_t max_file_size; /* 0: the limit of the program */
	struct source *source;
	struct facts_set facts;
	struct strata_inventory inventory;
	struct advisory_db *database;
	struct strata_findings findings;
	struct image_view image;
	struct composition_view composition;
	struct code_view code;
	struct memo *counts; /* of packages, from earlier runs; NULL: none */
	struct imaging *imaging; /* with --online; NULL: no registry of images is asked */
	struct strata_notes notes;
	struct policy policy;
	struct image_policy image_policy;
	bool empty; /* there was nothing to scan */
};

/*
 * The beginning of it: time, source and (with SCAN_ADVISORIES) database. scan_release in
 * either case.
 */
int scan_open(struct scan *out, const struct options *options, unsigned parts,
	      struct strata_error *err);

/* 'Now', RFC 3339 in UTC: --as-of, else SOURCE_DATE_EPOCH, else the clock. */
int scan_now(struct strata_str *now, const struct options *options, struct strata_arena *arena,
	     struct strata_error *err);

/* The user's own configuration, and over it --config or that of the snapshot, once listed. */
int scan_read_config(struct config *config, struct scan *s, const struct options *options,
		     struct strata_error *err);

/* With SCAN_ADVISORIES; wrong settings come before what is wrong with a database. */
int scan_open_database(struct scan *scan, const struct options *options, unsigned parts,
		       struct strata_error *err);

/* The policy by the options, --config or the strata.toml among the entries of facts. */
int scan_settle_policy(struct scan *scan, const struct options *options, struct strata_error *err);

/*
 * The policy that options, the user's own strata.toml and another one (its bytes; absent:
 * there is none) make together. EUSAGE with the line.
 */
int scan_policy(struct policy *out, const struct options *options, struct strata_str now,
		struct strata_str bytes, struct strata_arena *arena, struct strata_error *err);

/* 0, or what made an answer impossible. scan_release in either case. */
int scan_run(struct scan *out, const struct options *options, unsigned parts,
	     struct strata_error *err);
void scan_release(struct scan *scan);

#endif
