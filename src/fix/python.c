/*
 * python.c - how requirements files, pyproject.toml and Pipfile are changed; see manner.h.
 *
 * pip, Poetry, uv, PDM and Pipenv install one version of a package: one that the project asks
 * for itself is the one that all get. So what others bring in becomes a requirement of the
 * project. Poetry's constraints are its own ("^1.2"), and its parser has to translate them:
 * they are found here. Pins with hashes stay: the hash of another version is not known.
 */
#include "fix/manner.h"
#include "fix/requirement.h"
#include "python/python.h"
#include "text/toml.h"

static const char *override_word(const struct fix_manifest *m)
{
	(void)m;
	return "a requirement of its own";
}

static bool is_format(const struct fix_manifest *m, const char *name)
{
	return strata_str_eq(strata_str_of(m->file->format->name), strata_str_of(name));
}

/* --- where Poetry asks -------------------------------------------------------------------------- */

struct finder {
	struct fix_asks *out;
	struct strata_str key;
	struct strata_arena *arena;
};

static void add_constraint(struct finder *f, const struct node *n, struct strata_str name)
{
	struct strata_str text = n->type == NODE_MAP ? node_text(n, "version") : n->text;

	if (text.len)
		*strata_vec_push(f->arena, f->out) =
			(struct fix_ask){ .name = name, .written = text, .line = n->line };
}

static void find_in_table(struct finder *f, const struct node *table)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		if (!strata_str_eq(strata_name_pep503(f->arena, n->key), f->key))
			continue;
		if (n->type != NODE_ARRAY)
			add_constraint(f, n, n->key);
		for (const struct node *e = n->type == NODE_ARRAY ? n->first : NULL; e; e = e->next)
			add_constraint(f, e, n->key);
	}
}

static void find_poetry(struct finder *f, const struct node *top)
{
	const struct node *poetry = node_path(top, "tool/poetry");

	find_in_table(f, node_map(poetry, "dependencies"));
	find_in_table(f, node_map(poetry, "dev-dependencies"));
	for (const struct node *g = node_first(node_map(poetry, "group")); g; g = g->next)
		find_in_table(f, node_map(g, "dependencies"));
}

/* Those that stand in the bytes as the parser has them, and Poetry's. */
static int find(struct fix_asks *out, const struct fix_manifest *m,
		const struct strata_ecosystem *ecosystem, struct strata_str key,
		struct strata_arena *arena, struct strata_error *err)
{
	struct finder f = { out, key, arena };
	struct fix_asks all = { 0 };
	struct node *top;
	int rc = fix_asks_find(&all, m->file->format, m->file->path, m->bytes, ecosystem, key, arena,
			       err);

	for (size_t i = 0; rc == 0 && i < all.count; i++)
		if (all.items[i].written.ptr)
			*strata_vec_push(arena, out) = all.items[i];
	if (rc < 0 || out->count || !is_format(m, "python/pyproject"))
		return rc;
	if ((rc = toml_tree(&top, m->bytes, arena, err)) == 0)
		find_poetry(&f, top);
	return rc;
}

/* --- raised ------------------------------------------------------------------------------------ */

static bool has_hashes(const struct fix_manifest *m)
{
	return strata_str_find(m->bytes, STRATA_STR("--hash")) != STRATA_NPOS;
}

/* "^1.2" and "~1.2" are Poetry's; a version alone is a pin there. */
static bool raise(struct strata_str *out, const struct fix_manifest *m,
		  const struct strata_ecosystem *ecosystem, struct strata_str written,
		  struct strata_str version, struct strata_arena *arena)
{
	struct strata_str text = strata_str_trim(written);

	if (is_format(m, "python/requirements") && has_hashes(m))
		return false;
	if (text.len && (text.ptr[0] == '^' || (text.ptr[0] == '~' && text.len > 1 && text.ptr[1] != '=')) &&
	    strata_str_chr(text, ',') == STRATA_NPOS && strata_str_chr(text, '|') == STRATA_NPOS) {
		*out = strata_arena_join(arena, strata_str_take(text, 1), version, STRATA_NONE);
		return true;
	}
	if (ecosystem->versions->valid(text)) {
		*out = version;
		return true;
	}
	return fix_requirement_raise(out, ecosystem, written, version, arena);
}

/* --- requirements of their own ---------------------------------------------------------------- */

static struct strata_str at_least(const struct fix_pin *pin, struct strata_arena *arena)
{
	return STRATA_CONCAT(arena, pin->name, STRATA_STR(">="), pin->version);
}

