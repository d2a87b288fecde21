/*
 * gradle/verification-metadata.xml: what Gradle may download, with checksums.
 *
 * It lists whatever was resolved when it was written, also for builds and tests, and
 * Gradle takes nothing out of it that is no longer used.
 *
 * Format: Gradle's user manual, "Verifying dependencies", schema 1.0 to 1.3, 2026-11.
 */
#include "strata/format.h"
#include "text/xml.h"

/* <artifact><sha256 value=".."/>..</artifact>; signatures are no checksums. */
static void add_checksums(struct strata_facts *out, struct strata_package *p,
			  const struct node *artifact)
{
	for (const struct node *n = artifact->first; n; n = n->next) {
		struct strata_str value = node_text(n, "@value");

		if (value.len && (strata_str_starts(n->key, STRATA_STR("sha")) ||
				  strata_str_eq(n->key, STRATA_STR("md5"))))
			*strata_vec_push(out->arena, &p->checksums) =
				strata_arena_join(out->arena, n->key, STRATA_STR(":"), value);
	}
}

static void add_component(struct strata_facts *out, const struct node *component)
{
	struct strata_str group = node_text(component, "@group"), name = node_text(component, "@name");
	struct strata_str version = node_text(component, "@version");
	struct strata_package *p;

	if (!group.len || !name.len || !version.len) {
		strata_facts_note(out, component->line, "component without a group, name or version");
		return;
	}
	p = strata_facts_add(out, strata_arena_join(out->arena, group, STRATA_STR(":"), name), version,
			     component->line);
	for (const struct node *n = component->first; n; n = n->next)
		if (strata_str_eq(n->key, STRATA_STR("artifact")))
			add_checksums(out, p, n);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = xml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	if (!strata_str_eq(top->key, STRATA_STR("verification-metadata")))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no verification metadata");
	for (const struct node *n = node_first(node_map(top, "components")); n; n = n->next)
		if (strata_str_eq(n->key, STRATA_STR("component")))
			add_component(out, n);
	return 0;
}

const struct strata_format strata_format_gradle_verification = {
	.name = "gradle/verification-metadata",
	.files = "gradle/verification-metadata.xml",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
};
