/*
 * packagist.c - Composer's configuration: repositories of the user's, credentials; see settings.h.
 *
 * config.json of Composer's home (COMPOSER_HOME, else ~/.config/composer, else ~/.composer) has
 * `repositories`: one of the key "packagist.org" stands in for the standard one, which is the
 * server of ""; any other is a server of the name of its own address, asked before that.
 * auth.json and COMPOSER_AUTH have credentials by host. What composer.json of the scanned tree
 * names is read last, and its auth.json never.
 *
 * Flags: "first=URL" for each repository of the user's, in order; "none" when the standard one
 * is turned off.
 *
 * Format: Composer's documentation, "Repositories", "Config" and "Authentication", 2026-11.
 */
#include <stdlib.h>

#include "resolve/registry/settings.h"
#include "resolve/solver.h"
#include "text/json.h"

struct reading {
	struct registry_settings *out;
	const struct registry_place *place;
	struct strata_error *err;
};

static void flag(struct reading *r, struct strata_str name, struct strata_str value)
{
	*strata_vec_push(r->out->arena, &r->out->flags) =
		strata_arena_join(r->out->arena, name, value, STRATA_NONE);
}

static bool is_standard(struct strata_str key)
{
	return strata_str_eq(key, STRATA_STR("packagist.org")) ||
	       strata_str_eq(key, STRATA_STR("packagist"));
}

static bool is_false(const struct node *n)
{
	return n && n->type == NODE_BOOL && strata_str_eq(n->text, STRATA_STR("false"));
}

static struct strata_str tidy(struct strata_str url)
{
	while (strata_str_ends(url, STRATA_STR("/")))
		url.len--;
	return url;
}

/* --- the user's ------------------------------------------------------------------------------- */

static int add_repository(struct reading *r, const struct node *n, struct strata_str path)
{
	struct strata_str url = tidy(node_text(n, "url"));
	struct strata_str said = strata_arena_printf(r->out->arena, "%.*s:%u", STRATA_ARG(path), n->line);

	if ((n->key.len && is_standard(n->key) && is_false(n)) ||
	    is_false(node_get(n, "packagist.org")) || is_false(node_get(n, "packagist"))) {
		flag(r, STRATA_STR("none"), STRATA_NONE);
		return 0;
	}
	if (!url.len || !strata_str_eq(node_text(n, "type"), STRATA_STR("composer")))
		return 0;
	if (n->key.len && is_standard(n->key))
		return registry_add_server(r->out, STRATA_STR(""), url, said, r->err);
	flag(r, STRATA_STR("first="), net_shown(r->out->arena, url));
	return registry_add_server(r->out, net_shown(r->out->arena, url), url, said, r->err);
}

static int read_tree(struct node **top, struct reading *r, struct strata_str path,
		     struct strata_str bytes)
{
	int rc = json_map(top, bytes, JSON_STRICT, r->out->arena, r->err);

	if (rc < 0)
		strata_error_at(r->err, path);
	return rc < 0 ? STRATA_EUSAGE : 0;
}

/* *top is NULL where there is no such file. */
static int read_file(struct node **top, struct strata_str *path, struct reading *r,
		     struct strata_str home, const char *name)
{
	struct strata_str bytes;

	*top = NULL;
	*path = strata_arena_printf(r->out->arena, "%.*s/%s", STRATA_ARG(home), name);
	if (!home.len || !registry_read_file(&bytes, path->ptr, r->out->arena))
		return 0;
	return read_tree(top, r, *path, bytes);
}

static int read_config(struct reading *r, struct strata_str home)
{
	const struct node *list;
	struct strata_str path;
	struct node *top;
	int rc = read_file(&top, &path, r, home, "config.json");

	list = node_get(top, "repositories");
	if (list && list->type != NODE_ARRAY && list->type != NODE_MAP)
		list = NULL;
	for (const struct node *n = rc == 0 ? node_first(list) : NULL; n && rc == 0; n = n->next)
		rc = add_repository(r, n, path);
	return rc;
}

/* --- credentials ------------------------------------------------------------------------------ */

/* Which scheme is not said: TLS, and what a server that the user named has. */
static int add_credential(struct reading *r, struct strata_str host, struct strata_str header)
{
	static const char *const schemes[] = { "https://", "http://" };
	int rc = 0;

	for (int s = 0; s < 2 && rc == 0; s++) {
		struct strata_str scope = strata_arena_join(
			r->out->arena, strata_str_of(schemes[s]), host, STRATA_NONE);
		bool named = s == 0;

		for (size_t i = 0; i < r->out->servers.count && !named; i++)
			named = net_same_host(r->out->servers.items[i].url, scope);
		if (named && host.len)
			rc = registry_add_credential(r->out, scope, header, r->err);
	}
	return rc;
}

