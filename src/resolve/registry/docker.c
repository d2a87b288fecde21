/*
 * docker.c - registries of images, and who may read them; see settings.h.
 *
 * A server's name is that of the registry as references have it: "docker.io", "quay.io:443".
 * What names one: keys of [registries] that are such a name (`docker` is short for docker.io),
 * podman's registries.conf, docker's config.json and podman's auth.json. Names without a host
 * mean docker.io. A credential is for the host that its file has it for, wherever a mirror is.
 *
 * Credential helpers are programs: none is run unless [registries] says `docker-helpers = "run"`.
 *
 * Format: docs.docker.com, "docker login"; containers-registries.conf(5) and
 * containers-auth.json(5) of the containers project, 2026-11.
 */
#include <stdio.h>

#include "resolve/registry/docker.h"
#include "resolve/registry/settings.h"
#include "strata/addresses.h"
#include "text/base64.h"
#include "text/json.h"
#include "text/toml.h"

static const struct strata_str hub = { "docker.io", 9 };

/* What "https://index.docker.io/v1/" and its kin are called in references. */
static struct strata_str registry_of(struct strata_str key)
{
	static const char *const aliases = "index.docker.io registry-1.docker.io docker.io";
	size_t scheme = strata_str_find(key, STRATA_STR("://"));
	struct strata_str host;

	if (scheme != STRATA_NPOS)
		key = strata_str_skip(key, scheme + 3);
	host = strata_str_take(key, strata_str_chr(key, '/'));
	return strata_lists(aliases, host) ? hub : host;
}

/* "org/team" of "quay.io/org/team"; docker's own "/v1/" is none. */
static struct strata_str path_of(struct strata_str key)
{
	size_t scheme = strata_str_find(key, STRATA_STR("://")), slash;

	if (scheme != STRATA_NPOS)
		return STRATA_STR("");
	slash = strata_str_chr(key, '/');
	return slash == STRATA_NPOS ? STRATA_STR("") : strata_str_skip(key, slash + 1);
}

static bool is_registry(struct strata_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strata_is_alpha(name.ptr[i]) && !strata_is_digit(name.ptr[i]) &&
		    !strata_lists("- . : [ ]", (struct strata_str){ name.ptr + i, 1 }))
			return false;
	return strata_str_chr(name, '.') != STRATA_NPOS || strata_str_chr(name, ':') != STRATA_NPOS ||
	       strata_str_eq(name, STRATA_STR("localhost"));
}

static struct strata_str address_of(struct registry_settings *s, struct strata_str registry,
				    bool insecure)
{
	if (strata_str_eq(registry, hub))
		return STRATA_STR(STRATA_ADDRESS_HUB);
	return strata_arena_join(s->arena, insecure ? STRATA_STR("http://") : STRATA_STR("https://"),
				 registry, STRATA_NONE);
}

static const struct registry_server *named(const struct registry_settings *s,
					   struct strata_str registry)
{
	for (size_t i = 0; i < s->servers.count; i++)
		if (strata_str_eq_nocase(s->servers.items[i].name, registry))
			return &s->servers.items[i];
	return NULL;
}

static int name_registry(struct registry_settings *s, struct strata_str key, bool insecure,
			 struct strata_str said, struct strata_error *err)
{
	struct strata_str registry = registry_of(strata_str_trim(key));

	if (!is_registry(registry) || named(s, registry))
		return 0;
	return registry_add_server(s, registry, address_of(s, registry, insecure), said, err);
}

/* --- [registries] ------------------------------------------------------------------------ */

static int read_user(struct registry_settings *s, const struct config *user, struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; user && i < user->registries.count && rc == 0; i++) {
		const struct config_pair *pair = &user->registries.items[i];
		struct strata_str said = strata_arena_printf(
			s->arena, "%.*s:%u", STRATA_ARG(pair->value.file), pair->value.line);
		struct strata_str name = pair->key;

		if (strata_str_eq(pair->key, STRATA_STR("docker")))
			name = hub;
		else if (!is_registry(pair->key))
			continue;
		rc = registry_add_server(s, registry_of(name), pair->value.text, said, err);
	}
	return rc;
}

