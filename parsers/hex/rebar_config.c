/*
 * rebar.config: what an Erlang project asks for.
 *
 * {deps, [..]} lists names alone, {name, "requirement"}, {name, {git, "address", {tag,
 * "1.0"}}}, {name, "regex", {git, ..}} and {name, "regex", {git, ..}, [raw]} as rebar 2 had
 * it, {name, {pkg, package}} and {name, "requirement", {pkg, package}}. {profiles, [{test,
 * [{deps, ..}]}]} adds to it by profile; {plugins, ..} and {project_plugins, ..} are for the
 * build.
 *
 * Format: rebar3.org, "Dependencies" and "Profiles", 3.24, 2026-11.
 */
#include "hex/hex.h"
#include "hex/rebar.h"
#include "terms/terms.h"
#include "strata/format.h"

/* Behind the name, and before options: a tuple. */
static const struct node *source_of(const struct node *dependency)
{
	const struct node *n = term_is(dependency, '{') ? term_at(dependency, 1) : NULL;

	while (n && !term_is(n, '{'))
		n = n->next;
	return n;
}

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *source)
{
	struct strata_str package = term_text(source, 1);

	if (strata_str_eq(term_text(source, 0), STRATA_STR("pkg")) && package.len)
		p->name = package;
	else if (rebar_is_source(source))
		rebar_set_source(out, p, source);
	else
		strata_facts_note(out, source->line, "the source of '%.*s' is not understood",
				  STRATA_ARG(p->name));
}

static void add_dependency(struct strata_facts *out, const struct node *n, enum strata_scope scope)
{
	struct strata_str name = term_is(n, '{') ? term_text(n, 0) : n->text;
	const struct node *source = source_of(n);
	struct strata_package *p;

	if (!name.len || term_is(n, '[') || term_is(n, '(')) {
		strata_facts_note(out, n->line, "a dependency that is not understood");
		return;
	}
	p = strata_facts_add(out, name, STRATA_NONE, n->line);
	hex_require(p, term_is(n, '{') ? term_text(n, 1) : STRATA_NONE);
	p->direct = STRATA_YES;
	p->scope = scope;
	if (source)
		set_source(out, p, source);
}

static void add_list(struct strata_facts *out, const struct node *list, enum strata_scope scope)
{
	for (const struct node *n = term_is(list, '[') ? list->first : NULL; n; n = n->next)
		add_dependency(out, n, scope);
}

static void add_profile(struct strata_facts *out, const struct node *profile)
{
	struct strata_str name = term_text(profile, 0);
	enum strata_scope scope = strata_str_eq(name, STRATA_STR("prod"))   ? STRATA_SCOPE_PROD
				  : strata_str_eq(name, STRATA_STR("test")) ? STRATA_SCOPE_TEST
									    : STRATA_SCOPE_DEV;

	add_list(out, term_option(term_at(profile, 1), "deps"), scope);
	add_list(out, term_option(term_at(profile, 1), "plugins"), STRATA_SCOPE_BUILD);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *profiles;
	struct node *top;
	int rc;

	if ((rc = terms_read(&top, out, in->bytes, TERM_ERLANG, err)) < 0)
		return rc;
	add_list(out, term_option(top, "deps"), STRATA_SCOPE_PROD);
	add_list(out, term_option(top, "plugins"), STRATA_SCOPE_BUILD);
	add_list(out, term_option(top, "project_plugins"), STRATA_SCOPE_BUILD);
	profiles = term_option(top, "profiles");
	for (const struct node *n = node_first(profiles); n; n = n->next)
		if (term_is(n, '{'))
			add_profile(out, n);
	return 0;
}

const struct strata_format strata_format_hex_rebar_config = {
	.name = "hex/rebar-config",
	.files = "rebar.config",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_hex,
	.parse = parse,
};
