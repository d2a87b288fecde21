/*
 * build.gradle, build.gradle.kts: what a build script asks for, as far as it is literal.
 *
 * The script is a program, and it is not run. A configuration's name with a text behind
 * it, "group:name:version[:classifier][@type]", with or without brackets and platform(),
 * or group, name and version as named arguments, is a dependency; `id "x" version "1"`
 * is a plugin. "$x" in a text in double quotes is what the script gives to x by a plain
 * text anywhere. A short name ("libs.okhttp.core") is what the version catalog of the folder
 * or of one above says. A script that is applied and whose name is not Gradle's is drawn in
 * where `apply from` has its path as a text.
 *
 * Format: Gradle's user manual, "Declaring dependencies", "Using Plugins", 2026-11.
 */
#include "script/lex.h"
#include "strata/format.h"
#include "strata/limits.h"

extern const struct strata_format strata_format_gradle_build;

static bool ends(struct strata_str s, const char *end)
{
	struct strata_str suffix = strata_str_of(end);

	return s.len >= suffix.len &&
	       strata_str_eq_nocase(strata_str_skip(s, s.len - suffix.len), suffix);
}

static bool starts(struct strata_str s, const char *start)
{
	return strata_str_starts(s, strata_str_of(start));
}

/* Names of Gradle's own plugins, of Android's and Kotlin's, which others build on. */
static bool is_configuration(enum strata_scope *scope, struct strata_str word)
{
	static const char *const build[] = { "classpath", "annotationProcessor", "kapt", "ksp", NULL };
	static const char *const ways[] = { "implementation", "api",	     "compile",
					    "compileOnly",    "runtimeOnly", "runtime",
					    "compileOnlyApi", "provided",    NULL };

	*scope = STRATA_SCOPE_PROD;
	if (starts(word, "test") || starts(word, "androidTest") || starts(word, "integrationTest"))
		*scope = STRATA_SCOPE_TEST;
	else if (starts(word, "debug") || strata_str_eq(word, STRATA_STR("developmentOnly")))
		*scope = STRATA_SCOPE_DEV;
	for (size_t i = 0; build[i]; i++)
		if (ends(word, build[i])) {
			*scope = *scope == STRATA_SCOPE_PROD ? STRATA_SCOPE_BUILD : *scope;
			return true;
		}
	for (size_t i = 0; ways[i]; i++)
		if (ends(word, ways[i]))
			return true;
	return strata_str_eq(word, STRATA_STR("developmentOnly"));
}

/* The text that a word is given; of "rootProject.x" and "ext.x" the last word counts. */
static struct strata_str value_of(const struct script *s, struct strata_str word)
{
	size_t dot = strata_str_rchr(word, '.'), at;

	if (dot != STRATA_NPOS)
		word = strata_str_skip(word, dot + 1);
	if (strata_map_get(&at, &s->assigned, word) && script_text(s, at) &&
	    script_at(s, at)->text.len <= STRATA_LIMIT_VERSION_BYTES &&
	    strata_str_chr(script_at(s, at)->text, '$') == STRATA_NPOS)
		return script_at(s, at)->text;
	return STRATA_NONE;
}

/* The word behind '$': x, or {a.b.x}; *rest gets what follows. */
static struct strata_str placeholder(struct strata_str *rest, struct strata_str s)
{
	struct strata_str word;
	size_t len = 0;

	if (s.len && s.ptr[0] == '{') {
		strata_str_cut(&word, rest, strata_str_skip(s, 1), '}');
		return strata_str_trim(word);
	}
	while (len < s.len && (strata_is_alpha(s.ptr[len]) || strata_is_digit(s.ptr[len]) ||
			       s.ptr[len] == '_'))
		len++;
	*rest = strata_str_skip(s, len);
	return strata_str_take(s, len);
}

/* The text with values put in; absent when one is not known, or there are too many. */
static struct strata_str expand(const struct script *s, const struct script_token *t)
{
	struct strata_str out = STRATA_STR(""), head, rest = t->text, value;
	unsigned count = 0;

