/*
 * vendor/composer/installed.json: the packages that lie in vendor/.
 *
 * A list with Composer 1; with Composer 2 an object that also names what is there
 * for development only.
 *
 * Format: Composer's InstalledRepository, "vendor/composer/installed.json", 2.8.
 */
#include "php/php.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

static bool has(struct strata_str text, const char *part)
{
	return strata_str_find(text, strata_str_of(part)) != STRATA_NPOS;
}

/* The name is a common one. */
static bool probe(struct strata_str path, struct strata_str head)
{
	return strata_str_ends(path, STRATA_STR("composer/installed.json")) ||
	       has(head, "\"version_normalized\"") ||
	       (has(head, "\"packages\"") && (has(head, "\"name\"") || has(head, "\"dev\"")));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_map dev = STRATA_MAP_INIT(out->arena);
	const struct node *packages;
	struct node *top;
	size_t index, found;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	packages = top->type == NODE_ARRAY ? top : node_array(top, "packages");
	if (!packages)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no list of packages");
	strata_facts_note_duplicates(out, top);
	for (const struct node *n = node_first(node_array(top, "dev-package-names")); n; n = n->next)
		strata_map_at(&dev, n->text, NULL);
	for (const struct node *n = packages->first; n; n = n->next) {
		index = php_add_package(out, n);
		if (index == STRATA_NPOS || top->type == NODE_ARRAY)
			continue;
		out->packages.items[index].scope =
			strata_map_get(&found, &dev, out->packages.items[index].name)
				? STRATA_SCOPE_DEV
				: STRATA_SCOPE_PROD;
	}
	return 0;
}

const struct strata_format strata_format_php_installed = {
	.name = "php/installed",
	.files = "installed.json",
	.kind = STRATA_FORMAT_VENDORED,
	.ecosystem = &strata_ecosystem_composer,
	.probe = probe,
	.parse = parse,
};
