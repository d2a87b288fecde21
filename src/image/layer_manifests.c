/*
 * layer_manifests.c - the manifests of the snapshot that a stage is given, and what it makes of them.
 *
 * Where a command installs what a project asks for, it is the project in whose folder it runs:
 * its lockfile need not be there, so what answers a manifest is taken with it.
 */
#include "image/layering.h"

#include "image/places.h"
#include "strata/limits.h"

/* By path, and by the lockfile that answers them: of each list its first, plus 1. */
static void index_manifests(struct layering *l)
{
	const struct strata_manifests *all = l->manifests;

	l->first = l->answers = STRATA_MAP_INIT(l->c->arena);
	l->next = strata_arena_alloc(l->c->arena, (all->count + 1) * sizeof(*l->next));
	l->taken = strata_arena_alloc(l->c->arena, (all->count + 1) * sizeof(*l->taken));
	for (size_t m = all->count; m-- > 0;) {
		size_t *head;

		*strata_map_at(&l->first, all->items[m].path, NULL) = m + 1;
		if (!all->items[m].answered_by.ptr)
			continue;
		head = strata_map_at(&l->answers, all->items[m].answered_by, NULL);
		l->next[m] = (unsigned)*head;
		*head = m + 1;
	}
}

/* Which manifests the build is handed: once a file, when something is copied. */
static void look_around(struct layering *l)
{
	const struct image_context *context;

	if (l->looked)
		return;
	l->looked = true;
	context = image_context_of(l->c);
	index_manifests(l);
	for (size_t m = 0; m < l->manifests->count; m++) {
		const struct strata_manifest *manifest = &l->manifests->items[m];
		struct strata_str inside;

		if (!manifest->format->ecosystem || manifest->format->ecosystem->outside)
			continue;
		inside = image_context_inside(context, manifest->path);
		if (inside.ptr)
			*strata_vec_push(l->c->arena, &l->handed) =
				(struct handed){ (unsigned)m, inside };
	}
}

void layering_copy_context(struct layering *l, const struct dockerfile_instruction *i)
{
	look_around(l);
	for (size_t n = 0; n < l->handed.count && layering_steps(l, i->words.count); n++) {
		struct strata_str path =
			image_place_of_file(l->c, i, l->handed.items[n].inside, l->folder);

		if (path.ptr)
			*strata_vec_push(l->c->arena, &l->stage->placed) =
				(struct placed){ l->handed.items[n].manifest, path };
	}
}

/* RUN --mount=type=bind: the same, for as long as it runs. */
void layering_mount(struct layering *l, const struct dockerfile_flag *flag)
{
	struct strata_str source = dockerfile_mount_source(flag);
	struct strata_str target = dockerfile_mount_target(flag);
	struct image_check *c = l->c;

	if (!dockerfile_mounts_context(flag) || !target.ptr)
		return;
	look_around(l);
	target = image_path_resolve(l->folder, image_expand(c, target), c->arena);
	source = image_path_resolve(STRATA_STR("/"), image_expand(c, source), c->arena);
	for (size_t n = 0; n < l->handed.count && layering_step(l); n++) {
		struct strata_str path = image_path_resolve(STRATA_STR("/"),
							    l->handed.items[n].inside, c->arena);

		layering_move(l, &(struct placed){ l->handed.items[n].manifest, path }, source, target);
	}
}

/* Once each, in one round. */
static void take(struct layering *l, struct strata_indices *out, size_t manifest)
{
	if (!layering_step(l) || l->taken[manifest] == l->round)
		return;
	l->taken[manifest] = l->round;
	*strata_vec_push(l->c->arena, out) = (unsigned)manifest;
}

/* All of a path: it may be read as several formats. */
static void take_path(struct layering *l, struct strata_indices *out, struct strata_str path)
{
	size_t m;

	if (!strata_map_get(&m, &l->first, path))
		return;
	for (m--; m < l->manifests->count && strata_str_eq(l->manifests->items[m].path, path); m++)
		take(l, out, m);
}

/* Those of an ecosystem that lie in a folder; deep: also below it. */
static void take_placed(struct layering *l, struct strata_indices *out,
			const struct strata_ecosystem *ecosystem, struct strata_str folder, bool deep)
{
	for (int n = (int)l->c->stage_index; n >= 0; n = layering_base(l, n)) {
		const struct placed_list *all = &l->stages[n].placed;

		for (size_t i = 0; i < all->count && layering_step(l); i++) {
			const struct placed *p = &all->items[i];
			struct strata_str in = strata_path_dir(p->path);

			if (l->manifests->items[p->manifest].format->ecosystem == ecosystem &&
			    (deep ? image_path_holds(folder, p->path) :
				    strata_str_eq(in.len ? in : STRATA_STR("/"), folder)))
				take(l, out, p->manifest);
		}
	}
}

static void take_file(struct layering *l, struct strata_indices *out, struct strata_str path)
{
	for (int n = (int)l->c->stage_index; n >= 0; n = layering_base(l, n))
		for (size_t i = 0; i < l->stages[n].placed.count && layering_step(l); i++)
			if (strata_str_eq(l->stages[n].placed.items[i].path, path))
				take(l, out, l->stages[n].placed.items[i].manifest);
}

/* The lockfile that answers a manifest, and the manifests that a lockfile answers. */
static void take_answers(struct layering *l, struct strata_indices *out)
{
	for (size_t i = 0, count = out->count; i < count; i++) {
		const struct strata_manifest *one = &l->manifests->items[out->items[i]];
		size_t other = 0;

		if (one->answered_by.ptr)
			take_path(l, out, one->answered_by);
		strata_map_get(&other, &l->answers, one->path);
		for (; other && layering_step(l); other = l->next[other - 1])
			take(l, out, other - 1);
	}
}

