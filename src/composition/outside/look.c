/* look.c - what the ways share when they look for installed copies; see way.h. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "composition/outside/way.h"
#include "strata/limits.h"

#define WAY(id) &outside_way_##id,
static const struct outside_way *const ways[] = {
#include "composition/outside/ways.def"
};
#undef WAY

const struct outside_way *outside_way_of(const struct strata_ecosystem *ecosystem)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (ways[i]->ecosystem == ecosystem)
			return ways[i];
	return NULL;
}

bool outside_is_plain(struct strata_str text, const char *more)
{
	for (size_t i = 0; i < text.len; i++)
		if (!strata_is_alpha(text.ptr[i]) && !strata_is_digit(text.ptr[i]) &&
		    (!text.ptr[i] || !strchr(more, text.ptr[i])))
			return false;
	return text.len > 0;
}

struct path_text {
	char text[STRATA_LIMIT_PATH_BYTES];
};

static bool end_path(struct path_text *out, struct strata_str path)
{
	if (!path.len || path.len >= sizeof(out->text))
		return false;
	memcpy(out->text, path.ptr, path.len);
	out->text[path.len] = '\0';
	return true;
}

static bool is_of(struct strata_str path, mode_t type)
{
	struct path_text ended;
	struct stat stat;

	return end_path(&ended, path) && lstat(ended.text, &stat) == 0 &&
	       (stat.st_mode & S_IFMT) == type;
}

bool outside_is_folder(struct strata_str path)
{
	return is_of(path, S_IFDIR);
}

bool outside_is_file(struct strata_str path)
{
	return is_of(path, S_IFREG);
}

bool outside_read(struct strata_buf *out, struct strata_str path, size_t most)
{
	struct path_text ended;
	ssize_t got = 1;
	int file = end_path(&ended, path) ? open(ended.text, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
					  : -1;

	strata_buf_reset(out);
	while (file >= 0 && got > 0 && out->len <= most) {
		got = read(file, strata_buf_room(out, 16 << 10), 16 << 10);
		out->len += got > 0 ? (size_t)got : 0;
	}
	if (file >= 0)
		close(file);
	return file >= 0 && got == 0;
}

struct strata_str outside_project(const struct outside_look *look, const struct strata_component *c)
{
	if (!look->top.ptr || strata_str_eq(c->project, STRATA_STR(".")))
		return look->top;
	return strata_arena_join(look->arena, look->top, STRATA_STR("/"), c->project);
}

struct strata_str outside_place(const struct outside_look *look, const char *name, const char *below)
{
	const char *value = name ? getenv(name) : NULL;

	if (value && *value == '/')
		return strata_str_of(value);
	return look->home && below ? strata_arena_printf(look->arena, "%s/%s", look->home, below)
				   : STRATA_NONE;
}

void outside_each(struct strata_str folder,
		  void (*each)(struct strata_str folder, struct strata_str name, void *payload),
		  void *payload)
{
	struct path_text ended;
	struct dirent *entry;
	int file;
	DIR *dir;

	if (!end_path(&ended, folder))
		return;
	file = open(ended.text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = file < 0 ? NULL : fdopendir(file);
	if (!dir && file >= 0)
		close(file);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			each(folder, strata_str_of(entry->d_name), payload);
	closedir(dir);
}

const char *outside_kind(const struct outside_look *look, const char *ecosystem,
			 struct strata_str project)
{
	return strata_arena_printf(look->arena, "%s %.*s", ecosystem, STRATA_ARG(project)).ptr;
}

static struct strata_str key_of(struct strata_arena *arena, const char *kind, struct strata_str name,
				struct strata_str version)
{
	return STRATA_CONCAT(arena, strata_str_of(kind), STRATA_STR("\n"), name, STRATA_STR("@"),
			     version);
}

bool outside_add(struct outside_look *look, const char *kind, struct strata_str name,
		 struct strata_str version, struct strata_str copy)
{
	bool added;
	size_t *index;

	if (++look->listed > STRATA_LIMIT_INSTALLED) {
		look->cut = true;
		return false;
	}
	index = strata_map_at(&look->folders, key_of(look->arena, kind, name, version), &added);
	if (!added)
		return true;
	*index = look->copies.count;
	*strata_vec_push(look->arena, &look->copies) = strata_arena_dup(look->arena, copy);
	return true;
}

bool outside_find(struct strata_str *copy, struct outside_look *look, const char *kind,
		  struct strata_str name, struct strata_str version)
{
	size_t index;

	if (!strata_map_get(&index, &look->folders, key_of(look->arena, kind, name, version))) {
		look->unsure = look->cut;
		return false;
	}
	*copy = look->copies.items[index];
	return true;
}

bool outside_first(struct outside_look *look, struct strata_str folder)
{
	bool added;

	strata_map_at(&look->read, folder, &added);
	return added;
}