	if (t->quote != '"')
		return t->text;
	while (strata_str_cut(&head, &rest, rest, '$')) {
		value = value_of(s, placeholder(&rest, rest));
		if (!value.ptr || ++count > STRATA_LIMIT_INCLUDES ||
		    out.len > STRATA_LIMIT_VERSION_BYTES)
			return STRATA_NONE;
		out = strata_arena_join(s->out->arena, out, head, value);
	}
	return out.len ? strata_arena_join(s->out->arena, out, head, STRATA_NONE) : t->text;
}

/* "1.0", and neither a range nor "1.+" nor "latest.release". */
static bool is_pin(struct strata_str s)
{
	return s.len && strata_is_digit(s.ptr[0]) && strata_str_chr(s, '+') == STRATA_NPOS &&
	       strata_str_chr(s, ',') == STRATA_NPOS;
}

static void add(struct script *s, struct strata_str name, struct strata_str version,
		enum strata_scope scope, unsigned line)
{
	struct strata_package *p = strata_facts_add(s->out, name, STRATA_NONE, line);

	p->scope = scope;
	p->direct = STRATA_YES;
	/* "1.0!!" forces it. */
	if (strata_str_ends(version, STRATA_STR("!!")))
		version.len -= 2;
	if (is_pin(version))
		p->version = version;
	else if (version.len)
		p->requirement = version;
}

/* A group or a name; "//host" of an address is none. */
static bool is_part(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_alpha(s.ptr[i]) && !strata_is_digit(s.ptr[i]) && s.ptr[i] != '.' &&
		    s.ptr[i] != '-' && s.ptr[i] != '_')
			return false;
	return s.len > 0;
}

static void add_text(struct script *s, size_t i, enum strata_scope scope)
{
	const struct script_token *t = script_at(s, i);
	struct strata_str text = expand(s, t), group, name, version, rest;

	/* What is no coordinate at all is an argument of something else. */
	if (strata_str_chr(t->text, ':') == STRATA_NPOS || t->text.ptr[0] == ':')
		return;
	if (!text.ptr) {
		/* Only the version is not known, mostly. */
		script_note(s, i);
		text = strata_str_take(t->text, strata_str_chr(t->text, '$'));
		if (strata_str_chr(text, ':') == strata_str_rchr(text, ':'))
			return;
	}
	strata_str_cut(&text, &rest, text, '@');
	strata_str_cut(&group, &rest, text, ':');
	strata_str_cut(&name, &rest, rest, ':');
	strata_str_cut(&version, &rest, rest, ':');
	if (is_part(group) && is_part(name))
		add(s, strata_arena_join(s->out->arena, group, STRATA_STR(":"), name), version,
		    scope, t->line);
}

/* group: 'g', name: 'n', version: 'v', or with '=' in Kotlin; the index behind. */
static size_t add_named(struct script *s, size_t i, enum strata_scope scope)
{
	struct strata_str group = STRATA_NONE, name = STRATA_NONE, version = STRATA_NONE, text;
	unsigned line = script_at(s, i)->line;

	for (; script_at(s, i)->kind == SCRIPT_WORD &&
	       (script_sign(s, i + 1, ':') || script_sign(s, i + 1, '='));
	     i += 4) {
		text = script_text(s, i + 2) ? expand(s, script_at(s, i + 2))
					     : value_of(s, script_at(s, i + 2)->text);
		if (script_word(s, i, "group"))
			group = text;
		else if (script_word(s, i, "name"))
			name = text;
		else if (script_word(s, i, "version"))
			version = text;
		if (!script_sign(s, i + 3, ','))
			break;
	}
	if (group.len && name.len)
		add(s, strata_arena_join(s->out->arena, group, STRATA_STR(":"), name), version,
		    scope, line);
	return i;
}

/* libs.okhttp.core, from its first word on, and .get() behind; the index behind it. */
static size_t add_short(struct script *s, size_t i, enum strata_scope scope)
{
	struct strata_str name = STRATA_STR("");
	struct strata_package *p;
	unsigned line = script_at(s, i)->line;

	for (i++; script_sign(s, i, '.') && script_at(s, i + 1)->kind == SCRIPT_WORD; i += 2)
		if (!script_sign(s, i + 2, '('))
			name = strata_arena_join(s->out->arena, name,
						 name.len ? STRATA_STR(".") : STRATA_STR(""),
						 script_at(s, i + 1)->text);
	if (name.len > STRATA_LIMIT_VERSION_BYTES || !name.len || starts(name, "versions."))
		return i;
	p = strata_facts_add(s->out, STRATA_STR(""), STRATA_NONE, line);
	p->inherits = name;
	p->scope = scope;
	p->direct = STRATA_YES;
	return i;
}