/* Behind the header of a table; 0 when there is none. */
static size_t behind_header(struct strata_str bytes, struct strata_str header)
{
	struct strata_str rest = bytes, line;

	while (rest.len) {
		strata_str_cut(&line, &rest, rest, '\n');
		if (strata_str_eq(strata_str_trim(line), header))
			return rest.ptr ? (size_t)(rest.ptr - bytes.ptr) : bytes.len;
	}
	return 0;
}

static bool add_to_table(struct fix_edits *out, const struct fix_manifest *m, const char *header,
			 const struct fix_pins *pins, struct strata_arena *arena)
{
	size_t at = behind_header(m->bytes, strata_str_of(header));

	for (size_t i = 0; at && i < pins->count; i++)
		fix_insert_line(out, m->bytes, at,
				strata_arena_printf(arena, "%.*s = \">=%.*s\"",
						    STRATA_ARG(pins->items[i].name),
						    STRATA_ARG(pins->items[i].version)),
				arena);
	return at != 0;
}

/* Behind the first text of project.dependencies, in its manner. */
static bool add_to_list(struct fix_edits *out, const struct fix_manifest *m,
			const struct fix_pins *pins, struct strata_arena *arena)
{
	const struct node *list, *first;
	struct node *top;
	struct strata_str before;
	size_t at, end;

	if (toml_tree(&top, m->bytes, arena, NULL) < 0)
		return false;
	list = node_array(node_map(top, "project"), "dependencies");
	first = node_first(list);
	if (!first || first->type != NODE_STRING || first->text.ptr < m->bytes.ptr ||
	    first->text.ptr >= m->bytes.ptr + m->bytes.len)
		return false;
	at = (size_t)(first->text.ptr - m->bytes.ptr) - 1; /* of its quote */
	end = at;
	while (end > 0 && (m->bytes.ptr[end - 1] == ' ' || m->bytes.ptr[end - 1] == '\t'))
		end--;
	before = end > 0 && m->bytes.ptr[end - 1] == '\n'
			 ? strata_arena_join(arena, fix_line_end(m->bytes),
					     (struct strata_str){ m->bytes.ptr + end, at - end },
					     STRATA_NONE)
			 : STRATA_STR(" ");
	for (size_t i = 0; i < pins->count; i++)
		*strata_vec_push(arena, out) = (struct fix_edit){
			at, 0,
			STRATA_CONCAT(arena, STRATA_STR("\""), at_least(&pins->items[i], arena),
				      STRATA_STR("\","), before)
		};
	return true;
}

static int override(struct fix_edits *out, const struct fix_manifest *m, const struct fix_pins *pins,
		    struct strata_arena *arena, struct strata_error *err)
{
	if (is_format(m, "python/requirements")) {
		if (has_hashes(m))
			return strata_fail(err, STRATA_EUNSUPPORTED, 0,
					   "its pins have hashes, and that of another version is not known");
		for (size_t i = 0; i < pins->count; i++)
			fix_insert_line(out, m->bytes, m->bytes.len, at_least(&pins->items[i], arena),
					arena);
		return 0;
	}
	if (is_format(m, "python/pipfile")
		    ? add_to_table(out, m, "[packages]", pins, arena)
		    : add_to_list(out, m, pins, arena) ||
			      add_to_table(out, m, "[tool.poetry.dependencies]", pins, arena))
		return 0;
	return strata_fail(err, STRATA_EUNSUPPORTED, 0, "it has no list that could be added to");
}

/* --- lockfiles ---------------------------------------------------------------------------------- */

static struct strata_str command(const struct fix_manifest *m, const char *const commands[4])
{
	static const char *const locks[] = { "python/poetry-lock", "python/uv-lock", "python/pdm-lock",
					     "python/pipfile-lock" };

	for (size_t i = 0; m->lock_format && i < sizeof(locks) / sizeof(*locks); i++)
		if (strata_str_eq(strata_str_of(m->lock_format), strata_str_of(locks[i])))
			return strata_str_of(commands[i]);
	return STRATA_NONE;
}

static struct strata_str step(const struct fix_manifest *m, struct strata_arena *arena)
{
	static const char *const commands[] = { "poetry lock", "uv lock", "pdm lock --update-reuse",
						"pipenv lock" };

	(void)arena;
	return command(m, commands);
}

static struct strata_str refresh(const struct fix_manifest *m, const struct fix_change *change,
				 struct strata_arena *arena)
{
	static const char *const commands[] = { "poetry update ", "uv lock --upgrade-package ",
						"pdm update ", "pipenv upgrade " };
	struct strata_str head = command(m, commands);

	return head.len ? strata_arena_join(arena, head, change->name, STRATA_NONE) : STRATA_NONE;
}

const struct fix_manner fix_manner_python = {
	.formats = "python/requirements python/pyproject python/pipfile",
	.override_word = override_word,
	.override = override,
	.find = find,
	.raise = raise,
	.step = step,
	.refresh = refresh,
};
