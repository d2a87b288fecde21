/*
 * table_log.c - `log` for a terminal: what was asked, what is still there, what is gone.
 *
 * One block for all that came and went together with the same package: what it was and
 * how long, with a strip of the whole history in which its time stands out; a line for
 * each advisory; the commits that brought it and that took it; who has it still. What
 * would fill screens is cut, and said: -v shows all.
 */
#include <string.h>
#include <time.h>

#include "report/table_text.h"
#include "strata/map.h"

enum { STRIP = 24, SHORT_ID = 10, FEW = 3, BLOCKS = 100, KNOWN = 21 };

struct span {
	int64_t from, to; /* seconds, of all commits that have a date; from above to: none has */
};

/* Exposures of one package that came and went by the same commits. */
struct block {
	struct strata_indices exposures;
};

STRATA_VEC(blocks, struct block);

static struct strata_str day(struct table *t, int64_t seconds)
{
	char text[16];
	struct tm tm;
	time_t at = (time_t)seconds;

	if (!seconds || !gmtime_r(&at, &tm) || !strftime(text, sizeof(text), "%Y-%m-%d", &tm))
		return STRATA_STR("no date   ");
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
		int64_t time = all->items[i].outside ? 0 : all->items[i].time;

		if (time && time < span.from)
			span.from = time;
		if (time && time > span.to)
			span.to = time;
	}
	return span;
}

