/*
 * composer.json: what a PHP project asks for.
 *
 * Requirements of the platform (php, ext-json) are no packages, nor is what the
 * project itself replaces. A stability flag ("^1.0@dev") and the commit behind
 * '#' are no part of the range.
 *
 * Format: Composer's documentation, "The composer.json schema", 2.8.
 */
#include "php/php.h"
#include "strata/format.h"
#include "text/json.h"

static struct strata_str without_suffix(struct strata_str requirement)
{
	struct strata_str head, rest;

	strata_str_cut(&head, &rest, requirement, '#');
	if (strata_str_chr(head, ' ') == STRATA_NPOS && strata_str_chr(head, '@') != STRATA_NPOS)
		strata_str_cut(&head, &rest, head, '@');
	return strata_str_trim(head);
}

static void add_requirements(struct strata_facts *out, const struct node *top, const char *key,
			     enum strata_scope scope)
{
	const struct node *replaced = node_map(top, "replace");

	for (const struct node *n = node_first(node_map(top, key)); n; n = n->next) {
		struct strata_package *p;

		if (n->type != NODE_STRING || !php_is_package(n->key) ||
		    (replaced && node_get_str(replaced, n->key)))
			continue;
		p = strata_facts_add(out, n->key, STRATA_NONE, n->line);
		p->requirement = without_suffix(n->text);
		p->scope = scope;
		p->direct = STRATA_YES;
		if (!php_is_pin(&p->version, p->requirement))
			p->version = STRATA_NONE;
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		node_text(top, "name"), node_text(top, "version"), STRATA_STR(""), top->line };
	strata_facts_note_duplicates(out, top);
	add_requirements(out, top, "require", STRATA_SCOPE_PROD);
	add_requirements(out, top, "require-dev", STRATA_SCOPE_DEV);
	return 0;
}

const struct strata_format strata_format_php_composer_json = {
	.name = "php/composer-json",
	.files = "composer.json",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_composer,
	.parse = parse,
};
