/*
 * spdx_rdf.c - SPDX 2 as RDF/XML, made into the tree of its JSON form; see sbom.h.
 *
 * RDF/XML may write one graph in many ways; this reads the way of SPDX's own tools: a
 * Package element wherever it stands, its identifier the part of rdf:about behind '#',
 * and relations as Relationship elements inside of what they start from.
 *
 * Format: SPDX 2.3's RDF ontology and the samples of its tools, 2026-11.
 */
#include "sbom/sbom.h"

struct graph {
	struct strata_arena *arena;
	struct node *top, *packages, *relationships;
};

static struct node *add_list(struct strata_arena *arena, struct node *map, const char *key)
{
	struct node *list = node_append(arena, map, NODE_ARRAY, map->line);

	list->key = strata_str_of(key);
	return list;
}

/* The identifier that an address ends with: "SPDXRef-a" of "...#SPDXRef-a". */
static struct strata_str after_hash(struct strata_str s)
{
	size_t hash = strata_str_rchr(s, '#');

	return hash == STRATA_NPOS ? s : strata_str_skip(s, hash + 1);
}

/* "MIT" of the list's address of the licence. */
static struct strata_str after_list(struct strata_str s)
{
	size_t list = strata_str_find(s, STRATA_STR("spdx.org/licenses/"));

	return list == STRATA_NPOS ? s : strata_str_skip(s, list + 18);
}

static bool is(const struct node *n, const char *name)
{
	return strata_str_eq(n->key, strata_str_of(name));
}

/* The text of an element, or what it points at. */
static struct strata_str value_of(const struct node *parent, const char *name)
{
	const struct node *n = node_map(parent, name);
	struct strata_str resource = node_text(n, "@resource");

	if (!n)
		return STRATA_NONE;
	return resource.ptr ? after_list(after_hash(resource)) : n->text;
}

/* "relationshipType_dependsOn" is DEPENDS_ON. */
static struct strata_str upper_snake(struct strata_arena *arena, struct strata_str s)
{
	char *to;
	size_t len = 0;

	if (strata_str_starts(s, STRATA_STR("relationshipType_")))
		s = strata_str_skip(s, 17);
	to = strata_arena_alloc(arena, 2 * s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		bool upper = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';

		if (upper && i)
			to[len++] = '_';
		to[len++] = strata_is_alpha(s.ptr[i]) && !upper ? (char)(s.ptr[i] - 'a' + 'A')
								 : s.ptr[i];
	}
	return (struct strata_str){ to, len };
}

/* The element that a relation leads to: pointed at, or written inside. */
static struct strata_str target_of(const struct node *relationship)
{
	const struct node *n = node_map(relationship, "relatedSpdxElement");
	struct strata_str id = node_text(n, "@resource");

	for (const struct node *inner = node_first(n); inner && !id.ptr; inner = inner->next)
		id = node_text(inner, "@about");
	return after_hash(id);
}

static void add_relationship(struct graph *g, struct strata_str from, const struct node *n)
{
	struct node *to = node_append(g->arena, g->relationships, NODE_MAP, n->line);

	sbom_put(g->arena, to, STRATA_STR("spdxElementId"), from, n->line);
	sbom_put(g->arena, to, STRATA_STR("relationshipType"),
		 upper_snake(g->arena, value_of(n, "relationshipType")), n->line);
	sbom_put(g->arena, to, STRATA_STR("relatedSpdxElement"), target_of(n), n->line);
}

static void add_references(struct graph *g, struct node *to, const struct node *package)
{
	struct node *list = add_list(g->arena, to, "externalRefs");

	for (const struct node *n = node_first(package); n; n = n->next) {
		const struct node *ref = is(n, "externalRef") ? node_map(n, "ExternalRef") : NULL;

		if (ref)
			sbom_put(g->arena, node_append(g->arena, list, NODE_MAP, ref->line),
				 STRATA_STR("referenceLocator"), value_of(ref, "referenceLocator"),
				 ref->line);
	}
}

static void add_package(struct graph *g, const struct node *n)
{
	static const char *const keys[] = { "name", "versionInfo", "licenseConcluded",
					    "licenseDeclared", NULL };
	struct node *to = node_append(g->arena, g->packages, NODE_MAP, n->line);

	sbom_put(g->arena, to, STRATA_STR("SPDXID"), after_hash(node_text(n, "@about")), n->line);
	for (size_t i = 0; keys[i]; i++) {
		const struct node *from = node_map(n, keys[i]);

		if (from && value_of(n, keys[i]).len)
			sbom_put(g->arena, to, strata_str_of(keys[i]), value_of(n, keys[i]),
				 from->line);
	}
	add_references(g, to, n);
}

/* Elements nest at most as deep as the document may. */
static void walk(struct graph *g, const struct node *n)
{
	struct strata_str about = after_hash(node_text(n, "@about"));

	if (is(n, "Package"))
		add_package(g, n);
	else if (is(n, "SpdxDocument") && value_of(n, "specVersion").len)
		sbom_put(g->arena, g->top, STRATA_STR("spdxVersion"), value_of(n, "specVersion"),
			 node_map(n, "specVersion")->line);
	for (const struct node *child = n->first; child; child = child->next) {
		if (is(child, "relationship") && node_map(child, "Relationship"))
			add_relationship(g, about, node_map(child, "Relationship"));
		if (child->type == NODE_MAP)
			walk(g, child);
	}
}

struct node *spdx_rdf_tree(struct strata_facts *out, const struct node *top)
{
	struct graph g = { .arena = out->arena };

	g.top = node_append(out->arena, NULL, NODE_MAP, top->line);
	g.packages = add_list(out->arena, g.top, "packages");
	g.relationships = add_list(out->arena, g.top, "relationships");
	walk(&g, top);
	return g.top;
}
