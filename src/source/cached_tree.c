/* cached_tree.c - the trees that git knows an index to be made of; see cached_tree.h. */
#include "source/cached_tree.h"

#include <stdlib.h>

#include "strata/limits.h"

struct reader {
	struct strata_str rest;
	enum strata_digest_kind kind;
	unsigned depth;
	struct strata_arena *arena;
};

/* "12 3\n", "-1 3\n": whether there is an id, how many entries, how many folders. */
static bool read_counts(struct cached_tree *out, bool *valid, struct reader *r)
{
	struct strata_str line, entries, folders;
	uint64_t count;

	if (!strata_str_cut(&line, &r->rest, r->rest, '\n') ||
	    !strata_str_cut(&entries, &folders, line, ' '))
		return false;
	*valid = !strata_str_starts(entries, STRATA_STR("-"));
	if (*valid && !strata_str_u64(&out->entries, entries))
		return false;
	/* Each folder takes a name's end and two counts at least. */
	if (!strata_str_u64(&count, folders) || count > r->rest.len / 5)
		return false;
	out->folder_count = (size_t)count;
	return true;
}

static bool read_folder(struct cached_tree *out, struct reader *r)
{
	bool valid, whole = true;

	if (++r->depth > STRATA_LIMIT_TREE_DEPTH ||
	    !strata_str_cut(&out->name, &r->rest, r->rest, '\0') || !read_counts(out, &valid, r) ||
	    (valid && r->rest.len < (size_t)r->kind))
		return false;
	if (valid) {
		out->id = (const unsigned char *)r->rest.ptr;
		r->rest = strata_str_skip(r->rest, r->kind);
	}
	out->folders = strata_arena_alloc(r->arena, (out->folder_count + 1) * sizeof(*out->folders));
	for (size_t i = 0; whole && i < out->folder_count; i++)
		whole = read_folder(&out->folders[i], r);
	r->depth--;
	return whole;
}

const struct cached_tree *cached_tree_parse(struct strata_str bytes, enum strata_digest_kind kind,
					    struct strata_arena *arena)
{
	struct reader r = { .rest = bytes, .kind = kind, .arena = arena };
	struct cached_tree *top = strata_arena_alloc(arena, sizeof(*top));

	return bytes.len && read_folder(top, &r) && r.rest.len == 0 ? top : NULL;
}

/* As git sorts them: by the length of their names first. */
static int compare(const void *key, const void *entry)
{
	struct strata_str name = *(const struct strata_str *)key;
	struct strata_str other = ((const struct cached_tree *)entry)->name;

	if (name.len != other.len)
		return name.len < other.len ? -1 : 1;
	return strata_str_cmp(name, other);
}

const struct cached_tree *cached_tree_folder(const struct cached_tree *tree,
					     struct strata_str name)
{
	if (!tree || tree->folder_count == 0)
		return NULL;
	return bsearch(&name, tree->folders, tree->folder_count, sizeof(*tree->folders), compare);
}