static bool helpers_run(const struct config *user)
{
	for (size_t i = 0; user && i < user->registries.count; i++)
		if (strata_str_eq(user->registries.items[i].key, STRATA_STR("docker-helpers")))
			return strata_str_eq(user->registries.items[i].value.text,
					     STRATA_STR("run"));
	return false;
}

/* --- registries.conf --------------------------------------------------------------------- */

/* A mirror, or another location, stands in for the registry as a whole only. */
static int read_registry(struct registry_settings *s, const struct node *table,
			 struct strata_str said, struct strata_error *err)
{
	struct strata_str location = node_text(table, "location"), prefix = node_text(table, "prefix");
	const struct node *mirror = node_first(node_array(table, "mirror"));
	struct strata_str where = mirror ? node_text(mirror, "location") : location;
	bool insecure = node_true(mirror ? mirror : table, "insecure");

	if (!prefix.len)
		prefix = location;
	if (!prefix.len || node_true(table, "blocked") || path_of(prefix).len || named(s, prefix))
		return 0;
	if (!where.len || path_of(where).len)
		return name_registry(s, prefix, insecure, said, err);
	if (!is_registry(registry_of(prefix)) || !is_registry(registry_of(where)))
		return 0;
	return registry_add_server(s, registry_of(prefix), address_of(s, registry_of(where), insecure),
				   said, err);
}

static int read_podman(struct registry_settings *s, const char *path, struct strata_error *err)
{
	struct strata_str bytes, said = strata_arena_printf(s->arena, "%s", path);
	struct node *top;
	int rc = 0;

	if (!registry_read_file(&bytes, path, s->arena) || toml_tree(&top, bytes, s->arena, NULL) < 0)
		return 0;
	for (const struct node *n = node_first(node_array(top, "registry")); n && rc == 0; n = n->next)
		rc = read_registry(s, n, said, err);
	for (const struct node *n = node_first(node_array(top, "unqualified-search-registries"));
	     n && rc == 0; n = n->next)
		rc = name_registry(s, n->text, false, said, err);
	return rc;
}

/* --- config.json, auth.json -------------------------------------------------------------- */

static struct strata_str header_of(struct registry_settings *s, const struct node *login)
{
	struct strata_str user = node_text(login, "username"), password = node_text(login, "password");
	struct strata_str auth = node_text(login, "auth"), token = node_text(login, "registrytoken");
	struct strata_str both;

	if (token.len)
		return strata_arena_join(s->arena, STRATA_STR("Bearer "), token, STRATA_NONE);
	if (auth.len && !base64_read(&both, auth, BASE64_PADDED, s->arena))
		return STRATA_STR("");
	if (auth.len)
		strata_str_cut(&user, &password, both, ':');
	if (!user.len || !password.len)
		return STRATA_STR("");
	/* Docker pads it with NUL. */
	password = strata_str_take(password, strata_str_chr(password, '\0'));
	return registry_basic(s->arena, user, password);
}

/* Of the host that the file has it for; http only where the user names that very host so. */
static int add_login(struct registry_settings *s, struct strata_str key, struct strata_str header,
		     struct strata_error *err)
{
	struct strata_str registry = registry_of(key), path = path_of(key), scope;

	for (int insecure = 0; insecure < 2; insecure++) {
		bool wanted = !insecure;

		scope = address_of(s, registry, insecure);
		for (size_t i = 0; i < s->servers.count && !wanted; i++)
			wanted = net_same_host(s->servers.items[i].url, scope);
		if (!wanted)
			continue;
		if (path.len)
			scope = strata_arena_join(s->arena, scope, STRATA_STR("/v2/"), path);
		if (registry_add_credential(s, scope, header, err) < 0)
			return STRATA_EUSAGE;
	}
	return 0;
}

/* {"Username": .., "Secret": ..}: of docker-credential-helpers' protocol. */
static struct strata_str ask_helper(struct registry_settings *s, struct strata_str helper,
				    struct strata_str key)
{
	const char *words[] = { NULL, "get", NULL };
	struct strata_str answer, user, secret;
	struct node *top;