/* Which part of the strip a time falls in. */
static int cell_of(const struct span *span, int64_t time)
{
	int64_t length = span->to > span->from ? span->to - span->from : 0;
	int64_t cell = length > 0 && time ? (time - span->from) * STRIP / length : 0;

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

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* "in   2021-06-09 3f2a1c9b0d Name: subject" */
static void put_commit(struct table *t, const char *verb, unsigned index)
{
	const struct report_log *log = t->report->log;
	const struct source_commit *c = commit_of(t, index);
	struct strata_str id = source_hex(log->history->source, c->id, &t->arena), what;
	size_t used = INDENT + 7 + 10 + 1 + SHORT_ID + 1;

	table_pad(t, 0, INDENT);
	strata_buf_addf(t->out, "%-6s %.10s ", verb, day(t, c->time).ptr);
	table_paint(t, "33", strata_str_take(id, SHORT_ID));
	strata_buf_addc(t->out, ' ');
	what = strata_arena_printf(&t->arena, "%.*s: %.*s", STRATA_ARG(log->people[index].author),
				   STRATA_ARG(log->people[index].subject));
	table_put(t, table_fit(t, what, table_room(t, used)));
	strata_buf_addc(t->out, '\n');
}

/* How many of a list are shown: never all but one. */
static size_t shown_of(const struct table *t, size_t count)
{
	return t->style->verbosity > 1 || count == FEW + 1 || count < FEW ? count : FEW;
}

static void put_commits(struct table *t, const char *verb, const struct strata_indices *commits)
{
	size_t most = shown_of(t, commits->count);

	for (size_t i = 0; i < most; i++)
		put_commit(t, verb, commits->items[i]);
	if (commits->count > most) {
		table_pad(t, 0, INDENT);
		strata_buf_addf(t->out, "%-6s by %zu more commits: -v shows all\n", verb,
				commits->count - most);
	}
}

/* "1.0 .. 1.7 (5 versions)" */
static struct strata_str versions_of(struct table *t, const struct strata_strs *all)
{
	if (all->count == 0)
		return STRATA_STR("");
	if (all->count == 1)
		return all->items[0];
	if (all->count == 2)
		return strata_arena_join(&t->arena, all->items[0], STRATA_STR(", "), all->items[1]);
	return strata_arena_printf(&t->arena, "%.*s .. %.*s (%zu versions)", STRATA_ARG(all->items[0]),
				   STRATA_ARG(all->items[all->count - 1]), all->count);
}

static const struct history_exposure *exposure_of(const struct table *t, const struct block *b,
						  size_t i)
{
	return &t->report->log->exposed->exposures.items[b->exposures.items[i]];
}

/* All versions of a block, in their order. */
static struct strata_strs versions_of_block(struct table *t, const struct block *b)
{
	struct strata_map seen = STRATA_MAP_INIT(&t->arena);
	struct strata_strs all = { 0 };
	bool added;

	for (size_t i = 0; i < b->exposures.count; i++) {
		const struct strata_strs *own = &exposure_of(t, b, i)->versions;

		for (size_t v = 0; v < own->count; v++) {
			strata_map_at(&seen, own->items[v], &added);
			if (added)
				*strata_vec_push(&t->arena, &all) = own->items[v];
		}
	}
	return all;
}

static void put_head(struct table *t, const struct span *span, const struct block *b)
{
	const struct history_exposure *e = exposure_of(t, b, 0);
	const struct report_log *log = t->report->log;
	const struct history_item *item = &log->history->items.items[e->item];
	struct strata_strs versions = versions_of_block(t, b);

	table_pad(t, 0, 2);
	table_paint(t, "1", strata_arena_printf(&t->arena, "%.*s %.*s", STRATA_ARG(item->name),
						STRATA_ARG(versions_of(t, &versions))));
	strata_buf_add(t->out, STRATA_STR("  "));
	table_put(t, e->finding.path);
	if (e->finding.line)
		strata_buf_addf(t->out, ":%u", e->finding.line);
	strata_buf_addc(t->out, '\n');
	table_pad(t, 0, INDENT);
	put_strip(t, span, e);
	if (e->days >= 0)
		strata_buf_addf(t->out, "  %s%lld day%s\n", e->before.count ? "at least " : "",
				(long long)e->days, plural((size_t)e->days));
	else
		strata_buf_add(t->out, STRATA_STR("  no commit of it has a date\n"));
}

static const char *known_for(const struct table *t, const struct history_exposure *e)
{
	if (!e->introduced.count)
		return "";
	switch (history_known(e, commit_of(t, e->introduced.items[0])->time)) {
	case HISTORY_KNOWN: return "known when committed";
	case HISTORY_FOUND_LATER: return "found later";
	case HISTORY_UNKNOWN: break;
	}
	return "known since: unclear";
}

static void put_advisory(struct table *t, const struct history_exposure *e)
{
	const struct strata_finding *f = &e->finding;
	size_t used = INDENT;

	table_pad(t, 0, INDENT);
	used += table_cell(t, table_colours[f->severity],
			   strata_str_of(f->kind == STRATA_FINDING_VULNERABILITY
						 ? strata_severity_name(f->severity)
						 : strata_finding_kind_name(f->kind)),
			   WORD);
	used += table_cell(t, "0", f->id, ID);
	used += table_cell(t, "2", strata_str_of(known_for(t, e)), KNOWN);
	if (f->label.len)
		used += table_cell(t, "2", strata_arena_printf(&t->arena, "[%.*s]", STRATA_ARG(f->label)),
				   0);
	table_put(t, table_fit(t, f->title, table_room(t, used)));
	strata_buf_addc(t->out, '\n');
}

/* "by way of rails 7.0.1 -> 7.0.2", when something else than the package itself was asked for. */
static void put_bringer(struct table *t, const struct history_exposure *e)
{
	if (e->chain.count < 2)
		return;
	table_pad(t, 0, INDENT);
	strata_buf_add(t->out, STRATA_STR("by way of "));
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

/* "main, dev, next and 4 more" */
static struct strata_str few_names(struct table *t, const struct strata_strs *names)
{
	size_t most = shown_of(t, names->count);
	struct strata_str all = STRATA_STR("");

	for (size_t i = 0; i < most; i++)
		all = strata_arena_join(&t->arena, all, i ? STRATA_STR(", ") : STRATA_STR(""),
					names->items[i]);
	if (names->count > most)
		all = strata_arena_printf(&t->arena, "%.*s and %zu more", STRATA_ARG(all),
					  names->count - most);
	return all;
}

/* Tags from the first that shipped it to the last, in the order of their commits. */
static struct strata_str tag_range(struct table *t, const struct history_exposure *e, size_t *count)
{
	const struct source_refs *refs = &t->report->log->history->walk.refs;
	const struct source_ref *first = NULL, *last = NULL;

	for (size_t i = 0; i < e->refs.count; i++) {
		const struct source_ref *ref = &refs->items[e->refs.items[i]];

		if (!ref->tag)
			continue;
		++*count;
		if (!first || ref->commit < first->commit)
			first = ref;
		if (!last || ref->commit >= last->commit)
			last = ref;
	}
	if (!first || first == last)
		return first ? first->name : STRATA_STR("");
	return strata_arena_join(&t->arena, first->name,
				 *count > 2 ? STRATA_STR(" .. ") : STRATA_STR(", "), last->name);
}

static void put_refs(struct table *t, const struct history_exposure *e)
{
	const struct source_refs *refs = &t->report->log->history->walk.refs;
	struct strata_strs branches = { 0 };
	size_t tags = 0;
	struct strata_str range = tag_range(t, e, &tags), line = STRATA_STR("");

	for (size_t i = 0; i < e->refs.count; i++)
		if (!refs->items[e->refs.items[i]].tag)
			*strata_vec_push(&t->arena, &branches) = refs->items[e->refs.items[i]].name;
	if (branches.count)
		line = strata_arena_join(&t->arena, STRATA_STR("still on "), few_names(t, &branches),
					 tags ? STRATA_STR("; ") : STRATA_STR(""));
	if (tags)
		line = strata_arena_printf(&t->arena, "%.*sshipped in %zu tag%s: %.*s", STRATA_ARG(line),
					   tags, plural(tags), STRATA_ARG(range));
	if (!line.len)
		return;
	table_pad(t, 0, INDENT);
	table_put(t, table_fit(t, line, table_room(t, INDENT)));
	strata_buf_addc(t->out, '\n');
}

static void put_block(struct table *t, const struct span *span, const struct block *b)
{
	const struct history_exposure *e = exposure_of(t, b, 0);

	put_head(t, span, b);
	for (size_t i = 0; i < b->exposures.count; i++)
		put_advisory(t, exposure_of(t, b, i));
	put_bringer(t, e);
	put_commits(t, "before", &e->before);
	put_commits(t, "in", &e->introduced);
	put_commits(t, "out", &e->window.removed);
	put_refs(t, e);
}

static struct strata_str block_key(struct table *t, const struct history_exposure *e)
{
	const struct history_item *item = &t->report->log->history->items.items[e->item];
	const struct strata_indices *in = &e->window.introduced, *out = &e->window.removed;
	struct strata_str commits[] = {
		{ (char *)in->items, in->count * sizeof(*in->items) },
		{ (char *)out->items, out->count * sizeof(*out->items) },
	};
	struct strata_str key = strata_arena_printf(
		&t->arena, "%d\n%.*s\n%s\n%.*s\n%zu\n", e->window.present, STRATA_ARG(item->path),
		item->ecosystem->name, STRATA_ARG(item->key), in->count);

	return strata_arena_join(&t->arena, key, commits[0], commits[1]);
}

static struct blocks make_blocks(struct table *t)
{
	const struct history_exposures *all = &t->report->log->exposed->exposures;
	struct strata_map by_key = STRATA_MAP_INIT(&t->arena);
	struct blocks blocks = { 0 };
	bool added;

	for (unsigned i = 0; i < all->count; i++) {
		size_t *index = strata_map_at(&by_key, block_key(t, &all->items[i]), &added);

		if (added) {
			*index = blocks.count;
			strata_vec_push(&t->arena, &blocks);
		}
		*strata_vec_push(&t->arena, &blocks.items[*index].exposures) = i;
	}
	return blocks;
}

static void put_blocks(struct table *t, const struct span *span)
{
	struct blocks blocks = make_blocks(t);
	bool gone = false;
	size_t past = 0;

	for (size_t i = 0; i < blocks.count; i++) {
		bool present = exposure_of(t, &blocks.items[i], 0)->window.present;

		if (i == 0 || (!present && !gone)) {
			gone = !present;
			strata_buf_addc(t->out, '\n');
			table_paint(t, "1;4", gone ? STRATA_STR("gone") : STRATA_STR("still there"));
			strata_buf_addc(t->out, '\n');
		}
		if (present || past++ < BLOCKS || t->style->verbosity > 1)
			put_block(t, span, &blocks.items[i]);
	}
	if (past > BLOCKS && t->style->verbosity < 2)
		strata_buf_addf(t->out, "  and %zu more that are gone: -v shows all\n", past - BLOCKS);
}

/* What was looked at: an answer is worth that much. */
static void put_scope(struct table *t, const struct span *span)
{
	const struct report_log *log = t->report->log;
	size_t packages = log->exposed->judged.components.count;

	strata_buf_addf(t->out, "%zu commit%s", log->commits, plural(log->commits));
	if (span->from <= span->to)
		strata_buf_addf(t->out, " from %.10s to %.10s", day(t, span->from).ptr,
				day(t, span->to).ptr);
	strata_buf_addf(t->out, ", %zu manifest%s, %zu version%s of packages; ", log->manifests,
			plural(log->manifests), packages, plural(packages));
	table_database(t);
}

static void put_sighting(struct table *t, const struct report_sighting *s, bool exposed)
{
	struct strata_str versions = versions_of(t, &s->versions);

	strata_buf_add(t->out, STRATA_STR("  "));
	table_put(t, strata_arena_join(&t->arena, s->ecosystem,
				       s->ecosystem.len ? STRATA_STR(" ") : STRATA_STR(""), s->name));
	if (!s->versions.count)
		strata_buf_add(t->out, STRATA_STR(" was in none of these commits"));
	else
		table_put(t, strata_arena_printf(&t->arena, " was there as %.*s%s",
						 STRATA_ARG(versions),
						 exposed ? "" : ": not affected"));
	strata_buf_addc(t->out, '\n');
}

/* The answer to --vuln and --package, in words. */
static void put_answer(struct table *t)
{
	const struct report_log *log = t->report->log;
	const struct report_question *asked = &log->question;
	struct strata_str subject = asked->vulnerability.ptr ? asked->vulnerability : asked->package;
	bool found = log->exposed->exposures.count > 0;

	if (!subject.ptr)
		return;
	table_paint(t, "1", subject);
	if (asked->unknown)
		table_paint(t, "1;33", STRATA_STR(": cannot tell, no advisory of this database has that id"));
	else if (found)
		table_paint(t, "1;31", STRATA_STR(": was here"));
	else if (asked->since.ptr || t->report->database->kind == ADVISORY_STARTER)
		table_paint(t, "1;33", STRATA_STR(": not found by what was looked at"));
	else
		table_paint(t, "32", strata_str_of(asked->vulnerability.ptr
							   ? ": never here"
							   : ": never known to be vulnerable"));
	strata_buf_addc(t->out, '\n');
	for (size_t i = 0; i < asked->sightings.count; i++)
		put_sighting(t, &asked->sightings.items[i], found);
}

static void put_summary(struct table *t)
{
	const struct report_log *log = t->report->log;
	size_t present = 0, known = 0, all = log->exposed->exposures.count;

	for (size_t i = 0; i < all; i++) {
		const struct history_exposure *e = &log->exposed->exposures.items[i];

		present += e->window.present;
		known += e->introduced.count &&
			 history_known(e, commit_of(t, e->introduced.items[0])->time) == HISTORY_KNOWN;
	}
	if (all == 0 && log->question.vulnerability.ptr)
		return;
	if (log->question.since.ptr)
		table_put(t, strata_arena_printf(&t->arena, "since %.*s: ", STRATA_ARG(log->question.since)));
	table_paint(t, present ? "1;31" : "32",
		    strata_arena_printf(&t->arena, "%zu still there", present));
	strata_buf_addf(t->out, ", %zu gone; %zu %s known when committed\n", all - present, known,
			known == 1 ? "was" : "were");
}

/* The first commit of an event; "before" where the history begins with it. */
static struct strata_str event_day(struct table *t, const struct strata_indices *commits,
				   struct strata_str none)
{
	if (!commits->count)
		return none;
	if (history_begins_at(t->report->log->history, commits->items[0]))
		return STRATA_STR("before    ");
	return day(t, commit_of(t, commits->items[0])->time);
}

static void put_events(struct table *t)
{
	const struct report_log *log = t->report->log;

	strata_buf_addc(t->out, '\n');
	table_paint(t, "1;4", STRATA_STR("versions, along first parents"));
	strata_buf_addc(t->out, '\n');
	for (size_t i = 0; i < log->events->count; i++) {
		const struct history_event *e = &log->events->items[i];
		const struct history_item *item = &log->history->items.items[e->item];

		strata_buf_addf(t->out, "  %.10s .. %.10s  ",
				event_day(t, &e->window.introduced, STRATA_STR("          ")).ptr,
				event_day(t, &e->window.removed, STRATA_STR("          ")).ptr);
		table_put(t, strata_arena_printf(&t->arena, "%.*s %.*s  %.*s", STRATA_ARG(item->name),
						 STRATA_ARG(history_pin(item)), STRATA_ARG(item->path)));
		strata_buf_addc(t->out, '\n');
	}
}

void table_log(struct table *t)
{
	struct span span = span_of(t);

	put_scope(t, &span);
	put_answer(t);
	put_summary(t);
	put_blocks(t, &span);
	if (t->report->parts & REPORT_EVENTS)
		put_events(t);
}
