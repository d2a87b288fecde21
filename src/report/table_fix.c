/*
 * table_fix.c - the report of `fix` for a terminal: what the plan comes to, its changes, what
 * it leaves and why, and what to run afterwards. What could not be tried stands first.
 */
#include "report/phrase.h"
#include "report/table_text.h"

enum { KIND = 12, IDS_SHOWN = 6 };

static void put_line_end(struct table *t)
{
	strata_buf_addc(t->out, '\n');
}

static void put_verdict(struct table *t, const struct fix_plan *plan)
{
	size_t major = 0, all = plan->cleared.count + plan->left.count;

	for (size_t i = 0; i < plan->changes.count; i++)
		major += plan->changes.items[i].major;
	if (all == 0) {
		table_paint(t, "32", STRATA_STR("nothing to fix"));
		put_line_end(t);
		return;
	}
	table_paint(t, plan->left.count ? "1;33" : "1;32",
		    strata_arena_printf(&t->arena, "%zu change%s end%s %zu of %zu finding%s",
					plan->changes.count, plan->changes.count == 1 ? "" : "s",
					plan->changes.count == 1 ? "s" : "", plan->cleared.count, all,
					all == 1 ? "" : "s"));
	if (major)
		strata_buf_addf(t->out, "; %zu cross%s a major version", major, major == 1 ? "es" : "");
	put_line_end(t);
}

static void put_unverified(struct table *t, const struct fix_plan *plan)
{
	for (size_t i = 0; i < plan->unverified.count; i++) {
		table_paint(t, "1;31", STRATA_STR("NOT VERIFIED"));
		strata_buf_add(t->out, STRATA_STR("  "));
		table_put(t, plan->unverified.items[i]);
		put_line_end(t);
	}
}

static struct strata_str what_of(struct table *t, const struct fix_change *c)
{
	struct strata_str from = c->before.len ? c->before : c->from, to = c->after.len ? c->after : c->to;

	return strata_arena_printf(&t->arena, "%.*s %.*s \xe2\x86\x92 %.*s", STRATA_ARG(c->name),
				   STRATA_ARG(from), STRATA_ARG(to));
}

/* "CVE-1, CVE-2 and 3 more" */
static struct strata_str ids_of(struct table *t, const struct fix_change *c)
{
	struct strata_str ids = STRATA_STR("");

	for (size_t i = 0; i < c->clears.count && i < IDS_SHOWN; i++)
		ids = STRATA_CONCAT(&t->arena, ids, i ? STRATA_STR(", ") : STRATA_STR(""),
				    t->report->findings->items[c->clears.items[i]].id);
	if (c->clears.count > IDS_SHOWN)
		ids = strata_arena_printf(&t->arena, "%.*s and %zu more", STRATA_ARG(ids),
					  c->clears.count - IDS_SHOWN);
	return ids;
}

static void put_about(struct table *t, const char *head, struct strata_str text)
{
	table_pad(t, 0, 2 + KIND + 1);
	strata_buf_addf(t->out, "%s", head);
	table_paint(t, "2", text);
	put_line_end(t);
}

static void put_change(struct table *t, const struct fix_change *c)
{
	strata_buf_add(t->out, STRATA_STR("  "));
	table_cell(t, "36", strata_str_of(fix_kind_name(c->kind)), KIND);
	table_paint(t, "1", what_of(t, c));
	if (c->word.len)
		table_put(t, strata_arena_printf(&t->arena, "  in %.*s", STRATA_ARG(c->word)));
	if (c->line)
		strata_buf_addf(t->out, "  line %u", c->line);
	if (c->major)
		table_paint(t, "1;33", STRATA_STR("  crosses a major version"));
	if (!c->verified)
		table_paint(t, "1;31", STRATA_STR("  not verified"));
	put_line_end(t);
	if (c->clears.count)
		put_about(t, c->verified ? "ends " : "should end ", ids_of(t, c));
	put_about(t, "", c->why);
}

static void put_changes(struct table *t, const struct fix_plan *plan)
{
	struct strata_str path = STRATA_NONE;

	for (size_t i = 0; i < plan->changes.count; i++) {
		const struct fix_change *c = &plan->changes.items[i];
		struct strata_str of = c->path.ptr ? c->path : STRATA_STR("the lockfile alone");

		if (!path.ptr || !strata_str_eq(path, of)) {
			put_line_end(t);
			table_paint(t, "1;4", of);
			put_line_end(t);
		}
		path = of;
		put_change(t, c);
	}
}

static void put_left(struct table *t, const struct fix_plan *plan)
{
	if (!plan->left.count)
		return;
	put_line_end(t);
	table_paint(t, "1;33", STRATA_STR("left"));
	put_line_end(t);
	for (size_t i = 0; i < plan->left.count; i++) {
		const struct strata_finding *f = &t->report->findings->items[plan->left.items[i].finding];
		const struct strata_component *c = phrase_component(t->report, f);

		strata_buf_add(t->out, STRATA_STR("  "));
		table_cell(t, table_colours[f->severity], strata_str_of(phrase_word(f)), WORD);
		table_cell(t, "0", f->id, ID);
		if (c)
			table_cell(t, "0", strata_arena_printf(&t->arena, "%.*s %.*s",
							       STRATA_ARG(c->name),
							       STRATA_ARG(phrase_version(c))), 0);
		strata_buf_addc(t->out, ' ');
		table_paint(t, "2", plan->left.items[i].why);
		put_line_end(t);
	}
}

/* What is there with the changes, and was not before. */
static void put_brought(struct table *t, const struct fix_plan *plan)
{
	if (!plan->brought.count)
		return;
	put_line_end(t);
	table_paint(t, "1;33", STRATA_STR("brought in by these changes"));
	put_line_end(t);
	for (size_t i = 0; i < plan->brought.count; i++) {
		const struct strata_finding *f = &plan->brought.items[i];
		const struct strata_component *c = &plan->brought_by.items[f->component];

		strata_buf_add(t->out, STRATA_STR("  "));
		table_cell(t, table_colours[f->severity], strata_str_of(phrase_word(f)), WORD);
		table_cell(t, "0", f->id, ID);
		table_put(t, strata_arena_printf(&t->arena, "%.*s %.*s  %s", STRATA_ARG(c->name),
						 STRATA_ARG(phrase_version(c)),
						 strata_scope_name(c->scope)));
		put_line_end(t);
	}
}

static void put_steps(struct table *t, const struct fix_plan *plan)
{
	bool first = true;

	for (size_t i = 0; i < plan->steps.count; i++) {
		if (first) {
			put_line_end(t);
			table_paint(t, "1", STRATA_STR("then run"));
			put_line_end(t);
		}
		first = false;
		strata_buf_add(t->out, STRATA_STR("  "));
		table_put(t, plan->steps.items[i]);
		put_line_end(t);
	}
}

void table_fix(struct table *t)
{
	const struct fix_plan *plan = t->report->plan;

	table_database(t);
	put_unverified(t, plan);
	put_verdict(t, plan);
	put_changes(t, plan);
	put_left(t, plan);
	put_brought(t, plan);
	put_steps(t, plan);
}
