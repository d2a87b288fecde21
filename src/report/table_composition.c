/* table_composition.c - whose the lines are, as bars, and the languages. */
#include "report/table_text.h"

enum { BAR = 40, NAME = 24, NUMBER = 12, WHOSE = 12 };

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

static void put_shares(struct table *t, const struct composition_view *view)
{
	uint64_t all = 0;

	for (int i = 0; i < COMPOSITION_WHOSE_COUNT; i++)
		all += view->shares[i].lines;
	for (int i = 0; i < COMPOSITION_WHOSE_COUNT; i++) {
		const struct composition_share *share = &view->shares[i];

		strata_buf_addf(t->out, "%-*s", WHOSE, composition_whose_name((enum composition_whose)i));
		put_number(t, share->lines);
		strata_buf_addf(t->out, " lines %7llu files %5.1f %%  ",
		                (unsigned long long)share->files,
		                all ? 100.0 * (double)share->lines / (double)all : 0.0);
		put_bar(t, share->lines, all);
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
		put_number(t, l->lines.code);
		put_number(t, l->lines.comment);
		put_number(t, l->lines.blank);
		strata_buf_addc(t->out, '\n');
	}
}

static void put_families(struct table *t, const struct composition_view *view)
{
	struct composition_licence sums[SPDX_FAMILIES] = { 0 };

	for (size_t i = 0; i < view->licences.count; i++) {
		const struct composition_licence *row = &view->licences.items[i];

		sums[row->family].packages += row->packages;
		sums[row->family].files += row->files;
		sums[row->family].lines += row->lines;
	}
	strata_buf_addf(t->out, "\n%-*s%*s%*s%*s\n", NAME, "licences", NUMBER, "packages", NUMBER,
	                "files", NUMBER, "code");
	for (int i = 1; i <= SPDX_FAMILIES; i++) { /* what is unknown comes last */
		const struct composition_licence *sum = &sums[i % SPDX_FAMILIES];

		if (!sum->packages && !sum->files)
			continue;
		strata_buf_addf(t->out, "%-*s", NAME,
		                spdx_family_name((enum spdx_family)(i % SPDX_FAMILIES)));
		put_number(t, sum->packages);
		put_number(t, sum->files);
		put_number(t, sum->lines);
		strata_buf_addc(t->out, '\n');
	}
	strata_buf_add(t->out, STRATA_STR("the repository itself: "));
	if (view->licence.ptr)
		table_put(t, view->licence);
	else
		strata_buf_add(t->out, STRATA_STR("no licence that is known"));
	strata_buf_addc(t->out, '\n');
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

	put_shares(t, view);
	put_languages(t, &view->languages);
	put_families(t, view);
	if (t->report->parts & REPORT_COMPOSITION_FILES) {
		strata_buf_addc(t->out, '\n');
		for (size_t i = 0; i < view->files.count; i++)
			put_file(t, &view->files.items[i]);
	}
	strata_buf_addf(t->out,
	                "\nnot counted: %llu binary files, %llu in no language that is known\n",
	                (unsigned long long)view->binary, (unsigned long long)view->unknown);
}
