/*
 * table_log.c - `log` for a terminal: what is still there, then what is gone.
 *
 * One block per exposure: what it was and how long, the commit that brought it and the
 * one that took it, and a strip of the whole history in which its time stands out.
 */
#include <string.h>
#include <time.h>

#include "report/table_text.h"

enum { STRIP = 24, SHORT_ID = 10 };

struct span {
	int64_t from, to; /* seconds, of all commits */
};

static struct strata_str day(struct table *t, int64_t seconds)
{
	char text[16];
	struct tm tm;
	time_t at = (time_t)seconds;

	if (!gmtime_r(&at, &tm) || !strftime(text, sizeof(text), "%Y-%m-%d", &tm))
		return STRATA_STR("?");
	return strata_arena_dup(&t->arena, strata_str_of(text));
}

static const struct source_commit *commit_of(const struct table *t, unsigned index)
{
	return &t->report->log->history->walk.commits.items[index];
}

static struct span span_of(const struct table *t)
{
	const struct source_commits *all = &t->report->log->history->walk.commits;
	struct span span = { INT64_MAX, INT64_MIN };

	for (size_t i = 0; i < all->count; i++) {
		if (all->items[i].time < span.from)
			span.from = all->items[i].time;
		if (all->items[i].time > span.to)
			span.to = all->items[i].time;
	}
	return span;
}

/* Which part of the strip a time falls in. */
static int cell_of(const struct span *span, int64_t time)
{
	int64_t length = span->to - span->from;
	int64_t cell = length > 0 ? (time - span->from) * STRIP / length : 0;

	return cell < 0 ? 0 : cell >= STRIP ? STRIP - 1 : (int)cell;
}

static void put_strip(struct table *t, const struct span *span, const struct history_exposure *e)
{
	int first = STRIP - 1, last = e->window.present ? STRIP - 1 : 0;

	for (size_t i = 0; i < e->window.introduced.count; i++) {
		int cell = cell_of(span, commit_of(t, e->window.introduced.items[i])->time);

		first = cell < first ? cell : first;
	}
	for (size_t i = 0; i < e->window.removed.count; i++) {
		int cell = cell_of(span, commit_of(t, e->window.removed.items[i])->time);

		last = cell > last ? cell : last;
	}
	for (int i = 0; i < STRIP; i++)
		if (i >= first && i <= last)
			table_paint(t, e->window.present ? "31" : "33", STRATA_STR("\xe2\x96\x88"));
		else
			table_paint(t, "2", STRATA_STR("\xc2\xb7"));
}

/* "2021-06-09 3f2a1c9b0d Name: subject" */
static void put_commit(struct table *t, const char *verb, unsigned index)
{
	const struct report_log *log = t->report->log;
	const struct source_commit *c = commit_of(t, index);
	struct strata_str id = source_hex(log->history->source, c->id, &t->arena), what;
	size_t used = 6 + table_columns(strata_str_of(verb)) + 1 + 10 + 1 + SHORT_ID + 1;

	table_pad(t, 0, 6);
	strata_buf_addf(t->out, "%s %.10s ", verb, day(t, c->time).ptr);
	table_paint(t, "33", strata_str_take(id, SHORT_ID));
	strata_buf_addc(t->out, ' ');
	what = strata_arena_printf(&t->arena, "%.*s: %.*s", STRATA_ARG(log->people[index].author),
				   STRATA_ARG(log->people[index].subject));
	table_put(t, table_fit(t, what, table_room(t, used)));
	strata_buf_addc(t->out, '\n');
}

static struct strata_str versions_of(struct table *t, const struct history_exposure *e)
{
	const struct strata_strs *all = &e->versions;

	if (all->count == 0)
		return STRATA_STR("");
	if (all->count == 1)
		return all->items[0];
	return strata_arena_printf(&t->arena, "%.*s .. %.*s", STRATA_ARG(all->items[0]),
				   STRATA_ARG(all->items[all->count - 1]));
}

static void put_head(struct table *t, const struct span *span, const struct history_exposure *e)
{
	const struct strata_component *c =
		&t->report->log->exposed->judged.components.items[e->finding.component];

	table_pad(t, 0, 2);
	table_cell(t, table_colours[e->finding.severity],
		   strata_str_of(e->finding.kind == STRATA_FINDING_VULNERABILITY
					 ? strata_severity_name(e->finding.severity)
					 : strata_finding_kind_name(e->finding.kind)),
		   WORD);
	table_cell(t, "1", e->finding.id, ID);
	table_put(t, strata_arena_printf(&t->arena, "%.*s %.*s", STRATA_ARG(c->name),
					 STRATA_ARG(versions_of(t, e))));
	if (e->finding.label.len)
		table_paint(t, "2", strata_arena_printf(&t->arena, "  [%.*s]",
							STRATA_ARG(e->finding.label)));
	strata_buf_addc(t->out, '\n');
	table_pad(t, 0, 6);
	put_strip(t, span, e);
	strata_buf_addf(t->out, "  %lld day%s  ", (long long)e->days, e->days == 1 ? "" : "s");
	table_put(t, e->finding.path);
	strata_buf_addc(t->out, '\n');
}

