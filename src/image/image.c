/*
 * image.c - see image.h.
 *
 * Which files are Dockerfiles, discovery has told: those that were read as one are read again
 * here, for rules need every byte and facts keep few.
 */
#include "image/image.h"

#include "image/read.h"
#include "image/secrets.h"
#include "image/used.h"
#include "image/uses.h"
#include "strata/digest.h"

struct judging {
	struct image_view *out;
	struct strata_findings *findings;
	struct strata_notes *notes;
	struct facts_set *facts;
	const struct image_setting *setting;
	const struct image_builds *builds;
	struct strata_arena *arena;
	struct strata_map in_scripts; /* findings at places of scripts */
};

static void note(struct judging *j, struct strata_str path, const char *reason)
{
	*strata_vec_push(j->arena, j->notes) =
		(struct strata_note){ .path = path,
		                      .reason = strata_arena_printf(j->arena, "%s", reason) };
}

static struct strata_str base_of(const struct dockerfile_stage *stage,
                                 const struct dockerfile_stages *all)
{
	if (stage->base.stage >= 0) {
		const struct dockerfile_stage *from = all->list.items[stage->base.stage];

		return from->name.ptr ? from->name : STRATA_STR("");
	}
	if (stage->base.scratch)
		return STRATA_STR("scratch");
	return stage->base.image.ptr ? stage->base.image : STRATA_STR("");
}

static struct strata_str label_of(struct judging *j, const struct image_walk *walk, size_t stage)
{
	struct strata_str name = walk->stages.list.items[stage]->name;

	return name.len ? name : strata_arena_printf(j->arena, "%zu", stage);
}

/* Copies of one thing are told as it. */
static void add_shares(struct judging *j, struct image_file_view *file,
		       const struct image_walk *walk)
{
	for (size_t i = 0; i < walk->layers.brought.count; i++) {
		const struct image_brought *b = &walk->layers.brought.items[i];
		struct image_share *share;

		if (b->root != i)
			continue;
		share = strata_vec_push(j->arena, &file->shares);
		share->stage = label_of(j, walk, b->stage);
		share->named_package = b->package >= 0;
		if (b->package >= 0)
			share->package = walk->layers.packages.items[b->package];
		share->manifests = b->manifests;
		share->included = b->included;
		share->production = b->production;
		share->ships = b->ships;
		share->ships_production = b->ships_production;
	}
}

static void add_view(struct judging *j, const struct facts_file *source,
		     const struct image_walk *walk)
{
	static const char *const uses[] = { [DOCKERFILE_SHIPS] = "ships",
		                            [DOCKERFILE_BUILDS] = "builds",
		                            [DOCKERFILE_UNUSED] = "unused" };
	struct image_file_view *file = strata_vec_push(j->arena, &j->out->files);

	file->path = source->path;
	file->role = source->role;
	for (size_t i = 0; i < walk->stages.list.count; i++) {
		const struct dockerfile_stage *stage = walk->stages.list.items[i];

		*strata_vec_push(j->arena, &file->stages) = (struct image_stage_view){
			.name = stage->name,
			.base = base_of(stage, &walk->stages),
			.trust = strata_str_of(image_trust_name(walk->bases.items[i].items[0].trust)),
			.final = i == walk->stages.target,
			.verdict = strata_str_of(uses[stage->use]),
			.line = stage->base.line,
			.remote = walk->bases.items[i].items[0].remote,
		};
	}
	add_shares(j, file, walk);
}

/* What is found again at another place of the same stage is another finding of its kind. */
static void sign(struct judging *j, size_t from)
{
	struct strata_map seen = STRATA_MAP_INIT(j->arena);

	for (size_t i = from; i < j->findings->count; i++) {
		struct strata_finding *f = &j->findings->items[i];
		struct strata_str key = STRATA_CONCAT(j->arena, f->id, STRATA_STR("\n"), f->path,
		                                      STRATA_STR("\n"), f->title);
		size_t *ordinal = strata_map_at(&seen, key, NULL);

		f->fingerprint = strata_arena_printf(
			j->arena, "%016llx", (unsigned long long)strata_sum((*ordinal)++, key));
	}
}

