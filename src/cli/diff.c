/* diff.c - strata diff: what a change adds, removes, raises, lowers, worsens and fixes. */
#include "diff.h"

#include <string.h>

#include "cli/cli.h"

/* A range, taken apart. */
struct sides {
	const char *base, *head; /* revisions; NULL: HEAD */
	bool range;              /* both were named, perhaps by nothing between the dots */
	bool merge_base;         /* three dots */
};

/* "A..B", "A...B" or "A"; without a name on either side of the dots that is HEAD. */
static void split(struct sides *out, const char *text, struct strata_arena *arena)
{
	struct strata_str all = strata_str_of(text), base, head;
	size_t dots = strata_str_find(all, STRATA_STR(".."));

	*out = (struct sides){ .base = text };
	if (!text || dots == STRATA_NPOS)
		return;
	base = strata_str_take(all, dots);
	head = strata_str_skip(all, dots + 2);
	out->range = true;
	out->merge_base = head.len && head.ptr[0] == '.';
	head = strata_str_skip(head, out->merge_base);
	out->base = base.len ? strata_arena_cstr(arena, base) : NULL;
	out->head = head.len ? strata_arena_cstr(arena, head) : "HEAD";
}

static int read_arguments(struct sides *sides, struct options *options, struct strata_error *err)
{
	split(sides, options->arg_count ? options->args[0] : NULL, options->arena);
	if (options->arg_count > 1)
		options->path = options->args[1];
	if (options->arg_count > 2)
		return strata_fail(err, STRATA_EUSAGE, 0, "'%s' is one argument too many",
				   options->args[2]);
	if (sides->range && options->staged)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "--staged compares one revision with the index, '%s' names two",
				   options->args[0]);
	options->revision = sides->head;
	return 0;
}

/* Where both sides began to differ. */
static int find_merge_base(struct sides *sides, const struct options *options,
			   struct strata_error *err)
{
	struct source_options how = {
		.path = options->path ? options->path : ".",
		.snapshot = SOURCE_REVISION,
		.revision = sides->head,
	};
	struct source *source;
	struct strata_str base = STRATA_NONE;
	int rc = source_open(&source, &how, err);

	if (rc == 0)
		rc = source_merge_base(&base, source, strata_str_of(sides->base ? sides->base : "HEAD"),
				       strata_str_of(sides->head), options->arena, err);
	if (rc == 0 && !base.ptr)
		rc = strata_fail(err, STRATA_EREPOSITORY, 0, "'%s' and '%s' have no common ancestor%s",
				 sides->base ? sides->base : "HEAD", sides->head,
				 source_info(source)->shallow
					 ? " in this shallow clone: 'git fetch --unshallow' gets its "
					   "history"
					 : ": two dots compare them as they are");
	if (rc == 0)
		sides->base = strata_arena_cstr(options->arena, base);
	source_close(source);
	return rc;
}

/* A bare repository has no work tree: what is compared would be HEAD with itself. */
static int check_head(const struct difference *d, const struct sides *sides,
		      const struct options *options, struct strata_error *err)
{
	if (sides->range || options->staged ||
	    source_info(d->scan.source)->snapshot != SOURCE_REVISION)
		return 0;
	return strata_fail(err, STRATA_EUSAGE, 0,
			   "'%s' is a bare repository, which has no work tree: name two revisions, "
			   "as A..B",
			   options->path ? options->path : ".");
}

static int show(struct difference *d, const struct sides *sides, const struct options *options,
		struct strata_error *err)
{
	struct report report = cli_report_of(&d->scan, REPORT_FINDINGS | REPORT_CHANGES);
	struct report_diff diff = {
		.base = source_info(d->base),
		.merge_base = sides->merge_base,
		.changes = &d->packages.changes,
	};

	report.diff = &diff;
	return cli_report(&report, options, err);
}

static int run(struct options *options, struct strata_error *err)
{
	struct difference d = { 0 };
	struct sides sides;
	int rc;

	if ((rc = read_arguments(&sides, options, err)) < 0 ||
	    (sides.merge_base && (rc = find_merge_base(&sides, options, err)) < 0))
		return rc;
	rc = diff_run(&d, options, sides.base, options->verbose, err);
	if (rc == 0)
		rc = check_head(&d, &sides, options, err);
	if (rc == 0 && sides.range)
		rc = diff_find_origins(&d, err);
	if (rc == 0)
		rc = show(&d, &sides, options, err);
	if (rc == 0)
		rc = (int)status_tell(&d.scan, options);
	diff_release(&d);
	return rc;
}

const struct command command_diff = {
	.name = "diff",
	.usage = "A..B | A...B | [A] [--staged] [REPO] [OPTION..]",
	.summary = "what a change adds, removes, raises and lowers, brings and fixes",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_DATABASE | OPTIONS_POLICY | OPTIONS_DIFF,
	.run = run,
};
