/*
 * hook_report.c - the answer of a hook in the formats of other commands.
 *
 * A commit to be, or the new commits of a ref, are a difference: what strata diff says of
 * one is said of them. What was there before the change and stays is left out.
 */
#include "cli/hook.h"

static struct strata_findings join_findings(const struct hook_verdict *v, struct strata_arena *arena)
{
	struct strata_findings all = { 0 };

	for (size_t i = 0; i < v->added.count; i++) {
		struct strata_finding *f = strata_vec_push(arena, &all);

		*f = v->added.items[i];
		f->state = STRATA_STATE_NEW;
	}
	for (size_t i = 0; i < v->fixed.count; i++) {
		struct strata_finding *f = strata_vec_push(arena, &all);

		*f = v->fixed.items[i];
		f->state = STRATA_STATE_FIXED;
		if (f->component >= 0)
			f->component += (int)v->packages.head.components.count;
	}
	return all;
}

/* Files of one side only: one may be the other, moved. */
static void list_one_sided(struct hook_verdict *v)
{
	struct history *h = &v->packages.history;
	const struct history_state *base = h->commits[0].state;
	const struct history_state *tip = h->commits[h->walk.commits.count - 1].state;

	for (unsigned i = 0; i < h->slots.count; i++) {
		uint32_t was = vector_at(&base->versions, i), is = vector_at(&tip->versions, i);

		if (was != HISTORY_NONE && is == HISTORY_NONE)
			*strata_vec_push(&h->arena, &v->packages.gone) = h->versions.items[was].file;
		else if (was == HISTORY_NONE && is != HISTORY_NONE)
			*strata_vec_push(&h->arena, &v->packages.came) = h->versions.items[is].file;
	}
}

static void find_changes(struct hook_verdict *v)
{
	if (v->manifests)
		list_one_sided(v);
	history_diff_follow_moves(&v->packages);
	history_diff_compare(&v->packages);
}

static struct strata_str hex(struct hook *h, const struct source_id *id)
{
	return source_hex(h->scan.source, id->bytes, &h->scan.arena);
}

int hook_report(struct hook_verdict *v, struct hook *h, const struct hook_change *change,
		struct strata_error *err)
{
	struct strata_findings findings = join_findings(v, &h->scan.arena);
	struct source_info target = *source_info(h->scan.source), base = target;
	struct report_diff diff = { .base = &base, .changes = &v->packages.changes };
	struct report report = cli_report_of(&h->scan, REPORT_FINDINGS | REPORT_CHANGES);
	struct strata_inventory both;

	find_changes(v);
	history_diff_join(&both, &v->packages, &h->scan.arena);
	base.revision = change->from_nothing ? STRATA_NONE : hex(h, &change->base);
	if (change->ref.ptr)
		target.revision = hex(h, &change->tip);
	report.target = &target;
	report.inventory = &both;
	report.findings = &findings;
	report.notes = &v->notes;
	report.roles = change->policies[0].roles;
	report.diff = &diff;
	return cli_report(&report, h->options, err);
}
