/*
 * markdown.c - the report for a review: what is new, worst first, each with what to do.
 *
 * For comments on a pull or merge request and for the summary of a CI job. Names, versions
 * and paths are code spans, in which neither GitHub nor GitLab sees links, mentions or
 * HTML; titles and subjects are text whose punctuation is escaped (CommonMark 0.31, section
 * 2.4). GitHub makes mentions and links of text after escapes are gone, so a blank without
 * width is put into what could become one.
 */
#include "report/markdown.h"

#include <string.h>

#include "report/phrase.h"

/* A comment holds 65,536 characters; what is left out is counted. */
enum { MOST_FINDINGS = 50, MOST_CHANGES = 200, SHORT_ID = 10 };

struct writer {
	struct strata_buf *out;
	const struct report *report;
	struct strata_arena arena;
};

/*
 * Whether a character could make a reference of what follows it: "@name", "#12", "https:",
 * "GH-1", "www.".
 */
static bool refers(struct strata_str before, struct strata_str rest)
{
	char c = rest.ptr[0];

	if (rest.len < 2 || rest.ptr[1] == ' ')
		return false;
	if (c == '-')
		return strata_is_digit(rest.ptr[1]);
	if (c == '.')
		return before.len >= 3 && strata_str_eq_nocase(strata_str_skip(before, before.len - 3),
							       STRATA_STR("www"));
	return strchr("@#!$%~&:", c) != NULL;
}

void markdown_text(struct strata_buf *out, struct strata_str text)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str clean = report_harmless(&arena, text);

	for (size_t i = 0; i < clean.len; i++) {
		char c = clean.ptr[i];

		if (strchr("\\`*_{}[]<>()#+-.!|~@&:/$%=\"'^", c))
			strata_buf_addc(out, '\\');
		strata_buf_addc(out, c);
		if (refers(strata_str_take(clean, i), strata_str_skip(clean, i)))
			strata_buf_add(out, STRATA_STR("&#8203;"));
	}
	strata_arena_release(&arena);
}

static size_t longest_run(struct strata_str text, char c)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < text.len; i++) {
		run = text.ptr[i] == c ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

void markdown_code(struct strata_buf *out, struct strata_str text)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str clean = report_harmless(&arena, text);
	size_t fence = longest_run(clean, '`') + 1;

	if (clean.len) {
		for (size_t i = 0; i < fence; i++)
			strata_buf_addc(out, '`');
		if (fence > 1 || clean.ptr[0] == ' ')
			strata_buf_addf(out, " %.*s ", STRATA_ARG(clean));
		else
			strata_buf_add(out, clean);
		for (size_t i = 0; i < fence; i++)
			strata_buf_addc(out, '`');
	}
	strata_arena_release(&arena);
}

static void put(struct writer *w, const char *text)
{
	strata_buf_add(w->out, strata_str_of(text));
}

static void put_place(struct writer *w, struct strata_str path, unsigned line)
{
	markdown_code(w->out, line ? strata_arena_printf(&w->arena, "%.*s:%u", STRATA_ARG(path), line)
				   : path);
}

/* "via `a` > `b`" on the shortest way in; of a direct one nothing. */
static void put_chain(struct writer *w, const struct strata_finding *f)
{
	const struct strata_components *all = &w->report->inventory->components;

	if (f->chains.count == 0 || f->chains.items[0].count < 2)
		return;
	put(w, ", via ");
	for (size_t i = 0; i + 1 < f->chains.items[0].count; i++) {
		put(w, i ? " > " : "");
		markdown_code(w->out, all->items[f->chains.items[0].items[i]].name);
	}
}

static void put_origin(struct writer *w, const struct strata_finding *f)
{
	if (!f->origin)
		return;
	put(w, "  - brought by ");
	markdown_code(w->out, strata_str_take(f->origin->commit, SHORT_ID));
	put(w, " ");
	markdown_text(w->out, f->origin->subject);
	put(w, " (");
	markdown_text(w->out, f->origin->author);
	put(w, ")\n");
}

/* What ends all that is wrong with the package, or else most of it. */
static void put_upgrade(struct writer *w, const struct strata_finding *f)
{
	if (!f->fix.best.len || strata_str_eq(f->fix.best, f->fix.version))
		return;
	put(w, "; ");
	markdown_code(w->out, f->fix.best);
	if (f->fix.clean.len)
		put(w, " ends all that is known of it");
	else
		strata_buf_addf(w->out, " ends %u of the %u that are known of it", f->fix.ends, f->fix.of);
}

static void put_fix(struct writer *w, const struct strata_finding *f,
		    const struct strata_component *c)
{
	if (!f->fix.version.len) {
		put(w, "  - no fix is known");
		put_upgrade(w, f);
		put(w, "\n");
		return;
	}
	put(w, f->maybe ? "  - fix: pin " : "  - fix: raise ");
	markdown_code(w->out, c->name);
	put(w, " to ");
	markdown_code(w->out, f->fix.version);
	if (f->fix.change.len)
		strata_buf_addf(w->out, " (%.*s)", STRATA_ARG(f->fix.change));
	put_upgrade(w, f);
	put(w, "\n");
}

