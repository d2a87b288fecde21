/*
 * manifest.c - see manifest.h.
 *
 * Requirements files with what they include (-r) and are limited by (-c), pyproject.toml
 * (PEP 621, PEP 735, Poetry), setup.cfg, Pipfile. What installs the project counts as
 * production; extras are optional, groups for development.
 *
 * Formats: as parsers/python has them.
 */
#include "resolve/pypi/manifest.h"

#include <string.h>

#include "strata/buf.h"
#include "strata/limits.h"
#include "text/line.h"
#include "text/toml.h"
#include "text/utf8.h"

struct reader {
	struct pypi_manifest *out;
	const struct solver_input *in;
	struct strata_arena *arena;
	struct strata_map read; /* paths */
};

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq(s, strata_str_of(text));
}

static void note(struct reader *r, struct strata_str path, unsigned line, const char *what,
		 struct strata_str text)
{
	*strata_vec_push(r->arena, &r->out->notes) = (struct strata_note){
		.path = path,
		.line = line,
		.reason = strata_arena_printf(r->arena, "'%.*s' %s", STRATA_ARG(text), what),
	};
}

static void ask(struct reader *r, const struct python_requirement *requirement,
		enum strata_scope scope)
{
	*strata_vec_push(r->arena, &r->out->asked) = (struct pypi_asked){ *requirement, scope };
}

static bool ask_text(struct reader *r, struct strata_str text, enum strata_scope scope)
{
	struct python_requirement as;

	if (!python_requirement(&as, text, r->arena))
		return false;
	ask(r, &as, scope);
	return true;
}

/* --- requirements files --------------------------------------------------------------------- */

struct lines {
	struct reader *r;
	struct strata_str path;
	bool limits; /* a file of constraints */
	unsigned line;
	int depth;
};

static void read_requirements(struct reader *r, struct strata_str path, bool limits, int depth);

/* "a/b/../c" without what leads back; absent when it leaves the snapshot. */
static struct strata_str plain_path(struct strata_str folder, struct strata_str path,
				    struct strata_arena *arena)
{
	struct strata_str part, out = folder;

	while (path.ptr) {
		strata_str_cut(&part, &path, path, '/');
		if (!part.len || is(part, "."))
			continue;
		if (is(part, "..") && !out.len)
			return STRATA_NONE;
		out = is(part, "..") ? strata_path_dir(out)
		      : out.len	     ? strata_arena_join(arena, out, STRATA_STR("/"), part)
				     : part;
	}
	return out;
}

/* The value of "-r x", "-rx", "--long x", "--long=x". */
static bool take_option(struct strata_str *value, struct strata_str text, const char *brief,
			const char *full)
{
	size_t n = strlen(full);

	if (strata_str_starts(text, strata_str_of(full)) && text.len > n &&
	    (text.ptr[n] == '=' || strata_is_space(text.ptr[n])))
		*value = strata_str_trim(strata_str_skip(text, n + 1));
	else if (brief && strata_str_starts(text, strata_str_of(brief)) &&
		 !strata_str_starts(text, STRATA_STR("--")))
		*value = strata_str_trim(strata_str_skip(text, strlen(brief)));
	else
		return false;
	if (value->len > 1 && (value->ptr[0] == '"' || value->ptr[0] == '\''))
		*value = strata_str_take(strata_str_skip(*value, 1), value->len - 2);
	return true;
}

/* An index that the tree names is asked only where the user names its host: by his own files. */
static void note_index(struct lines *l, struct strata_str url)
{
	const struct registry_servers *servers = &l->r->in->settings->servers;

	for (size_t i = 0; i < servers->count; i++)
		if (net_same_host(url, servers->items[i].url))
			return;
	note(l->r, l->path, l->line,
	     "is not asked: the user's own configuration does not name its host",
	     net_shown(l->r->arena, url));
}

