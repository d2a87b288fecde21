/* options.c - the command line, taken apart; see options.h. */
#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { KIND_FLAG, KIND_TEXT, KIND_OUTPUT };

struct option_row {
	enum kind kind;
	size_t field;
	const char *name;
	int letter;
	unsigned group;
	const char *argument, *help;
};

static const struct option_row rows[] = {
#define OPTION(kind, field, name, letter, group, argument, help) \
	{ KIND_##kind, offsetof(struct options, field), name, letter, OPTIONS_##group, argument, help },
#include "cli/options.def"
#undef OPTION
};

enum { ROWS = sizeof(rows) / sizeof(*rows), FIRST_CODE = 256 };

static int add_output(struct options *o, const char *text, struct strata_error *err)
{
	struct strata_str name, path;
	struct output output = { 0 };

	strata_str_cut(&name, &path, strata_str_of(text), '=');
	output.writer = report_writer_named(name);
	if (!output.writer)
		return strata_fail(err, STRATA_EUSAGE, 0, "-o does not know '%.*s': use one of %.*s",
				   STRATA_ARG(name), STRATA_ARG(report_writer_names(o->arena)));
	if (path.ptr && path.len == 0)
		return strata_fail(err, STRATA_EUSAGE, 0, "-o %.*s= needs a file name",
				   STRATA_ARG(name));
	output.path = path.ptr;
	for (size_t i = 0; i < o->outputs.count; i++)
		if (strata_str_eq(strata_str_of(o->outputs.items[i].path), path))
			return strata_fail(err, STRATA_EUSAGE, 0, "two outputs go to %s: name a file for one",
					   path.ptr ? path.ptr : "standard output");
	*strata_vec_push(o->arena, &o->outputs) = output;
	return 0;
}

static int set_row(struct options *o, const struct option_row *row, const char *value,
		   struct strata_error *err)
{
	char *field = (char *)o + row->field;

	switch (row->kind) {
	case KIND_FLAG: *(bool *)(void *)field = true; break;
	case KIND_TEXT: *(const char **)(void *)field = value; break;
	case KIND_OUTPUT: return add_output(o, value, err);
	}
	return 0;
}

enum { NAME_BYTES = 64 };

/* STRATA_MAX_DB_AGE of "max-db-age". */
static void variable_of(char name[NAME_BYTES], const struct option_row *row)
{
	static const char prefix[] = "STRATA_";
	size_t len = sizeof(prefix) - 1;

	memcpy(name, prefix, len);
	for (const char *c = row->name; *c && len + 1 < NAME_BYTES; c++)
		name[len++] = *c == '-' ? '_' : (char)(*c - (*c >= 'a' && *c <= 'z' ? 32 : 0));
	name[len] = '\0';
}

static const char *from_environment(const struct option_row *row)
{
	char name[NAME_BYTES];

	variable_of(name, row);
	return getenv(name);
}

/* A flag of the environment: absent, empty and words for no leave it unset. */
static int set_flag(struct options *o, const struct option_row *row, const char *value,
		    struct strata_error *err)
{
	static const char *const yes[] = { "1", "true", "yes", "on" };
	static const char *const no[] = { "0", "false", "no", "off" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		if (strata_str_eq_nocase(strata_str_of(value), strata_str_of(yes[i])))
			return set_row(o, row, NULL, err);
		if (strata_str_eq_nocase(strata_str_of(value), strata_str_of(no[i])))
			return 0;
	}
	return strata_fail(err, STRATA_EUSAGE, 0,
			   "the environment's value '%s' for --%s is neither 1 nor 0", value,
			   row->name);
}

static int read_environment(struct options *o, unsigned groups, struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < ROWS && rc == 0; i++) {
		const char *value = rows[i].group & groups ? from_environment(&rows[i]) : NULL;

		if (!value || !*value)
			continue;
		rc = rows[i].kind == KIND_FLAG ? set_flag(o, &rows[i], value, err)
					       : set_row(o, &rows[i], value, err);
	}
	return rc;
}

/* The rows of these groups as getopt_long has them; codes are indices. */
static void make_tables(struct option *longs, char *shorts, unsigned groups)
{
	*shorts++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		if (!(rows[i].group & groups))
			continue;
		*longs++ = (struct option){
			.name = rows[i].name,
			.has_arg = rows[i].kind == KIND_FLAG ? no_argument : required_argument,
			.val = FIRST_CODE + (int)i,
		};
		if (rows[i].letter) {
			*shorts++ = (char)rows[i].letter;
			if (rows[i].kind != KIND_FLAG)
				*shorts++ = ':';
		}
	}
	*longs = (struct option){ 0 };
	*shorts = '\0';
}

static const struct option_row *row_of(int code)
{
	if (code >= FIRST_CODE)
		return &rows[code - FIRST_CODE];
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].letter == code)
			return &rows[i];
	return NULL;
}

static bool chooses_snapshot(const struct option_row *row)
{
	return row->field == offsetof(struct options, revision) ||
	       row->field == offsetof(struct options, staged) ||
	       row->field == offsetof(struct options, worktree) ||
	       row->field == offsetof(struct options, directory);
}

/* What the command line says for the first time ends what the environment said of it. */
static void forget_environment(struct options *o, const struct option_row *row, bool *outputs_given,
			       bool *snapshot_given)
{
	if (row->kind == KIND_OUTPUT && !*outputs_given) {
		*outputs_given = true;
		o->outputs.count = 0;
	}
	if (chooses_snapshot(row) && !*snapshot_given) {
		*snapshot_given = true;
		o->revision = NULL;
		o->staged = o->worktree = o->directory = false;
	}
}

