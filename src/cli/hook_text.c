/*
 * hook_text.c - what a hook says: what blocks, why, and what to do.
 *
 * A few lines of plain text: they are read in a terminal, in an editor's window, and
 * behind "remote: ".
 */
#include <stdio.h>

#include "cli/hook.h"
#include "strata/limits.h"

struct text {
	struct strata_buf out;
	const struct hook_verdict *verdict;
	const struct hook *hook;
	const struct hook_change *change;
	struct strata_arena *arena;
};

static struct strata_str harmless(struct text *t, struct strata_str s)
{
	return report_harmless(t->arena, s);
}

static const struct strata_component *component_of(const struct text *t,
						   const struct strata_finding *f)
{
	return f->component < 0 ? NULL : &t->verdict->packages.head.components.items[f->component];
}

/* "express > body-parser > qs"; nothing for a direct one. */
static void put_chain(struct text *t, const struct strata_finding *f)
{
	const struct strata_indices *chain = f->chains.count ? &f->chains.items[0] : NULL;

	for (size_t i = 0; chain && chain->count > 1 && i < chain->count; i++)
		strata_buf_addf(&t->out, "%s%.*s", i ? " > " : ", through ",
				STRATA_ARG(harmless(t, t->verdict->packages.head.components
							       .items[chain->items[i]].name)));
}

static void put_fix(struct text *t, const struct strata_finding *f)
{
	struct strata_str to = f->fix.clean.ptr ? f->fix.clean : f->fix.version;

	if (f->kind == STRATA_FINDING_IMAGE)
		return;
	if (f->kind == STRATA_FINDING_MALICIOUS)
		strata_buf_add(&t->out, STRATA_STR("; malicious: remove it"));
	else if (to.ptr)
		strata_buf_addf(&t->out, "; fixed in %.*s", STRATA_ARG(harmless(t, to)));
	else
		strata_buf_add(&t->out, STRATA_STR("; no fix is known"));
}

/* The first line of what to write instead. */
static void put_advice(struct text *t, const struct strata_finding *f)
{
	struct strata_str first, rest;

	if (f->kind != STRATA_FINDING_IMAGE || !f->advice.len)
		return;
	strata_str_cut(&first, &rest, f->advice, '\n');
	strata_buf_addf(&t->out, "    %.*s\n", STRATA_ARG(harmless(t, first)));
}

static void put_origin(struct text *t, const struct strata_finding *f)
{
	if (f->origin)
		strata_buf_addf(&t->out, "    commit %.*s %.*s\n",
				STRATA_ARG(strata_str_take(f->origin->commit, 12)),
				STRATA_ARG(harmless(t, strata_str_take(f->origin->subject, 72))));
}

static void put_finding(struct text *t, const struct strata_finding *f)
{
	const struct strata_component *c = component_of(t, f);

	strata_buf_add(&t->out, STRATA_STR("  "));
	if (c)
		strata_buf_addf(&t->out, "%.*s %.*s: ", STRATA_ARG(harmless(t, c->name)),
				STRATA_ARG(harmless(t, c->version)));
	strata_buf_addf(&t->out, "%.*s, %s", STRATA_ARG(harmless(t, f->id)),
			strata_severity_name(f->severity));
	if (f->title.len)
		strata_buf_addf(&t->out, ", %.*s", STRATA_ARG(harmless(t, strata_str_take(f->title, 72))));
	strata_buf_addf(&t->out, "\n    %.*s", STRATA_ARG(harmless(t, f->path)));
	if (f->line)
		strata_buf_addf(&t->out, ":%u", f->line);
	put_chain(t, f);
	put_fix(t, f);
	strata_buf_addc(&t->out, '\n');
	put_advice(t, f);
	put_origin(t, f);
}

