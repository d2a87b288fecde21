/*
 * table.c - the report for a terminal: the verdict first, then what matters most.
 *
 * One block per manifest, the one with the worst finding first; in it one line per
 * package with the way it came in, below it one line per finding. What is for
 * tests, examples or fixtures is counted at the end, not mixed in. Columns follow
 * the width of the terminal; a long title is cut, an id or a version never.
 */
#include <stdio.h>
#include <stdlib.h>

#include "report/phrase.h"
#include "report/table_text.h"
#include "strata/map.h"

struct counts {
	size_t by_severity[STRATA_SEVERITY_CRITICAL + 1];
	size_t malicious, informational, drift, maybe, ignored, apart, own, failing;
};

static struct counts count(const struct table *t)
{
	struct counts n = { 0 };

	for (size_t i = 0; i < t->report->findings->count; i++) {
		const struct strata_finding *f = &t->report->findings->items[i];

		n.failing += f->fails;
		if (f->ignored) {
			n.ignored++;
		} else if (phrase_is_apart(t->report, f)) {
			n.apart++;
		} else if (f->kind == STRATA_FINDING_INFORMATIONAL) {
			n.informational++;
		} else if (f->kind == STRATA_FINDING_DRIFT) {
			n.drift++;
		} else if (f->component < 0 && f->severity == STRATA_SEVERITY_NONE) {
			n.informational++;
		} else if (f->maybe) {
			n.maybe++;
		} else if (f->kind == STRATA_FINDING_MALICIOUS) {
			n.malicious++;
			n.own++;
		} else {
			n.by_severity[f->severity]++;
			n.own++;
		}
	}
	return n;
}

static void put_count(struct table *t, size_t n, const char *what, const char *colour, bool *first)
{
	struct strata_str text;

	if (n == 0)
		return;
	text = strata_arena_printf(&t->arena, "%zu %s", n, what);
	if (!*first)
		strata_buf_add(t->out, STRATA_STR(", "));
	table_paint(t, colour, text);
	*first = false;
}

void table_database(struct table *t)
{
	const struct advisory_status *db = t->report->database;

	if (!db)
		return;
	if (db->kind == ADVISORY_STARTER) {
		table_paint(t, "1;33",
		      strata_arena_printf(&t->arena,
					  "only the %zu starter advisories were asked: "
					  "run 'strata db update' for all of them",
					  db->records));
	} else {
		strata_buf_addf(t->out, "%zu advisories", db->records);
		if (db->updated.len >= 10)
			strata_buf_addf(t->out, " of %.10s", db->updated.ptr);
	}
	strata_buf_addc(t->out, '\n');
}

/* No finding is good news only where something was judged, by all that is known. */
static void put_nothing(struct table *t, size_t packages, size_t ignored)
{
	const struct advisory_status *db = t->report->database;

	if (packages == 0)
		table_paint(t, "1;33", STRATA_STR("nothing was judged: no package was found"));
	else if (db && db->kind == ADVISORY_STARTER)
		table_paint(t, "1;33", STRATA_STR("no starter advisory matches what is pinned"));
	else if (ignored)
		table_paint(t, "32", STRATA_STR("no known vulnerability but those that are ignored"));
	else
		table_paint(t, "32", STRATA_STR("no known vulnerability in what is pinned"));
}

static void put_counts(struct table *t, const struct counts *n)
{
	bool first = true;

	put_count(t, n->malicious, "malicious", "1;31", &first);
	for (int s = STRATA_SEVERITY_CRITICAL; s > STRATA_SEVERITY_NONE; s--)
		put_count(t, n->by_severity[s], strata_severity_name((enum strata_severity)s),
			  table_colours[s], &first);
	put_count(t, n->by_severity[STRATA_SEVERITY_UNKNOWN], "of unknown severity",
		  table_colours[STRATA_SEVERITY_UNKNOWN], &first);
	first = false;
	put_count(t, n->maybe, "maybe", "2", &first);
	put_count(t, n->informational, "informational", "2", &first);
	put_count(t, n->drift, n->drift == 1 ? "drift" : "drifts", "2", &first);
	put_count(t, n->ignored, t->style->verbosity < 2 ? "ignored (-v shows them)" : "ignored", "2",
		  &first);
	put_count(t, n->apart, "in tests, examples, fixtures or vendored copies (-v shows them)", "2",
		  &first);
	if (n->failing)
		strata_buf_addf(t->out, "; %zu fail%s this run", n->failing,
				n->failing == 1 ? "s" : "");
	strata_buf_addc(t->out, '\n');
}

