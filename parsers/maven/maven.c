/* maven.c - a pom's document as a struct; see maven.h. */
#include "maven/maven.h"

#include "text/xml.h"

static struct strata_str or_else(struct strata_str text, struct strata_str other)
{
	return text.len ? text : other;
}

static struct maven_gav gav_of(const struct node *n)
{
	return (struct maven_gav){ node_text(n, "groupId"), node_text(n, "artifactId"),
				   node_text(n, "version") };
}

static void read_exclusions(struct maven_asked *d, const struct node *n, struct strata_arena *arena)
{
	for (n = node_first(node_map(n, "exclusions")); n; n = n->next)
		*strata_vec_push(arena, &d->exclusions) =
			STRATA_CONCAT(arena, node_text(n, "groupId"), STRATA_STR(":"),
				      node_text(n, "artifactId"));
}

static void read_asked(struct maven_asked_list *out, const struct node *holder,
		       struct strata_arena *arena)
{
	for (const struct node *n = node_first(node_map(holder, "dependencies")); n; n = n->next) {
		const struct node *version = node_get(n, "version");
		struct maven_asked *d;

		if (!strata_str_eq(n->key, STRATA_STR("dependency")))
			continue;
		d = strata_vec_push(arena, out);
		*d = (struct maven_asked){
			.gav = gav_of(n),
			.type = node_text(n, "type"),
			.classifier = node_text(n, "classifier"),
			.scope = node_text(n, "scope"),
			.optional = node_text(n, "optional"),
			.line = n->line,
			.version_line = version && version->text.len ? version->line : 0,
		};
		read_exclusions(d, n, arena);
	}
}

static void read_part(struct maven_part *out, const struct node *n, struct strata_arena *arena)
{
	const struct node *p = node_first(node_map(n, "properties"));
	const struct node *m = node_first(node_map(n, "modules"));

	for (; p; p = p->next)
		*strata_vec_push(arena, &out->properties) =
			(struct strata_property){ p->key, p->text };
	for (; m; m = m->next)
		*strata_vec_push(arena, &out->modules) = (struct maven_module){ m->text, m->line };
	read_asked(&out->dependencies, n, arena);
	read_asked(&out->managed, node_map(n, "dependencyManagement"), arena);
}

static void read_activation(struct maven_activation *out, const struct node *n)
{
	const struct node *os = node_map(n, "os"), *property = node_map(n, "property");
	const struct node *file = node_map(n, "file");

	*out = (struct maven_activation){
		.by_default = node_text(n, "activeByDefault"),
		.jdk = node_text(n, "jdk"),
		.os_name = node_text(os, "name"),
		.os_family = node_text(os, "family"),
		.os_arch = node_text(os, "arch"),
		.os_version = node_text(os, "version"),
		.property = node_text(property, "name"),
		.value = node_text(property, "value"),
		.exists = node_text(file, "exists"),
		.missing = node_text(file, "missing"),
		.has_os = os,
	};
}

static void read_profiles(struct maven_pom *out, const struct node *top, struct strata_arena *arena)
{
	for (const struct node *n = node_first(node_map(top, "profiles")); n; n = n->next) {
		struct maven_profile *profile = strata_vec_push(arena, &out->profiles);

		read_activation(&profile->when, node_map(n, "activation"));
		read_part(&profile->part, n, arena);
	}
}

int maven_pom_read(struct maven_pom *out, struct strata_str bytes, struct strata_arena *arena,
		   struct strata_error *err)
{
	const struct node *parent, *relocation, *relative;
	struct node *top;
	int rc = xml_tree_loose(&top, bytes, arena, err); /* as Maven reads it */

	if (rc < 0)
		return rc;
	if (!strata_str_eq(top->key, STRATA_STR("project")))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no <project>");
	parent = node_map(top, "parent");
	relative = node_get(parent, "relativePath");
	relocation = node_path(top, "distributionManagement/relocation");
	*out = (struct maven_pom){
		.own = gav_of(top),
		.parent = gav_of(parent),
		.relocation = gav_of(relocation),
		.packaging = node_text(top, "packaging"),
		.relative = relative ? or_else(relative->text, STRATA_STR("")) : STRATA_NONE,
		.has_parent = parent,
		.has_relocation = relocation,
		.line = top->line,
		.parent_line = parent ? parent->line : 0,
	};
	read_part(&out->main, top, arena);
	read_profiles(out, top, arena);
	return 0;
}

struct maven_gav maven_pom_gav(const struct maven_pom *pom)
{
	return (struct maven_gav){
		or_else(pom->own.group, pom->parent.group),
		pom->own.artifact,
		or_else(pom->own.version, pom->parent.version),
	};
}

bool maven_is_pom_file(struct strata_str path)
{
	return strata_str_ends(path, STRATA_STR(".xml")) || strata_str_ends(path, STRATA_STR(".pom"));
}
