/* run.c - see run.h. */
#include "image/run.h"

#include "image/called.h"
#include "image/places.h"

#include "strata/limits.h"
#include "syntax/dockerfile_stages.h"

/* Of a path in the map of removals. */
enum { REMOVED = 1, SOMETHING_IN_IT = 2 };

/* "/var/lib/apt/lists/\*" and "/var/lib/apt/lists/": what is in it goes, as good as itself. */
static struct strata_str without_stars(struct strata_str word)
{
	while (word.len && (word.ptr[word.len - 1] == '*' || word.ptr[word.len - 1] == '/'))
		word.len--;
	return word;
}

static void remove_path(struct image_run *run, struct strata_str path)
{
	path = without_stars(path);
	if (!path.len)
		return;
	*strata_map_at(&run->removed, path, NULL) |= REMOVED;
	for (unsigned i = 0; i < STRATA_LIMIT_FOLDERS && path.len; i++) {
		path = strata_path_dir(path);
		if (path.len)
			*strata_map_at(&run->removed, path, NULL) |= SOMETHING_IN_IT;
	}
}

/* As it is written, and in the folder that the script has gone to. */
static void note_removals(struct image_run *run, const struct image_script *script)
{
	struct strata_str folder = STRATA_STR("");

	for (size_t k = 0; k < script->commands.count; k++) {
		const struct image_command *c = &script->commands.items[k];

		if (image_command_is(c, "cd pushd") && c->words.count > 1)
			folder = without_stars(c->words.items[1].text);
		for (size_t i = 1; image_command_is(c, "rm find unlink") && i < c->words.count;
		     i++) {
			struct strata_str word = c->words.items[i].text;

			remove_path(run, word);
			if (folder.len && word.len && word.ptr[0] != '/' && word.ptr[0] != '-')
				remove_path(run, STRATA_CONCAT(run->removed.arena, folder,
				                               STRATA_STR("/"), word));
		}
	}
}

static void note_installs(struct image_run *run, const struct image_script *script)
{
	for (size_t k = 0; k < script->commands.count; k++) {
		const struct image_packages *p = &script->commands.items[k].packages;

		if (p->action == IMAGE_INSTALL || p->action == IMAGE_UPGRADE)
			run->installs |= 1u << p->manager;
	}
}

void image_run_read(struct image_run *out, struct image_called *called,
                    struct dockerfile_problems *notes, struct strata_arena *arena)
{
	out->removed = STRATA_MAP_INIT(arena);
	image_scripts_read(&out->scripts, out->run, &out->shell, notes, arena);
	if (called)
		image_called_read(called, out);
	for (size_t s = 0; s < out->scripts.count; s++) {
		note_removals(out, out->scripts.items[s]);
		note_installs(out, out->scripts.items[s]);
	}
}

bool image_run_removes(const struct image_run *run, struct strata_str path)
{
	size_t how;

	if (strata_map_get(&how, &run->removed, without_stars(path)))
		return true;
	for (unsigned i = 0; i < STRATA_LIMIT_FOLDERS && path.len; i++) {
		path = strata_path_dir(path);
		if (path.len && strata_map_get(&how, &run->removed, path) && how & REMOVED)
			return true;
	}
	return false;
}

static struct strata_str without_slash(struct strata_str folder)
{
	while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	return folder;
}

bool image_run_mounts(const struct image_run *run, struct strata_str path)
{
	for (size_t i = 0; i < run->run->flags.count; i++) {
		const struct dockerfile_flag *flag = &run->run->flags.items[i];
		struct strata_str target;

		if (!strata_str_eq(flag->name, STRATA_STR("mount")) ||
		    !strata_lists("cache tmpfs", dockerfile_mount(flag, "type")))
			continue;
		target = without_slash(dockerfile_mount_target(flag));
		if (target.ptr &&
		    (path.ptr[0] == '/' ? image_path_holds(target, path)
		                        : strata_str_find(target, path) != STRATA_NPOS))
			return true;
	}
	return false;
}

bool image_run_has(const struct image_run *run, const char *names, const char *words)
{
	for (size_t s = 0; s < run->scripts.count; s++) {
		const struct image_commands *all = &run->scripts.items[s]->commands;

		for (size_t k = 0; k < all->count; k++)
			if (image_command_is(&all->items[k], names) &&
			    image_command_has(&all->items[k], words))
				return true;
	}
	return false;
}
