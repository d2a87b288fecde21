/* link.c - from facts to links; see link.h. */
#include "history/link.h"

#include "resolve/unit.h"

struct linking {
	struct history_links *out;
	struct strata_str folder;
	struct strata_arena *arena, scratch;
	struct strata_map seen;
};

/* Each once: a pom names its modules by the hundred, a lockfile its roots. */
static void add_as(struct linking *l, enum history_link_kind kind, struct strata_str text,
		   const struct strata_format *format)
{
	struct strata_str number = { (const char *)&kind, sizeof(kind) };
	struct strata_str name = strata_str_of(format ? format->name : ""), key;
	bool added;

	if (!text.ptr)
		return;
	key = STRATA_CONCAT(&l->scratch, number, name, STRATA_STR("\n"), text);
	strata_map_at(&l->seen, key, &added);
	if (added)
		*strata_vec_push(l->arena, l->out) =
			(struct history_link){ kind, strata_arena_dup(l->arena, text), format };
}

static void add(struct linking *l, enum history_link_kind kind, struct strata_str text)
{
	add_as(l, kind, text, NULL);
}

static bool has_wildcard(struct strata_str pattern)
{
	return strata_str_chr(pattern, '*') != STRATA_NPOS || strata_str_chr(pattern, '?') != STRATA_NPOS;
}

/* The path, or the same name in any folder above it. */
static void add_drawn(struct linking *l, struct strata_str path, const struct strata_reference *ref)
{
	do {
		add_as(l, HISTORY_LINK_DRAWS, path, ref->format);
		path = unit_path_above(&l->scratch, path);
	} while (ref->kind == STRATA_REF_ABOVE && path.ptr);
}

static void add_reference(struct linking *l, const struct strata_reference *ref)
{
	bool not = ref->path.len && ref->path.ptr[0] == '!';
	struct strata_str path = strata_arena_path(&l->scratch, l->folder, strata_str_skip(ref->path, not));

	if (ref->name.len)
		add(l, HISTORY_LINK_ROOT, ref->name);
	if (!ref->path.ptr)
		return;
	if (ref->format && path.len && ref->kind != STRATA_REF_MEMBER && !has_wildcard(ref->path))
		add_drawn(l, path, ref);
	if (ref->kind == STRATA_REF_MEMBER)
		add(l, has_wildcard(ref->path) ? HISTORY_LINK_MEMBERS : HISTORY_LINK_FOLDER, path);
	else if (has_wildcard(ref->path))
		add(l, HISTORY_LINK_FOLDER, path.ptr ? strata_path_dir(path) : STRATA_NONE);
	else
		add(l, HISTORY_LINK_PATH, path);
	if (ref->kind == STRATA_REF_ABOVE)
		add(l, HISTORY_LINK_ABOVE, path);
}

static void add_packages(struct linking *l, const struct facts_file *file)
{
	const struct strata_packages *packages = &file->facts.packages;

	for (size_t i = 0; i < packages->count; i++) {
		const struct strata_package *p = &packages->items[i];

		if (file->format->pin && p->name.len)
			add(l, HISTORY_LINK_ROOT, p->name);
		if (p->inherits.ptr && !p->offered)
			add(l, HISTORY_LINK_ABOVE, file->path);
	}
}

void history_find_links(struct history_links *out, const struct facts_file *file,
			struct strata_arena *arena)
{
	struct linking l = { .out = out, .folder = strata_path_dir(file->path), .arena = arena };
	const struct strata_roots *roots = &file->facts.roots;

	l.seen = STRATA_MAP_INIT(&l.scratch);
	for (size_t i = 0; i < file->facts.references.count; i++)
		add_reference(&l, &file->facts.references.items[i]);
	add_packages(&l, file);
	for (size_t i = 0; i < roots->count; i++) {
		if (roots->items[i].name.len)
			add(&l, HISTORY_LINK_IS_ROOT, roots->items[i].name);
		if (roots->items[i].dir.len)
			add(&l, HISTORY_LINK_FOLDER,
			    strata_arena_path(&l.scratch, l.folder, roots->items[i].dir));
	}
	strata_arena_release(&l.scratch);
}
