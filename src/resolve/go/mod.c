/*
 * mod.c - see mod.h.
 *
 * Format: go.dev/ref/mod, "go.mod files", "Canonical versions", 2026-11.
 */
#include "resolve/go/mod.h"

#include "model/version/semver.h"
#include "strata/limits.h"

enum { DATE_DIGITS = 14 };

struct reader {
	struct go_mod *out;
	struct strata_arena *arena;
	bool own;
	struct strata_error *err;
};

struct strata_str go_canonical(struct strata_str text, struct strata_arena *arena)
{
	struct strata_str zero = STRATA_STR("0"), release;
	struct semver v;

	if (text.len > STRATA_LIMIT_VERSION_BYTES || !text.len || text.ptr[0] != 'v' ||
	    !semver_parse(&v, text, SEMVER_V | SEMVER_SHORT) ||
	    (!v.patch.ptr && (v.pre.ptr || v.build.ptr)))
		return STRATA_NONE;
	if (v.patch.ptr && !v.build.ptr)
		return text;
	release = STRATA_CONCAT(arena, STRATA_STR("v"), v.major, STRATA_STR("."),
				v.minor.ptr ? v.minor : zero, STRATA_STR("."),
				v.patch.ptr ? v.patch : zero, v.pre.ptr ? STRATA_STR("-") : STRATA_NONE,
				v.pre);
	if (strata_str_eq(v.build, STRATA_STR("incompatible")))
		return strata_arena_join(arena, release, STRATA_STR("+incompatible"), STRATA_NONE);
	return release;
}

bool go_is_pseudo(struct strata_str version)
{
	struct strata_str text = strata_str_take(version, strata_str_chr(version, '+'));
	size_t hash = text.len, start;

	while (hash > 0 && (strata_is_alpha(text.ptr[hash - 1]) || strata_is_digit(text.ptr[hash - 1])))
		hash--;
	if (hash == text.len || hash < DATE_DIGITS + 4 || text.ptr[hash - 1] != '-')
		return false;
	start = hash - 1 - DATE_DIGITS;
	for (size_t i = start; i < hash - 1; i++)
		if (!strata_is_digit(text.ptr[i]))
			return false;
	return text.ptr[start - 1] == '-' ||
	       (text.ptr[start - 1] == '.' && text.ptr[start - 2] == '0');
}

static bool is_pruned(struct strata_str go)
{
	struct strata_str major, rest, minor;
	uint64_t first, second;
	size_t digits = 0;

	strata_str_cut(&major, &rest, go, '.');
	while (digits < rest.len && strata_is_digit(rest.ptr[digits]))
		digits++;
	minor = strata_str_take(rest, digits);
	return strata_str_u64(&first, major) &&
	       (first > 1 || (first == 1 && strata_str_u64(&second, minor) && second >= 17));
}

static bool is_indirect(struct strata_str comment)
{
	return strata_str_eq(comment, STRATA_STR("indirect")) ||
	       strata_str_starts(comment, STRATA_STR("indirect;"));
}

static int add_require(struct reader *r, struct go_requires *to, const struct modfile_statement *s)
{
	struct go_require *require;

	if (s->count < 2)
		return strata_fail(r->err, STRATA_ESYNTAX, s->line, "malformed '%.*s' directive",
				   STRATA_ARG(s->verb));
	require = strata_vec_push(r->arena, to);
	require->path = s->words[0];
	require->version = go_canonical(s->words[1], r->arena);
	require->indirect = is_indirect(s->comment);
	require->line = s->line;
	/* The project's own "v1" is what the newest of v1 is; a dependency's stands for v1.0.0. */
	if (r->own && require->version.ptr && !strata_str_eq(require->version, s->words[1]))
		require->version = STRATA_NONE;
	if (!require->version.ptr) {
		if (!r->own)
			return strata_fail(r->err, STRATA_ESYNTAX, s->line,
					   "'%.*s' is no version of '%.*s'",
					   STRATA_ARG(s->words[1]), STRATA_ARG(s->words[0]));
		require->query = s->words[1];
	}
	return 0;
}

/* "retract v1" and "retract [v1, v2]"; one that is malformed retracts nothing. */
static void add_retract(struct reader *r, const struct modfile_statement *s)
{
	struct go_interval in = { 0 };

	if (s->count == 1)
		in.low = in.high = s->words[0];
	else if (s->count == 5 && strata_str_eq(s->words[0], STRATA_STR("[")))
		in = (struct go_interval){ s->words[1], s->words[3] };
	if (in.low.ptr)
		*strata_vec_push(r->arena, &r->out->retracts) = in;
}

static void add_replace(struct reader *r, const struct modfile_statement *s)
{
	struct modfile_replace replace;

	if (!modfile_replace(&replace, s))
		return;
	if (replace.version.ptr)
		replace.version = go_canonical(replace.version, r->arena);
	if (replace.to_version.ptr && go_canonical(replace.to_version, r->arena).ptr)
		replace.to_version = go_canonical(replace.to_version, r->arena);
	*strata_vec_push(r->arena, &r->out->replaces) = replace;
}

static int read_statement(struct reader *r, const struct modfile_statement *s)
{
	if (s->opens || s->count == 0)
		return 0;
	if (strata_str_eq(s->verb, STRATA_STR("require")))
		return add_require(r, &r->out->requires, s);
	if (strata_str_eq(s->verb, STRATA_STR("module")))
		r->out->module = s->words[0];
	else if (strata_str_eq(s->verb, STRATA_STR("go")))
		r->out->go = s->words[0];
	else if (strata_str_eq(s->verb, STRATA_STR("retract")))
		add_retract(r, s);
	else if (r->own && strata_str_eq(s->verb, STRATA_STR("replace")))
		add_replace(r, s);
	else if (r->own && strata_str_eq(s->verb, STRATA_STR("exclude")))
		return add_require(r, &r->out->excludes, s);
	else if (r->own && strata_str_eq(s->verb, STRATA_STR("use")))
		*strata_vec_push(r->arena, &r->out->uses) = (struct go_use){ s->words[0], s->line };
	return 0;
}

int go_mod_read(struct go_mod *out, struct strata_str bytes, bool own, struct strata_arena *arena,
		struct strata_error *err)
{
	struct reader r = { .out = out, .arena = arena, .own = own, .err = err };
	struct modfile file = { .lines = LINE_CURSOR(bytes) };
	struct modfile_statement s;
	int rc = 0;

	*out = (struct go_mod){ 0 };
	while (rc == 0 && modfile_next(&file, &s))
		rc = read_statement(&r, &s);
	if (rc == 0 && !own && file.block.ptr) /* it was cut short; go.mod's parser says so of the own one */
		rc = strata_fail(err, STRATA_ESYNTAX, file.lines.number, "the block of '%.*s' is not closed",
				 STRATA_ARG(file.block));
	out->pruned = is_pruned(out->go);
	return rc;
}