static int read_arguments(struct options *o, int argc, char **argv, unsigned groups,
			  struct strata_error *err)
{
	struct option longs[ROWS + 1];
	char shorts[2 * ROWS + 2];
	bool outputs_given = false, snapshot_given = false;
	int code, rc = 0;

	make_tables(longs, shorts, groups);
	opterr = 0;
	optind = 1;
	while (rc == 0 && (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = row_of(code);

		if (code == ':')
			return strata_fail(err, STRATA_EUSAGE, 0, "option '%s' needs a value",
					   argv[optind - 1]);
		if (code == '?' || !row)
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "option '%s' is not known here: see 'strata %s --help'",
					   argv[optind - 1], argv[0]);
		forget_environment(o, row, &outputs_given, &snapshot_given);
		rc = set_row(o, row, optarg, err);
	}
	o->args = argv + optind;
	o->arg_count = argc - optind;
	return rc;
}

static int settle_colour(struct options *o, struct strata_error *err)
{
	const char *plain = getenv("NO_COLOR");

	o->colour = plain && *plain ? COLOUR_NEVER : COLOUR_AUTO;
	if (!o->color || strcmp(o->color, "auto") == 0)
		return 0;
	if (strcmp(o->color, "always") == 0)
		o->colour = COLOUR_ALWAYS;
	else if (strcmp(o->color, "never") == 0)
		o->colour = COLOUR_NEVER;
	else
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "--color does not know '%s': use auto, always or never", o->color);
	return 0;
}

static int check_number(const char *option, const char *value, const char *unit,
			struct strata_error *err)
{
	uint64_t number;

	if (!value || (strata_str_u64(&number, strata_str_of(value)) && number <= 100000))
		return 0;
	return strata_fail(err, STRATA_EUSAGE, 0, "%s '%s' is no number of %s", option, value, unit);
}

static int check_only(const char *only, struct strata_error *err)
{
	struct strata_str part, rest = strata_str_of(only);

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, ',');
		if (!strata_lists("deps image code", part))
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "--only does not know '%.*s': use deps, image or code",
					   STRATA_ARG(part));
	}
	return 0;
}

bool options_want(const struct options *options, const char *part)
{
	struct strata_str one, rest = strata_str_of(options->only);

	while (rest.ptr) {
		strata_str_cut(&one, &rest, rest, ',');
		if (strata_str_eq(one, strata_str_of(part)))
			return true;
	}
	return !options->only;
}

/* A chart of a composition shows nothing of what other commands find. */
static int check_writers(const struct options *o, unsigned groups, struct strata_error *err)
{
	for (size_t i = 0; i < o->outputs.count; i++)
		if (o->outputs.items[i].writer->composition && !(groups & OPTIONS_COMPOSITION))
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "-o %s shows what 'strata composition' answers",
					   o->outputs.items[i].writer->name);
	return 0;
}

int options_parse(struct options *out, int argc, char **argv, unsigned groups,
		  struct strata_arena *arena, struct strata_error *err)
{
	int rc;

	*out = (struct options){ .arena = arena };
	if ((rc = read_environment(out, groups, err)) < 0 ||
	    (rc = read_arguments(out, argc, argv, groups, err)) < 0 ||
	    (rc = settle_colour(out, err)) < 0)
		return rc;
	if (out->staged + out->worktree + out->directory + (out->revision != NULL) > 1)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "--rev, --staged, --worktree and --dir exclude each other");
	if ((rc = check_number("--max-db-age", out->max_db_age, "days", err)) < 0 ||
	    (rc = check_number("--timeout", out->timeout, "seconds", err)) < 0)
		return rc;
	if ((rc = check_only(out->only, err)) < 0)
		return rc;
	if ((rc = check_writers(out, groups, err)) < 0)
		return rc;
	if (out->outputs.count == 0)
		*strata_vec_push(arena, &out->outputs) =
			(struct output){ report_writer_named(STRATA_STR("table")), NULL };
	return 0;
}

void options_help(struct strata_buf *out, unsigned groups)
{
	for (size_t i = 0; i < ROWS; i++) {
		size_t start = out->len;

		if (!(rows[i].group & groups))
			continue;
		strata_buf_addf(out, rows[i].letter ? "  -%c, " : "      ", rows[i].letter);
		strata_buf_addf(out, "--%s %s", rows[i].name,
				rows[i].argument ? rows[i].argument : "");
		do
			strata_buf_addc(out, ' ');
		while (out->len - start < 30);
		strata_buf_addf(out, "%s\n", rows[i].help);
	}
}

/* What a row is set to; NULL: not set. Outputs are how to answer, no setting. */
static const char *value_of(const struct options *o, const struct option_row *row)
{
	const char *field = (const char *)o + row->field;

	switch (row->kind) {
	case KIND_FLAG: return *(const bool *)(const void *)field ? "yes" : NULL;
	case KIND_TEXT: return *(const char *const *)(const void *)field;
	case KIND_OUTPUT: break;
	}
	return NULL;
}

void options_show(struct strata_buf *out, const struct options *o, unsigned groups)
{
	for (size_t i = 0; i < ROWS; i++) {
		const char *value = rows[i].group & groups ? value_of(o, &rows[i]) : NULL;
		const char *variable = from_environment(&rows[i]);
		char name[NAME_BYTES];
		bool ours = variable && *variable && (rows[i].kind == KIND_FLAG || variable == value);

		if (!value)
			continue;
		variable_of(name, &rows[i]);
		strata_buf_addf(out, "%-14s %s, from %s\n", rows[i].name, value,
				ours ? name : "the command line");
	}
}
