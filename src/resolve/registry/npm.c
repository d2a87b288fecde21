/*
 * npm.c - .npmrc: npm's registries and who may read them; see settings.h.
 *
 * Lines of "key = value" as npm's ini reader has them. `registry` and `@scope:registry`
 * name servers; "//host/path/:_authToken", ":_auth", ":username" and ":_password" are
 * credentials for what is below. ${NAME} is of the environment, in the user's own file
 * alone. The environment (npm_config_registry) comes over files, the project's file over
 * the user's. `legacy-peer-deps` is a flag for the solver, of which the last counts.
 *
 * Format: npm's documentation, "npmrc" and "config", 2026-11.
 */
#include <stdio.h>

#include "resolve/registry/settings.h"
#include "resolve/solver.h"
#include "strata/map.h"
#include "text/base64.h"
#include "text/line.h"

#define LEGACY "legacy-peer-deps"

/* The parts of a credential, which stand on lines of their own. */
struct login {
	struct strata_str place; /* "//host/path/" */
	struct strata_str token, basic, user, password;
};

STRATA_VEC(logins, struct login);

struct npmrc {
	struct registry_settings *out;
	const struct config *user;
	struct strata_str path;
	bool project;
	struct logins logins;
	struct strata_error *err;
};

static struct strata_str said(const struct npmrc *rc, unsigned line)
{
	return strata_arena_printf(rc->out->arena, "%.*s:%u", STRATA_ARG(rc->path), line);
}

/* "${NAME}" and "${NAME?}" by the environment; one that is not set stays, or is empty. */
static struct strata_str expand(struct strata_str text, struct strata_arena *arena)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str out;
	size_t at;

	while ((at = strata_str_find(text, STRATA_STR("${"))) != STRATA_NPOS) {
		struct strata_str rest = strata_str_skip(text, at + 2), name;
		size_t end = strata_str_chr(rest, '}');
		const char *value;
		bool optional;

		if (end == STRATA_NPOS)
			break;
		name = strata_str_take(rest, end);
		optional = strata_str_ends(name, STRATA_STR("?"));
		value = getenv(strata_arena_cstr(arena, strata_str_take(name, name.len - optional)));
		strata_buf_add(&b, strata_str_take(text, at));
		if (value)
			strata_buf_add(&b, strata_str_of(value));
		else if (!optional)
			strata_buf_add(&b, strata_str_take(strata_str_skip(text, at), end + 3));
		text = strata_str_skip(rest, end + 1);
	}
	strata_buf_add(&b, text);
	out = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return out;
}

static struct strata_str unquote(struct strata_str s)
{
	if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
		return strata_str_take(strata_str_skip(s, 1), s.len - 2);
	return s;
}

static struct login *login_of(struct npmrc *rc, struct strata_str place)
{
	struct login *login;

	for (size_t i = 0; i < rc->logins.count; i++)
		if (strata_str_eq(rc->logins.items[i].place, place))
			return &rc->logins.items[i];
	login = strata_vec_push(rc->out->arena, &rc->logins);
	login->place = place;
	return login;
}

static void read_login(struct npmrc *rc, struct strata_str key, struct strata_str value)
{
	size_t colon = strata_str_rchr(key, ':');
	struct strata_str what = strata_str_skip(key, colon + 1);
	struct login *login;

	if (colon == STRATA_NPOS || rc->project)
		return;
	login = login_of(rc, strata_str_take(key, colon));
	if (strata_str_eq(what, STRATA_STR("_authToken")))
		login->token = value;
	else if (strata_str_eq(what, STRATA_STR("_auth")))
		login->basic = value;
	else if (strata_str_eq(what, STRATA_STR("username")))
		login->user = value;
	else if (strata_str_eq(what, STRATA_STR("_password")))
		login->password = value;
}

static int add_server(struct npmrc *rc, struct strata_str name, struct strata_str url, unsigned line)
{
	if (!rc->project)
		return registry_add_server(rc->out, name, url, said(rc, line), rc->err);
	registry_add_project(rc->out, rc->user, name, url, rc->path, line);
	return 0;
}

static void add_flag(struct registry_settings *out, struct strata_str value)
{
	*strata_vec_push(out->arena, &out->flags) =
		strata_arena_join(out->arena, STRATA_STR(LEGACY "="), value, STRATA_NONE);
}

static int read_line(struct npmrc *rc, struct strata_str text, unsigned line)
{
	struct strata_str key, value;
	bool whole;

	text = strata_str_trim(text);
	if (!text.len || text.ptr[0] == ';' || text.ptr[0] == '#' || text.ptr[0] == '[')
		return 0;
	whole = strata_str_cut(&key, &value, text, '=');
	key = strata_str_trim(key);
	value = whole ? unquote(strata_str_trim(value)) : STRATA_STR("true");
	if (strata_str_eq(key, STRATA_STR(LEGACY)))
		add_flag(rc->out, value);
	if (!whole)
		return 0;
	if (!rc->project) {
		key = expand(key, rc->out->arena);
		value = expand(value, rc->out->arena);
	}
	if (strata_str_starts(key, STRATA_STR("//")))
		read_login(rc, key, value);
	else if (strata_str_eq(key, STRATA_STR("registry")))
		return add_server(rc, STRATA_STR(""), value, line);
	else if (key.len && key.ptr[0] == '@' && strata_str_ends(key, STRATA_STR(":registry")))
		return add_server(rc, strata_str_take(key, key.len - 9), value, line);
	return 0;
}

