/*
 * single_stage.c - the image is built in the stage that ships: sources, compilers and all.
 *
 * Said once, at the first command that builds, and only where nothing is copied from another
 * stage. The advice is the file as it would be with two.
 */
#include "image/check.h"
#include "image/toolchain.h"

static bool copies_from_stages(const struct image_check *c)
{
	for (size_t i = 0; i < c->stages->list.count; i++) {
		const struct dockerfile_stage *stage = c->stages->list.items[i];

		if (stage->use != DOCKERFILE_SHIPS)
			continue;
		for (size_t k = 0; k < stage->copies.count; k++)
			if (stage->copies.items[k].stage >= 0)
				return true;
	}
	return false;
}

static const struct image_command *first_build(const struct image_runs *runs,
                                               const struct image_toolchain **toolchain)
{
	for (size_t r = 0; r < runs->count; r++)
		for (size_t s = 0; s < runs->items[r].scripts.count; s++) {
			const struct image_script *script = runs->items[r].scripts.items[s];

			for (size_t k = 0; k < script->commands.count; k++)
				if ((*toolchain = image_toolchain_of(&script->commands.items[k])))
					return &script->commands.items[k];
		}
	return NULL;
}

static void check(struct image_check *c)
{
	const struct image_toolchain *toolchain;
	const struct image_command *build;
	struct strata_finding *f;

	if (copies_from_stages(c))
		return;
	for (size_t i = 0; i < c->stages->list.count; i++) {
		c->stage = c->stages->list.items[i];
		if (c->stage->use != DOCKERFILE_SHIPS ||
		    !(build = first_build(&c->runs->items[i], &toolchain)))
			continue;
		f = image_report_at(
			c, image_place_of(build), NULL,
			"%.*s builds in the stage that ships: sources and tools ship, too",
			STRATA_ARG(build->name));
		f->advice = image_two_stages(c, toolchain);
		break;
	}
	c->stage = NULL;
}

const struct image_rule image_rule_LAY005 = {
	.id = "LAY005",
	.title = "one stage builds and ships",
	.why = "whatever the build needed is in the image: compilers, sources, caches",
	.remedy =
		"a stage that builds, and one that starts from a small base and copies the result",
	.severity = STRATA_SEVERITY_MEDIUM,
	.file = check,
};
