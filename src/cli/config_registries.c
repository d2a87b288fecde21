/*
 * config_registries.c - strata config registries: which servers each ecosystem is asked
 * at, and who says so.
 *
 * No address is compiled in: --detect asks the package managers that are installed for
 * their defaults, and adds them to the user's registries.toml. A line that is there stays.
 */
#include "cli/config_registries.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/hook_file.h"
#include "resolve/registry/settings.h"

static bool is_configured(const struct config *user, const char *key)
{
	for (size_t i = 0; i < user->registries.count; i++)
		if (strata_str_eq(user->registries.items[i].key, strata_str_of(key)))
			return true;
	return false;
}

/* What a package manager answers becomes a text of TOML: nothing in it may end that. */
static bool is_plain(struct strata_str url)
{
	if (!strata_str_starts(url, STRATA_STR("https://")) &&
	    !strata_str_starts(url, STRATA_STR("http://")))
		return false;
	for (size_t i = 0; i < url.len; i++)
		if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || strchr("\"\\", url.ptr[i]))
			return false;
	return true;
}

static void complain(const char *key, const char *text)
{
	fprintf(stderr, "strata: %s: %s\n", key, text);
}

/* npm = ["https://..."] */
static void detect_one(struct strata_buf *file, const struct registry_config *config,
		       struct strata_arena *arena)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_buf list = STRATA_BUF_INIT;
	struct strata_strs urls = { 0 };
	int rc = config->detect(&urls, arena, &err);

	for (size_t i = 0; rc == 0 && i < urls.count; i++)
		if (is_plain(urls.items[i]))
			strata_buf_addf(&list, "%s\"%.*s\"", list.len ? ", " : "",
					STRATA_ARG(urls.items[i]));
	if (list.len)
		strata_buf_addf(file, "%s = [%.*s]\n", config->key, STRATA_ARG(strata_buf_str(&list)));
	else
		complain(config->key, rc < 0 ? err.text : "the package manager names no address");
	strata_buf_release(&list);
}

static int make_folders(const char *file, struct strata_arena *arena, struct strata_error *err)
{
	char *path = strata_arena_text(arena, strlen(file));

	memcpy(path, file, strlen(file));
	for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			return strata_fail(err, STRATA_EIO, 0, "cannot make the folder '%s': %s", path,
					   strerror(errno));
		*at = '/';
	}
	return 0;
}

/* Behind what the file says already, which is valid: it was read. */
static int detect(const struct config *user, struct options *o, struct strata_error *err)
{
	struct strata_str path = config_registries_file(o->arena), old = STRATA_STR("");
	struct strata_buf file = STRATA_BUF_INIT;
	const struct registry_config *config;
	size_t before;
	int rc = 0;

	if (!path.ptr)
		return strata_fail(err, STRATA_EUSAGE, 0, "there is no HOME to write registries.toml to");
	registry_read_file(&old, path.ptr, o->arena);
	strata_buf_add(&file, old);
	if (old.len && old.ptr[old.len - 1] != '\n')
		strata_buf_addc(&file, '\n');
	before = file.len;
	for (size_t i = 0; (config = registry_config_at(i)); i++)
		if (config->detect && !is_configured(user, config->key))
			detect_one(&file, config, o->arena);
	if (file.len > before && (rc = make_folders(path.ptr, o->arena, err)) == 0)
		rc = hook_file_write(path.ptr, strata_buf_str(&file), 0644, o->arena, err);
	strata_buf_release(&file);
	return rc;
}

static int show_one(struct strata_buf *out, const struct registry_config *config,
		    const struct registry_place *place, struct options *o, struct strata_error *err)
{
	struct registry_settings settings;
	int rc = registry_settings_read(&settings, config, place, o->arena, err);

	for (size_t i = 0; rc == 0 && i < settings.servers.count; i++) {
		const struct registry_server *s = &settings.servers.items[i];
		struct strata_str text = strata_arena_printf(
			o->arena, "%.*s%s%.*s, from %.*s", STRATA_ARG(s->name), s->name.len ? " " : "",
			STRATA_ARG(net_shown(o->arena, s->url)), STRATA_ARG(s->said));

		strata_buf_addf(out, "%-8s %.*s\n", config->key,
				STRATA_ARG(report_harmless(o->arena, text)));
	}
	if (rc == 0 && settings.servers.count == 0)
		strata_buf_addf(out, "%-8s none is known: --detect asks the package manager\n",
				config->key);
	return rc;
}

static int read_user(struct config *user, struct options *o, struct strata_error *err)
{
	int rc;

	*user = (struct config){ 0 };
	if ((rc = config_read_user(user, o->arena, err)) < 0)
		return rc;
	return config_read_registries(user, o->arena, err);
}

int config_registries(struct options *o, struct strata_error *err)
{
	struct strata_buf out = STRATA_BUF_INIT;
	struct config user;
	struct registry_place place = { .user = &user, .folder = STRATA_STR(""), .home = getenv("HOME") };
	const struct registry_config *config;
	int rc;

	if ((rc = read_user(&user, o, err)) < 0 ||
	    (o->detect && ((rc = detect(&user, o, err)) < 0 || (rc = read_user(&user, o, err)) < 0)))
		return rc;
	for (size_t i = 0; (config = registry_config_at(i)); i++) {
		struct strata_error one = STRATA_ERROR_INIT;

		if (show_one(&out, config, &place, o, &one) == 0)
			continue;
		/* One whose files are wrong hides none of the others. */
		if (rc < 0)
			complain(config->key, one.text);
		else
			*err = one;
		rc = one.code;
	}
	fputs(out.ptr ? out.ptr : "", stdout);
	strata_buf_release(&out);
	return rc;
}
