/* progress.c - a line on the terminal, or lines in a log; see progress.h. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/progress.h"

enum { EVERY_MS = 100, BAR = 24, SUBJECT = 48 };

static uint64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_init(struct progress *p, const struct options *options)
{
	*p = (struct progress){ .arena = options->arena, .subject = STRATA_STR("") };
	p->terminal = !options->quiet && isatty(STDERR_FILENO);
	p->lines = !options->quiet && options->verbose && !p->terminal;
}

static void print_bar(uint64_t bytes, uint64_t total)
{
	uint64_t full = bytes < total ? bytes * BAR / total : BAR;

	fputs(" [", stderr);
	for (uint64_t i = 0; i < BAR; i++)
		fputc(i < full ? '#' : '.', stderr);
	fprintf(stderr, "] %5.1f of %.1f MB", (double)bytes / 1e6, (double)total / 1e6);
}

static void show_on_terminal(struct progress *p, const struct advisory_progress *at,
			     struct strata_str name)
{
	uint64_t now = milliseconds();

	if (now - p->shown_at < EVERY_MS)
		return;
	p->shown_at = now;
	p->open = true;
	fprintf(stderr, "\r\033[K%-16.*s", STRATA_ARG(name));
	if (at->total_bytes)
		print_bar(at->bytes, at->total_bytes);
	else if (at->bytes)
		fprintf(stderr, " %.1f MB", (double)at->bytes / 1e6);
	else
		fprintf(stderr, " %zu records", at->records);
	fflush(stderr);
}

/* One for a new subject, and for each tenth of a download whose size is known. */
static void show_line(struct progress *p, const struct advisory_progress *at,
		      struct strata_str name)
{
	unsigned tenths = at->total_bytes ? (unsigned)(at->bytes * 10 / at->total_bytes) : 0;
	bool new_subject = !strata_str_eq(name, p->subject);

	if (!new_subject && tenths <= p->tenths)
		return;
	p->subject = name;
	p->tenths = tenths;
	if (at->total_bytes)
		fprintf(stderr, "strata: %.*s: %.1f of %.1f MB\n", STRATA_ARG(name),
			(double)at->bytes / 1e6, (double)at->total_bytes / 1e6);
	else
		fprintf(stderr, "strata: %.*s: reading\n", STRATA_ARG(name));
}

void progress_show(const struct advisory_progress *at, void *payload)
{
	struct progress *p = payload;
	struct strata_str name;

	if (!p->terminal && !p->lines)
		return;
	name = report_harmless(p->arena, at->ecosystem.len ? at->ecosystem : STRATA_STR("records"));
	if (p->terminal)
		show_on_terminal(p, at, name);
	else
		show_line(p, at, name);
}

/* The last part of a text that may be long, fit for a line. */
static struct strata_str end_of(struct progress *p, struct strata_str text)
{
	if (text.len <= SUBJECT)
		return report_harmless(p->arena, text);
	return strata_arena_join(p->arena, STRATA_STR(".."),
				 report_harmless(p->arena, strata_str_skip(text, text.len - SUBJECT)),
				 STRATA_NONE);
}

/* The first call only starts the clock: what takes no time shows nothing. */
void progress_show_registry(const struct registry_progress *at, void *payload)
{
	struct progress *p = payload;
	uint64_t now = milliseconds();
	struct strata_str subject;

	if (!p->terminal || (p->shown_at && now - p->shown_at < EVERY_MS))
		return;
	subject = p->shown_at ? end_of(p, at->subject) : STRATA_NONE;
	p->shown_at = now;
	if (!subject.ptr)
		return;
	p->open = true;
	fprintf(stderr, "\r\033[Kresolving %.*s: %zu of %zu answers, %.1f MB", STRATA_ARG(subject),
		at->answered, at->asked, (double)at->bytes / 1e6);
	fflush(stderr);
}

void progress_show_images(const struct oci_progress *at, void *payload)
{
	struct progress *p = payload;
	uint64_t now = milliseconds();

	if (!p->terminal || (p->shown_at && now - p->shown_at < EVERY_MS))
		return;
	if (p->shown_at) {
		p->open = true;
		fprintf(stderr, "\r\033[Kasking about %.*s: %.1f MB",
			STRATA_ARG(end_of(p, at->subject)), (double)at->bytes / 1e6);
		fflush(stderr);
	}
	p->shown_at = now;
}

void progress_end(struct progress *p)
{
	if (p->open)
		fputs("\r\033[K", stderr);
	p->open = false;
}
