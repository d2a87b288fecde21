/*
 * .terraform.lock.hcl: the providers that Terraform or OpenTofu chose, exactly.
 *
 * A provider is named by its address in a registry. The file holds its constraints and
 * hashes; modules have no lock. A configuration asks for "namespace/name", under the tool's
 * own host, or names the host as well. A provider that no file of the folder asks for is
 * there for a module.
 *
 * Format: Terraform's documentation, "Dependency Lock File", 2026-11.
 */
#include "strata/format.h"
#include "terraform/hcl.h"

/* Under what a configuration asks for it when it leaves out the host. */
static void add_keys(struct strata_facts *out, struct strata_str address)
{
	size_t host = strata_str_chr(address, '/');

	*strata_vec_push(out->arena, &out->keys) = (struct strata_key){
		.text = strata_str_skip(address, host == STRATA_NPOS ? 0 : host + 1),
		.package = (unsigned)strata_facts_last(out),
	};
}

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
	add_keys(out, name);
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
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.tf"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.tofu"), 0);
	return 0;
}

const struct strata_format strata_format_terraform_lock = {
	.name = "terraform/lock",
	.files = ".terraform.lock.hcl",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_terraform,
	.parse = parse,
};
