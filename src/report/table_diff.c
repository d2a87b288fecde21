/*
 * table_diff.c - `diff` for a terminal: the verdict, what is new, what is fixed, and the
 * packages that differ.
 */
#include "report/phrase.h"
#include "report/table_text.h"

/* What a line of a list begins with, and what it is about. */
enum { NAME = 32, CHANGE = 28 };

static void put_new(struct table *t)
{
	struct strata_findings shown = { 0 };
	struct report report = *t->report;
	struct table inner = { t->out, &report, t->style, STRATA_ARENA_INIT };

	for (size_t i = 0; i < t->report->findings->count; i++)
		if (t->report->findings->items[i].state != STRATA_STATE_FIXED)
			*strata_vec_push(&t->arena, &shown) = t->report->findings->items[i];
	report.findings = &shown;
	table_findings(&inner);
	strata_arena_release(&inner.arena);
}

static void put_fixed(struct table *t)
{
	bool first = true;

	for (size_t i = 0; i < t->report->findings->count; i++) {
		const struct strata_finding *f = &t->report->findings->items[i];
		const struct strata_component *c = phrase_component(t->report, f);

		if (f->state != STRATA_STATE_FIXED)
			continue;
		if (first) {
			strata_buf_addc(t->out, '\n');
			table_paint(t, "1;32", STRATA_STR("fixed"));
			strata_buf_addc(t->out, '\n');
		}
		first = false;
		strata_buf_add(t->out, STRATA_STR("  "));
		table_cell(t, "0", strata_str_of(phrase_word(f)), WORD);
		table_cell(t, "0", f->id, ID);
		if (c)
			table_put(t, strata_arena_printf(&t->arena, "%.*s %.*s  in ", STRATA_ARG(c->name),
							 STRATA_ARG(phrase_version(c))));
		table_put(t, f->path);
		strata_buf_addc(t->out, '\n');
	}
}

static void put_change(struct table *t, const struct diff_change *change)
{
	static const char *const colours[] = { "32", "31", "36", "33" };
	const struct strata_component *c = change->component;
	struct strata_str versions, place = c->places.items[0].path;
	const char *arrow = change->from.len && change->to.len ? " \xe2\x86\x92 " : "";

	versions = strata_arena_printf(&t->arena, "%.*s%s%.*s", STRATA_ARG(change->from), arrow,
				       STRATA_ARG(change->to));
	if (c->places.items[0].line)
		place = strata_arena_printf(&t->arena, "%.*s:%u", STRATA_ARG(place),
					    c->places.items[0].line);
	strata_buf_add(t->out, STRATA_STR("  "));
	table_cell(t, colours[change->kind],
		   strata_arena_printf(&t->arena, "%c", phrase_sign(change->kind)), 1);
	table_cell(t, "0", c->name, NAME);
	table_cell(t, "0", versions, CHANGE);
	table_paint(t, "2", place);
	strata_buf_addc(t->out, '\n');
}

static void put_changes(struct table *t, const struct diff_changes *changes)
{
	if (changes->count == 0)
		return;
	strata_buf_addc(t->out, '\n');
	table_paint(t, "1", STRATA_STR("packages"));
	strata_buf_addc(t->out, '\n');
	for (size_t i = 0; i < changes->count; i++)
		put_change(t, &changes->items[i]);
}

static size_t count_failing(const struct strata_findings *findings)
{
	size_t n = 0;

	for (size_t i = 0; i < findings->count; i++)
		n += findings->items[i].fails;
	return n;
}

void table_diff(struct table *t)
{
	const struct diff_changes *changes = t->report->diff->changes;
	size_t failing = count_failing(t->report->findings);

	table_put(t, phrase_changes(&t->arena, changes));
	strata_buf_add(t->out, STRATA_STR("; "));
	table_paint(t, failing ? "1;31" : "0", phrase_verdict(&t->arena, t->report));
	if (failing)
		strata_buf_addf(t->out, "; %zu fail%s this run", failing, failing == 1 ? "s" : "");
	strata_buf_addc(t->out, '\n');
	table_database(t);
	put_new(t);
	put_fixed(t);
	put_changes(t, changes);
}
