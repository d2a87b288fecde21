/*
 * conan.lock: what Conan resolved, exactly.
 *
 * JSON. Version 0.5 of Conan 2 has lists of references: "requires", "build_requires",
 * "python_requires", "config_requires". Versions up to 0.4 of Conan 1 have a graph of nodes
 * by number (before 0.1: by UUID), each with a reference ("ref", before 0.4 "pref", which
 * goes on with the built package), what it requires, and for the project itself a path.
 * Versions before 0.3 map requirements to nodes, later ones list nodes. The node that
 * has a path, no reference, or the number 0 is the project.
 *
 * Format: docs.conan.io, "Lockfiles", of Conan 1.66 and 2.9, 2026-11.
 */
#include "conan/conan.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

struct reader {
	struct strata_facts *out;
	struct strata_map by_id; /* of a node -> package */
};

static void add_list(struct reader *r, const struct node *list, enum strata_scope scope)
{
	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_str text = n->type == NODE_ARRAY ? n->first ? n->first->text : n->text
							       : n->text;
		struct conan_reference ref;

		if (conan_read(&ref, text))
			conan_add(r->out, &ref, n->line)->scope = scope;
		else
			strata_facts_note(r->out, n->line, "'%.*s' is not 'name/version'",
					  STRATA_ARG(text));
	}
}

static struct strata_str reference_of(const struct node *node)
{
	struct strata_str ref = node_text(node, "ref");

	return ref.len ? ref : node_text(node, "pref");
}

/* Where a node's reference stands. */
static unsigned line_of(const struct node *node)
{
	const struct node *ref = node_get(node, "ref");

	ref = ref ? ref : node_get(node, "pref");
	return ref ? ref->line : node->line;
}

static bool is_project(const struct node *node)
{
	return node_get(node, "path") || strata_str_eq(node->key, STRATA_STR("0")) ||
	       !reference_of(node).len;
}

static void add_root(struct reader *r, const struct node *node)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);
	struct conan_reference ref;

	root->dir = STRATA_STR("");
	root->line = node->line;
	if (conan_read(&ref, reference_of(node))) {
		root->name = ref.name;
		root->version = ref.version;
	}
}

static void add_node(struct reader *r, const struct node *node)
{
	struct conan_reference ref;

	if (is_project(node)) {
		if (r->out->roots.count == 0)
			add_root(r, node);
		return;
	}
	if (!conan_read(&ref, reference_of(node))) {
		strata_facts_note(r->out, node->line, "'%.*s' is not 'name/version'",
				  STRATA_ARG(reference_of(node)));
		return;
	}
	conan_add(r->out, &ref, line_of(node));
	*strata_map_at(&r->by_id, node->key, NULL) = strata_facts_last(r->out);
}

/* "1", or in older files "zlib/1.2": "1". */
static void add_edges(struct reader *r, int from, const struct node *list, enum strata_scope scope)
{
	size_t to;

	for (const struct node *n = node_first(list); n; n = n->next) {
		if (strata_map_get(&to, &r->by_id, n->text))
			strata_facts_edge(r->out, from, to, scope);
		else
			strata_facts_note(r->out, n->line, "node '%.*s' is no package of the file",
					  STRATA_ARG(n->text));
	}
}

static void add_needs(struct reader *r, const struct node *node)
{
	bool project = is_project(node);
	size_t index;

	if (!project && !strata_map_get(&index, &r->by_id, node->key))
		return;
	add_edges(r, project ? STRATA_ROOT(0) : (int)index, node_get(node, "requires"),
		  project ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN);
	add_edges(r, project ? STRATA_ROOT(0) : (int)index, node_get(node, "build_requires"),
		  STRATA_SCOPE_BUILD);
}

static void add_graph(struct reader *r, const struct node *nodes)
{
	for (const struct node *n = node_first(nodes); n; n = n->next)
		add_node(r, n);
	for (const struct node *n = node_first(nodes); n; n = n->next)
		add_needs(r, n);
}

static void note_version(struct strata_facts *out, const struct node *top)
{
	const struct node *n = node_get(top, "version");

	if (n && !(n->text.len == 3 && strata_str_starts(n->text, STRATA_STR("0.")) &&
		   n->text.ptr[2] >= '0' && n->text.ptr[2] <= '5'))
		strata_facts_note(out, n->line, "version '%.*s' is not known: read as version 0.5",
				  STRATA_ARG(n->text));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .by_id = STRATA_MAP_INIT(out->arena) };
	const struct node *nodes;
	struct node *top;
	int rc;

	/* Conan reads its lockfiles as plain UTF-8, and refuses one with a mark. */
	if (strata_str_starts(in->bytes, STRATA_STR("\xef\xbb\xbf")))
		return strata_fail(err, STRATA_ESYNTAX, 1, "a byte order mark, which Conan refuses");
	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	note_version(out, top);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("conanfile.txt"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("conanfile.py"), 0);
	nodes = node_map(node_map(top, "graph_lock"), "nodes");
	if (nodes) {
		add_graph(&r, nodes);
		return 0;
	}
	if (!node_get(top, "requires"))
		strata_facts_note(out, top->line, "neither a graph nor a list of requirements");
	add_list(&r, node_get(top, "requires"), STRATA_SCOPE_PROD);
	add_list(&r, node_get(top, "build_requires"), STRATA_SCOPE_BUILD);
	add_list(&r, node_get(top, "python_requires"), STRATA_SCOPE_BUILD);
	add_list(&r, node_get(top, "config_requires"), STRATA_SCOPE_BUILD);
	return 0;
}

const struct strata_format strata_format_conan_lock = {
	.name = "conan/lock",
	.files = "conan.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_conan,
	.parse = parse,
};
