/*
 * .pre-commit-config.yaml: the repositories whose hooks run before a commit.
 *
 * `repo` is an address, "local" or "meta"; `rev` a tag or a commit, behind which
 * "autoupdate --freeze" writes the tag as a comment, which is not read. What hooks get
 * besides (additional_dependencies) is of the language of each hook, which only the
 * repository of the hook tells: it is said that it is not read.
 *
 * Format: pre-commit's documentation, ".pre-commit-config.yaml", 2026-11.
 */
#include "strata/format.h"
#include "text/yaml.h"

static bool is_own(struct strata_str repo)
{
	return !repo.len || strata_str_eq(repo, STRATA_STR("local")) ||
	       strata_str_eq(repo, STRATA_STR("meta")) || repo.ptr[0] == '.' ||
	       repo.ptr[0] == '/';
}

static void note_additions(struct strata_facts *out, const struct node *repository)
{
	for (const struct node *h = node_first(node_array(repository, "hooks")); h; h = h->next)
		if (node_first(node_array(h, "additional_dependencies")))
			strata_facts_note(out, node_get(h, "additional_dependencies")->line,
					  "the dependencies of a hook are not read: their language "
					  "is not in the file");
}

static void add_repository(struct strata_facts *out, const struct node *n)
{
	const struct node *rev = node_get(n, "rev");
	struct strata_str repo = node_text(n, "repo");
	struct strata_package *p;

	note_additions(out, n);
	if (is_own(repo))
		return;
	p = strata_facts_add(out, strata_url_place(out->arena, repo),
			     rev && rev->text.len ? rev->text : STRATA_NONE,
			     rev ? rev->line : n->line);
	p->scope = STRATA_SCOPE_DEV;
	p->direct = STRATA_YES;
	p->source = strata_arena_join(out->arena, STRATA_STR("git+"), repo, STRATA_NONE);
	p->commit = strata_is_commit(p->version) ? p->version : STRATA_NONE;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *list;
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	/* Before version 0.15 the list was the whole file. */
	list = top->type == NODE_ARRAY ? top : node_array(top, "repos");
	for (const struct node *n = node_first(list); n; n = n->next)
		add_repository(out, n);
	return 0;
}

const struct strata_format strata_format_precommit_config = {
	.name = "pre-commit/config",
	.files = ".pre-commit-config.yaml .pre-commit-config.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_generic,
	.parse = parse,
};
