/*
 * go.c - Go's modules: the module cache, and zips of a proxy; see way.h.
 *
 * A zip, and what the cache unpacked of it, is the whole module, also where a build needs a few
 * of its packages. go.sum's hash is of what is in the zip.
 *
 * Places: go.dev/ref/mod, "Module cache", "GOPROXY protocol", 2026-11.
 */
#include "composition/outside/way.h"
#include "resolve/go/proxy.h"

static struct strata_str cache_of(const struct outside_look *look)
{
	struct strata_str place = outside_place(look, "GOMODCACHE", NULL);

	if (place.ptr)
		return place;
	place = outside_place(look, "GOPATH", "go");
	return place.ptr ? strata_arena_join(look->arena, place, STRATA_STR("/pkg/mod"), STRATA_NONE)
			 : place;
}

/* go.mod has "v1.2.3", and so does the cache; the inventory may leave the v out. */
static struct strata_str version_of(const struct strata_component *c, struct strata_arena *arena)
{
	struct strata_str written = strata_str_starts(c->version, STRATA_STR("v"))
					    ? c->version
					    : strata_arena_join(arena, STRATA_STR("v"), c->version,
								STRATA_NONE);

	return go_escape(written, arena);
}

static void find(struct outside_copy *out, struct outside_look *look, const struct strata_component *c)
{
	struct strata_arena *arena = look->arena;
	struct strata_str cache = cache_of(look), path = go_escape(c->name, arena),
			  version = version_of(c, arena), zip;

	if (!cache.ptr || !path.ptr || !version.ptr)
		return;
	out->folder.path = STRATA_CONCAT(arena, cache, STRATA_STR("/"), path, STRATA_STR("@"), version);
	if (outside_is_folder(out->folder.path)) {
		out->kind = OUTSIDE_FOLDER;
		return;
	}
	zip = STRATA_CONCAT(arena, cache, STRATA_STR("/cache/download/"), path, STRATA_STR("/@v/"),
			    version, STRATA_STR(".zip"));
	if (!outside_is_file(zip))
		return;
	out->kind = OUTSIDE_FILE;
	out->path = zip;
}

static struct strata_str private_of(const struct outside_asker *a)
{
	const struct strata_strs *flags = &a->in.settings->flags;
	struct strata_str name = STRATA_STR("GONOPROXY=");

	for (size_t i = 0; i < flags->count; i++)
		if (strata_str_starts(flags->items[i], name))
			return strata_str_skip(flags->items[i], name.len);
	return STRATA_NONE;
}

static int offer(struct outside_offer *out, struct outside_asker *a, const struct strata_component *c,
		 struct strata_error *err)
{
	const struct registry_servers *servers = &a->in.settings->servers;
	struct strata_str path = go_escape(c->name, a->in.scratch),
			  version = version_of(c, a->in.scratch);

	if (!path.ptr || !version.ptr)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no module can have that name");
	if (go_is_private(private_of(a), c->name))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "it is private (GOPRIVATE or GONOPROXY): no proxy is asked");
	if (!servers->count)
		return registry_unknown(a->in.settings, err);
	out->ask = (struct registry_ask){ .settings = a->in.settings,
					  .url = STRATA_CONCAT(a->in.scratch, servers->items[0].url,
							       STRATA_STR("/"), path,
							       STRATA_STR("/@v/"), version,
							       STRATA_STR(".zip")) };
	out->hashed = true;
	return 0;
}

const struct outside_way outside_way_go = {
	.ecosystem = &strata_ecosystem_go,
	.config = &registry_config_go,
	.tree = "vendor/NAME",
	.find = find,
	.offer = offer,
};
