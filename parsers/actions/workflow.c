/*
 * Workflows and composite actions of GitHub, and of Gitea and Forgejo, which read the
 * same: the actions, reusable workflows and images that they use.
 *
 * `uses` is "owner/repository[/path]@ref", "./path" (the project's own) or
 * "docker://image". A ref is a tag, a branch or a commit. A full version or a commit
 * pins; "v4" or "main" is moved on by whoever has the repository, so that such a
 * version need not be the one that runs. Behind a commit stands the tag as a comment,
 * which tools keep up to date ("# v4.2.2"): it is the version, and the commit is kept.
 * Comments are no part of YAML: they are looked up in the line.
 *
 * Format: GitHub Docs, "Workflow syntax" and "Metadata syntax for GitHub Actions",
 * 2026-11.
 */
#include "container/image.h"
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"
#include "text/yaml.h"

struct reader {
	struct strata_facts *out;
	struct strata_strs lines;
};

static void split_lines(struct reader *r, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(utf8_text(r->out->arena, bytes));

	while (line_next(&c))
		*strata_vec_push(r->out->arena, &r->lines) = c.line;
}

static bool is_version(struct strata_str s)
{
	if (s.len > 1 && (s.ptr[0] == 'v' || s.ptr[0] == 'V'))
		s = strata_str_skip(s, 1);
	return s.len && strata_is_digit(s.ptr[0]);
}

/* "v1.2.3": two dots at least, and no branch that only begins so. */
static bool is_whole_version(struct strata_str s)
{
	size_t dots = 0;

	for (size_t i = 0; i < s.len; i++)
		dots += s.ptr[i] == '.';
	return is_version(s) && dots >= 2 && strata_str_chr(s, 'x') == STRATA_NPOS &&
	       strata_str_chr(s, '/') == STRATA_NPOS;
}

/* The version in the comment of a line: "# v4.2.2", "# tag=v4.2.2", "# pin@v4". */
static struct strata_str commented_version(const struct reader *r, unsigned line,
					   struct strata_str ref)
{
	struct strata_str word, rest;
	size_t at;

	if (line == 0 || line > r->lines.count)
		return STRATA_NONE;
	rest = r->lines.items[line - 1];
	if ((at = strata_str_find(rest, ref)) == STRATA_NPOS)
		return STRATA_NONE;
	rest = strata_str_skip(rest, at + ref.len);
	if ((at = strata_str_chr(rest, '#')) == STRATA_NPOS)
		return STRATA_NONE;
	rest = strata_str_skip(rest, at + 1);
	while (rest.ptr) {
		strata_str_cut(&word, &rest, rest, ' ');
		word = strata_str_trim(word);
		if (strata_str_starts(word, STRATA_STR("tag=")) ||
		    strata_str_starts(word, STRATA_STR("pin@")))
			word = strata_str_skip(word, 4);
		if (is_version(word))
			return word;
	}
	return STRATA_NONE;
}

/* "owner/repository" of "owner/repository/path"; absent when it is none. */
static struct strata_str repository_of(struct strata_str place)
{
	size_t first = strata_str_chr(place, '/'), second;

	if (first == STRATA_NPOS || first == 0 || first + 1 == place.len)
		return STRATA_NONE;
	second = strata_str_chr(strata_str_skip(place, first + 1), '/');
	return second == STRATA_NPOS ? place : strata_str_take(place, first + 1 + second);
}

static void add_action(struct reader *r, struct strata_str text, unsigned line)
{
	struct strata_str place, ref, name, comment;
	struct strata_package *p;

	strata_str_cut(&place, &ref, text, '@');
	name = repository_of(place);
	if (!name.ptr || !ref.len) {
		strata_facts_note(r->out, line, "'%.*s' is no owner/repository@ref",
				  STRATA_ARG(text));
		return;
	}
	p = strata_facts_add(r->out, name, ref, line);
	p->scope = STRATA_SCOPE_BUILD;
	p->direct = STRATA_YES;
	if (!strata_is_commit(ref)) {
		p->maybe = !is_whole_version(ref);
		return;
	}
	p->commit = ref;
	comment = commented_version(r, line, ref);
	if (comment.ptr)
		p->version = comment;
}

