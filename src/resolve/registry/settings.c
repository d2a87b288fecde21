/* settings.c - what the rows of configs.def share; see settings.h. */
#include "resolve/registry/settings.h"

#include <stdio.h>
#include <string.h>

#include "strata/limits.h"

static const struct registry_config *const configs[] = {
#define CONFIG(id) &registry_config_##id,
#include "resolve/registry/configs.def"
#undef CONFIG
};

const struct registry_config *registry_config_at(size_t index)
{
	return index < sizeof(configs) / sizeof(*configs) ? configs[index] : NULL;
}

bool registry_read_file(struct strata_str *out, const char *path, struct strata_arena *arena)
{
	char *bytes;
	FILE *f = fopen(path, "rb");
	size_t len;

	if (!f)
		return false;
	bytes = strata_arena_alloc(arena, STRATA_LIMIT_CONFIG_BYTES);
	len = fread(bytes, 1, STRATA_LIMIT_CONFIG_BYTES, f);
	fclose(f);
	*out = (struct strata_str){ bytes, len };
	return true;
}

static char base64_digit(unsigned value)
{
	return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value & 63];
}

struct strata_str registry_basic(struct strata_arena *arena, struct strata_str user,
				 struct strata_str password)
{
	struct strata_str both = strata_arena_join(arena, user, STRATA_STR(":"), password);
	char *out = strata_arena_alloc(arena, both.len / 3 * 4 + 12), *to = out;

	memcpy(to, "Basic ", 6);
	to += 6;
	for (size_t i = 0; i < both.len; i += 3) {
		unsigned n = 0;

		for (size_t k = 0; k < 3; k++)
			n = n << 8 | (i + k < both.len ? (unsigned char)both.ptr[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			*to++ = k > both.len - i ? '=' : base64_digit(n >> (18 - 6 * k));
	}
	return (struct strata_str){ out, (size_t)(to - out) };
}

int registry_add_credential(struct registry_settings *s, struct strata_str scope,
			    struct strata_str authorization, struct strata_error *err)
{
	for (size_t i = 0; i < authorization.len; i++)
		if ((unsigned char)authorization.ptr[i] < ' ' || authorization.ptr[i] == 127)
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "the credential for '%.*s' has control characters",
					   STRATA_ARG(scope));
	*strata_vec_push(s->arena, &s->credentials) = (struct net_credential){
		.scope = strata_arena_dup(s->arena, scope),
		.authorization = strata_arena_dup(s->arena, authorization),
	};
	return 0;
}

static bool is_address(struct strata_str url)
{
	if (!strata_str_starts(url, STRATA_STR("https://")) &&
	    !strata_str_starts(url, STRATA_STR("http://")))
		return false;
	for (size_t i = 0; i < url.len; i++)
		if (url.ptr[i] <= ' ' || url.ptr[i] == 127 || url.ptr[i] == '"')
			return false;
	return net_same_host(url, url);
}

static int hex_value(char c)
{
	return strata_is_digit(c) ? c - '0'
	       : strata_lower(c) >= 'a' && strata_lower(c) <= 'f' ? strata_lower(c) - 'a' + 10
								  : -1;
}

static struct strata_str percent_decode(struct strata_arena *arena, struct strata_str s)
{
	char *out = strata_arena_alloc(arena, s.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool escape = s.ptr[i] == '%' && i + 2 < s.len && hex_value(s.ptr[i + 1]) >= 0 &&
			      hex_value(s.ptr[i + 2]) >= 0;

		out[len++] = escape ? (char)(hex_value(s.ptr[i + 1]) * 16 + hex_value(s.ptr[i + 2]))
				    : s.ptr[i];
		i += escape ? 2 : 0;
	}
	return (struct strata_str){ out, len };
}

/* Takes "user:password@" out of an address, as a credential for it. */
static int take_credential(struct registry_settings *s, struct strata_str *url,
			   struct strata_error *err)
{
	struct strata_str shown = net_shown(s->arena, *url), user, password;
	size_t start = strata_str_find(*url, STRATA_STR("://")) + 3;

