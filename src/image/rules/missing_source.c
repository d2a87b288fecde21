/*
 * missing_source.c - COPY and ADD of what a build is not handed: .dockerignore leaves it out, or
 * the repository does not have it.
 *
 * The second is told with care: much that is copied is made before the build, and is in no
 * repository. So only where the rest of what the file copies is there, and never of a folder or
 * a kind of file that builds leave.
 */
#include "image/check.h"
#include "image/context.h"

static struct strata_str plain(struct strata_str source)
{
	while (strata_str_starts(source, STRATA_STR("./")))
		source = strata_str_skip(source, 2);
	while (source.len && source.ptr[0] == '/')
		source = strata_str_skip(source, 1);
	while (source.len && source.ptr[source.len - 1] == '/')
		source.len--;
	return source;
}

/* A name that can be looked for: no address, no text in place, no variable, not the whole. */
static bool is_name(struct strata_str source)
{
	return source.len && !strata_str_eq(source, STRATA_STR(".")) &&
	       !strata_str_starts(source, STRATA_STR("<<")) &&
	       strata_str_find(source, STRATA_STR("://")) == STRATA_NPOS &&
	       !strata_str_starts(source, STRATA_STR("git@")) &&
	       !strata_str_starts(source, STRATA_STR("..")) &&
	       strata_str_chr(source, '$') == STRATA_NPOS && strata_str_chr(source, '"') == STRATA_NPOS;
}

static bool has_wildcard(struct strata_str source)
{
	for (size_t i = 0; i < source.len; i++)
		if (strchr("*?[", source.ptr[i]))
			return true;
	return false;
}

/* What builds leave, and no repository has. */
static bool is_made(struct strata_str source)
{
	static const char *const ends[] = { ".jar", ".war", ".tar.gz", ".tgz", ".whl", ".zip", ".so",
		                            ".deb", ".rpm", ".apk", ".exe", ".tar", ".bin", ".key",
		                            ".crt", ".pem", ".env", ".pub" };
	struct strata_str part, rest = source;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strata_str_ends(source, strata_str_of(ends[i])))
			return true;
	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '/');
		if (strata_lists("target build dist out bin output release releases artifacts "
		                 "node_modules vendor public .next _build publish linux amd64",
		                 part))
			return true;
	}
	return false;
}

static struct strata_str in_context(struct image_check *c, const struct image_context *context,
                                    struct strata_str source)
{
	return context->folder.len
	               ? STRATA_CONCAT(c->arena, context->folder, STRATA_STR("/"), source)
	               : source;
}

static bool is_there(struct image_check *c, const struct image_context *context,
                     struct strata_str source)
{
	return image_snapshot_has(c, in_context(c, context, source));
}

/* Whether something of the file's sources is there, which tells that the folder is the right one. */
static bool is_sure(struct image_check *c, const struct image_context *context)
{
	bool added;
	size_t *sure = image_remember(c, 0, &added);

	for (size_t at = 0; added && !*sure && at < c->file->instructions.count; at++) {
		const struct dockerfile_instruction *i = &c->file->instructions.items[at];

		for (size_t k = 0; image_copies_context(i) && k + 1 < i->words.count; k++) {
			struct strata_str source = plain(i->words.items[k].text);

			*sure |= is_name(source) && !has_wildcard(source) &&
			         is_there(c, context, source);
		}
	}
	return *sure;
}

/* A pattern that keeps something in a folder that others leave out. */
static bool keeps_inside(const struct image_ignore *ignore, struct strata_str folder)
{
	for (size_t i = 0; i < ignore->count; i++)
		if (ignore->items[i].keeps &&
		    (strata_str_starts(ignore->items[i].text, folder) ||
		     strata_str_chr(ignore->items[i].text, '*') != STRATA_NPOS))
			return true;
	return false;
}

static void check_source(struct image_check *c, const struct dockerfile_instruction *i, size_t k)
{
	const struct image_context *context = image_context_of(c);
	struct strata_str source = plain(image_expand(c, i->words.items[k].text));
	struct strata_finding *f;

	if (!is_name(source) || has_wildcard(source))
		return;
	if (image_ignore_excludes(&context->ignore, source) &&
	    !keeps_inside(&context->ignore, source))
		image_report_at(c, image_place_in(i, i->words.items[k].offset), NULL,
		                "%.*s leaves out %.*s, which is to be copied",
		                STRATA_ARG(context->ignore_path), STRATA_ARG(source));
	else if (!is_there(c, context, source) && !is_made(source) && is_sure(c, context)) {
		f = image_report_at(c, image_place_in(i, i->words.items[k].offset), NULL,
		                    "%.*s is not in the repository: it is made before the build, "
		                    "or the build fails",
		                    STRATA_ARG(strata_str_take(source, 120)));
		f->severity = STRATA_SEVERITY_NONE;
	}
}

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	for (size_t k = 0; image_copies_context(i) && k + 1 < i->words.count; k++)
		check_source(c, i, k);
}

const struct image_rule image_rule_LAY030 = {
	.id = "LAY030",
	.title = "what is to be copied is not there",
	.why = "the build fails, or takes what happens to lie in the folder of who builds",
	.remedy = "take it out of .dockerignore, or copy it out of the stage that makes it",
	.severity = STRATA_SEVERITY_LOW,
	.instruction = check,
};
