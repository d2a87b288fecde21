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

static enum strata_scope scope_of(const struct node *n)
{
	struct strata_str category = node_text(n, "category");

	if (!category.len || strata_str_eq(category, STRATA_STR("main")))
		return node_true(n, "optional") ? STRATA_SCOPE_OPTIONAL : STRATA_SCOPE_PROD;
	return strata_str_eq(category, STRATA_STR("dev")) ? STRATA_SCOPE_DEV
							     : STRATA_SCOPE_OPTIONAL;
}

/* A package is named within its platform. */
static struct strata_str key_of(struct strata_arena *arena, const struct node *n,
				struct strata_str name)
{
	return strata_arena_join(arena, node_text(n, "platform"), STRATA_STR("\n"), name);
}

static int add_package(struct strata_facts *out, struct strata_map *names, const struct node *n,
		       struct strata_error *err)
{
	struct strata_str name = node_text(n, "name"), version = node_text(n, "version");
	struct strata_package *p;

	if (!name.len || !version.len)
		return strata_fail(err, STRATA_ESYNTAX, n->line,
				   "package without a name or a version");
	p = strata_facts_add(out, name, version, node_get(n, "version")->line);
	if (strata_str_eq(node_text(n, "manager"), STRATA_STR("pip")))
		p->ecosystem = &strata_ecosystem_pypi;
	p->scope = scope_of(n);
	for (const struct node *hash = node_first(node_map(n, "hash")); hash; hash = hash->next)
		*strata_vec_push(out->arena, &p->checksums) = strata_arena_join(
			out->arena, hash->key, STRATA_STR(":"), hash->text);
	*strata_map_at(names, key_of(out->arena, n, name), NULL) = strata_facts_last(out);
	return 0;
}

static void add_edges(struct strata_facts *out, const struct strata_map *names, size_t from,
		      const struct node *n)
{
	size_t to;

	for (const struct node *d = node_first(node_map(n, "dependencies")); d; d = d->next)
		if (strata_map_get(&to, names, key_of(out->arena, n, d->key)))
			strata_facts_edge(out, (int)from, to, STRATA_SCOPE_UNKNOWN);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_map names = STRATA_MAP_INIT(out->arena);
	struct strata_str version;
	struct node *top;
	size_t i = 0;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	version = node_text(top, "version");
	if (!node_array(top, "package"))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no list of packages");
	if (version.ptr && !strata_str_eq(version, STRATA_STR("1")))
		strata_facts_note(out, node_get(top, "version")->line,
				  "lockfile version '%.*s' is none that is known: read as version 1",
				  STRATA_ARG(version));
	for (const struct node *n = node_array(top, "package")->first; n; n = n->next)
		if ((rc = add_package(out, &names, n, err)) < 0)
			return rc;
	for (const struct node *n = node_array(top, "package")->first; n; n = n->next)
		add_edges(out, &names, i++, n);
	return 0;
}

const struct strata_format strata_format_conda_lock = {
	.name = "conda/lock",
	.files = "conda-lock.yml conda-lock.yaml *.conda-lock.yml",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_conda,
	.parse = parse,
};