/* What is found in a script that several Dockerfiles call is told once. */
static void drop_twins(struct judging *j, size_t from, struct strata_str path)
{
	size_t kept = from;

	for (size_t i = from; i < j->findings->count; i++) {
		struct strata_finding *f = &j->findings->items[i];
		bool added = true;

		if (!strata_str_eq(f->path, path))
			strata_map_at(&j->in_scripts,
				      strata_arena_printf(j->arena, "%.*s %.*s %u %u %.*s",
							  STRATA_ARG(f->path), STRATA_ARG(f->id),
							  f->line, f->column, STRATA_ARG(f->title)),
				      &added);
		if (added)
			j->findings->items[kept++] = *f;
	}
	j->findings->count = kept;
}

static void judge_file(struct judging *j, const struct facts_file *file)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct image_walk walk;
	struct strata_str bytes;
	size_t before = j->findings->count;
	int rc = image_read(&bytes, j->facts, file->path, j->arena, &err);

	if (rc < 0) {
		if (rc != STRATA_ENOTFOUND)
			note(j, file->path, err.text);
		return;
	}
	if (dockerfile_is_template(bytes)) {
		note(j, file->path, "a template of a Dockerfile: it is not judged");
		return;
	}
	image_uses_walk(&walk, j->findings, j->notes, j->setting, j->builds, file->path, bytes,
			j->arena);
	for (size_t i = before; i < j->findings->count; i++)
		j->findings->items[i].role = file->role;
	drop_twins(j, before, file->path);
	sign(j, before);
	add_view(j, file, &walk);
}

/* Files that hold a secret: each is read once, whatever copies it. */
static void find_secrets(struct image_setting *setting, struct judging *j)
{
	const struct source_entries *entries = &j->facts->entries;
	struct strata_arena scratch = STRATA_ARENA_INIT;

	for (size_t i = 0; i < entries->count; i++) {
		const struct source_entry *entry = &entries->items[i];
		struct strata_error err = STRATA_ERROR_INIT;
		struct strata_str bytes;

		if (entry->type == SOURCE_SUBMODULE || !image_may_be_secret(entry->path))
			continue;
		if (facts_read(&bytes, j->facts, entry, &scratch, &err) < 0)
			note(j, entry->path, err.text);
		else if (image_is_secret(entry->path, bytes))
			*strata_vec_push(j->arena, &setting->secrets) = entry->path;
		strata_arena_reset(&scratch);
	}
	strata_arena_release(&scratch);
}

static int open_facts(struct image_facts **out, const char *path, struct strata_error *err)
{
	return path ? image_facts_open(out, path, err) : image_facts_embedded(out, err);
}

/* What the first Dockerfile needs: a snapshot without one costs nothing. */
static int begin(struct judging *j, struct image_setting *setting,
		 const struct image_options *options, struct strata_error *err)
{
	int rc = open_facts(&setting->facts, options->facts, err);

	if (rc < 0)
		return rc;
	j->out->facts_day = strata_arena_dup(j->arena, image_facts_day(setting->facts));
	if (!setting->packages_only)
		find_secrets(setting, j);
	return 0;
}

static void move_view(struct image_file_view *file, unsigned lines)
{
	for (size_t i = 0; i < file->stages.count; i++)
		file->stages.items[i].line += lines;
}

