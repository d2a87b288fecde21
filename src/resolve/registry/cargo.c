/*
 * cargo.c - cargo's config.toml: where the index is, and who may read it; see settings.h.
 *
 * $CARGO_HOME/config.toml names registries, and sources that stand in place of others
 * ("replace-with"); credentials.toml beside it has their tokens, which go out as they stand.
 * CARGO_REGISTRIES_NAME_INDEX and _TOKEN come over the files. The server of "" is the
 * default registry's. Only sparse indexes are read: of git's, and of folders, a crate is
 * lacking.
 *
 * Format: The Cargo Book, "Configuration", "Source Replacement" and "Registries", 2026-11.
 */
#include <stdio.h>

#include "resolve/registry/settings.h"
#include "resolve/solver.h"
#include "text/toml.h"

enum { MOST_REPLACEMENTS = 8 };

struct reading {
	struct registry_settings *out;
	const struct config *user;
	struct strata_str path;
	bool project;
	struct strata_error *err;
};

static const char *variable(struct strata_arena *arena, struct strata_str name, const char *what)
{
	struct strata_str text = strata_arena_printf(arena, "CARGO_REGISTRIES_%.*s_%s",
						     STRATA_ARG(name), what);
	char *upper = strata_arena_text(arena, text.len);
	const char *value;

	for (size_t i = 0; i < text.len; i++)
		upper[i] = text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? (char)(text.ptr[i] - 32)
			   : text.ptr[i] == '-'			     ? '_'
								     : text.ptr[i];
	value = getenv(upper);
	return value && *value ? value : NULL;
}

/* "sparse+https://.."; anything else is no index that could be asked. */
static int add_index(struct reading *r, struct strata_str name, struct strata_str index,
		     unsigned line)
{
	struct strata_str said = strata_arena_printf(r->out->arena, "%.*s:%u", STRATA_ARG(r->path), line);

	if (!strata_str_starts(index, STRATA_STR("sparse+")))
		return 0;
	index = strata_str_skip(index, 7);
	if (!r->project)
		return registry_add_server(r->out, name, index, said, r->err);
	registry_add_project(r->out, r->user, name, index, r->path, line);
	return 0;
}

static int add_registries(struct reading *r, const struct node *top)
{
	int rc = 0;

	for (const struct node *n = node_first(node_map(top, "registries")); n && rc == 0; n = n->next) {
		const char *index = r->project ? NULL : variable(r->out->arena, n->key, "INDEX");

		rc = add_index(r, n->key, index ? strata_str_of(index) : node_text(n, "index"), n->line);
	}
	return rc;
}

/* The source that stands for another at last; NULL: it is in no one's place. */
static const struct node *replacement_of(const struct node *top, const struct node *source)
{
	const struct node *sources = node_map(top, "source"), *last = NULL;

	for (int i = 0; source && i < MOST_REPLACEMENTS; i++) {
		struct strata_str with = node_text(source, "replace-with");

		if (!with.len)
			break;
		last = source = node_get_str(sources, with);
		if (!last) /* a name of [registries] serves, too */
			last = node_get_str(node_map(top, "registries"), with);
	}
	return last;
}

static int add_sources(struct reading *r, const struct node *top)
{
	const struct node *with =
		replacement_of(top, node_get(node_map(top, "source"), "crates-io"));
	struct strata_str index = node_text(with, "registry");

	if (!index.len)
		index = node_text(with, "index");
	return index.len ? add_index(r, STRATA_STR(""), index, with->line) : 0;
}

