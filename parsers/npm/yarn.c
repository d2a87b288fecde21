/*
 * yarn.c - from descriptors to edges; see yarn.h.
 *
 * A resolution of package.json replaces what a package asks for, and berry then
 * keeps the replacement's descriptor only: so a descriptor that nothing answers
 * leads to the package of that name when there is exactly one.
 */
#include "npm/yarn.h"

static void count_name(struct yarn_reader *r, struct strata_str name, size_t value)
{
	bool added;
	size_t *known = strata_map_at(&r->by_name, name, &added);

	*known = added || *known == value ? value : 0;
}

void yarn_answer(struct yarn_reader *r, struct strata_str descriptor)
{
	struct strata_str name, range, real, rest, plain = STRATA_NONE;
	size_t index = strata_facts_last(r->out);

	npm_split(&name, &range, descriptor);
	*strata_map_at(&r->by_descriptor, descriptor, NULL) = index + 1;
	count_name(r, name, index + 1);
	*strata_vec_push(r->out->arena, &r->out->keys) =
		(struct strata_key){ descriptor, (unsigned)index };
	if (npm_alias(&real, &rest, range)) /* what package.json asks for by that name */
		plain = strata_arena_join(r->out->arena, name, STRATA_STR("@"), rest);
	else if (strata_str_starts(range, STRATA_STR("npm:")))
		plain = strata_arena_join(r->out->arena, name, STRATA_STR("@"),
					  strata_str_skip(range, 4));
	if (plain.ptr)
		*strata_vec_push(r->out->arena, &r->out->keys) =
			(struct strata_key){ plain, (unsigned)index };
}

void yarn_answer_own(struct yarn_reader *r, struct strata_str descriptor)
{
	struct strata_str name, range;

	npm_split(&name, &range, descriptor);
	*strata_map_at(&r->by_descriptor, descriptor, NULL) = 0;
	count_name(r, name, 0);
}

/* Whether some entry answers; *index is its package + 1, 0 for one of the project's own. */
static bool find(size_t *index, const struct yarn_reader *r, const struct yarn_want *want,
		 struct strata_arena *scratch)
{
	return strata_map_get(index, &r->by_descriptor,
			      strata_arena_join(scratch, want->name, STRATA_STR("@"), want->range)) ||
	       strata_map_get(index, &r->by_descriptor,
			      strata_arena_join(scratch, want->name, STRATA_STR("@npm:"),
						want->range)) ||
	       strata_map_get(index, &r->by_name, want->name);
}

void yarn_settle(struct yarn_reader *r)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;

	strata_arena_drop_trees(r->out->arena); /* wants have all that is needed */
	for (size_t i = 0; i < r->wants.count; i++) {
		const struct yarn_want *want = &r->wants.items[i];
		size_t index;

		if (!find(&index, r, want, &scratch))
			strata_facts_note(r->out, want->line, "dependency '%.*s@%.*s' is not in the file",
					  STRATA_ARG(want->name), STRATA_ARG(want->range));
		else if (index)
			npm_edge(r->out, want->from, want->name, index - 1, want->scope);
		strata_arena_reset(&scratch);
	}
	strata_arena_release(&scratch);
	strata_vec_give_back(r->out->arena, &r->wants);
	strata_map_release(&r->by_descriptor);
	strata_map_release(&r->by_name);
}
