/* whole_copy.c - all of another stage is copied: so are its tools, which it was there to leave
 * behind. */
#include "image/check.h"

static bool is_top(struct strata_str path)
{
	return strata_str_eq(path, STRATA_STR("/")) || strata_str_eq(path, STRATA_STR("/.")) ||
	       strata_str_eq(path, STRATA_STR("/*"));
}

/* A stage that starts from nothing has only what was put there to be copied. */
static bool is_bare(const struct image_check *c, struct strata_str name)
{
	for (size_t i = 0; i < c->stage->copies.count; i++) {
		const struct dockerfile_source *s = &c->stage->copies.items[i];
		const struct dockerfile_stage *from;

		if (!strata_str_eq(s->written, name) || s->stage < 0)
			continue;
		for (from = c->stages->list.items[s->stage]; from->base.stage >= 0;)
			from = c->stages->list.items[from->base.stage];
		return from->base.scratch;
	}
	return false;
}

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	if (i->keyword != DOCKERFILE_COPY || !dockerfile_flag(i, "from").len ||
	    i->words.count < 2 || dockerfile_flag(i, "exclude").ptr ||
	    is_bare(c, dockerfile_flag(i, "from")))
		return;
	for (size_t k = 0; k + 1 < i->words.count; k++)
		if (is_top(i->words.items[k].text))
			image_report_at(c, image_place_in(i, i->words.items[k].offset), "DL3067",
			                "all of '%.*s' is copied",
			                STRATA_ARG(dockerfile_flag(i, "from")));
}

const struct image_rule image_rule_LAY029 = {
	.id = "LAY029",
	.title = "a whole stage is copied",
	.why = "whatever the other stage has ships: its tools, caches and secrets",
	.remedy = "copy the files that are needed",
	.severity = STRATA_SEVERITY_MEDIUM,
	.instruction = check,
};