static int read_config(struct reading *r, struct strata_str bytes)
{
	struct node *top;
	int rc = toml_tree(&top, bytes, r->out->arena, r->err);

	if (rc == 0 && (rc = add_sources(r, top)) == 0)
		rc = add_registries(r, top);
	if (rc < 0)
		strata_error_at(r->err, r->path);
	return rc < 0 && !r->project ? STRATA_EUSAGE : 0;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static struct strata_str token_of(struct strata_arena *arena, const struct node *top,
				  struct strata_str name)
{
	const char *value = variable(arena, name, "TOKEN");

	return value ? strata_str_of(value)
		     : node_text(node_get_str(node_map(top, "registries"), name), "token");
}

static int add_tokens(struct reading *r, const struct node *top)
{
	struct registry_settings *out = r->out;
	int rc = 0;

	for (size_t i = 0; i < out->servers.count && rc == 0; i++) {
		const struct registry_server *server = &out->servers.items[i];
		struct strata_str token = server->name.len ? token_of(out->arena, top, server->name)
							   : STRATA_NONE;

		if (token.len)
			rc = registry_add_credential(out, server->url, token, r->err);
	}
	return rc;
}

static bool read_either(struct strata_str *bytes, struct strata_str *path, struct strata_str folder,
			const char *name, struct strata_arena *arena)
{
	*path = strata_arena_printf(arena, "%.*s/%s.toml", STRATA_ARG(folder), name);
	if (registry_read_file(bytes, path->ptr, arena))
		return true;
	*path = strata_arena_printf(arena, "%.*s/%s", STRATA_ARG(folder), name);
	return registry_read_file(bytes, path->ptr, arena);
}

static int read_tokens(struct reading *r, struct strata_str folder)
{
	struct strata_str bytes;
	struct node *top = NULL;

	if (read_either(&bytes, &r->path, folder, "credentials", r->out->arena) &&
	    toml_tree(&top, bytes, r->out->arena, NULL) < 0) {
		strata_error_at(r->err, r->path);
		return strata_fail(r->err, STRATA_EUSAGE, 0, "it is no TOML");
	}
	return add_tokens(r, top);
}

/* --- the files -------------------------------------------------------------------------------- */

static struct strata_str home_of(const struct registry_place *place, struct strata_arena *arena)
{
	const char *home = getenv("CARGO_HOME");

	if (home && *home)
		return strata_arena_dup(arena, strata_str_of(home));
	return place->home ? strata_arena_printf(arena, "%s/.cargo", place->home) : STRATA_NONE;
}

/* What it would put in place of crates is not followed. */
static void note_overrides(struct registry_settings *out, struct strata_str bytes,
			   struct strata_str path)
{
	static const char *const keys[] = { "patch", "paths" };
	struct node *top;

	if (toml_tree(&top, bytes, out->arena, NULL) < 0)
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct node *n = node_get(top, keys[i]);

		if (n && node_first(n))
			*strata_vec_push(out->arena, &out->notes) = (struct strata_note){
				.path = path,
				.line = n->line,
				.reason = strata_arena_printf(
					out->arena, "'%s' of cargo's configuration puts other "
						    "crates in place, which is not followed",
					keys[i]),
			};
	}
}

/* .cargo/config.toml of the manifest's folder and of those above it. */
static void read_project(struct registry_settings *out, const struct registry_place *place)
{
	struct strata_str folder = place->folder, bytes;

	for (;;) {
		struct reading r = { .out = out, .user = place->user, .project = true };

		r.path = strata_arena_join(out->arena, folder, folder.len ? STRATA_STR("/") : STRATA_STR(""),
					   STRATA_STR(".cargo/config.toml"));
		if (place->files->read(&bytes, place->files, r.path, out->arena, NULL) == 0) {
			read_config(&r, bytes);
			note_overrides(out, bytes, r.path);
		}
		if (!folder.len)
			return;
		folder = strata_path_dir(folder);
	}
}

/* The project's come first, once all hosts of the user's are known. */
static void put_first(struct registry_settings *out, size_t users)
{
	struct registry_servers all = { 0 };

	for (size_t i = users; i < out->servers.count; i++)
		*strata_vec_push(out->arena, &all) = out->servers.items[i];
	for (size_t i = 0; i < users; i++)
		*strata_vec_push(out->arena, &all) = out->servers.items[i];
	out->servers = all;
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct strata_str folder = home_of(place, out->arena), bytes;
	struct reading r = { .out = out, .err = err };
	size_t users;
	int rc = 0;

	if (folder.len) {
		if (read_either(&bytes, &r.path, folder, "config", out->arena))
			rc = read_config(&r, bytes);
		if (rc < 0 || (rc = read_tokens(&r, folder)) < 0)
			return rc;
	}
	users = out->servers.count;
	if (place->files)
		read_project(out, place);
	put_first(out, users);
	return 0;
}

/*
 * With a home of its own and a proxy that nobody is behind, cargo says whose index it does
 * not reach; nothing leaves the machine.
 */
static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const version[] = { "cargo", "--version", NULL };
	static const char *const ask[] = {
		"sh", "-c",
		"CARGO_HOME=home CARGO_HTTP_PROXY=127.0.0.1:9 CARGO_NET_RETRY=0 "
		"cargo info a 2>&1; rm -rf home",
		NULL
	};
	struct strata_str said, file = STRATA_STR("/config.json");
	size_t start, end;
	int rc;

	if ((rc = registry_run(&said, version, arena, err)) < 0 ||
	    (rc = registry_run(&said, ask, arena, err)) < 0)
		return rc;
	start = strata_str_find(said, STRATA_STR("`http"));
	said = strata_str_skip(said, start == STRATA_NPOS ? said.len : start + 1);
	end = strata_str_find(said, file);
	if (end == STRATA_NPOS || strata_str_chr(said, '`') != end + file.len)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "cargo names no index");
	*strata_vec_push(arena, urls) = strata_str_take(said, end);
	return 0;
}

const struct registry_config registry_config_cargo = {
	.key = "cargo",
	.ecosystem = &strata_ecosystem_cargo,
	.read = read,
	.detect = detect,
};
