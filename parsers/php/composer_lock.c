/*
 * composer.lock: what Composer resolved, exactly.
 *
 * `packages` is installed everywhere, `packages-dev` for development only. An edge
 * leads to the package of that name, else to one that replaces or provides it; the
 * platform (php, ext-json) is no package. Which are direct is in composer.json.
 *
 * Format: Composer's documentation, "The composer.json schema" and "Libraries", and
 * its Locker, 2.8.
 */
#include "php/php.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

STRATA_VEC(entries, const struct node *);

struct reader {
	struct strata_facts *out;
	struct entries entries;    /* of each package its own */
	struct strata_map by_name; /* lower case -> package */
	struct strata_map stands_for; /* replaced or provided, lower case -> package */
};

static struct strata_str key_of(struct reader *r, struct strata_str name)
{
	return strata_name_lower(r->out->arena, name);
}

static void add_packages(struct reader *r, const struct node *list, enum strata_scope scope)
{
	for (const struct node *n = node_first(list); n; n = n->next) {
		size_t index = php_add_package(r->out, n);

		if (index == STRATA_NPOS)
			continue;
		r->out->packages.items[index].scope = scope;
		*strata_vec_push(r->out->arena, &r->entries) = n;
		*strata_map_at(&r->by_name, key_of(r, r->out->packages.items[index].name), NULL) =
			index;
	}
}

static void index_stands_for(struct reader *r, size_t index, const char *key)
{
	for (const struct node *n = node_first(node_map(r->entries.items[index], key)); n;
	     n = n->next) {
		*strata_map_at(&r->stands_for, key_of(r, n->key), NULL) = index;
		if (!strata_map_get(&(size_t){ 0 }, &r->by_name, key_of(r, n->key)))
			*strata_vec_push(r->out->arena, &r->out->keys) =
				(struct strata_key){ n->key, (unsigned)index };
	}
}

static void add_edges(struct reader *r, size_t from)
{
	size_t to;

	for (const struct node *n = node_first(node_map(r->entries.items[from], "require")); n;
	     n = n->next) {
		struct strata_str name = key_of(r, n->key);

		if (strata_map_get(&to, &r->by_name, name) ||
		    strata_map_get(&to, &r->stands_for, name))
			strata_facts_edge(r->out, (int)from, to, STRATA_SCOPE_UNKNOWN);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.by_name = STRATA_MAP_INIT(out->arena),
		.stands_for = STRATA_MAP_INIT(out->arena),
	};
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no object");
	if (!node_array(top, "packages") && !node_array(top, "packages-dev"))
		strata_facts_note(out, top->line, "no list of packages");
	add_packages(&r, node_array(top, "packages"), STRATA_SCOPE_PROD);
	add_packages(&r, node_array(top, "packages-dev"), STRATA_SCOPE_DEV);
	for (size_t i = 0; i < r.entries.count; i++) {
		index_stands_for(&r, i, "provide");
		index_stands_for(&r, i, "replace");
	}
	for (size_t i = 0; i < r.entries.count; i++)
		add_edges(&r, i);
	strata_facts_note_duplicates(out, top);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("composer.json"), 0);
	return 0;
}

const struct strata_format strata_format_php_composer_lock = {
	.name = "php/composer-lock",
	.files = "composer.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_composer,
	.parse = parse,
};
