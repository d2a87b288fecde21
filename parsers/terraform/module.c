/*
 * *.tf, *.tofu: the modules and providers that a configuration asks for.
 *
 * A module's source is an address in a registry ("namespace/name/provider", maybe with
 * a host), a git or web address, or a path, which is the project's own. Only registry
 * modules have a `version`; git sources have "?ref=". required_providers names
 * providers with constraints; without a host that is the tool's own registry, which
 * Terraform and OpenTofu have not in common.
 *
 * Format: Terraform's documentation, "Module Sources", "Provider Requirements", 2026-11.
 */
#include "strata/format.h"
#include "terraform/hcl.h"

/* One exact version, or "= 1.2.3". */
static bool is_pin(struct strata_str *version, struct strata_str requirement)
{
	struct strata_str s = strata_str_trim(requirement);

	if (s.len && s.ptr[0] == '=')
		s = strata_str_trim(strata_str_skip(s, 1));
	if (!s.len || !strata_is_digit(s.ptr[0]) || strata_str_chr(s, ',') != STRATA_NPOS)
		return false;
	*version = s;
	return true;
}

static void add(struct strata_facts *out, struct strata_str name, struct strata_str requirement,
		unsigned line)
{
	struct strata_package *p = strata_facts_add(out, name, STRATA_NONE, line);

	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
	if (requirement.ptr && !is_pin(&p->version, requirement))
		p->requirement = requirement;
}

static bool is_address(struct strata_str source)
{
	return strata_str_find(source, STRATA_STR("::")) != STRATA_NPOS ||
	       strata_str_find(source, STRATA_STR("://")) != STRATA_NPOS ||
	       strata_str_chr(source, '@') != STRATA_NPOS ||
	       strata_str_starts(source, STRATA_STR("github.com/")) ||
	       strata_str_starts(source, STRATA_STR("bitbucket.org/"));
}

/* "git::https://host/a.git//folder?ref=v1.0": the place without its folder, and the ref. */
static void add_address(struct strata_facts *out, const struct node *source)
{
	struct strata_str address = source->text, query, ref, rest;
	size_t prefix = strata_str_find(address, STRATA_STR("::")), scheme, folder;
	struct strata_package *p;

	if (prefix != STRATA_NPOS)
		address = strata_str_skip(address, prefix + 2);
	strata_str_cut(&address, &query, address, '?');
	scheme = strata_str_find(address, STRATA_STR("://"));
	scheme = scheme == STRATA_NPOS ? 0 : scheme + 3;
	folder = strata_str_find(strata_str_skip(address, scheme), STRATA_STR("//"));
	if (folder != STRATA_NPOS)
		address = strata_str_take(address, scheme + folder);
	p = strata_facts_add(out, strata_url_place(out->arena, address), STRATA_NONE, source->line);
	p->source = source->text;
	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
	while (query.ptr) {
		strata_str_cut(&ref, &query, query, '&');
		if (!strata_str_cut(&ref, &rest, ref, '=') || !strata_str_eq(ref, STRATA_STR("ref")))
			continue;
		p->version = rest;
		p->commit = strata_is_commit(rest) ? rest : STRATA_NONE;
	}
}

static void add_module(struct strata_facts *out, const struct node *block)
{
	const struct node *source = node_get(block, "source"), *version = node_get(block, "version");
	size_t folder;

	if (!source || source->type != NODE_STRING || !source->text.len)
		return;
	if (!source->quoted) {
		strata_facts_note(out, source->line, "source '%.*s' is known only when it runs",
				  STRATA_ARG(source->text));
		return;
	}
	if (source->text.ptr[0] == '.' || source->text.ptr[0] == '/')
		return;
	if (is_address(source->text)) {
		add_address(out, source);
		return;
	}
	folder = strata_str_find(source->text, STRATA_STR("//"));
	add(out, strata_str_take(source->text, folder),
	    version && version->quoted ? version->text : STRATA_NONE,
	    version ? version->line : source->line);
}

/* { source = "a/b", version = "~> 1" }, or before Terraform 0.13 the constraint alone. */
static void add_provider(struct strata_facts *out, const struct node *n)
{
	struct strata_str source = node_text(n, "source");
	const struct node *version = n->type == NODE_MAP ? node_get(n, "version") : n;

	if (n->type == NODE_MAP && !source.ptr && !version)
		return;
	if (!source.ptr)
		source = strata_arena_join(out->arena, STRATA_STR("hashicorp/"), n->key, STRATA_NONE);
	add(out, source, version && version->quoted ? version->text : STRATA_NONE,
	    version ? version->line : n->line);
}

static bool is_block(const struct node *n, const char *type)
{
	return n->type == NODE_MAP && strata_str_eq(n->key, strata_str_of(type));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = hcl_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	for (const struct node *n = node_first(top); n; n = n->next) {
		if (is_block(n, "module"))
			add_module(out, n);
		if (!is_block(n, "terraform"))
			continue;
		for (const struct node *r = n->first; r; r = r->next)
			for (const struct node *p = is_block(r, "required_providers") ? r->first : NULL;
			     p; p = p->next)
				add_provider(out, p);
	}
	return 0;
}

const struct strata_format strata_format_terraform_module = {
	.name = "terraform/module",
	.files = "*.tf *.tofu",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_terraform,
	.parse = parse,
};
