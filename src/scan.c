/*
 * scan.c - the pipeline: facts per blob, join per project, judge per package.
 * scan_run reads from top to bottom as the program works.
 */
#include "scan.h"

#include <stdlib.h>
#include <time.h>

#include "composing.h"
#include "imaging.h"
#include "image/link.h"
#include "licensing.h"
#include "resolve/resolve.h"
#include "solving.h"
#include "strata/limits.h"

static int parse_day(struct strata_str *out, struct strata_str day, struct strata_arena *arena,
		     struct strata_error *err)
{
	if (!strata_str_is_day(day))
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "--as-of '%.*s' is no day like 2026-01-31", STRATA_ARG(day));
	*out = strata_arena_join(arena, day, STRATA_STR("T23:59:59Z"), STRATA_NONE);
	return 0;
}

/* Time is an input: --as-of, else SOURCE_DATE_EPOCH, else the clock. */
int scan_now(struct strata_str *now, const struct options *options, struct strata_arena *arena,
	     struct strata_error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t t = time(NULL);
	uint64_t seconds;

	if (options->as_of)
		return parse_day(now, strata_str_of(options->as_of), arena, err);
	if (epoch && *epoch) {
		if (!strata_str_u64(&seconds, strata_str_of(epoch)) || seconds > 253402300799u)
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "SOURCE_DATE_EPOCH '%s' is no number of seconds", epoch);
		t = (time_t)seconds;
	}
	*now = strata_arena_time(arena, t);
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

static int read_number(uint64_t *out, const char *option, const char *text, uint64_t most,
		       struct strata_error *err)
{
	if (!text || (strata_str_u64(out, strata_str_of(text)) && *out <= most))
		return 0;
	return strata_fail(err, STRATA_EUSAGE, 0, "%s '%s' is no number up to %llu", option, text,
			   (unsigned long long)most);
}

static int read_policy(struct policy *out, const struct options *o, struct strata_error *err)
{
	struct strata_str fail_on = o->fail_on ? strata_str_of(o->fail_on) : STRATA_NONE;
	const char *scope = o->scope ? o->scope : "prod,build,dev,unknown";
	const char *roles = o->roles ? o->roles : "own,generated";
	int rc;

	if ((rc = policy_threshold_parse(&out->threshold, fail_on, err)) < 0 ||
	    (rc = policy_scopes_parse(&out->scopes, strata_str_of(scope), err)) < 0)
		return rc;
	return policy_roles_parse(&out->roles, strata_str_of(roles), err);
}

/* What the options set: wrong usage is told before anything else is. */
static int read_options(struct scan *s, const struct options *o, struct strata_error *err)
{
	uint64_t jobs = 0;
	int rc;

	if ((rc = read_number(&jobs, "--jobs", o->jobs, 64, err)) < 0 ||
	    (rc = read_number(&s->max_file_size, "--max-file-size", o->max_file_size, SIZE_MAX,
			      err)) < 0 ||
	    (rc = read_policy(&s->policy, o, err)) < 0)
		return rc;
	s->jobs = (unsigned)jobs;
	return 0;
}

/* What is about files as such needs none of them read as a manifest. */
static int collect(struct scan *s, unsigned parts, struct strata_error *err)
{
	struct facts_options facts = { .jobs = s->jobs, .max_file_size = s->max_file_size,
				       .listed = parts == SCAN_CODE };

	return facts_collect(&s->facts, s->source, &facts, err);
}

/* The bytes of strata.toml at the top of the snapshot that is judged; absent without one. */
static int read_snapshot_config(struct strata_str *out, struct scan *s, struct strata_error *err)
{
	const struct source_entry *entry = facts_entry(&s->facts, STRATA_STR("strata.toml"));

	*out = STRATA_NONE;
	return entry ? source_read(out, s->source, entry, &s->arena, err) : 0;
}

/* The user's own, and over it --config or the one handed over. */
static int read_config(struct config *config, const struct options *options, struct strata_str bytes,
		       struct strata_arena *arena, struct strata_error *err)
{
	int rc = config_read_user(config, arena, err);

