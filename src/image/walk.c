/*
 * walk.c - see walk.h.
 *
 * Scripts are made once, for all rules. The variables move on with the instructions, so each
 * rule sees those of its place; "# hadolint ignore=" and its kin take findings away, as those
 * who wrote them wanted.
 */
#include "image/walk.h"

#include "image/called.h"
#include "image/pragma.h"

struct walker {
	struct image_walk *out;
	struct image_check check;
	struct dockerfile_problems problems;
	bool packages_only;
};

/* The next of the rules; none where only packages are asked for. */
static const struct image_rule *rule_at(const struct walker *w, size_t index)
{
	return w->packages_only ? NULL : image_rule_at(index);
}

static const struct dockerfile_instruction *effective(const struct dockerfile_instruction *i)
{
	return i->trigger ? i->trigger : i;
}

/* RUN, with the scripts that it calls. */
static void add_run(struct walker *w, struct image_runs *runs, struct image_called *called,
                    const struct dockerfile_instruction *whole, struct dockerfile_words shell)
{
	struct image_run *run = strata_vec_push(w->check.arena, runs);

	run->instruction = whole;
	run->run = effective(whole);
	run->shell = shell;
	image_run_read(run, called, &w->problems, w->check.arena);
}

/* The runs of a stage; SHELL holds for what comes behind it. */
static struct image_runs runs_of(struct walker *w, const struct dockerfile_stage *stage,
                                 struct image_called *called)
{
	struct dockerfile_words shell = { 0 };
	struct image_runs runs = { 0 };
	struct dockerfile_scope scope;

	dockerfile_scope_init(&scope, &w->out->file, stage->scope.global, stage->scope.parent,
	                      stage->scope.given, w->check.arena);
	w->check.scope = &scope;
	for (size_t at = stage->first; at < stage->end; at++) {
		const struct dockerfile_instruction *whole = &w->out->file.instructions.items[at];
		const struct dockerfile_instruction *i = effective(whole);

		if (i->keyword == DOCKERFILE_SHELL)
			shell = i->words;
		if (i->keyword == DOCKERFILE_RUN)
			add_run(w, &runs, called, whole, shell);
		else
			image_called_pass(called, i);
		dockerfile_scope_apply(&scope, whole);
	}
	w->check.scope = NULL;
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
	for (size_t r = 0; (w->check.rule = rule_at(w, r)); r++) {
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
		for (size_t r = 0; (w->check.rule = rule_at(w, r)); r++)
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
		for (size_t r = 0; (w->check.rule = rule_at(w, r)); r++)
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
		for (size_t r = 0; (w->check.rule = rule_at(w, r)); r++)
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

/* What the build is told to take in the place of a name; NULL: nothing. */
static const struct dockerfile_argument *context_of(const struct image_setting *setting,
                                                    struct strata_str name)
{
	for (size_t i = 0; setting->build && i < setting->build->contexts.count; i++)
		if (name.len &&
		    strata_str_eq_nocase(setting->build->contexts.items[i].name, name))
			return &setting->build->contexts.items[i];
	return NULL;
}

/* "docker-image://name" is that image; a folder or another build is not known by a name. */
static void replace_source(const struct image_setting *setting, struct dockerfile_source *source)
{
	static const struct strata_str scheme = { "docker-image://", 15 };
	const struct dockerfile_argument *context =
		source->stage < 0 ? context_of(setting, source->image) : NULL;

	if (!context)
		return;
	source->replaced = true;
	source->image = strata_str_starts(context->value, scheme)
	                        ? strata_str_skip(context->value, scheme.len)
	                        : STRATA_NONE;
}

static struct image_base judge_source(struct walker *w, const struct image_setting *setting,
                                      struct dockerfile_source *source)
{
	struct image_base base = { .trust = IMAGE_TRUST_UNKNOWN };
	struct strata_error err = STRATA_ERROR_INIT;
	struct image_reference reference;

	replace_source(setting, source);
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
                                   struct dockerfile_stage *stage)
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

/* What was asked for is stronger than what a file tells. */
static struct strata_str target_of(const struct image_setting *setting)
{
	return setting->target.len || !setting->build ? setting->target : setting->build->target;
}

static const struct dockerfile_arguments_given *arguments_of(const struct image_setting *setting)
{
	return setting->given || !setting->build ? setting->given : &setting->build->arguments;
}

static void prepare(struct walker *w, const struct image_setting *setting, struct strata_str bytes)
{
	struct strata_arena *arena = w->check.arena;
	struct image_called *called;

	dockerfile_read(&w->out->file, bytes, arena);
	dockerfile_stages_read(&w->out->stages, &w->out->file, target_of(setting),
	                       arguments_of(setting), arena);
	called = strata_arena_alloc(arena, (w->out->stages.list.count + 1) * sizeof(*called));
	for (size_t n = 0; n < w->out->stages.list.count; n++) {
		struct dockerfile_stage *stage = w->out->stages.list.items[n];
		struct image_runs runs;
		struct image_bases bases = bases_of(w, setting, stage);

		image_called_begin(&called[n], &w->check, &w->problems,
		                   stage->base.stage < 0 ? NULL : &called[stage->base.stage]);
		runs = runs_of(w, stage, &called[n]);
		*strata_vec_push(arena, &w->out->runs) = runs;
		*strata_vec_push(arena, &w->out->bases) = bases;
	}
}

/* Where the findings were made in a text of one line: at the line of who names the image. */
static void move_to(struct walker *w, size_t from, unsigned line)
{
	for (size_t i = from; i < w->check.findings->count; i++) {
		struct strata_finding *f = &w->check.findings->items[i];

		f->line = line;
		f->column = f->end_line = 0;
		f->aliases.count = 0;
	}
	for (size_t i = 0; i < w->problems.count; i++)
		w->problems.items[i].line = line;
}

static struct walker begin(struct image_walk *out, struct strata_findings *findings,
                           const struct image_setting *setting, struct strata_str path,
                           struct strata_arena *arena)
{
	return (struct walker){
		.out = out,
		.packages_only = setting->packages_only,
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
		           .called = setting->called,
		           .folder = setting->build ? setting->build->folder : STRATA_NONE,
		           .remembered = STRATA_MAP_INIT(arena),
		           .findings = findings },
	};
}

void image_walk_named(struct image_base *out, struct strata_findings *findings,
                      struct strata_notes *notes, const struct image_setting *setting,
                      struct strata_str path, unsigned line, struct strata_str text, bool builds,
                      struct strata_arena *arena)
{
	struct image_walk walk = { .runs = { 0 } };
	struct walker w = begin(&walk, findings, setting, path, arena);
	struct image_setting alone = *setting;
	size_t before = findings->count;

