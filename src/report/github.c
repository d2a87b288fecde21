/*
 * github.c - workflow commands of GitHub's runner, one annotation for each finding.
 *
 * "::error file=F,line=N,title=T::MESSAGE" (docs.github.com, "Workflow commands for GitHub
 * Actions"; the escapes are those of actions/toolkit, packages/core/src/command.ts, 2026-11):
 * in the message '%' and line ends are percent-encoded, in properties ':' and ',' as well.
 * The runner shows ten of each level of a step, so the worst come first. The Markdown for
 * $GITHUB_STEP_SUMMARY is that of markdown.c.
 */
#include "report/phrase.h"

static void put(struct strata_buf *out, struct strata_str text, bool property,
		struct strata_arena *arena)
{
	text = report_harmless(arena, text);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			strata_buf_addf(out, "%%%02X", (unsigned)c);
		else
			strata_buf_addc(out, c);
	}
}

static void put_place(struct strata_buf *out, struct strata_str path, unsigned line,
		      struct strata_arena *arena)
{
	if (!path.len)
		return;
	strata_buf_add(out, STRATA_STR(" file="));
	put(out, path, true, arena);
	if (line)
		strata_buf_addf(out, ",line=%u", line);
}

/* What fails the run is an error; what does not, a warning; what only may be, a notice. */
static const char *level(const struct strata_finding *f)
{
	if (f->fails)
		return "error";
	return f->maybe || f->kind == STRATA_FINDING_INFORMATIONAL ? "notice" : "warning";
}

static void put_finding(struct strata_buf *out, const struct report *report,
			const struct strata_finding *f, struct strata_arena *arena)
{
	const struct strata_component *c = phrase_component(report, f);
	struct strata_str title = c ? c->name : f->id;

	strata_buf_addf(out, "::%s", level(f));
	put_place(out, f->path, f->line, arena);
	strata_buf_add(out, f->path.len ? STRATA_STR(",title=") : STRATA_STR(" title="));
	put(out, strata_arena_printf(arena, "%s: %.*s", phrase_word(f), STRATA_ARG(title)), true, arena);
	strata_buf_add(out, STRATA_STR("::"));
	put(out, phrase_sentence(arena, report, f), false, arena);
	if (f->origin)
		put(out, strata_arena_printf(arena, " Brought by commit %.12s: %.*s",
					     f->origin->commit.ptr, STRATA_ARG(f->origin->subject)),
		    false, arena);
	strata_buf_addc(out, '\n');
}

static void put_note(struct strata_buf *out, const struct strata_note *n, struct strata_arena *arena)
{
	strata_buf_add(out, STRATA_STR("::notice"));
	put_place(out, n->path, n->line, arena);
	strata_buf_add(out, n->path.len ? STRATA_STR(",title=not understood::")
					: STRATA_STR(" title=not understood::"));
	put(out, n->reason, false, arena);
	strata_buf_addc(out, '\n');
}

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	struct strata_arena arena = STRATA_ARENA_INIT;

	(void)style;
	if (report->parts & REPORT_FINDINGS) {
		for (size_t i = 0; i < report->findings->count; i++)
			if (phrase_is_shown(report, &report->findings->items[i]))
				put_finding(out, report, &report->findings->items[i], &arena);
		put(out, phrase_verdict(&arena, report), false, &arena);
		strata_buf_addc(out, '\n');
	}
	for (size_t i = 0; i < report->notes->count; i++)
		put_note(out, &report->notes->items[i], &arena);
	strata_arena_release(&arena);
}

const struct report_writer report_github = {
	.name = "github",
	.write = write,
	.summary = "GITHUB_STEP_SUMMARY",
};
