/* folder.c - see folder.h. Links are not followed, and names that begin with a dot are not read. */
#include "sast/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "strata/buf.h"
#include "strata/limits.h"

struct walk {
	struct sast_files *out;
	struct strata_arena *arena;
	struct strata_error *err;
};

static int failed(struct walk *w, struct strata_str path)
{
	return strata_fail(w->err, STRATA_EUSAGE, 0, "cannot read '%.*s': %s", STRATA_ARG(path),
			   strerror(errno));
}

static int read_file(struct walk *w, struct strata_str path)
{
	FILE *file = fopen(path.ptr, "rb");
	struct strata_buf bytes = STRATA_BUF_INIT;
	char *room = strata_buf_room(&bytes, STRATA_LIMIT_RULE_BYTES + 1);
	size_t len = file ? fread(room, 1, STRATA_LIMIT_RULE_BYTES + 1, file) : 0;
	bool bad = !file || ferror(file);

	if (file)
		fclose(file);
	if (!bad)
		*strata_vec_push(w->arena, w->out) = (struct sast_file){
			path, strata_arena_dup(w->arena, (struct strata_str){ room, len })
		};
	strata_buf_release(&bytes);
	return bad ? failed(w, path) : 0;
}

static int read_folder(struct walk *w, struct strata_str folder, unsigned depth);

static int read_entry(struct walk *w, struct strata_str folder, const char *name, unsigned depth)
{
	struct strata_str path = strata_arena_printf(w->arena, "%.*s/%s", STRATA_ARG(folder), name);
	struct stat info;

	if (name[0] == '.')
		return 0;
	if (lstat(path.ptr, &info) < 0)
		return failed(w, path);
	if (S_ISDIR(info.st_mode))
		return read_folder(w, path, depth + 1);
	if (!S_ISREG(info.st_mode) || (!strata_str_ends(path, STRATA_STR(".yml")) &&
				       !strata_str_ends(path, STRATA_STR(".yaml"))))
		return 0;
	if (w->out->count == STRATA_LIMIT_RULES)
		return strata_fail(w->err, STRATA_ELIMIT, 0, "more than %u rules in '%.*s'",
				   STRATA_LIMIT_RULES, STRATA_ARG(folder));
	return read_file(w, path);
}

static int read_folder(struct walk *w, struct strata_str folder, unsigned depth)
{
	DIR *dir;
	struct dirent *entry;
	int rc = 0;

	if (depth > STRATA_LIMIT_RULE_FOLDERS)
		return strata_fail(w->err, STRATA_ELIMIT, 0, "more than %u folders in folders: '%.*s'",
				   STRATA_LIMIT_RULE_FOLDERS, STRATA_ARG(folder));
	dir = opendir(folder.ptr);

	if (!dir)
		return failed(w, folder);
	while (rc == 0 && (entry = readdir(dir)))
		rc = read_entry(w, folder, entry->d_name, depth);
	closedir(dir);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	const struct sast_file *x = a, *y = b;

	return strata_str_cmp(x->path, y->path);
}

int sast_folder_read(struct sast_files *out, const char *folder, struct strata_arena *arena,
		     struct strata_error *err)
{
	struct walk w = { out, arena, err };
	struct strata_str top = strata_arena_printf(arena, "%s", folder);
	int rc;

	while (top.len > 1 && top.ptr[top.len - 1] == '/')
		top = strata_arena_dup(arena, strata_str_take(top, top.len - 1));
	rc = read_folder(&w, strata_arena_printf(arena, "%.*s", STRATA_ARG(top)), 0);
	strata_vec_sort(out, by_path);
	return rc;
}