static void read_option(struct lines *l, struct strata_str text)
{
	struct strata_str value, folder = strata_path_dir(l->path);

	if (take_option(&value, text, "-r", "--requirement"))
		read_requirements(l->r, plain_path(folder, value, l->r->arena), l->limits,
				  l->depth + 1);
	else if (take_option(&value, text, "-c", "--constraint"))
		read_requirements(l->r, plain_path(folder, value, l->r->arena), true, l->depth + 1);
	else if (take_option(&value, text, "-i", "--index-url") ||
		 take_option(&value, text, NULL, "--extra-index-url"))
		note_index(l, value);
}

/* Where a comment begins, or the options behind a requirement ("--hash=.."). */
static size_t text_end(struct strata_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool starts = i == 0 || strata_is_space(text.ptr[i - 1]);

		if (starts && (text.ptr[i] == '#' ||
			       (i > 0 && strata_str_starts(strata_str_skip(text, i), STRATA_STR("--")))))
			return i;
	}
	return text.len;
}

static void read_logical(struct lines *l, struct strata_str text)
{
	struct python_requirement as;

	text = strata_str_trim(text);
	if (text.len && text.ptr[0] == '-') {
		read_option(l, text);
		return;
	}
	text = strata_str_trim(strata_str_take(text, text_end(text)));
	/* What is none was said when the file was parsed. */
	if (!text.len || !python_requirement(&as, text, l->r->arena))
		return;
	if (l->limits)
		*strata_vec_push(l->r->arena, &l->r->out->limits) =
			(struct pypi_asked){ as, STRATA_SCOPE_UNKNOWN };
	else
		ask(l->r, &as, STRATA_SCOPE_PROD);
}

/* A backslash joins lines, except in a comment. */
static void read_lines(struct lines *l, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct strata_buf joined = STRATA_BUF_INIT;
	bool open = false;

	while (line_next(&c) || open) {
		struct strata_str line = c.line;
		bool comment = text_end(line) < line.len && line.ptr[text_end(line)] == '#';
		bool goes_on = !comment && strata_str_ends(line, STRATA_STR("\\")) && c.rest.len;

		if (!open)
			l->line = c.number;
		strata_buf_add(&joined, strata_str_take(line, line.len - goes_on));
		open = goes_on;
		if (open)
			continue;
		read_logical(l, strata_arena_dup(l->r->arena, strata_buf_str(&joined)));
		strata_buf_reset(&joined);
	}
	strata_buf_release(&joined);
}

static void read_requirements(struct reader *r, struct strata_str path, bool limits, int depth)
{
	struct lines l = { .r = r, .path = path, .limits = limits, .depth = depth };
	struct strata_str bytes;
	bool added;

	if (!path.len)
		return;
	strata_map_at(&r->read, strata_arena_join(r->arena, path, STRATA_STR("\n"),
						  limits ? STRATA_STR("c") : STRATA_STR("r")),
		      &added);
	if (!added)
		return;
	if (depth > STRATA_LIMIT_NESTING || r->out->files++ == STRATA_LIMIT_INCLUDES) {
		note(r, path, 0, "is not read: too many files include each other", path);
		return;
	}
	if (r->in->files->read(&bytes, r->in->files, path, r->arena, NULL) == 0)
		read_lines(&l, utf8_text(r->arena, bytes));
	else
		note(r, r->in->path, 0, "is included and cannot be read", path);
}

/* --- pyproject.toml ------------------------------------------------------------------------- */

static void ask_list(struct reader *r, const struct node *list, enum strata_scope scope)
{
	for (const struct node *n = node_first(list); n; n = n->next)
		if (n->type == NODE_STRING)
			ask_text(r, n->text, scope);
}

static void ask_lists(struct reader *r, const struct node *lists, enum strata_scope scope)
{
	for (const struct node *n = node_first(lists); n; n = n->next)
		ask_list(r, n, scope);
}

