/*
 * pubspec.yaml: what a Dart package asks for.
 *
 * A dependency is a requirement, or a map that names its source: hosted, git, path or
 * sdk. dependency_overrides take the place of what is asked for, also of what others
 * ask for. A `workspace` lists folders of members, which share its lockfile.
 *
 * Format: dart.dev/tools/pub/pubspec and dart.dev/tools/pub/dependencies, 2026-11.
 */
#include "strata/format.h"
#include "text/yaml.h"

static void set_git(struct strata_facts *out, struct strata_package *p, const struct node *git)
{
	struct strata_str url = git->type == NODE_MAP ? node_text(git, "url") : git->text;
	struct strata_str ref = node_text(git, "ref");

	p->source = strata_arena_join(out->arena, STRATA_STR("git+"), url, STRATA_NONE);
	p->commit = strata_is_commit(ref) ? ref : STRATA_NONE;
}

/* A host is a text, or a map with the package's name there. */
static void set_hosted(struct strata_package *p, const struct node *hosted)
{
	struct strata_str name = node_text(hosted, "name");

	p->source = hosted->type == NODE_MAP ? node_text(hosted, "url") : hosted->text;
	if (name.len)
		p->name = name;
}

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *n)
{
	const struct node *git = node_get(n, "git"), *hosted = node_get(n, "hosted");
	struct strata_str path = node_text(n, "path"), sdk = node_text(n, "sdk");

	if (path.len) {
		p->local = true;
		p->source = path;
	} else if (sdk.len) {
		p->source = strata_arena_join(out->arena, STRATA_STR("sdk:"), sdk, STRATA_NONE);
	} else if (git) {
		set_git(out, p, git);
	} else if (hosted) {
		set_hosted(p, hosted);
	}
}

/* A bare version is that one and no other; `any` and nothing are everything. */
static void set_requirement(struct strata_package *p, struct strata_str requirement)
{
	bool any = !requirement.len || strata_str_eq(requirement, STRATA_STR("any"));

	p->requirement = any ? STRATA_STR("") : requirement;
	if (!any && strata_version_pub.valid(requirement))
		p->version = requirement;
}

static void add_dependencies(struct strata_facts *out, const struct node *table,
			     enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		bool map = n->type == NODE_MAP;
		struct strata_package *p;

		if (n->type == NODE_ARRAY) {
			strata_facts_note(out, n->line, "dependency '%.*s' is neither text nor map",
					  STRATA_ARG(n->key));
			continue;
		}
		p = strata_facts_add(out, n->key, STRATA_NONE, n->line);
		set_requirement(p, map ? node_text(n, "version") : n->text);
		if (map)
			set_source(out, p, n);
		p->direct = STRATA_YES;
		p->scope = scope;
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = yaml_map(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	strata_facts_root(out, top);
	add_dependencies(out, node_map(top, "dependencies"), STRATA_SCOPE_PROD);
	add_dependencies(out, node_map(top, "dev_dependencies"), STRATA_SCOPE_DEV);
	add_dependencies(out, node_map(top, "dependency_overrides"), STRATA_SCOPE_PROD);
	for (const struct node *n = node_first(node_array(top, "workspace")); n; n = n->next)
		strata_facts_refer(out, STRATA_REF_MEMBER, n->text, n->line);
	return 0;
}

const struct strata_format strata_format_dart_pubspec = {
	.name = "dart/pubspec",
	.files = "pubspec.yaml pubspec.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_pub,
	.parse = parse,
};