/* Dockerfiles within other files: their lines are counted from where the text begins. */
static void judge_inline(struct judging *j, const struct image_build *build)
{
	struct image_setting setting = *j->setting;
	struct image_walk walk;
	size_t before = j->findings->count, notes = j->notes->count;

	setting.build = build;
	image_walk(&walk, j->findings, j->notes, &setting, build->path, build->text, j->arena);
	for (size_t i = before; i < j->findings->count; i++) {
		struct strata_finding *f = &j->findings->items[i];

		if (!strata_str_eq(f->path, build->path))
			continue;
		f->line = f->line ? f->line + build->line - 1 : build->line;
		f->end_line = f->end_line ? f->end_line + build->line - 1 : 0;
		f->column = 0;
		f->role = facts_role(j->facts->source, build->path);
	}
	for (size_t i = notes; i < j->notes->count; i++)
		j->notes->items[i].line += build->line - 1;
	sign(j, before);
	add_view(j,
		 &(struct facts_file){ .path = build->path,
				       .role = facts_role(j->facts->source, build->path) },
		 &walk);
	move_view(&j->out->files.items[j->out->files.count - 1], build->line - 1);
}

/* What is named elsewhere than in the snapshot's Dockerfiles. */
static void judge_others(struct judging *j)
{
	const struct strata_format *dockerfile = strata_format_named(STRATA_STR("docker/dockerfile"));
	size_t before = j->findings->count;

	for (size_t i = 0; i < j->facts->files.count; i++)
		if (j->facts->files.items[i]->format != dockerfile)
			image_used_of_file(&j->out->files, j->findings, j->notes, j->setting,
					   j->builds, j->facts->files.items[i], j->arena);
	image_used_wanted(&j->out->files, j->findings, j->notes, j->setting, j->builds, j->arena);
	sign(j, before);
	for (size_t i = 0; i < j->builds->list.count; i++)
		if (j->builds->list.items[i].text.ptr)
			judge_inline(j, &j->builds->list.items[i]);
}

/* Whether judge_others has anything to do. */
static bool names_images(const struct judging *j)
{
	if (j->builds->wanted.count || j->builds->list.count)
		return true;
	for (size_t i = 0; i < j->facts->files.count; i++)
		if (image_used_names(j->facts->files.items[i]))
			return true;
	return false;
}

static int by_path(const void *a, const void *b)
{
	const struct image_file_view *x = a, *y = b;
	int order = strata_str_cmp(x->path, y->path);

	if (order == 0 && x->stages.count && y->stages.count)
		order = (x->stages.items[0].line > y->stages.items[0].line) -
			(x->stages.items[0].line < y->stages.items[0].line);
	return order;
}

int image_judge(struct image_view *out, struct strata_findings *findings, struct strata_notes *notes,
		struct facts_set *facts, const struct image_options *options,
		struct strata_arena *arena, struct strata_error *err)
{
	const struct strata_format *dockerfile = strata_format_named(STRATA_STR("docker/dockerfile"));
	size_t called = 0;
	struct image_setting setting = {
		.snapshot = facts,
		.target = options->target,
		.packages_only = options->packages_only,
		.asked = { .then = options->then, .now = options->now,
			   .own = options->policy ? &options->policy->own : NULL },
		.policy = options->policy,
		.manifests = options->manifests,
		.remotes = options->remotes,
		.called = &called,
	};
	struct image_sources sources = { .arena = arena };
	struct image_builds builds;
	struct judging j = { out, findings, notes, facts, &setting, &builds, arena,
			     STRATA_MAP_INIT(arena) };
	int rc = 0;

	setting.sources = &sources;
	*out = (struct image_view){ .files = { 0 } };
	image_builds_read(&builds, notes, facts, arena);
	for (size_t i = 0; rc == 0 && i < facts->files.count; i++) {
		if (facts->files.items[i]->format != dockerfile)
			continue;
		if (!setting.facts && (rc = begin(&j, &setting, options, err)) < 0)
			break;
		judge_file(&j, facts->files.items[i]);
	}
	if (rc == 0 && options->others && names_images(&j) && !setting.facts)
		rc = begin(&j, &setting, options, err);
	if (rc == 0 && options->others && setting.facts)
		judge_others(&j);
	if (out->files.count)
		qsort(out->files.items, out->files.count, sizeof(*out->files.items), by_path);
	image_facts_close(setting.facts);
	return rc;
}
