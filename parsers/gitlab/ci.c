/*
 * .gitlab-ci.yml: what a pipeline draws in, and the images that its jobs run in.
 *
 * `include` has projects at a ref and components at a version; local files are the
 * project's own, and what `remote` and `template` name has no version. A ref that is
 * no full version moves on.
 *
 * Format: GitLab's documentation, "CI/CD YAML syntax reference", 2026-11.
 */
#include "container/image.h"
#include "strata/format.h"
#include "text/yaml.h"

static void add(struct strata_facts *out, struct strata_str name, const struct node *ref,
		struct strata_str version, unsigned line)
{
	struct strata_package *p = strata_facts_add(out, name, version, ref ? ref->line : line);
	size_t dots = 0;

	for (size_t i = 0; i < version.len; i++)
		dots += version.ptr[i] == '.';
	p->scope = STRATA_SCOPE_BUILD;
	p->direct = STRATA_YES;
	p->commit = strata_is_commit(version) ? version : STRATA_NONE;
	p->maybe = version.ptr && !p->commit.len && dots < 2;
}

static void add_include(struct strata_facts *out, const struct node *n)
{
	const struct node *component = node_get(n, "component"), *ref = node_get(n, "ref");
	struct strata_str project = node_text(n, "project"), name, version;

	if (component && component->text.len) {
		size_t at = strata_str_rchr(component->text, '@');

		name = strata_str_take(component->text, at);
		version = at == STRATA_NPOS ? STRATA_NONE
					    : strata_str_skip(component->text, at + 1);
		add(out, name, NULL, version, component->line);
	} else if (project.len) {
		add(out, project, ref, ref && ref->text.len ? ref->text : STRATA_NONE,
		    node_get(n, "project")->line);
	}
}

/* A text, or a map with `name`. */
static void add_image(struct strata_facts *out, const struct node *n)
{
	const struct node *image = n && n->type == NODE_MAP ? node_get(n, "name") : n;

	if (image && image->type == NODE_STRING &&
	    strata_str_chr(image->text, '$') == STRATA_NPOS)
		image_add(out, image->text, STRATA_SCOPE_BUILD, image->line);
}

static void add_images(struct strata_facts *out, const struct node *part)
{
	add_image(out, node_get(part, "image"));
	for (const struct node *n = node_first(node_array(part, "services")); n; n = n->next)
		add_image(out, n);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *include;
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	include = node_get(top, "include");
	if (include && include->type == NODE_MAP)
		add_include(out, include);
	for (const struct node *n = node_first(node_array(top, "include")); n; n = n->next)
		add_include(out, n);
	add_images(out, top);
	/* Jobs, and `default`. */
	for (const struct node *n = node_first(top); n; n = n->next)
		if (n->type == NODE_MAP)
			add_images(out, n);
	return 0;
}

const struct strata_format strata_format_gitlab_ci = {
	.name = "gitlab/ci",
	.files = ".gitlab-ci.yml .gitlab-ci.yaml *.gitlab-ci.yml .gitlab/ci/*.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_gitlab,
	.parse = parse,
};
