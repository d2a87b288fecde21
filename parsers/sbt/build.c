/*
 * build.sbt, project/plugins.sbt: what sbt is asked for, as far as it is literal.
 *
 * The file is a program, and it is not run. "org" % "name" % "1.0" is a module; with
 * %% the name gets the suffix of the Scala version ("_2.13", "_3") that scalaVersion
 * tells, and without one it is not known. A scope may follow: % Test, % "test". What
 * addSbtPlugin( ) takes serves the build. A version may be a name that is given a text.
 *
 * Format: sbt's reference manual, "Library dependencies", 2026-11.
 */
#include "script/lex.h"
#include "strata/format.h"

struct reader {
	struct script s;
	struct strata_str suffix; /* "_2.13"; absent when it is not known */
};

/* "_2.13" of "2.13.8", "_3" of "3.3.1". */
static struct strata_str suffix_of(struct strata_arena *arena, struct strata_str version)
{
	struct strata_str major, minor, rest;

	strata_str_cut(&major, &rest, version, '.');
	strata_str_cut(&minor, &rest, rest, '.');
	if (!major.len || !strata_is_digit(major.ptr[0]))
		return STRATA_NONE;
	return major.ptr[0] == '2'
		       ? strata_arena_printf(arena, "_%.*s.%.*s", STRATA_ARG(major), STRATA_ARG(minor))
		       : strata_arena_join(arena, STRATA_STR("_"), major, STRATA_NONE);
}

/* A text, or what a name is given. */
static struct strata_str text_at(const struct script *s, size_t i)
{
	size_t at;

	if (script_text(s, i))
		return script_at(s, i)->text;
	if (strata_map_get(&at, &s->assigned, script_at(s, i)->text) && script_text(s, at))
		return script_at(s, at)->text;
	return STRATA_NONE;
}

/* scalaVersion := "2.13.8", also ThisBuild / scalaVersion. */
static void find_suffix(struct reader *r)
{
	for (size_t i = 0; i < r->s.tokens.count; i++)
		if (script_word(&r->s, i, "scalaVersion") && script_sign(&r->s, i + 1, ':'))
			r->suffix = suffix_of(r->s.out->arena, text_at(&r->s, i + 3));
}

/* What stands behind the version: % Test, % "test,it". */
static enum strata_scope scope_at(const struct script *s, size_t i)
{
	struct strata_str word = script_at(s, i + 1)->text;

	if (!script_sign(s, i, '%'))
		return STRATA_SCOPE_PROD;
	if (word.len >= 4 && strata_str_eq_nocase(strata_str_take(word, 4), STRATA_STR("test")))
		return STRATA_SCOPE_TEST;
	if (strata_str_eq_nocase(word, STRATA_STR("optional")))
		return STRATA_SCOPE_OPTIONAL;
	return STRATA_SCOPE_PROD;
}

/* At the organisation. */
static void read_module(struct reader *r, size_t i, bool plugin)
{
	struct script *s = &r->s;
	size_t percents = 0, name = i + 1, at;
	struct strata_str version, suffix = STRATA_STR("");
	struct strata_package *p;

	for (; script_sign(s, name, '%'); name++)
		percents++;
	at = name + 2;
	if (!percents || percents > 3 || !script_text(s, name) || !script_sign(s, name + 1, '%'))
		return;
	if (percents > 1)
		suffix = r->suffix;
	if (!suffix.ptr) {
		strata_facts_note(s->out, script_at(s, name)->line,
				  "the Scala version of '%.*s' is not in the file",
				  STRATA_ARG(script_at(s, name)->text));
		suffix = STRATA_STR("");
	}
	version = text_at(s, at);
	if (!version.ptr)
		script_note(s, at);
	p = strata_facts_add(s->out,
			     strata_arena_printf(s->out->arena, "%.*s:%.*s%.*s",
						 STRATA_ARG(script_at(s, i)->text),
						 STRATA_ARG(script_at(s, name)->text),
						 STRATA_ARG(suffix)),
			     version, script_at(s, at)->line);
	p->direct = STRATA_YES;
	p->scope = plugin ? STRATA_SCOPE_BUILD : scope_at(s, at + 1);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { 0 };
	bool project = strata_str_starts(in->path, STRATA_STR("project/")) ||
		       strata_str_find(in->path, STRATA_STR("/project/")) != STRATA_NPOS;

	(void)err;
	script_read(&r.s, out, in->bytes, SCRIPT_JVM);
	find_suffix(&r);
	for (size_t i = 0; i < r.s.tokens.count; i++)
		if (script_text(&r.s, i) && script_sign(&r.s, i + 1, '%') &&
		    !(i && script_sign(&r.s, i - 1, '%')))
			read_module(&r, i, project || (i > 1 && script_word(&r.s, i - 2,
									     "addSbtPlugin")));
	return 0;
}

const struct strata_format strata_format_sbt_build = {
	.name = "sbt/build",
	.files = "*.sbt",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
};
