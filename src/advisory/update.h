/*
 * update.h - advisories from a server into the database.
 *
 * The server has OSV's export layout: <ecosystem>/all.zip, and beside it, if it
 * likes, modified_id.csv and <id>.json. What is here already is asked for under a
 * condition; few changes are fetched one by one, else the whole zip is, going on
 * where an interrupted update stopped. All ecosystems change together or none does.
 */
#ifndef ADVISORY_UPDATE_H
#define ADVISORY_UPDATE_H

#include "advisory/import.h"

struct advisory_update_options {
	struct advisory_import_options import;
	const char *url;  /* NULL: OSV's public export */
	unsigned silence; /* seconds after which a silent server is given up; 0: a default */
};

/*
 * ecosystems: OSV's names, in any case of letters. ENOTFOUND with near names when the
 * server does not have one.
 */
int advisory_update(struct advisory_import_report *out, const struct strata_strs *ecosystems,
		    const struct advisory_update_options *options, struct strata_arena *arena,
		    struct strata_error *err);

#endif