static int read_lines(struct npmrc *rc, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	int result = 0;

	while (result == 0 && line_next(&c))
		if ((result = read_line(rc, c.line, c.number)) < 0) {
			strata_error_at(rc->err, rc->path);
			if (rc->err)
				rc->err->line = c.number;
		}
	return result;
}

static struct strata_str header_of(const struct login *login, struct strata_arena *arena)
{
	struct strata_str password;

	if (login->token.len)
		return strata_arena_join(arena, STRATA_STR("Bearer "), login->token, STRATA_NONE);
	if (login->basic.len)
		return strata_arena_join(arena, STRATA_STR("Basic "), login->basic, STRATA_NONE);
	if (login->user.len && login->password.len &&
	    base64_read(&password, login->password, BASE64_LOOSE, arena))
		return registry_basic(arena, login->user, password);
	return STRATA_NONE;
}

/* The line does not say by which scheme: TLS, and what a server that the user named has. */
static int add_logins(struct npmrc *rc)
{
	static const char *const schemes[] = { "https:", "http:" };
	struct registry_settings *out = rc->out;
	int result = 0;

	for (size_t i = 0; i < rc->logins.count; i++) {
		struct strata_str header = header_of(&rc->logins.items[i], out->arena);

		for (int s = 0; s < 2 && header.len && result == 0; s++) {
			struct strata_str scope =
				strata_arena_join(out->arena, strata_str_of(schemes[s]),
						  rc->logins.items[i].place, STRATA_NONE);
			bool named = s == 0;

			for (size_t k = 0; k < out->servers.count && !named; k++)
				named = net_same_host(out->servers.items[k].url, scope);
			if (named)
				result = registry_add_credential(out, scope, header, rc->err);
		}
	}
	return result;
}

static void read_project(struct registry_settings *out, const struct registry_place *place)
{
	struct npmrc rc = { .out = out, .user = place->user, .project = true };
	struct strata_str bytes;

	rc.path = place->folder.len ? strata_arena_join(out->arena, place->folder,
							STRATA_STR("/.npmrc"), STRATA_NONE)
				    : STRATA_STR(".npmrc");
	if (place->files &&
	    place->files->read(&bytes, place->files, rc.path, out->arena, NULL) == 0)
		read_lines(&rc, bytes);
}

static int read_user(struct registry_settings *out, const struct registry_place *place,
		     struct strata_error *err)
{
	const char *file = getenv("npm_config_userconfig");
	struct npmrc rc = { .out = out, .err = err };
	struct strata_str bytes;
	int result;

	if (file && *file)
		rc.path = strata_arena_dup(out->arena, strata_str_of(file));
	else if (place->home)
		rc.path = strata_arena_printf(out->arena, "%s/.npmrc", place->home);
	if (!rc.path.len || !registry_read_file(&bytes, rc.path.ptr, out->arena))
		return 0;
	if ((result = read_lines(&rc, bytes)) < 0)
		return result;
	return add_logins(&rc);
}

/* npm takes a variable in any case. */
static const char *variable(const char *small, const char *capital)
{
	const char *value = getenv(small);

	return value && *value ? value : getenv(capital);
}

static void read_variables(struct registry_settings *out)
{
	const char *legacy = variable("npm_config_legacy_peer_deps", "NPM_CONFIG_LEGACY_PEER_DEPS");

	if (legacy && *legacy)
		add_flag(out, strata_arena_dup(out->arena, strata_str_of(legacy)));
}

/*
 * What is stronger must come first among the servers: the environment, the project, the
 * user. The project's file is read last, when all hosts of the user's are known.
 */
static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct registry_servers user, all = { 0 };
	const char *address = variable("npm_config_registry", "NPM_CONFIG_REGISTRY");
	size_t from_environment;
	int rc = 0;

	if (address && *address)
		rc = registry_add_server(out, STRATA_STR(""), strata_str_of(address),
					 STRATA_STR("npm_config_registry"), err);
	from_environment = out->servers.count;
	if (rc < 0 || (rc = read_user(out, place, err)) < 0)
		return rc;
	user = out->servers;
	read_project(out, place);
	read_variables(out);
	for (size_t i = 0; i < from_environment; i++)
		*strata_vec_push(out->arena, &all) = user.items[i];
	for (size_t i = user.count; i < out->servers.count; i++)
		*strata_vec_push(out->arena, &all) = out->servers.items[i];
	for (size_t i = from_environment; i < user.count; i++)
		*strata_vec_push(out->arena, &all) = user.items[i];
	out->servers = all;
	return 0;
}

static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const words[] = { "npm", "config", "get", "registry", NULL };
	struct strata_str answer;
	int rc = registry_run(&answer, words, arena, err);

	if (rc < 0)
		return rc;
	answer = strata_str_trim(answer);
	if (!strata_str_starts(answer, STRATA_STR("http")))
		return strata_fail(err, STRATA_ENOTFOUND, 0, "npm names no registry");
	*strata_vec_push(arena, urls) = answer;
	return 0;
}

const struct registry_config registry_config_npm = {
	.key = "npm",
	.ecosystem = &strata_ecosystem_npm,
	.read = read,
	.detect = detect,
};
