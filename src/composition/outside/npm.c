/*
 * npm.c - packages of npm: node_modules of any package manager, and tarballs; see way.h.
 *
 * Which version lies where only the folders tell: hoisted, within another package, or below
 * pnpm's .pnpm, from where links lead to it that are not followed. A package within another one
 * counts by itself.
 *
 * Registry: github.com/npm/registry, "package metadata", 2026-11: /NAME/VERSION is the manifest,
 * whose dist has tarball, integrity and unpackedSize.
 */
#include "composition/outside/way.h"
#include "strata/limits.h"
#include "text/json.h"

#define MODULES STRATA_STR("node_modules")

enum { MANIFEST_BYTES = 1 << 20, DEPTH_MOST = 32 };

struct listing {
	struct outside_look *look;
	struct strata_arena scratch;
	struct strata_buf text;
	unsigned depth;
};

static void list_modules(struct listing *l, struct strata_str folder);

/* A folder that may be a package's, and those that lie within it. */
static void list_package(struct listing *l, struct strata_str folder)
{
	struct strata_arena *arena = l->look->arena;
	struct strata_str name, version;
	struct node *top = NULL;

	if (!outside_is_folder(folder))
		return;
	if (outside_read(&l->text,
			 strata_arena_join(&l->scratch, folder, STRATA_STR("/package.json"), STRATA_NONE),
			 MANIFEST_BYTES) &&
	    json_map(&top, strata_buf_str(&l->text), JSON_STRICT, &l->scratch, NULL) == 0) {
		name = node_text(top, "name");
		version = node_text(top, "version");
		if (name.len && version.len)
			outside_add(l->look, "npm", name, version, folder);
	}
	strata_arena_reset(&l->scratch);
	list_modules(l, strata_arena_join(arena, folder, STRATA_STR("/node_modules"), STRATA_NONE));
}

static void take_package(struct strata_str folder, struct strata_str name, void *payload)
{
	struct listing *l = payload;
	struct strata_str path =
		strata_arena_join(l->look->arena, folder, STRATA_STR("/"), name);

	if (strata_str_eq(name, STRATA_STR(".pnpm")))
		outside_each(path, take_package, l);
	else if (name.ptr[0] == '@' && strata_str_eq(strata_path_base(folder), MODULES))
		outside_each(path, take_package, l);
	else if (strata_str_eq(strata_path_base(folder), STRATA_STR(".pnpm")))
		list_modules(l, strata_arena_join(l->look->arena, path, STRATA_STR("/node_modules"),
						  STRATA_NONE));
	else if (name.ptr[0] != '.')
		list_package(l, path);
}

static void list_modules(struct listing *l, struct strata_str folder)
{
	if (l->depth >= DEPTH_MOST)
		l->look->cut |= outside_is_folder(folder);
	if (l->depth >= DEPTH_MOST || l->look->listed > STRATA_LIMIT_INSTALLED)
		return;
	l->depth++;
	outside_each(folder, take_package, l);
	l->depth--;
}

/* Workspaces may have a node_modules of their own. */
static void list_all(struct outside_look *look)
{
	struct listing l = { .look = look };

	for (size_t i = 0; i < look->inventory->manifests.count; i++) {
		const struct strata_manifest *m = &look->inventory->manifests.items[i];
		struct strata_str dir = strata_path_dir(m->path), folder;

		if (m->format->ecosystem != &strata_ecosystem_npm || m->role == STRATA_ROLE_VENDORED)
			continue;
		folder = STRATA_CONCAT(look->arena, look->top, dir.len ? STRATA_STR("/") : STRATA_STR(""),
				       dir, STRATA_STR("/node_modules"));
		if (outside_first(look, folder))
			list_modules(&l, folder);
	}
	strata_buf_release(&l.text);
	strata_arena_release(&l.scratch);
}

static void find(struct outside_copy *out, struct outside_look *look, const struct strata_component *c)
{
	if (!look->top.ptr)
		return;
	if (outside_first(look, STRATA_STR("npm")))
		list_all(look);
	if (!outside_find(&out->folder.path, look, "npm", c->name, c->version))
		return;
	out->kind = OUTSIDE_FOLDER;
	out->folder.leaves_out = "node_modules";
}

/* --- registry ---------------------------------------------------------------------------------- */

