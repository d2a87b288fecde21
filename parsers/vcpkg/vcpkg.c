/*
 * vcpkg.json: what a C or C++ project asks vcpkg for.
 *
 * "dependencies" are names or objects with the least version ("version>=", with the
 * port's revision behind '#'), "overrides" pin one version each, also of what others ask
 * for. "host" ones build, those of "features" are optional. All else comes from the
 * registry as of "builtin-baseline", a commit that is not in the tree.
 *
 * Format: learn.microsoft.com/vcpkg, "vcpkg.json", 2026-11. JSON with comments is read.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

struct reader {
	struct strata_facts *out;
	struct strata_map overrides; /* name -> node */
};

static struct strata_str version_of(const struct node *n)
{
	static const char *const keys[] = { "version", "version-semver", "version-date",
					    "version-string" };
	struct strata_str version, revision;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (node_text(n, keys[i]).len) {
			strata_str_cut(&version, &revision, node_text(n, keys[i]), '#');
			return version;
		}
	return STRATA_NONE;
}

static void set_version(struct reader *r, struct strata_package *p, const struct node *n)
{
	struct strata_str least, revision;
	size_t node;

	strata_str_cut(&least, &revision, node_text(n, "version>="), '#');
	p->requirement = least.len ? strata_arena_join(r->out->arena, STRATA_STR(">="), least,
						       STRATA_NONE)
				   : STRATA_STR("");
	if (!strata_map_get(&node, &r->overrides, p->name))
		return;
	p->version = version_of((const struct node *)node);
	p->line = ((const struct node *)node)->line;
}

static void add_list(struct reader *r, const struct node *list, enum strata_scope scope)
{
	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_str name = n->type == NODE_MAP ? node_text(n, "name") : n->text;
		struct strata_package *p;

		if (!name.len) {
			strata_facts_note(r->out, n->line, "a dependency without a name");
			continue;
		}
		p = strata_facts_add(r->out, name, STRATA_NONE, n->line);
		set_version(r, p, n);
		p->direct = STRATA_YES;
		p->scope = n->type == NODE_MAP && node_true(n, "host") ? STRATA_SCOPE_BUILD : scope;
	}
}

/* What is pinned and not listed is pinned for others, and may be there. */
static void add_overrides(struct reader *r, const struct node *list)
{
	struct strata_map listed = STRATA_MAP_INIT(r->out->arena);
	size_t ignored;

	for (size_t i = 0; i < r->out->packages.count; i++)
		strata_map_at(&listed, r->out->packages.items[i].name, NULL);
	for (const struct node *n = node_first(list); n; n = n->next)
		if (node_text(n, "name").len &&
		    !strata_map_get(&ignored, &listed, node_text(n, "name")))
			strata_facts_add(r->out, node_text(n, "name"), version_of(n), n->line)
				->direct = STRATA_NO;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .overrides = STRATA_MAP_INIT(out->arena) };
	const struct node *n, *overrides;
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_RELAXED, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	overrides = node_array(top, "overrides");
	for (n = node_first(overrides); n; n = n->next)
		*strata_map_at(&r.overrides, node_text(n, "name"), NULL) = (size_t)n;
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = node_text(top, "name"),
		.version = version_of(top),
		.dir = STRATA_STR(""),
		.line = top->line,
	};
	add_list(&r, node_array(top, "dependencies"), STRATA_SCOPE_PROD);
	for (n = node_first(node_map(top, "features")); n; n = n->next)
		add_list(&r, node_array(n, "dependencies"), STRATA_SCOPE_OPTIONAL);
	add_overrides(&r, overrides);
	return 0;
}

const struct strata_format strata_format_vcpkg_vcpkg = {
	.name = "vcpkg/vcpkg",
	.files = "vcpkg.json",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_vcpkg,
	.parse = parse,
};
