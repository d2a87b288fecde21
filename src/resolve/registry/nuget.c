/*
 * nuget.c - NuGet's configuration: sources, credentials, which source serves what; see
 * settings.h.
 *
 * NuGet.Config of the user (~/.nuget/NuGet, else ~/.config/NuGet), and the files of that name
 * in the folder of the project and above it, the nearest strongest.
 * <clear/> drops what weaker files say, <disabledPackageSources> and <packageSourceMapping>
 * hold, <packageSourceCredentials> are the user's alone. Sources of the scanned tree are used
 * where the user's own configuration names their host.
 *
 * Each source is a server of its own key. [registries] is asked where no file names a source
 * that may be used. Flags: "map=PATTERN KEY".
 *
 * Format: learn.microsoft.com, "nuget.config reference", "Package Source Mapping", 2026-11.
 */
#include <stdlib.h>

#include "resolve/registry/settings.h"
#include "resolve/solver.h"
#include "text/xml.h"

struct source {
	struct strata_str key, url, path;
	unsigned line;
	bool own; /* of the user's own file */
};

struct file {
	struct strata_str path;
	const struct node *top;
	bool own;
};

struct reading {
	struct registry_settings *out;
	const struct registry_place *place;
	struct strata_error *err;
	STRATA_VEC(nuget_files, struct file) files; /* the strongest first */
	STRATA_VEC(nuget_config_sources, struct source) sources;
	struct strata_map known, disabled; /* keys in lower case */
};

/* --- files ------------------------------------------------------------------------------------- */

static int add_file(struct reading *r, struct strata_str path, struct strata_str bytes, bool own)
{
	struct node *top;
	int rc = xml_tree(&top, bytes, r->out->arena, own ? r->err : NULL);

	if (rc == 0)
		*strata_vec_push(r->out->arena, &r->files) = (struct file){ path, top, own };
	else if (own)
		strata_error_at(r->err, path);
	return rc < 0 && own ? STRATA_EUSAGE : 0;
}

/* In the folder of the project and in those above it. */
static void add_project_files(struct reading *r)
{
	static const char *const names[] = { "NuGet.Config", "nuget.config", "NuGet.config" };
	struct strata_str folder = r->place->folder, bytes;

	for (bool more = r->place->files; more; folder = strata_path_dir(folder)) {
		more = folder.len > 0;
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			struct strata_str path =
				strata_arena_join(r->out->arena, folder,
						  folder.len ? STRATA_STR("/") : STRATA_STR(""),
						  strata_str_of(names[i]));

			if (r->place->files->read(&bytes, r->place->files, path, r->out->arena, NULL) < 0)
				continue;
			add_file(r, path, bytes, false);
			break;
		}
	}
}

static int add_user_files(struct reading *r)
{
	static const char *const places[] = { ".nuget", ".config" };
	struct strata_str bytes, path;

	for (size_t i = 0; r->place->home && i < sizeof(places) / sizeof(*places); i++) {
		path = strata_arena_printf(r->out->arena, "%s/%s/NuGet/NuGet.Config", r->place->home,
					   places[i]);
		if (registry_read_file(&bytes, path.ptr, r->out->arena))
			return add_file(r, path, bytes, true);
	}
	return 0;
}

/* --- sections ---------------------------------------------------------------------------------- */

static bool is_key(const struct node *n, const char *key)
{
	return strata_str_eq_nocase(n->key, strata_str_of(key));
}

static const struct node *section(const struct node *top, const char *name)
{
	for (const struct node *n = node_first(top); n; n = n->next)
		if (n->type == NODE_MAP && is_key(n, name))
			return n;
	return NULL;
}

/* False: it is there already. */
static bool add_key(struct reading *r, struct strata_map *keys, struct strata_str key)
{
	bool added;

	strata_map_at(keys, strata_name_lower(r->out->arena, key), &added);
	return added;
}

/* True: what weaker files say does not count. */
static bool add_sources(struct reading *r, const struct file *file)
{
	bool clears = false;

	for (const struct node *n = node_first(section(file->top, "packageSources")); n; n = n->next) {
		struct strata_str url = strata_str_trim(node_text(n, "@value"));

		if (n->type != NODE_MAP)
			continue;
		if (is_key(n, "clear"))
			clears = true;
		else if (is_key(n, "add") && url.len && add_key(r, &r->known, node_text(n, "@key")))
			*strata_vec_push(r->out->arena, &r->sources) =
				(struct source){ node_text(n, "@key"), url, file->path, n->line, file->own };
	}
	return clears;
}

static bool add_disabled(struct reading *r, const struct file *file)
{
	const struct node *list = section(file->top, "disabledPackageSources");
	bool clears = false;

	for (const struct node *n = node_first(list); n; n = n->next) {
		if (n->type != NODE_MAP)
			continue;
		if (is_key(n, "clear"))
			clears = true;
		else if (strata_str_eq_nocase(node_text(n, "@value"), STRATA_STR("true")))
			add_key(r, &r->disabled, node_text(n, "@key"));
	}
	return clears;
}

static bool add_mapping(struct reading *r, const struct file *file)
{
	struct strata_arena *arena = r->out->arena;
	bool clears = false;

	for (const struct node *n = node_first(section(file->top, "packageSourceMapping")); n; n = n->next) {
		if (n->type != NODE_MAP)
			continue;
		clears = clears || is_key(n, "clear");
		for (const struct node *p = n->first; p; p = p->next)
			if (p->type == NODE_MAP && is_key(p, "package") &&
			    strata_str_chr(node_text(p, "@pattern"), ' ') == STRATA_NPOS)
				*strata_vec_push(arena, &r->out->flags) =
					STRATA_CONCAT(arena, STRATA_STR("map="), node_text(p, "@pattern"),
						      STRATA_STR(" "), node_text(n, "@key"));
	}
	return clears;
}

