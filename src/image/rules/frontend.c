/* frontend.c - "# syntax=" names an image whose code reads the file and runs the build. */
#include "image/check.h"

static void check(struct image_check *c)
{
	for (size_t i = 0; i < c->file->directives.count; i++) {
		const struct dockerfile_directive *d = &c->file->directives.items[i];
		struct image_parts parts;
		struct image_place place = { d->line, 1, STRATA_NONE };

		if (!strata_str_eq(d->name, STRATA_STR("syntax")))
			continue;
		parts = image_reference_split(d->value);
		if (!strata_lists("docker/dockerfile docker.io/docker/dockerfile "
		                  "docker/dockerfile-upstream "
		                  "docker.io/docker/dockerfile-upstream",
		                  parts.name))
			image_report_at(
				c, place, NULL,
				"%.*s, which is not Docker's, reads this file and runs the build",
				STRATA_ARG(strata_str_take(d->value, 120)));
		else if (!parts.digest.len &&
		         (!parts.tag.len || strata_str_eq(parts.tag, STRATA_STR("latest")) ||
		          strata_str_find(parts.tag, STRATA_STR("master")) != STRATA_NPOS ||
		          strata_str_find(parts.tag, STRATA_STR("labs")) != STRATA_NPOS))
			image_report_at(c, place, NULL,
			                "the frontend %.*s moves on to other versions",
			                STRATA_ARG(strata_str_take(d->value, 120)));
	}
}

const struct image_rule image_rule_IMG013 = {
	.id = "IMG013",
	.title = "a frontend that is not pinned, or is somebody's",
	.why = "its code runs in the builder, with all that the build may reach",
	.remedy = "# syntax=docker/dockerfile:1",
	.severity = STRATA_SEVERITY_MEDIUM,
	.file = check,
};
