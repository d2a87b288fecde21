/*
 * db_update.c - strata db update: advisories from a server.
 *
 * Which ecosystems: those of --ecosystems; else those that earlier updates brought,
 * and those of the packages in the repositories that are named. With neither, those
 * of the repository one stands in.
 */
#include <stdlib.h>

#include "advisory/update.h"
#include "cli/db.h"
#include "strata/ecosystem.h"

static void add_listed(struct strata_strs *out, const char *list, struct strata_arena *arena)
{
	struct strata_str name, rest = strata_str_of(list);

	while (rest.len) {
		strata_str_cut(&name, &rest, rest, ',');
		name = strata_str_trim(name);
		if (name.len)
			*strata_vec_push(arena, out) = name;
	}
}

/* What is there and was fetched; a database that cannot be read is about to be replaced. */
static void add_known(struct strata_strs *out, const struct options *options)
{
	const struct advisory_status *status;
	struct advisory_db *db;

	if (advisory_open(&db, options->database, NULL) < 0)
		return;
	status = advisory_status(db);
	for (size_t i = 0; status->kind == ADVISORY_FULL && i < status->ecosystems.count; i++) {
		const struct advisory_ecosystem *e = &status->ecosystems.items[i];

		if (strata_str_eq(e->source, STRATA_STR("osv")))
			*strata_vec_push(options->arena, out) =
				strata_arena_dup(options->arena, e->name);
	}
	advisory_close(db);
}

/* The ecosystems of the packages of a repository. */
static int add_seen(struct strata_strs *out, const struct options *options, const char *path,
		    struct strata_error *err)
{
	struct options here = *options;
	struct scan scan = { 0 };
	int rc;

	here.path = path;
	rc = scan_run(&scan, &here, SCAN_INVENTORY, err);
	for (size_t i = 0; rc == 0 && i < scan.inventory.components.count; i++) {
		const struct strata_component *c = &scan.inventory.components.items[i];

		if (c->ecosystem && !c->ecosystem->outside)
			*strata_vec_push(options->arena, out) = strata_str_of(c->ecosystem->name);
	}
	scan_release(&scan);
	return rc;
}

static int settle_ecosystems(struct strata_strs *out, const struct options *options,
			     struct strata_error *err)
{
	int rc = 0;

	if (options->ecosystems)
		add_listed(out, options->ecosystems, options->arena);
	else
		add_known(out, options);
	for (int i = 1; rc == 0 && i < options->arg_count; i++)
		rc = add_seen(out, options, options->args[i], err);
	if (rc == 0 && out->count == 0 && options->arg_count < 2 && !options->ecosystems)
		add_seen(out, options, ".", NULL);
	if (rc == 0 && out->count == 0)
		rc = strata_fail(err, STRATA_EUSAGE, 0,
				 "no ecosystem is known yet: name some, as in '--ecosystems "
				 "npm,PyPI', or a repository, as in 'strata db update PATH'");
	return rc;
}

int db_update(struct options *options, struct strata_error *err)
{
	struct advisory_import_report report = { 0 };
	struct advisory_update_options update = { .url = options->url };
	struct strata_strs ecosystems = { 0 };
	struct progress progress;
	uint64_t silence = 0;
	int rc;

	if (!update.url || !*update.url)
		update.url = getenv("STRATA_DB_URL");
	if (update.url && !*update.url)
		update.url = NULL;
	if (options->timeout && strata_str_u64(&silence, strata_str_of(options->timeout)))
		update.silence = (unsigned)silence;
	if (options->database && strata_str_eq(strata_str_of(options->database), STRATA_STR("starter")))
		return strata_fail(err, STRATA_EUSAGE, 0, "the starter set is not updated: give --db a "
				   "folder, or nothing");
	if ((rc = settle_ecosystems(&ecosystems, options, err)) < 0)
		return rc;
	progress_init(&progress, options);
	update.import = (struct advisory_import_options){
		.folder = options->database,
		.progress = progress_show,
		.payload = &progress,
	};
	rc = advisory_update(&report, &ecosystems, &update, options->arena, err);
	progress_end(&progress);
	if (rc == 0)
		db_print_report(&report, options);
	return rc;
}
