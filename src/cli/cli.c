/* cli.c - what the subcommands share; see cli.h. */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "memo/memo.h"

int cli_take_path(struct options *options, int index, struct strata_error *err)
{
	if (options->arg_count > index + 1)
		return strata_fail(err, STRATA_EUSAGE, 0, "'%s' is one path too many",
				   options->args[index + 1]);
	if (options->arg_count > index)
		options->path = options->args[index];
	return 0;
}

struct memo *cli_open_memo(const struct options *options)
{
	struct memo_options memo = { .folder = options->cache };

	return options->no_cache ? NULL : memo_open(&memo);
}

static unsigned terminal_width(int fd)
{
	struct winsize size;

	if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col;
}

static struct report_style style_for(const struct options *options, const char *path)
{
	bool terminal = !path && isatty(STDOUT_FILENO);

	return (struct report_style){
		.colour = options->colour == COLOUR_ALWAYS ||
			  (options->colour == COLOUR_AUTO && terminal),
		.width = path ? 0 : terminal_width(STDOUT_FILENO),
		.verbosity = options->quiet ? 0 : options->verbose ? 2 : 1,
	};
}

/* Where a report goes; what fails is told once all of it was written. */
struct sink {
	FILE *file;
	int failed; /* errno */
};

static void write_part(struct strata_str bytes, void *payload)
{
	struct sink *sink = payload;

	if (!sink->failed && fwrite(bytes.ptr, 1, bytes.len, sink->file) != bytes.len)
		sink->failed = errno;
}

/* path: NULL for standard output. A report may be large: it is written in parts. */
static int write_report(const char *path, const char *mode, const struct report *report,
			const struct report_writer *writer, const struct report_style *style,
			struct strata_error *err)
{
	struct sink sink = { .file = path ? fopen(path, mode) : stdout };
	struct strata_buf bytes = { .drain = write_part, .payload = &sink };

	if (!sink.file)
		return strata_fail(err, STRATA_EIO, 0, "cannot write '%s': %s", path, strerror(errno));
	writer->write(&bytes, report, style);
	write_part(strata_buf_str(&bytes), &sink);
	strata_buf_release(&bytes);
	if (fflush(sink.file) != 0 && !sink.failed)
		sink.failed = errno;
	if (path && fclose(sink.file) != 0 && !sink.failed)
		sink.failed = errno;
	if (sink.failed)
		return strata_fail(err, STRATA_EIO, 0, "cannot write '%s': %s",
				   path ? path : "standard output", strerror(sink.failed));
	return 0;
}

/* What a CI job shows beside its log: the file gets more from each step. */
static int write_summary(const struct report *report, const struct report_writer *writer,
			 const struct report_style *style, struct strata_error *err)
{
	const char *path = writer->summary ? getenv(writer->summary) : NULL;

	if (!path || !*path)
		return 0;
	return write_report(path, "ab", report, report_writer_named(STRATA_STR("markdown")), style,
			    err);
}

/* What limits the snapshot as a whole is said once, whatever the format of the report. */
static void say_remarks(const struct source_info *target)
{
	struct strata_arena arena = STRATA_ARENA_INIT;

	for (size_t i = 0; i < target->remarks.count; i++) {
		struct strata_str text = report_harmless(&arena, target->remarks.items[i]);

		fprintf(stderr, "strata: %.*s\n", STRATA_ARG(text));
	}
	strata_arena_release(&arena);
}

int cli_report(const struct report *report, const struct options *options, struct strata_error *err)
{
	int rc = 0;

	if (!options->quiet)
		say_remarks(report->target);
	for (size_t i = 0; i < options->outputs.count && rc == 0; i++) {
		const struct output *output = &options->outputs.items[i];
		struct report_style style = style_for(options, output->path);

		rc = write_report(output->path, "wb", report, output->writer, &style, err);
		if (rc == 0)
			rc = write_summary(report, output->writer, &style, err);
	}
	return rc;
}

struct report cli_report_of(const struct scan *scan, unsigned parts)
{
	return (struct report){
		.parts = parts,
		.now = scan->now,
		.database = scan->database ? advisory_status(scan->database) : NULL,
		.target = source_info(scan->source),
		.inventory = &scan->inventory,
		.findings = &scan->findings,
		.notes = &scan->notes,
		.image = parts & REPORT_IMAGE ? &scan->image : NULL,
		.code = parts & REPORT_CODE ? &scan->code : NULL,
		.composition = parts & REPORT_COMPOSITION ? &scan->composition : NULL,
		.roles = scan->policy.roles,
	};
}

int cli_scan(struct options *options, int index, unsigned parts, cli_answer *answer,
	     struct strata_error *err)
{
	struct scan scan = { 0 };
	int rc = cli_take_path(options, index, err);

	if (rc < 0)
		return rc;
	if ((rc = scan_run(&scan, options, parts, err)) == 0)
		rc = answer(&scan, options, err);
	scan_release(&scan);
	return rc;
}

int cli_answer_report(const struct scan *scan, unsigned parts, const struct options *options,
		      struct strata_error *err)
{
	struct report report = cli_report_of(scan, parts);
	int rc = cli_report(&report, options, err);

	return rc < 0 ? rc : (int)status_tell(scan, options);
}

int cli_check_outputs(const struct options *options, const char *command, const char *formats,
		      struct strata_error *err)
{
	for (size_t i = 0; i < options->outputs.count; i++) {
		const char *name = options->outputs.items[i].writer->name;

		if (!strata_lists(formats, strata_str_of(name)))
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "%s answers as one of '%s', not as '%s'", command, formats,
					   name);
	}
	return 0;
}

void cli_complain(const struct strata_error *err)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str text;

	strata_buf_add(&b, STRATA_STR("strata: "));
	if (err->path[0])
		strata_buf_addf(&b, "%s: ", err->path);
	if (err->line)
		strata_buf_addf(&b, "%u: ", err->line);
	if (err->column)
		strata_buf_addf(&b, "%u: ", err->column);
	strata_buf_addf(&b, "%s", err->text[0] ? err->text : strata_code_text(err->code));
	text = report_harmless(&arena, strata_buf_str(&b));
	fprintf(stderr, "%.*s\n", STRATA_ARG(text));
	strata_buf_release(&b);
	strata_arena_release(&arena);
}
