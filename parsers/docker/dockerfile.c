/*
 * Dockerfile, Containerfile: the images that a build starts from and copies out of.
 *
 * "scratch" and earlier stages are none. ARGs before the first FROM have defaults that FROM
 * may hold; a build may give others, so that a version from one is what is asked for at
 * least. What the last stage starts from ships, all else serves the build.
 *
 * Format: docs.docker.com, "Dockerfile reference", 1.12, 2026-11.
 */
#include "container/image.h"
#include "strata/format.h"
#include "syntax/dockerfile_stages.h"

static void note_problems(struct strata_facts *out, const struct dockerfile_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		strata_facts_note(out, problems->items[i].line, "%.*s",
				  STRATA_ARG(problems->items[i].reason));
}

/* What ships is at the end of the chain of stages that the target starts from. */
static const struct dockerfile_source *shipped(const struct dockerfile_stages *stages)
{
	const struct dockerfile_source *base;

	if (!stages->list.count)
		return NULL;
	base = &stages->list.items[stages->target]->base;
	while (base->stage >= 0)
		base = &stages->list.items[base->stage]->base;
	return base;
}

static void add_source(struct strata_facts *out, const struct dockerfile_source *source,
		       enum strata_scope scope)
{
	struct strata_str text = source->unset.ptr ? source->written : source->image;
	struct strata_package *p = text.len ? image_add(out, text, scope, source->line) : NULL;

	if (p)
		p->maybe = p->maybe || source->by_argument;
}

static void add_stage(struct strata_facts *out, const struct dockerfile_stage *stage,
		      const struct dockerfile_source *ships)
{
	add_source(out, &stage->base,
		   &stage->base == ships ? STRATA_SCOPE_PROD : STRATA_SCOPE_BUILD);
	for (size_t i = 0; i < stage->copies.count; i++)
		add_source(out, &stage->copies.items[i], STRATA_SCOPE_BUILD);
}

/*
 * A longer name may be that of a text about one (Dockerfile.md): the first line that is no
 * comment begins with a keyword, or is a template's.
 */
static bool probe(struct strata_str path, struct strata_str head)
{
	struct strata_str line, word, rest = head, base = strata_path_base(path);

	if (strata_str_eq_nocase(base, STRATA_STR("Dockerfile")) ||
	    strata_str_eq_nocase(base, STRATA_STR("Containerfile")))
		return true;
	while (rest.len) {
		strata_str_cut(&line, &rest, rest, '\n');
		line = strata_str_trim(line);
		if (!line.len || line.ptr[0] == '#')
			continue;
		strata_str_cut(&word, &line, line, ' ');
		strata_str_cut(&word, &line, word, '\t');
		return dockerfile_keyword_of(word) || strata_str_starts(word, STRATA_STR("{")) ||
		       strata_str_starts(word, STRATA_STR("<%"));
	}
	return true;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct dockerfile_stages stages;
	struct dockerfile file;
	const struct dockerfile_source *ships;

	(void)err;
	if (dockerfile_is_template(in->bytes)) {
		strata_facts_note(out, 0, "a template of a Dockerfile: it is not read");
		return 0;
	}
	dockerfile_read(&file, in->bytes, out->arena);
	dockerfile_stages_read(&stages, &file, STRATA_NONE, NULL, out->arena);
	ships = shipped(&stages);
	for (size_t i = 0; i < stages.list.count; i++)
		add_stage(out, stages.list.items[i], ships);
	note_problems(out, &file.problems);
	note_problems(out, &stages.problems);
	if (file.instructions.count && !stages.list.count)
		strata_facts_note(out, 0, "no FROM");
	return 0;
}

const struct strata_format strata_format_docker_dockerfile = {
	.name = "docker/dockerfile",
	.files = "Dockerfile Dockerfile.* *.Dockerfile *.dockerfile Containerfile Containerfile.* "
		 "*.Containerfile",
	.kind = STRATA_FORMAT_MANIFEST,
	.names_images = true,
	.ecosystem = &strata_ecosystem_docker,
	.probe = probe,
	.parse = parse,
};
