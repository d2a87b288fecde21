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
	struct strata_map read;    /* paths */
	struct strata_map sources; /* normal name -> address of its node in [tool.uv.sources] */
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

/* Where the file says so. */
struct place {
	struct strata_str path;
	unsigned line;
};

/* What is not for production is not what installs the project. */
static void ask(struct reader *r, const struct python_requirement *requirement,
		enum strata_scope scope, struct place at)
{
	*strata_vec_push(r->arena, &r->out->asked) = (struct pypi_asked){
		.requirement = *requirement, .scope = scope, .path = at.path, .line = at.line,
		.more = scope != STRATA_SCOPE_PROD,
	};
}

static struct place at_node(const struct reader *r, const struct node *n)
{
	return (struct place){ r->in->path, n->line };
}

/* A folder is a project of its own, which is solved for itself. */
static bool is_folder(struct strata_str url)
{
	return strata_str_find(url, STRATA_STR(":")) == STRATA_NPOS && !python_is_archive(url);
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

/* All that a requirements file has is installed, whatever for. */
static void ask_line_of(struct lines *l, const struct python_requirement *requirement)
{
	struct pypi_asked *asked = strata_vec_push(l->r->arena, &l->r->out->asked);

	*asked = (struct pypi_asked){
		.requirement = *requirement,
		.scope = python_requirements_scope(l->path),
		.path = l->path,
		.line = l->line,
	};
}

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

/* An address or a path, of which no index knows; what does not tell its name is said by the parser. */
static void ask_place(struct lines *l, struct strata_str url)
{
	struct python_requirement as = { .url = url };
	struct strata_str version;

	as.name = python_egg(url);
	if (as.name.len || python_archive(&as.name, &version, url))
		ask_line_of(l, &as);
}

static void read_option(struct lines *l, struct strata_str text)
{
	struct strata_str value, folder = strata_path_dir(l->path);
	struct python_requirement as;

	if (python_option(&value, text, "-r", "--requirement"))
		read_requirements(l->r, plain_path(folder, value, l->r->arena), l->limits,
				  l->depth + 1);
	else if (python_option(&value, text, "-c", "--constraint"))
		read_requirements(l->r, plain_path(folder, value, l->r->arena), true, l->depth + 1);
	else if (python_option(&value, text, "-i", "--index-url") ||
		 python_option(&value, text, NULL, "--extra-index-url"))
		note_index(l, value);
	else if (!python_option(&value, text, "-e", "--editable"))
		return;
	else if (python_requirement(&as, value, l->r->arena) && as.url.len)
		ask_line_of(l, &as);
	else
		ask_place(l, strata_str_take(value, strata_str_chr(value, ' ')));
}

static void read_logical(struct lines *l, struct strata_str text)
{
	struct pypi_asked limit = { .scope = STRATA_SCOPE_UNKNOWN };
	struct python_requirement as;

	text = strata_str_trim(strata_str_take(text, python_comment(text)));
	if (text.len && text.ptr[0] == '-') {
		read_option(l, text);
		return;
	}
	text = strata_str_trim(strata_str_take(text, python_options(text)));
	if (!text.len)
		return;
	if (!python_requirement(&as, text, l->r->arena)) {
		ask_place(l, strata_str_take(text, strata_str_chr(text, ' ')));
		return;
	}
	limit.requirement = as;
	if (l->limits)
		*strata_vec_push(l->r->arena, &l->r->out->limits) = limit;
	else
		ask_line_of(l, &as);
}

static void read_lines(struct lines *l, struct strata_str bytes)
{
	struct python_lines lines = PYTHON_LINES(bytes, l->r->arena);

	while (python_line_next(&lines)) {
		l->line = lines.line;
		read_logical(l, lines.text);
	}
	strata_buf_release(&lines.joined);
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

static void note_source(struct reader *r, const struct node *n, struct strata_str name,
			struct strata_str index)
{
	*strata_vec_push(r->arena, &r->out->notes) = (struct strata_note){
		.path = r->in->path,
		.line = n->line,
		.reason = strata_arena_printf(r->arena,
					      "'%.*s' is to come from the index '%.*s': those of the "
					      "user's own configuration are asked instead",
					      STRATA_ARG(name), STRATA_ARG(index)),
	};
}

/* --- pyproject.toml ------------------------------------------------------------------------- */

/* One that the workspace or a folder has is solved for itself; an index by name is not asked. */
static bool is_sourced(struct reader *r, struct python_requirement *as)
{
	const struct node *n;
	struct strata_str url;
	size_t address;

	if (!strata_map_get(&address, &r->sources, strata_name_pep503(r->arena, as->name)))
		return false;
	n = (const struct node *)address;
	n = n->type == NODE_ARRAY ? n->first : n;
	url = python_uv_url(n, r->arena);
	if (node_true(n, "workspace") || (url.len && is_folder(url)))
		return true;
	as->url = url;
	if (node_text(n, "index").len)
		note_source(r, n, as->name, node_text(n, "index"));
	return false;
}

static void ask_list(struct reader *r, const struct node *list, enum strata_scope scope)
{
	struct python_requirement as;

	for (const struct node *n = node_first(list); n; n = n->next)
		if (n->type == NODE_STRING && python_requirement(&as, n->text, r->arena) &&
		    !is_sourced(r, &as))
			ask(r, &as, scope, at_node(r, n));
}

static void ask_lists(struct reader *r, const struct node *lists, enum strata_scope scope)
{
	for (const struct node *n = node_first(lists); n; n = n->next)
		ask_list(r, n, scope);
}

/* What one alternative of its constraint admits: "<2 || >=3"; absent: anything. */
static struct strata_str poetry_specifier(struct strata_str constraint, struct strata_arena *arena)
{
	struct strata_str out = STRATA_NONE;
	struct strata_strs all = { 0 };

	python_poetry_specifiers(&all, constraint, arena);
	for (size_t i = 0; i < all.count; i++) {
		if (!all.items[i].len)
			return STRATA_NONE;
		out = i ? STRATA_CONCAT(arena, out, STRATA_STR(" || "), all.items[i]) : all.items[i];
	}
	return out;
}

static void ask_poetry(struct reader *r, const struct node *n, struct strata_str name,
		       enum strata_scope scope)
{
	struct python_requirement as = { .name = name };

	if (n->type == NODE_MAP) {
		as.extras = python_joined(node_array(n, "extras"), r->arena);
		as.marker = python_table_marker(n, r->arena);
		as.url = python_poetry_url(n, r->arena);
		if (node_true(n, "optional"))
			scope = STRATA_SCOPE_OPTIONAL;
		if (node_text(n, "source").len)
			note_source(r, n, name, node_text(n, "source"));
	}
	if (as.url.len && is_folder(as.url))
		return;
	as.specifier = poetry_specifier(n->type == NODE_MAP ? node_text(n, "version") : n->text,
					r->arena);
	ask(r, &as, scope, at_node(r, n));
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

static void index_sources(struct reader *r, const struct node *sources)
{
	for (const struct node *n = node_first(sources); n; n = n->next)
		if (n->type == NODE_MAP || (n->type == NODE_ARRAY && n->first))
			*strata_map_at(&r->sources, strata_name_pep503(r->arena, n->key), NULL) =
				(size_t)(uintptr_t)n;
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
	index_sources(r, node_path(top, "tool/uv/sources"));
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
		if (!as.url.len || !is_folder(as.url))
			ask(r, &as, scope, at_node(r, n));
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

static void ask_line(struct reader *r, struct strata_str text, enum strata_scope scope,
		     unsigned line)
{
	struct python_requirement as;

	if (python_requirement(&as, text, r->arena))
		ask(r, &as, scope, (struct place){ r->in->path, line });
}

static void read_value(struct reader *r, struct strata_str section, struct strata_str key,
		       struct strata_str value, unsigned line)
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
		ask_line(r, value, STRATA_SCOPE_PROD, line);
	else if (is(section, "options.extras_require"))
		ask_line(r, value, STRATA_SCOPE_OPTIONAL, line);
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
			read_value(r, section, key, text, c.number);
		} else if (text.ptr[0] == '[') {
			section = strata_str_take(strata_str_skip(text, 1),
						  strata_str_chr(strata_str_skip(text, 1), ']'));
		} else {
			strata_str_cut(&key, &value, text, colon ? ':' : '=');
			key = strata_str_trim(key);
			read_value(r, section, key, value, c.number);
		}
	}
}

/* --- the file ------------------------------------------------------------------------------- */

int pypi_manifest_read(struct pypi_manifest *out, const struct solver_input *in,
		       struct strata_error *err)
{
	struct reader r = { .out = out, .in = in, .arena = in->scratch,
			    .read = STRATA_MAP_INIT(in->scratch),
			    .sources = STRATA_MAP_INIT(in->scratch) };
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
