/* config.c - strata config show: what is in effect, and which file, variable or default says so. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/config_registries.h"
#include "memo/memo.h"

enum {
	GROUPS = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_DATABASE | OPTIONS_POLICY | OPTIONS_PARTS
};

static void put(struct strata_buf *out, const struct options *o, const char *name, struct strata_str text)
{
	strata_buf_addf(out, "%-14s %.*s\n", name, STRATA_ARG(report_harmless(o->arena, text)));
}

static void show_cache(struct strata_buf *out, const struct options *o)
{
	struct strata_str folder = memo_folder(o->cache, o->arena), file;
	struct stat st;

	if (o->no_cache || !folder.len) {
		put(out, o, "cache", o->no_cache ? STRATA_STR("none, by --no-cache")
						 : STRATA_STR("none: there is no HOME to keep it in"));
		return;
	}
	file = memo_file(folder, o->arena);
	if (stat(file.ptr, &st) == 0)
		file = strata_arena_printf(o->arena, "%.*s, %lld bytes", STRATA_ARG(file),
					   (long long)st.st_size);
	else
		file = strata_arena_join(o->arena, file, STRATA_STR(", not there yet"), STRATA_NONE);
	put(out, o, "cache", file);
}

static void show_database(struct strata_buf *out, const struct options *o)
{
	static const char *const kinds[] = { "none", "the starter set", "full" };
	struct strata_error err = STRATA_ERROR_INIT;
	struct advisory_db *db = NULL;
	const struct advisory_status *status;

	if (advisory_open(&db, o->database, &err) < 0) {
		put(out, o, "database", strata_arena_printf(o->arena, "unusable: %s", err.text));
		return;
	}
	status = advisory_status(db);
	put(out, o, "database",
	    strata_arena_printf(o->arena, "%s, %zu records%s%.*s", kinds[status->kind],
				status->records, status->path.len ? ", in " : "",
				STRATA_ARG(status->path)));
	advisory_close(db);
}

static void show_text(struct strata_buf *out, const struct options *o, const char *name,
		      const struct config_text *setting, const char *standard)
{
	if (!setting->text.ptr) {
		put(out, o, name, strata_arena_printf(o->arena, "%s, by default", standard));
		return;
	}
	put(out, o, name, strata_arena_printf(o->arena, "%.*s, from %.*s:%u", STRATA_ARG(setting->text),
					      STRATA_ARG(setting->file), setting->line));
}

static void show_files(struct strata_buf *out, const struct options *o, const struct scan *s)
{
	struct strata_str user = config_user_file(o->arena);

	if (user.ptr && access(user.ptr, F_OK) == 0)
		put(out, o, "configuration", user);
	if (o->config)
		put(out, o, "configuration", strata_str_of(o->config));
	for (size_t i = 0; i < s->facts.entries.count && !o->config; i++)
		if (strata_str_eq(s->facts.entries.items[i].path, STRATA_STR("strata.toml")))
			put(out, o, "configuration", STRATA_STR("strata.toml of the snapshot"));
}

/* Options come over the configuration: those have their own lines. */
static void show_settings(struct strata_buf *out, const struct options *o, const struct config *config)
{
	if (!o->fail_on)
		show_text(out, o, "fail-on", &config->fail_on, "any vulnerability that is surely there");
	if (!o->scope)
		show_text(out, o, "scope", &config->scope, "prod,build,dev,unknown");
	for (size_t i = 0; i < config->ignores.count; i++) {
		const struct config_ignore *ignore = &config->ignores.items[i];

		put(out, o, ignore->licences ? "exception" : "ignore",
		    strata_arena_printf(o->arena, "%.*s%s%.*s%s%.*s, from %.*s:%u", STRATA_ARG(ignore->id),
					ignore->purl.len ? " " : "", STRATA_ARG(ignore->purl),
					ignore->path.len ? " " : "", STRATA_ARG(ignore->path),
					STRATA_ARG(ignore->file), ignore->line));
	}
	options_show(out, o, GROUPS);
}

static int show(struct options *o, struct strata_error *err)
{
	struct strata_buf out = STRATA_BUF_INIT;
	struct config config = { 0 };
	struct scan s;
	int rc;

	if ((rc = scan_open(&s, o, SCAN_INVENTORY, err)) == 0 &&
	    (rc = source_list(&s.facts.entries, &s.notes, s.source, &s.arena, err)) == 0 &&
	    (rc = scan_read_config(&config, &s, o, err)) == 0) {
		show_cache(&out, o);
		show_database(&out, o);
		show_files(&out, o, &s);
		show_settings(&out, o, &config);
		fputs(out.ptr, stdout);
	}
	strata_buf_release(&out);
	scan_release(&s);
	return rc < 0 ? rc : STATUS_CLEAN;
}

static int run(struct options *options, struct strata_error *err)
{
	int rc;

	if (options->arg_count == 1 && strcmp(options->args[0], "registries") == 0)
		return config_registries(options, err);
	if (!options->arg_count || strcmp(options->args[0], "show") != 0)
		return strata_fail(err, STRATA_EUSAGE, 0, "say what to do: show, or registries alone");
	if ((rc = cli_take_path(options, 1, err)) < 0)
		return rc;
	return show(options, err);
}

const struct command command_config = {
	.name = "config",
	.usage = "show [PATH|REPO] [OPTION..], or config registries [--detect]",
	.summary = "what is in effect, and where each setting comes from",
	.groups = GROUPS | OPTIONS_CONFIG,
	.run = run,
};
