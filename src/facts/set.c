/* set.c - the facts of the files that are looked at together; see collect.h. */
#include <stdlib.h>

#include "facts/collect.h"

struct strata_str facts_file_key(struct strata_arena *arena, struct strata_str path,
				 const struct strata_format *format)
{
	return STRATA_CONCAT(arena, path, STRATA_STR("\n"), strata_str_of(format->name));
}

void facts_set_init(struct facts_set *set, const struct discover_table *formats)
{
	*set = (struct facts_set){ .formats = formats };
	set->by_file = STRATA_MAP_INIT(&set->arena);
}

void facts_set_add(struct facts_set *set, struct facts_file *file)
{
	*strata_map_at(&set->by_file, facts_file_key(&set->arena, file->path, file->format), NULL) =
		set->files.count;
	*strata_vec_push(&set->arena, &set->files) = file;
}

struct facts_file *facts_set_file(struct facts_set *set, struct strata_str path,
				  const struct strata_format *format)
{
	size_t index;

	if (!strata_map_get(&index, &set->by_file, facts_file_key(&set->arena, path, format)))
		return NULL;
	return set->files.items[index];
}

void facts_release(struct facts_set *set)
{
	for (unsigned i = 0; i < set->worker_count; i++)
		strata_arena_release(&set->workers[i]);
	free(set->workers);
	strata_arena_release(&set->arena);
	*set = (struct facts_set){ 0 };
}
