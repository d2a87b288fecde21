/* log.c - strata log: since when, through which commit, for how long. */
#include <string.h>

#include "cli/cli.h"
#include "memo/memo.h"

struct log {
	struct scan scan; /* source, database, time and policy; its inventory stays empty */
	struct history history;
	struct history_exposed exposed;
	struct history_events events;
	struct report_log report;
	struct memo *memo;
};

static int match(struct strata_findings *out, struct strata_notes *notes,
		 const struct strata_inventory *inventory, struct strata_arena *arena,
		 struct strata_error *err, void *payload)
{
	struct scan *s = payload;

	return advisory_match(out, notes, s->database, inventory, s->as_of, arena, err);
}

/* Author and subject of the commits that the answer names. */
static int describe(struct log *l, const struct strata_indices *commits, struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < commits->count && rc == 0; i++) {
		unsigned commit = commits->items[i];

		if (!l->report.people[commit].author.ptr)
			rc = source_describe(&l->report.people[commit], l->scan.source,
					     l->history.walk.commits.items[commit].id,
					     &l->scan.arena, err);
	}
	return rc;
}

static int describe_all(struct log *l, struct strata_error *err)
{
	int rc = 0;

	l->report.people = strata_arena_alloc(&l->scan.arena, (l->history.walk.commits.count + 1) *
								     sizeof(*l->report.people));
	for (size_t i = 0; i < l->exposed.exposures.count && rc == 0; i++) {
		const struct track_window *w = &l->exposed.exposures.items[i].window;

		if ((rc = describe(l, &w->introduced, err)) == 0)
			rc = describe(l, &w->removed, err);
	}
	return rc;
}

static int find(struct log *l, const struct options *options, struct strata_error *err)
{
	struct history_judge judge = { match, &l->scan };
	struct history_options how = {
		.revision = options->arg_count ? options->args[0] : NULL,
		.kind = options->first_parent ? SOURCE_WALK_FIRST_PARENT
			: options->all	      ? SOURCE_WALK_ALL
					      : SOURCE_WALK_REACHABLE,
		.jobs = l->scan.jobs,
		.memo = l->memo,
	};
	int rc;

	if ((rc = history_open(&l->history, l->scan.source, &how, err)) < 0 ||
	    (rc = history_find_exposures(&l->exposed, &l->history, &judge, l->scan.now,
					 &l->scan.arena, err)) < 0)
		return rc;
	history_find_origins(&l->exposed, &l->history, &l->scan.arena);
	if (options->packages)
		history_find_events(&l->events, &l->history, &l->scan.arena);
	return describe_all(l, err);
}

static int check(struct options *options, struct strata_error *err)
{
	if (options->first_parent && options->all)
		return strata_fail(err, STRATA_EUSAGE, 0, "--first-parent and --all exclude each other");
	if (options->all && options->arg_count)
		return strata_fail(err, STRATA_EUSAGE, 0, "--all takes no revision");
	if (options->arg_count > 1)
		options->path = options->args[1];
	if (options->arg_count > 2)
		return strata_fail(err, STRATA_EUSAGE, 0, "'%s' is one argument too many",
				   options->args[2]);
	return 0;
}

static void collect_notes(struct log *l)
{
	struct scan *s = &l->scan;

	for (size_t i = 0; i < l->history.notes.count; i++)
		*strata_vec_push(&s->arena, &s->notes) = l->history.notes.items[i];
	for (size_t i = 0; i < l->exposed.notes.count; i++)
		*strata_vec_push(&s->arena, &s->notes) = l->exposed.notes.items[i];
}

static int show(struct log *l, const struct options *options, struct strata_error *err)
{
	unsigned parts = REPORT_EXPOSURES | (options->packages ? REPORT_EVENTS : 0);
	struct report report = cli_report_of(&l->scan, parts);

	collect_notes(l);
	l->report.history = &l->history;
	l->report.exposed = &l->exposed;
	l->report.events = &l->events;
	report.log = &l->report;
	report.inventory = &l->exposed.judged;
	return cli_report(&report, options, err);
}

static int run(struct options *options, struct strata_error *err)
{
	struct log l = { 0 };
	int rc;

	if ((rc = check(options, err)) < 0)
		return rc;
	l.memo = cli_open_memo(options);
	rc = scan_open(&l.scan, options, SCAN_HISTORY | SCAN_ADVISORIES, err);
	if (rc == 0)
		rc = find(&l, options, err);
	if (rc == 0)
		rc = show(&l, options, err);
	if (rc >= 0)
		history_keep(&l.history);
	memo_close(l.memo);
	history_release(&l.history);
	scan_release(&l.scan);
	return rc;
}

const struct command command_log = {
	.name = "log",
	.usage = "[REV [REPO]] [--first-parent|--all] [OPTION..]",
	.summary = "since when and until when each vulnerability was there, over all commits",
	.groups = OPTIONS_COMMON | OPTIONS_DATABASE | OPTIONS_LOG,
	.run = run,
};
