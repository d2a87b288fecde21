/*
 * Chart.yaml, Chart.lock, and Helm 2's requirements.yaml and requirements.lock: a chart
 * and the charts that it draws in.
 *
 * The lock pins what the others ask for; all have `dependencies`, a list of names,
 * versions and the addresses of repositories. "file://" and no repository at all name
 * a chart that lies in the tree.
 *
 * Format: helm.sh/docs, "Charts", 3.16, 2026-11.
 */
#include "strata/format.h"
#include "text/yaml.h"

static bool is_pin(struct strata_str s)
{
	size_t dots = 0;

	if (s.len && s.ptr[0] == 'v')
		s = strata_str_skip(s, 1);
	for (size_t i = 0; i < s.len; i++) {
		dots += s.ptr[i] == '.';
		if (s.ptr[i] == ' ' || s.ptr[i] == ',' || s.ptr[i] == '*' || s.ptr[i] == '|')
			return false;
	}
	return s.len && strata_is_digit(s.ptr[0]) && dots >= 2 && s.ptr[s.len - 1] != 'x';
}

static void add_dependency(struct strata_facts *out, const struct node *n)
{
	struct strata_str version = node_text(n, "version"), repository = node_text(n, "repository");
	struct strata_package *p;

	if (!node_text(n, "name").len) {
		strata_facts_note(out, n->line, "dependency without a name");
		return;
	}
	p = strata_facts_add(out, node_text(n, "name"), STRATA_NONE,
			     version.len ? node_get(n, "version")->line : n->line);
	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
	p->source = repository.len ? repository : STRATA_NONE;
	p->local = !repository.len || strata_str_starts(repository, STRATA_STR("file:"));
	if (is_pin(version))
		p->version = version;
	else
		p->requirement = version;
}

static int read(struct strata_facts *out, struct node **top, const struct strata_input *in,
		struct strata_error *err)
{
	int rc = yaml_tree(top, in->bytes, out->arena, err);

	if (rc < 0)
		return rc;
	strata_facts_note_duplicates(out, *top);
	for (const struct node *n = node_first(node_array(*top, "dependencies")); n; n = n->next)
		add_dependency(out, n);
	return 0;
}

static int parse_chart(struct strata_facts *out, const struct strata_input *in,
		       struct strata_error *err)
{
	struct strata_str version;
	struct node *top;
	int rc = read(out, &top, in, err);

	if (rc < 0)
		return rc;
	version = node_text(top, "apiVersion");
	if (version.len && !strata_str_eq(version, STRATA_STR("v1")) &&
	    !strata_str_eq(version, STRATA_STR("v2")))
		strata_facts_note(out, node_get(top, "apiVersion")->line,
				  "apiVersion '%.*s' is none that is known: read as 'v2'",
				  STRATA_ARG(version));
	if (node_text(top, "name").len)
		*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
			.name = node_text(top, "name"),
			.version = node_text(top, "version"),
			.line = node_get(top, "name")->line,
		};
	return 0;
}

static int parse_lock(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	struct node *top;
	int rc = read(out, &top, in, err);

	if (rc == 0)
		strata_facts_refer(out, STRATA_REF_MANIFEST,
				   strata_str_starts(strata_path_base(in->path), STRATA_STR("C"))
					   ? STRATA_STR("Chart.yaml")
					   : STRATA_STR("requirements.yaml"),
				   0);
	return rc;
}

/* Ansible has files of that name, too. */
static bool probe(struct strata_str path, struct strata_str head)
{
	return !strata_str_starts(strata_path_base(path), STRATA_STR("r")) ||
	       strata_str_find(head, STRATA_STR("dependencies:")) != STRATA_NPOS;
}

const struct strata_format strata_format_helm_chart = {
	.name = "helm/chart",
	.files = "Chart.yaml requirements.yaml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_helm,
	.probe = probe,
	.parse = parse_chart,
};

const struct strata_format strata_format_helm_lock = {
	.name = "helm/lock",
	.files = "Chart.lock requirements.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_helm,
	.probe = probe,
	.parse = parse_lock,
};