/* The first alternative of "1.* || 2.*" that admits most is not known: the last, the newest. */
static void ask_poetry(struct reader *r, const struct node *n, struct strata_str name,
		       enum strata_scope scope)
{
	struct python_requirement as = { .name = name };
	struct strata_strs specifiers = { 0 };

	if (n->type == NODE_MAP) {
		as.extras = python_joined(node_array(n, "extras"), r->arena);
		as.marker = python_table_marker(n, r->arena);
		as.url = node_text(n, "git").len ? node_text(n, "git") : node_text(n, "url");
		if (!as.url.len)
			as.url = node_text(n, "path").len ? node_text(n, "path") : node_text(n, "file");
		if (node_true(n, "optional"))
			scope = STRATA_SCOPE_OPTIONAL;
	}
	python_poetry_specifiers(&specifiers, n->type == NODE_MAP ? node_text(n, "version") : n->text,
				 r->arena);
	if (specifiers.count)
		as.specifier = specifiers.items[specifiers.count - 1];
	ask(r, &as, scope);
}

static void ask_poetry_table(struct reader *r, const struct node *table, enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		if (strata_str_eq_nocase(n->key, STRATA_STR("python")))
			continue;
		if (n->type != NODE_ARRAY)
			ask_poetry(r, n, n->key, scope);
		for (const struct node *e = n->type == NODE_ARRAY ? n->first : NULL; e; e = e->next)
			ask_poetry(r, e, n->key, scope);
	}
}

static void ask_poetry_tables(struct reader *r, const struct node *poetry, bool standard)
{
	if (!standard)
		ask_poetry_table(r, node_map(poetry, "dependencies"), STRATA_SCOPE_PROD);
	ask_poetry_table(r, node_map(poetry, "dev-dependencies"), STRATA_SCOPE_DEV);
	for (const struct node *g = node_first(node_map(poetry, "group")); g; g = g->next)
		ask_poetry_table(r, node_map(g, "dependencies"),
				 is(g->key, "main") ? STRATA_SCOPE_PROD : STRATA_SCOPE_DEV);
}

/* [tool.setuptools.dynamic]: dependencies = {file = ["requirements.txt"]} */
static void ask_dynamic(struct reader *r, const struct node *dependencies)
{
	const struct node *file = node_get(dependencies, "file");
	struct strata_str folder = strata_path_dir(r->in->path);

	if (file && file->type == NODE_STRING)
		read_requirements(r, plain_path(folder, file->text, r->arena), false, 0);
	for (const struct node *n = file && file->type == NODE_ARRAY ? file->first : NULL; n; n = n->next)
		read_requirements(r, plain_path(folder, n->text, r->arena), false, 0);
}

static int read_pyproject(struct reader *r, struct strata_str bytes, struct strata_error *err)
{
	const struct node *project, *poetry;
	struct node *top;
	int rc = toml_tree(&top, bytes, r->arena, err);

	if (rc < 0)
		return rc;
	project = node_map(top, "project");
	poetry = node_path(top, "tool/poetry");
	r->out->name = node_text(node_text(project, "name").len ? project : poetry, "name");
	r->out->version = node_text(node_text(project, "name").len ? project : poetry, "version");
	ask_list(r, node_array(project, "dependencies"), STRATA_SCOPE_PROD);
	ask_dynamic(r, node_path(top, "tool/setuptools/dynamic/dependencies"));
	ask_poetry_tables(r, poetry, node_get(project, "dependencies") != NULL);
	ask_lists(r, node_map(project, "optional-dependencies"), STRATA_SCOPE_OPTIONAL);
	ask_lists(r, node_map(top, "dependency-groups"), STRATA_SCOPE_DEV);
	ask_lists(r, node_path(top, "tool/pdm/dev-dependencies"), STRATA_SCOPE_DEV);
	ask_list(r, node_path(top, "tool/uv/dev-dependencies"), STRATA_SCOPE_DEV);
	return 0;
}