static void put_summary(struct table *t, const struct counts *n)
{
	const struct strata_inventory *inventory = t->report->inventory;
	size_t packages = 0;

	for (size_t i = 0; i < inventory->components.count; i++)
		packages += !inventory->components.items[i].local;
	strata_buf_addf(t->out, "%zu package%s in %zu manifest%s; ", packages,
			packages == 1 ? "" : "s", inventory->manifests.count,
			inventory->manifests.count == 1 ? "" : "s");
	table_database(t);
	if (t->report->code)
		table_code(t);
	if (t->report->image && t->report->image->files.count) {
		table_images(t);
		strata_buf_addc(t->out, '\n');
	}
	if (n->own == 0)
		put_nothing(t, packages, n->ignored);
	put_counts(t, n);
}

/* Of Dockerfiles alone: no package of the project was looked up. */
static void put_image_summary(struct table *t, const struct counts *n)
{
	bool any = table_images(t);

	if (t->report->database)
		strata_buf_add(t->out, STRATA_STR("; "));
	table_database(t);
	if (!t->report->database)
		strata_buf_addc(t->out, '\n');
	if (n->own == 0)
		table_paint(t, any ? "32" : "1;33",
			    any ? STRATA_STR("no rule is broken") :
				  STRATA_STR("nothing was judged: no Dockerfile was found"));
	put_counts(t, n);
}

/* Of source files alone. */
static void put_code_summary(struct table *t, const struct counts *n)
{
	bool any = table_code(t);

	if (n->own == 0)
		table_paint(t, any ? "32" : "1;33",
			    any ? STRATA_STR("no rule finds anything") :
				  STRATA_STR("nothing was judged: no source file was found"));
	put_counts(t, n);
}

/* "direct" or "via a > b". */
static struct strata_str way_in(struct table *t, const struct strata_finding *f)
{
	const struct strata_components *all = &t->report->inventory->components;
	const struct strata_indices *chain;
	struct strata_str way = STRATA_STR("via ");

	if (f->chains.count == 0)
		return STRATA_STR("");
	chain = &f->chains.items[0];
	if (chain->count == 1)
		return all->items[chain->items[0]].direct == STRATA_YES ? STRATA_STR("direct")
									 : STRATA_STR("");
	for (size_t i = 0; i + 1 < chain->count; i++)
		way = strata_arena_join(&t->arena, way, i ? STRATA_STR(" > ") : STRATA_STR(""),
					all->items[chain->items[i]].name);
	return way;
}

/* "line 12, prod, via a > b": where it stands, for what it is needed, who asked for it. */
static struct strata_str circumstances(struct table *t, const struct strata_finding *f,
				       const struct strata_component *c)
{
	struct strata_str way = way_in(t, f), line = STRATA_STR(""), scope = STRATA_STR("");
	struct strata_str ships = phrase_ships(&t->arena, f), all;

	if (f->line)
		line = strata_arena_printf(&t->arena, "line %u", f->line);
	if (c->scope != STRATA_SCOPE_UNKNOWN)
		scope = strata_arena_printf(&t->arena, "%s%s", line.len ? ", " : "",
					    strata_scope_name(c->scope));
	if (way.len && line.len + scope.len)
		way = strata_arena_join(&t->arena, STRATA_STR(", "), way, STRATA_NONE);
	all = strata_arena_join(&t->arena, line, scope, way);
	return ships.len && all.len ? strata_arena_join(&t->arena, all, STRATA_STR(", "), ships) :
				      strata_arena_join(&t->arena, all, ships, STRATA_NONE);
}