static void put_findings(struct text *t)
{
	size_t shown = 0;

	for (size_t i = 0; i < t->verdict->added.count; i++)
		if (t->verdict->added.items[i].fails && shown++ < STRATA_LIMIT_HOOK_FINDINGS)
			put_finding(t, &t->verdict->added.items[i]);
	if (shown > STRATA_LIMIT_HOOK_FINDINGS)
		strata_buf_addf(&t->out, "  and %zu more\n", shown - STRATA_LIMIT_HOOK_FINDINGS);
}

/* The other way on, besides mending it. */
static void put_bypass(struct text *t)
{
	strata_buf_add(&t->out, STRATA_STR("mend it, or say in strata.toml why it does not matter "
					   "([[ignore]] with a reason; it holds once "));
	switch (t->hook->kind) {
	case HOOK_PRE_COMMIT:
		strata_buf_add(&t->out, STRATA_STR("committed), or 'git commit --no-verify'\n"));
		break;
	case HOOK_PRE_PUSH:
		strata_buf_add(&t->out, STRATA_STR("it is there), or 'git push --no-verify'\n"));
		break;
	case HOOK_PRE_RECEIVE:
	case HOOK_UPDATE:
		strata_buf_add(&t->out, STRATA_STR("a push of its own has brought it)\n"));
		break;
	}
}

static void put_blocking(struct text *t)
{
	size_t n = t->verdict->blocking;

	strata_buf_addf(&t->out, "strata: %zu new finding%s block%s %s", n, n == 1 ? "" : "s",
			n == 1 ? "s" : "", t->change->ref.ptr ? "the push to " : "this commit");
	if (t->change->ref.ptr)
		strata_buf_add(&t->out, harmless(t, t->change->ref));
	strata_buf_addc(&t->out, '\n');
	put_findings(t);
	put_bypass(t);
}

static void put_rest(struct text *t)
{
	size_t rest = t->verdict->added.count - t->verdict->blocking;

	if (rest)
		strata_buf_addf(&t->out, "strata: %zu new finding%s %s not block (ignored, or below what "
					 "fails)\n",
				rest, rest == 1 ? "" : "s", rest == 1 ? "does" : "do");
}

/* --- beside the findings -------------------------------------------------------------------- */

static void say_database(const struct hook *h)
{
	const struct advisory_status *db = advisory_status(h->scan.database);

	if (hook_has_starter_only(h))
		fprintf(stderr, "strata: only the %zu starter advisories %s: run 'strata db update'\n",
			db->records, h->options->strict ? "are here, and --strict blocks" : "were asked");
	else if (status_is_too_old(h->scan.now, db, h->options))
		fputs("strata: the advisory database is older than --max-db-age: run 'strata db update'\n",
		      stderr);
}

static void say_notes(struct text *t)
{
	const struct strata_notes *notes = &t->verdict->notes;

	for (size_t i = 0; i < notes->count && i < STRATA_LIMIT_HOOK_FINDINGS; i++) {
		const struct strata_note *n = &notes->items[i];

		fprintf(stderr, "strata: %.*s", STRATA_ARG(harmless(t, n->path)));
		if (n->line)
			fprintf(stderr, ":%u", n->line);
		fprintf(stderr, ": %.*s\n", STRATA_ARG(harmless(t, n->reason)));
	}
	if (notes->count > STRATA_LIMIT_HOOK_FINDINGS)
		fprintf(stderr, "strata: and %zu more that was not understood\n",
			notes->count - STRATA_LIMIT_HOOK_FINDINGS);
}

void hook_tell(const struct hook_verdict *v, const struct hook *h, const struct hook_change *change)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct text t = { .verdict = v, .hook = h, .change = change, .arena = &arena };

	if (!h->options->quiet || h->options->strict) {
		if (h->scan.database)
			say_database(h);
		say_notes(&t);
	}
	if (v->blocking)
		put_blocking(&t);
	if (!h->options->quiet)
		put_rest(&t);
	fwrite(strata_buf_str(&t.out).ptr, 1, t.out.len, stdout);
	fflush(stdout);
	strata_buf_release(&t.out);
	strata_arena_release(&arena);
}
