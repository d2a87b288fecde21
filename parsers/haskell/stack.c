/*
 * stack.yaml.lock and stack.yaml: what Stack pins beyond its snapshot.
 *
 * The lockfile's `packages` each have what was written ("original") and what it was
 * completed to: a package of Hackage ("name-version@sha256:HEX,SIZE"), or one of a git
 * repository or an archive, with name and version. stack.yaml lists the former under
 * `extra-deps`. All other packages come from the snapshot that `resolver` or `snapshot`
 * names, which is not in the tree; where it is a file, its packages are not read.
 *
 * Format: docs.haskellstack.org, "Lock files" and "Pantry", 3.1, 2026-11.
 */
#include "haskell/haskell.h"
#include "strata/format.h"
#include "text/yaml.h"

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *at)
{
	struct strata_str git = node_text(at, "git"), commit = node_text(at, "commit");

	if (git.len) {
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(git),
						STRATA_ARG(commit));
		p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
	} else {
		p->source = node_text(at, "url").len ? node_text(at, "url") : node_text(at, "archive");
	}
}

/* Without a name it is at least a repository, from which several packages may come. */
static bool add_map(struct strata_facts *out, const struct node *at)
{
	const struct node *hackage = node_get(at, "hackage");
	struct strata_str name = node_text(at, "name"), version = node_text(at, "version");
	struct strata_str git = node_text(at, "git");
	struct strata_package *p;

	if (hackage)
		return haskell_add_pin(out, hackage->text, hackage->line);
	if (!name.len && git.len) {
		p = strata_facts_add(out, git, STRATA_NONE, at->line);
		p->ecosystem = &strata_ecosystem_git;
	} else if (name.len) {
		p = strata_facts_add(out, name, version.len ? version : STRATA_NONE, at->line);
	} else {
		return node_text(at, "url").len || node_text(at, "archive").len;
	}
	set_source(out, p, at);
	return true;
}

/* A folder or a file is the project's own. */
static bool is_path(struct strata_str text)
{
	return strata_str_starts(text, STRATA_STR(".")) || strata_str_chr(text, '/') != STRATA_NPOS;
}

static void add_extra(struct strata_facts *out, const struct node *n)
{
	size_t before = out->packages.count;
	bool known = n->type == NODE_MAP ? add_map(out, n)
					 : is_path(n->text) || haskell_add_pin(out, n->text, n->line);

	if (!known)
		strata_facts_note(out, n->line, "'%.*s' is not 'name-version'", STRATA_ARG(n->text));
	for (size_t i = before; i < out->packages.count; i++)
		out->packages.items[i].scope = STRATA_SCOPE_PROD;
}

static void add_locked(struct strata_facts *out, const struct node *n)
{
	const struct node *completed = node_map(n, "completed");

	if (!completed || !add_map(out, completed))
		strata_facts_note(out, n->line, "a package that is not completed");
}

static int read_top(struct node **top, struct strata_facts *out, const struct strata_input *in,
		    struct strata_error *err)
{
	int rc = yaml_map(top, in->bytes, out->arena, err);

	if (rc == 0)
		strata_facts_note_duplicates(out, *top);
	return rc;
}

static int parse_lock(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = read_top(&top, out, in, err)) < 0)
		return rc;
	if (!node_array(top, "packages"))
		strata_facts_note(out, 0, "no list of packages");
	for (const struct node *n = node_first(node_array(top, "packages")); n; n = n->next)
		add_locked(out, n);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.cabal"), 0);
	return 0;
}

static void note_own_snapshot(struct strata_facts *out, const struct node *n)
{
	if (n && (strata_str_ends(n->text, STRATA_STR(".yaml")) ||
		  strata_str_ends(n->text, STRATA_STR(".yml"))))
		strata_facts_note(out, n->line, "the packages of the snapshot '%.*s' are not read",
				  STRATA_ARG(n->text));
}

static int parse_yaml(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = read_top(&top, out, in, err)) < 0)
		return rc;
	note_own_snapshot(out, node_get(top, "resolver"));
	note_own_snapshot(out, node_get(top, "snapshot"));
	for (const struct node *n = node_first(node_array(top, "extra-deps")); n; n = n->next)
		add_extra(out, n);
	return 0;
}

const struct strata_format strata_format_haskell_stack_lock = {
	.name = "haskell/stack-lock",
	.files = "stack.yaml.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_hackage,
	.parse = parse_lock,
};

const struct strata_format strata_format_haskell_stack = {
	.name = "haskell/stack",
	.files = "stack.yaml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_hackage,
	.parse = parse_yaml,
};
