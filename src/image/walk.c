/*
 * walk.c - see walk.h.
 *
 * Scripts are made once, for all rules. The variables move on with the instructions, so each
 * rule sees those of its place; "# hadolint ignore=" and its kin take findings away, as those
 * who wrote them wanted.
 */
#include "image/walk.h"

#include "image/pragma.h"

struct walker {
	struct image_walk *out;
	struct image_check check;
	struct dockerfile_problems problems;
};

static const struct dockerfile_instruction *effective(const struct dockerfile_instruction *i)
{
	return i->trigger ? i->trigger : i;
}

/* The runs of a stage; SHELL holds for what comes behind it. */
static struct image_runs runs_of(struct walker *w, const struct dockerfile_stage *stage)
{
	struct dockerfile_words shell = { 0 };
	struct image_runs runs = { 0 };

	for (size_t at = stage->first; at < stage->end; at++) {
		const struct dockerfile_instruction *whole = &w->out->file.instructions.items[at];
		const struct dockerfile_instruction *i = effective(whole);
		struct image_run *run;

		if (i->keyword == DOCKERFILE_SHELL)
			shell = i->words;
		if (i->keyword != DOCKERFILE_RUN)
			continue;
		run = strata_vec_push(w->check.arena, &runs);
		run->instruction = whole;
		run->run = i;
		run->shell = shell;
		image_run_read(run, &w->problems, w->check.arena);
	}
	return runs;
}

static void each_command(struct walker *w, const struct image_run *run)
{
	for (size_t s = 0; w->check.rule->command && s < run->scripts.count; s++) {
		const struct image_commands *all = &run->scripts.items[s]->commands;

		for (size_t k = 0; k < all->count; k++)
			w->check.rule->command(&w->check, &all->items[k]);
	}
}

static void each_run(struct walker *w, const struct image_run *run)
{
	for (size_t r = 0; (w->check.rule = image_rule_at(r)); r++) {
		if (w->check.rule->run)
			w->check.rule->run(&w->check, run);
		each_command(w, run);
	}
}

static void each_instruction(struct walker *w, const struct dockerfile_stage *stage,
                             const struct image_runs *runs)
{
	struct dockerfile_scope scope;
	size_t run = 0;

	dockerfile_scope_init(&scope, &w->out->file, stage->scope.global, stage->scope.parent,
	                      stage->scope.given, w->check.arena);
	w->check.scope = &scope;
	for (size_t at = stage->first; at < stage->end; at++) {
		const struct dockerfile_instruction *i = &w->out->file.instructions.items[at];

		w->check.instruction = i;
		for (size_t r = 0; (w->check.rule = image_rule_at(r)); r++)
			if (w->check.rule->instruction)
				w->check.rule->instruction(&w->check, effective(i));
		if (run < runs->count && runs->items[run].instruction == i)
			each_run(w, &runs->items[run++]);
		dockerfile_scope_apply(&scope, i);
	}
	w->check.instruction = NULL;
	w->check.scope = NULL;
}

/* Images alone: a stage, scratch, and what has no known name are none. */
static void each_base(struct walker *w, const struct dockerfile_stage *stage,
                      const struct image_bases *bases)
{
	for (size_t i = 0; i < bases->count; i++) {
		const struct dockerfile_source *source =
			i ? &stage->copies.items[i - 1] : &stage->base;

		if (!bases->items[i].reference.name.len)
			continue;
		for (size_t r = 0; (w->check.rule = image_rule_at(r)); r++)
			if (w->check.rule->base)
				w->check.rule->base(&w->check, source, &bases->items[i]);
	}
}

static void each_stage(struct walker *w)
{
	for (size_t n = 0; n < w->out->stages.list.count; n++) {
		const struct dockerfile_stage *stage = w->out->stages.list.items[n];

		w->check.stage = stage;
		w->check.stage_index = n;
		for (size_t r = 0; (w->check.rule = image_rule_at(r)); r++)
			if (w->check.rule->stage)
				w->check.rule->stage(&w->check);
		each_base(w, stage, &w->out->bases.items[n]);
		each_instruction(w, stage, &w->out->runs.items[n]);
	}
	w->check.stage = NULL;
}