	alone.target = STRATA_NONE;
	alone.remotes = NULL;
	alone.build = NULL;
	prepare(&w, &alone, STRATA_CONCAT(arena, STRATA_STR("FROM "), text));
	*out = walk.bases.items[0].items[0];
	w.check.stage = walk.stages.list.items[0];
	if (builds)
		walk.stages.list.items[0]->use = DOCKERFILE_BUILDS;
	for (size_t r = 0; out->reference.name.len && (w.check.rule = rule_at(&w, r)); r++)
		if (w.check.rule->base && !w.check.rule->builds)
			w.check.rule->base(&w.check, &walk.stages.list.items[0]->base, out);
	move_to(&w, before, line);
	add_notes(&w, notes, &w.problems);
}

void image_walk(struct image_walk *out, struct strata_findings *findings,
                struct strata_notes *notes, const struct image_setting *setting,
                struct strata_str path, struct strata_str bytes, struct strata_arena *arena)
{
	struct walker w = begin(out, findings, setting, path, arena);
	size_t before = findings->count;

	*out = (struct image_walk){ .runs = { 0 } };
	prepare(&w, setting, bytes);
	for (size_t r = 0; (w.check.rule = rule_at(&w, r)); r++)
		if (w.check.rule->file)
			w.check.rule->file(&w.check);
	each_stage(&w);
	image_layers_read(&out->layers, &w.check, setting->manifests, setting->sources, notes);
	image_pragma_apply(findings, before, path, &out->file, arena);
	note_target(&w, notes, target_of(setting));
	add_notes(&w, notes, &w.problems);
}
