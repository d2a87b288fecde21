/* repository.c - where a repository lies; see repository.h. */
#include "source/repository.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "source/alternates.h"
#include "source/disk.h"
#include "strata/limits.h"

enum { SMALL_FILE = 64 << 10, PACKED_REFS = 256 << 20, SYMREFS = 5 };

static const char *join(struct strata_arena *arena, const char *folder, const char *name)
{
	if (*name == '/')
		return strata_arena_cstr(arena, strata_str_of(name));
	return strata_arena_printf(arena, "%s/%s", folder, name).ptr;
}

/* NULL when the path is not there. */
static const char *real_path(struct strata_arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	const char *copy = real ? strata_arena_cstr(arena, strata_str_of(real)) : NULL;

	free(real);
	return copy;
}

/* The text of a small file of git's, trimmed; absent when it cannot be read. */
static struct strata_str small_file(struct strata_arena *arena, const char *folder,
				    const char *name)
{
	struct strata_str text;

	if (disk_read(&text, join(arena, folder, name), SMALL_FILE, arena, NULL) < 0)
		return STRATA_NONE;
	return strata_str_trim(text);
}

static const char *common_dir_of(struct strata_arena *arena, const char *git_dir)
{
	struct strata_str text = small_file(arena, git_dir, "commondir");
	const char *common;

	if (!text.len)
		return git_dir;
	common = real_path(arena, join(arena, git_dir, strata_arena_cstr(arena, text)));
	return common ? common : git_dir;
}

/* A folder of git's has objects and refs; one found by chance has a HEAD as well. */
static bool is_git_dir(struct strata_arena *arena, const char *path, bool by_chance)
{
	const char *common = common_dir_of(arena, path);

	if (!disk_is_folder(join(arena, common, "objects")) ||
	    !disk_is_there(join(arena, common, "refs")))
		return false;
	return !by_chance || disk_is_there(join(arena, path, "HEAD"));
}

/* A `.git` that is a file says where the folder is. */
static int follow_git_file(const char **out, const char *folder, struct strata_arena *arena,
			   struct strata_error *err)
{
	struct strata_str text = small_file(arena, folder, ".git");
	const char *target;

	if (!strata_str_starts(text, STRATA_STR("gitdir:")))
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "the file '%s/.git' does not say 'gitdir: PATH'", folder);
	text = strata_str_trim(strata_str_skip(text, 7));
	target = real_path(arena, join(arena, folder, strata_arena_cstr(arena, text)));
	if (!target || !is_git_dir(arena, target, false))
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "'%s/.git' names '%.*s', which is no repository: repair it with "
				   "'git worktree repair', or scan with --dir",
				   folder, STRATA_ARG(text));
	*out = target;
	return 0;
}

/* One folder on the way up: 1 when the repository is found in it, 0 when not. */
static int look_in(struct repository *out, const char *folder, struct strata_arena *arena,
		   struct strata_error *err)
{
	const char *dot_git = join(arena, folder, ".git");
	struct stat st;
	int rc;

	if (stat(dot_git, &st) == 0 && S_ISREG(st.st_mode)) {
		if ((rc = follow_git_file(&out->git_dir, folder, arena, err)) < 0)
			return rc;
		out->work_tree = folder;
		return 1;
	}
	if (is_git_dir(arena, dot_git, false)) {
		out->git_dir = real_path(arena, dot_git);
		out->work_tree = folder;
		return 1;
	}
	if (is_git_dir(arena, folder, true)) {
		out->git_dir = folder;
		return 1;
	}
	return 0;
}

/* From a folder upwards. 0 and no git_dir: there is none. */
static int discover(struct repository *out, const char *from, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct strata_str folder = strata_str_of(from);
	int rc = 0;

	out->git_dir = NULL;
	while (rc == 0 && folder.len) {
		rc = look_in(out, strata_arena_cstr(arena, folder), arena, err);
		folder = strata_path_dir(folder);
	}
	return rc < 0 ? rc : 0;
}

/* What git would use in the current folder. */
static int discover_here(struct repository *out, struct strata_arena *arena,
			 struct strata_error *err)
{
	const char *named = getenv("GIT_DIR"), *here = real_path(arena, ".");
	struct stat st;

	out->git_dir = NULL;
	if (!here)
		return 0;
	if (!named || !*named)
		return discover(out, here, arena, err);
	if (stat(named, &st) == 0 && S_ISREG(st.st_mode))
		return follow_git_file(&out->git_dir,
				       strata_arena_cstr(arena, strata_path_dir(strata_str_of(
									join(arena, here, named)))),
				       arena, err);
	out->git_dir = real_path(arena, named);
	if (!out->git_dir || !is_git_dir(arena, out->git_dir, false))
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "GIT_DIR is '%s', which is no repository", named);
	/* Without GIT_WORK_TREE it is the current folder, but for hooks that run in `.git`. */
	out->work_tree = strcmp(out->git_dir, here) == 0 ? NULL : here;
	return 0;
}