	if (shown.len == url->len)
		return 0;
	user = strata_str_take(strata_str_skip(*url, start), url->len - shown.len - 1);
	strata_str_cut(&user, &password, user, ':');
	*url = shown;
	return registry_add_credential(s, shown,
				       registry_basic(s->arena, percent_decode(s->arena, user),
						      percent_decode(s->arena, password)),
				       err);
}

static void push_server(struct registry_settings *s, struct strata_str name, struct strata_str url,
			struct strata_str said)
{
	while (strata_str_ends(url, STRATA_STR("/")))
		url.len--;
	*strata_vec_push(s->arena, &s->servers) = (struct registry_server){
		.name = strata_arena_dup(s->arena, name),
		.url = strata_arena_dup(s->arena, url),
		.said = strata_arena_dup(s->arena, said),
	};
}

int registry_add_server(struct registry_settings *s, struct strata_str name, struct strata_str url,
			struct strata_str said, struct strata_error *err)
{
	int rc;

	url = strata_str_trim(url);
	if (!strata_str_starts(url, STRATA_STR("http")) ||
	    strata_str_find(url, STRATA_STR("://")) == STRATA_NPOS)
		return strata_fail(err, STRATA_EUSAGE, 0, "'%.*s', from %.*s, is no http(s) address",
				   STRATA_ARG(url), STRATA_ARG(said));
	if ((rc = take_credential(s, &url, err)) < 0)
		return rc;
	if (!is_address(url))
		return strata_fail(err, STRATA_EUSAGE, 0, "'%.*s', from %.*s, is no http(s) address",
				   STRATA_ARG(url), STRATA_ARG(said));
	push_server(s, name, url, said);
	return 0;
}

static bool is_named_by_user(const struct registry_settings *s, const struct config *user,
			     struct strata_str url)
{
	for (size_t i = 0; i < s->servers.count; i++)
		if (net_same_host(url, s->servers.items[i].url))
			return true;
	for (size_t i = 0; user && i < user->registries.count; i++)
		if (net_same_host(url, net_shown(s->arena, user->registries.items[i].value.text)))
			return true;
	return false;
}

void registry_add_project(struct registry_settings *s, const struct config *user,
			  struct strata_str name, struct strata_str url, struct strata_str path,
			  unsigned line)
{
	const char *why = NULL;

	url = strata_str_trim(url);
	if (!is_address(url))
		why = "is no plain http(s) address";
	else if (!is_named_by_user(s, user, url))
		why = "is on a host that the user's own configuration does not name";
	else if (s->servers.count >= STRATA_LIMIT_REGISTRIES)
		why = "is one of too many";
	if (!why) {
		push_server(s, name, url,
			    strata_arena_printf(s->arena, "%.*s:%u", STRATA_ARG(path), line));
		return;
	}
	*strata_vec_push(s->arena, &s->notes) = (struct strata_note){
		.path = path,
		.line = line,
		.reason = strata_arena_printf(s->arena, "the registry '%.*s' is not used: it %s",
					      STRATA_ARG(net_shown(s->arena, url)), why),
	};
}

const struct registry_server *registry_server_of(const struct registry_settings *s,
						 struct strata_str name)
{
	const struct registry_server *standard = NULL;

	for (size_t i = 0; i < s->servers.count; i++) {
		const struct registry_server *server = &s->servers.items[i];

		if (name.len && strata_str_eq(server->name, name))
			return server;
		if (!server->name.len && !standard)
			standard = server;
	}
	return standard;
}

int registry_unknown(const struct registry_settings *s, struct strata_error *err)
{
	struct strata_str file = config_registries_file(s->arena);

	return strata_fail(err, STRATA_EUSAGE, 0,
			   "no registry of %s is known: run 'strata config registries --detect', or "
			   "add '%s = \"https://..\"' to %.*s",
			   s->config->ecosystem->name, s->config->key,
			   STRATA_ARG(file.ptr ? file : STRATA_STR("registries.toml")));
}

static int add_configured(struct registry_settings *s, const struct config *user,
			  struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; user && i < user->registries.count && rc == 0; i++) {
		const struct config_pair *pair = &user->registries.items[i];
		struct strata_str said;

		if (!strata_str_eq(pair->key, strata_str_of(s->config->key)))
			continue;
		said = strata_arena_printf(s->arena, "%.*s:%u", STRATA_ARG(pair->value.file),
					   pair->value.line);
		rc = registry_add_server(s, STRATA_STR(""), pair->value.text, said, err);
	}
	return rc;
}

int registry_settings_read(struct registry_settings *out, const struct registry_config *config,
			   const struct registry_place *place, struct strata_arena *arena,
			   struct strata_error *err)
{
	int rc;

	*out = (struct registry_settings){ .config = config, .arena = arena };
	if ((rc = config->read(out, place, err)) < 0)
		return rc;
	return config->reads_user ? 0 : add_configured(out, place->user, err);
}
