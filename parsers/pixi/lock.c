/*
 * pixi.lock: what pixi resolved, for each environment and platform.
 *
 * YAML, versions 1 to 7. `packages` lists each package once: since version 6 as "- conda:
 * ADDRESS" or "- pypi: ADDRESS", before as maps with `kind`; up to version 3, which is
 * conda-lock's form, under `package` with `manager`. Conda's name and version stand in the
 * file's name, "name-version-build.conda", where they do not stand apart. `environments`
 * (since 4) tells which packages each environment has; one that "default" lacks is asked
 * for by another one only. A pypi entry at a path is the project's own. Version 7 has what is
 * built from source as "- conda_source: NAME[HASH] @ PLACE".
 *
 * Edges lead to what an entry `depends` on by name ("python >=3.9"), or `requires_dist`
 * without a marker, where one package is so called.
 *
 * Format: pixi.sh, "Lock file", and rattler's crate rattler_lock, 0.22, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/yaml.h"

enum { NEWEST_VERSION = 7 };

struct reader {
	struct strata_facts *out;
	struct strata_map in_default; /* addresses of the environment "default" */
	bool environments;
	struct strata_map by_name; /* "conda\nname" -> the last package */
	const struct node **nodes; /* of each package, its entry */
};

static struct strata_str first_of(struct strata_str a, struct strata_str b)
{
	return a.len ? a : b;
}

/* "name-1.0-build" of the last part of an address. */
static void split_file(struct strata_str address, struct strata_str *name, struct strata_str *version)
{
	struct strata_str base = strata_path_base(address);
	size_t build = strata_str_rchr(base, '-'), at;

	*name = *version = STRATA_NONE;
	if (build == STRATA_NPOS)
		return;
	at = strata_str_rchr(strata_str_take(base, build), '-');
	if (at == STRATA_NPOS)
		return;
	*name = strata_str_take(base, at);
	*version = strata_str_skip(strata_str_take(base, build), at + 1);
}

static bool is_address(struct strata_str s)
{
	return strata_str_find(s, STRATA_STR("://")) != STRATA_NPOS;
}

static struct strata_str name_key(struct strata_facts *out, const struct strata_package *p)
{
	return strata_arena_join(out->arena, strata_str_of(p->ecosystem->purl_type), STRATA_STR("\n"),
				 p->ecosystem->normalise(out->arena, p->name));
}

static void add_hash(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	static const char *const kinds[] = { "sha256", "md5" };
	const struct node *hash = node_map(entry, "hash");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct strata_str hex = first_of(node_text(entry, kinds[i]), node_text(hash, kinds[i]));

		if (!hex.len)
			continue;
		*strata_vec_push(out->arena, &p->checksums) = strata_arena_printf(
			out->arena, "%s:%.*s", kinds[i], STRATA_ARG(hex));
		return;
	}
}

static void set_scope(struct reader *r, struct strata_package *p, const struct node *entry,
		      struct strata_str address)
{
	struct strata_str category = node_text(entry, "category");
	size_t ignored;

	if (category.len)
		p->scope = strata_str_eq(category, STRATA_STR("main")) ? STRATA_SCOPE_PROD
								       : STRATA_SCOPE_OPTIONAL;
	else if (r->environments)
		p->scope = strata_map_get(&ignored, &r->in_default, address) ? STRATA_SCOPE_PROD
									     : STRATA_SCOPE_OPTIONAL;
}

/* "name[1a2b3c4d] @ git+https://..#COMMIT"; a place in the tree is a project of it. */
static void set_built(struct strata_package *p, struct strata_str built)
{
	static const struct strata_str at = { " @ ", 3 };
	size_t place = strata_str_find(built, at), commit;

	if (place == STRATA_NPOS)
		return;
	p->source = strata_str_skip(built, place + at.len);
	p->local = !is_address(p->source);
	commit = strata_str_rchr(p->source, '#');
	if (commit != STRATA_NPOS && strata_is_commit(strata_str_skip(p->source, commit + 1)))
		p->commit = strata_str_skip(p->source, commit + 1);
}

