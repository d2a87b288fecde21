/* table_code.c - what the table says of source files: how many were judged, and the way of a flow. */
#include "report/table_text.h"

bool table_code(struct table *t)
{
	const struct code_view *code = t->report->code;

	strata_buf_addf(t->out, "%zu source file%s", code->files, code->files == 1 ? "" : "s");
	for (size_t i = 0; i < code->languages.count; i++)
		strata_buf_addf(t->out, "%s%s %zu lines", i ? ", " : ": ",
				code->languages.items[i].name, code->languages.items[i].lines);
	if (code->left_out)
		strata_buf_addf(t->out, "; %zu left out (tests, copies, generated: --roles)",
				code->left_out);
	strata_buf_addc(t->out, '\n');
	return code->files > 0;
}

void table_flow(struct table *t, const struct strata_finding *f)
{
	for (size_t i = 0; i < f->flow.count; i++) {
		const struct strata_step *step = &f->flow.items[i];
		struct strata_str place = STRATA_STR("");

		if (!strata_str_eq(step->path, f->path))
			place = strata_arena_join(&t->arena, step->path, STRATA_STR(":"), STRATA_NONE);
		place = strata_arena_printf(&t->arena, "%.*s%u %.*s", STRATA_ARG(place), step->line,
					    STRATA_ARG(step->what));
		table_pad(t, 0, INDENT + WORD + 1);
		table_paint(t, "2", table_fit(t, place, table_room(t, INDENT + WORD + 1)));
		strata_buf_addc(t->out, '\n');
	}
}
