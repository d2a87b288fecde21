/*
 * SPDX: a bill of materials; 2.x in JSON, YAML, tags and RDF/XML, 3.0 in JSON-LD.
 *
 * The forms of 2.x say the same under the same names, so spdx_tag.c and spdx_rdf.c
 * make the tree of the JSON form, and this file reads it. Which form it is the
 * content tells, since names are chosen freely. What the document DESCRIBES is the
 * project when it is one package that needs others; it is listed all the same.
 *
 * Format: SPDX 2.2.1 (ISO/IEC 5962), 2.3 and 3.0.1, and their JSON schemas, 2026-11.
 */
#include "sbom/sbom.h"
#include "strata/format.h"
#include "text/json.h"
#include "text/utf8.h"
#include "text/xml.h"
#include "text/yaml.h"

#define KNOWN "SPDX-2.0 SPDX-2.1 SPDX-2.2 SPDX-2.2.1 SPDX-2.2.2 SPDX-2.3"

/* How types of relationships lead from what needs to what is needed. */
static const struct {
	const char *type;
	bool reversed;
	enum strata_scope scope;
} kinds[] = {
	{ "DEPENDS_ON", false, STRATA_SCOPE_UNKNOWN },
	{ "CONTAINS", false, STRATA_SCOPE_UNKNOWN },
	{ "STATIC_LINK", false, STRATA_SCOPE_UNKNOWN },
	{ "DYNAMIC_LINK", false, STRATA_SCOPE_UNKNOWN },
	{ "HAS_PREREQUISITE", false, STRATA_SCOPE_UNKNOWN },
	{ "DEPENDENCY_OF", true, STRATA_SCOPE_UNKNOWN },
	{ "CONTAINED_BY", true, STRATA_SCOPE_UNKNOWN },
	{ "PACKAGE_OF", true, STRATA_SCOPE_UNKNOWN },
	{ "PREREQUISITE_FOR", true, STRATA_SCOPE_UNKNOWN },
	{ "RUNTIME_DEPENDENCY_OF", true, STRATA_SCOPE_PROD },
	{ "PROVIDED_DEPENDENCY_OF", true, STRATA_SCOPE_PROD },
	{ "BUILD_DEPENDENCY_OF", true, STRATA_SCOPE_BUILD },
	{ "BUILD_TOOL_OF", true, STRATA_SCOPE_BUILD },
	{ "OPTIONAL_DEPENDENCY_OF", true, STRATA_SCOPE_OPTIONAL },
	{ "OPTIONAL_COMPONENT_OF", true, STRATA_SCOPE_OPTIONAL },
	{ "TEST_DEPENDENCY_OF", true, STRATA_SCOPE_TEST },
	{ "TEST_TOOL_OF", true, STRATA_SCOPE_TEST },
	{ "DEV_DEPENDENCY_OF", true, STRATA_SCOPE_DEV },
	{ "DEV_TOOL_OF", true, STRATA_SCOPE_DEV },
};

static void add_relationship(struct sbom_reader *r, const struct node *n)
{
	struct strata_str from = node_text(n, "spdxElementId");
	struct strata_str to = node_text(n, "relatedSpdxElement");
	struct strata_str type = node_text(n, "relationshipType");

	if (strata_str_eq(type, STRATA_STR("DESCRIBES")))
		sbom_describe(r, to);
	else if (strata_str_eq(type, STRATA_STR("DESCRIBED_BY")))
		sbom_describe(r, from);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strata_str_eq(type, strata_str_of(kinds[i].type)))
			sbom_relate(r, kinds[i].reversed ? to : from,
				    kinds[i].reversed ? from : to, kinds[i].scope);
}

/* The first package URL; a CPE names no package. */
static const struct node *find_purl(const struct node *package)
{
	for (const struct node *n = node_first(node_array(package, "externalRefs")); n; n = n->next)
		if (strata_str_eq(node_text(n, "referenceType"), STRATA_STR("purl")) ||
		    strata_str_starts(node_text(n, "referenceLocator"), STRATA_STR("pkg:")))
			return node_get(n, "referenceLocator");
	return NULL;
}

static void add_package(struct sbom_reader *r, const struct node *n)
{
	const struct node *purl = find_purl(n), *version = node_get(n, "versionInfo");
	struct sbom_item item = {
		.ref = node_text(n, "SPDXID"),
		.name = node_text(n, "name"),
		.version = node_text(n, "versionInfo"),
		.purl = purl ? purl->text : STRATA_NONE,
		.line = version ? version->line : n->line,
	};
	struct strata_package *p;

	if (strata_str_eq(item.version, STRATA_STR("NOASSERTION")))
		item.version = STRATA_NONE;
	if (!(p = sbom_add(r, &item)))
		return;
	sbom_add_licence(r->out, p, node_text(n, "licenseConcluded"));
	if (!p->licences.count)
		sbom_add_licence(r->out, p, node_text(n, "licenseDeclared"));
	for (const struct node *h = node_first(node_array(n, "checksums")); h; h = h->next)
		sbom_add_hash(r->out, p, node_text(h, "algorithm"), node_text(h, "checksumValue"));
}

