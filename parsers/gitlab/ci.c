/*
 * .gitlab-ci.yml: what a pipeline draws in, and the images that its jobs run in.
 *
 * `include`, also that of a job's `trigger`, has projects at a ref and components at a
 * version; local files are the project's own and read with this one; what `remote` and
 * `template` name (GitLab's own files) has no version. A ref that is no full version moves on.
 *
 * Format: GitLab's documentation, "CI/CD YAML syntax reference", 2026-11.
 */
#include "container/image.h"
#include "strata/format.h"
#include "text/yaml.h"

extern const struct strata_format strata_format_gitlab_ci;

struct reader {
	struct strata_facts *out;
	struct strata_str up; /* from the file's folder to the top of the repository */
};

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

static struct strata_str path_up(struct strata_arena *arena, struct strata_str path)
{
	struct strata_str up = STRATA_STR("");

	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] == '/')
			up = strata_arena_join(arena, up, STRATA_STR("../"), STRATA_NONE);
	return up;
}

/* Whether a text has variables in it, which is said. */
static bool note_computed(struct reader *r, const struct node *n)
{
	if (strata_str_chr(n->text, '$') == STRATA_NPOS)
		return false;
	strata_facts_note(r->out, n->line, "which file is included by '%.*s' is not known",
			  STRATA_ARG(n->text));
	return true;
}

/* A path counts from the top, with a '/' before it or without. */
static void add_local(struct reader *r, const struct node *n)
{
	struct strata_str path = n->text;

	while (strata_str_starts(path, STRATA_STR("/")))
		path = strata_str_skip(path, 1);
	if (note_computed(r, n))
		return;
	if (strata_str_chr(path, '*') == STRATA_NPOS)
		strata_facts_refer(r->out, STRATA_REF_INCLUDE,
				   strata_arena_join(r->out->arena, r->up, path, STRATA_NONE), n->line)
			->format = &strata_format_gitlab_ci;
	else if (strata_str_find(path, STRATA_STR("**")) != STRATA_NPOS ||
		 !strata_format_wants(&strata_format_gitlab_ci, path))
		strata_facts_note(r->out, n->line,
				  "of '%.*s' only files are read whose names say what they are",
				  STRATA_ARG(n->text));
}

static void add_component(struct reader *r, const struct node *component)
{
	size_t at = strata_str_rchr(component->text, '@');

	add(r->out, strata_str_take(component->text, at), NULL,
	    at == STRATA_NPOS ? STRATA_NONE : strata_str_skip(component->text, at + 1),
	    component->line);
}

/* A file of another server: named by its address, whatever is there when the pipeline runs. */
static void add_remote(struct reader *r, const struct node *remote, struct strata_str integrity)
{
	size_t scheme = strata_str_find(remote->text, STRATA_STR("://"));
	struct strata_str place = scheme == STRATA_NPOS ? remote->text
							: strata_str_skip(remote->text, scheme + 3);
	struct strata_package *p;

	if (note_computed(r, remote))
		return;
	add(r->out, place, NULL, STRATA_NONE, remote->line);
	p = &r->out->packages.items[strata_facts_last(r->out)];
	p->source = remote->text;
	if (integrity.len)
		*strata_vec_push(r->out->arena, &p->checksums) = integrity;
}

static bool is_address(const struct node *n)
{
	return strata_str_find(n->text, STRATA_STR("://")) != STRATA_NPOS;
}

static void add_include(struct reader *r, const struct node *n)
{
	const struct node *component = node_get(n, "component"), *ref = node_get(n, "ref");
	const struct node *local = n->type == NODE_STRING ? n : node_get(n, "local");
	const struct node *remote = local && is_address(local) ? local : node_get(n, "remote");
	const struct node *project = node_get(n, "project"), *template = node_get(n, "template");

	if (component && component->text.len)
		add_component(r, component);
	else if (project && project->text.len)
		add(r->out, project->text, ref, ref && ref->text.len ? ref->text : STRATA_NONE,
		    project->line);
	else if (remote && remote->text.len)
		add_remote(r, remote, node_text(n, "integrity"));
	else if (template && template->text.len)
		add(r->out, template->text, NULL, STRATA_NONE, template->line);
	else if (local && local->text.len)
		add_local(r, local);
}

/* One, or a list of them. */
static void add_includes(struct reader *r, const struct node *include)
{
	if (include && include->type == NODE_ARRAY)
		for (const struct node *n = include->first; n; n = n->next)
			add_include(r, n);
	else if (include)
		add_include(r, include);
}

/* A text, or a map with `name`. */
static void add_image(struct strata_facts *out, const struct node *n)
{
	const struct node *image = n && n->type == NODE_MAP ? node_get(n, "name") : n;

	if (image && image->type == NODE_STRING)
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
	struct reader r = { out, path_up(out->arena, in->path) };
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	add_includes(&r, node_get(top, "include"));
	add_images(out, top);
	/* Jobs, and `default`. */
	for (const struct node *n = node_first(top); n; n = n->next) {
		if (n->type != NODE_MAP)
			continue;
		add_images(out, n);
		add_includes(&r, node_get(node_map(n, "trigger"), "include"));
	}
	return 0;
}

const struct strata_format strata_format_gitlab_ci = {
	.name = "gitlab/ci",
	.files = ".gitlab-ci.yml .gitlab-ci.yaml *.gitlab-ci.yml .gitlab/ci/*.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.names_images = true,
	.ecosystem = &strata_ecosystem_gitlab,
	.parse = parse,
	.includes = true,
};
