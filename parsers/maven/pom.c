/*
 * pom.xml: what a Maven project asks for, as written.
 *
 * A pom says little by itself: versions are `${properties}`, and what is listed
 * without a version takes it from dependencyManagement, both of which it inherits.
 * So everything stays as written here, and src/resolve/inherit.c puts it together
 * with the parents and BOMs of the snapshot. Coordinates are given as the
 * properties that Maven makes of them.
 *
 * All profiles count: which one is active is not known. Those that are active by
 * default go before the main part, the others come after it. Of a dependency that
 * is listed twice Maven 3 takes the last.
 *
 * Format: maven.apache.org/pom.html and maven-model-builder 3.9, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/xml.h"

extern const struct strata_format strata_format_maven_pom;

struct reader {
	struct strata_facts *out;
	struct strata_map listed; /* key of a dependency -> its index, + 1 */
};

static struct strata_str or_else(struct strata_str text, struct strata_str other)
{
	return text.len ? text : other;
}

static void add_property(struct strata_facts *out, struct strata_str name, struct strata_str value)
{
	if (value.len)
		*strata_vec_push(out->arena, &out->properties) =
			(struct strata_property){ name, value };
}

static void add_properties(struct strata_facts *out, const struct node *part)
{
	for (const struct node *n = node_first(node_map(part, "properties")); n; n = n->next)
		add_property(out, n->key, n->text);
}

static void add_named(struct strata_facts *out, const char *prefix, struct strata_str key,
		      struct strata_str value)
{
	add_property(out,
		     strata_arena_join(out->arena, strata_str_of(prefix), key, STRATA_NONE),
		     value);
}

/* `${project.version}`, its older form `${pom.version}`, and what parents are called. */
static void add_coordinates(struct strata_facts *out, const struct node *top)
{
	static const char *const keys[] = { "groupId", "artifactId", "version", "packaging" };
	const struct node *parent = node_map(top, "parent");

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct strata_str key = strata_str_of(keys[i]), above = node_text(parent, keys[i]);
		struct strata_str value = node_text(top, keys[i]);

		if (i == 0 || i == 2)
			value = or_else(value, above);
		add_named(out, "project.", key, value);
		add_named(out, "pom.", key, value);
		add_named(out, "project.parent.", key, above);
	}
}

/* "group:artifact"; absent when one of them is missing. */
static struct strata_str name_of(struct strata_facts *out, const struct node *n)
{
	struct strata_str group = node_text(n, "groupId"), artifact = node_text(n, "artifactId");

	if (!group.len || !artifact.len)
		return STRATA_NONE;
	return strata_arena_join(out->arena, group, STRATA_STR(":"), artifact);
}

static void add_root(struct strata_facts *out, const struct node *top)
{
	const struct node *parent = node_map(top, "parent");
	struct strata_root *root = strata_vec_push(out->arena, &out->roots);
	struct strata_str group = or_else(node_text(top, "groupId"), node_text(parent, "groupId"));

	root->name = strata_arena_join(out->arena, group, STRATA_STR(":"),
				       node_text(top, "artifactId"));
	root->version = or_else(node_text(top, "version"), node_text(parent, "version"));
	root->dir = STRATA_STR("");
	root->line = top->line;
}

/* A parent and a module are a file of any name, or a folder with a pom.xml. */
static bool is_pom_file(struct strata_str path)
{
	return strata_str_ends(path, STRATA_STR(".xml")) || strata_str_ends(path, STRATA_STR(".pom"));
}

/* An empty relativePath says that the parent is not in the tree, but it may be found by name. */
static void add_parent(struct strata_facts *out, const struct node *top)
{
	const struct node *parent = node_map(top, "parent");
	const struct node *path = node_get(parent, "relativePath");
	struct strata_str at = path ? path->text : STRATA_STR("../pom.xml");
	struct strata_str name = name_of(out, parent);

	if (!parent)
		return;
	if (!name.ptr) {
		strata_facts_note(out, parent->line, "parent without groupId or artifactId");
		return;
	}
	if (at.len && !is_pom_file(at))
		at = strata_arena_join(out->arena, at, STRATA_STR("/pom.xml"), STRATA_NONE);
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_PARENT,
		.path = at.len ? at : STRATA_NONE,
		.name = name,
		.version = node_text(parent, "version"),
		.format = &strata_format_maven_pom,
		.line = parent->line,
	};
}

static void add_modules(struct strata_facts *out, const struct node *part)
{
	for (const struct node *n = node_first(node_map(part, "modules")); n; n = n->next)
		if (is_pom_file(n->text))
			strata_facts_refer(out, STRATA_REF_INCLUDE, n->text, n->line)->format =
				&strata_format_maven_pom;
		else if (n->text.len)
			strata_facts_refer(out, STRATA_REF_MEMBER, n->text, n->line);
}

/* `provided` and `system` are not shipped with the project, but it runs with them. */
static enum strata_scope scope_of(const struct node *n)
{
	struct strata_str scope = node_text(n, "scope");

