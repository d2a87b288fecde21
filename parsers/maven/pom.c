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
#include "maven/maven.h"
#include "strata/format.h"
#include "strata/map.h"

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

static void add_properties(struct strata_facts *out, const struct strata_properties *properties)
{
	for (size_t i = 0; i < properties->count; i++)
		add_property(out, properties->items[i].name, properties->items[i].value);
}

/* `${project.version}`, its older form `${pom.version}`, and what parents are called. */
static void add_coordinates(struct strata_facts *out, const struct maven_pom *pom)
{
	const struct maven_gav own = maven_pom_gav(pom), *above = &pom->parent;

	add_property(out, STRATA_STR("project.groupId"), own.group);
	add_property(out, STRATA_STR("pom.groupId"), own.group);
	add_property(out, STRATA_STR("project.parent.groupId"), above->group);
	add_property(out, STRATA_STR("project.artifactId"), own.artifact);
	add_property(out, STRATA_STR("pom.artifactId"), own.artifact);
	add_property(out, STRATA_STR("project.parent.artifactId"), above->artifact);
	add_property(out, STRATA_STR("project.version"), own.version);
	add_property(out, STRATA_STR("pom.version"), own.version);
	add_property(out, STRATA_STR("project.parent.version"), above->version);
	add_property(out, STRATA_STR("project.packaging"), pom->packaging);
	add_property(out, STRATA_STR("pom.packaging"), pom->packaging);
}

/* "group:artifact"; absent when one of them is missing. */
static struct strata_str name_of(struct strata_facts *out, const struct maven_gav *gav)
{
	if (!gav->group.len || !gav->artifact.len)
		return STRATA_NONE;
	return strata_arena_join(out->arena, gav->group, STRATA_STR(":"), gav->artifact);
}

static void add_root(struct strata_facts *out, const struct maven_pom *pom)
{
	struct maven_gav own = maven_pom_gav(pom);

	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = strata_arena_join(out->arena, own.group, STRATA_STR(":"), own.artifact),
		.version = own.version,
		.dir = STRATA_STR(""),
		.line = pom->line,
	};
}

/* An empty relativePath says that the parent is not in the tree, but it may be found by name. */
static void add_parent(struct strata_facts *out, const struct maven_pom *pom)
{
	struct strata_str at = pom->relative.ptr ? pom->relative : STRATA_STR("../pom.xml");
	struct strata_str name = name_of(out, &pom->parent);

	if (!pom->has_parent)
		return;
	if (!name.ptr) {
		strata_facts_note(out, pom->parent_line, "parent without groupId or artifactId");
		return;
	}
	if (at.len && !maven_is_pom_file(at))
		at = strata_arena_join(out->arena, at, STRATA_STR("/pom.xml"), STRATA_NONE);
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_PARENT,
		.path = at.len ? at : STRATA_NONE,
		.name = name,
		.version = pom->parent.version,
		.format = &strata_format_maven_pom,
		.line = pom->parent_line,
	};
}

/* A module is a file of any name, or a folder with a pom.xml. */
static void add_modules(struct strata_facts *out, const struct maven_modules *modules)
{
	for (size_t i = 0; i < modules->count; i++) {
		const struct maven_module *m = &modules->items[i];

		if (maven_is_pom_file(m->path))
			strata_facts_refer(out, STRATA_REF_INCLUDE, m->path, m->line)->format =
				&strata_format_maven_pom;
		else if (m->path.len)
			strata_facts_refer(out, STRATA_REF_MEMBER, m->path, m->line);
	}
}

/* `provided` and `system` are not shipped with the project, but it runs with them. */
static enum strata_scope scope_of(const struct maven_asked *d)
{
	if (strata_str_eq(d->scope, STRATA_STR("test")))
		return STRATA_SCOPE_TEST;
	return d->scope.len ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN;
}

static bool has_name(struct strata_facts *out, const struct maven_asked *d)
{
	if (d->gav.group.len && d->gav.artifact.len)
		return true;
	strata_facts_note(out, d->line, "dependency without groupId or artifactId");
	return false;
}

/* By what Maven tells two dependencies of one list apart. */
static struct strata_str key_of(struct strata_facts *out, const struct maven_asked *d)
{
	return STRATA_CONCAT(out->arena, d->gav.group, STRATA_STR(":"), d->gav.artifact,
			     STRATA_STR(":"), or_else(d->type, STRATA_STR("jar")), STRATA_STR(":"),
			     d->classifier);
}

/* Whether it is more than the usual jar: then it is managed and inherited apart from that. */
static bool is_special(const struct maven_asked *d)
{
	return (d->type.len && !strata_str_eq(d->type, STRATA_STR("jar"))) || d->classifier.len;
}

static struct strata_package make_package(struct strata_facts *out, const struct maven_asked *d)
{
	struct strata_package p = {
		.name = name_of(out, &d->gav),
		.handle = is_special(d) ? key_of(out, d) : STRATA_NONE,
		.scope = scope_of(d),
		.line = d->line,
		.optional = strata_str_eq(d->optional, STRATA_STR("true")),
	};

	if (d->version_line) {
		p.requirement = d->gav.version;
		p.line = d->version_line;
	}
	return p;
}

static void add_dependency(struct reader *r, const struct maven_asked *d)
{
	struct strata_package p = make_package(r->out, d);
	size_t *index = strata_map_at(&r->listed, key_of(r->out, d), NULL);

	p.direct = STRATA_YES;
	if (*index) {
		r->out->packages.items[*index - 1] = p;
		strata_facts_note(r->out, d->line, "'%.*s' is listed twice: the last counts",
				  STRATA_ARG(p.name));
		return;
	}
	*strata_vec_push(r->out->arena, &r->out->packages) = p;
	*index = r->out->packages.count;
}

static void add_dependencies(struct reader *r, const struct maven_asked_list *list)
{
	r->listed = STRATA_MAP_INIT(r->out->arena);
	for (size_t i = 0; i < list->count; i++)
		if (has_name(r->out, &list->items[i]))
			add_dependency(r, &list->items[i]);
}

static void add_import(struct strata_facts *out, const struct maven_asked *d)
{
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_IMPORT,
		.name = name_of(out, &d->gav),
		.version = d->gav.version,
		.format = &strata_format_maven_pom,
		.line = d->line,
	};
}

static void add_managed(struct strata_facts *out, const struct maven_asked_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct maven_asked *d = &list->items[i];

		if (!has_name(out, d))
			continue;
		if (strata_str_eq(d->scope, STRATA_STR("import")))
			add_import(out, d);
		else
			*strata_vec_push(out->arena, &out->managed) = make_package(out, d);
	}
}

static void add_part(struct reader *r, const struct maven_part *part)
{
	add_properties(r->out, &part->properties);
	add_managed(r->out, &part->managed);
	add_dependencies(r, &part->dependencies);
	add_modules(r->out, &part->modules);
}

static void add_profiles(struct reader *r, const struct maven_pom *pom, bool by_default)
{
	for (size_t i = 0; i < pom->profiles.count; i++) {
		const struct maven_profile *profile = &pom->profiles.items[i];

		if (strata_str_eq(profile->when.by_default, STRATA_STR("true")) == by_default)
			add_part(r, &profile->part);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out };
	struct maven_pom pom;
	int rc;

	if ((rc = maven_pom_read(&pom, in->bytes, out->arena, err)) < 0)
		return rc;
	add_root(out, &pom);
	add_parent(out, &pom);
	add_coordinates(out, &pom);
	add_profiles(&r, &pom, true);
	add_part(&r, &pom.main);
	add_profiles(&r, &pom, false);
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