static void add_notes(struct walker *w, struct strata_notes *notes,
                      const struct dockerfile_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		*strata_vec_push(w->check.arena, notes) = (struct strata_note){
			.path = w->check.path,
			.line = problems->items[i].line,
			.reason = problems->items[i].reason,
		};
}

/* What else is wrong with the stages, the facts of the file tell. */
static void note_target(struct walker *w, struct strata_notes *notes, struct strata_str target)
{
	const struct dockerfile_problems *problems = &w->out->stages.problems;

	for (size_t i = 0; target.len && i < problems->count; i++)
		if (problems->items[i].line == 0)
			add_notes(w, notes, &(struct dockerfile_problems){ &problems->items[i], 1, 0 });
}

static struct image_base judge_source(struct walker *w, const struct image_setting *setting,
                                      const struct dockerfile_source *source)
{
	struct image_base base = { .trust = IMAGE_TRUST_UNKNOWN };
	struct strata_error err = STRATA_ERROR_INIT;
	struct image_reference reference;

	if (source->stage >= 0)
		base.trust = IMAGE_TRUST_STAGE;
	else if (source->scratch)
		image_base_scratch(&base, source->written);
	else if (source->image.ptr &&
	         (image_reference_read(&reference, source->image, w->check.arena, &err) < 0 ||
	          image_base_judge(&base, setting->facts, &reference, &setting->asked,
	                           w->check.arena, &err) < 0))
		*strata_vec_push(w->check.arena, &w->problems) = (struct dockerfile_problem){
			source->line, strata_arena_printf(w->check.arena, "%s", err.text)
		};
	return base;
}

/* The base, then what is copied out of. */
static struct image_bases bases_of(struct walker *w, const struct image_setting *setting,
                                   const struct dockerfile_stage *stage)
{
	struct image_bases bases = { 0 };

	for (size_t i = 0; i <= stage->copies.count; i++) {
		struct image_base base =
			judge_source(w, setting, i ? &stage->copies.items[i - 1] : &stage->base);

		if (setting->remotes)
			image_online_judge(&base, setting->remotes, setting->asked.now,
			                   i ? STRATA_NONE : stage->platform);
		*strata_vec_push(w->check.arena, &bases) = base;
	}
	return bases;
}

static void prepare(struct walker *w, const struct image_setting *setting, struct strata_str bytes)
{
	struct strata_arena *arena = w->check.arena;

	dockerfile_read(&w->out->file, bytes, arena);
	dockerfile_stages_read(&w->out->stages, &w->out->file, setting->target, setting->given,
	                       arena);
	for (size_t n = 0; n < w->out->stages.list.count; n++) {
		const struct dockerfile_stage *stage = w->out->stages.list.items[n];
		struct image_runs runs = runs_of(w, stage);
		struct image_bases bases = bases_of(w, setting, stage);

		*strata_vec_push(arena, &w->out->runs) = runs;
		*strata_vec_push(arena, &w->out->bases) = bases;
	}
}

void image_walk(struct image_walk *out, struct strata_findings *findings,
                struct strata_notes *notes, const struct image_setting *setting,
                struct strata_str path, struct strata_str bytes, struct strata_arena *arena)
{
	struct walker w = {
		.out = out,
		.check = { .arena = arena,
		           .snapshot = setting->snapshot,
		           .path = path,
		           .file = &out->file,
		           .stages = &out->stages,
		           .runs = &out->runs,
		           .bases = &out->bases,
		           .facts_day = image_facts_day(setting->facts),
		           .policy = setting->policy,
		           .secrets = &setting->secrets,
		           .remembered = STRATA_MAP_INIT(arena),
		           .findings = findings },
	};
	size_t before = findings->count;

	*out = (struct image_walk){ .runs = { 0 } };
	prepare(&w, setting, bytes);
	for (size_t r = 0; (w.check.rule = image_rule_at(r)); r++)
		if (w.check.rule->file)
			w.check.rule->file(&w.check);
	each_stage(&w);
	image_layers_read(&out->layers, &w.check, setting->manifests, setting->sources, notes);
	image_pragma_apply(findings, before, &out->file, arena);
	note_target(&w, notes, setting->target);
	add_notes(&w, notes, &w.problems);
}
