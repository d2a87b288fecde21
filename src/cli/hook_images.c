/*
 * hook_images.c - of a change what tells about images, read and judged.
 *
 * What images are is in few files, and what is found in them depends on more: secrets, scripts, and
 * whether what COPY names is there. A change of none of them costs nothing. Where it is only of what
 * lies beside, names are asked first whether there is an image at all.
 */
#include "cli/hook.h"
#include "discover/language.h"
#include "image/secrets.h"

/* RUN calls what a shebang makes a script, however it ends: all but what is named as of another language. */
static bool may_be_script(struct strata_str path)
{
	const struct language *language = discover_language(path, STRATA_STR(""));

	return !language || strata_lists("Shell BASH Zsh", strata_str_of(language->name));
}

static bool names_images(struct strata_str path)
{
	const struct strata_format *format;

	for (size_t i = 0; (format = strata_format_at(i)); i++)
		if (format->names_images && strata_format_wants(format, path))
			return true;
	return image_side_named(path);
}

enum hook_images_need hook_images_need(const struct source_change *change)
{
	if (names_images(change->path))
		return HOOK_IMAGES_NAMED;
	return !change->id || !change->old || image_may_be_secret(change->path) ||
			       may_be_script(change->path)
		       ? HOOK_IMAGES_BESIDE
		       : HOOK_IMAGES_NONE;
}

static const char *hex(struct hook *h, const struct source_id *id)
{
	return strata_arena_cstr(&h->scan.arena, source_hex(h->scan.source, id->bytes, &h->scan.arena));
}

/* A file that is the same in the base brings nothing, whatever the others have. */
static int read_tip(struct image_side *out, struct hook *h, const struct hook_change *change,
		    const struct image_side_options *how, struct strata_error *err)
{
	if (change->ref.ptr)
		return image_side_read_tree(out, hex(h, &change->tip_tree), how, err);
	return image_side_read(out, h->scan.source, how, err);
}

static int read_before(struct image_side *sides, struct hook *h, const struct hook_change *change,
		       const struct image_side_options *how, struct strata_error *err)
{
	int rc = 0;

	if (!change->from_nothing)
		rc = image_side_read_tree(&sides[0], hex(h, &change->base_tree), how, err);
	for (size_t i = 0; rc == 0 && i < change->also.count; i++)
		rc = image_side_read_tree(&sides[1 + i], hex(h, &change->also.items[i]), how, err);
	return rc;
}

int hook_images_read(struct hook_verdict *out, struct hook *h, const struct hook_change *change,
		     enum hook_images_need need, const struct strata_map *changed,
		     struct strata_error *err)
{
	struct image_side_options how = { h->scan.max_file_size, NULL, changed };
	size_t count = change->also.count + 2;
	int rc;

	if (need == HOOK_IMAGES_BESIDE && !change->ref.ptr &&
	    !source_staged_any(h->scan.source, image_side_named))
		return 0;
	out->images = strata_arena_alloc(&h->scan.arena, count * sizeof(*out->images));
	out->image_count = count;
	rc = read_tip(&out->images[count - 1], h, change, &how, err);
	if (rc == 0 && (need == HOOK_IMAGES_NAMED || image_side_names(&out->images[count - 1])))
		return read_before(out->images, h, change, &how, err);
	image_side_release(&out->images[count - 1]);
	out->image_count = 0;
	return rc;
}

int hook_images_judge(struct hook_verdict *v, size_t side, struct strata_inventory *inventory,
		      struct hook *h, const struct hook_change *change, struct strata_error *err)
{
	struct image_options options = { .others = true,
					 .facts = h->options->image_facts,
					 .policy = &change->image_policy,
					 .now = strata_str_take(h->scan.now, 10) };

	return image_side_judge(&v->images[side], inventory, &options, &h->scan.arena, err);
}
