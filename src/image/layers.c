/*
 * layers.c - see layers.h.
 *
 * Stages are gone through in order, each with the folder that it is in and the manifests that
 * lie in it. What one stage takes out of another by COPY is a copy of what was brought there,
 * at the path that it is copied to. How many of those are made is limited: of a thousand
 * stages each may copy a thousand things out of the one before.
 */
#include "image/layering.h"

#include "image/places.h"
#include "strata/limits.h"

void layering_note(struct layering *l, unsigned line, struct strata_str reason)
{
	*strata_vec_push(l->c->arena, l->notes) =
		(struct strata_note){ .path = l->c->path, .line = line, .reason = reason };
}

bool layering_steps(struct layering *l, size_t count)
{
	l->steps += count;
	if (l->steps <= STRATA_LIMIT_LAYER_STEPS)
		return true;
	if (!l->exhausted)
		layering_note(l, 0, STRATA_STR("too much is copied between its stages: what ships of it is "
				      "not known"));
	l->exhausted = true;
	return false;
}

bool layering_step(struct layering *l)
{
	return layering_steps(l, 1);
}

const struct dockerfile_stage *layering_stage(const struct layering *l, size_t index)
{
	return l->c->stages->list.items[index];
}

/* The stage that one starts from; -1: an image. */
int layering_base(const struct layering *l, int stage)
{
	return layering_stage(l, (size_t)stage)->base.stage;
}

/* --- what is brought ------------------------------------------------------------------------ */

struct image_brought *layering_bring(struct layering *l, unsigned line)
{
	size_t index = l->out->brought.count;
	struct image_brought *b = strata_vec_push(l->c->arena, &l->out->brought);

	*strata_vec_push(l->c->arena, &l->stage->brought) = (unsigned)index;
	b->stage = l->c->stage_index;
	b->line = line;
	b->package = -1;
	b->root = index;
	return b;
}

/* The same thing, elsewhere or as a part of something else. */
struct image_brought *layering_bring_again(struct layering *l, unsigned index)
{
	struct image_brought old = l->out->brought.items[index];
	struct image_brought *b = layering_bring(l, old.line);

	b->package = old.package;
	b->production = old.production;
	b->root = old.root;
	return b;
}

