/*
 * locked.c - the tree that a package-lock.json tells; see build.h.
 *
 * npm begins with it: what lies there and will do stays where it is, even where the registry
 * has something newer, and even where another copy would be as good. So it is what a change of
 * the manifest is held against. Since npm 7 the file has what each package asks for; before
 * that the registry is asked, as npm does.
 *
 * Format: npm's documentation, "package-lock.json", 2026-11.
 */
#include "resolve/npm/build.h"
#include "strata/limits.h"
#include "text/json.h"

struct entry {
	struct strata_str place; /* "node_modules/a/node_modules/b" */
	const struct node *told;
};

STRATA_VEC(entries, struct entry);

struct locked {
	struct npm_build *build;
	struct entries entries;
	struct strata_map by_place; /* -> index into nodes, + 1 */
	struct npm_nodes nodes;
	bool old; /* without "packages" */
};

static const struct strata_str modules = { "node_modules/", 13 };

/* --- what it tells ------------------------------------------------------------------------------ */

static void add_entry(struct locked *l, struct strata_str place, const struct node *told)
{
	if (place.len && told->type == NODE_MAP)
		*strata_vec_push(l->build->arena, &l->entries) = (struct entry){ place, told };
}

/* Before npm 7: a map in a map. */
static void add_nested(struct locked *l, struct strata_str above, const struct node *told)
{
	for (const struct node *n = node_first(node_map(told, "dependencies")); n; n = n->next) {
		struct strata_str place = STRATA_CONCAT(l->build->arena, above, above.len ? STRATA_STR("/")
											  : STRATA_STR(""),
							modules, n->key);

		add_entry(l, place, n);
		add_nested(l, place, n);
	}
}

/* Of two the one that holds the other has the shorter path. */
static int compare_places(const void *a, const void *b)
{
	struct strata_str x = ((const struct entry *)a)->place, y = ((const struct entry *)b)->place;

	return x.len != y.len ? (x.len < y.len ? -1 : 1) : strata_str_cmp(x, y);
}

static int read_entries(struct locked *l, struct strata_error *err)
{
	struct npm_build *b = l->build;
	struct strata_str bytes;
	struct node *top;
	int rc;

	if ((rc = b->in->files->read(&bytes, b->in->files, b->in->holds->lock, b->arena, err)) < 0 ||
	    (rc = json_tree(&top, bytes, JSON_STRICT, b->arena, err)) < 0)
		return rc;
	l->old = !node_map(top, "packages");
	for (const struct node *n = node_first(node_map(top, "packages")); n; n = n->next)
		add_entry(l, n->key, n);
	if (l->old)
		add_nested(l, STRATA_STR(""), top);
	if (l->entries.count > STRATA_LIMIT_SOLVED_PACKAGES)
		return strata_fail(err, STRATA_ELIMIT, 0, "its lockfile has more than %d packages",
				   STRATA_LIMIT_SOLVED_PACKAGES);
	strata_vec_sort(&l->entries, compare_places);
	return 0;
}

/* --- places ------------------------------------------------------------------------------------- */

/* Behind the last "node_modules/"; absent where there is none. */
static struct strata_str name_at(struct strata_str place)
{
	size_t at = place.len;

	while (at && !strata_str_starts(strata_str_skip(place, at - 1), modules))
		at--;
	if (!at || (at > 1 && place.ptr[at - 2] != '/'))
		return STRATA_NONE;
	return strata_str_skip(place, at - 1 + modules.len);
}

/* In whose node_modules it lies; NULL: that is not there. */
static struct npm_node *parent_at(const struct locked *l, struct strata_str place,
				  struct strata_str name)
{
	struct strata_str above = strata_str_take(place, place.len - name.len - modules.len);
	size_t index;

	if (!above.len)
		return l->build->tree.top;
	return strata_map_get(&index, &l->by_place, strata_str_take(above, above.len - 1))
		       ? l->nodes.items[index - 1]
		       : NULL;
}

static void keep_place(struct locked *l, struct strata_str place, struct npm_node *node)
{
	*strata_vec_push(l->build->arena, &l->nodes) = node;
	*strata_map_at(&l->by_place, place, NULL) = l->nodes.count;
}

static struct npm_node *folder_at(struct locked *l, struct strata_str name, struct strata_str place)
{
	struct npm_build *b = l->build;
	struct strata_str folder = b->folder;