static int add_credentials(struct reading *r, const struct node *top)
{
	struct strata_arena *arena = r->out->arena;
	int rc = 0;

	for (const struct node *n = node_first(node_map(top, "http-basic")); n && rc == 0; n = n->next)
		rc = add_credential(r, n->key,
				    registry_basic(arena, node_text(n, "username"),
						   node_text(n, "password")));
	for (const struct node *n = node_first(node_map(top, "bearer")); n && rc == 0; n = n->next)
		if (n->type == NODE_STRING)
			rc = add_credential(r, n->key,
					    strata_arena_join(arena, STRATA_STR("Bearer "), n->text,
							      STRATA_NONE));
	return rc;
}

static int read_credentials(struct reading *r, struct strata_str home)
{
	const char *variable = getenv("COMPOSER_AUTH");
	struct strata_str path;
	struct node *top;
	int rc = 0;

	if (variable && *variable) {
		rc = read_tree(&top, r, STRATA_STR("$COMPOSER_AUTH"), strata_str_of(variable));
		rc = rc < 0 ? rc : add_credentials(r, top);
	}
	if (rc == 0)
		rc = read_file(&top, &path, r, home, "auth.json");
	return rc < 0 ? rc : add_credentials(r, top);
}

/* --- the project's ---------------------------------------------------------------------------- */

/* What its repositories may be asked at. Whether they are, and when, is the solver's. */
static void read_project(struct reading *r)
{
	const struct registry_place *place = r->place;
	struct strata_str bytes, path = STRATA_STR("composer.json");
	const struct node *list;
	struct node *top;

	if (place->folder.len)
		path = strata_arena_join(r->out->arena, place->folder, STRATA_STR("/"), path);
	if (!place->files || place->files->read(&bytes, place->files, path, r->out->arena, NULL) < 0 ||
	    json_map(&top, bytes, JSON_STRICT, r->out->arena, NULL) < 0)
		return;
	list = node_get(top, "repositories");
	if (!list || (list->type != NODE_ARRAY && list->type != NODE_MAP))
		return;
	for (const struct node *n = list->first; n; n = n->next)
		if (strata_str_eq(node_text(n, "type"), STRATA_STR("composer")) &&
		    node_text(n, "url").len)
			registry_add_project(r->out, place->user,
					     net_shown(r->out->arena, tidy(node_text(n, "url"))),
					     tidy(node_text(n, "url")), path, n->line);
}

static struct strata_str home_of(const struct registry_place *place, struct strata_arena *arena)
{
	const char *own = getenv("COMPOSER_HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	struct strata_str ignored, old;

	if (own && *own)
		return strata_arena_dup(arena, strata_str_of(own));
	if (!place->home)
		return STRATA_NONE;
	old = strata_arena_printf(arena, "%s/.composer", place->home);
	if (registry_read_file(&ignored, strata_arena_printf(arena, "%.*s/config.json",
							     STRATA_ARG(old)).ptr, arena) ||
	    registry_read_file(&ignored, strata_arena_printf(arena, "%.*s/auth.json",
							     STRATA_ARG(old)).ptr, arena))
		return old;
	if (xdg && *xdg)
		return strata_arena_printf(arena, "%s/composer", xdg);
	return strata_arena_printf(arena, "%s/.config/composer", place->home);
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct reading r = { .out = out, .place = place, .err = err };
	struct strata_str home = home_of(place, out->arena);
	int rc;

	if ((rc = read_config(&r, home)) < 0 || (rc = read_credentials(&r, home)) < 0)
		return rc;
	read_project(&r);
	return 0;
}

/* Composer prints its repositories as JSON. */
static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const ask[] = { "composer", "config", "--global", "--no-interaction",
					   "repositories", NULL };
	struct strata_str said;
	struct node *top;
	int rc = registry_run(&said, ask, arena, err);

	if (rc < 0)
		return rc;
	if (json_map(&top, strata_str_trim(said), JSON_STRICT, arena, NULL) < 0)
		top = NULL;
	for (const struct node *n = node_first(top); n; n = n->next)
		if (is_standard(n->key) && strata_str_starts(node_text(n, "url"), STRATA_STR("http")))
			*strata_vec_push(arena, urls) = node_text(n, "url");
	return urls->count ? 0 : strata_fail(err, STRATA_ENOTFOUND, 0, "composer names no repository");
}

const struct registry_config registry_config_packagist = {
	.key = "packagist",
	.ecosystem = &strata_ecosystem_composer,
	.read = read,
	.detect = detect,
};