/* --- Pipfile -------------------------------------------------------------------------------- */

static void ask_pipfile(struct reader *r, const struct node *table, enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct python_requirement as = { .name = n->key };
		struct strata_str text = n->type == NODE_MAP ? node_text(n, "version") : n->text;

		if (n->type == NODE_MAP) {
			as.extras = python_joined(node_array(n, "extras"), r->arena);
			as.marker = python_table_marker(n, r->arena);
			as.url = node_text(n, "git").len    ? node_text(n, "git")
				 : node_text(n, "file").len ? node_text(n, "file")
							    : node_text(n, "path");
		}
		as.specifier = is(text, "*") ? STRATA_NONE : text;
		ask(r, &as, scope);
	}
}

static int read_pipfile(struct reader *r, struct strata_str bytes, struct strata_error *err)
{
	struct node *top;
	int rc = toml_tree(&top, bytes, r->arena, err);

	if (rc < 0)
		return rc;
	ask_pipfile(r, node_map(top, "packages"), STRATA_SCOPE_PROD);
	ask_pipfile(r, node_map(top, "dev-packages"), STRATA_SCOPE_DEV);
	return 0;
}

/* --- setup.cfg ------------------------------------------------------------------------------ */

static void read_value(struct reader *r, struct strata_str section, struct strata_str key,
		       struct strata_str value)
{
	value = strata_str_trim(value);
	if (!value.len || value.ptr[0] == '#')
		return;
	if (is(section, "metadata") && is(key, "name"))
		r->out->name = value;
	else if (is(section, "options") && is(key, "install_requires") &&
		 strata_str_starts(value, STRATA_STR("file:")))
		read_requirements(r, plain_path(strata_path_dir(r->in->path),
						strata_str_trim(strata_str_skip(value, 5)), r->arena),
				  false, 0);
	else if (is(section, "options") && is(key, "install_requires"))
		ask_text(r, value, STRATA_SCOPE_PROD);
	else if (is(section, "options.extras_require"))
		ask_text(r, value, STRATA_SCOPE_OPTIONAL);
}

static void read_setup_cfg(struct reader *r, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct strata_str section = STRATA_STR(""), key = STRATA_STR(""), value;

	while (line_next(&c)) {
		struct strata_str text = strata_str_trim(c.line);
		bool colon = strata_str_chr(text, ':') < strata_str_chr(text, '=');

		if (!text.len || text.ptr[0] == '#' || text.ptr[0] == ';')
			continue;
		if (strata_is_space(c.line.ptr[0])) {
			read_value(r, section, key, text);
		} else if (text.ptr[0] == '[') {
			section = strata_str_take(strata_str_skip(text, 1),
						  strata_str_chr(strata_str_skip(text, 1), ']'));
		} else {
			strata_str_cut(&key, &value, text, colon ? ':' : '=');
			key = strata_str_trim(key);
			read_value(r, section, key, value);
		}
	}
}

/* --- the file ------------------------------------------------------------------------------- */

int pypi_manifest_read(struct pypi_manifest *out, const struct solver_input *in,
		       struct strata_error *err)
{
	struct reader r = { .out = out, .in = in, .arena = in->scratch,
			    .read = STRATA_MAP_INIT(in->scratch) };
	struct strata_str format = strata_str_of(in->format->name), bytes;
	int rc;

	if (is(format, "python/requirements")) {
		read_requirements(&r, in->path, false, 0);
		return 0;
	}
	if ((rc = in->files->read(&bytes, in->files, in->path, r.arena, err)) < 0)
		return rc;
	if (is(format, "python/pyproject"))
		return read_pyproject(&r, bytes, err);
	if (is(format, "python/pipfile"))
		return read_pipfile(&r, bytes, err);
	read_setup_cfg(&r, utf8_text(r.arena, bytes));
	return 0;
}
