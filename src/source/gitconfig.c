/* gitconfig.c - what strata needs to know of git's configuration; see gitconfig.h. */
#include "source/gitconfig.h"

#include <stdlib.h>
#include <string.h>

#include "source/disk.h"
#include "source/wild.h"
#include "strata/buf.h"
#include "strata/limits.h"

/* One of the files being read. */
struct load {
	struct gitconfig *out;
	const char *git_dir, *file;
	unsigned *files; /* read so far, includes too */
	bool of_repository;
	struct strata_arena *arena;
};

static struct strata_str lower(struct strata_arena *arena, struct strata_str s)
{
	char *copy = strata_arena_alloc(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = strata_lower(s.ptr[i]);
	return (struct strata_str){ copy, s.len };
}

/* [section], [section "sub"], [section.sub]: the prefix of names, with a dot at its end. */
static struct strata_str read_section(struct strata_str *rest, struct strata_arena *arena)
{
	struct strata_str head = strata_str_skip(*rest, 1), name, sub;
	struct strata_buf text = STRATA_BUF_INIT;
	size_t i = 0;

	while (i < head.len && head.ptr[i] != ']' && head.ptr[i] != '"' && head.ptr[i] != '\n')
		i++;
	name = strata_str_trim(strata_str_take(head, i));
	strata_buf_add(&text, lower(arena, name));
	strata_buf_addc(&text, '.');
	if (i < head.len && head.ptr[i] == '"') {
		for (i++; i < head.len && head.ptr[i] != '"' && head.ptr[i] != '\n'; i++) {
			i += head.ptr[i] == '\\' && i + 1 < head.len;
			strata_buf_addc(&text, head.ptr[i]);
		}
		strata_buf_addc(&text, '.');
		while (i < head.len && head.ptr[i] != ']' && head.ptr[i] != '\n')
			i++;
	}
	*rest = strata_str_skip(head, i < head.len && head.ptr[i] == ']' ? i + 1 : i);
	sub = strata_arena_dup(arena, strata_buf_str(&text));
	strata_buf_release(&text);
	return sub;
}

static char unescaped(char c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'b' ? '\b' : c;
}

/* A value up to the end of its line: quotes, escapes, comments, lines that go on. */
static struct strata_str read_value(struct strata_str *rest, struct strata_arena *arena)
{
	struct strata_buf text = STRATA_BUF_INIT;
	struct strata_str s = *rest, value;
	bool quoted = false, comment = false;
	size_t i, keep = 0;

	for (i = 0; i < s.len && s.ptr[i] != '\n'; i++) {
		char c = s.ptr[i];

		if (comment || c == '\r')
			continue;
		if (!quoted && (c == '#' || c == ';')) {
			comment = true;
		} else if (c == '"') {
			quoted = !quoted;
		} else if (c == '\\' && i + 1 < s.len) {
			if (s.ptr[++i] != '\n')
				strata_buf_addc(&text, unescaped(s.ptr[i]));
			keep = text.len;
		} else if (quoted || !strata_is_space(c)) {
			strata_buf_addc(&text, c);
			keep = text.len;
		} else if (text.len) {
			strata_buf_addc(&text, c);
		}
	}
	*rest = strata_str_skip(s, i);
	value = strata_arena_dup(arena, strata_str_take(strata_buf_str(&text), keep));
	strata_buf_release(&text);
	return value;
}

static struct strata_str read_key(struct strata_str *rest)
{
	size_t i = 0;

	while (i < rest->len && (strata_is_alpha(rest->ptr[i]) || strata_is_digit(rest->ptr[i]) ||
				 rest->ptr[i] == '-'))
		i++;
	struct strata_str key = strata_str_take(*rest, i);

	*rest = strata_str_skip(*rest, i);
	while (rest->len && (*rest->ptr == ' ' || *rest->ptr == '\t'))
		*rest = strata_str_skip(*rest, 1);
	return key;
}

void gitconfig_parse(struct strata_str bytes, gitconfig_set set, void *payload,
		     struct strata_arena *arena)
{
	struct strata_str rest = bytes, section = STRATA_STR(""), key, value, line;

