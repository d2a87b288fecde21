/* link.c - see link.h. */
#include "image/link.h"

#include "strata/map.h"

static struct strata_str project_of(const struct image_file_view *file,
				    const struct image_share *share, struct strata_arena *arena)
{
	return STRATA_CONCAT(arena, file->path, STRATA_STR("#"), share->stage);
}

static struct strata_str id_of(const struct image_file_view *file, const struct image_share *share,
			       struct strata_arena *arena)
{
	return STRATA_CONCAT(arena, project_of(file, share, arena), STRATA_STR("/"),
			     share->package.purl);
}

static void fill(struct strata_component *c, const struct image_file_view *file,
		 const struct image_share *share, struct strata_arena *arena)
{
	const struct image_package *p = &share->package;

	c->id = id_of(file, share, arena);
	c->ecosystem = p->ecosystem;
	c->name = p->name;
	c->key = p->ecosystem->normalise(arena, p->source);
	c->version = p->version;
	c->requirement = p->requirement;
	c->release = p->release;
	c->purl = p->purl;
	c->scope = share->ships ? STRATA_SCOPE_PROD : STRATA_SCOPE_BUILD;
	c->direct = STRATA_YES;
	c->root_edge = true;
	c->role = file->role;
	c->project = project_of(file, share, arena);
	/* Without its release the versions of all releases are held against it. */
	c->maybe = !p->release.len && strata_lists("deb apk rpm", strata_str_of(p->ecosystem->purl_type));
}

void image_add_packages(struct strata_inventory *inventory, const struct image_view *view,
			struct strata_arena *arena)
{
	struct strata_components added = { 0 };
	struct strata_map known = STRATA_MAP_INIT(arena);

	for (size_t f = 0; f < view->files.count; f++)
		for (size_t i = 0; i < view->files.items[f].shares.count; i++) {
			const struct image_file_view *file = &view->files.items[f];
			const struct image_share *share = &file->shares.items[i];
			size_t *at;
			bool is_new;

			if (!share->named_package)
				continue;
			at = strata_map_at(&known, id_of(file, share, arena), &is_new);
			if (is_new) {
				*at = added.count;
				fill(strata_vec_push(arena, &added), file, share, arena);
			}
			*strata_vec_push(arena, &added.items[*at].places) =
				(struct strata_place){ file->path, share->package.line };
			if (share->ships)
				added.items[*at].scope = STRATA_SCOPE_PROD;
		}
	strata_inventory_add(inventory, &added);
}

/* --- what ships ------------------------------------------------------------------------------ */

/* A share, and the next of the same manifest or component. */
struct link {
	const struct image_file_view *file;
	const struct image_share *share;
	size_t next; /* plus 1 */
};

STRATA_VEC(links, struct link);

struct linking {
	struct strata_arena *arena;
	struct links links;
	struct strata_map heads; /* path of a manifest, or id of a component -> its first, plus 1 */
};

static void add_link(struct linking *l, struct strata_str key, const struct image_file_view *file,
		     const struct image_share *share)
{
	size_t *head = strata_map_at(&l->heads, key, NULL);

	*strata_vec_push(l->arena, &l->links) = (struct link){ file, share, *head };
	*head = l->links.count;
}

static void add_share(struct linking *l, const struct strata_inventory *inventory,
		      const struct image_file_view *file, const struct image_share *share)
{
	if (share->named_package)
		add_link(l, id_of(file, share, l->arena), file, share);
	for (size_t m = 0; m < share->manifests.count; m++)
		add_link(l, inventory->manifests.items[share->manifests.items[m]].path, file, share);
	for (size_t i = 0; i < share->included.count; i++)
		add_link(l, share->included.items[i], file, share);
}

static bool is_for_development(const struct strata_component *c)
{
	return c->scope == STRATA_SCOPE_DEV || c->scope == STRATA_SCOPE_TEST;
}

/* Of what was compiled or bundled, what only the build needed is no part. */
static bool ships(const struct image_share *share, const struct strata_component *c)
{
	return share->ships || (share->ships_production && !is_for_development(c) &&
				c->scope != STRATA_SCOPE_BUILD);
}

static bool has(const struct strata_strs *all, struct strata_str one)
{
	for (size_t i = 0; i < all->count; i++)
		if (strata_str_eq(all->items[i], one))
			return true;
	return false;
}

static void tell(struct linking *l, struct strata_finding *f, const struct strata_component *c,
		 struct strata_str key)
{
	size_t at = 0;

	strata_map_get(&at, &l->heads, key);
	for (; at; at = l->links.items[at - 1].next) {
		const struct link *link = &l->links.items[at - 1];
		struct strata_strs *to = &f->stays_in;
		struct strata_str name;

		if (link->share->production && is_for_development(c))
			continue;
		name = project_of(link->file, link->share, l->arena);
		if (ships(link->share, c)) {
			to = &f->ships_in;
			name = link->file->path;
		}
		if (!has(to, name))
			*strata_vec_push(l->arena, to) = name;
	}
}

static int compare_texts(const void *a, const void *b)
{
	return strata_str_cmp(*(const struct strata_str *)a, *(const struct strata_str *)b);
}

static void link_finding(struct linking *l, struct strata_finding *f,
			 const struct strata_component *c)
{
	tell(l, f, c, c->id);
	for (size_t i = 0; i < c->places.count; i++)
		tell(l, f, c, c->places.items[i].path);
	strata_vec_sort(&f->ships_in, compare_texts);
	strata_vec_sort(&f->stays_in, compare_texts);
}

void image_link_findings(struct strata_findings *findings, const struct strata_inventory *inventory,
			 const struct image_view *view, struct strata_arena *arena)
{
	struct linking l = { .arena = arena, .heads = STRATA_MAP_INIT(arena) };

	for (size_t f = 0; f < view->files.count; f++)
		for (size_t i = 0; i < view->files.items[f].shares.count; i++)
			add_share(&l, inventory, &view->files.items[f],
				  &view->files.items[f].shares.items[i]);
	for (size_t i = 0; l.links.count && i < findings->count; i++)
		if (findings->items[i].component >= 0)
			link_finding(&l, &findings->items[i],
				     &inventory->components.items[findings->items[i].component]);
}
