/* context.c - see context.h. */
#include "image/context.h"

#include "source/wild.h"

bool image_snapshot_has(const struct image_check *c, struct strata_str path)
{
	const struct source_entries *all = &c->snapshot->entries;
	struct strata_str folder = strata_arena_join(c->arena, path, STRATA_STR("/"), STRATA_NONE);
	size_t at;

	if (facts_entry(c->snapshot, path))
		return true;
	at = facts_entry_from(c->snapshot, folder);
	return at < all->count && strata_str_starts(all->items[at].path, folder);
}

struct strata_str image_snapshot_read(const struct image_check *c, struct strata_str path)
{
	const struct source_entry *entry = facts_entry(c->snapshot, path);
	struct strata_str bytes;

	if (!entry || facts_read(&bytes, c->snapshot, entry, c->arena, NULL) < 0)
		return STRATA_NONE;
	return bytes;
}

static struct strata_str joined(struct image_check *c, struct strata_str folder,
                                struct strata_str name)
{
	while (strata_str_starts(name, STRATA_STR("./")))
		name = strata_str_skip(name, 2);
	while (name.len && name.ptr[0] == '/')
		name = strata_str_skip(name, 1);
	while (name.len && name.ptr[name.len - 1] == '/')
		name.len--;
	if (strata_str_eq(name, STRATA_STR(".")))
		name.len = 0;
	if (!folder.len || !name.len)
		return folder.len ? folder : name;
	return STRATA_CONCAT(c->arena, folder, STRATA_STR("/"), name);
}

bool image_copies_context(const struct dockerfile_instruction *i)
{
	return (i->keyword == DOCKERFILE_COPY || i->keyword == DOCKERFILE_ADD) &&
	       !dockerfile_flag(i, "from").ptr && i->words.count > 1;
}

static bool is_plain(struct strata_str source)
{
	return source.len && !strata_str_eq(source, STRATA_STR(".")) &&
	       !strata_str_starts(source, STRATA_STR("<<")) &&
	       strata_str_find(source, STRATA_STR("://")) == STRATA_NPOS &&
	       strata_str_chr(source, '*') == STRATA_NPOS &&
	       strata_str_chr(source, '$') == STRATA_NPOS;
}

/* How many of the sources are there when the build is handed that folder. */
static size_t sources_in(struct image_check *c, struct strata_str folder)
{
	size_t count = 0;

	for (size_t at = 0; at < c->file->instructions.count; at++) {
		const struct dockerfile_instruction *i = &c->file->instructions.items[at];

		for (size_t k = 0; image_copies_context(i) && k + 1 < i->words.count; k++)
			count += is_plain(i->words.items[k].text) &&
			         image_snapshot_has(c, joined(c, folder, i->words.items[k].text));
	}
	return count;
}

static struct strata_str nearest_with_most(struct image_check *c)
{
	struct strata_str folder = strata_path_dir(c->path), best = folder;
	size_t most = sources_in(c, folder), count;

	while (folder.len) {
		folder = strata_path_dir(folder);
		count = sources_in(c, folder);
		if (count > most) {
			most = count;
			best = folder;
		}
	}
	return best;
}

static void read_context(struct image_context *out, struct image_check *c)
{
	struct strata_str own = strata_arena_join(c->arena, c->path, STRATA_STR(".dockerignore"),
	                                          STRATA_NONE);
	struct strata_str bytes;

	out->folder = nearest_with_most(c);
	out->ignore_path = image_snapshot_has(c, own)
				   ? own
				   : joined(c, out->folder, STRATA_STR(".dockerignore"));
	bytes = image_snapshot_read(c, out->ignore_path);
	out->has_ignore = bytes.ptr != NULL;
	if (bytes.ptr)
		image_ignore_read(&out->ignore, bytes, c->arena);
}

const struct image_context *image_context_of(struct image_check *c)
{
	if (!c->context) {
		c->context = strata_arena_alloc(c->arena, sizeof(*c->context));
		read_context(c->context, c);
	}
	return c->context;
}

struct strata_str image_context_inside(const struct image_context *context, struct strata_str path)
{
	struct strata_str inside = path;

	if (context->folder.len) {
		if (!strata_str_starts(path, context->folder) || path.len <= context->folder.len ||
		    path.ptr[context->folder.len] != '/')
			return STRATA_NONE;
		inside = strata_str_skip(path, context->folder.len + 1);
	}
	return image_ignore_excludes(&context->ignore, inside) ? STRATA_NONE : inside;
}

bool image_context_copies(const struct image_context *context, struct image_check *c,
                          const struct dockerfile_instruction *copy, struct strata_str path)
{
	struct strata_str inside = image_context_inside(context, path);

	if (!inside.ptr)
		return false;
	for (size_t k = 0; k + 1 < copy->words.count; k++) {
		struct strata_str source =
			joined(c, STRATA_STR(""), image_expand(c, copy->words.items[k].text));

		if (!source.len)
			return true;
		for (struct strata_str part = inside; part.len; part = strata_path_dir(part))
			if (wild_match_path(source, part, false))
				return true;
	}
	return false;
}

struct strata_str image_context_find(const struct image_check *c, struct strata_str name)
{
	struct strata_str folder = strata_path_dir(c->path), path;

	for (;;) {
		path = folder.len ? STRATA_CONCAT(c->arena, folder, STRATA_STR("/"), name) : name;
		if (image_snapshot_has(c, path))
			return path;
		if (!folder.len)
			return STRATA_NONE;
		folder = strata_path_dir(folder);
	}
}
