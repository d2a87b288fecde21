/*
 * environment.yml: what a conda environment is asked to have.
 *
 * A dependency is a match specification: "channel::name=1.0=build", "name==1.0",
 * "name >=1,<2", "name 1.0 build". One '=' without a build admits what begins with the
 * version, so that the version is the least that is known. A map "pip:" lists
 * requirements of PyPI.
 *
 * Format: conda's documentation, "Managing environments" and MatchSpec, 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/yaml.h"

static bool is_name(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '-' || c == '_' || c == '.';
}

/* Whether all of it is one version: no operator, no '*', no alternatives. */
static bool is_plain(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_name(s.ptr[i]) && s.ptr[i] != '!' && s.ptr[i] != '+')
			return false;
	return s.len && strata_is_digit(s.ptr[0]);
}

/* The version part of a specification, behind the name. */
static void set_version(struct strata_package *p, struct strata_str rest)
{
	bool exact = strata_str_starts(rest, STRATA_STR("=="));
	struct strata_str version, build, word = rest;

	if (exact)
		word = strata_str_skip(rest, 2);
	else if (strata_str_starts(rest, STRATA_STR("=")))
		word = strata_str_skip(rest, 1);
	word = strata_str_trim(word);
	if (!strata_str_cut(&version, &build, word, '='))
		strata_str_cut(&version, &build, word, ' ');
	version = strata_str_trim(version);
	if (!is_plain(version)) {
		p->requirement = rest;
		return;
	}
	p->version = version;
	p->maybe = !exact && !build.len && rest.ptr[0] == '=';
}

static void add_conda(struct strata_facts *out, const struct node *n)
{
	struct strata_str text = strata_str_trim(n->text), channel = STRATA_NONE;
	size_t at = strata_str_find(text, STRATA_STR("::")), len = 0;
	struct strata_package *p;

	if (at != STRATA_NPOS) {
		channel = strata_str_take(text, at);
		text = strata_str_skip(text, at + 2);
	}
	while (len < text.len && is_name(text.ptr[len]))
		len++;
	if (!len) {
		strata_facts_note(out, n->line, "'%.*s' is no match specification",
				  STRATA_ARG(n->text));
		return;
	}
	p = strata_facts_add(out, strata_str_take(text, len), STRATA_NONE, n->line);
	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
	p->source = channel;
	text = strata_str_trim(strata_str_skip(text, len));
	if (text.len)
		set_version(p, text);
}

static void add_pip(struct strata_facts *out, const struct node *list)
{
	size_t first = out->packages.count;

	for (const struct node *n = list->first; n; n = n->next)
		python_read_line(out, n->text, STRATA_SCOPE_PROD, n->line);
	for (size_t i = first; i < out->packages.count; i++) {
		out->packages.items[i].ecosystem = &strata_ecosystem_pypi;
		out->packages.items[i].direct = STRATA_YES;
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *list;
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	list = node_get(top, "dependencies");
	if (list && list->type != NODE_ARRAY && list->type != NODE_NULL)
		return strata_fail(err, STRATA_ESYNTAX, list->line, "'dependencies' is no list");
	for (const struct node *n = node_first(list); n; n = n->next) {
		const struct node *pip = node_array(n, "pip");

		if (pip)
			add_pip(out, pip);
		else if (n->type == NODE_STRING)
			add_conda(out, n);
		else
			strata_facts_note(out, n->line, "neither a text nor a list of pip's");
	}
	return 0;
}

const struct strata_format strata_format_conda_environment = {
	.name = "conda/environment",
	.files = "environment.yml environment.yaml environment-*.yml environment-*.yaml "
		 "environment_*.yml *-environment.yml *_environment.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_conda,
	.parse = parse,
	.includes = true,
};
