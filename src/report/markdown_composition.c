/* markdown_composition.c - a composition as tables of Markdown. */
#include "report/figures.h"
#include "report/markdown.h"
#include "report/report.h"

struct writer {
	struct strata_buf *out;
	struct strata_arena *arena;
};

static void put_parts(struct writer *w, const struct composition_answer *a)
{
	strata_buf_addf(w->out, "| whose | lines | files | share |\n|---|---:|---:|---:|\n");
	for (int i = 0; i < COMPOSITION_PARTS; i++) {
		const struct composition_part *p = &a->parts[i];

		strata_buf_addf(w->out, "| %s | %.*s", p->whose,
				STRATA_ARG(figures_number(w->arena, p->lines)));
		if (p->estimated)
			strata_buf_addf(w->out, " ± %.*s", STRATA_ARG(figures_number(w->arena, p->error)));
		strata_buf_addf(w->out, " | %.*s | %.1f %% |\n",
				STRATA_ARG(figures_number(w->arena, p->files)),
				composition_percent(p->lines, a->lines));
	}
}

static void put_ecosystems(struct writer *w, const struct outside_view *outside)
{
	strata_buf_addf(w->out, "\n| ecosystem | packages | not counted | direct | transitive |\n"
				"|---|---:|---:|---:|---:|\n");
	for (size_t i = 0; i < outside->ecosystems.count; i++) {
		const struct outside_ecosystem *e = &outside->ecosystems.items[i];

		strata_buf_addf(w->out, "| %s | %.*s | %.*s | %.*s | %.*s |\n", e->ecosystem->name,
				STRATA_ARG(figures_number(w->arena, e->direct.packages +
									    e->transitive.packages)),
				STRATA_ARG(figures_number(w->arena, e->unknown)),
				STRATA_ARG(figures_number(w->arena, e->direct.lines)),
				STRATA_ARG(figures_number(w->arena, e->transitive.lines)));
	}
}

static void put_largest(struct writer *w, const struct composition_answer *a)
{
	strata_buf_addf(w->out, "\n| the largest dependencies | | lines |\n|---|---|---:|\n");
	for (size_t i = 0; i < a->largest_count; i++) {
		const struct outside_package *p = a->largest[i];

		strata_buf_addf(w->out, "| ");
		markdown_code(w->out, figures_package(w->arena, p));
		strata_buf_addf(w->out, " | %s | %.*s", p->direct ? "direct" : "transitive",
				STRATA_ARG(figures_number(w->arena, p->counts.lines.code)));
		if (p->error)
			strata_buf_addf(w->out, " ± %.*s", STRATA_ARG(figures_number(w->arena, p->error)));
		strata_buf_addf(w->out, " |\n");
	}
}

void markdown_composition(struct strata_buf *out, const struct composition_view *view,
			  struct strata_arena *arena)
{
	struct writer w = { out, arena };
	struct composition_answer answer;

	composition_answer(&answer, view);
	strata_buf_addf(out, "### %.*s\n\n%.*s.\n\n", STRATA_ARG(figures_headline(arena, &answer)),
			STRATA_ARG(figures_basis(arena, &answer)));
	put_parts(&w, &answer);
	if (view->outside.ecosystems.count)
		put_ecosystems(&w, &view->outside);
	if (answer.largest_count)
		put_largest(&w, &answer);
}
