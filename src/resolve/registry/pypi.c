/*
 * pypi.c - pip.conf, PIP_* and .netrc: the indexes of Python's packages; see settings.h.
 *
 * The weaker is read first: the system's files, the user's, the virtual environment's,
 * PIP_CONFIG_FILE, the variables. Of one file [install] is over [global]. index-url is
 * the server of "", extra-index-url those of "extra": pip asks all of them.
 *
 * Format: pip's documentation, "Configuration" and "Authentication", 2026-11.
 */
#include <string.h>

#include "resolve/registry/settings.h"
#include "resolve/solver.h"
#include "text/line.h"

struct option {
	struct strata_str value, said;
	bool install; /* of [install] */
};

struct pip {
	struct registry_settings *out;
	struct option index, extra;
};

/* --- files ---------------------------------------------------------------------------------- */

struct file {
	struct pip *pip;
	struct strata_str path, section;
	struct option *open; /* whose value goes on in indented lines */
};

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq_nocase(s, strata_str_of(text));
}

static struct option *option_of(struct pip *pip, struct strata_str key)
{
	if (is(key, "index-url") || is(key, "index_url"))
		return &pip->index;
	return is(key, "extra-index-url") || is(key, "extra_index_url") ? &pip->extra : NULL;
}

static void read_line(struct file *f, struct strata_str line, unsigned number)
{
	struct strata_arena *arena = f->pip->out->arena;
	struct strata_str text = strata_str_trim(line), key, value;
	bool install = is(f->section, "install");

	if (!text.len || text.ptr[0] == '#' || text.ptr[0] == ';')
		return;
	if (strata_is_space(line.ptr[0])) {
		if (f->open)
			f->open->value = strata_arena_join(arena, f->open->value, STRATA_STR(" "), text);
		return;
	}
	f->open = NULL;
	if (text.ptr[0] == '[') {
		f->section = strata_str_take(strata_str_skip(text, 1), strata_str_chr(text, ']') - 1);
		return;
	}
	strata_str_cut(&key, &value, text, strata_str_chr(text, '=') < strata_str_chr(text, ':') ? '=' : ':');
	if (install || is(f->section, "global"))
		f->open = option_of(f->pip, strata_str_trim(key));
	if (f->open && f->open->install && !install)
		f->open = NULL;
	if (f->open)
		*f->open = (struct option){
			strata_str_trim(value),
			strata_arena_printf(arena, "%.*s:%u", STRATA_ARG(f->path), number),
			install,
		};
}