	if (!place.len || strata_str_starts(place, STRATA_STR("..")))
		return NULL;
	folder = folder.len ? STRATA_CONCAT(b->arena, folder, STRATA_STR("/"), place) : place;
	return npm_build_folder(b, name, folder);
}

/* --- nodes -------------------------------------------------------------------------------------- */

static struct npm_manifest *told_of(struct locked *l, const struct node *told,
				    struct strata_str name)
{
	struct npm_manifest *m = strata_arena_alloc(l->build->arena, sizeof(*m));

	npm_manifest_of(m, told, l->build->arena);
	m->integrity = node_text(told, "integrity");
	if (!m->name.len)
		m->name = name;
	return m;
}

/* "npm:real@1.0" is an alias; what is of no registry is not found by version. NULL for that. */
static const struct npm_manifest *asked_of(struct locked *l, const struct node *told,
					   struct strata_str name)
{
	struct npm_build *b = l->build;
	const struct npm_spec *spec = npm_tree_spec(&b->tree, name, node_text(told, "version"));

	return spec->type == NPM_SPEC_RANGE ? npm_build_pick(b, spec).manifest : NULL;
}

static void want_all(struct locked *l)
{
	for (size_t i = 0; l->old && i < l->entries.count; i++) {
		struct strata_str name = name_at(l->entries.items[i].place);
		struct strata_str version = node_text(l->entries.items[i].told, "version");
		const struct npm_spec *spec = npm_tree_spec(&l->build->tree, name, version);

		if (spec->type == NPM_SPEC_RANGE)
			npm_fetch_want(l->build->fetcher, spec->name);
	}
}

static void put_link(struct locked *l, const struct entry *e, struct strata_str name,
		     struct npm_node *parent)
{
	struct npm_build *b = l->build;
	struct npm_node *folder = folder_at(l, name, node_text(e->told, "resolved"));
	const struct npm_edge *edge = npm_node_edge(parent, npm_name_id(&b->tree, name));

	if (!folder || folder == b->tree.top || !edge)
		return;
	npm_node_put(&b->tree, npm_build_link(b, name, folder, edge->raw), parent);
	if (folder->inside)
		npm_node_attach(&b->tree, folder);
}

static void put(struct locked *l, const struct entry *e)
{
	struct npm_build *b = l->build;
	struct strata_str name = name_at(e->place);
	const struct npm_manifest *m;
	struct npm_node *parent, *node;

	if (!name.len) { /* a folder of the project, which links lead to */
		if ((node = folder_at(l, strata_path_base(e->place), e->place)))
			keep_place(l, e->place, node);
		return;
	}
	parent = parent_at(l, e->place, name);
	if (!parent || npm_node_child(parent, npm_name_id(&b->tree, name)))
		return;
	if (node_true(e->told, "link")) {
		put_link(l, e, name, parent);
		return;
	}
	if (!(m = l->old ? asked_of(l, e->told, name) : told_of(l, e->told, name)))
		return;
	node = npm_node_new(&b->tree, name, m, NULL, false);
	node->bundled = node_true(e->told, l->old ? "bundled" : "inBundle");
	node->seen = node->bundled;
	node->opened = true;
	npm_node_put(&b->tree, node, parent);
	keep_place(l, e->place, node);
}

/* What was not taken from a registry is what the one who asks for it says it is. */
static void tell_sources(struct locked *l)
{
	for (size_t i = 0; i < l->nodes.count; i++)
		for (size_t k = 0; k < l->nodes.items[i]->in.count; k++) {
			struct npm_node *node = l->nodes.items[i];
			struct npm_edge *e = node->in.items[k];
			const struct npm_spec *spec = npm_edge_spec(&l->build->tree, e);

			if (spec->type == NPM_SPEC_RANGE || spec->type == NPM_SPEC_TAG ||
			    node->folder.ptr)
				continue;
			node->source = spec;
			e->known = false;
		}
}

int npm_lock_read(struct npm_build *b, struct strata_error *err)
{
	struct locked l = { .build = b, .by_place = STRATA_MAP_INIT(b->arena) };
	int rc = read_entries(&l, err);

	if (rc < 0)
		return rc;
	want_all(&l);
	for (size_t i = 0; i < l.entries.count; i++)
		put(&l, &l.entries.items[i]);
	npm_tree_settle(&b->tree, b->tree.top);
	tell_sources(&l);
	b->locked = true;
	return 0;
}