	if (strata_str_eq(scope, STRATA_STR("test")))
		return STRATA_SCOPE_TEST;
	return scope.len ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN;
}

static bool has_name(struct strata_facts *out, const struct node *n)
{
	if (node_text(n, "groupId").len && node_text(n, "artifactId").len)
		return true;
	strata_facts_note(out, n->line, "dependency without groupId or artifactId");
	return false;
}

/* By what Maven tells two dependencies of one list apart. */
static struct strata_str key_of(struct strata_facts *out, const struct node *n)
{
	return strata_arena_printf(out->arena, "%.*s:%.*s:%.*s:%.*s",
				   STRATA_ARG(node_text(n, "groupId")),
				   STRATA_ARG(node_text(n, "artifactId")),
				   STRATA_ARG(or_else(node_text(n, "type"), STRATA_STR("jar"))),
				   STRATA_ARG(node_text(n, "classifier")));
}

/* Whether it is more than the usual jar: then it is managed and inherited apart from that. */
static bool is_special(const struct node *n)
{
	struct strata_str type = node_text(n, "type");

	return (type.len && !strata_str_eq(type, STRATA_STR("jar"))) || node_text(n, "classifier").len;
}

static struct strata_package read_package(struct strata_facts *out, const struct node *n)
{
	const struct node *version = node_get(n, "version");
	struct strata_package p = {
		.name = name_of(out, n),
		.handle = is_special(n) ? key_of(out, n) : STRATA_NONE,
		.scope = scope_of(n),
		.line = n->line,
		.optional = strata_str_eq(node_text(n, "optional"), STRATA_STR("true")),
	};

	if (version && version->text.len) {
		p.requirement = version->text;
		p.line = version->line;
	}
	return p;
}

static void add_dependency(struct reader *r, const struct node *n)
{
	struct strata_package p = read_package(r->out, n);
	size_t *index = strata_map_at(&r->listed, key_of(r->out, n), NULL);

	p.direct = STRATA_YES;
	if (*index) {
		r->out->packages.items[*index - 1] = p;
		strata_facts_note(r->out, n->line, "'%.*s' is listed twice: the last counts",
				  STRATA_ARG(p.name));
		return;
	}
	*strata_vec_push(r->out->arena, &r->out->packages) = p;
	*index = r->out->packages.count;
}

static void add_dependencies(struct reader *r, const struct node *part)
{
	r->listed = STRATA_MAP_INIT(r->out->arena);
	for (const struct node *n = node_first(node_map(part, "dependencies")); n; n = n->next)
		if (strata_str_eq(n->key, STRATA_STR("dependency")) && has_name(r->out, n))
			add_dependency(r, n);
}

static void add_import(struct strata_facts *out, const struct node *n)
{
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_IMPORT,
		.name = name_of(out, n),
		.version = node_text(n, "version"),
		.format = &strata_format_maven_pom,
		.line = n->line,
	};
}

static void add_managed(struct strata_facts *out, const struct node *part)
{
	const struct node *list = node_map(node_map(part, "dependencyManagement"), "dependencies");

	for (const struct node *n = node_first(list); n; n = n->next) {
		if (!strata_str_eq(n->key, STRATA_STR("dependency")) || !has_name(out, n))
			continue;
		if (strata_str_eq(node_text(n, "scope"), STRATA_STR("import")))
			add_import(out, n);
		else
			*strata_vec_push(out->arena, &out->managed) = read_package(out, n);
	}
}

static void add_part(struct reader *r, const struct node *part)
{
	add_properties(r->out, part);
	add_managed(r->out, part);
	add_dependencies(r, part);
	add_modules(r->out, part);
}

static void add_profiles(struct reader *r, const struct node *top, bool by_default)
{
	for (const struct node *n = node_first(node_map(top, "profiles")); n; n = n->next) {
		struct strata_str active = node_text(node_map(n, "activation"), "activeByDefault");

		if (strata_str_eq(active, STRATA_STR("true")) == by_default)
			add_part(r, n);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out };
	struct node *top;
	int rc;

	if ((rc = xml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	if (!strata_str_eq(top->key, STRATA_STR("project")))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no <project>");
	add_root(out, top);
	add_parent(out, top);
	add_coordinates(out, top);
	add_profiles(&r, top, true);
	add_part(&r, top);
	add_profiles(&r, top, false);
	return 0;
}

/* "1.0" is what Maven takes, "[1.0]" all that it may take; "[1,2)" leaves it open. */
static bool pin(struct strata_str *version, struct strata_str requirement)
{
	struct strata_str s = strata_str_trim(requirement);

	if (s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
		s = strata_str_trim((struct strata_str){ s.ptr + 1, s.len - 2 });
	*version = s;
	return strata_version_maven.valid(s);
}

const struct strata_format strata_format_maven_pom = {
	.name = "maven/pom",
	.files = "pom.xml *.pom",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
	.pin = pin,
	.includes = true,
};
