/* replace.c - objects that stand in for others; see replace.h. */
#include "source/replace.h"

#include <dirent.h>
#include <stdlib.h>

#include "source/disk.h"
#include "source/parse.h"
#include "strata/limits.h"

enum { DEPTH_MOST = 5 }; /* of a replacement that is replaced in turn, as in git */

static void add(struct replace *r, struct strata_str id, struct strata_str with,
		struct strata_arena *arena)
{
	struct replace_pair *pair, found = { 0 };
	struct strata_str key = { (char *)found.id, r->id_len };
	size_t *index;
	bool added;

	if (!parse_id(found.id, id, r->id_len) || !parse_id(found.with, with, r->id_len))
		return;
	index = strata_map_at(&r->by_id, strata_arena_dup(arena, key), &added);
	if (!added)
		return; /* the loose one, which was read first, counts */
	*index = r->pairs.count;
	pair = strata_vec_push(arena, &r->pairs);
	*pair = found;
}

/* The folder of loose refs: a file for each, which holds an id. */
static void read_loose(struct replace *r, const char *folder, struct strata_arena *arena)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *path = strata_arena_printf(arena, "%s/%s", folder, entry->d_name).ptr;
		struct strata_str bytes;

		if (disk_read(&bytes, path, STRATA_LIMIT_REF_BYTES, arena, NULL) == 0)
			add(r, strata_str_of(entry->d_name), strata_str_trim(bytes), arena);
	}
	if (dir)
		closedir(dir);
}

/* "packed-refs": an id and a name a line, gitrepository-layout(5). */
static void read_packed(struct replace *r, const char *path, struct strata_str base,
			struct strata_arena *arena)
{
	struct strata_str bytes, line, id, name;

	if (disk_read(&bytes, path, STRATA_LIMIT_PACKED_REFS_BYTES, arena, NULL) < 0 ||
	    strata_str_find(bytes, base) == STRATA_NPOS)
		return;
	while (bytes.len) {
		strata_str_cut(&line, &bytes, bytes, '\n');
		if (strata_str_cut(&id, &name, line, ' ') && strata_str_starts(name, base))
			add(r, strata_str_trim(strata_str_skip(name, base.len)), id, arena);
	}
}

void replace_read(struct replace *out, const struct repository *repository,
		  struct strata_arena *arena)
{
	const char *named = getenv("GIT_REPLACE_REF_BASE");
	struct strata_str base = strata_str_of(named && *named ? named : "refs/replace/");
	struct strata_arena scratch = STRATA_ARENA_INIT;

	*out = (struct replace){ .by_id = STRATA_MAP_INIT(arena), .id_len = (size_t)repository->hash };
	if (getenv("GIT_NO_REPLACE_OBJECTS") || repository->config.no_replace)
		return;
	if (!strata_str_ends(base, STRATA_STR("/")))
		base = strata_arena_join(&scratch, base, STRATA_STR("/"), STRATA_NONE);
	read_loose(out, strata_arena_printf(&scratch, "%s/%.*s", repository->common_dir,
					    STRATA_ARG(base)).ptr, arena);
	read_packed(out, strata_arena_printf(&scratch, "%s/packed-refs", repository->common_dir).ptr,
		    base, arena);
	strata_arena_release(&scratch);
}

const unsigned char *replace_of(const struct replace *r, const unsigned char *id)
{
	size_t index;

	for (int depth = 0; depth < DEPTH_MOST; depth++) {
		if (!strata_map_get(&index, &r->by_id, (struct strata_str){ (const char *)id, r->id_len }))
			break;
		id = r->pairs.items[index].with;
	}
	return id;
}
