/* table_composition.c - whose the lines are, as bars, and the languages. */
#include "report/figures.h"
#include "report/table_text.h"

enum { BAR = 40, NAME = 24, NUMBER = 12, WHOSE = 12, PACKAGE = 40 };

static void put_number(struct table *t, uint64_t number)
{
	strata_buf_addf(t->out, "%*llu", NUMBER, (unsigned long long)number);
}

static void put_bar(struct table *t, uint64_t part, uint64_t all)
{
	unsigned full = all ? (unsigned)((part * BAR + all / 2) / all) : 0;

	for (unsigned i = 0; i < full; i++)
		strata_buf_add(t->out, STRATA_STR("█"));
	strata_buf_addc(t->out, '\n');
}

static void put_parts(struct table *t, const struct composition_answer *a)
{
	for (int i = 0; i < COMPOSITION_PARTS; i++) {
		const struct composition_part *p = &a->parts[i];

		strata_buf_addf(t->out, "%-*s", WHOSE, p->whose);
		put_number(t, p->lines);
		strata_buf_addf(t->out, " lines %7llu files %5.1f %%  ", (unsigned long long)p->files,
		                composition_percent(p->lines, a->lines));
		put_bar(t, p->lines, a->lines);
	}
	strata_buf_addf(t->out, "\n%.*s\n%.*s\n", STRATA_ARG(figures_headline(&t->arena, a)),
	                STRATA_ARG(figures_basis(&t->arena, a)));
}

static void put_ecosystems(struct table *t, const struct outside_ecosystems *all)
{
	if (!all->count)
		return;
	strata_buf_addf(t->out, "\n%-*s%*s%*s%*s%*s%*s\n", NAME, "dependencies", NUMBER, "packages",
	                NUMBER, "not counted", NUMBER, "direct", NUMBER, "transitive", NUMBER,
	                "estimated");
	for (size_t i = 0; i < all->count; i++) {
		const struct outside_ecosystem *e = &all->items[i];

		strata_buf_addf(t->out, "%-*s", NAME, e->ecosystem->name);
		put_number(t, e->direct.packages + e->transitive.packages);
		put_number(t, e->unknown);
		put_number(t, e->direct.lines);
		put_number(t, e->transitive.lines);
		put_number(t, e->direct.estimated + e->transitive.estimated);
		strata_buf_addc(t->out, '\n');
	}
}

static void put_largest(struct table *t, const struct composition_answer *a)
{
	if (!a->largest_count)
		return;
	strata_buf_add(t->out, STRATA_STR("\nthe largest dependencies\n"));
	for (size_t i = 0; i < a->largest_count; i++) {
		const struct outside_package *p = a->largest[i];

		table_cell(t, "0", figures_package(&t->arena, p), PACKAGE);
		put_number(t, p->counts.lines.code);
		strata_buf_addf(t->out, " lines  %s", p->direct ? "direct" : "transitive");
		if (p->from == OUTSIDE_FROM_SIZE)
			strata_buf_addf(t->out, ", estimated, off by up to %llu",
			                (unsigned long long)p->error);
		strata_buf_addc(t->out, '\n');
	}
}

static void put_lines(struct table *t, const struct lines *lines)
{
	put_number(t, lines->code);
	put_number(t, lines->comment);
	put_number(t, lines->blank);
	strata_buf_addc(t->out, '\n');
}

/* What stands in its files in other languages, below it. */
static void put_embedded(struct table *t, const struct composition_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		strata_buf_addf(t->out, "  in it: %-*s%*s", NAME - 9, parts->items[i].language->name,
		                NUMBER, "");
		put_lines(t, &parts->items[i].lines);
	}
}

static void put_languages(struct table *t, const struct composition_languages *languages)
{
	strata_buf_addf(t->out, "\n%-*s%*s%*s%*s%*s\n", NAME, "language", NUMBER, "files", NUMBER,
	                "code", NUMBER, "comment", NUMBER, "blank");
	for (size_t i = 0; i < languages->count; i++) {
		const struct composition_language *l = &languages->items[i];

		strata_buf_addf(t->out, "%-*s", NAME, l->language->name);
		put_number(t, l->files);
		put_lines(t, &l->lines);
		put_embedded(t, &l->parts);
	}
}

/* "  in-tree      high    deps/lua/lua.c  a folder for code of others" */
static void put_file(struct table *t, const struct composition_file *file)
{
	strata_buf_add(t->out, STRATA_STR("  "));
	table_cell(t, "0", strata_str_of(composition_whose_name(file->whose)), WHOSE);
	table_cell(t, "0", strata_str_of(composition_confidence_name(file->confidence)), WORD);
	table_put(t, file->path);
	for (size_t i = 0; i < file->reasons.count; i++) {
		strata_buf_add(t->out, i ? STRATA_STR("; ") : STRATA_STR("  "));
		table_paint(t, "2", file->reasons.items[i]);
	}
	strata_buf_addc(t->out, '\n');
}

void table_composition(struct table *t)
{
	const struct composition_view *view = t->report->composition;
	struct composition_answer answer;

	composition_answer(&answer, view);
	put_parts(t, &answer);
	put_ecosystems(t, &view->outside.ecosystems);
	put_largest(t, &answer);
	put_languages(t, &view->languages);
	if (t->report->parts & REPORT_COMPOSITION_FILES) {
		strata_buf_addc(t->out, '\n');
		for (size_t i = 0; i < view->files.count; i++)
			put_file(t, &view->files.items[i]);
	}
	strata_buf_addf(t->out,
	                "\nnot counted: %llu binary files, %llu in no language that is known\n",
	                (unsigned long long)view->binary, (unsigned long long)view->unknown);
}