/* "through rails 7.0.1 -> 7.0.2", when something else than the package itself was asked for. */
static void put_bringer(struct table *t, const struct history_exposure *e)
{
	if (e->chain.count < 2)
		return;
	table_pad(t, 0, 6);
	strata_buf_add(t->out, STRATA_STR("through "));
	table_put(t, e->bringer);
	if (e->bringer_from.ptr && !strata_str_eq(e->bringer_from, e->bringer_to)) {
		strata_buf_addc(t->out, ' ');
		table_put(t, e->bringer_from);
		strata_buf_add(t->out, STRATA_STR(" \xe2\x86\x92"));
	}
	strata_buf_addc(t->out, ' ');
	table_put(t, e->bringer_to);
	strata_buf_addc(t->out, '\n');
}

static const char *verb_for(const struct table *t, const struct history_exposure *e, unsigned commit)
{
	switch (history_known(e, commit_of(t, commit)->time)) {
	case HISTORY_KNOWN: return "in, already known:";
	case HISTORY_FOUND_LATER: return "in, found later:";
	case HISTORY_UNKNOWN: break;
	}
	return "in:";
}

static void put_refs(struct table *t, const struct history_exposure *e)
{
	const struct source_refs *refs = &t->report->log->history->walk.refs;
	size_t tags = 0, branches = 0;
	struct strata_str last = STRATA_STR(""), first = last;

	for (size_t i = 0; i < e->refs.count; i++) {
		const struct source_ref *ref = &refs->items[e->refs.items[i]];

		branches += !ref->tag;
		tags += ref->tag;
		if (ref->tag && tags == 1)
			first = ref->name;
		if (ref->tag)
			last = ref->name;
	}
	if (!tags && !branches)
		return;
	table_pad(t, 0, 6);
	strata_buf_addf(t->out, "still on %zu branch%s", branches, branches == 1 ? "" : "es");
	if (tags)
		table_put(t, strata_arena_printf(&t->arena, ", shipped in %zu tag%s (%.*s%s%.*s)", tags,
						 tags == 1 ? "" : "s", STRATA_ARG(first),
						 tags > 1 ? " .. " : "",
						 STRATA_ARG(tags > 1 ? last : STRATA_STR(""))));
	strata_buf_addc(t->out, '\n');
}

static void put_exposure(struct table *t, const struct span *span, const struct history_exposure *e)
{
	put_head(t, span, e);
	put_bringer(t, e);
	for (size_t i = 0; i < e->window.introduced.count; i++)
		put_commit(t, verb_for(t, e, e->window.introduced.items[i]),
			   e->window.introduced.items[i]);
	for (size_t i = 0; i < e->window.removed.count; i++)
		put_commit(t, "out:", e->window.removed.items[i]);
	put_refs(t, e);
}

static void put_summary(struct table *t, const struct span *span)
{
	const struct report_log *log = t->report->log;
	size_t present = 0, known = 0, all = log->exposed->exposures.count;

	for (size_t i = 0; i < all; i++) {
		const struct history_exposure *e = &log->exposed->exposures.items[i];

		present += e->window.present;
		known += history_known(e, commit_of(t, e->window.introduced.items[0])->time) ==
			 HISTORY_KNOWN;
	}
	strata_buf_addf(t->out, "%zu commits", log->history->walk.commits.count);
	if (log->history->walk.commits.count)
		strata_buf_addf(t->out, " from %.10s to %.10s", day(t, span->from).ptr,
				day(t, span->to).ptr);
	strata_buf_add(t->out, STRATA_STR("; "));
	table_database(t);
	table_paint(t, present ? "1;31" : "32",
		    strata_arena_printf(&t->arena, "%zu still there", present));
	strata_buf_addf(t->out, ", %zu gone; %zu %s known when committed\n", all - present, known,
			known == 1 ? "was" : "were");
}

static void put_events(struct table *t)
{
	const struct report_log *log = t->report->log;

	for (size_t i = 0; i < log->events->count; i++) {
		const struct history_event *e = &log->events->items[i];
		const struct history_item *item = &log->history->items.items[e->item];

		strata_buf_addf(t->out, "%.10s .. %-10.10s ",
				day(t, commit_of(t, e->window.introduced.items[0])->time).ptr,
				e->window.removed.count
					? day(t, commit_of(t, e->window.removed.items[0])->time).ptr
					: "");
		table_put(t, strata_arena_printf(&t->arena, "%.*s %.*s  %.*s", STRATA_ARG(item->name),
						 STRATA_ARG(item->version), STRATA_ARG(item->path)));
		strata_buf_addc(t->out, '\n');
	}
}

void table_log(struct table *t)
{
	const struct report_log *log = t->report->log;
	struct span span = span_of(t);
	bool gone = false;

	put_summary(t, &span);
	for (size_t i = 0; i < log->exposed->exposures.count; i++) {
		const struct history_exposure *e = &log->exposed->exposures.items[i];

		if (i == 0 || (!e->window.present && !gone)) {
			gone = !e->window.present;
			strata_buf_addc(t->out, '\n');
			table_paint(t, "1;4", gone ? STRATA_STR("gone") : STRATA_STR("still there"));
			strata_buf_addc(t->out, '\n');
		}
		put_exposure(t, &span, e);
	}
	if (t->report->parts & REPORT_EVENTS) {
		strata_buf_addc(t->out, '\n');
		put_events(t);
	}
}
