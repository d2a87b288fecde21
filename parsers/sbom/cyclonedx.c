/*
 * CycloneDX: a bill of materials in JSON or XML, versions 1.0 to 1.7.
 *
 * The tree of XML (text/node.h) is that of JSON but for attributes, whose keys begin
 * with '@', and for lists of one kind, whose items have keys: one reader serves both.
 * metadata.component is the project. Components nest; a part that is no package (the
 * file that packages were found in, an operating system) hands what it needs to the
 * root. Tools, services and pedigrees are no part of the product. `scope` is required
 * where it is not written.
 *
 * Format: ECMA-424 and the schemas of CycloneDX 1.0 to 1.7, 2026-11.
 */
#include "sbom/sbom.h"
#include "strata/format.h"
#include "text/json.h"
#include "text/xml.h"

#define KNOWN "1.0 1.1 1.2 1.3 1.4 1.5 1.6 1.7"

STRATA_VEC(parts, struct sbom_item);

struct reader {
	struct sbom_reader sbom;
	struct parts parts; /* of the project, which are no packages */
};

/* A member of JSON, an attribute or an element of XML. */
static struct strata_str text_of(const struct node *n, const char *key, const char *attribute)
{
	struct strata_str text = node_text(n, key);
	const struct node *element;

	if (!text.ptr)
		text = node_text(n, attribute);
	if (!text.ptr && (element = node_map(n, key)))
		text = element->text;
	return strata_str_trim(text);
}

static unsigned line_of(const struct node *component)
{
	const struct node *n = node_get(component, "version");

	if (!n)
		n = node_get(component, "purl");
	return n ? n->line : component->line;
}

static bool is_true_property(const struct node *component, const char *name)
{
	for (const struct node *p = node_first(node_get(component, "properties")); p; p = p->next) {
		struct strata_str value = node_text(p, "value");

		if (strata_str_eq(text_of(p, "name", "@name"), strata_str_of(name)))
			return strata_str_eq(value.ptr ? value : p->text, STRATA_STR("true"));
	}
	return false;
}

static enum strata_scope scope_of(const struct node *component)
{
	struct strata_str scope = text_of(component, "scope", "@scope");

	if (strata_str_eq(scope, STRATA_STR("excluded")) ||
	    is_true_property(component, "cdx:npm:package:development"))
		return STRATA_SCOPE_DEV;
	return strata_str_eq(scope, STRATA_STR("optional")) ? STRATA_SCOPE_OPTIONAL
							      : STRATA_SCOPE_PROD;
}

/* {license: {id}}, {license: {name}}, {expression}; in XML the items are these themselves. */
static void add_licences(struct strata_facts *out, struct strata_package *p,
			 const struct node *component)
{
	for (const struct node *n = node_first(node_get(component, "licenses")); n; n = n->next) {
		const struct node *licence = node_map(n, "license");
		struct strata_str text;

		licence = licence ? licence : n;
		text = text_of(licence, "id", "@id");
		if (!text.len)
			text = text_of(licence, "name", "@name");
		if (!text.len)
			text = text_of(n, "expression", "@expression");
		if (!text.len && strata_str_eq(n->key, STRATA_STR("expression")))
			text = n->text;
		sbom_add_licence(out, p, text);
	}
}

static void add_hashes(struct strata_facts *out, struct strata_package *p,
		       const struct node *component)
{
	for (const struct node *n = node_first(node_get(component, "hashes")); n; n = n->next) {
		struct strata_str hex = node_text(n, "content");

		sbom_add_hash(out, p, text_of(n, "alg", "@alg"), hex.ptr ? hex : n->text);
	}
}

/* "group/name": how the group is written with the name differs, and only a purl tells. */
static struct strata_str name_of(const struct node *component, struct strata_arena *arena)
{
	struct strata_str group = text_of(component, "group", "@group");
	struct strata_str name = text_of(component, "name", "@name");

