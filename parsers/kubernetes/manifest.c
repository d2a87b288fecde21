/*
 * Kubernetes manifests: the images of their containers.
 *
 * Any YAML file that has `apiVersion:` and `kind:` near its beginning. `image` counts
 * in the lists of containers, wherever these stand: so operators' own kinds are read
 * too. A template (Helm's, with "{{") is no YAML before it is rendered: of it the lines
 * "image: name" count that are literal.
 *
 * Format: Kubernetes' documentation, "Objects", "Containers", 2026-11.
 */
#include "container/image.h"
#include "strata/format.h"
#include "text/line.h"
#include "text/yaml.h"

static bool is_list_of_containers(const struct node *n)
{
	return n->type == NODE_ARRAY &&
	       (strata_str_eq(n->key, STRATA_STR("containers")) ||
		strata_str_eq(n->key, STRATA_STR("initContainers")) ||
		strata_str_eq(n->key, STRATA_STR("ephemeralContainers")));
}

/* Nested at most as deep as the document may be. */
static void walk(struct strata_facts *out, const struct node *n)
{
	for (const struct node *child = n->first; child; child = child->next) {
		for (const struct node *c = is_list_of_containers(child) ? child->first : NULL; c;
		     c = c->next) {
			const struct node *image = node_get(c, "image");

			if (image && image->type == NODE_STRING)
				image_add(out, image->text, STRATA_SCOPE_PROD, image->line);
		}
		walk(out, child);
	}
}

static struct strata_str unquote(struct strata_str s)
{
	s = strata_str_trim(s);
	if (s.len >= 2 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
		return strata_str_take(strata_str_skip(s, 1), s.len - 2);
	return s;
}

static void read_template(struct strata_facts *out, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct strata_str line;

	while (line_next(&c)) {
		line = strata_str_trim(c.line);
		if (strata_str_starts(line, STRATA_STR("- ")))
			line = strata_str_trim(strata_str_skip(line, 2));
		if (!strata_str_starts(line, STRATA_STR("image:")))
			continue;
		line = unquote(strata_str_take(strata_str_skip(line, 6),
					       strata_str_find(strata_str_skip(line, 6),
							       STRATA_STR(" #"))));
		if (strata_str_chr(line, ' ') == STRATA_NPOS)
			image_add(out, line, STRATA_SCOPE_PROD, c.number);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *documents;
	int rc;

	if (strata_str_find(in->bytes, STRATA_STR("{{")) != STRATA_NPOS) {
		read_template(out, in->bytes);
		return 0;
	}
	if ((rc = yaml_stream(&documents, in->bytes, out->arena, err)) < 0)
		return rc;
	walk(out, documents);
	return 0;
}

static bool probe(struct strata_str path, struct strata_str head)
{
	(void)path;
	return strata_str_find(head, STRATA_STR("apiVersion:")) != STRATA_NPOS &&
	       strata_str_find(head, STRATA_STR("kind:")) != STRATA_NPOS;
}

const struct strata_format strata_format_kubernetes_manifest = {
	.name = "kubernetes/manifest",
	.files = "*.yml *.yaml",
	.kind = STRATA_FORMAT_MANIFEST,
	.names_images = true,
	.ecosystem = &strata_ecosystem_docker,
	.probe = probe,
	.parse = parse,
};