	if (strata_str_starts(rest, STRATA_STR("\xef\xbb\xbf")))
		rest = strata_str_skip(rest, 3);
	while (rest.len) {
		if (strata_is_space(*rest.ptr)) {
			rest = strata_str_skip(rest, 1);
		} else if (*rest.ptr == '[') {
			section = read_section(&rest, arena);
		} else if (strata_is_alpha(*rest.ptr)) {
			key = read_key(&rest);
			value = STRATA_STR("true"); /* a key alone says so */
			if (rest.len && *rest.ptr == '=') {
				rest = strata_str_skip(rest, 1);
				value = read_value(&rest, arena);
			}
			set(strata_arena_join(arena, section, lower(arena, key), STRATA_NONE),
			    value, payload);
		} else {
			strata_str_cut(&line, &rest, rest, '\n');
		}
	}
}

static bool is_true(struct strata_str value)
{
	uint64_t number;

	return strata_str_eq_nocase(value, STRATA_STR("true")) ||
	       strata_str_eq_nocase(value, STRATA_STR("yes")) ||
	       strata_str_eq_nocase(value, STRATA_STR("on")) ||
	       (strata_str_u64(&number, value) && number);
}

static struct strata_str expand_home(struct strata_arena *arena, struct strata_str path)
{
	const char *home = getenv("HOME");

	if (!home || !strata_str_starts(path, STRATA_STR("~/")))
		return path;
	return strata_arena_join(arena, strata_str_of(home), strata_str_skip(path, 1), STRATA_NONE);
}

static void load_file(struct load *from, const char *path);

/* A path in a file is relative to the folder of the file. */
static void load_include(struct load *load, struct strata_str value)
{
	struct strata_str path = expand_home(load->arena, value);

	if (!strata_str_starts(path, STRATA_STR("/")))
		path = strata_arena_join(load->arena, strata_path_dir(strata_str_of(load->file)),
					 STRATA_STR("/"), path);
	load_file(load, strata_arena_cstr(load->arena, path));
}

/* includeIf "gitdir:PATTERN". Other conditions do not hold. */
static bool condition_holds(struct load *load, struct strata_str condition)
{
	bool fold = strata_str_starts(condition, STRATA_STR("gitdir/i:"));
	struct strata_str pattern, git_dir = strata_str_of(load->git_dir);
	size_t colon = strata_str_chr(condition, ':');

	if (!fold && !strata_str_starts(condition, STRATA_STR("gitdir:")))
		return false;
	pattern = expand_home(load->arena, strata_str_skip(condition, colon + 1));
	if (strata_str_starts(pattern, STRATA_STR("./")))
		pattern = strata_arena_join(load->arena, strata_path_dir(strata_str_of(load->file)),
					    STRATA_STR("/"), strata_str_skip(pattern, 2));
	else if (!strata_str_starts(pattern, STRATA_STR("/")))
		pattern = strata_arena_join(load->arena, STRATA_STR("**/"), pattern, STRATA_NONE);
	if (strata_str_ends(pattern, STRATA_STR("/")))
		pattern = strata_arena_join(load->arena, pattern, STRATA_STR("**"), STRATA_NONE);
	return wild_match_path(pattern, git_dir, fold);
}

static void set_extension(struct gitconfig *out, struct strata_str name, struct strata_str value)
{
	if (strata_str_eq(name, STRATA_STR("objectformat")))
		out->object_format = value;
	else if (strata_str_eq(name, STRATA_STR("refstorage")))
		out->ref_storage = value;
	else if (strata_str_eq(name, STRATA_STR("worktreeconfig")))
		out->work_tree_config = is_true(value);
	else if (strata_str_eq(name, STRATA_STR("partialclone")))
		out->partial = true;
	else if (!strata_str_eq(name, STRATA_STR("noop")) &&
		 !strata_str_eq(name, STRATA_STR("preciousobjects")) &&
		 !strata_str_eq(name, STRATA_STR("relativeworktrees")))
		out->unknown = name;
}

/* What says what the repository is may come from the repository alone. */
static void set_of_repository(struct gitconfig *out, struct strata_str name,
			      struct strata_str value)
{
	uint64_t number;

