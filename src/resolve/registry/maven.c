/*
 * maven.c - settings.xml: mirrors, repositories of profiles that are active by default or
 * by name, and who may read them; see settings.h.
 *
 * A mirror of everything, or of the repository that poms have without saying so, is the
 * server without a name; other repositories have their id. A mirror takes the place of
 * those that its mirrorOf names. Repositories of the scanned pom come last.
 *
 * Format: Maven's documentation, "Settings Reference" and "Using Mirrors", 2026-11.
 */
#include <stdio.h>

#include "resolve/registry/settings.h"
#include "resolve/solver.h"
#include "text/archive.h"
#include "text/expand.h"
#include "text/xml.h"

struct settings_file {
	struct registry_settings *out;
	const char *home;
	struct strata_str path;
	const struct node *top;
	struct strata_error *err;
};

/* The user's own file may name the environment. */
static bool value_of(struct strata_str *out, struct strata_str name, const void *payload)
{
	const struct settings_file *f = payload;
	struct strata_str prefix = STRATA_STR("env.");

	if (strata_str_eq(name, STRATA_STR("user.home")))
		*out = strata_str_of(f->home);
	else if (strata_str_starts(name, prefix))
		*out = strata_str_of(getenv(strata_arena_cstr(f->out->arena,
							      strata_str_skip(name, prefix.len))));
	else
		return false;
	return out->ptr;
}

static struct strata_str text_of(const struct settings_file *f, const struct node *n, const char *key)
{
	struct expander x = { STRATA_STR("${"), '}', value_of, f };

	return expand_text(&x, node_text(n, key), f->out->arena);
}

static const char implied[] = "central"; /* the id that Maven's super POM gives */

/* "*", "a,b", "*,!a", "external:*". */
static bool is_mirror_of(struct strata_str list, struct strata_str id)
{
	bool found = false;

	while (list.ptr) {
		struct strata_str part;

		strata_str_cut(&part, &list, list, ',');
		part = strata_str_trim(part);
		if (part.len && part.ptr[0] == '!' && strata_str_eq(strata_str_skip(part, 1), id))
			return false;
		found = found || strata_str_eq(part, id) || strata_str_eq(part, STRATA_STR("*")) ||
			strata_str_eq(part, STRATA_STR("external:*"));
	}
	return found;
}

static const struct node *mirror_of(const struct settings_file *f, struct strata_str id)
{
	const struct node *n = node_first(node_map(f->top, "mirrors"));

	for (; n; n = n->next)
		if (is_mirror_of(node_text(n, "mirrorOf"), id))
			return n;
	return NULL;
}

static void add_note(struct settings_file *f, const char *what, struct strata_str id, const char *why)
{
	*strata_vec_push(f->out->arena, &f->out->notes) = (struct strata_note){
		.reason = strata_arena_printf(f->out->arena, "%s '%.*s' of settings.xml is %s", what,
					      STRATA_ARG(id), why),
	};
}

/* "{..}": Maven's own key opens it, which is not looked for. */
static bool is_encrypted(struct strata_str password)
{
	return password.len > 2 && password.ptr[0] == '{' && password.ptr[password.len - 1] == '}';
}

static int add_login(struct settings_file *f, struct strata_str id, struct strata_str url)
{
	const struct node *n = node_first(node_map(f->top, "servers"));
	struct strata_str user, password;

	while (n && !strata_str_eq(node_text(n, "id"), id))
		n = n->next;
	user = text_of(f, n, "username");
	password = text_of(f, n, "password");
	if (!user.len)
		return 0;
	if (!is_encrypted(password))
		return registry_add_credential(
			f->out, url, registry_basic(f->out->arena, user, password), f->err);
	add_note(f, "the password of server", id, "encrypted, and is not sent");
	return 0;
}

static int add_server(struct settings_file *f, struct strata_str name, const struct node *n)
{
	struct strata_str url = text_of(f, n, "url");
	struct strata_str said = strata_arena_printf(f->out->arena, "%.*s:%u", STRATA_ARG(f->path),
						     n->line);
	int rc;

	if (!url.len)
		return 0;
	if (strata_str_starts(url, STRATA_STR("file:"))) {
		add_note(f, "repository", node_text(n, "id"), "a folder, and is not read");
		return 0;
	}
	rc = registry_add_server(f->out, name, url, said, f->err);
	return rc < 0 ? rc : add_login(f, node_text(n, "id"), url);
}

static bool is_active(const struct settings_file *f, const struct node *profile)
{
	const struct node *n = node_first(node_map(f->top, "activeProfiles"));

	for (; n; n = n->next)
		if (strata_str_eq(n->text, node_text(profile, "id")))
			return true;
	return strata_str_eq(node_text(node_map(profile, "activation"), "activeByDefault"),
			     STRATA_STR("true"));
}

/* One that has snapshots alone is not asked for releases. */
static bool has_releases(const struct node *repository)
{
	return !strata_str_eq(node_text(node_map(repository, "releases"), "enabled"),
			      STRATA_STR("false"));
}

static int add_repository(struct settings_file *f, const struct node *n)
{
	struct strata_str id = node_text(n, "id");
	const struct node *mirror = mirror_of(f, id);

	if (!has_releases(n))
		return 0;
	if (strata_str_eq(id, strata_str_of(implied)))
		id = STRATA_STR("");
	return add_server(f, id, mirror ? mirror : n);
}