static int fail_none(const char *path, const char *real, struct strata_arena *arena,
		     struct strata_error *err)
{
	if (disk_is_folder(join(arena, real, ".git")))
		return strata_fail(
			err, STRATA_EREPOSITORY, 0,
			"'%s/.git' is no repository (no objects or no refs): use --dir to "
			"scan '%s' as a plain folder",
			path, path);
	return strata_fail(err, STRATA_EREPOSITORY, 0,
			   "'%s' is in no git repository: use --dir to scan it as a plain folder",
			   path);
}

/* The folder that core.worktree, core.bare and the place of `.git` make the work tree. */
static void settle_work_tree(struct repository *r, bool environment, struct strata_arena *arena)
{
	const char *named = environment ? getenv("GIT_WORK_TREE") : NULL;
	struct strata_str dir = strata_str_of(r->git_dir), back;

	if (named && *named) {
		r->work_tree = real_path(arena, named);
	} else if (r->git_dir != r->common_dir) {
		/* A linked work tree: core.bare and core.worktree are about the main one. */
		back = small_file(arena, r->git_dir, "gitdir");
		if (!r->work_tree && back.len)
			r->work_tree =
				real_path(arena, strata_arena_cstr(arena, strata_path_dir(back)));
	} else if (r->config.work_tree.len) {
		r->work_tree =
			real_path(arena, join(arena, r->git_dir,
					      strata_arena_cstr(arena, r->config.work_tree)));
	} else if (r->config.bare == STRATA_YES) {
		r->work_tree = NULL;
	} else if (!r->work_tree && strata_str_eq(strata_path_base(dir), STRATA_STR(".git"))) {
		r->work_tree = strata_arena_cstr(arena, strata_path_dir(dir));
	}
}

static bool is_below(struct strata_str path, struct strata_str folder)
{
	return strata_str_starts(path, folder) &&
	       (path.len == folder.len || path.ptr[folder.len] == '/');
}

static struct strata_str prefix_of(const char *work_tree, const char *real)
{
	struct strata_str path = strata_str_of(real), top = strata_str_of(work_tree);

	if (top.len == 1) /* a work tree at the root of the file system */
		return strata_str_skip(path, 1);
	return is_below(path, top) ? strata_str_skip(path, top.len + 1) : STRATA_STR("");
}

/* Those of the environment that are there. */
static void add_alternates(struct repository *r, const char *list, struct strata_arena *arena)
{
	struct strata_strs paths = { 0 };

	alternates_split(&paths, strata_str_of(list), arena);
	for (size_t i = 0; i < paths.count; i++) {
		const char *path = real_path(arena, strata_arena_cstr(arena, paths.items[i]));

		if (path)
			*strata_vec_push(arena, &r->alternates) = strata_str_of(path);
	}
}

static void settle_places(struct repository *r, bool environment, struct strata_arena *arena)
{
	const char *index = environment ? getenv("GIT_INDEX_FILE") : NULL;
	const char *objects = environment ? getenv("GIT_OBJECT_DIRECTORY") : NULL;
	const char *alternates = environment ? getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES") : NULL;

	r->index_file = join(arena, r->git_dir, "index");
	r->objects = join(arena, r->common_dir, "objects");
	if (index && *index) /* git changes to the top of the work tree before it looks */
		r->index_file = join(arena, r->work_tree ? r->work_tree : ".", index);
	if (objects && *objects)
		r->objects = strata_arena_cstr(arena, strata_str_of(objects));
	if (alternates)
		add_alternates(r, alternates, arena);
	r->shallow = disk_is_full(join(arena, r->common_dir, "shallow"));
	r->grafted = disk_is_full(join(arena, r->common_dir, "info/grafts"));
}

static int check_format(struct repository *r, struct strata_error *err)
{
	const struct gitconfig *c = &r->config;

	r->hash = STRATA_SHA1;
	if (c->format > 1)
		return strata_fail(
			err, STRATA_EREPOSITORY, 0,
			"the repository has format version %llu, which strata does not know: "
			"use --dir to scan its files",
			(unsigned long long)c->format);
	if (c->format == 0) /* extensions count from version 1 on */
		return 0;
	if (c->unknown.len)
		return strata_fail(
			err, STRATA_EREPOSITORY, 0,
			"the repository uses the extension '%.*s', which strata does not know: "
			"use --dir to scan its files",
			STRATA_ARG(c->unknown));
	if (c->object_format.ptr && strata_str_eq_nocase(c->object_format, STRATA_STR("sha256")))
		r->hash = STRATA_SHA256;
	else if (c->object_format.ptr &&
		 !strata_str_eq_nocase(c->object_format, STRATA_STR("sha1")))
		return strata_fail(
			err, STRATA_EREPOSITORY, 0,
			"the repository has objects of format '%.*s', which strata does not "
			"know: use --dir to scan its files",
			STRATA_ARG(c->object_format));
	return 0;
}