	if (strata_str_starts(name, STRATA_STR("extensions.")))
		set_extension(out, strata_str_skip(name, 11), value);
	else if (strata_str_eq(name, STRATA_STR("core.repositoryformatversion")))
		out->format = strata_str_u64(&number, value) ? number : out->format;
	else if (strata_str_eq(name, STRATA_STR("core.worktree")))
		out->work_tree = value;
	else if (strata_str_eq(name, STRATA_STR("core.sparsecheckout")))
		out->sparse = is_true(value);
	else if (strata_str_starts(name, STRATA_STR("remote.")) &&
		 (strata_str_ends(name, STRATA_STR(".promisor")) ||
		  strata_str_ends(name, STRATA_STR(".partialclonefilter"))))
		out->partial = out->partial || !strata_str_eq(value, STRATA_STR("false"));
}

static void set(struct strata_str name, struct strata_str value, void *payload)
{
	struct load *load = payload;
	struct gitconfig *out = load->out;

	if (load->of_repository)
		set_of_repository(out, name, value);
	if (strata_str_eq(name, STRATA_STR("core.bare")))
		out->bare = is_true(value) ? STRATA_YES : STRATA_NO;
	else if (strata_str_eq(name, STRATA_STR("core.ignorecase")))
		out->ignore_case = is_true(value);
	else if (strata_str_eq(name, STRATA_STR("core.usereplacerefs")))
		out->no_replace = !is_true(value);
	else if (strata_str_eq(name, STRATA_STR("core.excludesfile")))
		out->excludes_file = expand_home(load->arena, value);
	else if (strata_str_eq(name, STRATA_STR("core.hookspath")))
		out->hooks_path = expand_home(load->arena, value);
	else if (strata_str_eq(name, STRATA_STR("include.path")))
		load_include(load, value);
	else if (strata_str_starts(name, STRATA_STR("includeif.")) &&
		 strata_str_ends(name, STRATA_STR(".path")) && name.len > 15 &&
		 condition_holds(load, strata_str_take(strata_str_skip(name, 10), name.len - 15)))
		load_include(load, value);
}

static void load_file(struct load *from, const char *path)
{
	struct load load = *from;
	struct strata_str bytes;

	if ((*load.files)++ > STRATA_LIMIT_INCLUDES ||
	    disk_read(&bytes, path, STRATA_LIMIT_CONFIG_BYTES, load.arena, NULL) < 0)
		return;
	load.file = path;
	gitconfig_parse(bytes, set, &load, load.arena);
}

static void load_in(struct load *load, const char *folder, const char *name)
{
	if (folder && *folder)
		load_file(load, strata_arena_printf(load->arena, "%s/%s", folder, name).ptr);
}

static void load_user(struct load *load)
{
	const char *global = getenv("GIT_CONFIG_GLOBAL"), *xdg = getenv("XDG_CONFIG_HOME");
	const char *system = getenv("GIT_CONFIG_SYSTEM"),
		   *no_system = getenv("GIT_CONFIG_NOSYSTEM");

	if (!no_system || !is_true(strata_str_of(no_system)))
		load_file(load, system ? system : "/etc/gitconfig");
	if (global) {
		load_file(load, global);
		return;
	}
	if (xdg && *xdg)
		load_in(load, xdg, "git/config");
	else
		load_in(load, getenv("HOME"), ".config/git/config");
	load_in(load, getenv("HOME"), ".gitconfig");
}

/* GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0, GIT_CONFIG_VALUE_0, ... */
static void load_environment(struct load *load)
{
	const char *count = getenv("GIT_CONFIG_COUNT");
	uint64_t n = 0;

	if (!count || !strata_str_u64(&n, strata_str_of(count)) || n > 1000)
		return;
	for (uint64_t i = 0; i < n; i++) {
		struct strata_str key =
			strata_arena_printf(load->arena, "GIT_CONFIG_KEY_%u", (unsigned)i);
		struct strata_str value =
			strata_arena_printf(load->arena, "GIT_CONFIG_VALUE_%u", (unsigned)i);
		const char *name = getenv(key.ptr), *text = getenv(value.ptr);

		if (name && text)
			set(lower(load->arena, strata_str_of(name)), strata_str_of(text), load);
	}
}

void gitconfig_read(struct gitconfig *out, const char *git_dir, const char *common_dir,
		    struct strata_arena *arena)
{
	unsigned files = 0;
	struct load load = {
		.out = out, .git_dir = git_dir, .files = &files, .arena = arena, .file = ""
	};

	*out = (struct gitconfig){ 0 };
	load_user(&load);
	out->bare = STRATA_UNKNOWN;
	load.of_repository = true;
	load_in(&load, common_dir, "config");
	if (out->work_tree_config)
		load_in(&load, git_dir, "config.worktree");
	load.of_repository = false;
	load_environment(&load);
}