/* Adds the files that one draws in: no manifests by themselves, as their names tell nothing. */
static void add_includes(struct layering *l, struct strata_strs *out, const struct facts_file *file)
{
	for (size_t r = 0; file && r < file->facts.references.count; r++) {
		const struct strata_reference *ref = &file->facts.references.items[r];
		struct strata_str folder = strata_path_dir(file->path);

		if (ref->kind == STRATA_REF_INCLUDE && ref->path.ptr && layering_step(l))
			*strata_vec_push(l->c->arena, out) = strata_str_skip(
				image_path_resolve(folder, ref->path, l->c->arena), 1);
	}
}

/* What a requirements file draws in, and what that does: -r of its own. */
static void take_includes(struct layering *l, struct strata_strs *out,
			  const struct strata_indices *manifests)
{
	for (size_t i = 0; i < manifests->count; i++) {
		const struct strata_manifest *m = &l->manifests->items[manifests->items[i]];

		add_includes(l, out, facts_set_file(l->c->snapshot, m->path, m->format));
	}
	for (size_t i = 0; i < out->count && i < STRATA_LIMIT_INCLUDES; i++) {
		const struct strata_format *format =
			strata_format_named(STRATA_STR("python/requirements"));

		add_includes(l, out, facts_lookup(l->c->snapshot, out->items[i], format));
	}
}

static void bring_manifests(struct layering *l, struct strata_indices manifests,
			    const struct strata_ecosystem *ecosystem,
			    const struct image_command *command, bool lean, bool compiles)
{
	struct image_brought *b;

	if (!manifests.count)
		return;
	take_answers(l, &manifests);
	b = layering_bring(l, image_place_of(command).line);
	b->manifests = manifests;
	if (ecosystem == &strata_ecosystem_pypi)
		take_includes(l, &b->included, &manifests);
	b->production = lean;
	layering_add_paths(l, b, ecosystem, command);
	if (!compiles)
		return;
	b = layering_bring_again(l, (unsigned)b->root);
	b->production = true;
	b->anywhere = true;
}

static void install_project(struct layering *l, const struct image_installer *installer,
			    const struct image_command *command)
{
	struct strata_str where = image_command_value(command, installer->folder);
	struct strata_str folder = where.len ? image_path_resolve(l->folder, image_expand(l->c, where),
								  l->c->arena) :
					       l->folder;
	struct strata_indices manifests = { 0 };
	bool lean = image_installs_lean(installer, l->c, command) ||
		    (installer->ecosystem == &strata_ecosystem_rubygems && l->stage->lean);

	take_placed(l, &manifests, installer->ecosystem, folder, installer->compiles);
	if (!manifests.count)
		take_placed(l, &manifests, installer->ecosystem, folder, true);
	bring_manifests(l, manifests, installer->ecosystem, command, lean, installer->compiles);
}

/* The files behind -r; of ".", the project that lies there. */
static void install_requirements(struct layering *l, const struct image_command *command)
{
	struct strata_indices manifests = { 0 };
	struct image_check *c = l->c;

	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = image_expand(c, command->words.items[i].text), name, file;

		if (strata_lists("-r --requirement", word) && i + 1 < command->words.count) {
			file = image_expand(c, command->words.items[++i].text);
			take_file(l, &manifests, image_path_resolve(l->folder, file, c->arena));
		} else if (strata_str_cut(&name, &file, word, '=') &&
			   strata_str_eq(name, STRATA_STR("--requirement"))) {
			take_file(l, &manifests, image_path_resolve(l->folder, file, c->arena));
		} else if (word.len > 2 && strata_str_starts(word, STRATA_STR("-r"))) {
			take_file(l, &manifests,
				  image_path_resolve(l->folder, strata_str_skip(word, 2), c->arena));
		} else if (word.len && word.ptr[0] == '.') {
			strata_str_cut(&file, &(struct strata_str){ 0 }, word, '[');
			take_placed(l, &manifests, &strata_ecosystem_pypi,
				    image_path_resolve(l->folder, file, c->arena), false);
		}
	}
	bring_manifests(l, manifests, &strata_ecosystem_pypi, command, false, false);
}

/* npm's packages become one thing that holds what production needs of them. */
static void bundle(struct layering *l)
{
	for (int n = (int)l->c->stage_index; n >= 0; n = layering_base(l, n))
		for (size_t i = 0, count = l->stages[n].brought.count; i < count && layering_step(l); i++) {
			unsigned index = l->stages[n].brought.items[i];
			struct image_brought old = l->out->brought.items[index], *b;
			const struct strata_indices *all =
				&l->out->brought.items[old.root].manifests;

			if (old.anywhere || !all->count ||
			    l->manifests->items[all->items[0]].format->ecosystem !=
				    &strata_ecosystem_npm)
				continue;
			b = layering_bring_again(l, index);
			b->production = true;
			b->anywhere = true;
		}
}

static void prune(struct layering *l)
{
	for (size_t i = 0; i < l->stage->brought.count && layering_step(l); i++) {
		struct image_brought *b = &l->out->brought.items[l->stage->brought.items[i]];

		b->production = b->production || b->package < 0;
	}
}

void layering_install(struct layering *l, const struct image_command *command)
{
	const struct image_installer *installer = image_installer_of(command);

	l->round++;
	if (command->packages.manager == IMAGE_PIP &&
	    (command->packages.action == IMAGE_INSTALL || image_command_has(command, "wheel download")))
		install_requirements(l, command);
	if (installer)
		install_project(l, installer, command);
	if (image_prunes(command))
		prune(l);
	if (image_bundles(command))
		bundle(l);
}
