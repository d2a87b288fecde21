/*
 * .circleci/config.yml: the orbs of a pipeline, and the images that its jobs run in.
 *
 * "namespace/orb@1.2.3"; with less than three numbers, or "volatile", the newest that
 * fits is taken when it runs. An orb that is written out in the file is the project's.
 *
 * Format: CircleCI's documentation, "Configuration reference", 2026-11.
 */
#include "container/image.h"
#include "strata/format.h"
#include "text/yaml.h"

static void add_orb(struct strata_facts *out, const struct node *n)
{
	struct strata_str name, version;
	struct strata_package *p;
	size_t dots = 0;

	if (n->type != NODE_STRING || !n->text.len)
		return;
	if (!strata_str_cut(&name, &version, n->text, '@') || !version.len) {
		strata_facts_note(out, n->line, "'%.*s' is no namespace/orb@version",
				  STRATA_ARG(n->text));
		return;
	}
	for (size_t i = 0; i < version.len; i++)
		dots += version.ptr[i] == '.';
	p = strata_facts_add(out, name, version, n->line);
	p->scope = STRATA_SCOPE_BUILD;
	p->direct = STRATA_YES;
	p->maybe = dots < 2;
}

static void add_images(struct strata_facts *out, const struct node *part)
{
	for (const struct node *n = node_first(node_array(part, "docker")); n; n = n->next) {
		const struct node *image = node_get(n, "image");

		if (image && image->type == NODE_STRING)
			image_add(out, image->text, STRATA_SCOPE_BUILD, image->line);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	for (const struct node *n = node_first(node_map(top, "orbs")); n; n = n->next)
		add_orb(out, n);
	for (const struct node *n = node_first(node_map(top, "jobs")); n; n = n->next)
		add_images(out, n);
	for (const struct node *n = node_first(node_map(top, "executors")); n; n = n->next)
		add_images(out, n);
	return 0;
}

const struct strata_format strata_format_circleci_config = {
	.name = "circleci/config",
	.files = ".circleci/config.yml .circleci/config.yaml",
	.kind = STRATA_FORMAT_MANIFEST,
	.names_images = true,
	.ecosystem = &strata_ecosystem_circleci,
	.parse = parse,
};