	if (rc < 0)
		return rc;
	if (!options->config)
		return bytes.ptr ? config_read(config, STRATA_STR("strata.toml"), bytes, arena, err) : 0;
	rc = config_read_file(config, options->config, arena, err);
	if (rc == STRATA_ENOTFOUND)
		return strata_fail(err, STRATA_EUSAGE, 0, "no configuration '%s' is there",
				   options->config);
	return rc;
}

int scan_read_config(struct config *config, struct scan *s, const struct options *options,
		     struct strata_error *err)
{
	struct strata_str bytes = STRATA_NONE;
	int rc = options->config ? 0 : read_snapshot_config(&bytes, s, err);

	return rc < 0 ? rc : read_config(config, options, bytes, &s->arena, err);
}

/* Says where in a strata.toml the setting is that could not be taken. */
static int placed(int rc, const struct config_text *setting, struct strata_error *err)
{
	if (rc < 0 && err) {
		strata_error_at(err, setting->file);
		err->line = setting->line;
	}
	return rc;
}

/* Options come over the configuration. */
static int merge_config(struct policy *out, const struct options *options, const struct config *config,
			struct strata_error *err)
{
	int rc = 0;

	out->ignores = config->ignores;
	if (!options->fail_on && config->fail_on.text.ptr)
		rc = placed(policy_threshold_parse(&out->threshold, config->fail_on.text, err),
			    &config->fail_on, err);
	if (rc == 0 && !options->scope && config->scope.text.ptr)
		rc = placed(policy_scopes_parse(&out->scopes, config->scope.text, err), &config->scope,
			    err);
	return rc;
}

/* [image] of strata.toml, its keys as config.h has them. */
static void read_image_policy(struct image_policy *out, const struct config *config,
			      struct strata_arena *arena)
{
	const struct { const char *key; struct strata_strs *to; } rows[] = {
		{ "own", &out->own },
		{ "registries", &out->registries },
		{ "images", &out->images },
		{ "must-be-pinned", &out->pinned },
		{ "must-be-minimal", &out->minimal },
		{ "must-be-signed", &out->sealed },
	};

	for (size_t i = 0; i < config->image.count; i++)
		for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++)
			if (strata_str_eq(config->image.items[i].key, strata_str_of(rows[r].key)))
				*strata_vec_push(arena, rows[r].to) = config->image.items[i].value.text;
}

int scan_policy(struct policy *out, struct image_policy *image, const struct options *options,
		struct strata_str now, struct strata_str bytes, struct strata_arena *arena,
		struct strata_error *err)
{
	struct config config = { 0 };
	int rc;

	*out = (struct policy){ .today = strata_str_take(now, 10) };
	if ((rc = read_policy(out, options, err)) < 0 ||
	    (rc = read_config(&config, options, bytes, arena, err)) < 0)
		return rc;
	*image = (struct image_policy){ .own = { 0 } };
	read_image_policy(image, &config, arena);
	return merge_config(out, options, &config, err);
}

