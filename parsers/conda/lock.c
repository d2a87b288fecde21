/*
 * conda-lock.yml: what conda-lock resolved, for each platform.
 *
 * `package` lists conda's and pip's packages; the same one for several platforms stands
 * there as often. `category` names the group that asked for it: main, dev, or one of
 * the project's own, which is optional.
 *
 * Format: conda-lock's src_parser and lockfile/v1 models, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/yaml.h"

/* One dependency of a package. */
struct want {
	int from;
	struct strata_str platform, name;
};

STRATA_VEC(wants, struct want);
STRATA_VEC(maps, struct strata_map);

struct reader {
	struct strata_facts *out;
	struct strata_map platforms; /* -> index into names */
	struct maps names;           /* of a platform: -> package */
	struct wants wants;
};

static enum strata_scope scope_of(const struct node *n)
{
	struct strata_str category = node_text(n, "category");

	if (!category.len || strata_str_eq(category, STRATA_STR("main")))
		return node_true(n, "optional") ? STRATA_SCOPE_OPTIONAL : STRATA_SCOPE_PROD;
	return strata_str_eq(category, STRATA_STR("dev")) ? STRATA_SCOPE_DEV
							     : STRATA_SCOPE_OPTIONAL;
}

/* A package is named within its platform. */
static void index_package(struct reader *r, struct strata_str platform, struct strata_str name)
{
	bool added;
	size_t *names = strata_map_at(&r->platforms, platform, &added);

	if (added) {
		*names = r->names.count;
		*strata_vec_push(r->out->arena, &r->names) = STRATA_MAP_INIT(r->out->arena);
	}
	*strata_map_at(&r->names.items[*names], name, NULL) = strata_facts_last(r->out);
}

static bool find_package(size_t *to, const struct reader *r, const struct want *want)
{
	size_t names;

	return strata_map_get(&names, &r->platforms, want->platform) &&
	       strata_map_get(to, &r->names.items[names], want->name);
}

static void add_wants(struct reader *r, struct strata_str platform, const struct node *n)
{
	for (const struct node *d = node_first(node_map(n, "dependencies")); d; d = d->next)
		*strata_vec_push(r->out->arena, &r->wants) = (struct want){
			(int)strata_facts_last(r->out), platform, d->key
		};
}

static int add_package(void *parser, const struct node *list, const struct node *n,
		       struct strata_error *err)
{
	struct reader *r = parser;
	struct strata_str name = node_text(n, "name"), version = node_text(n, "version");
	struct strata_str platform = node_text(n, "platform");
	struct strata_arena *arena = r->out->arena;
	struct strata_package *p;

	(void)list;
	if (!name.len || !version.len)
		return strata_fail(err, STRATA_ESYNTAX, n->line,
				   "package without a name or a version");
	p = strata_facts_add(r->out, name, version, node_get(n, "version")->line);
	if (strata_str_eq(node_text(n, "manager"), STRATA_STR("pip")))
		p->ecosystem = &strata_ecosystem_pypi;
	p->scope = scope_of(n);
	for (const struct node *hash = node_first(node_map(n, "hash")); hash; hash = hash->next)
		*strata_vec_push(arena, &p->checksums) =
			strata_arena_join(arena, hash->key, STRATA_STR(":"), hash->text);
	index_package(r, platform, name);
	add_wants(r, platform, n);
	return 0;
}

static void add_edges(struct reader *r)
{
	size_t to;

	for (size_t i = 0; i < r->wants.count; i++)
		if (find_package(&to, r, &r->wants.items[i]))
			strata_facts_edge(r->out, r->wants.items[i].from, to, STRATA_SCOPE_UNKNOWN);
}

static struct reader new_reader(struct strata_facts *out)
{
	return (struct reader){ .out = out, .platforms = STRATA_MAP_INIT(out->arena) };
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
	struct node_entries entries = { .lists = "package", .type = NODE_ARRAY, .read = add_package,
					.forget = forget, .parser = &r };
	struct strata_str version;
	struct node *top;
	int rc;

	if ((rc = yaml_entries(&top, in->bytes, &entries, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates_of(out, top, &entries);
	version = node_text(top, "version");
	if (!node_array(top, "package"))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no list of packages");
	if (version.ptr && !strata_str_eq(version, STRATA_STR("1")))
		strata_facts_note(out, node_get(top, "version")->line,
				  "lockfile version '%.*s' is none that is known: read as version 1",
				  STRATA_ARG(version));
	add_edges(&r);
	return 0;
}

const struct strata_format strata_format_conda_lock = {
	.name = "conda/lock",
	.files = "conda-lock.yml conda-lock.yaml *.conda-lock.yml",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_conda,
	.parse = parse,
};
