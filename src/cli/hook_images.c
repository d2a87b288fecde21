/*
 * hook_images.c - of a change what tells about images, read and judged.
 *
 * What images are is in few files, and what is found in them depends on more: secrets, scripts, and
 * whether what COPY names is there. A change of none of them costs nothing; else the sides are
 * listed, and where none names an image, that is all.
 */
#include "cli/hook.h"
#include "image/secrets.h"

/* Scripts that RUN calls have no extension, or a shell's. */
static bool may_be_script(struct strata_str name)
{
	size_t dot = strata_str_rchr(name, '.');

	return dot == STRATA_NPOS ||
	       strata_lists("sh bash ash ksh zsh", strata_str_skip(name, dot + 1));
}

bool hook_images_need(const struct source_change *change)
{
	struct strata_str name = strata_path_base(change->path);

	return !change->id || !change->old || may_be_script(name) ||
	       strata_str_ends(name, STRATA_STR(".dockerignore")) ||
	       strata_str_eq(name, STRATA_STR("devcontainer.json")) || image_may_be_secret(change->path);
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
		     const struct strata_map *changed, struct strata_error *err)
{
	struct image_side_options how = { h->scan.max_file_size, NULL, changed };
	size_t count = change->also.count + 2;
	int rc;

	out->images = strata_arena_alloc(&h->scan.arena, count * sizeof(*out->images));
	out->image_count = count;
	rc = read_tip(&out->images[count - 1], h, change, &how, err);
	if (rc == 0 && out->images[count - 1].facts.files.count)
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
