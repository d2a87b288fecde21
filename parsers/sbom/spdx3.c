/*
 * spdx3.c - SPDX 3.0 in JSON-LD: a flat list of elements that name each other by
 * identifiers; see sbom.h.
 *
 * Licences and the scope of a dependency are elements and relationships of their own.
 * The names of types are those of the one context document that SPDX publishes:
 * "software_Package", "dependsOn". Inline elements, which the context allows, are not
 * written by the serialisation that the specification asks for.
 *
 * Format: SPDX 3.0.1, "Serialization" and the model's Core and Software, 2026-11.
 */
#include "sbom/sbom.h"

static const struct {
	const char *word;
	enum strata_scope scope;
} scopes[] = {
	{ "runtime", STRATA_SCOPE_PROD }, { "development", STRATA_SCOPE_DEV },
	{ "build", STRATA_SCOPE_BUILD },  { "design", STRATA_SCOPE_DEV },
	{ "test", STRATA_SCOPE_TEST },
};

static struct strata_str id_of(const struct node *n)
{
	struct strata_str id = node_text(n, "spdxId");

	return id.ptr ? id : node_text(n, "@id");
}

static bool is_type(const struct node *n, const char *type)
{
	struct strata_str text = node_text(n, "type");

	return strata_str_eq(text.ptr ? text : node_text(n, "@type"), strata_str_of(type));
}

static struct strata_str purl_of(const struct node *n)
{
	struct strata_str url = node_text(n, "software_packageUrl");

	if (url.ptr)
		return url;
	for (const struct node *x = node_first(node_array(n, "externalIdentifier")); x; x = x->next)
		if (strata_str_starts(node_text(x, "identifier"), STRATA_STR("pkg:")))
			return node_text(x, "identifier");
	return STRATA_NONE;
}

static void add_package(struct sbom_reader *r, const struct node *n)
{
	const struct node *version = node_get(n, "software_packageVersion");
	struct sbom_item item = {
		.ref = id_of(n),
		.name = node_text(n, "name"),
		.version = node_text(n, "software_packageVersion"),
		.purl = purl_of(n),
		.line = version ? version->line : n->line,
	};
	struct strata_package *p = sbom_add(r, &item);

	for (const struct node *h = p ? node_first(node_array(n, "verifiedUsing")) : NULL; h;
	     h = h->next)
		sbom_add_hash(r->out, p, node_text(h, "algorithm"), node_text(h, "hashValue"));
}

static enum strata_scope scope_of(const struct node *relationship)
{
	struct strata_str word = node_text(relationship, "scope");

	for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++)
		if (strata_str_eq(word, strata_str_of(scopes[i].word)))
			return scopes[i].scope;
	return STRATA_SCOPE_UNKNOWN;
}

static void add_licence(struct sbom_reader *r, const struct strata_map *licences,
			struct strata_str package, struct strata_str licence)
{
	size_t index, address;

	if (strata_map_get(&index, &r->packages, package) &&
	    strata_map_get(&address, licences, licence))
		sbom_add_licence(r->out, &r->out->packages.items[index],
				 ((const struct node *)address)->text);
}

static void add_relation(struct sbom_reader *r, const struct strata_map *licences,
			 const struct node *relationship, struct strata_str to)
{
	struct strata_str type = node_text(relationship, "relationshipType");
	struct strata_str from = node_text(relationship, "from");

	if (strata_str_eq(type, STRATA_STR("describes")))
		sbom_describe(r, to);
	else if (strata_str_eq(type, STRATA_STR("hasDeclaredLicense")) ||
		 strata_str_eq(type, STRATA_STR("hasConcludedLicense")))
		add_licence(r, licences, from, to);
	else if (strata_str_eq(type, STRATA_STR("dependsOn")) ||
		 strata_str_eq(type, STRATA_STR("contains")) ||
		 strata_str_starts(type, STRATA_STR("has")) /* hasStaticLink, hasPrerequisite */)
		sbom_relate(r, from, to,
			    strata_str_eq(type, STRATA_STR("hasOptionalDependency"))
				    ? STRATA_SCOPE_OPTIONAL
				    : scope_of(relationship));
}

/* `to` is a list; one is also written without brackets. */
static void add_relationship(struct sbom_reader *r, const struct strata_map *licences,
			     const struct node *n)
{
	const struct node *list = node_array(n, "to");

	if (!list)
		add_relation(r, licences, n, node_text(n, "to"));
	for (const struct node *to = node_first(list); to; to = to->next)
		add_relation(r, licences, n, to->text);
}

static void add_roots(struct sbom_reader *r, const struct node *document)
{
	for (const struct node *n = node_first(node_array(document, "rootElement")); n; n = n->next)
		sbom_describe(r, n->text);
}

void spdx3_read(struct sbom_reader *r, const struct node *graph)
{
	struct strata_map licences = STRATA_MAP_INIT(r->out->arena);

	for (const struct node *n = graph->first; n; n = n->next) {
		const struct node *text = node_get(n, "simplelicensing_licenseExpression");

		if (is_type(n, "software_Package"))
			add_package(r, n);
		else if (is_type(n, "software_Sbom"))
			add_roots(r, n);
		else if (is_type(n, "CreationInfo"))
			sbom_check_version(r->out, "SPDX", node_text(n, "specVersion"),
					   "3.0.0 3.0.1", n->line);
		else if (text)
			*strata_map_at(&licences, id_of(n), NULL) = (size_t)text;
	}
	for (const struct node *n = graph->first; n; n = n->next)
		if (is_type(n, "Relationship") || is_type(n, "LifecycleScopedRelationship"))
			add_relationship(r, &licences, n);
}