static const struct registry_server *server_of(const struct outside_asker *a, struct strata_str name)
{
	size_t slash = strata_str_chr(name, '/');

	return registry_server_of(a->in.settings, slash == STRATA_NPOS ? STRATA_STR("")
								       : strata_str_take(name, slash));
}

static bool is_plain(struct strata_str text)
{
	return outside_is_plain(text, "-_.~+@/!()*'") &&
	       strata_str_find(text, STRATA_STR("..")) == STRATA_NPOS;
}

static int check_names(const struct registry_server **server, const struct outside_asker *a,
		       const struct strata_component *c, struct strata_error *err)
{
	if (c->source.len)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "it comes from no registry");
	if (!is_plain(c->name) || !is_plain(c->version))
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no package can have that name");
	*server = server_of(a, c->name);
	return *server ? 0 : registry_unknown(a->in.settings, err);
}

/* The lockfile's checksum is all that it takes: where the archive is, is the registry's custom. */
static bool is_locked(const struct strata_component *c)
{
	for (size_t i = 0; i < c->checksums.count; i++)
		if (strata_str_starts(c->checksums.items[i], STRATA_STR("sha")))
			return true;
	return false;
}

static struct registry_ask manifest_ask(const struct outside_asker *a, struct strata_str server,
					const struct strata_component *c)
{
	return (struct registry_ask){
		.settings = a->in.settings,
		.url = STRATA_CONCAT(a->in.scratch, server, STRATA_STR("/"), c->name, STRATA_STR("/"),
				     c->version),
		.accept = "application/json",
		.immutable = true,
		.kept = !registry_is_online(a->in.registry),
	};
}

static int read_dist(struct outside_offer *out, struct outside_asker *a, struct strata_str server,
		     const struct strata_component *c, struct strata_error *err)
{
	struct registry_ask ask = manifest_ask(a, server, c);
	struct registry_answer answer;
	const struct node *dist;
	struct strata_str text;
	struct node *top;
	int rc = registry_get(&answer, a->in.registry, &ask, err);

	if (rc < 0)
		return rc;
	text = strata_arena_dup(a->in.scratch, answer.body);
	registry_release(a->in.registry, &answer);
	if ((rc = json_map(&top, text, JSON_STRICT, a->in.scratch, err)) < 0)
		return rc;
	dist = node_map(top, "dist");
	out->ask.url = node_text(dist, "tarball");
	strata_str_u64(&out->unpacked, node_text(dist, "unpackedSize"));
	if (node_text(dist, "integrity").len)
		*strata_vec_push(a->in.scratch, &out->sums) = node_text(dist, "integrity");
	else if (node_text(dist, "shasum").len)
		*strata_vec_push(a->in.scratch, &out->sums) = strata_arena_join(
			a->in.scratch, STRATA_STR("sha1:"), node_text(dist, "shasum"), STRATA_NONE);
	if (!out->ask.url.len || !net_same_host(out->ask.url, server))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "its archive is on another host than the registry");
	return 0;
}

static void want(struct outside_asker *a, const struct strata_component *c)
{
	const struct registry_server *server;
	struct registry_ask ask;

	if (is_locked(c) || check_names(&server, a, c, NULL) < 0)
		return;
	ask = manifest_ask(a, server->url, c);
	registry_want(a->in.registry, &ask);
}

static int offer(struct outside_offer *out, struct outside_asker *a, const struct strata_component *c,
		 struct strata_error *err)
{
	const struct registry_server *server;
	int rc = check_names(&server, a, c, err);

	if (rc < 0)
		return rc;
	out->leaves_out = "node_modules";
	out->ask.settings = a->in.settings;
	if (!is_locked(c))
		return read_dist(out, a, server->url, c, err);
	out->ask.url = STRATA_CONCAT(a->in.scratch, server->url, STRATA_STR("/"), c->name,
				     STRATA_STR("/-/"), strata_path_base(c->name), STRATA_STR("-"),
				     c->version, STRATA_STR(".tgz"));
	return 0;
}

static void size(struct outside_offer *out, struct outside_asker *a, const struct strata_component *c)
{
	const struct registry_server *server;

	if (!out->unpacked && check_names(&server, a, c, NULL) == 0)
		read_dist(out, a, server->url, c, NULL);
}

const struct outside_way outside_way_npm = {
	.ecosystem = &strata_ecosystem_npm,
	.config = &registry_config_npm,
	.tree = "node_modules/NAME",
	.find = find,
	.want = want,
	.offer = offer,
	.size = size,
};
