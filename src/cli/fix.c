/*
 * fix.c - strata fix: what to change so that findings end, as a plan and as a patch.
 *
 * The status is that of the snapshot with the plan carried out: what is left, or could not
 * be verified, counts as before.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "solving.h"

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* A patch on standard output has that for itself. */
static void drop_outputs(struct options *o)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->outputs.count; i++)
		if (!is_stdout(o->patch) || o->outputs.items[i].path)
			o->outputs.items[kept++] = o->outputs.items[i];
	o->outputs.count = kept;
}

/* What counts as the project's own, and is not ignored. */
static bool *find_wanted(struct scan *s)
{
	bool *wanted = strata_arena_alloc(&s->arena, s->findings.count + 1);

	for (size_t i = 0; i < s->findings.count; i++) {
		const struct strata_finding *f = &s->findings.items[i];

		wanted[i] = (f->kind == STRATA_FINDING_VULNERABILITY ||
			     f->kind == STRATA_FINDING_MALICIOUS) &&
			    !f->ignored && policy_is_own(&s->policy, f, &s->inventory);
	}
	return wanted;
}

static int make_plan(struct fix_plan *plan, struct scan *s, const struct options *options,
		     struct strata_error *err)
{
	struct solving solving;
	struct fix_task task = {
		.set = &s->facts,
		.inventory = &s->inventory,
		.findings = &s->findings,
		.wanted = find_wanted(s),
		.context = &solving.context,
		.database = s->database,
		.as_of = s->as_of,
		.arena = &s->arena,
	};
	int rc = solving_open(&solving, s, options, err);

	if (rc == 0)
		rc = fix_plan_make(plan, &task, err);
	solving_close(&solving);
	return rc;
}

static int write_patch(const struct fix_plan *plan, const char *path, struct strata_error *err)
{
	struct strata_buf patch = STRATA_BUF_INIT;
	FILE *file = is_stdout(path) ? stdout : fopen(path, "wb");
	bool failed = !file;

	fix_plan_patch(&patch, plan);
	if (file && fwrite(strata_buf_str(&patch).ptr, 1, patch.len, file) != patch.len)
		failed = true;
	if (file && (file == stdout ? fflush(file) : fclose(file)) != 0)
		failed = true;
	strata_buf_release(&patch);
	return failed ? strata_fail(err, STRATA_EIO, 0, "cannot write '%s': %s", path, strerror(errno))
		      : 0;
}

/* What the changes bring is judged by the same policy. */
static void judge_brought(struct scan *s, struct fix_plan *plan)
{
	struct strata_inventory inventory = { .arena = &s->arena, .components = plan->brought_by };
	struct policy policy = s->policy;
	struct strata_notes unused = { 0 };

	policy.part = true;
	policy_apply(&plan->brought, &unused, &policy, &inventory, &s->arena);
}

/* What is gone fails no more; what is new may. */
static void forgive(struct scan *s, const struct fix_plan *plan)
{
	for (size_t i = 0; i < plan->cleared.count; i++)
		s->findings.items[plan->cleared.items[i]].fails = false;
	for (size_t i = 0; i < plan->brought.count; i++)
		*strata_vec_push(&s->arena, &s->findings) = plan->brought.items[i];
}

static int answer(struct scan *s, const struct options *options, struct strata_error *err)
{
	struct report report;
	struct fix_plan plan;
	int rc = make_plan(&plan, s, options, err);

	if (rc < 0)
		return rc;
	judge_brought(s, &plan);
	report = cli_report_of(s, REPORT_FINDINGS);
	report.plan = &plan;
	if (options->patch && (rc = write_patch(&plan, options->patch, err)) < 0)
		return rc;
	if ((rc = cli_report(&report, options, err)) < 0)
		return rc;
	forgive(s, &plan);
	return (int)status_tell(s, options);
}

static int run(struct options *options, struct strata_error *err)
{
	int rc = cli_check_outputs(options, "fix", "table json", err);

	if (rc < 0)
		return rc;
	drop_outputs(options);
	return cli_scan(options, 0, SCAN_ADVISORIES | SCAN_RESOLVE, answer, err);
}

const struct command command_fix = {
	.name = "fix",
	.usage = "[PATH|REPO] [--patch FILE] [--rev REV | --staged | --worktree | --dir] [OPTION..]",
	.summary = "the smallest set of changes that ends findings, as a plan and a patch",
	.details = "Manifests are changed, never lockfiles: the plan says what to run for these.\n"
		   "Each change was resolved and matched again, or says 'not verified'; --online lets\n"
		   "registries be asked. The patch applies with 'git apply' at the top of the\n"
		   "repository. The status is that of the snapshot with the plan carried out.",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_SNAPSHOT | OPTIONS_DATABASE | OPTIONS_POLICY |
		  OPTIONS_RESOLVE | OPTIONS_FIX,
	.run = run,
};