static void read_file(struct pip *pip, const char *path)
{
	struct file f = { .pip = pip, .path = strata_arena_dup(pip->out->arena, strata_str_of(path)) };
	struct line_cursor c;
	struct strata_str bytes;

	if (!registry_read_file(&bytes, path, pip->out->arena))
		return;
	pip->index.install = pip->extra.install = false;
	c = LINE_CURSOR(bytes);
	while (line_next(&c))
		read_line(&f, c.line, c.number);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static void read_below(struct pip *pip, const char *folder, const char *file)
{
	if (folder)
		read_file(pip, strata_arena_printf(pip->out->arena, "%s/%s", folder, file).ptr);
}

static void read_system(struct pip *pip)
{
	const char *folders = variable("XDG_CONFIG_DIRS");
	struct strata_str folder, rest = strata_str_of(folders ? folders : "/etc/xdg");

	while (rest.ptr) {
		strata_str_cut(&folder, &rest, rest, ':');
		read_below(pip, strata_arena_cstr(pip->out->arena, folder), "pip/pip.conf");
	}
	read_file(pip, "/etc/pip.conf");
}

/* PIP_CONFIG_FILE=/dev/null stands for no file at all. */
static void read_files(struct pip *pip, const char *home)
{
	const char *named = variable("PIP_CONFIG_FILE"), *config = variable("XDG_CONFIG_HOME");

	if (named && strcmp(named, "/dev/null") == 0)
		return;
	read_system(pip);
	read_below(pip, home, ".pip/pip.conf");
	if (config)
		read_below(pip, config, "pip/pip.conf");
	else
		read_below(pip, home, ".config/pip/pip.conf");
	read_below(pip, variable("VIRTUAL_ENV"), "pip.conf");
	if (named)
		read_file(pip, named);
}

static void read_variables(struct pip *pip)
{
	const char *index = variable("PIP_INDEX_URL"), *extra = variable("PIP_EXTRA_INDEX_URL");

	if (index)
		pip->index = (struct option){ strata_str_of(index), STRATA_STR("PIP_INDEX_URL"), false };
	if (extra)
		pip->extra = (struct option){ strata_str_of(extra), STRATA_STR("PIP_EXTRA_INDEX_URL"),
					      false };
}

/* --- .netrc --------------------------------------------------------------------------------- */

static bool next_word(struct strata_str *word, struct strata_str *rest)
{
	size_t n = 0;

	*rest = strata_str_trim(*rest);
	while (n < rest->len && !strata_is_space(rest->ptr[n]))
		n++;
	*word = strata_str_take(*rest, n);
	*rest = strata_str_skip(*rest, n);
	return n > 0;
}

/* For the servers of that host that have no credential of their own yet. */
static int add_login(struct registry_settings *out, struct strata_str machine,
		     struct strata_str user, struct strata_str password, struct strata_error *err)
{
	struct strata_str as_https = strata_arena_join(out->arena, STRATA_STR("https://"), machine,
						       STRATA_STR("/"));
	int rc = 0;

	for (size_t i = 0; i < out->servers.count && rc == 0; i++) {
		struct strata_str url = out->servers.items[i].url, host;
		size_t start = strata_str_find(url, STRATA_STR("://")) + 3, end;

		host = strata_str_skip(url, start);
		host = strata_str_take(host, strata_str_chr(host, '/'));
		end = strata_str_rchr(host, ':');
		if (net_same_host(url, as_https) || is(machine, "") ||
		    strata_str_eq_nocase(strata_str_take(host, end), machine))
			rc = registry_add_credential(out, url,
						     registry_basic(out->arena, user, password), err);
	}
	return rc;
}

static int read_netrc(struct registry_settings *out, struct strata_str bytes,
		      struct strata_error *err)
{
	struct strata_str word, machine = STRATA_NONE, user = STRATA_NONE, rest = bytes;
	int rc = 0;

	while (rc == 0 && next_word(&word, &rest)) {
		if (is(word, "machine")) {
			next_word(&machine, &rest);
			user = STRATA_NONE;
		} else if (is(word, "default")) {
			machine = STRATA_NONE;
		} else if (is(word, "login")) {
			next_word(&user, &rest);
		} else if (is(word, "password") && next_word(&word, &rest) && machine.len) {
			rc = add_login(out, machine, user, word, err);
		}
	}
	return rc;
}

static int read_logins(struct registry_settings *out, const char *home, struct strata_error *err)
{
	const char *path = variable("NETRC");
	struct strata_str bytes;

	if (!path && home)
		path = strata_arena_printf(out->arena, "%s/.netrc", home).ptr;
	return path && registry_read_file(&bytes, path, out->arena) ? read_netrc(out, bytes, err) : 0;
}

/* --- the row -------------------------------------------------------------------------------- */

/* index-url is one address, whatever is in it. */
static int add_index(struct registry_settings *out, const struct option *option,
		     struct strata_error *err)
{
	struct strata_str url = strata_str_trim(option->value);

	return url.len ? registry_add_server(out, STRATA_STR(""), url, option->said, err) : 0;
}

/* extra-index-url is a list. */
static int add_extras(struct registry_settings *out, const struct option *option,
		      struct strata_error *err)
{
	struct strata_str url, rest = option->value;
	int rc = 0;

	while (rc == 0 && next_word(&url, &rest))
		rc = registry_add_server(out, STRATA_STR("extra"), url, option->said, err);
	return rc;
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct pip pip = { .out = out };
	int rc;

	read_files(&pip, place->home);
	read_variables(&pip);
	if ((rc = add_index(out, &pip.index, err)) < 0 || (rc = add_extras(out, &pip.extra, err)) < 0)
		return rc;
	return read_logins(out, place->home, err);
}

/* pip's help tells its default, broken into lines: "(default", and what stands up to ')'. */
static struct strata_str default_in(struct strata_str help, struct strata_arena *arena)
{
	size_t at = strata_str_find(help, STRATA_STR("--index-url"));
	char *out;
	size_t len = 0;

	help = strata_str_skip(help, at);
	at = strata_str_find(help, STRATA_STR("(default"));
	if (at == STRATA_NPOS)
		return STRATA_NONE;
	help = strata_str_skip(help, at + 8);
	help = strata_str_take(help, strata_str_chr(help, ')'));
	out = strata_arena_alloc(arena, help.len + 1);
	for (size_t i = 0; i < help.len; i++)
		if (!strata_is_space(help.ptr[i]))
			out[len++] = help.ptr[i];
	return (struct strata_str){ out, len };
}

static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const pip[] = { "pip", "install", "--help", NULL };
	static const char *const pip3[] = { "pip3", "install", "--help", NULL };
	struct strata_str help, url;
	int rc = registry_run(&help, pip, arena, NULL);

	if (rc < 0 && (rc = registry_run(&help, pip3, arena, err)) < 0)
		return rc;
	url = default_in(help, arena);
	if (!strata_str_starts(url, STRATA_STR("http")))
		return strata_fail(err, STRATA_ENOTFOUND, 0, "pip names no index");
	*strata_vec_push(arena, urls) = url;
	return 0;
}

const struct registry_config registry_config_pypi = {
	.key = "pypi",
	.ecosystem = &strata_ecosystem_pypi,
	.read = read,
	.detect = detect,
};