	for (size_t i = 0; i < helper.len; i++)
		if (!strata_is_alpha(helper.ptr[i]) && !strata_is_digit(helper.ptr[i]) &&
		    helper.ptr[i] != '-')
			return STRATA_STR("");
	words[0] = strata_arena_printf(s->arena, "docker-credential-%.*s", STRATA_ARG(helper)).ptr;
	if (registry_run_with(&answer, words, key, s->arena, NULL) < 0 ||
	    json_map(&top, answer, JSON_STRICT, s->arena, NULL) < 0)
		return STRATA_STR("");
	user = node_text(top, "Username");
	secret = node_text(top, "Secret");
	return user.len && secret.len ? registry_basic(s->arena, user, secret) : STRATA_STR("");
}

static int read_one(struct registry_settings *s, struct strata_str key, struct strata_str header,
		    struct strata_str said, struct strata_error *err)
{
	int rc = name_registry(s, key, false, said, err);

	return rc < 0 || !header.len ? rc : add_login(s, key, header, err);
}

static int read_logins(struct registry_settings *s, const struct node *top, bool run,
		       struct strata_str said, struct strata_error *err)
{
	struct strata_str store = node_text(top, "credsStore");
	const struct node *helpers = node_map(top, "credHelpers"), *n;
	int rc = 0;

	for (n = node_first(node_map(top, "auths")); n && rc == 0; n = n->next) {
		struct strata_str header = header_of(s, n);

		if (!header.len && store.len && run)
			header = ask_helper(s, store, n->key);
		rc = read_one(s, n->key, header, said, err);
	}
	for (n = node_first(helpers); n && rc == 0; n = n->next)
		rc = read_one(s, n->key, run ? ask_helper(s, n->text, n->key) : STRATA_STR(""), said,
			      err);
	return rc;
}

static int read_login_file(struct registry_settings *s, struct strata_str path, bool run,
			   struct strata_error *err)
{
	struct strata_str bytes;
	struct node *top;

	if (!path.len || !registry_read_file(&bytes, path.ptr, s->arena) ||
	    json_map(&top, bytes, JSON_STRICT, s->arena, NULL) < 0)
		return 0;
	return read_logins(s, top, run, path, err);
}

/* "$NAME/rest", else "HOME/standard"; "" without either. */
static struct strata_str file_of(struct registry_settings *s, const char *name, const char *rest,
				 const char *home, const char *standard)
{
	const char *folder = name ? getenv(name) : NULL;

	if (folder && *folder)
		return strata_arena_printf(s->arena, "%s%s", folder, rest);
	if (home && standard)
		return strata_arena_printf(s->arena, "%s/%s", home, standard);
	return STRATA_STR("");
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct strata_str logins[] = {
		file_of(out, "DOCKER_CONFIG", "/config.json", place->home, ".docker/config.json"),
		file_of(out, "REGISTRY_AUTH_FILE", "", NULL, NULL),
		file_of(out, "XDG_RUNTIME_DIR", "/containers/auth.json", place->home,
			".config/containers/auth.json"),
	};
	struct strata_str own = file_of(out, "CONTAINERS_REGISTRIES_CONF", "", place->home,
					".config/containers/registries.conf");
	int rc;

	if ((rc = read_user(out, place->user, err)) < 0 ||
	    (own.len && (rc = read_podman(out, own.ptr, err)) < 0) ||
	    (rc = read_podman(out, "/etc/containers/registries.conf", err)) < 0 ||
	    (rc = name_registry(out, hub, false, STRATA_STR("docker's own default"), err)) < 0)
		return rc;
	for (size_t i = 0; i < sizeof(logins) / sizeof(*logins) && rc == 0; i++)
		rc = read_login_file(out, logins[i], helpers_run(place->user), err);
	return rc;
}

const struct registry_server *registry_docker_server(const struct registry_settings *settings,
						     struct strata_str registry)
{
	return named(settings, registry);
}

int registry_docker_unknown(struct strata_str registry, struct strata_arena *arena,
			    struct strata_error *err)
{
	struct strata_str file = config_registries_file(arena);

	return strata_fail(err, STRATA_EUSAGE, 0,
			   "the registry '%.*s' is not asked, since no configuration of yours names "
			   "it: add '\"%.*s\" = \"https://%.*s\"' to %.*s",
			   STRATA_ARG(registry), STRATA_ARG(registry), STRATA_ARG(registry),
			   STRATA_ARG(file.ptr ? file : STRATA_STR("registries.toml")));
}

const struct registry_config registry_config_docker = {
	.key = "docker",
	.ecosystem = &strata_ecosystem_docker,
	.read = read,
	.reads_user = true,
};
