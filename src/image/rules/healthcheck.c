/* healthcheck.c - only the last HEALTHCHECK of a stage counts. */
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

const struct image_rule image_rule_LAY025 = {
	.id = "LAY025",
	.title = "several HEALTHCHECKs",
	.why = "those before the last do nothing",
	.remedy = "one for each stage",
	.severity = STRATA_SEVERITY_NONE,
	.stage = check,
};
