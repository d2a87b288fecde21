/*
 * compose.yaml, docker-compose.yml: the images that services run.
 *
 * A service that is built here names what it makes, and that is no package. Of
 * "${NAME:-default}" and "${NAME-default}" the default counts; another placeholder is
 * known only where it runs: .env and the environment are not read. `include` and `extends`
 * name files, all of whose services count.
 *
 * Format: the Compose Specification, "services", "Interpolation", "include", 2026-11.
 */
#include "container/image.h"
#include "strata/format.h"
#include "strata/limits.h"
#include "text/yaml.h"

extern const struct strata_format strata_format_compose_compose;

/* "a:${X:-1}": "a:1"; the first placeholder without a default ends it. */
static struct strata_str with_defaults(struct strata_arena *arena, struct strata_str text)
{
	struct strata_str out = STRATA_STR(""), inside, rest = text, value;
	size_t at, minus;

	while ((at = strata_str_find(rest, STRATA_STR("${"))) != STRATA_NPOS) {
		if (!strata_str_cut(&inside, &value, strata_str_skip(rest, at + 2), '}') ||
		    (minus = strata_str_chr(inside, '-')) == STRATA_NPOS ||
		    strata_str_chr(inside, '$') != STRATA_NPOS)
			return text;
		out = strata_arena_join(arena, out, strata_str_take(rest, at),
					strata_str_skip(inside, minus + 1));
		rest = value;
		if (out.len > STRATA_LIMIT_VERSION_BYTES)
			return text;
	}
	return out.len ? strata_arena_join(arena, out, rest, STRATA_NONE) : text;
}

/* A text, or a list of them. */
static void add_files(struct strata_facts *out, const struct node *n)
{
	if (n && n->type == NODE_STRING)
		strata_facts_refer(out, STRATA_REF_INCLUDE, n->text, n->line)->format =
			&strata_format_compose_compose;
	for (n = n && n->type == NODE_ARRAY ? n->first : NULL; n; n = n->next)
		if (n->type == NODE_STRING)
			add_files(out, n);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *image;
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	for (const struct node *n = node_first(node_array(top, "include")); n; n = n->next)
		add_files(out, n->type == NODE_MAP ? node_get(n, "path") : n);
	for (const struct node *s = node_first(node_map(top, "services")); s; s = s->next) {
		add_files(out, node_get(node_get(s, "extends"), "file"));
		image = node_get(s, "image");
		if (image && image->type == NODE_STRING && !node_get(s, "build"))
			image_add(out, with_defaults(out->arena, image->text), STRATA_SCOPE_PROD,
				  image->line);
	}
	return 0;
}

const struct strata_format strata_format_compose_compose = {
	.name = "compose/compose",
	.files = "compose.yml compose.yaml docker-compose.yml docker-compose.yaml compose.*.yml "
		 "compose.*.yaml docker-compose.*.yml docker-compose.*.yaml docker-compose-*.yml "
		 "docker-compose-*.yaml *.docker-compose.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.names_images = true,
	.ecosystem = &strata_ecosystem_docker,
	.parse = parse,
	.includes = true,
};