static void put_finding(struct writer *w, const struct strata_finding *f)
{
	const struct strata_component *c = phrase_component(w->report, f);

	strata_buf_addf(w->out, "- **%s**", phrase_word(f));
	if (f->cvss >= 0)
		strata_buf_addf(w->out, " %.1f", f->cvss);
	put(w, f->maybe ? " (maybe) " : " ");
	if (c) {
		markdown_code(w->out, strata_arena_join(&w->arena, c->name, STRATA_STR(" "),
							phrase_version(c)));
		put(w, ": ");
	}
	markdown_code(w->out, f->id);
	put(w, " ");
	markdown_text(w->out, f->title);
	put(w, "\n  - in ");
	put_place(w, f->path, f->line);
	if (c && c->scope != STRATA_SCOPE_UNKNOWN)
		strata_buf_addf(w->out, ", %s", strata_scope_name(c->scope));
	put_chain(w, f);
	put(w, "\n");
	put_origin(w, f);
	if (c)
		put_fix(w, f, c);
}

static void put_findings(struct writer *w)
{
	size_t shown = 0;

	for (size_t i = 0; i < w->report->findings->count; i++) {
		const struct strata_finding *f = &w->report->findings->items[i];

		if (!phrase_is_shown(w->report, f))
			continue;
		if (shown++ < MOST_FINDINGS)
			put_finding(w, f);
	}
	if (shown > MOST_FINDINGS)
		strata_buf_addf(w->out, "- and %zu more\n", shown - MOST_FINDINGS);
	put(w, shown ? "\n" : "");
}

static void put_change(struct writer *w, const struct diff_change *change)
{
	strata_buf_addf(w->out, "- %s ", diff_kind_name(change->kind));
	markdown_code(w->out, change->component->name);
	put(w, " ");
	markdown_code(w->out, change->from);
	put(w, change->from.len && change->to.len ? " \xe2\x86\x92 " : "");
	markdown_code(w->out, change->to);
	put(w, " in ");
	put_place(w, change->component->places.items[0].path, change->component->places.items[0].line);
	put(w, "\n");
}

static void put_changes(struct writer *w, const struct diff_changes *changes)
{
	struct strata_str summary = phrase_changes(&w->arena, changes);

	if (changes->count == 0)
		return;
	strata_buf_addf(w->out, "<details><summary>%.*s</summary>\n\n", STRATA_ARG(summary));
	for (size_t i = 0; i < changes->count && i < MOST_CHANGES; i++)
		put_change(w, &changes->items[i]);
	if (changes->count > MOST_CHANGES)
		strata_buf_addf(w->out, "- and %zu more\n", changes->count - MOST_CHANGES);
	put(w, "\n</details>\n\n");
}

static void put_database(struct writer *w)
{
	const struct advisory_status *db = w->report->database;

	if (!db)
		return;
	if (db->kind == ADVISORY_STARTER)
		strata_buf_addf(w->out,
				"Only the %zu starter advisories were asked: "
				"`strata db update` gets all of them.\n",
				db->records);
	else
		strata_buf_addf(w->out, "%zu advisories of %.10s.\n", db->records,
				db->updated.len >= 10 ? db->updated.ptr : "unknown day");
}

static void put_notes(struct writer *w)
{
	const struct strata_notes *notes = w->report->notes;

	if (notes->count == 0)
		return;
	strata_buf_addf(w->out, "\n<details><summary>%zu not understood or not covered</summary>\n\n",
			notes->count);
	for (size_t i = 0; i < notes->count && i < MOST_FINDINGS; i++) {
		put(w, "- ");
		put_place(w, notes->items[i].path, notes->items[i].line);
		put(w, " ");
		markdown_text(w->out, notes->items[i].reason);
		put(w, "\n");
	}
	if (notes->count > MOST_FINDINGS)
		strata_buf_addf(w->out, "- and %zu more\n", notes->count - MOST_FINDINGS);
	put(w, "\n</details>\n");
}

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	struct writer w = { .out = out, .report = report };

	(void)style;
	if (report->parts & REPORT_FINDINGS) {
		strata_buf_addf(out, "### strata: %.*s\n\n",
				STRATA_ARG(phrase_verdict(&w.arena, report)));
		put_findings(&w);
	}
	if (report->composition)
		markdown_composition(out, report->composition, &w.arena);
	if (report->diff)
		put_changes(&w, report->diff->changes);
	put_database(&w);
	put_notes(&w);
	strata_arena_release(&w.arena);
}

const struct report_writer report_markdown = {
	.name = "markdown",
	.write = write,
};
