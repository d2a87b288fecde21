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

#include "report/report.h"
#include "text/utf8.h"

struct table {
	struct strata_buf *out;
	const struct report *report;
	const struct report_style *style;
	struct strata_arena arena;
};

enum { MANY = 200, INDENT = 4 };

static const char *const severity_colours[] = {
	[STRATA_SEVERITY_UNKNOWN] = "35",  [STRATA_SEVERITY_NONE] = "2",
	[STRATA_SEVERITY_LOW] = "36",      [STRATA_SEVERITY_MEDIUM] = "33",
	[STRATA_SEVERITY_HIGH] = "31",     [STRATA_SEVERITY_CRITICAL] = "1;31",
};

static void put(struct table *t, struct strata_str s)
{
	strata_buf_add(t->out, report_harmless(&t->arena, s));
}

static void paint(struct table *t, const char *code, struct strata_str s)
{
	if (t->style->colour)
		strata_buf_addf(t->out, "\033[%sm", code);
	put(t, s);
	if (t->style->colour)
		strata_buf_add(t->out, STRATA_STR("\033[0m"));
}

static void pad(struct table *t, size_t used, size_t width)
{
	for (; used < width; used++)
		strata_buf_addc(t->out, ' ');
}

/* How many columns text takes: one per character; wide scripts are off by some. */
static size_t columns(struct strata_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* s cut to `most` columns, with an ellipsis where something was cut. */
static struct strata_str fit(struct table *t, struct strata_str s, size_t most)
{
	size_t end = 0, used = 0;

	if (columns(s) <= most)
		return s;
	while (end < s.len && used + 1 < most) {
		size_t len = utf8_length(strata_str_skip(s, end));

		end += len ? len : 1;
		used++;
	}
	return strata_arena_join(&t->arena, strata_str_take(s, end), STRATA_STR("\xe2\x80\xa6"),
				 STRATA_NONE);
}

static const struct strata_component *component_of(const struct table *t,
						   const struct strata_finding *f)
{
	return f->component < 0 ? NULL : &t->report->inventory->components.items[f->component];
}

static bool is_apart(const struct table *t, const struct strata_finding *f)
{
	const struct strata_component *c = component_of(t, f);

	return c && !(t->report->roles & 1u << c->role);
}

struct counts {
	size_t by_severity[STRATA_SEVERITY_CRITICAL + 1];
	size_t malicious, informational, maybe, ignored, apart, own;
};

static struct counts count(const struct table *t)
{
	struct counts n = { 0 };

	for (size_t i = 0; i < t->report->findings->count; i++) {
		const struct strata_finding *f = &t->report->findings->items[i];

		if (f->ignored) {
			n.ignored++;
		} else if (is_apart(t, f)) {
			n.apart++;
		} else if (f->kind == STRATA_FINDING_INFORMATIONAL) {
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
	paint(t, colour, text);
	*first = false;
}

static void put_database(struct table *t)
{
	const struct advisory_status *db = t->report->database;

	if (!db)
		return;
	if (db->kind == ADVISORY_STARTER) {
		paint(t, "1;33",
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

static void put_summary(struct table *t, const struct counts *n)
{
	const struct strata_inventory *inventory = t->report->inventory;
	bool first = true;

	strata_buf_addf(t->out, "%zu packages in %zu manifests; ", inventory->components.count,
			inventory->manifests.count);
	put_database(t);
	if (n->own == 0)
		paint(t, "32", STRATA_STR("no known vulnerability in what is pinned"));
	put_count(t, n->malicious, "malicious", "1;31", &first);
	for (int s = STRATA_SEVERITY_CRITICAL; s > STRATA_SEVERITY_NONE; s--)
		put_count(t, n->by_severity[s], strata_severity_name((enum strata_severity)s),
			  severity_colours[s], &first);
	put_count(t, n->by_severity[STRATA_SEVERITY_UNKNOWN], "of unknown severity",
		  severity_colours[STRATA_SEVERITY_UNKNOWN], &first);
	first = false;
	put_count(t, n->maybe, "maybe", "2", &first);
	put_count(t, n->informational, "informational", "2", &first);
	put_count(t, n->ignored, "ignored", "2", &first);
	put_count(t, n->apart, "in tests, examples, fixtures or vendored copies", "2", &first);
	strata_buf_addc(t->out, '\n');
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

static void put_package(struct table *t, const struct strata_finding *f)
{
	const struct strata_component *c = component_of(t, f);
	struct strata_str version = c->version.ptr ? c->version : c->requirement;
	struct strata_str head, scope;

	if (!version.len)
		version = STRATA_STR("any version");
	head = strata_arena_printf(&t->arena, "%.*s %.*s", STRATA_ARG(c->name), STRATA_ARG(version));
	strata_buf_add(t->out, STRATA_STR("  "));
	paint(t, "1", head);
	if (f->line)
		strata_buf_addf(t->out, "  line %u", f->line);
	scope = strata_str_of(strata_scope_name(c->scope));
	if (c->scope != STRATA_SCOPE_UNKNOWN)
		strata_buf_addf(t->out, "  %.*s", STRATA_ARG(scope));
	head = way_in(t, f);
	if (head.len) {
		strata_buf_add(t->out, STRATA_STR("  "));
		paint(t, "2", fit(t, head, t->style->width ? t->style->width : MANY));
	}
	strata_buf_addc(t->out, '\n');
}

static void put_finding(struct table *t, const struct strata_finding *f)
{
	size_t width = t->style->width ? t->style->width : MANY, used, left;
	const char *word = f->kind == STRATA_FINDING_VULNERABILITY
				   ? strata_severity_name(f->severity)
				   : strata_finding_kind_name(f->kind);
	struct strata_str fix = STRATA_STR("no fix known");

	pad(t, 0, INDENT);
	paint(t, severity_colours[f->severity], strata_str_of(word));
	pad(t, strata_str_of(word).len, 9);
	put(t, f->id);
	pad(t, columns(f->id), 20);
	used = INDENT + 9 + (columns(f->id) > 20 ? columns(f->id) : 20);
	if (f->cvss >= 0)
		strata_buf_addf(t->out, " %4.1f ", f->cvss);
	else
		strata_buf_add(t->out, STRATA_STR("      "));
	used += 6;
	if (f->fix.version.len)
		fix = strata_arena_printf(&t->arena, "%s %.*s", f->maybe ? "pin to" : "fix:",
					  STRATA_ARG(f->fix.version));
	put(t, fix);
	pad(t, columns(fix), 18);
	used += columns(fix) > 18 ? columns(fix) : 18;
	left = width > used + 2 ? width - used - 2 : 0;
	strata_buf_addc(t->out, ' ');
	if (f->maybe)
		paint(t, "2", STRATA_STR("maybe: "));
	if (f->label.len)
		paint(t, "2", strata_arena_printf(&t->arena, "[%.*s] ", STRATA_ARG(f->label)));
	if (left > 8)
		put(t, fit(t, f->title, left));
	strata_buf_addc(t->out, '\n');
}

/* The findings of one component, which are neighbours nowhere: rank mixes them. */
static void put_component(struct table *t, size_t first, bool *done)
{
	const struct strata_findings *all = t->report->findings;

	put_package(t, &all->items[first]);
	for (size_t i = first; i < all->count; i++) {
		if (done[i] || all->items[i].ignored ||
		    all->items[i].component != all->items[first].component)
			continue;
		done[i] = true;
		put_finding(t, &all->items[i]);
	}
}

/* All shown findings whose place is in that manifest, in the order of rank. */
static void put_manifest(struct table *t, size_t first, bool *done)
{
	const struct strata_findings *all = t->report->findings;
	struct strata_str path = all->items[first].path;

	strata_buf_addc(t->out, '\n');
	paint(t, "1;4", path);
	strata_buf_addc(t->out, '\n');
	for (size_t i = first; i < all->count; i++)
		if (!done[i] && !all->items[i].ignored && strata_str_eq(all->items[i].path, path) &&
		    (t->style->verbosity > 1 || !is_apart(t, &all->items[i])))
			put_component(t, i, done);
}

static void put_findings(struct table *t)
{
	const struct strata_findings *all = t->report->findings;
	bool *done = strata_arena_alloc(&t->arena, all->count + 1);

	for (size_t i = 0; i < all->count; i++)
		if (!done[i] && !all->items[i].ignored &&
		    (t->style->verbosity > 1 || !is_apart(t, &all->items[i])))
			put_manifest(t, i, done);
}

static void put_notes(struct table *t)
{
	const struct strata_notes *notes = t->report->notes;
	size_t most = t->style->verbosity > 1 ? notes->count : 20;

	if (notes->count == 0)
		return;
	strata_buf_addc(t->out, '\n');
	paint(t, "1;33", strata_arena_printf(&t->arena, "%zu not understood or not covered",
					     notes->count));
	strata_buf_addc(t->out, '\n');
	for (size_t i = 0; i < notes->count && i < most; i++) {
		const struct strata_note *n = &notes->items[i];

		strata_buf_add(t->out, STRATA_STR("  "));
		put(t, n->path);
		if (n->line)
			strata_buf_addf(t->out, ":%u", n->line);
		strata_buf_add(t->out, n->path.len ? STRATA_STR(": ") : STRATA_STR(""));
		put(t, n->reason);
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

		put(t, c->name);
		pad(t, columns(c->name), 40);
		strata_buf_addc(t->out, ' ');
		put(t, version);
		pad(t, columns(version), 20);
		strata_buf_addf(t->out, " %-8s ", strata_scope_name(c->scope));
		put(t, c->places.items[0].path);
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

	if (report->parts & REPORT_FINDINGS) {
		n = count(&t);
		put_summary(&t, &n);
		put_findings(&t);
	} else {
		put_packages(&t);
	}
	put_notes(&t);
	strata_arena_release(&t.arena);
}

const struct report_writer report_table = {
	.name = "table",
	.write = write,
};
