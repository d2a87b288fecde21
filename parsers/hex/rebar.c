/* rebar.c - see rebar.h */
#include "hex/rebar.h"
#include "terms/terms.h"

bool rebar_is_source(const struct node *source)
{
	const struct node *address = term_at(source, 1);

	return term_is(source, '{') && term_text(source, 0).len && address && address->quoted &&
	       address->type == NODE_STRING;
}

void rebar_set_source(struct strata_facts *out, struct strata_package *p, const struct node *source)
{
	const struct node *third = term_at(source, 2);
	struct strata_str kind = term_text(source, 0);
	struct strata_str ref = term_is(third, '{') ? term_text(third, 1) : term_text(source, 2);

	if (strata_str_eq(kind, STRATA_STR("git_subdir")))
		kind = STRATA_STR("git");
	p->requirement = STRATA_STR("");
	p->version = STRATA_NONE;
	p->source = strata_arena_printf(out->arena, "%.*s+%.*s%s%.*s", STRATA_ARG(kind),
					STRATA_ARG(term_text(source, 1)), ref.len ? "#" : "",
					STRATA_ARG(ref));
	p->commit = strata_is_commit(ref) ? ref : STRATA_NONE;
}