static int add_servers(struct settings_file *f)
{
	const struct node *mirror = mirror_of(f, strata_str_of(implied));
	const struct node *p = node_first(node_map(f->top, "profiles"));
	int rc = mirror ? add_server(f, STRATA_STR(""), mirror) : 0;

	for (; p && rc == 0; p = p->next) {
		const struct node *n = node_first(node_map(p, "repositories"));

		for (; n && rc == 0 && is_active(f, p); n = n->next)
			rc = add_repository(f, n);
	}
	return rc;
}

static int read_file(struct registry_settings *out, const struct registry_place *place,
		     struct strata_str path, struct strata_error *err)
{
	struct settings_file f = { .out = out, .home = place->home, .path = path, .err = err };
	struct strata_str bytes;
	struct node *top;
	int rc;

	if (!registry_read_file(&bytes, f.path.ptr, out->arena))
		return 0;
	rc = xml_tree(&top, bytes, out->arena, err);
	f.top = top;
	if (rc < 0 || (rc = add_servers(&f)) < 0) {
		strata_error_at(err, f.path);
		return STRATA_EUSAGE;
	}
	return 0;
}

/* The user's own, then that of the installation: of servers of one name the first counts. */
static int read_user(struct registry_settings *out, const struct registry_place *place,
		     struct strata_error *err)
{
	static const char *const homes[] = { "MAVEN_HOME", "M2_HOME" };
	int rc = 0;

	if (place->home)
		rc = read_file(out, place,
			       strata_arena_printf(out->arena, "%s/.m2/settings.xml", place->home),
			       err);
	for (size_t i = 0; i < sizeof(homes) / sizeof(*homes) && rc == 0; i++) {
		const char *home = getenv(homes[i]);

		if (home)
			rc = read_file(out, place,
				       strata_arena_printf(out->arena, "%s/conf/settings.xml", home),
				       err);
	}
	return rc;
}

static void read_project(struct registry_settings *out, const struct registry_place *place)
{
	struct strata_str bytes, path = STRATA_STR("pom.xml");
	struct node *top;

	if (place->folder.len)
		path = strata_arena_join(out->arena, place->folder, STRATA_STR("/pom.xml"), STRATA_NONE);
	if (!place->files || place->files->read(&bytes, place->files, path, out->arena, NULL) < 0 ||
	    xml_tree(&top, bytes, out->arena, NULL) < 0)
		return;
	for (const struct node *n = node_first(node_map(top, "repositories")); n; n = n->next)
		if (node_text(n, "url").len && node_text(n, "id").len)
			registry_add_project(out, place->user, node_text(n, "id"),
					     node_text(n, "url"), path, n->line);
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	int rc = read_user(out, place, err);

	if (rc == 0)
		read_project(out, place);
	return rc;
}

/* --- what the installed Maven has by itself ------------------------------------------------------- */

static struct strata_str home_of(struct strata_str printed)
{
	static const char mark[] = "Maven home: ";
	size_t at = strata_str_find(printed, strata_str_of(mark));
	struct strata_str line;

	if (at == STRATA_NPOS)
		return STRATA_NONE;
	strata_str_cut(&line, &printed, strata_str_skip(printed, at + sizeof(mark) - 1), '\n');
	return strata_str_trim(line);
}

enum { SUPER_POM_BYTES = 1 << 20 };

static int read_super(struct strata_str *pom, const char *jar, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct archive_stream *stream;
	struct strata_str name;
	int rc = archive_open(&stream, jar, err);

	if (rc < 0)
		return rc;
	while ((rc = archive_next(&name, stream, err)) > 0)
		if (strata_str_eq(name, STRATA_STR("org/apache/maven/model/pom-4.0.0.xml")))
			break;
	if (rc > 0)
		rc = archive_bytes(&bytes, stream, SUPER_POM_BYTES, err);
	else if (rc == 0)
		rc = strata_fail(err, STRATA_ENOTFOUND, 0, "Maven names no repository");
	*pom = strata_arena_dup(arena, strata_buf_str(&bytes));
	strata_buf_release(&bytes);
	archive_close(stream);
	return rc < 0 ? rc : 0;
}

static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const words[] = { "mvn", "-B", "--version", NULL };
	static const char *const find[] = { "find", NULL, "-name", "maven-model-builder*.jar", NULL };
	const char *search[5];
	struct strata_str printed, home, jar, rest, pom;
	struct node *top;
	int rc = registry_run(&printed, words, arena, err);

	if (rc < 0)
		return rc;
	home = home_of(printed);
	memcpy(search, find, sizeof(search));
	search[1] = strata_arena_printf(arena, "%.*s/lib/", STRATA_ARG(home)).ptr;
	if ((rc = registry_run(&printed, search, arena, err)) < 0)
		return rc;
	strata_str_cut(&jar, &rest, printed, '\n');
	if ((rc = read_super(&pom, strata_arena_cstr(arena, jar), arena, err)) < 0 ||
	    (rc = xml_tree(&top, pom, arena, err)) < 0)
		return rc;
	for (const struct node *n = node_first(node_map(top, "repositories")); n; n = n->next)
		if (node_text(n, "url").len)
			*strata_vec_push(arena, urls) = node_text(n, "url");
	return urls->count ? 0 : strata_fail(err, STRATA_ENOTFOUND, 0, "Maven names no repository");
}

const struct registry_config registry_config_maven = {
	.key = "maven",
	.ecosystem = &strata_ecosystem_maven,
	.read = read,
	.detect = detect,
};
