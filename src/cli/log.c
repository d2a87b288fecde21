/* log.c - strata log: since when, through which commit, for how long. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "advisory/record.h"
#include "advisory/remember.h"
#include "cli/cli.h"
#include "history/select.h"
#include "memo/memo.h"
#include "solving.h"

struct log {
	struct scan scan; /* source, database, time and policy; its inventory stays empty */
	struct solving solving; /* with --online */
	struct history history;
	struct history_exposed exposed;
	struct history_events events;
	struct history_question question;
	struct history_named package;
	struct source_info target;
	struct report_log report;
	struct memo *memo;
};

static int match(struct strata_findings *out, struct strata_notes *notes,
		 const struct strata_inventory *inventory, struct strata_arena *arena,
		 struct strata_error *err, void *payload)
{
	struct log *l = payload;
	const struct source_commits *commits = &l->history.walk.commits;
	struct advisory_memory memory = { .memo = l->memo };

	/* One value for the packages of all histories with the same beginning. */
	if (commits->count)
		memory.set = source_hex(l->scan.source, commits->items[0].id, arena);
	return advisory_match_remembered(out, notes, l->scan.database, inventory, l->scan.as_of,
					 &memory, arena, err);
}

/* --- the question ------------------------------------------------------------------------- */

static int read_since(struct log *l, const char *day, struct strata_error *err)
{
	struct tm tm = { 0 };
	const char *end = strptime(day, "%Y-%m-%d", &tm);

	if (!end || *end)
		return strata_fail(err, STRATA_EUSAGE, 0, "--since '%s' is no day like 2026-01-31", day);
	l->question.since = (int64_t)timegm(&tm);
	l->report.question.since = strata_str_of(day);
	return 0;
}

static int read_question(struct log *l, const struct options *options, struct strata_error *err)
{
	struct report_question *asked = &l->report.question;
	int rc;

	asked->vulnerability = strata_str_of(options->vulnerability);
	asked->package = strata_str_of(options->package);
	l->question.vulnerability = asked->vulnerability;
	if (options->since && (rc = read_since(l, options->since, err)) < 0)
		return rc;
	if (!options->package)
		return 0;
	l->question.package = &l->package;
	return history_name(&l->package, asked->package, &l->scan.arena, err);
}

static void sight(struct log *l, struct strata_str ecosystem, struct strata_str name)
{
	struct report_sightings *all = &l->report.question.sightings;
	struct history_named package = { strata_ecosystem_named(ecosystem), name, STRATA_NONE };

	for (size_t i = 0; i < all->count; i++)
		if (strata_str_eq(all->items[i].name, name) &&
		    strata_str_eq(all->items[i].ecosystem, ecosystem))
			return;
	*strata_vec_push(&l->scan.arena, all) = (struct report_sighting){ ecosystem, name, { 0 } };
	history_versions_of(&all->items[all->count - 1].versions, &l->history, &package,
			    &l->scan.arena);
}