static bool is_disabled(const struct reading *r, struct strata_str key)
{
	size_t ignored;

	return strata_map_get(&ignored, &r->disabled, strata_name_lower(r->out->arena, key));
}

static void for_each_file(struct reading *r, bool (*take)(struct reading *r, const struct file *file))
{
	for (size_t i = 0; i < r->files.count; i++)
		if (take(r, &r->files.items[i]))
			return;
}

/* --- servers ------------------------------------------------------------------------------------- */

/* A folder of packages is no server. */
static bool is_address(struct strata_str url)
{
	return strata_str_starts(url, STRATA_STR("http://")) ||
	       strata_str_starts(url, STRATA_STR("https://"));
}

static int add_own_servers(struct reading *r)
{
	int rc = 0;

	for (size_t i = 0; i < r->sources.count && rc == 0; i++) {
		const struct source *s = &r->sources.items[i];

		if (s->own && is_address(s->url) && !is_disabled(r, s->key))
			rc = registry_add_server(r->out, s->key, s->url,
						 strata_arena_printf(r->out->arena, "%.*s:%u",
								     STRATA_ARG(s->path), s->line),
						 r->err);
	}
	return rc;
}

static void note_folder(struct reading *r, const struct source *s)
{
	*strata_vec_push(r->out->arena, &r->out->notes) = (struct strata_note){
		.path = s->path,
		.line = s->line,
		.reason = strata_arena_printf(r->out->arena,
					      "the source '%.*s' is a folder, which is not asked",
					      STRATA_ARG(s->key)),
	};
}

static void add_project_servers(struct reading *r)
{
	for (size_t i = 0; i < r->sources.count; i++) {
		const struct source *s = &r->sources.items[i];

		if (s->own || is_disabled(r, s->key))
			continue;
		if (is_address(s->url))
			registry_add_project(r->out, r->place->user, s->key, s->url, s->path, s->line);
		else
			note_folder(r, s);
	}
}

/* "_x0020_" is a blank: keys are names of elements. */
static bool names_source(const struct node *n, struct strata_str key)
{
	struct strata_buf b = STRATA_BUF_INIT;
	bool same;

	for (size_t i = 0; i < n->key.len; i++) {
		bool blank = strata_str_starts(strata_str_skip(n->key, i), STRATA_STR("_x0020_"));

		strata_buf_addc(&b, blank ? ' ' : n->key.ptr[i]);
		i += blank ? 6 : 0;
	}
	same = strata_str_eq_nocase(strata_buf_str(&b), key);
	strata_buf_release(&b);
	return same;
}

static struct strata_str value_of(const struct node *list, const char *key)
{
	for (const struct node *n = list->first; n; n = n->next)
		if (n->type == NODE_MAP && strata_str_eq_nocase(node_text(n, "@key"), strata_str_of(key)))
			return node_text(n, "@value");
	return STRATA_NONE;
}

/* "https://host" of an address. */
static struct strata_str host_of(struct strata_str url)
{
	size_t host = strata_str_find(url, STRATA_STR("://")) + 3;
	size_t path = strata_str_chr(strata_str_skip(url, host), '/');

	return path == STRATA_NPOS ? url : strata_str_take(url, host + path);
}

/* For the index and what lies beside it; also for what it names elsewhere on its host. */
static int add_credential(struct reading *r, const struct registry_server *server, struct strata_str user,
			  struct strata_str password)
{
	struct strata_str header = registry_basic(r->out->arena, user, password);
	struct strata_str folder = strata_str_take(server->url, strata_str_rchr(server->url, '/'));
	int rc = registry_add_credential(r->out, folder, header, r->err);

	return rc < 0 ? rc : registry_add_credential(r->out, host_of(server->url), header, r->err);
}

/* Passwords that Windows has encrypted are of no use here. */
static int add_credentials_of(struct reading *r, const struct node *n)
{
	struct strata_str password = value_of(n, "ClearTextPassword");
	int rc = 0;

	for (size_t i = 0; i < r->out->servers.count && rc == 0 && password.len; i++)
		if (names_source(n, r->out->servers.items[i].name))
			rc = add_credential(r, &r->out->servers.items[i], value_of(n, "Username"), password);
	return rc;
}

static int add_credentials(struct reading *r, const struct file *file)
{
	int rc = 0;

	for (const struct node *n = node_first(section(file->top, "packageSourceCredentials"));
	     n && rc == 0 && file->own; n = n->next)
		if (n->type == NODE_MAP)
			rc = add_credentials_of(r, n);
	return rc;
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct reading r = { .out = out, .place = place, .err = err,
			     .known = STRATA_MAP_INIT(out->arena),
			     .disabled = STRATA_MAP_INIT(out->arena) };
	int rc;

	add_project_files(&r);
	if ((rc = add_user_files(&r)) < 0)
		return rc;
	for_each_file(&r, add_sources);
	for_each_file(&r, add_disabled);
	for_each_file(&r, add_mapping);
	if ((rc = add_own_servers(&r)) < 0)
		return rc;
	add_project_servers(&r);
	for (size_t i = 0; i < r.files.count && rc == 0; i++)
		rc = add_credentials(&r, &r.files.items[i]);
	return rc;
}

/* "E https://.." for each source that is enabled. */
static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const ask[] = { "dotnet", "nuget", "list", "source", "--format", "short", NULL };

	return registry_run_list(urls, ask, STRATA_STR("E "), arena, err);
}

const struct registry_config registry_config_nuget = {
	.key = "nuget",
	.ecosystem = &strata_ecosystem_nuget,
	.read = read,
	.detect = detect,
};
