/* stages.c - names of stages that are taken twice, are nobody's, or are never used. */
#include "image/check.h"

/* A name that looks like a stage's: no registry, no tag. */
static bool looks_like_stage(struct strata_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (strchr("/:@$.", name.ptr[i]))
			return false;
	return name.len > 0;
}

/* COPY --from=its own name. */
static void check_own_name(struct image_check *c)
{
	for (size_t at = c->stage->first; at < c->stage->end; at++) {
		const struct dockerfile_instruction *i = &c->file->instructions.items[at];
		struct strata_str from = dockerfile_flag(i, "from");

		if (i->keyword == DOCKERFILE_COPY && from.len &&
		    strata_str_eq_nocase(from, c->stage->name))
			image_report_at(c, image_place_in(i, 0), "DL3023",
			                "a stage cannot copy out of itself");
	}
}

static void check_stage(struct image_check *c)
{
	const struct dockerfile_stage *stage = c->stage;
	const struct dockerfile_instruction *from = &c->file->instructions.items[stage->first];

	if (stage->twin >= 0)
		image_report_at(c, image_place_in(from, 0), "DL3024",
		                "a second stage is called '%.*s'",
		                STRATA_ARG(strata_str_take(stage->name, 60)));
	if (strata_lists("scratch context", stage->name))
		image_report_at(c, image_place_in(from, 0), "DL3063",
		                "'%.*s' is no name for a stage", STRATA_ARG(stage->name));
	check_own_name(c);
	for (size_t i = 0; i < stage->copies.count; i++) {
		const struct dockerfile_source *s = &stage->copies.items[i];

		if (s->stage < 0 && !s->replaced && looks_like_stage(s->written))
			image_report_at(
				c, image_place_in(&c->file->instructions.items[s->instruction], 0),
				"DL3022", "no stage before is called '%.*s'",
				STRATA_ARG(strata_str_take(s->written, 60)));
	}
}

static void check_file(struct image_check *c)
{
	for (size_t i = 0; i < c->stages->list.count; i++) {
		const struct dockerfile_stage *stage = c->stages->list.items[i];
		struct strata_finding *f;

		if (stage->use != DOCKERFILE_UNUSED || i > c->stages->target)
			continue;
		f = image_report_at(
			c, image_place_in(&c->file->instructions.items[stage->first], 0), NULL,
			"nothing that is built needs the stage %s%.*s",
			stage->name.len ? "" : "that begins here", STRATA_ARG(stage->name));
		f->severity = STRATA_SEVERITY_NONE;
	}
}

const struct image_rule image_rule_LAY028 = {
	.id = "LAY028",
	.title = "stages that do not fit together",
	.why = "the build takes another stage than meant, or an image of that name from a registry",
	.remedy = "one name for each stage, and the names of earlier ones only",
	.severity = STRATA_SEVERITY_LOW,
	.stage = check_stage,
	.file = check_file,
};
