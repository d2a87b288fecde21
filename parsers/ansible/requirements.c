/*
 * requirements.yml: the roles and collections of Ansible Galaxy that a project uses.
 *
 * Two lists, or, as before Ansible 2.10, one of roles. An entry is a name, or a map with
 * `name` or `src` and `version`: a version, a range, or, of git, a tag or branch; `include`
 * draws in another file.
 *
 * Format: Ansible's documentation, "Installing roles and collections from the same
 * requirements.yml file", 2026-11.
 */
#include "strata/format.h"
#include "text/yaml.h"

extern const struct strata_format strata_format_ansible_requirements;

static bool is_address(struct strata_str s)
{
	return strata_str_find(s, STRATA_STR("://")) != STRATA_NPOS ||
	       strata_str_starts(s, STRATA_STR("git@")) || strata_str_starts(s, STRATA_STR("git+"));
}

static bool is_range(struct strata_str s)
{
	return s.ptr[0] == '<' || s.ptr[0] == '>' || s.ptr[0] == '=' || s.ptr[0] == '!' ||
	       s.ptr[0] == '*' || strata_str_chr(s, ',') != STRATA_NPOS;
}

static void set_version(struct strata_package *p, struct strata_str version)
{
	if (!version.len)
		return;
	if (strata_str_starts(version, STRATA_STR("==")))
		p->version = strata_str_trim(strata_str_skip(version, 2));
	else if (is_range(version))
		p->requirement = version;
	else
		p->version = version;
	p->commit = strata_is_commit(p->version) ? p->version : STRATA_NONE;
}

static void add(struct strata_facts *out, const struct node *n)
{
	struct strata_str name = n->type == NODE_STRING ? n->text : node_text(n, "name");
	struct strata_str src = node_text(n, "src"), version = node_text(n, "version");
	struct strata_package *p;

	if (!src.len)
		src = node_text(n, "source");
	if (!name.len)
		name = src;
	if (!name.len) {
		if (node_text(n, "include").len)
			strata_facts_refer(out, STRATA_REF_INCLUDE, node_text(n, "include"), n->line)
				->format = &strata_format_ansible_requirements;
		else
			strata_facts_note(out, n->line, "neither a name nor a source");
		return;
	}
	if (is_address(name)) {
		src = name;
		name = strata_url_place(out->arena, name);
	}
	p = strata_facts_add(out, name, STRATA_NONE,
			     version.len ? node_get(n, "version")->line : n->line);
	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
	p->source = is_address(src) ? src : STRATA_NONE;
	set_version(p, version);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	for (const struct node *n = top->type == NODE_ARRAY ? top->first : NULL; n; n = n->next)
		add(out, n);
	for (const struct node *n = node_first(node_array(top, "roles")); n; n = n->next)
		add(out, n);
	for (const struct node *n = node_first(node_array(top, "collections")); n; n = n->next)
		add(out, n);
	return 0;
}

static bool has(struct strata_str text, const char *part)
{
	return strata_str_find(text, strata_str_of(part)) != STRATA_NPOS;
}

/* Helm 2 and others have files of that name, too. */
static bool probe(struct strata_str path, struct strata_str head)
{
	(void)path;
	return !has(head, "dependencies:") && (has(head, "roles:") || has(head, "collections:") ||
						has(head, "src:") || has(head, "- name:"));
}

const struct strata_format strata_format_ansible_requirements = {
	.name = "ansible/requirements",
	.files = "requirements.yml requirements.yaml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_galaxy,
	.probe = probe,
	.parse = parse,
	.includes = true,
};