/* Behind the name of a configuration: what it is given. */
static void read_dependency(struct script *s, size_t i, enum strata_scope scope)
{
	if (script_sign(s, i, '('))
		i++;
	if (script_word(s, i, "platform") || script_word(s, i, "enforcedPlatform") ||
	    script_word(s, i, "testFixtures"))
		i += script_sign(s, i + 1, '(') ? 2 : 1;
	if (script_word(s, i, "group"))
		add_named(s, i, scope);
	for (;; i++) {
		bool text = script_text(s, i);

		if (!text && !script_word(s, i, "libs"))
			return;
		if (text)
			add_text(s, i, scope);
		i = text ? i + 1 : add_short(s, i, scope);
		if (!script_sign(s, i, ','))
			return;
	}
}

/* id 'x' version '1', id("x") version "1", and Kotlin's kotlin("jvm") version "1". */
static void read_plugin(struct script *s, size_t i)
{
	struct strata_str id, version;
	size_t text = script_sign(s, i + 1, '(') ? i + 2 : i + 1, at = text + 1;

	if (!script_text(s, text))
		return;
	at += script_sign(s, at, ')');
	if (!script_word(s, at, "version"))
		return;
	at += script_sign(s, at + 1, '(') ? 2 : 1;
	id = script_at(s, text)->text;
	if (script_word(s, i, "kotlin"))
		id = strata_arena_join(s->out->arena, STRATA_STR("org.jetbrains.kotlin."), id,
				       STRATA_NONE);
	version = script_text(s, at) ? expand(s, script_at(s, at))
				     : value_of(s, script_at(s, at)->text);
	if (!version.ptr)
		script_note(s, at);
	add(s, strata_arena_printf(s->out->arena, "%.*s:%.*s.gradle.plugin", STRATA_ARG(id),
				   STRATA_ARG(id)),
	    version, STRATA_SCOPE_BUILD, script_at(s, text)->line);
}

/* apply from: 'x', apply(from = "x"): a script, which need not have a script's name. */
static void read_script(struct script *s, size_t i)
{
	size_t from = script_sign(s, i + 1, '(') ? i + 2 : i + 1;
	struct strata_str path = script_at(s, from + 2)->text;
	bool remote = strata_str_find(path, STRATA_STR("://")) != STRATA_NPOS;

	if (!script_word(s, from, "from") || !script_text(s, from + 2) ||
	    (!remote && strata_format_wants(&strata_format_gradle_build, path)))
		return;
	if (remote)
		strata_facts_note(s->out, script_at(s, i)->line, "'%.*s' lies outside of the snapshot",
				  STRATA_ARG(path));
	else if (strata_str_chr(path, '$') != STRATA_NPOS)
		script_note(s, from + 2);
	else
		strata_facts_refer(s->out, STRATA_REF_INCLUDE, path, script_at(s, i)->line)->format =
			&strata_format_gradle_build;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	enum strata_scope scope;
	struct script s;

	(void)err;
	script_read(&s, out, in->bytes, SCRIPT_JVM);
	for (size_t i = 0; i < s.tokens.count; i++) {
		if (script_at(&s, i)->kind != SCRIPT_WORD)
			continue;
		if (script_word(&s, i, "id") || script_word(&s, i, "kotlin"))
			read_plugin(&s, i);
		else if (script_word(&s, i, "alias") && script_sign(&s, i + 1, '(') &&
			 script_word(&s, i + 2, "libs"))
			add_short(&s, i + 2, STRATA_SCOPE_BUILD);
		else if (script_word(&s, i, "apply"))
			read_script(&s, i);
		else if (is_configuration(&scope, script_at(&s, i)->text))
			read_dependency(&s, i + 1, scope);
	}
	return 0;
}

const struct strata_format strata_format_gradle_build = {
	.name = "gradle/build",
	.files = "build.gradle build.gradle.kts settings.gradle settings.gradle.kts *.gradle "
		 "*.gradle.kts",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
	.includes = true,
	.offers = "gradle/libs.versions.toml",
};