static void put_package(struct table *t, const struct strata_finding *f)
{
	const struct strata_component *c = phrase_component(t->report, f);
	struct strata_str head, upgrade = STRATA_STR(""), about;
	size_t used;

	head = strata_arena_printf(&t->arena, "%.*s %.*s", STRATA_ARG(c->name),
				   STRATA_ARG(phrase_version(c)));
	if (f->fix.clean.len)
		upgrade = strata_arena_printf(&t->arena, "  \xe2\x86\x92 %.*s ends all of it",
					      STRATA_ARG(f->fix.clean));
	else if (f->fix.best.len)
		upgrade = strata_arena_printf(&t->arena, "  \xe2\x86\x92 %.*s ends %u of %u",
					      STRATA_ARG(f->fix.best), f->fix.ends, f->fix.of);
	strata_buf_add(t->out, STRATA_STR("  "));
	table_paint(t, "1", head);
	if (upgrade.len)
		table_paint(t, "32", upgrade);
	used = 2 + table_columns(head) + table_columns(upgrade) + 2;
	about = circumstances(t, f, c);
	if (about.len) {
		strata_buf_add(t->out, STRATA_STR("  "));
		table_paint(t, "2", table_fit(t, about, table_room(t, used)));
	}
	strata_buf_addc(t->out, '\n');
}

static struct strata_str fix_of(struct table *t, const struct strata_finding *f)
{
	if (f->kind == STRATA_FINDING_DRIFT)
		return STRATA_STR("");
	if (f->component < 0)
		return f->line ? strata_arena_printf(&t->arena, "line %u", f->line) : STRATA_STR("");
	if (!f->fix.version.len)
		return STRATA_STR("no fix known");
	return strata_arena_printf(&t->arena, "%s %.*s", f->maybe ? "pin to" : "fixed in",
				   STRATA_ARG(f->fix.version));
}

static void put_origin(struct table *t, const struct strata_finding *f)
{
	const struct strata_origin *o = f->origin;
	struct strata_str text;

	if (!o)
		return;
	text = strata_arena_printf(&t->arena, "brought by %.10s %.*s: %.*s", o->commit.ptr,
				   STRATA_ARG(o->author), STRATA_ARG(o->subject));
	table_pad(t, 0, INDENT + WORD + 1);
	table_paint(t, "2", table_fit(t, text, table_room(t, INDENT + WORD + 1)));
	strata_buf_addc(t->out, '\n');
}

static struct strata_str ignored_why(struct table *t, const struct strata_finding *f)
{
	if (!f->ignored_until.len)
		return strata_arena_printf(&t->arena, "[ignored: %.*s]",
					   STRATA_ARG(f->ignored_reason));
	return strata_arena_printf(&t->arena, "[ignored until %.*s: %.*s]",
				   STRATA_ARG(f->ignored_until), STRATA_ARG(f->ignored_reason));
}

static void put_finding(struct table *t, const struct strata_finding *f)
{
	struct strata_str score = STRATA_STR("");
	size_t used = INDENT;

	if (f->cvss >= 0)
		score = strata_arena_printf(&t->arena, "%4.1f", f->cvss);
	table_pad(t, 0, INDENT);
	used += table_cell(t, table_colours[f->severity], strata_str_of(phrase_word(f)), WORD);
	used += table_cell(t, "0", f->id, ID);
	used += table_cell(t, "0", score, SCORE);
	used += table_cell(t, f->fix.version.len ? "32" : "2", fix_of(t, f), FIX);
	if (f->exploited)
		used += table_cell(t, "1;31", STRATA_STR("exploited"), 0);
	if (f->maybe)
		used += table_cell(t, "2", STRATA_STR("maybe"), 5);
	if (f->label.len)
		used += table_cell(t, "2", strata_arena_printf(&t->arena, "[%.*s]", STRATA_ARG(f->label)),
				 0);
	if (f->ignored)
		used += table_cell(t, "2", ignored_why(t, f), 0);
	table_put(t, table_fit(t, f->title, table_room(t, used)));
	strata_buf_addc(t->out, '\n');
	table_flow(t, f);
	put_origin(t, f);
}

/* Findings in the order in which they are shown: that of the worst of their manifest, then package. */
struct shown {
	size_t path, component; /* the first, and so worst, finding of the same */
	size_t index;
};

STRATA_VEC(shown_list, struct shown);

