/*
 * ivy.xml: what a project that Apache Ivy builds asks for.
 *
 * <dependency org name rev conf>; `conf` maps a configuration of the project to one of
 * the module ("test->default"), and its left side tells the scope. The organisation
 * may be left out: then it is the project's own.
 *
 * Format: ant.apache.org/ivy, "Ivy Files", 2.5, 2026-11.
 */
#include "strata/format.h"
#include "text/xml.h"

static enum strata_scope scope_of(struct strata_str conf)
{
	struct strata_str left = strata_str_trim(strata_str_take(
		conf, strata_str_find(conf, STRATA_STR("->"))));

	if (strata_str_starts(left, STRATA_STR("test")))
		return STRATA_SCOPE_TEST;
	return strata_str_eq(left, STRATA_STR("optional")) ? STRATA_SCOPE_OPTIONAL
							     : STRATA_SCOPE_PROD;
}

/* "1.0"; "1.+", "latest.release", "[1.0,2.0]" and "${x}" are none. */
static bool is_pin(struct strata_str s)
{
	return s.len && strata_is_digit(s.ptr[0]) && strata_str_chr(s, '+') == STRATA_NPOS &&
	       strata_str_chr(s, '$') == STRATA_NPOS;
}

static void add_dependency(struct strata_facts *out, const struct node *n, struct strata_str own)
{
	struct strata_str org = node_text(n, "@org"), name = node_text(n, "@name");
	struct strata_str rev = node_text(n, "@rev");
	struct strata_package *p;

	org = org.len ? org : own;
	if (!org.len || !name.len) {
		strata_facts_note(out, n->line, "dependency without an org or a name");
		return;
	}
	p = strata_facts_add(out, strata_arena_join(out->arena, org, STRATA_STR(":"), name),
			     STRATA_NONE, n->line);
	p->scope = scope_of(node_text(n, "@conf"));
	p->direct = STRATA_YES;
	if (is_pin(rev))
		p->version = rev;
	else
		p->requirement = rev;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *info;
	struct strata_str own;
	struct node *top;
	int rc;

	if ((rc = xml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	if (!strata_str_eq(top->key, STRATA_STR("ivy-module")))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no ivy module");
	info = node_map(top, "info");
	own = node_text(info, "@organisation");
	if (node_get(info, "extends"))
		strata_facts_note(out, node_get(info, "extends")->line,
				  "what the module inherits by 'extends' is not read");
	if (info && node_text(info, "@module").len)
		*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
			.name = strata_arena_join(out->arena, own, STRATA_STR(":"),
						  node_text(info, "@module")),
			.version = node_text(info, "@revision"),
			.line = info->line,
		};
	for (const struct node *n = node_first(node_map(top, "dependencies")); n; n = n->next)
		if (strata_str_eq(n->key, STRATA_STR("dependency")))
			add_dependency(out, n, own);
	return 0;
}

const struct strata_format strata_format_ivy_ivy = {
	.name = "ivy/ivy",
	.files = "ivy.xml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
};
