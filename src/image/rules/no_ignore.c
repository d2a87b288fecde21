/*
 * no_ignore.c - the whole folder is copied, and nothing says what of it is not.
 *
 * Git's own folder is never in a snapshot, but it is in the folder that a build is handed: with
 * it goes the whole history, and with that whatever was ever committed.
 */
#include "image/check.h"
#include "image/context.h"

static bool is_whole(struct strata_str source)
{
	return strata_str_eq(source, STRATA_STR(".")) || strata_str_eq(source, STRATA_STR("./")) ||
	       strata_str_eq(source, STRATA_STR("/"));
}

static const struct dockerfile_word *whole_source(const struct dockerfile_instruction *i)
{
	for (size_t k = 0; image_copies_context(i) && k + 1 < i->words.count; k++)
		if (is_whole(i->words.items[k].text))
			return &i->words.items[k];
	return NULL;
}

/* Said once, at the first such COPY. */
static void check(struct image_check *c)
{
	const struct dockerfile_word *word = NULL;
	const struct image_context *context;
	const struct dockerfile_instruction *i = NULL;

	for (size_t at = 0; !word && at < c->file->instructions.count; at++) {
		i = &c->file->instructions.items[at];
		word = whole_source(i);
	}
	if (!word)
		return;
	context = image_context_of(c);
	if (!context->has_ignore)
		image_report_at(c, image_place_in(i, word->offset), NULL,
		                "all of the folder is copied, .git too: there is no .dockerignore");
	else if (!image_ignore_excludes(&context->ignore, STRATA_STR(".git/HEAD")))
		image_report_at(c, image_place_in(i, word->offset), NULL,
		                "all of the folder is copied, .git too: %.*s does not leave it out",
		                STRATA_ARG(context->ignore_path));
}

const struct image_rule image_rule_LAY014 = {
	.id = "LAY014",
	.title = "the whole folder is copied",
	.why = "the history, local settings and secrets that lie in it are in the image",
	.remedy = "a .dockerignore with .git and all that the image does not need",
	.severity = STRATA_SEVERITY_MEDIUM,
	.file = check,
};
