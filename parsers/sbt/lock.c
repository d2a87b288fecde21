/*
 * build.sbt.lock: what sbt resolved, as the plugin sbt-dependency-lock writes it.
 *
 * JSON, version 1: modules with the configurations that have them. What only tests
 * have is for tests; "provided" is there to compile against.
 *
 * Format: the plugin's documentation of its lockfile, 2026-11.
 */
#include "strata/format.h"
#include "text/json.h"

static enum strata_scope scope_of(const struct node *module)
{
	enum strata_scope scope = STRATA_SCOPE_UNKNOWN, one;

	for (const struct node *n = node_first(node_array(module, "configurations")); n; n = n->next) {
		one = strata_str_starts(n->text, STRATA_STR("test")) ||
				      strata_str_starts(n->text, STRATA_STR("it"))
			      ? STRATA_SCOPE_TEST
		      : strata_str_eq(n->text, STRATA_STR("optional")) ? STRATA_SCOPE_OPTIONAL
		      : strata_str_starts(n->text, STRATA_STR("plugin")) ? STRATA_SCOPE_BUILD
									  : STRATA_SCOPE_PROD;
		scope = one > scope ? one : scope;
	}
	return scope;
}

static int add_module(struct strata_facts *out, const struct node *n, struct strata_error *err)
{
	struct strata_str org = node_text(n, "org"), name = node_text(n, "name");
	struct strata_package *p;

	if (!org.len || !name.len || !node_text(n, "version").len)
		return strata_fail(err, STRATA_ESYNTAX, n->line,
				   "module without an org, name or version");
	p = strata_facts_add(out, strata_arena_join(out->arena, org, STRATA_STR(":"), name),
			     node_text(n, "version"), node_get(n, "version")->line);
	p->scope = scope_of(n);
	for (const struct node *a = node_first(node_array(n, "artifacts")); a; a = a->next)
		if (node_text(a, "hash").len)
			*strata_vec_push(out->arena, &p->checksums) = node_text(a, "hash");
	return 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str version;
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	version = node_text(top, "lockVersion");
	if (version.ptr && !strata_str_eq(version, STRATA_STR("1")))
		strata_facts_note(out, node_get(top, "lockVersion")->line,
				  "lockfile version '%.*s' is none that is known: read as version 1",
				  STRATA_ARG(version));
	for (const struct node *n = node_first(node_array(top, "dependencies")); n; n = n->next)
		if ((rc = add_module(out, n, err)) < 0)
			return rc;
	return 0;
}

const struct strata_format strata_format_sbt_lock = {
	.name = "sbt/lock",
	.files = "build.sbt.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
};
