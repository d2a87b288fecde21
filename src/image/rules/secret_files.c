/*
 * secret_files.c - keys and passwords of the snapshot that COPY or ADD takes into the image.
 *
 * Only what is there, is not left out by .dockerignore, and holds a secret is said.
 */
#include "image/check.h"
#include "image/context.h"

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	const struct image_context *context;

	if (!c->secrets->count || !image_copies_context(i))
		return;
	context = image_context_of(c);
	for (size_t k = 0; k < c->secrets->count; k++) {
		struct strata_str path = c->secrets->items[k];

		if (image_context_copies(context, c, i, path))
			image_report_at(c, image_place_in(i, 0), NULL,
			                "%.*s, which holds a secret, is copied", STRATA_ARG(path));
	}
}

const struct image_rule image_rule_LAY013 = {
	.id = "LAY013",
	.title = "a file with a secret is copied into the image",
	.why = "whoever can pull the image can read it, also when a later layer removes it",
	.remedy = "leave it out by .dockerignore; RUN --mount=type=secret while building",
	.severity = STRATA_SEVERITY_HIGH,
	.instruction = check,
};