static int read_entry(void *parser, const struct node *list, const struct node *entry,
		      struct strata_error *err)
{
	(void)err;
	if (strata_str_eq(list->key, STRATA_STR("packages")))
		add_package(parser, entry);
	else if (strata_str_eq(list->key, STRATA_STR("relationships")))
		add_relationship(parser, entry);
	return 0;
}

static void forget(void *parser)
{
	struct sbom_reader *r = parser;

	strata_facts_clear(r->out);
	*r = SBOM_READER(r->out);
}

/* Once the packages and relationships of a document are there. */
static int settle_2(struct sbom_reader *r, const struct node *top, struct strata_error *err)
{
	struct strata_str version = node_text(top, "spdxVersion");

	if (!version.len)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no SPDX document");
	sbom_check_version(r->out, "SPDX", version, KNOWN, node_get(top, "spdxVersion")->line);
	for (const struct node *n = node_first(node_array(top, "documentDescribes")); n; n = n->next)
		sbom_describe(r, n->text);
	sbom_settle(r);
	return 0;
}

/* The tree of the JSON form, made of another. */
static int read_2(struct strata_facts *out, const struct node *top, struct strata_error *err)
{
	struct sbom_reader r = SBOM_READER(out);

	for (const struct node *n = node_first(node_array(top, "packages")); n; n = n->next)
		add_package(&r, n);
	for (const struct node *n = node_first(node_array(top, "relationships")); n; n = n->next)
		add_relationship(&r, n);
	return settle_2(&r, top, err);
}

/* JSON or YAML, which has nearly all of JSON in it. */
static int read_document(struct strata_facts *out, struct strata_str bytes, bool yaml,
			 struct strata_error *err)
{
	struct sbom_reader r = SBOM_READER(out);
	struct node_entries entries = { .lists = "packages relationships files", .type = NODE_ARRAY,
					.read = read_entry, .forget = forget, .parser = &r };
	struct node *top;
	int rc = yaml ? yaml_entries(&top, bytes, &entries, out->arena, err)
		      : json_entries(&top, bytes, JSON_STRICT, &entries, out->arena, err);

	if (rc < 0)
		return rc;
	strata_facts_note_duplicates_of(out, top, &entries);
	if (strata_str_find(node_text(top, "@context"), STRATA_STR("spdx.org/rdf/3.")) ==
	    STRATA_NPOS)
		return settle_2(&r, top, err);
	if (!node_array(top, "@graph"))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no graph in the SPDX document");
	spdx3_read(&r, node_array(top, "@graph"));
	sbom_settle(&r);
	return 0;
}

static bool ends(struct strata_str s, const char *end)
{
	return strata_str_ends(s, strata_str_of(end));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str text = strata_str_trim(utf8_text(out->arena, in->bytes));
	struct node *top;
	int rc;

	if (strata_str_starts(text, STRATA_STR("<"))) {
		if ((rc = xml_tree(&top, in->bytes, out->arena, err)) < 0)
			return rc;
		return read_2(out, spdx_rdf_tree(out, top), err);
	}
	if (strata_str_starts(text, STRATA_STR("{")))
		return read_document(out, in->bytes, false, err);
	if (ends(in->path, ".json"))
		return strata_fail(err, STRATA_ESYNTAX, 1, "no SPDX document");
	if (ends(in->path, ".yml") || ends(in->path, ".yaml"))
		return read_document(out, in->bytes, true, err);
	return read_2(out, spdx_tag_tree(out, utf8_text(out->arena, in->bytes)), err);
}

static bool has(struct strata_str text, const char *part)
{
	return strata_str_find(text, strata_str_of(part)) != STRATA_NPOS;
}

static bool probe(struct strata_str path, struct strata_str head)
{
	return has(strata_path_base(path), ".spdx") || has(head, "SPDXRef-DOCUMENT") ||
	       has(head, "spdxVersion") || has(head, "SPDXVersion:") ||
	       has(head, "spdx.org/rdf/");
}

const struct strata_format strata_format_sbom_spdx = {
	.name = "sbom/spdx",
	.files = "*.spdx .spdx.*.json *.spdx.json *.spdx3.json *.spdx.yml *.spdx.yaml "
		 "*.spdx.rdf *.spdx.rdf.xml *.spdx.xml spdx.json sbom.json *.sbom.json "
		 "bom.json *-sbom.json sbom *.sbom "
		 "sbom.yml sbom.yaml",
	.kind = STRATA_FORMAT_SBOM,
	.ecosystem = &strata_ecosystem_generic,
	.probe = probe,
	.parse = parse,
};
