/*
 * healthcheck.c - only the last HEALTHCHECK of a stage counts; what listens to others has one.
 *
 * Other tools ask for one in every image. A command that runs and ends needs none, so that it is
 * missing is told only where a port is exposed.
 */
#include "image/check.h"

static void check(struct image_check *c)
{
	bool one = false;

	for (size_t at = c->stage->first; at < c->stage->end; at++) {
		const struct dockerfile_instruction *i = &c->file->instructions.items[at];

		if (i->keyword != DOCKERFILE_HEALTHCHECK)
			continue;
		if (one)
			image_report_at(c, image_place_in(i, 0), "DL3012",
			                "one more HEALTHCHECK: only the last counts");
		one = true;
	}
}

static bool has(const struct image_check *c, const struct dockerfile_stage *stage,
                enum dockerfile_keyword keyword)
{
	for (size_t at = stage->first; at < stage->end; at++)
		if (c->file->instructions.items[at].keyword == keyword)
			return true;
	return false;
}

/* Along the stages that the target starts from. */
static void check_target(struct image_check *c)
{
	const struct dockerfile_stage *stage = NULL;
	bool exposes = false, checks = false;

	for (size_t i = 0; i < c->stages->list.count; i++) {
		stage = c->stages->list.items[i];
		if (stage->use != DOCKERFILE_SHIPS)
			continue;
		exposes = exposes || has(c, stage, DOCKERFILE_EXPOSE);
		checks = checks || has(c, stage, DOCKERFILE_HEALTHCHECK);
	}
	if (stage && exposes && !checks)
		image_report_at(
			c,
			image_place_in(&c->file->instructions
			                        .items[c->stages->list.items[c->stages->target]->first],
			               0),
			NULL, "a port is exposed, and no HEALTHCHECK tells whether it answers");
}

const struct image_rule image_rule_LAY025 = {
	.id = "LAY025",
	.title = "no HEALTHCHECK, or several",
	.why = "a service that hangs goes on as if it were well; of several, only the last counts",
	.remedy = "one HEALTHCHECK, or the probe of who runs the container",
	.severity = STRATA_SEVERITY_NONE,
	.file = check_target,
	.stage = check,
};
