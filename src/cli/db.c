/* db.c - strata db: the advisory database, brought in and looked at. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "advisory/import.h"
#include "cli/cli.h"

static void show_progress(const struct advisory_progress *p, void *payload)
{
	struct strata_arena *arena = payload;
	struct strata_str name = report_harmless(arena, p->ecosystem);

	if (p->total_bytes)
		fprintf(stderr, "\r%-12.*s %6.1f of %.1f MB ", STRATA_ARG(name),
			(double)p->bytes / 1e6, (double)p->total_bytes / 1e6);
	else if (p->bytes)
		fprintf(stderr, "\r%-12.*s %6.1f MB ", STRATA_ARG(name), (double)p->bytes / 1e6);
	else
		fprintf(stderr, "\r%-12.*s %8zu records ", STRATA_ARG(name), p->records);
	fflush(stderr);
}

static struct advisory_import_options import_options(const struct options *options)
{
	bool shown = !options->quiet && isatty(STDERR_FILENO);

	return (struct advisory_import_options){
		.folder = options->database,
		.progress = shown ? show_progress : NULL,
		.payload = options->arena,
	};
}

static void print_report(const struct advisory_import_report *report, const struct options *options)
{
	size_t total = 0;

	if (!options->quiet && isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	for (size_t i = 0; i < report->stores.count; i++) {
		const struct advisory_imported *s = &report->stores.items[i];
		struct strata_str name = report_harmless(options->arena, s->ecosystem);

		total += s->records;
		printf("%-16.*s %7zu records, %zu withdrawn%s\n", STRATA_ARG(name), s->records,
		       s->withdrawn, s->unchanged ? ", unchanged" : "");
		if (!s->unchanged && s->before > s->records)
			printf("%-16s %7zu records are gone\n", "", s->before - s->records);
	}
	printf("%zu records in %.*s\n", total, STRATA_ARG(report->folder));
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
	struct advisory_import_options import = import_options(options);
	struct advisory_import_report report = { 0 };
	int rc;

	if (options->arg_count < 2)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "say what to import: a folder in OSV's export layout, zips, or "
				   "JSON files");
	rc = advisory_import(&report, (const char *const *)options->args + 1,
			     (size_t)options->arg_count - 1, &import, options->arena, err);
	if (rc == 0)
		print_report(&report, options);
	return rc;
}

static int status(struct options *options, struct strata_error *err)
{
	static const char *const kinds[] = { "none", "starter set", "full" };
	const struct advisory_status *status;
	struct advisory_db *db = NULL;
	int rc;

	if ((rc = advisory_open(&db, options->database, err)) < 0)
		return rc;
	status = advisory_status(db);
	printf("database   %s\n", kinds[status->kind]);
	if (status->path.len)
		printf("folder     %.*s\n", STRATA_ARG(status->path));
	printf("records    %zu\nid         %.*s\nupdated    %.*s\n", status->records,
	       STRATA_ARG(status->id), STRATA_ARG(status->updated));
	for (size_t i = 0; i < status->ecosystems.count; i++) {
		const struct advisory_ecosystem *e = &status->ecosystems.items[i];
		struct strata_str name = report_harmless(options->arena, e->name);

		printf("%-16.*s %7zu records, %zu withdrawn, of %.*s\n", STRATA_ARG(name),
		       e->records, e->withdrawn, STRATA_ARG(e->updated));
	}
	if (status->kind == ADVISORY_STARTER)
		rc = STATUS_DATABASE;
	advisory_close(db);
	return rc;
}

static const struct {
	const char *name;
	int (*run)(struct options *options, struct strata_error *err);
} verbs[] = {
	{ "import", import },
	{ "status", status },
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
	.usage = "import DIR|ZIP.. | update | status | search TEXT",
	.summary = "the advisory database: bring it in, look at it",
	.groups = OPTIONS_COMMON | OPTIONS_DATABASE | OPTIONS_UPDATE,
	.run = run,
};