/* Whether the repository of the path is the one that the environment is about. */
static bool same_dir(const char *a, const char *b)
{
	struct stat x, y;

	return a && b && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static bool environment_speaks(void)
{
	static const char *const names[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
					     "GIT_OBJECT_DIRECTORY",
					     "GIT_ALTERNATE_OBJECT_DIRECTORIES" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (getenv(names[i]))
			return true;
	return false;
}

int repository_find(struct repository *out, const char *path, struct strata_arena *arena,
		    struct strata_error *err)
{
	const char *real = real_path(arena, path), *here = real_path(arena, ".");
	struct repository ours = { 0 };
	bool environment = false;
	int rc;

	*out = (struct repository){ .prefix = STRATA_STR("") };
	if (!real)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "cannot open '%s': %s", path,
				   strerror(errno));
	if (!disk_is_folder(real))
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "'%s' is a file: name the folder that is to be scanned", path);
	if (environment_speaks() && (rc = discover_here(&ours, arena, err)) < 0)
		return rc;
	if (ours.git_dir && here && strcmp(real, here) == 0) {
		*out = ours;
		environment = true;
	} else {
		if ((rc = discover(out, real, arena, err)) < 0)
			return rc;
		environment = same_dir(out->git_dir, ours.git_dir);
	}
	if (!out->git_dir)
		return fail_none(path, real, arena, err);
	out->common_dir = common_dir_of(arena, out->git_dir);
	gitconfig_read(&out->config, out->git_dir, out->common_dir, arena);
	if ((rc = check_format(out, err)) < 0)
		return rc;
	settle_work_tree(out, environment, arena);
	settle_places(out, environment, arena);
	if (out->work_tree && !is_below(strata_str_of(real), strata_str_of(out->git_dir)))
		out->prefix = prefix_of(out->work_tree, real);
	return 0;
}

const char *repository_hooks(const struct repository *r, struct strata_arena *arena)
{
	if (!r->config.hooks_path.len)
		return join(arena, r->common_dir, "hooks");
	return join(arena, r->work_tree ? r->work_tree : r->git_dir,
		    strata_arena_cstr(arena, r->config.hooks_path));
}

size_t repository_other_hooks(const struct repository *r, struct strata_arena *arena)
{
	size_t count = r->config.bare != STRATA_YES; /* the main one */
	struct dirent *entry;
	DIR *dir;

	if (!r->config.hooks_path.len || r->config.hooks_path.ptr[0] == '/' || !r->work_tree)
		return 0;
	dir = opendir(join(arena, r->common_dir, "worktrees"));
	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count ? count - 1 : 0;
}

static bool is_hex_id(struct strata_str s, enum strata_digest_kind kind)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))
			return false;
	return s.len == 2 * (size_t)kind;
}

/* "ID NAME" lines; others are comments and what tags peel to. */
static struct strata_str packed_ref(const struct repository *r, struct strata_str name,
				    struct strata_arena *arena)
{
	struct strata_str bytes, line, id, ref;

	if (disk_read(&bytes, join(arena, r->common_dir, "packed-refs"), PACKED_REFS, arena, NULL) <
	    0)
		return STRATA_NONE;
	while (bytes.ptr) {
		strata_str_cut(&line, &bytes, bytes, '\n');
		if (strata_str_cut(&id, &ref, line, ' ') && strata_str_eq(ref, name) &&
		    is_hex_id(id, r->hash))
			return id;
	}
	return STRATA_NONE;
}

static bool is_safe_ref(struct strata_str name)
{
	return strata_str_starts(name, STRATA_STR("refs/")) &&
	       strata_str_find(name, STRATA_STR("..")) == STRATA_NPOS &&
	       strata_str_chr(name, '\0') == STRATA_NPOS;
}

static bool uses_files_for_refs(const struct repository *r)
{
	return !r->config.ref_storage.ptr ||
	       strata_str_eq(r->config.ref_storage, STRATA_STR("files"));
}

int repository_head(struct strata_str *out, const struct repository *r, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct strata_str text = small_file(arena, r->git_dir, "HEAD"), name = STRATA_STR("HEAD");

	*out = STRATA_NONE;
	if (!uses_files_for_refs(r))
		return 0;
	for (int i = 0; i < SYMREFS && text.ptr; i++) {
		if (is_hex_id(text, r->hash)) {
			*out = text;
			return 0;
		}
		if (!strata_str_starts(text, STRATA_STR("ref:")))
			break;
		name = strata_str_trim(strata_str_skip(text, 4));
		if (!is_safe_ref(name))
			break;
		text = small_file(arena, r->git_dir, strata_arena_cstr(arena, name));
		if (!text.ptr)
			text = small_file(arena, r->common_dir, strata_arena_cstr(arena, name));
		if (!text.ptr) {
			*out = packed_ref(r, name, arena);
			return 0;
		}
	}
	return strata_fail(
		err, STRATA_EREPOSITORY, 0,
		"'%.*s' of the repository is broken: it names neither a commit nor a branch",
		STRATA_ARG(name));
}