static void add_use(struct reader *r, const struct node *n)
{
	struct strata_str text = strata_str_trim(node_text(n, "uses"));
	unsigned line;

	if (!text.len)
		return;
	line = node_get(n, "uses")->line;
	if (strata_str_starts(text, STRATA_STR("docker://")))
		image_add(r->out, strata_str_skip(text, 9), STRATA_SCOPE_BUILD, line);
	else if (text.ptr[0] != '.' && text.ptr[0] != '/')
		add_action(r, text, line);
}

static void add_steps(struct reader *r, const struct node *steps)
{
	for (const struct node *step = node_first(steps); step; step = step->next)
		add_use(r, step);
}

/* The image of a container or a service: text, or a map with `image`. */
static void add_container(struct reader *r, const struct node *n)
{
	const struct node *image = n && n->type == NODE_MAP ? node_get(n, "image") : n;

	if (image && image->type == NODE_STRING)
		image_add(r->out, image->text, STRATA_SCOPE_BUILD, image->line);
}

static void add_job(struct reader *r, const struct node *job)
{
	add_use(r, job);
	add_steps(r, node_array(job, "steps"));
	add_container(r, node_get(job, "container"));
	for (const struct node *s = node_first(node_map(job, "services")); s; s = s->next)
		add_container(r, s);
}

static int read(struct reader *r, struct node **top, const struct strata_input *in,
		struct strata_error *err)
{
	int rc = yaml_tree(top, in->bytes, r->out->arena, err);

	if (rc < 0)
		return rc;
	strata_facts_note_duplicates(r->out, *top);
	split_lines(r, in->bytes);
	return 0;
}

static int parse_workflow(struct strata_facts *out, const struct strata_input *in,
			  struct strata_error *err)
{
	struct reader r = { .out = out };
	struct node *top;
	int rc = read(&r, &top, in, err);

	if (rc < 0)
		return rc;
	if (node_get(top, "jobs") && !node_map(top, "jobs"))
		strata_facts_note(out, node_get(top, "jobs")->line, "'jobs' is no map");
	for (const struct node *job = node_first(node_map(top, "jobs")); job; job = job->next)
		add_job(&r, job);
	return 0;
}

/* Composite actions have steps; those in containers an image, if no Dockerfile of their own. */
static int parse_action(struct strata_facts *out, const struct strata_input *in,
			struct strata_error *err)
{
	struct reader r = { .out = out };
	const struct node *runs;
	struct strata_str image;
	struct node *top;
	int rc = read(&r, &top, in, err);

	if (rc < 0)
		return rc;
	runs = node_map(top, "runs");
	add_steps(&r, node_array(runs, "steps"));
	image = node_text(runs, "image");
	if (strata_str_starts(image, STRATA_STR("docker://")))
		image_add(out, strata_str_skip(image, 9), STRATA_SCOPE_BUILD,
			  node_get(runs, "image")->line);
	return 0;
}

const struct strata_format strata_format_actions_workflow = {
	.name = "actions/workflow",
	.files = ".github/workflows/*.yml .github/workflows/*.yaml .gitea/workflows/*.yml "
		 ".gitea/workflows/*.yaml .forgejo/workflows/*.yml .forgejo/workflows/*.yaml",
	.kind = STRATA_FORMAT_MANIFEST,
	.names_images = true,
	.ecosystem = &strata_ecosystem_actions,
	.parse = parse_workflow,
};

const struct strata_format strata_format_actions_action = {
	.name = "actions/action",
	.files = "action.yml action.yaml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_actions,
	.parse = parse_action,
};