static struct strata_str upper(struct strata_str s, struct strata_arena *arena)
{
	char *copy = strata_arena_alloc(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = (char)(s.ptr[i] - (s.ptr[i] >= 'a' && s.ptr[i] <= 'z' ? 'a' - 'A' : 0));
	return (struct strata_str){ copy, s.len };
}

/* Ids are mostly in capitals: one in small letters is tried so, too. */
static int find_records(struct strata_strs *out, struct log *l, struct strata_error *err)
{
	struct strata_error missing = STRATA_ERROR_INIT;
	struct strata_arena *arena = &l->scan.arena;
	struct strata_str id = l->question.vulnerability;
	int rc = advisory_find(out, l->scan.database, id, arena, &missing);

	if (rc == STRATA_ENOTFOUND)
		rc = advisory_find(out, l->scan.database, upper(id, arena), arena, NULL);
	l->report.question.unknown = rc == STRATA_ENOTFOUND;
	if (rc == 0 || rc == STRATA_ENOTFOUND)
		return 0;
	return strata_fail(err, rc, 0, "%s", missing.text);
}

/* What an advisory is about, and what of it was there. */
static int sight_advisory(struct log *l, struct strata_error *err)
{
	struct strata_strs texts = { 0 };
	struct strata_arena *arena = &l->scan.arena;
	struct record record;
	int rc = find_records(&texts, l, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < texts.count; i++) {
		if ((rc = record_read(&record, texts.items[i], arena, err)) < 0)
			return rc;
		for (size_t a = 0; a < record.affected.count; a++)
			if (strata_ecosystem_named(record.affected.items[a].ecosystem))
				sight(l, record_ecosystem_base(record.affected.items[a].ecosystem),
				      record.affected.items[a].name);
	}
	return 0;
}

static int sight_all(struct log *l, struct strata_error *err)
{
	const struct strata_ecosystem *ecosystem = l->package.ecosystem;

	if (l->question.vulnerability.ptr)
		return sight_advisory(l, err);
	if (l->question.package)
		sight(l, strata_str_of(ecosystem ? ecosystem->name : ""), l->package.name);
	return 0;
}

/* --- the answer --------------------------------------------------------------------------- */

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

/* No revision begins like a path of a folder, nor is one called '.' or '..'. */
static bool is_path(const char *text)
{
	struct strata_str s = strata_str_of(text);

	return strata_str_starts(s, STRATA_STR("/")) || strata_str_starts(s, STRATA_STR("./")) ||
	       strata_str_starts(s, STRATA_STR("../")) || strata_str_eq(s, STRATA_STR(".")) ||
	       strata_str_eq(s, STRATA_STR(".."));
}

/* Else HEAD, or where all refs are asked for, is meant: what is left to name is the repository. */
static bool names_revision(const struct options *options)
{
	return options->arg_count && !options->all && !is_path(options->args[0]);
}

static int find(struct log *l, const struct options *options, struct strata_error *err)
{
	struct history_judge judge = { .match = match, .payload = l };
	struct history_options how = {
		.revision = names_revision(options) ? options->args[0] : NULL,
		.kind = options->first_parent ? SOURCE_WALK_FIRST_PARENT
			: options->all	      ? SOURCE_WALK_ALL
					      : SOURCE_WALK_REACHABLE,
		.jobs = l->scan.jobs,
		.max_file_size = l->scan.max_file_size,
		.memo = l->memo,
		.solver = options->online ? &l->solving.context : NULL,
	};
	int rc;

	if ((rc = history_open(&l->history, l->scan.source, &how, err)) < 0 ||
	    (rc = history_find_exposures(&l->exposed, &l->history, &judge, l->scan.now,
					 &l->scan.arena, err)) < 0)
		return rc;
	if (options->packages)
		history_find_events(&l->events, &l->history, &l->scan.arena);
	history_select(&l->exposed, &l->events, &l->history, &l->question, &l->scan.arena);
	history_find_origins(&l->exposed, &l->history, &l->scan.arena);
	if ((rc = sight_all(l, err)) < 0)
		return rc;
	return describe_all(l, err);
}

static int check(struct options *options, struct strata_error *err)
{
	int rc;

	if (options->first_parent && options->all)
		return strata_fail(err, STRATA_EUSAGE, 0, "--first-parent and --all exclude each other");
	rc = cli_check_outputs(options, "log", "table json", err);
	return rc < 0 ? rc : cli_take_path(options, names_revision(options), err);
}

static void collect_notes(struct log *l)
{
	struct scan *s = &l->scan;

	for (size_t i = 0; i < l->history.notes.count; i++)
		*strata_vec_push(&s->arena, &s->notes) = l->history.notes.items[i];
	for (size_t i = 0; i < l->exposed.notes.count; i++)
		*strata_vec_push(&s->arena, &s->notes) = l->exposed.notes.items[i];
}

/* The tip in place of HEAD. */
static void settle_target(struct log *l)
{
	l->target = *source_info(l->scan.source);
	l->target.revision = l->history.walk.tip;
}

/* Paths that ever were a manifest, and blobs that could be read. */
static void count_manifests(struct log *l)
{
	struct strata_inventory *judged = &l->exposed.judged;
	bool *seen = strata_arena_alloc(&l->scan.arena, l->history.slots.count + 1);

	for (size_t i = 0; i < l->history.versions.count; i++) {
		const struct history_version *version = &l->history.versions.items[i];

		judged->files++;
		judged->parsed += version->file && !version->file->facts.unreadable;
		l->report.manifests += !seen[version->slot];
		seen[version->slot] = true;
	}
}

static int show(struct log *l, const struct options *options, struct strata_error *err)
{
	unsigned parts = REPORT_EXPOSURES | (options->packages ? REPORT_EVENTS : 0);
	struct report report = cli_report_of(&l->scan, parts);

	collect_notes(l);
	settle_target(l);
	for (size_t i = 0; i < l->history.walk.commits.count; i++)
		l->report.commits += !l->history.walk.commits.items[i].outside;
	count_manifests(l);
	l->report.history = &l->history;
	l->report.exposed = &l->exposed;
	l->report.events = &l->events;
	report.log = &l->report;
	report.inventory = &l->exposed.judged;
	report.target = &l->target;
	return cli_report(&report, options, err);
}

/* B reaches nothing that A does not: a range like that is answered by saying so. */
static bool is_empty_range(const struct log *l)
{
	return l->report.commits == 0 && l->history.walk.commits.count > 0;
}

/* Findings of the past fail nothing; what made the answer worthless does. */
static int status_of(struct log *l, const struct options *options)
{
	const struct report_question *asked = &l->report.question;

	for (size_t i = 0; i < l->exposed.exposures.count; i++) {
		*strata_vec_push(&l->scan.arena, &l->scan.findings) = l->exposed.exposures.items[i].finding;
		l->scan.findings.items[i].fails = false;
	}
	if (asked->unknown && !options->quiet)
		fprintf(stderr, "strata: no advisory of this database has the id that was asked for: "
				"run 'strata db update'\n");
	if (asked->unknown)
		return STATUS_DATABASE;
	if (l->report.manifests == 0 && !is_empty_range(l)) {
		if (!options->quiet)
			fprintf(stderr, "strata: nothing to scan: no commit has a lockfile or manifest\n");
		return STATUS_EMPTY;
	}
	return status_tell(&l->scan, options);
}

static int run(struct options *options, struct strata_error *err)
{
	struct log l = { 0 };
	int rc;

	if ((rc = check(options, err)) < 0)
		return rc;
	l.memo = cli_open_memo(options);
	options->allow_empty = true; /* emptiness is judged by all commits: status_of */
	rc = scan_open(&l.scan, options, SCAN_HISTORY | SCAN_ADVISORIES, err);
	if (rc == 0)
		rc = read_question(&l, options, err);
	if (rc == 0 && options->online)
		rc = solving_open(&l.solving, &l.scan, options, err);
	if (rc == 0)
		rc = find(&l, options, err);
	if (rc == 0)
		rc = show(&l, options, err);
	if (rc == 0)
		rc = status_of(&l, options);
	if (rc >= 0)
		history_keep(&l.history);
	memo_close(l.memo);
	history_release(&l.history);
	solving_close(&l.solving);
	scan_release(&l.scan);
	return rc;
}

const struct command command_log = {
	.name = "log",
	.usage = "[REV|A..B] [REPO] [--first-parent|--all] [OPTION..]",
	.summary = "since when and until when each vulnerability was there, over all commits",
	.details = "A REPO without a revision begins with '/' or '.'.\n\n"
		   "With --online a manifest without lockfile is resolved as of each commit that\n"
		   "changes it or a file that belongs to it, with the versions published until then;\n"
		   "what that gives holds until the next such commit. What would be installed today,\n"
		   "'strata scan --online' tells.\n\n"
		   "exit status: 0 finished, whatever was found; 2 could not finish: a commit or tree is\n"
		   "missing or damaged; 3 no commit ever had a lockfile or manifest; 4 wrong usage;\n"
		   "6 advisory database unusable, too old, without the --vuln that was asked for, or\n"
		   "only the starter set and nothing found",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_DATABASE | OPTIONS_LOG,
	.run = run,
};
