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

/* What a package needs. */
struct want {
	int from;
	struct strata_str name;
};

STRATA_VEC(wants, struct want);

/* A name that a package replaces or provides. */
struct other_name {
	struct strata_str name;
	size_t package;
};

STRATA_VEC(other_names, struct other_name);

struct reader {
	struct strata_facts *out;
	struct strata_map by_name; /* lower case -> package */
	struct strata_map stands_for; /* replaced or provided, lower case -> package */
	struct other_names others;    /* as stands_for, as written */
	struct wants wants;
};

static struct strata_str key_of(struct reader *r, struct strata_str name)
{
	return strata_name_lower(r->out->arena, name);
}

/* Of the package just added. */
static void index_stands_for(struct reader *r, const struct node *names)
{
	for (const struct node *n = node_first(names); n; n = n->next) {
		*strata_map_at(&r->stands_for, key_of(r, n->key), NULL) = strata_facts_last(r->out);
		*strata_vec_push(r->out->arena, &r->others) =
			(struct other_name){ n->key, strata_facts_last(r->out) };
	}
}

/* A manifest may ask by another name, where no package has it for its own. */
static void add_keys(struct reader *r)
{
	for (size_t i = 0; i < r->others.count; i++) {
		const struct other_name *other = &r->others.items[i];
		size_t ignored;

		if (!strata_map_get(&ignored, &r->by_name, key_of(r, other->name)))
			*strata_vec_push(r->out->arena, &r->out->keys) =
				(struct strata_key){ other->name, (unsigned)other->package };
	}
	strata_vec_give_back(r->out->arena, &r->others);
}

static int add_package(void *parser, const struct node *list, const struct node *entry,
		       struct strata_error *err)
{
	struct reader *r = parser;
	size_t index = php_add_package(r->out, entry);
	bool dev = strata_str_eq(list->key, STRATA_STR("packages-dev"));

	(void)err;
	if (index == STRATA_NPOS)
		return 0;
	r->out->packages.items[index].scope = dev ? STRATA_SCOPE_DEV : STRATA_SCOPE_PROD;
	*strata_map_at(&r->by_name, key_of(r, r->out->packages.items[index].name), NULL) = index;
	index_stands_for(r, node_map(entry, "provide"));
	index_stands_for(r, node_map(entry, "replace"));
	for (const struct node *n = node_first(node_map(entry, "require")); n; n = n->next)
		*strata_vec_push(r->out->arena, &r->wants) = (struct want){ (int)index, n->key };
	return 0;
}

static void add_edges(struct reader *r)
{
	size_t to;

	for (size_t i = 0; i < r->wants.count; i++) {
		struct strata_str name = key_of(r, r->wants.items[i].name);

		if (strata_map_get(&to, &r->by_name, name) ||
		    strata_map_get(&to, &r->stands_for, name))
			strata_facts_edge(r->out, r->wants.items[i].from, to, STRATA_SCOPE_UNKNOWN);
	}
	strata_vec_give_back(r->out->arena, &r->wants);
	strata_map_release(&r->by_name);
}

static struct reader new_reader(struct strata_facts *out)
{
	return (struct reader){
		.out = out,
		.by_name = STRATA_MAP_INIT(out->arena),
		.stands_for = STRATA_MAP_INIT(out->arena),
	};
}

static void forget(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->out);
	*r = new_reader(r->out);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = new_reader(out);
	struct node_entries entries = { .lists = "packages packages-dev", .type = NODE_ARRAY,
					.read = add_package, .forget = forget, .parser = &r };
	struct node *top;
	int rc;

	if ((rc = json_entries(&top, in->bytes, JSON_STRICT, &entries, out->arena, err)) < 0)
		return rc;
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no object");
	if (!node_array(top, "packages") && !node_array(top, "packages-dev"))
		strata_facts_note(out, top->line, "no list of packages");
	add_keys(&r);
	add_edges(&r);
	strata_facts_note_duplicates_of(out, top, &entries);
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