static int compare_shown(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	if (x->path != y->path)
		return x->path < y->path ? -1 : 1;
	if (x->component != y->component)
		return x->component < y->component ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static size_t first_of(struct strata_map *map, struct strata_str key, size_t index)
{
	bool added;
	size_t *first = strata_map_at(map, key, &added);

	if (added)
		*first = index;
	return *first;
}

static struct shown_list order_findings(struct table *t)
{
	struct strata_map paths = STRATA_MAP_INIT(&t->arena), components = paths;
	const struct strata_findings *all = t->report->findings;
	struct shown_list list = { 0 };

	for (size_t i = 0; i < all->count; i++) {
		const struct strata_finding *f = &all->items[i];
		struct strata_str key;

		if (t->style->verbosity < 2 && (f->ignored || phrase_is_apart(t->report, f)))
			continue;
		key = strata_arena_printf(&t->arena, "%d %.*s", f->component, STRATA_ARG(f->path));
		*strata_vec_push(&t->arena, &list) = (struct shown){
			first_of(&paths, f->path, i), first_of(&components, key, i), i
		};
	}
	strata_vec_sort(&list, compare_shown);
	return list;
}

void table_findings(struct table *t)
{
	struct shown_list list = order_findings(t);

	for (size_t i = 0; i < list.count; i++) {
		const struct strata_finding *f = &t->report->findings->items[list.items[i].index];
		const struct shown *before = i ? &list.items[i - 1] : NULL;
		bool same = before && before->component == list.items[i].component;

		if (!before || before->path != list.items[i].path) {
			strata_buf_addc(t->out, '\n');
			table_paint(t, "1;4", f->path);
			strata_buf_addc(t->out, '\n');
		}
		if (phrase_component(t->report, f) && !same)
			put_package(t, f);
		put_finding(t, f);
	}
}

void table_notes(struct table *t)
{
	const struct strata_notes *notes = t->report->notes;
	size_t most = t->style->verbosity > 1 ? notes->count : 20;

	if (notes->count == 0)
		return;
	strata_buf_addc(t->out, '\n');
	table_paint(t, "1;33", strata_arena_printf(&t->arena, "%zu not understood or not covered",
					     notes->count));
	strata_buf_addc(t->out, '\n');
	for (size_t i = 0; i < notes->count && i < most; i++) {
		const struct strata_note *n = &notes->items[i];

		strata_buf_add(t->out, STRATA_STR("  "));
		table_put(t, n->path);
		if (n->line)
			strata_buf_addf(t->out, ":%u", n->line);
		strata_buf_add(t->out, n->path.len ? STRATA_STR(": ") : STRATA_STR(""));
		table_put(t, n->reason);
		strata_buf_addc(t->out, '\n');
	}
	if (notes->count > most)
		strata_buf_addf(t->out, "  and %zu more: -v shows all\n", notes->count - most);
}

static void put_packages(struct table *t)
{
	const struct strata_components *all = &t->report->inventory->components;

	for (size_t i = 0; i < all->count; i++) {
		const struct strata_component *c = &all->items[i];
		struct strata_str version = c->version.ptr ? c->version : c->requirement;

		table_put(t, c->name);
		table_pad(t, table_columns(c->name), 40);
		strata_buf_addc(t->out, ' ');
		table_put(t, version);
		table_pad(t, table_columns(version), 20);
		strata_buf_addf(t->out, " %-8s ", strata_scope_name(c->scope));
		table_put(t, c->places.items[0].path);
		if (c->places.items[0].line)
			strata_buf_addf(t->out, ":%u", c->places.items[0].line);
		strata_buf_addc(t->out, '\n');
	}
}

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	struct table t = { out, report, style, STRATA_ARENA_INIT };
	struct counts n;

	if (report->log) {
		table_log(&t);
	} else if (report->diff) {
		table_diff(&t);
	} else if (report->plan) {
		table_fix(&t);
	} else if (report->composition) {
		table_composition(&t);
	} else if (report->parts & REPORT_FINDINGS) {
		n = count(&t);
		if (report->code && !(report->parts & (REPORT_MANIFESTS | REPORT_IMAGE)))
			put_code_summary(&t, &n);
		else if (report->image && !(report->parts & REPORT_MANIFESTS))
			put_image_summary(&t, &n);
		else
			put_summary(&t, &n);
		if (report->image)
			table_remotes(&t);
		table_findings(&t);
		if (report->image)
			table_rebuild(&t);
	} else {
		put_packages(&t);
	}
	table_notes(&t);
	strata_arena_release(&t.arena);
}

const struct report_writer report_table = {
	.name = "table",
	.write = write,
};
