/*
 * .terraform.lock.hcl: the providers that Terraform or OpenTofu chose, exactly.
 *
 * A provider is named by its address in a registry. The file holds its constraints and
 * hashes; modules have no lock.
 *
 * Format: Terraform's documentation, "Dependency Lock File", 2026-11.
 */
#include "strata/format.h"
#include "terraform/hcl.h"

static int add_provider(struct strata_facts *out, const struct node *block, struct strata_error *err)
{
	const struct node *version = node_get(block, "version");
	struct strata_str name = node_text(block, "@0");
	struct strata_package *p;

	if (!name.len || !version || !version->text.len)
		return strata_fail(err, STRATA_ESYNTAX, block->line,
				   "provider without an address or a version");
	p = strata_facts_add(out, name, version->text, version->line);
	p->requirement = node_text(block, "constraints");
	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
	for (const struct node *n = node_first(node_array(block, "hashes")); n; n = n->next)
		*strata_vec_push(out->arena, &p->checksums) = n->text;
	return 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = hcl_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	for (const struct node *n = node_first(top); n; n = n->next)
		if (strata_str_eq(n->key, STRATA_STR("provider")) && n->type == NODE_MAP &&
		    (rc = add_provider(out, n, err)) < 0)
			return rc;
	return 0;
}

const struct strata_format strata_format_terraform_lock = {
	.name = "terraform/lock",
	.files = ".terraform.lock.hcl",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_terraform,
	.parse = parse,
};
