/*
 * rubygems.c - Bundler's and gem's configuration: servers, mirrors, credentials; see settings.h.
 *
 * ~/.gemrc lists sources: the first is the server of "". ~/.bundle/config (BUNDLE_USER_CONFIG,
 * BUNDLE_USER_HOME name another) and variables of the same names have mirrors, of all sources or
 * of one, and "user:password" for hosts. A source that has a mirror keeps its name, and is
 * asked there. What lies in the scanned tree (.bundle/config) is not read: it may name hosts.
 *
 * Format: Bundler's documentation, "bundle config" (mirrors, credentials, names of keys), and
 * RubyGems' of gemrc, 2026-11.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "resolve/registry/settings.h"
#include "text/yaml.h"

extern char **environ;

struct pair {
	struct strata_str key, value, said;
};

STRATA_VEC(pairs, struct pair);

struct reading {
	struct registry_settings *out;
	struct pairs pairs; /* variables come first */
	struct strata_error *err;
};

static void add_pair(struct reading *r, struct strata_str key, struct strata_str value,
		     struct strata_str said)
{
	if (strata_str_starts(key, STRATA_STR("BUNDLE_")) && value.len)
		*strata_vec_push(r->out->arena, &r->pairs) =
			(struct pair){ strata_str_skip(key, 7), value, said };
}

static void read_variables(struct reading *r)
{
	for (char **e = environ; *e; e++) {
		struct strata_str key, value;

		strata_str_cut(&key, &value, strata_str_of(*e), '=');
		add_pair(r, key, value, strata_arena_printf(r->out->arena, "$%.*s", STRATA_ARG(key)));
	}
}

static int read_tree(struct node **top, struct reading *r, struct strata_str path)
{
	struct strata_str bytes;
	int rc;

	*top = NULL;
	if (!path.len || !registry_read_file(&bytes, path.ptr, r->out->arena))
		return 0;
	if ((rc = yaml_tree(top, bytes, r->out->arena, r->err)) < 0) {
		strata_error_at(r->err, path);
		return STRATA_EUSAGE;
	}
	return 0;
}

static struct strata_str config_of(const struct registry_place *place, struct strata_arena *arena)
{
	const char *file = getenv("BUNDLE_USER_CONFIG"), *home = getenv("BUNDLE_USER_HOME");

	if (file && *file)
		return strata_arena_dup(arena, strata_str_of(file));
	if (home && *home)
		return strata_arena_printf(arena, "%s/config", home);
	return place->home ? strata_arena_printf(arena, "%s/.bundle/config", place->home) : STRATA_NONE;
}

static int read_config(struct reading *r, const struct registry_place *place)
{
	struct strata_str path = config_of(place, r->out->arena);
	struct node *top;
	int rc = read_tree(&top, r, path);

	for (const struct node *n = node_first(top); n; n = n->next)
		if (n->type == NODE_STRING)
			add_pair(r, n->key, n->text,
				 strata_arena_printf(r->out->arena, "%.*s:%u", STRATA_ARG(path), n->line));
	return rc;
}

/* --- mirrors ----------------------------------------------------------------------------------- */

/* A key's address: "HTTPS://A__B___C/" is "https://a.b-c". */
static struct strata_str address_of(struct strata_str key, struct strata_arena *arena)
{
	char *out = strata_arena_text(arena, key.len);
	size_t len = 0;

	for (size_t i = 0; i < key.len; i++) {
		struct strata_str rest = strata_str_skip(key, i);
		bool dash = strata_str_starts(rest, STRATA_STR("___"));
		bool dot = strata_str_starts(rest, STRATA_STR("__"));

		out[len++] = dash ? '-' : dot ? '.' : strata_lower(key.ptr[i]);
		i += dash ? 2 : dot ? 1 : 0;
	}
	while (len && out[len - 1] == '/')
		len--;
	return (struct strata_str){ out, len };
}

