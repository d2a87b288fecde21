/*
 * flake.lock: the inputs of a Nix flake, each at a commit.
 *
 * JSON, versions 5 to 7: nodes with what is `locked`, and the `inputs` of each: the name
 * of a node, or a path of input names from the root that it follows. An input is named
 * by where it comes from; a path is the project's own.
 *
 * Format: Nix's manual, "nix flake", "Lock files", 2.24, 2026-11.
 */
#include "strata/format.h"
#include "strata/limits.h"
#include "strata/map.h"
#include "text/json.h"

struct lock {
	struct strata_facts *out;
	const struct node *nodes, *root;
	struct strata_map by_name;  /* node -> package */
	struct strata_map by_input; /* node, input -> address of its value */
};

static struct strata_str key_of(struct lock *l, struct strata_str node, struct strata_str input)
{
	return strata_arena_join(l->out->arena, node, STRATA_STR("\n"), input);
}

/* "owner/repo" of the known forges, else the address. */
static struct strata_str name_of(struct lock *l, const struct node *locked)
{
	struct strata_str owner = node_text(locked, "owner"), repo = node_text(locked, "repo");

	if (owner.len && repo.len)
		return strata_arena_join(l->out->arena, owner, STRATA_STR("/"), repo);
	return strata_url_place(l->out->arena, node_text(locked, "url"));
}

static void add_node(struct lock *l, const struct node *n)
{
	const struct node *locked = node_map(n, "locked"), *rev = node_get(locked, "rev");
	struct strata_str name = name_of(l, locked), type = node_text(locked, "type");
	struct strata_package *p;

	for (const struct node *i = node_first(node_map(n, "inputs")); i; i = i->next)
		*strata_map_at(&l->by_input, key_of(l, n->key, i->key), NULL) = (size_t)i;
	if (!locked || !name.len || strata_str_eq(type, STRATA_STR("path")))
		return;
	p = strata_facts_add(l->out, name, rev && rev->text.len ? rev->text : STRATA_NONE,
			     rev ? rev->line : locked->line);
	p->scope = STRATA_SCOPE_BUILD;
	p->commit = strata_is_commit(p->version) ? p->version : STRATA_NONE;
	p->source = node_text(locked, "url");
	if (node_text(locked, "narHash").len)
		*strata_vec_push(l->out->arena, &p->checksums) = node_text(locked, "narHash");
	*strata_map_at(&l->by_name, n->key, NULL) = strata_facts_last(l->out);
}

/* The node that an input leads to; paths may lead to paths, but only so many steps. */
static struct strata_str follow(struct lock *l, const struct node *input, unsigned *steps)
{
	struct strata_str node = l->root->text;
	size_t address;

	if (input->type == NODE_STRING)
		return input->text;
	if (input->type != NODE_ARRAY)
		return STRATA_NONE;
	for (const struct node *n = input->first; n && node.ptr; n = n->next)
		node = ++*steps < STRATA_LIMIT_INCLUDES &&
				       strata_map_get(&address, &l->by_input,
						      key_of(l, node, n->text))
			       ? follow(l, (const struct node *)address, steps)
			       : STRATA_NONE;
	return node;
}

static void add_edges(struct lock *l, const struct node *n)
{
	size_t from, to;
	bool root = strata_str_eq(n->key, l->root->text);

	if (!root && !strata_map_get(&from, &l->by_name, n->key))
		return;
	for (const struct node *i = node_first(node_map(n, "inputs")); i; i = i->next) {
		unsigned steps = 0;

		if (strata_map_get(&to, &l->by_name, follow(l, i, &steps)))
			strata_facts_edge(l->out, root ? STRATA_ROOT(0) : (int)from, to,
					  STRATA_SCOPE_BUILD);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct lock l = {
		.out = out,
		.by_name = STRATA_MAP_INIT(out->arena),
		.by_input = STRATA_MAP_INIT(out->arena),
	};
	struct strata_str version;
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	version = node_text(top, "version");
	l.nodes = node_map(top, "nodes");
	l.root = node_get(top, "root");
	if (!l.nodes || !l.root || l.root->type != NODE_STRING)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no nodes or no root");
	if (!version.len || version.len > 1 || version.ptr[0] < '5' || version.ptr[0] > '7')
		strata_facts_note(out, top->line,
				  "lockfile version '%.*s' is none that is known: read as version 7",
				  STRATA_ARG(version));
	strata_vec_push(out->arena, &out->roots);
	for (const struct node *n = l.nodes->first; n; n = n->next)
		add_node(&l, n);
	for (const struct node *n = l.nodes->first; n; n = n->next)
		add_edges(&l, n);
	return 0;
}

const struct strata_format strata_format_nix_flake_lock = {
	.name = "nix/flake-lock",
	.files = "flake.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_nix,
	.parse = parse,
};