	return group.len ? strata_arena_join(arena, group, STRATA_STR("/"), name) : name;
}

static bool is_one_of(struct strata_str word, const char *words)
{
	struct strata_str one, rest = strata_str_of(words);

	while (rest.ptr) {
		strata_str_cut(&one, &rest, rest, ' ');
		if (strata_str_eq(one, word))
			return true;
	}
	return false;
}

/* Without a purl, what has a version may be a package, unless its type says otherwise. */
static bool is_package(const struct node *component)
{
	struct strata_str type = text_of(component, "type", "@type");

	if (text_of(component, "purl", "@purl").len)
		return true;
	if (is_one_of(type, "file operating-system device device-driver platform data "
			    "machine-learning-model cryptographic-asset container"))
		return false;
	return text_of(component, "version", "@version").len || is_one_of(type, "library framework");
}

static void add_component(struct reader *reader, const struct node *component)
{
	struct sbom_reader *r = &reader->sbom;
	struct sbom_item item = {
		.ref = text_of(component, "bom-ref", "@bom-ref"),
		.name = name_of(component, r->out->arena),
		.version = text_of(component, "version", "@version"),
		.purl = text_of(component, "purl", "@purl"),
		.line = line_of(component),
	};
	struct strata_package *p;

	if (!is_package(component)) {
		if (!strata_str_eq(text_of(component, "type", "@type"), STRATA_STR("file")))
			*strata_vec_push(r->out->arena, &reader->parts) = item;
		return;
	}
	if (!(p = sbom_add(r, &item)))
		return;
	p->scope = scope_of(component);
	add_licences(r->out, p, component);
	add_hashes(r->out, p, component);
}

/* Nested at most as deep as the document may be. */
static void add_components(struct reader *r, const struct node *holder);

static void add_with_nested(struct reader *r, const struct node *c)
{
	if (c->type != NODE_MAP)
		return;
	add_component(r, c);
	for (const struct node *n = node_first(node_get(c, "components")); n; n = n->next)
		sbom_relate(&r->sbom, text_of(c, "bom-ref", "@bom-ref"),
			    text_of(n, "bom-ref", "@bom-ref"), STRATA_SCOPE_UNKNOWN);
	add_components(r, c);
}

static void add_components(struct reader *r, const struct node *holder)
{
	for (const struct node *c = node_first(node_get(holder, "components")); c; c = c->next)
		add_with_nested(r, c);
}

/* JSON has dependsOn, a list of references; in XML <dependency ref=""> nests. */
static void add_dependency(struct sbom_reader *r, const struct node *d)
{
	struct strata_str from = text_of(d, "ref", "@ref");

	for (const struct node *n = node_first(node_array(d, "dependsOn")); n; n = n->next)
		sbom_relate(r, from, n->text, STRATA_SCOPE_UNKNOWN);
	for (const struct node *n = node_first(d); n; n = n->next)
		if (strata_str_eq(n->key, STRATA_STR("dependency")))
			sbom_relate(r, from, node_text(n, "@ref"), STRATA_SCOPE_UNKNOWN);
}

static int read_entry(void *parser, const struct node *list, const struct node *entry,
		      struct strata_error *err)
{
	struct reader *r = parser;

	(void)err;
	if (strata_str_eq(list->key, STRATA_STR("components")))
		add_with_nested(r, entry);
	else
		add_dependency(&r->sbom, entry);
	return 0;
}

static struct reader new_reader(struct strata_facts *out)
{
	return (struct reader){ .sbom = SBOM_READER(out) };
}

static void forget(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->sbom.out);
	*r = new_reader(r->sbom.out);
}

