/* composing.c - see composing.h. */
#include "composing.h"

#include "cli/cli.h"
#include "memo/memo.h"
#include "solving.h"

static int measure_outside(struct scan *s, const struct options *o, struct strata_error *err)
{
	struct outside_options options = {
		.inventory = &s->inventory,
		.facts = &s->facts,
		.roles = s->policy.roles,
		.unresolved = o->no_resolve,
		.top = source_info(s->source)->top,
		.home = getenv("HOME"),
		.jobs = s->jobs,
	};
	struct solving solving;
	int rc = solving_open(&solving, s, o, err);

	if (rc == 0) {
		s->counts = cli_open_memo(o);
		options.memo = s->counts;
		options.registry = solving.context.registry;
		options.user = &solving.user;
		options.environment = &solving.context.environment;
		outside_measure(&s->composition.outside, &s->notes, &options, &s->arena);
	}
	solving_close(&solving);
	return rc;
}

int composing_run(struct scan *s, const struct options *o, struct strata_error *err)
{
	int rc = measure_outside(s, o, err);

	strata_notes_sort(&s->notes);
	return rc;
}

void composing_close(struct memo *memo)
{
	memo_close(memo);
}
