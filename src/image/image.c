/*
 * image.c - see image.h.
 *
 * Which files are Dockerfiles, discovery has told: those that were read as one are read again
 * here, for rules need every byte and facts keep few.
 */
#include "image/image.h"

#include "image/read.h"
#include "image/secrets.h"
#include "image/walk.h"
#include "strata/digest.h"

struct judging {
	struct image_view *out;
	struct strata_findings *findings;
	struct strata_notes *notes;
	struct facts_set *facts;
	const struct image_setting *setting;
	struct strata_arena *arena;
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
	image_walk(&walk, j->findings, j->notes, j->setting, file->path, bytes, j->arena);
	for (size_t i = before; i < j->findings->count; i++)
		j->findings->items[i].role = file->role;
	sign(j, before);
	add_view(j, file, &walk);
}

/* Files that hold a secret: each is read once, whatever copies it. */
static void find_secrets(struct image_setting *setting, const struct facts_set *facts,
			 struct strata_arena *arena)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;

	for (size_t i = 0; i < facts->entries.count; i++) {
		const struct source_entry *entry = &facts->entries.items[i];
		struct strata_str bytes;

		if (entry->type == SOURCE_SUBMODULE || !image_may_be_secret(entry->path))
			continue;
		if (facts_read(&bytes, facts, entry, &scratch, NULL) == 0 &&
		    image_is_secret(entry->path, bytes))
			*strata_vec_push(arena, &setting->secrets) = entry->path;
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
	find_secrets(setting, j->facts, j->arena);
	return 0;
}

int image_judge(struct image_view *out, struct strata_findings *findings, struct strata_notes *notes,
		struct facts_set *facts, const struct image_options *options,
		struct strata_arena *arena, struct strata_error *err)
{
	const struct strata_format *dockerfile = strata_format_named(STRATA_STR("docker/dockerfile"));
	struct image_setting setting = {
		.snapshot = facts,
		.target = options->target,
		.asked = { .then = options->then, .now = options->now,
			   .own = options->policy ? &options->policy->own : NULL },
		.policy = options->policy,
		.manifests = options->manifests,
		.remotes = options->remotes,
	};
	struct image_sources sources = { .arena = arena };
	struct judging j = { out, findings, notes, facts, &setting, arena };
	int rc = 0;

	setting.sources = &sources;
	*out = (struct image_view){ .files = { 0 } };
	for (size_t i = 0; rc == 0 && i < facts->files.count; i++) {
		if (facts->files.items[i]->format != dockerfile)
			continue;
		if (!setting.facts && (rc = begin(&j, &setting, options, err)) < 0)
			break;
		judge_file(&j, facts->files.items[i]);
	}
	image_facts_close(setting.facts);
	return rc;
}
