/*
 * brought.c - what changes bring that was not there; see plan.h.
 *
 * A raised package may need less of another one, or more: then a version is taken that was not
 * there before, with advisories of its own. As far as such a finding would count, it is ended
 * in the same way as those that were asked for; what is still there is said.
 */
#include "fix/plan.h"

enum { ROUNDS = 3 };

bool fix_counts(const struct strata_finding *f, const struct strata_component *c)
{
	return !f->maybe && c->scope != STRATA_SCOPE_TEST && c->scope != STRATA_SCOPE_OPTIONAL;
}

/* --- copies, which outlive their trial -------------------------------------------------------- */

static void copy_texts(struct strata_strs *out, const struct strata_strs *from,
		       struct strata_arena *arena)
{
	*out = (struct strata_strs){ 0 };
	for (size_t i = 0; i < from->count; i++)
		*strata_vec_push(arena, out) = strata_arena_dup(arena, from->items[i]);
}

static struct strata_str copy(struct strata_str s, struct strata_arena *arena)
{
	return s.ptr ? strata_arena_dup(arena, s) : s;
}

static struct strata_component copy_component(const struct strata_component *c,
					      struct strata_arena *arena)
{
	return (struct strata_component){
		.id = copy(c->id, arena),
		.ecosystem = c->ecosystem,
		.name = copy(c->name, arena),
		.key = copy(c->key, arena),
		.version = copy(c->version, arena),
		.requirement = copy(c->requirement, arena),
		.purl = copy(c->purl, arena),
		.scope = c->scope,
		.direct = c->direct,
		.role = c->role,
		.project = copy(c->project, arena),
		.root_edge = c->root_edge,
	};
}

static struct strata_finding copy_finding(const struct strata_finding *f, struct strata_arena *arena)
{
	struct strata_finding out = {
		.kind = f->kind,
		.id = copy(f->id, arena),
		.title = copy(f->title, arena),
		.severity = f->severity,
		.cvss = f->cvss,
		.maybe = f->maybe,
		.path = copy(f->path, arena),
		.line = f->line,
		.fingerprint = copy(f->fingerprint, arena),
		.fix = { .version = copy(f->fix.version, arena), .clean = copy(f->fix.clean, arena),
			 .best = copy(f->fix.best, arena), .ends = f->fix.ends, .of = f->fix.of },
	};

	copy_texts(&out.aliases, &f->aliases, arena);
	copy_texts(&out.records, &f->records, arena);
	return out;
}

/* --- ended as well ------------------------------------------------------------------------------ */

/* The copy of a component, if it is troubled already. */
static struct troubled *known(struct planner *p, const struct strata_component *c)
{
	for (size_t i = 0; i < p->troubled.count; i++) {
		struct troubled *t = &p->troubled.items[i];

		if (t->brought && t->component->ecosystem == c->ecosystem &&
		    strata_str_eq(t->component->id, c->id))
			return t;
	}
	return NULL;
}

/* Whether it counts, and is none that an earlier round could not end. */
static bool is_news(struct planner *p, size_t first, const struct fix_trial *trial,
		    const struct strata_finding *f)
{
	const struct strata_component *c = &trial->inventory.components.items[f->component];
	const struct troubled *t = known(p, c);

	return fix_counts(f, c) && (!t || t >= p->troubled.items + first);
}

static void add_finding(struct planner *p, const struct fix_trial *trial,
			const struct strata_finding *f)
{
	struct strata_arena *arena = p->task->arena;
	const struct strata_component *c = &trial->inventory.components.items[f->component];
	struct troubled *t = known(p, c);
	struct strata_component *own;
	struct strata_finding *finding = strata_arena_alloc(arena, sizeof(*finding));

	if (!t) {
		own = strata_arena_alloc(arena, sizeof(*own));
		*own = copy_component(c, arena);
		t = fix_troubled_of(p, own);
		t->brought = true;
	}
	*finding = copy_finding(f, arena);
	*strata_vec_push(arena, &t->findings) = finding;
}

static int end_those(struct planner *p, size_t first, struct strata_error *err)
{
	int rc = 0;

	for (size_t i = first; rc == 0 && i < p->troubled.count; i++) {
		struct fix_trial now;
		bool found;

		fix_troubled_settle(p, &p->troubled.items[i]);
		if ((rc = fix_raise_more(p, &p->troubled.items[i], err)) < 0 ||
		    (rc = fix_try(&now, p, &p->changes, NULL, err)) < 0)
			return rc;
		if (now.whole && !fix_ends(&now, &p->troubled.items[i]))
			rc = fix_way_find(&found, p, &p->troubled.items[i], &now, err);
		fix_trial_release(&now);
	}
	return rc;
}

int fix_brought_find(struct planner *p, struct strata_error *err)
{
	int rc = 0;

	for (unsigned round = 0; rc == 0 && round < ROUNDS; round++) {
		size_t first = p->troubled.count, at = 0;
		const struct strata_finding *f;
		struct fix_trial trial;

		if ((rc = fix_try(&trial, p, &p->changes, NULL, err)) < 0)
			break;
		while (trial.whole &&
		       (f = fix_trial_brings(&at, &trial, p->task, &p->baseline)))
			if (is_news(p, first, &trial, f))
				add_finding(p, &trial, f);
		fix_trial_release(&trial);
		if (p->troubled.count == first)
			break;
		rc = end_those(p, first, err);
	}
	if (rc != STRATA_ELIMIT && rc != STRATA_EUNSUPPORTED)
		return rc;
	if (err) /* what is not ended is said */
		*err = STRATA_ERROR_INIT;
	return 0;
}

void fix_brought_keep(struct planner *p, const struct fix_trial *last)
{
	struct strata_arena *arena = p->task->arena;
	const struct strata_finding *f;
	size_t at = 0;

	while ((f = fix_trial_brings(&at, last, p->task, &p->baseline))) {
		struct strata_finding *own = strata_vec_push(arena, &p->plan->brought);

		*own = copy_finding(f, arena);
		own->component = (int)p->plan->brought_by.count;
		*strata_vec_push(arena, &p->plan->brought_by) =
			copy_component(&last->inventory.components.items[f->component], arena);
	}
}
