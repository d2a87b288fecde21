/*
 * mix.exs: what an Elixir project asks for.
 *
 * A program of which the literals are read: a function whose name has "deps" in it answers
 * a list of {:app, "requirement", options} or {:app, options}, where `only:` names
 * environments, `hex:` the package, `git:`, `github:` and `path:` other sources. In an
 * umbrella the apps in its apps_path are members. What is computed is not seen.
 *
 * Format: hexdocs.pm/mix, "Mix.Tasks.Deps" and "Mix.Project", 1.18, 2026-11.
 */
#include "hex/hex.h"
#include "terms/terms.h"
#include "strata/format.h"

static struct strata_str keyed_text(const struct node *tuple, const char *key)
{
	const struct node *n = term_keyed(tuple, key);

	return n && n->type == NODE_STRING ? n->text : STRATA_NONE;
}

/* Options stand in the tuple itself, or in a list at its end. */
static struct strata_str option(const struct node *tuple, const char *key)
{
	struct strata_str text = keyed_text(tuple, key);

	return text.ptr || !tuple->last ? text : keyed_text(tuple->last, key);
}

/* `only: :test`, `only: [:dev, :test]`: without prod it is for development. */
static enum strata_scope scope_of(const struct node *tuple)
{
	const struct node *only = term_keyed(tuple, "only");
	struct strata_str optional = option(tuple, "optional");
	enum strata_scope scope = STRATA_SCOPE_DEV;

	if (!only && tuple->last)
		only = term_keyed(tuple->last, "only");
	if (!only)
		return strata_str_eq(optional, STRATA_STR("true")) ? STRATA_SCOPE_OPTIONAL
								   : STRATA_SCOPE_PROD;
	if (only->type == NODE_STRING)
		return strata_str_eq(only->text, STRATA_STR("prod"))   ? STRATA_SCOPE_PROD
		       : strata_str_eq(only->text, STRATA_STR("test")) ? STRATA_SCOPE_TEST
								       : STRATA_SCOPE_DEV;
	for (const struct node *n = only->first; n; n = n->next)
		if (strata_str_eq(n->text, STRATA_STR("prod")))
			scope = STRATA_SCOPE_PROD;
	return scope;
}

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *tuple)
{
	struct strata_str git = option(tuple, "git"), github = option(tuple, "github");
	struct strata_str ref = option(tuple, "ref"), path = option(tuple, "path");

	if (path.len || strata_str_eq(option(tuple, "in_umbrella"), STRATA_STR("true"))) {
		p->local = true;
		p->source = path;
	} else if (git.len) {
		p->source = strata_arena_join(out->arena, STRATA_STR("git+"), git, STRATA_NONE);
	} else if (github.len) {
		p->source = strata_arena_join(out->arena, STRATA_STR("github:"), github, STRATA_NONE);
	}
	if (strata_is_commit(ref))
		p->commit = ref;
}

static void add_dependency(struct strata_facts *out, const struct node *tuple)
{
	const struct node *second = term_at(tuple, 1);
	struct strata_str app = term_text(tuple, 0), hex = option(tuple, "hex");
	struct strata_package *p;

	if (!app.len || !second)
		return;
	p = strata_facts_add(out, hex.len ? hex : app, STRATA_NONE, tuple->line);
	hex_require(p, second->quoted && !second->key.ptr && second->type == NODE_STRING
			       ? second->text
			       : STRATA_STR(""));
	p->direct = STRATA_YES;
	p->scope = scope_of(tuple);
	set_source(out, p, tuple);
}

static bool defines_deps(const struct node *n)
{
	return n->type == NODE_STRING && !n->quoted &&
	       (strata_str_eq(n->text, STRATA_STR("def")) || strata_str_eq(n->text, STRATA_STR("defp"))) &&
	       n->next && n->next->type == NODE_STRING &&
	       strata_str_find(n->next->text, STRATA_STR("deps")) != STRATA_NPOS;
}

/* The lists of a function whose name tells that it answers dependencies. */
static void add_function(struct strata_facts *out, const struct node *n)
{
	for (n = n->next->next; n; n = n->next) {
		if (n->type == NODE_STRING && !n->quoted &&
		    (strata_str_eq(n->text, STRATA_STR("def")) ||
		     strata_str_eq(n->text, STRATA_STR("defp"))))
			return;
		for (const struct node *t = term_is(n, '[') ? n->first : NULL; t; t = t->next)
			if (term_is(t, '{'))
				add_dependency(out, t);
	}
}

/* `def project do [app: :shop, version: "1.0", apps_path: "apps"]` */
static void add_project(struct strata_facts *out, const struct node *list)
{
	struct strata_str apps = keyed_text(list, "apps_path"), version = keyed_text(list, "version");
	struct strata_root *root = strata_vec_push(out->arena, &out->roots);
	const struct node *quoted = term_keyed(list, "version");

	root->name = keyed_text(list, "app");
	root->version = quoted && quoted->quoted ? version : STRATA_NONE;
	root->dir = STRATA_STR("");
	root->line = list->line;
	if (apps.len)
		strata_facts_refer(out, STRATA_REF_MEMBER,
				   strata_arena_join(out->arena, apps, STRATA_STR("/*"), STRATA_NONE),
				   list->line);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	bool any = false;
	int rc;

	if ((rc = terms_read(&top, out, in->bytes, TERM_ELIXIR, err)) < 0)
		return rc;
	for (const struct node *n = top->first; n; n = n->next) {
		if (term_is(n, '[') && !out->roots.count &&
		    (term_keyed(n, "app") || term_keyed(n, "apps_path")))
			add_project(out, n);
		if (defines_deps(n)) {
			any = true;
			add_function(out, n);
		}
	}
	if (!any)
		strata_facts_note(out, 0, "no function that lists dependencies");
	return 0;
}

const struct strata_format strata_format_hex_mix_exs = {
	.name = "hex/mix-exs",
	.files = "mix.exs",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_hex,
	.parse = parse,
};