int scan_settle_policy(struct scan *s, const struct options *options, struct strata_error *err)
{
	struct config config = { 0 };
	int rc = scan_read_config(&config, s, options, err);

	s->policy.today = strata_str_take(s->now, 10);
	read_image_policy(&s->image_policy, &config, &s->arena);
	if (rc < 0 || (rc = merge_config(&s->policy, options, &config, err)) < 0)
		return rc;
	return licensing_read_policy(&s->licence_policy, &config, &s->policy, &s->arena, err);
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

static int match_advisories(struct scan *s, struct strata_error *err)
{
	int rc = advisory_match(&s->findings, &s->notes, s->database, &s->inventory, s->as_of,
				&s->arena, err);

	if (rc < 0)
		return rc;
	advisory_note_absent(&s->notes, s->database, &s->inventory, &s->arena);
	strata_drift_findings(&s->findings, &s->inventory, NULL, &s->arena);
	return 0;
}

/* Of images alone: no package but theirs is asked about, and no database without one. */
static int match_layers(struct scan *s, const struct options *options, struct strata_error *err)
{
	int rc;

	if (!s->inventory.components.count)
		return 0;
	rc = scan_open_database(s, options, SCAN_ADVISORIES, err);
	if (rc < 0)
		return rc;
	advisory_note_absent(&s->notes, s->database, &s->inventory, &s->arena);
	return advisory_match(&s->findings, &s->notes, s->database, &s->inventory, s->as_of,
			      &s->arena, err);
}

/* Before the advisories: what images install is matched with all else. */
static int judge_images(struct scan *s, const struct options *options, unsigned parts,
			struct strata_error *err)
{
	struct image_options image = { .others = (parts & SCAN_IMAGE) != 0,
				       .packages_only = !(parts & SCAN_IMAGE),
				       .target = strata_str_of(options->target),
				       .manifests = parts & SCAN_LAYERS ? &s->inventory.manifests : NULL,
				       .facts = options->image_facts,
				       .policy = &s->image_policy,
				       .remotes = s->imaging ? s->imaging->remotes : NULL,
				       .now = strata_str_take(s->now, 10) };
	struct strata_findings unused = { 0 };
	int rc = image_judge(&s->image, parts & SCAN_IMAGE ? &s->findings : &unused, &s->notes,
			     &s->facts, &image, &s->arena, err);

	if (rc < 0)
		return rc;
	if (!(parts & (SCAN_ADVISORIES | SCAN_RESOLVE)))
		s->inventory.components = (struct strata_components){ 0 };
	if (parts & SCAN_LAYERS)
		image_add_packages(&s->inventory, &s->image, &s->arena);
	return 0;
}

/* The project's own files, and those of the roles that were asked for. */
static int judge_code(struct scan *s, const struct options *options, struct strata_error *err)
{
	struct code_options code = { .rules = options->rules, .jobs = s->jobs,
				     .roles = options->roles ? s->policy.roles : 1u << STRATA_ROLE_OWN,
				     .today = s->policy.today };

	return code_judge(&s->code, &s->findings, &s->notes, &s->facts, &code, &s->arena, err);
}

static int judge(struct scan *s, const struct options *options, unsigned parts,
		 struct strata_error *err)
{
	int rc = parts & SCAN_CODE ? judge_code(s, options, err) : 0;

	if (rc < 0)
		return rc;
	if (parts & (SCAN_IMAGE | SCAN_LAYERS))
		rc = judge_images(s, options, parts, err);
	if (rc == 0 && parts & SCAN_ADVISORIES)
		rc = match_advisories(s, err);
	else if (rc == 0 && parts & SCAN_IMAGE)
		rc = match_layers(s, options, err);
	if (rc < 0 || !(parts & (SCAN_ADVISORIES | SCAN_IMAGE | SCAN_CODE)))
		return rc;
	add_chains(s);
	if (parts & SCAN_LAYERS)
		image_link_findings(&s->findings, &s->inventory, &s->image, &s->arena);
	s->policy.part = (parts & SCAN_FINDINGS) != SCAN_FINDINGS;
	policy_apply(&s->findings, &s->notes, &s->policy, &s->inventory, &s->arena);
	return 0;
}

int scan_open_database(struct scan *s, const struct options *options, unsigned parts,
		       struct strata_error *err)
{
	return parts & SCAN_ADVISORIES ? advisory_open(&s->database, options->database, err) : 0;
}

int scan_open(struct scan *s, const struct options *options, unsigned parts,
	      struct strata_error *err)
{
	int rc;

	*s = (struct scan){ 0 };
	if ((rc = scan_now(&s->now, options, &s->arena, err)) < 0 ||
	    (rc = read_options(s, options, err)) < 0 ||
	    (rc = open_source(s, options, parts, err)) < 0)
		return rc;
	s->as_of = options->as_of ? s->now : STRATA_NONE;
	return scan_open_database(s, options, parts, err);
}

/* Files into projects; with SCAN_RESOLVE also what no lockfile says. */
static int join(struct scan *s, const struct options *o, unsigned parts, struct strata_error *err)
{
	struct solving solving;
	int rc;

	if (!(parts & SCAN_RESOLVE) || o->no_resolve) {
		bool alone = s->imaging && !(parts & SCAN_RESOLVE);

		resolve_inventory(&s->inventory, alone ? imaging_alone(s->imaging, s) : &s->facts, NULL,
				  &s->arena);
		return 0;
	}
	if ((rc = solving_open(&solving, s, o, err)) == 0) {
		resolve_inventory(&s->inventory, &s->facts, &solving.context, &s->arena);
		solving_note_registries(&solving, s, o);
	}
	solving_close(&solving);
	return rc;
}

/* What registries tell of the bases becomes facts of the files that name them. */
static int ask_about_images(struct scan *s, const struct options *o, unsigned parts,
			    struct strata_error *err)
{
	int rc;

	if (!(parts & SCAN_IMAGE) || !o->online)
		return 0;
	s->imaging = strata_arena_alloc(&s->arena, sizeof(*s->imaging));
	if ((rc = imaging_open(s->imaging, s, o, err)) == 0)
		imaging_collect(s->imaging, s, o);
	return rc;
}

static void add_notes(struct scan *s)
{
	s->notes = s->inventory.notes;
	for (size_t i = 0; s->imaging && i < s->imaging->notes.count; i++)
		*strata_vec_push(&s->arena, &s->notes) = s->imaging->notes.items[i];
}

/* Licence files are read for those who look: a report, the composition, a rule. */
static bool needs_licences(const struct scan *s, const struct options *options, unsigned parts)
{
	if (parts & SCAN_COMPOSITION)
		return true;
	if (!(parts & SCAN_RESOLVE))
		return false;
	for (size_t i = 0; i < options->outputs.count; i++)
		if (options->outputs.items[i].writer->licences)
			return true;
	return parts & SCAN_ADVISORIES && s->licence_policy.rules.count;
}

static void judge_licences(struct scan *s, const struct options *options, unsigned parts)
{
	struct licensing licensing;

	if (!needs_licences(s, options, parts))
		return;
	licensing_open(&licensing, &s->facts, &s->arena);
	licensing_run(s, &licensing, parts & SCAN_ADVISORIES);
	if (parts & SCAN_COMPOSITION) {
		composition_measure(&s->composition, &s->notes, &s->facts, &licensing, &s->arena);
		licensing_sum(&s->composition.licences, &s->composition.files, &s->inventory, &s->arena);
	}
	licensing_close(&licensing);
}

/* The database comes last: what cannot be read or is misconfigured has a status that wins. */
int scan_run(struct scan *s, const struct options *options, unsigned parts,
	     struct strata_error *err)
{
	int rc;

	if ((rc = scan_open(s, options, parts & ~(unsigned)SCAN_ADVISORIES, err)) < 0 ||
	    (rc = collect(s, parts, err)) < 0 ||
	    (rc = scan_settle_policy(s, options, err)) < 0 ||
	    (rc = scan_open_database(s, options, parts, err)) < 0 ||
	    (rc = ask_about_images(s, options, parts, err)) < 0 ||
	    (rc = join(s, options, parts, err)) < 0)
		return rc;
	add_notes(s);
	s->empty = s->inventory.manifests.count == 0;
	judge_licences(s, options, parts);
	if (parts & SCAN_COMPOSITION && (rc = composing_run(s, options, err)) < 0)
		return rc;
	return judge(s, options, parts, err);
}

void scan_release(struct scan *scan)
{
	imaging_close(scan->imaging);
	code_release(&scan->code);
	composing_close(scan->counts);
	advisory_close(scan->database);
	facts_release(&scan->facts);
	source_close(scan->source);
	strata_arena_release(&scan->arena);
}
