/* db.c - strata db: the advisory database, brought in and looked at. */
#include <stdio.h>
#include <string.h>

#include "cli/db.h"

static void print_stores(const struct advisory_import_report *report,
			 const struct options *options)
{
	size_t total = 0;

	for (size_t i = 0; i < report->stores.count; i++) {
		const struct advisory_imported *s = &report->stores.items[i];
		struct strata_str name = report_harmless(options->arena, s->ecosystem);

		total += s->records;
		printf("%-16.*s %7zu records, %zu withdrawn", STRATA_ARG(name), s->records,
		       s->withdrawn);
		if (s->fetched)
			printf(", %zu of them fetched", s->fetched);
		puts(s->unchanged ? ", unchanged" : "");
		if (!s->unchanged && s->before > s->records)
			printf("%-16s %7zu records are gone\n", "", s->before - s->records);
	}
	printf("%zu records in %.*s\n", total,
	       STRATA_ARG(report_harmless(options->arena, report->folder)));
}

void db_print_report(const struct advisory_import_report *report, const struct options *options)
{
	if (!options->quiet)
		print_stores(report, options);
	for (size_t i = 0; i < report->notes.count; i++) {
		const struct strata_note *n = &report->notes.items[i];
		struct strata_str path = report_harmless(options->arena, n->path);
		struct strata_str reason = report_harmless(options->arena, n->reason);

		fprintf(stderr, "strata: %.*s: %.*s\n", STRATA_ARG(path), STRATA_ARG(reason));
	}
	if (report->notes_left_out)
		fprintf(stderr, "strata: %zu more files are no advisories\n", report->notes_left_out);
}

static int import(struct options *options, struct strata_error *err)
{
	struct advisory_import_report report = { 0 };
	struct advisory_import_options import;
	struct progress progress;
	int rc;

	if (options->arg_count < 2)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "say what to import: a folder in OSV's export layout, zips, or "
				   "JSON files");
	progress_init(&progress, options);
	import = (struct advisory_import_options){
		.folder = options->database,
		.progress = progress_show,
		.payload = &progress,
	};
	rc = advisory_import(&report, (const char *const *)options->args + 1,
			     (size_t)options->arg_count - 1, &import, options->arena, err);
	progress_end(&progress);
	if (rc == 0)
		db_print_report(&report, options);
	return rc;
}

static void print_ecosystem(const struct advisory_ecosystem *e, struct strata_arena *arena)
{
	struct strata_str name = report_harmless(arena, e->name);
	struct strata_str origin = report_harmless(arena, e->origin);

	printf("%-16.*s %7zu records, %zu withdrawn, of %.*s%s%.*s\n", STRATA_ARG(name), e->records,
	       e->withdrawn, STRATA_ARG(e->updated), origin.len ? ", from " : "",
	       STRATA_ARG(origin));
}

static int print_status(const struct advisory_status *status, const struct options *options,
			struct strata_error *err)
{
	static const char *const kinds[] = { "none", "starter set", "full" };
	struct strata_arena *arena = options->arena;
	struct strata_str now;
	long age;
	int rc;

	if ((rc = scan_now(&now, options, arena, err)) < 0)
		return rc;
	age = status_age(now, status);
	printf("database   %s\n", kinds[status->kind]);
	if (status->path.len)
		printf("folder     %.*s\n", STRATA_ARG(report_harmless(arena, status->path)));
	printf("records    %zu\nid         %.*s\nupdated    %.*s, %ld day%s ago\n", status->records,
	       STRATA_ARG(status->id), STRATA_ARG(status->updated), age, age == 1 ? "" : "s");
	for (size_t i = 0; i < status->ecosystems.count; i++)
		print_ecosystem(&status->ecosystems.items[i], arena);
	return status_is_too_old(now, status, options) ? STATUS_DATABASE : STATUS_CLEAN;
}

static int status(struct options *options, struct strata_error *err)
{
	struct advisory_db *db = NULL;
	int rc;

	if (options->arg_count > 1)
		return strata_fail(err, STRATA_EUSAGE, 0, "'%s' is one argument too many",
				   options->args[1]);
	if ((rc = advisory_open(&db, options->database, err)) < 0)
		return rc;
	rc = print_status(advisory_status(db), options, err);
	/* Named on purpose it is what was asked for. */
	if (rc == 0 && advisory_status(db)->kind == ADVISORY_STARTER && !options->database)
		rc = STATUS_DATABASE;
	advisory_close(db);
	return rc;
}

static const struct {
	const char *name;
	int (*run)(struct options *options, struct strata_error *err);
} verbs[] = {
	{ "import", import },
	{ "search", db_search },
	{ "status", status },
	{ "update", db_update },
};

static int run(struct options *options, struct strata_error *err)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (options->arg_count && strcmp(options->args[0], verbs[i].name) == 0)
			return verbs[i].run(options, err);
	return strata_fail(err, STRATA_EUSAGE, 0, "say what to do: import, update, status or search");
}

const struct command command_db = {
	.name = "db",
	.usage = "import DIR|ZIP.. | update [REPO..] | status | search TEXT",
	.summary = "the advisory database: bring it in, look at it",
	.groups = OPTIONS_COMMON | OPTIONS_DATABASE | OPTIONS_UPDATE,
	.run = run,
};