static void add_package(struct reader *r, const struct node *entry)
{
	struct strata_str built = node_text(entry, "conda_source");
	struct strata_str kind = first_of(node_text(entry, "kind"), node_text(entry, "manager"));
	struct strata_str conda = node_text(entry, "conda"), pypi = node_text(entry, "pypi");
	struct strata_str address = first_of(conda, first_of(pypi, node_text(entry, "url")));
	struct strata_str name, version;
	struct strata_package *p;
	bool python;

	python = pypi.len || strata_str_eq(kind, STRATA_STR("pypi")) ||
		 strata_str_eq(kind, STRATA_STR("pip"));
	address = first_of(address, node_text(entry, "path"));
	split_file(address, &name, &version);
	if (python)
		name = version = STRATA_NONE;
	if (built.len)
		name = strata_str_take(built, strata_str_chr(built, '['));
	name = first_of(node_text(entry, "name"), name);
	version = first_of(node_text(entry, "version"), version);
	if (!name.len) {
		strata_facts_note(r->out, entry->line, "a package without a name");
		return;
	}
	p = strata_facts_add(r->out, name, version.len ? version : STRATA_NONE, entry->line);
	p->ecosystem = python ? &strata_ecosystem_pypi : &strata_ecosystem_conda;
	p->local = !is_address(address) && address.len > 0;
	if (address.len)
		p->source = address;
	set_built(p, built);
	set_scope(r, p, entry, first_of(built, address));
	add_hash(r->out, p, entry);
	*strata_map_at(&r->by_name, name_key(r->out, p), NULL) = strata_facts_last(r->out);
	r->nodes[strata_facts_last(r->out)] = entry;
}

/* "python >=3.9,<4", "channel::name 1.*", "numpy>=1.2": the name that it begins with. */
static struct strata_str name_of(struct strata_str text)
{
	size_t len = 0;

	text = strata_str_trim(text);
	while (len < text.len && (strata_is_alpha(text.ptr[len]) || strata_is_digit(text.ptr[len]) ||
				  text.ptr[len] == '-' || text.ptr[len] == '_' || text.ptr[len] == '.'))
		len++;
	return strata_str_take(text, len);
}

static void add_edge(struct reader *r, size_t from, struct strata_str text,
		     const struct strata_ecosystem *ecosystem)
{
	struct strata_package asked = { .ecosystem = ecosystem, .name = name_of(text) };
	size_t to;

	if (asked.name.len && strata_map_get(&to, &r->by_name, name_key(r->out, &asked)) && to != from)
		strata_facts_edge(r->out, (int)from, to, STRATA_SCOPE_UNKNOWN);
}

/* Version 3 has maps of name to range, all others lists. */
static void add_edges(struct reader *r, size_t from)
{
	static const char *const lists[] = { "depends", "requires_dist", "dependencies" };
	const struct strata_ecosystem *ecosystem = r->out->packages.items[from].ecosystem;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		const struct node *list = node_get(r->nodes[from], lists[i]);

		if (!list || (list->type != NODE_ARRAY && list->type != NODE_MAP))
			continue;
		for (const struct node *n = list->first; n; n = n->next)
			if (list->type == NODE_MAP)
				add_edge(r, from, n->key, ecosystem);
			else if (strata_str_chr(n->text, ';') == STRATA_NPOS)
				add_edge(r, from, n->text, ecosystem);
	}
}

/* environments: default: packages: linux-64: - conda: ADDRESS */
static void index_default(struct reader *r, const struct node *top)
{
	const struct node *environments = node_map(top, "environments");
	const struct node *packages = node_map(node_map(environments, "default"), "packages");

	r->environments = packages != NULL;
	for (const struct node *platform = node_first(packages); platform; platform = platform->next)
		for (const struct node *n = platform->first; n; n = n->next)
			for (const struct node *address = n->first; address; address = address->next)
				strata_map_at(&r->in_default, address->text, NULL);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .in_default = STRATA_MAP_INIT(out->arena),
			    .by_name = STRATA_MAP_INIT(out->arena) };
	const struct node *packages;
	struct node *top;
	int rc;

	if ((rc = yaml_map(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	strata_facts_expect_version(out, top, 1, NEWEST_VERSION);
	packages = node_array(top, "packages");
	if (!packages)
		packages = node_array(top, "package");
	if (!packages)
		strata_facts_note(out, top->line, "no list of packages");
	index_default(&r, top);
	r.nodes = strata_arena_alloc(out->arena, (packages ? packages->count + 1 : 1) * sizeof(*r.nodes));
	for (const struct node *n = node_first(packages); n; n = n->next)
		add_package(&r, n);
	for (size_t i = 0; i < out->packages.count; i++)
		add_edges(&r, i);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("pixi.toml"), 0);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("pyproject.toml"), 0);
	return 0;
}

const struct strata_format strata_format_pixi_lock = {
	.name = "pixi/lock",
	.files = "pixi.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_conda,
	.parse = parse,
};
