/*
 * *.rockspec: what a Lua package is and asks for.
 *
 * A program of assignments: package, version ("1.2-1", the last being the revision of the
 * rockspec), and the lists dependencies, build_dependencies and test_dependencies of texts
 * like "lpeg ~> 1.0, >= 1.0.1". "lua" is the language. What is computed is not seen.
 *
 * Format: github.com/luarocks/luarocks, docs/rockspec_format.md, 3.11, 2026-11.
 */
#include "strata/format.h"
#include "terms/terms.h"

static bool is_operator(char c)
{
	return c == '<' || c == '>' || c == '=' || c == '~' || c == '!';
}

static void add_dependency(struct strata_facts *out, const struct node *n, enum strata_scope scope)
{
	struct strata_str text = strata_str_trim(n->text), rest;
	struct strata_package *p;
	size_t end = 0;

	while (end < text.len && !strata_is_space(text.ptr[end]) && !is_operator(text.ptr[end]))
		end++;
	if (end == 0 || strata_str_eq(strata_str_take(text, end), STRATA_STR("lua")))
		return;
	p = strata_facts_add(out, strata_str_take(text, end), STRATA_NONE, n->line);
	rest = strata_str_trim(strata_str_skip(text, end));
	p->requirement = rest.len ? rest : STRATA_STR("");
	p->direct = STRATA_YES;
	p->scope = scope;
	while (rest.len && rest.ptr[0] == '=')
		rest = strata_str_skip(rest, 1);
	rest = strata_str_trim(rest);
	if (rest.len && !is_operator(rest.ptr[0]) && strata_str_chr(rest, ',') == STRATA_NPOS)
		p->version = rest;
}

static void add_list(struct strata_facts *out, const struct node *top, const char *key,
		     enum strata_scope scope)
{
	for (const struct node *n = node_first(term_keyed(top, key)); n; n = n->next)
		if (n->quoted && n->type == NODE_STRING && n->text.len)
			add_dependency(out, n, scope);
}

static struct strata_str literal(const struct node *top, const char *key)
{
	const struct node *n = term_keyed(top, key);

	return n && n->quoted && n->type == NODE_STRING ? n->text : STRATA_NONE;
}

/* The file is called "name-version-revision.rockspec", whatever is computed within. */
static void add_root(struct strata_facts *out, const struct node *top, struct strata_str path)
{
	struct strata_str base = strata_path_base(path), version = literal(top, "version");
	size_t end = strata_str_rchr(base, '.'), revision, number;

	base = strata_str_take(base, end);
	revision = strata_str_rchr(base, '-');
	number = strata_str_rchr(strata_str_take(base, revision), '-');
	if (!version.len && revision != STRATA_NPOS && number != STRATA_NPOS)
		version = strata_str_skip(base, number + 1);
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = literal(top, "package").len ? literal(top, "package")
						    : strata_str_take(base, number),
		.version = version,
		.dir = STRATA_STR(""),
		.line = 1,
	};
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = terms_read(&top, out, in->bytes, TERM_LUA, err)) < 0)
		return rc;
	if (!term_keyed(top, "package"))
		strata_facts_note(out, 0, "the package has no name");
	add_root(out, top, in->path);
	add_list(out, top, "dependencies", STRATA_SCOPE_PROD);
	add_list(out, top, "build_dependencies", STRATA_SCOPE_BUILD);
	add_list(out, top, "test_dependencies", STRATA_SCOPE_TEST);
	return 0;
}

const struct strata_format strata_format_lua_rockspec = {
	.name = "lua/rockspec",
	.files = "*.rockspec",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_luarocks,
	.parse = parse,
};
