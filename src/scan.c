/*
 * scan.c - the pipeline: facts per blob, join per project, judge per package.
 * scan_run reads from top to bottom as the program works.
 */
#include "scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "resolve/resolve.h"
#include "strata/limits.h"

static int parse_day(struct strata_str *out, const char *day, struct strata_arena *arena,
		     struct strata_error *err)
{
	struct tm tm = { 0 };
	const char *end = strptime(day, "%Y-%m-%d", &tm);
	time_t t;

	if (!end || *end)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "--as-of '%s' is no day like 2026-01-31", day);
	t = timegm(&tm);
	gmtime_r(&t, &tm);
	*out = strata_arena_printf(arena, "%04d-%02d-%02dT23:59:59Z", tm.tm_year + 1900,
				   tm.tm_mon + 1, tm.tm_mday);
	return 0;
}

/* Time is an input: --as-of, else SOURCE_DATE_EPOCH, else the clock. */
int scan_now(struct strata_str *now, const struct options *options, struct strata_arena *arena,
	     struct strata_error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t t = time(NULL);
	struct tm tm;
	uint64_t seconds;

	if (options->as_of)
		return parse_day(now, options->as_of, arena, err);
	if (epoch && *epoch) {
		if (!strata_str_u64(&seconds, strata_str_of(epoch)) || seconds > 253402300799u)
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "SOURCE_DATE_EPOCH '%s' is no number of seconds", epoch);
		t = (time_t)seconds;
	}
	gmtime_r(&t, &tm);
	*now = strata_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
				   tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return 0;
}

static int open_source(struct scan *s, const struct options *options, unsigned parts,
		       struct strata_error *err)
{
	struct source_options source = {
		.path = options->path ? options->path : ".",
		.snapshot = SOURCE_WORKTREE,
		.revision = options->revision,
		.history = parts & SCAN_HISTORY,
		.also = "strata.toml",
	};

	if (options->directory)
		source.snapshot = SOURCE_DIRECTORY;
	else if (options->staged)
		source.snapshot = SOURCE_INDEX;
	else if (options->revision || parts & SCAN_HISTORY)
		source.snapshot = SOURCE_REVISION;
	return source_open(&s->source, &source, err);
}

static int read_jobs(struct scan *s, const struct options *options, struct strata_error *err)
{
	uint64_t jobs = 0;

	if (options->jobs && (!strata_str_u64(&jobs, strata_str_of(options->jobs)) || jobs > 64))
		return strata_fail(err, STRATA_EUSAGE, 0, "--jobs '%s' is no number up to 64",
				   options->jobs);
	s->jobs = (unsigned)jobs;
	return 0;
}

int scan_file_limit(uint64_t *out, const struct options *options, struct strata_error *err)
{
	*out = 0;
	if (options->max_file_size && !strata_str_u64(out, strata_str_of(options->max_file_size)))
		return strata_fail(err, STRATA_EUSAGE, 0, "--max-file-size '%s' is no number of bytes",
				   options->max_file_size);
	return 0;
}

static int collect(struct scan *s, const struct options *options, struct strata_error *err)
{
	struct facts_options facts = { .jobs = s->jobs };
	int rc = scan_file_limit(&facts.max_file_size, options, err);

	return rc < 0 ? rc : facts_collect(&s->facts, s->source, &facts, err);
}

static int read_own_file(struct strata_str *out, const char *path, struct strata_arena *arena,
			 struct strata_error *err)
{
	FILE *f = fopen(path, "rb");
	char *bytes = strata_arena_alloc(arena, STRATA_LIMIT_CONFIG_BYTES + 1);

	if (!f)
		return strata_fail(err, STRATA_EUSAGE, 0, "cannot read the configuration '%s'", path);
	*out = (struct strata_str){ bytes, fread(bytes, 1, STRATA_LIMIT_CONFIG_BYTES + 1, f) };
	fclose(f);
	return 0;
}

/* The user's own strata.toml, when there is one. */
static int read_user_config(struct config *config, struct scan *s, struct strata_error *err)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	struct strata_str path, bytes;

	if (xdg && *xdg == '/')
		path = strata_arena_printf(&s->arena, "%s/strata/strata.toml", xdg);
	else if (home && *home)
		path = strata_arena_printf(&s->arena, "%s/.config/strata/strata.toml", home);
	else
		return 0;
	if (read_own_file(&bytes, path.ptr, &s->arena, NULL) < 0)
		return 0;
	return config_read(config, path, bytes, &s->arena, err);
}

