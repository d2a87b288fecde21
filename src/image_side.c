/* image_side.c - the images of one side of a change; see image_side.h. */
#include "image_side.h"

#include <string.h>

#include "image/link.h"

struct reading {
	const struct image_side_options *how;
	size_t id_length;
};

/* Builds are told by more files than Dockerfiles, and decide how those are judged. */
static bool depends_on_others(const struct strata_format *format)
{
	return strata_str_starts(strata_str_of(format->name), STRATA_STR("docker/")) ||
	       strata_str_starts(strata_str_of(format->name), STRATA_STR("compose/"));
}

static bool stands_in(const struct reading *r, const struct source_entry *entry)
{
	const struct source_entry *same = facts_entry(&r->how->other->facts, entry->path);

	return same && same->stored && entry->stored && same->type == entry->type &&
	       memcmp(same->id, entry->id, r->id_length) == 0;
}

static bool differs(const struct reading *r, const struct source_entry *entry)
{
	if (r->how->changed)
		return strata_map_get(&(size_t){ 0 }, r->how->changed, entry->path);
	return !r->how->other || !stands_in(r, entry);
}

static bool wants(const struct source_entry *entry, const struct strata_format *format, void *payload)
{
	return format->names_images && (depends_on_others(format) || differs(payload, entry));
}

static bool begins_word(struct strata_str s)
{
	return strata_str_eq_nocase(strata_str_take(s, 5), STRATA_STR("ocker")) ||
	       strata_str_eq_nocase(strata_str_take(s, 8), STRATA_STR("ontainer")) ||
	       strata_str_eq_nocase(strata_str_take(s, 6), STRATA_STR("ompose"));
}

bool image_side_named(struct strata_str path)
{
	struct strata_str name = strata_path_base(path);

	for (size_t i = 0; i < name.len; i++)
		if ((name.ptr[i] == 'o' || name.ptr[i] == 'O') && begins_word(strata_str_skip(name, i)))
			return true;
	return false;
}

static bool may(struct strata_str path, void *payload)
{
	const struct reading *r = payload;

	return !r->how->changed || image_side_named(path) ||
	       strata_map_get(&(size_t){ 0 }, r->how->changed, path);
}

int image_side_read(struct image_side *out, struct source *source,
		    const struct image_side_options *options, struct strata_error *err)
{
	struct reading reading = { options, source_id_length(source) };
	struct facts_options how = { .jobs = 1, /* few files: threads would cost more than they save */
				     .max_file_size = options->max_file_size,
				     .wants = wants,
				     .may = may,
				     .payload = &reading };

	return facts_collect(&out->facts, source, &how, err);
}

int image_side_read_tree(struct image_side *out, const char *tree,
			 const struct image_side_options *options, struct strata_error *err)
{
	struct source_options how = { .path = ".", .snapshot = SOURCE_REVISION, .revision = tree };
	int rc = source_open(&out->opened, &how, err);

	return rc < 0 ? rc : image_side_read(out, out->opened, options, err);
}

int image_side_judge(struct image_side *side, struct strata_inventory *inventory,
		     const struct image_options *options, struct strata_arena *arena,
		     struct strata_error *err)
{
	int rc;

	if (!side->facts.source)
		return 0;
	if (!inventory->arena)
		inventory->arena = arena;
	rc = image_judge(&side->view, &side->findings, &side->notes, &side->facts, options, arena, err);
	if (rc == 0)
		image_add_packages(inventory, &side->view, arena);
	return rc;
}

bool image_side_names(const struct image_side *side)
{
	for (size_t i = 0; i < side->facts.entries.count; i++)
		if (image_side_named(side->facts.entries.items[i].path))
			return true;
	return side->facts.files.count > 0;
}

void image_side_release(struct image_side *side)
{
	facts_release(&side->facts);
	source_close(side->opened);
	*side = (struct image_side){ .opened = NULL };
}