/* All but the lists: the project is the first root, parts of it are the others. */
static void settle(struct reader *r, const struct node *top)
{
	const struct node *project = node_map(node_map(top, "metadata"), "component");

	if (project)
		sbom_root(&r->sbom, text_of(project, "bom-ref", "@bom-ref"),
			  name_of(project, r->sbom.out->arena),
			  text_of(project, "version", "@version"), line_of(project));
	add_components(r, project);
	for (size_t i = 0; i < r->parts.count; i++) {
		const struct sbom_item *part = &r->parts.items[i];

		sbom_root(&r->sbom, part->ref, part->name, part->version, part->line);
	}
	sbom_settle(&r->sbom);
}

static bool is_xml(struct strata_str bytes)
{
	bytes = strata_str_trim(bytes);
	if (strata_str_starts(bytes, STRATA_STR("\xef\xbb\xbf")))
		bytes = strata_str_trim(strata_str_skip(bytes, 3));
	return strata_str_starts(bytes, STRATA_STR("<"));
}

/* The version of XML stands in its namespace only, which trees do not keep. */
static struct strata_str xml_version(struct strata_str bytes)
{
	static const struct strata_str space = { "cyclonedx.org/schema/bom/", 25 };
	size_t at = strata_str_find(bytes, space), len = 0;
	struct strata_str rest;

	if (at == STRATA_NPOS)
		return STRATA_NONE;
	rest = strata_str_skip(bytes, at + space.len);
	while (len < rest.len && (strata_is_digit(rest.ptr[len]) || rest.ptr[len] == '.'))
		len++;
	return strata_str_take(rest, len);
}

static int parse_xml(struct strata_facts *out, struct strata_str bytes, struct strata_error *err)
{
	struct strata_str version = xml_version(bytes);
	struct reader r = new_reader(out);
	struct node *top;
	int rc = xml_tree(&top, bytes, out->arena, err);

	if (rc < 0)
		return rc;
	if (!strata_str_eq(top->key, STRATA_STR("bom")) || !version.ptr)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no CycloneDX document");
	sbom_check_version(out, "CycloneDX", version, KNOWN, top->line);
	add_components(&r, top);
	for (const struct node *d = node_first(node_get(top, "dependencies")); d; d = d->next)
		add_dependency(&r.sbom, d);
	settle(&r, top);
	return 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = new_reader(out);
	struct node_entries entries = { .lists = "components dependencies", .read = read_entry,
					.forget = forget, .parser = &r };
	struct node *top;
	int rc;

	if (is_xml(in->bytes))
		return parse_xml(out, in->bytes, err);
	if ((rc = json_entries(&top, in->bytes, JSON_STRICT, &entries, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates_of(out, top, &entries);
	if (!strata_str_eq(node_text(top, "bomFormat"), STRATA_STR("CycloneDX")))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no CycloneDX document");
	sbom_check_version(out, "CycloneDX", node_text(top, "specVersion"), KNOWN,
			   node_get(top, "specVersion") ? node_get(top, "specVersion")->line : 1);
	settle(&r, top);
	return 0;
}

static bool has(struct strata_str text, const char *part)
{
	return strata_str_find(text, strata_str_of(part)) != STRATA_NPOS;
}

/* A name that says it is one gets a note when it is none; the others must show it. */
static bool probe(struct strata_str path, struct strata_str head)
{
	return has(strata_path_base(path), ".cdx") || has(head, "cyclonedx.org/schema/bom/") ||
	       (has(head, "\"bomFormat\"") && has(head, "CycloneDX"));
}

const struct strata_format strata_format_sbom_cyclonedx = {
	.name = "sbom/cyclonedx",
	.files = "*.cdx.json *.cdx.xml *.cdx bom.json bom.xml *.bom.json *.bom.xml *.bom bom "
		 "sbom.json sbom.xml *.sbom.json *.sbom.xml *.sbom sbom *-sbom.json *-sbom.xml "
		 "*.cyclonedx.json *.cyclonedx.xml cyclonedx.json cyclonedx.xml",
	.kind = STRATA_FORMAT_SBOM,
	.ecosystem = &strata_ecosystem_generic,
	.probe = probe,
	.parse = parse,
};