/* --config, else strata.toml at the top of the snapshot that is judged. */
static int read_config(struct config *config, struct scan *s, const struct options *options,
		       struct strata_error *err)
{
	struct strata_str bytes;
	int rc;

	if ((rc = read_user_config(config, s, err)) < 0)
		return rc;
	if (options->config) {
		if ((rc = read_own_file(&bytes, options->config, &s->arena, err)) < 0)
			return rc;
		return config_read(config, strata_str_of(options->config), bytes, &s->arena, err);
	}
	for (size_t i = 0; i < s->facts.entries.count; i++) {
		const struct source_entry *entry = &s->facts.entries.items[i];

		if (!strata_str_eq(entry->path, STRATA_STR("strata.toml")))
			continue;
		if ((rc = source_read(&bytes, s->source, entry, &s->arena, err)) < 0)
			return rc;
		return config_read(config, entry->path, bytes, &s->arena, err);
	}
	return 0;
}

static struct strata_str join_scopes(struct scan *s, const struct strata_strs *scopes)
{
	struct strata_str all = STRATA_STR("");

	for (size_t i = 0; i < scopes->count; i++)
		all = strata_arena_join(&s->arena, all, i ? STRATA_STR(",") : STRATA_STR(""),
					scopes->items[i]);
	return all;
}

int scan_settle_policy(struct scan *s, const struct options *options, struct strata_error *err)
{
	struct config config = { 0 };
	struct strata_str scopes = STRATA_STR("prod,build,dev,unknown");
	struct strata_str roles = STRATA_STR("own,generated");
	int rc;

	if ((rc = read_config(&config, s, options, err)) < 0)
		return rc;
	s->policy.ignores = config.ignores;
	s->policy.today = strata_str_take(s->now, 10);
	if (options->fail_on)
		config.fail_on = strata_str_of(options->fail_on);
	if (config.scopes.count)
		scopes = join_scopes(s, &config.scopes);
	if (options->scope)
		scopes = strata_str_of(options->scope);
	if (options->roles)
		roles = strata_str_of(options->roles);
	if ((rc = policy_threshold_parse(&s->policy.threshold, config.fail_on, err)) < 0 ||
	    (rc = policy_scopes_parse(&s->policy.scopes, scopes, err)) < 0)
		return rc;
	return policy_roles_parse(&s->policy.roles, roles, err);
}

static void add_chains(struct scan *s)
{
	for (size_t i = 0; i < s->findings.count; i++) {
		struct strata_finding *f = &s->findings.items[i];

		if (f->component >= 0)
			strata_inventory_chains(&f->chains, &s->inventory, (unsigned)f->component,
						STRATA_LIMIT_CHAINS, &s->arena);
	}
}

static int judge(struct scan *s, struct strata_error *err)
{
	int rc = advisory_match(&s->findings, &s->notes, s->database, &s->inventory, s->as_of,
				&s->arena, err);

	if (rc < 0)
		return rc;
	add_chains(s);
	policy_apply(&s->findings, &s->notes, &s->policy, &s->inventory, &s->arena);
	return 0;
}

int scan_open(struct scan *s, const struct options *options, unsigned parts,
	      struct strata_error *err)
{
	int rc;

	*s = (struct scan){ 0 };
	if ((rc = scan_now(&s->now, options, &s->arena, err)) < 0 ||
	    (rc = read_jobs(s, options, err)) < 0 ||
	    (rc = open_source(s, options, parts, err)) < 0)
		return rc;
	s->as_of = options->as_of ? s->now : STRATA_NONE;
	return parts & SCAN_ADVISORIES ? advisory_open(&s->database, options->database, err) : 0;
}

int scan_run(struct scan *s, const struct options *options, unsigned parts,
	     struct strata_error *err)
{
	int rc;

	if ((rc = scan_open(s, options, parts, err)) < 0 ||
	    (rc = collect(s, options, err)) < 0 ||
	    (rc = scan_settle_policy(s, options, err)) < 0)
		return rc;
	resolve_inventory(&s->inventory, &s->facts, &s->arena);
	s->notes = s->inventory.notes;
	s->empty = s->inventory.manifests.count == 0;
	return parts & SCAN_ADVISORIES ? judge(s, err) : 0;
}

void scan_release(struct scan *scan)
{
	advisory_close(scan->database);
	facts_release(&scan->facts);
	source_close(scan->source);
	strata_arena_release(&scan->arena);
}
