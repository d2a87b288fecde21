/*
 * spdx_tag.c - SPDX 2 as "Tag: value" lines, made into the tree of its JSON form; see
 * sbom.h.
 *
 * A tag belongs to the package, file or snippet that was begun last. A value between
 * <text> and </text> may go over several lines. "ExternalRef: CATEGORY TYPE LOCATOR",
 * "Relationship: A TYPE B", "PackageChecksum: SHA1: HEX".
 *
 * Format: SPDX 2.3, the sections' "Tag-value format" parts, 2026-11.
 */
#include "sbom/sbom.h"
#include "text/line.h"

struct tags {
	struct strata_facts *out;
	struct node *top, *packages, *relationships;
	struct node *package; /* begun last; NULL in a file or a snippet */
	struct node *references, *checksums; /* of the package; NULL before the first */
};

static struct node *add_map(struct strata_arena *arena, struct node *list, unsigned line)
{
	return node_append(arena, list, NODE_MAP, line);
}

static struct node *add_list(struct strata_arena *arena, struct node *map, const char *key,
			     unsigned line)
{
	struct node *list = node_append(arena, map, NODE_ARRAY, line);

	list->key = strata_str_of(key);
	return list;
}

/* The next word; what follows it without the space between. */
static struct strata_str word(struct strata_str *rest)
{
	struct strata_str s = strata_str_trim(*rest);
	size_t len = 0;

	while (len < s.len && !strata_is_space(s.ptr[len]))
		len++;
	*rest = strata_str_trim(strata_str_skip(s, len));
	return strata_str_take(s, len);
}

static void add_relationship(struct tags *t, struct strata_str value, unsigned line)
{
	struct strata_arena *arena = t->out->arena;
	struct node *n = add_map(arena, t->relationships, line);

	sbom_put(arena, n, STRATA_STR("spdxElementId"), word(&value), line);
	sbom_put(arena, n, STRATA_STR("relationshipType"), word(&value), line);
	sbom_put(arena, n, STRATA_STR("relatedSpdxElement"), word(&value), line);
}

static void add_reference(struct tags *t, struct strata_str value, unsigned line)
{
	struct strata_arena *arena = t->out->arena;
	struct node *n;

	if (!t->references)
		t->references = add_list(arena, t->package, "externalRefs", line);
	n = add_map(arena, t->references, line);
	word(&value);
	sbom_put(arena, n, STRATA_STR("referenceType"), word(&value), line);
	sbom_put(arena, n, STRATA_STR("referenceLocator"), value, line);
}

static void add_checksum(struct tags *t, struct strata_str value, unsigned line)
{
	struct strata_arena *arena = t->out->arena;
	struct strata_str algorithm, hex;
	struct node *n;

	if (!t->checksums)
		t->checksums = add_list(arena, t->package, "checksums", line);
	n = add_map(arena, t->checksums, line);
	strata_str_cut(&algorithm, &hex, value, ':');
	sbom_put(arena, n, STRATA_STR("algorithm"), strata_str_trim(algorithm), line);
	sbom_put(arena, n, STRATA_STR("checksumValue"), strata_str_trim(hex), line);
}

/* Tags of a package that say one thing under another name in JSON. */
static const struct {
	const char *tag, *key;
} plain[] = {
	{ "SPDXID", "SPDXID" },
	{ "PackageVersion", "versionInfo" },
	{ "PackageLicenseConcluded", "licenseConcluded" },
	{ "PackageLicenseDeclared", "licenseDeclared" },
};

static void add_package_tag(struct tags *t, struct strata_str tag, struct strata_str value,
			    unsigned line)
{
	if (strata_str_eq(tag, STRATA_STR("ExternalRef")))
		add_reference(t, value, line);
	else if (strata_str_eq(tag, STRATA_STR("PackageChecksum")))
		add_checksum(t, value, line);
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (strata_str_eq(tag, strata_str_of(plain[i].tag)))
			sbom_put(t->out->arena, t->package, strata_str_of(plain[i].key), value,
				 line);
}

static void add_tag(struct tags *t, struct strata_str tag, struct strata_str value, unsigned line)
{
	struct strata_arena *arena = t->out->arena;

	if (strata_str_eq(tag, STRATA_STR("PackageName"))) {
		t->package = add_map(arena, t->packages, line);
		t->references = t->checksums = NULL;
		sbom_put(arena, t->package, STRATA_STR("name"), value, line);
	} else if (strata_str_eq(tag, STRATA_STR("FileName")) ||
		   strata_str_eq(tag, STRATA_STR("SnippetSPDXID")) ||
		   strata_str_eq(tag, STRATA_STR("LicenseID"))) {
		t->package = NULL;
	} else if (strata_str_eq(tag, STRATA_STR("SPDXVersion"))) {
		sbom_put(arena, t->top, STRATA_STR("spdxVersion"), value, line);
	} else if (strata_str_eq(tag, STRATA_STR("Relationship"))) {
		add_relationship(t, value, line);
	} else if (t->package) {
		add_package_tag(t, tag, value, line);
	}
}

/* Takes <text> away; whether the value goes on in the next lines. */
static bool unwrap(struct strata_str *value)
{
	size_t end;

	if (!strata_str_starts(*value, STRATA_STR("<text>")))
		return false;
	*value = strata_str_skip(*value, 6);
	end = strata_str_find(*value, STRATA_STR("</text>"));
	*value = strata_str_trim(strata_str_take(*value, end));
	return end == STRATA_NPOS;
}

static void read_line(struct tags *t, struct line_cursor *c, bool *open)
{
	struct strata_str tag, value, line = strata_str_trim(c->line);

	if (*open) {
		*open = strata_str_find(line, STRATA_STR("</text>")) == STRATA_NPOS;
		return;
	}
	if (!line.len || line.ptr[0] == '#')
		return;
	if (!strata_str_cut(&tag, &value, line, ':')) {
		strata_facts_note(t->out, c->number, "'%.*s' is no tag with a value",
				  STRATA_ARG(strata_str_take(line, 60)));
		return;
	}
	value = strata_str_trim(value);
	*open = unwrap(&value);
	add_tag(t, strata_str_trim(tag), value, c->number);
}

struct node *spdx_tag_tree(struct strata_facts *out, struct strata_str bytes)
{
	struct tags t = { .out = out, .top = node_append(out->arena, NULL, NODE_MAP, 1) };
	struct line_cursor c = LINE_CURSOR(bytes);
	bool open = false;

	t.packages = add_list(out->arena, t.top, "packages", 1);
	t.relationships = add_list(out->arena, t.top, "relationships", 1);
	while (line_next(&c))
		read_line(&t, &c, &open);
	if (open)
		strata_facts_note(out, c.number, "the file ends within <text>");
	return t.top;
}