/* A file of the system is no program that was compiled. */
static bool may_be_made(struct strata_str path)
{
	static const char *const folders[] = { "/etc", "/usr/share", "/lib", "/lib64", "/usr/lib",
					       "/var/lib", "/bin",   "/usr/bin", "/sbin", "/usr/sbin" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (image_path_holds(strata_str_of(folders[i]), path))
			return false;
	return true;
}

static void copy_brought(struct layering *l, unsigned index, struct strata_str source,
			 struct strata_str target)
{
	struct image_brought old = l->out->brought.items[index];
	struct strata_strs at = { 0 };
	struct image_brought *b;

	if (!layering_steps(l, 1 + old.at.count))
		return;
	for (size_t i = 0; i < old.at.count; i++) {
		struct strata_str path =
			image_path_moved(old.at.items[i], source, target, l->c->arena);

		if (path.ptr)
			*strata_vec_push(l->c->arena, &at) = path;
	}
	if (old.anywhere && !at.count && may_be_made(source))
		*strata_vec_push(l->c->arena, &at) = target;
	if (!at.count)
		return;
	b = layering_bring_again(l, index);
	b->at = at;
}

void layering_move(struct layering *l, const struct placed *old, struct strata_str source,
			struct strata_str target)
{
	struct strata_str path = STRATA_NONE;

	if (layering_step(l) && image_path_holds(source, old->path))
		path = image_path_moved(old->path, source, target, l->c->arena);
	if (path.ptr)
		*strata_vec_push(l->c->arena, &l->stage->placed) = (struct placed){ old->manifest, path };
}

void layering_add_paths(struct layering *l, struct image_brought *b,
		      const struct strata_ecosystem *ecosystem, const struct image_command *command)
{
	image_install_paths(&b->at, l->c, ecosystem, command, l->folder);
	if (ecosystem != &strata_ecosystem_pypi || !layering_steps(l, l->stage->environments.count))
		return;
	for (size_t i = 0; i < l->stage->environments.count; i++)
		*strata_vec_push(l->c->arena, &b->at) = l->stage->environments.items[i];
}

/* COPY --from of an earlier stage: all that it holds, with what it starts from. */
static void copy_stage(struct layering *l, const struct dockerfile_instruction *i, int from)
{
	struct image_check *c = l->c;
	struct strata_str target = image_path_resolve(
		l->folder, image_expand(c, i->words.items[i->words.count - 1].text), c->arena);

	for (; from >= 0; from = layering_base(l, from)) {
		const struct stage *s = &l->stages[from];

		for (size_t k = 0; k + 1 < i->words.count && layering_step(l); k++) {
			struct strata_str source = image_path_resolve(
				STRATA_STR("/"), image_expand(c, i->words.items[k].text), c->arena);

			for (size_t n = 0; n < s->brought.count && !l->exhausted; n++)
				copy_brought(l, s->brought.items[n], source, target);
			for (size_t n = 0; n < s->placed.count && !l->exhausted; n++)
				layering_move(l, &s->placed.items[n], source, target);
		}
	}
}

/* --- one stage --------------------------------------------------------------------------------------- */

static void note_environment(struct layering *l, const struct image_command *command)
{
	const struct shell_words *words = &command->words;

	if (!words->count || !(image_command_is(command, "virtualenv") ||
			       image_command_has(command, "venv")))
		return;
	*strata_vec_push(l->c->arena, &l->stage->environments) = image_path_resolve(
		l->folder, image_expand(l->c, words->items[words->count - 1].text), l->c->arena);
}

static void run_command(struct layering *l, const struct image_command *command,
			const struct image_removals *removed)
{
	if (image_command_is(command, "cd pushd") && command->words.count > 1) {
		l->folder = image_path_resolve(
			l->folder, image_expand(l->c, command->words.items[1].text), l->c->arena);
		return;
	}
	note_environment(l, command);
	l->stage->lean = l->stage->lean || image_configures_lean(command);
	if (command->packages.action == IMAGE_INSTALL)
		layering_install_packages(l, command, removed);
	if (l->looked)
		layering_install(l, command);
}

static void run_scripts(struct layering *l, const struct image_run *run)
{
	struct strata_str folder = l->folder;
	struct image_removals removed;

	image_removals_read(&removed, run, l->c->arena);
	for (size_t f = 0; l->manifests && f < run->run->flags.count; f++)
		layering_mount(l, &run->run->flags.items[f]);
	for (size_t s = 0; s < run->scripts.count; s++) {
		l->folder = folder;
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			run_command(l, &run->scripts.items[s]->commands.items[k], &removed);
	}
	l->folder = folder;
}

/* The stage that a COPY copies out of; -1: none. */
static int source_stage(const struct dockerfile_stage *stage, size_t instruction)
{
	for (size_t i = 0; i < stage->copies.count; i++)
		if (stage->copies.items[i].instruction == instruction)
			return stage->copies.items[i].stage;
	return -1;
}

static void copy(struct layering *l, const struct dockerfile_stage *stage, size_t at)
{
	const struct dockerfile_instruction *i = &l->c->file->instructions.items[at];
	int from;

	if (l->manifests && image_copies_context(i))
		layering_copy_context(l, i);
	if (i->words.count < 2 || !dockerfile_flag(i, "from").ptr)
		return;
	from = source_stage(stage, at);
	if (from >= 0)
		copy_stage(l, i, from);
}

static void go_through(struct layering *l, const struct dockerfile_stage *stage,
		       const struct image_runs *runs)
{
	struct dockerfile_scope scope;
	size_t run = 0;

	dockerfile_scope_init(&scope, l->c->file, stage->scope.global, stage->scope.parent,
			      stage->scope.given, l->c->arena);
	l->c->scope = &scope;
	l->folder = stage->base.stage >= 0 ? l->stages[stage->base.stage].folder : STRATA_STR("/");
	for (size_t at = stage->first; at < stage->end; at++) {
		const struct dockerfile_instruction *i = &l->c->file->instructions.items[at];
		bool runs_here = run < runs->count && runs->items[run].instruction == i;

		if (i->keyword == DOCKERFILE_WORKDIR)
			l->folder = image_path_resolve(l->folder, image_expand(l->c, i->text),
						       l->c->arena);
		if (i->keyword == DOCKERFILE_COPY || i->keyword == DOCKERFILE_ADD)
			copy(l, stage, at);
		if (runs_here && i->keyword == DOCKERFILE_RUN)
			run_scripts(l, &runs->items[run]);
		run += runs_here;
		dockerfile_scope_apply(&scope, i);
	}
	l->stage->folder = l->folder;
	l->c->scope = NULL;
}

/* What the target holds, and what it starts from. */
static void ship(struct layering *l)
{
	struct image_broughts *all = &l->out->brought;
	int n = l->c->stages->target == SIZE_MAX ? -1 : (int)l->c->stages->target;

	for (; n >= 0; n = layering_base(l, n))
		for (size_t i = 0; i < l->stages[n].brought.count; i++) {
			struct image_brought *b = &all->items[l->stages[n].brought.items[i]];
			struct image_brought *root = &all->items[b->root];

			if (b->production && !root->production)
				root->ships_production = true;
			else
				root->ships = true;
		}
}

void image_layers_read(struct image_layers *out, struct image_check *c,
		       const struct strata_manifests *manifests, struct image_sources *sources,
		       struct strata_notes *notes)
{
	const struct dockerfile_stage_list *list = &c->stages->list;
	struct layering l = {
		.out = out, .c = c, .manifests = manifests, .sources = sources, .notes = notes
	};

	l.stages = strata_arena_alloc(c->arena, (list->count + 1) * sizeof(*l.stages));
	for (size_t n = 0; n < list->count; n++) {
		c->stage = list->items[n];
		c->stage_index = n;
		l.stage = &l.stages[n];
		go_through(&l, list->items[n], &c->runs->items[n]);
	}
	c->stage = NULL;
	ship(&l);
}