static int add_mirrors(struct reading *r)
{
	int rc = 0;

	for (size_t i = 0; i < r->pairs.count && rc == 0; i++) {
		const struct pair *p = &r->pairs.items[i];
		struct strata_str of = strata_str_skip(p->key, strlen("MIRROR__"));

		if (!strata_str_starts(p->key, STRATA_STR("MIRROR__")) ||
		    strata_str_ends(p->key, STRATA_STR("__FALLBACK_TIMEOUT/")))
			continue;
		of = address_of(of, r->out->arena);
		rc = registry_add_server(r->out, strata_str_eq(of, STRATA_STR("all")) ? STRATA_STR("") : of,
					 p->value, p->said, r->err);
	}
	return rc;
}

static const struct registry_server *mirror_of(const struct registry_settings *s,
					       struct strata_str source)
{
	while (strata_str_ends(source, STRATA_STR("/")))
		source.len--;
	for (size_t i = 0; i < s->servers.count; i++)
		if (s->servers.items[i].name.len && strata_str_eq(s->servers.items[i].name, source))
			return &s->servers.items[i];
	return NULL;
}

static int add_source(struct reading *r, const struct node *n, struct strata_str path)
{
	struct strata_str said = strata_arena_printf(r->out->arena, "%.*s:%u", STRATA_ARG(path), n->line);
	const struct registry_server *mirror;

	if (n->type != NODE_STRING)
		return 0;
	mirror = mirror_of(r->out, n->text);
	return registry_add_server(r->out, STRATA_STR(""), mirror ? mirror->url : n->text, said, r->err);
}

/* ":sources:" of .gemrc, in both spellings. */
static int add_sources(struct reading *r, const struct registry_place *place)
{
	struct strata_str path = STRATA_NONE;
	const struct node *list;
	struct node *top;
	int rc;

	if (place->home)
		path = strata_arena_printf(r->out->arena, "%s/.gemrc", place->home);
	rc = read_tree(&top, r, path);
	list = node_get(top, ":sources");
	if (!list)
		list = node_get(top, "sources");
	for (const struct node *n = rc == 0 ? node_first(list) : NULL; n && rc == 0; n = n->next)
		rc = add_source(r, n, path);
	return rc;
}

/* --- credentials ------------------------------------------------------------------------------- */

/* "https://a.b-c:8080/x" has the key "A__B___C:8080". */
static struct strata_str key_of(struct strata_str url, struct strata_arena *arena)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str host, rest, key;

	strata_str_cut(&host, &rest, strata_str_skip(url, strata_str_find(url, STRATA_STR("://")) + 3), '/');
	for (size_t i = 0; i < host.len; i++) {
		if (host.ptr[i] == '.')
			strata_buf_add(&b, STRATA_STR("__"));
		else if (host.ptr[i] == '-')
			strata_buf_add(&b, STRATA_STR("___"));
		else
			strata_buf_addc(&b, (char)toupper((unsigned char)host.ptr[i]));
	}
	key = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return key;
}

static int add_credential(struct reading *r, const struct registry_server *server)
{
	struct strata_str key = key_of(server->url, r->out->arena), user, password;

	for (size_t i = 0; i < r->pairs.count; i++) {
		if (!strata_str_eq(r->pairs.items[i].key, key))
			continue;
		strata_str_cut(&user, &password, r->pairs.items[i].value, ':');
		return registry_add_credential(r->out, server->url,
					       registry_basic(r->out->arena, user, password), r->err);
	}
	return 0;
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct reading r = { .out = out, .err = err };
	int rc;

	read_variables(&r);
	if ((rc = read_config(&r, place)) < 0 || (rc = add_mirrors(&r)) < 0 ||
	    (rc = add_sources(&r, place)) < 0)
		return rc;
	for (size_t i = 0; i < out->servers.count && rc == 0; i++)
		rc = add_credential(&r, &out->servers.items[i]);
	return rc;
}

/* gem lists its sources, a line each, under a heading. */
static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const ask[] = { "gem", "sources", "--list", NULL };

	return registry_run_list(urls, ask, STRATA_STR(""), arena, err);
}

const struct registry_config registry_config_rubygems = {
	.key = "rubygems",
	.ecosystem = &strata_ecosystem_rubygems,
	.read = read,
	.detect = detect,
};
