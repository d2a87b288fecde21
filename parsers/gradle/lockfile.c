/*
 * gradle.lockfile: what Gradle resolved, for each configuration.
 *
 * A line is "group:name:version=configuration,configuration"; "empty=" lists the
 * configurations that have nothing. Before Gradle 7 each configuration had a file
 * of its own below gradle/dependency-locks, named after it, without '='. What a
 * configuration is for is only in its name: Gradle's own plugins for Java and
 * Android end in "CompileClasspath" and "RuntimeClasspath", with "test" in the
 * names of tests; the others that are known serve the build. A name that is not
 * known tells nothing. The lockfiles of build scripts and settings name plugins. What the
 * project itself asks for is in its build script.
 *
 * Format: Gradle's user manual, "Locking Versions", 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

static bool contains(struct strata_str s, const char *part)
{
	return strata_str_find(s, strata_str_of(part)) != STRATA_NPOS;
}

static bool ends_nocase(struct strata_str s, const char *suffix)
{
	struct strata_str end = strata_str_of(suffix);

	return s.len >= end.len && strata_str_eq_nocase(strata_str_skip(s, s.len - end.len), end);
}

static bool is_one_of(struct strata_str s, const char *const *names)
{
	for (; *names; names++)
		if (strata_str_eq(s, strata_str_of(*names)))
			return true;
	return false;
}

static enum strata_scope scope_of(struct strata_str configuration)
{
	static const char *const tools[] = { "classpath", "checkstyle", "pmd",  "spotbugs", "codenarc",
					     "ktlint",    "detekt",     "jacocoAgent", "jacocoAnt",
					     NULL };
	static const char *const prod[] = { "compile", "runtime", "default", "implementation", "api",
					    NULL };

	if (contains(configuration, "test") || contains(configuration, "Test"))
		return STRATA_SCOPE_TEST;
	if (strata_str_eq(configuration, STRATA_STR("developmentOnly")))
		return STRATA_SCOPE_DEV;
	if (ends_nocase(configuration, "compileClasspath") ||
	    ends_nocase(configuration, "runtimeClasspath") || is_one_of(configuration, prod))
		return STRATA_SCOPE_PROD;
	if (ends_nocase(configuration, "annotationProcessor") ||
	    ends_nocase(configuration, "annotationProcessorPath") ||
	    strata_str_starts(configuration, STRATA_STR("kapt")) ||
	    strata_str_starts(configuration, STRATA_STR("ksp")) || is_one_of(configuration, tools))
		return STRATA_SCOPE_BUILD;
	return STRATA_SCOPE_UNKNOWN;
}

/*
 * The strongest of a list; a configuration that says nothing outweighs tests and
 * tools for development, which fail no run.
 */
static enum strata_scope strongest(struct strata_str configurations)
{
	enum strata_scope best = STRATA_SCOPE_UNKNOWN, scope;
	struct strata_str one, rest = configurations;
	bool unknown = false;

	while (rest.ptr) {
		strata_str_cut(&one, &rest, rest, ',');
		one = strata_str_trim(one);
		if (!one.len)
			continue;
		scope = scope_of(one);
		unknown = unknown || scope == STRATA_SCOPE_UNKNOWN;
		best = scope > best ? scope : best;
	}
	return unknown && best < STRATA_SCOPE_BUILD ? STRATA_SCOPE_UNKNOWN : best;
}

/* What the name of the file says where its lines say nothing. */
static enum strata_scope scope_of_file(struct strata_str path)
{
	struct strata_str configuration, rest, base = strata_path_base(path);

	if (strata_str_starts(base, STRATA_STR("buildscript-")) ||
	    strata_str_starts(base, STRATA_STR("settings-")))
		return STRATA_SCOPE_BUILD;
	strata_str_cut(&configuration, &rest, base, '.');
	return scope_of(configuration);
}

/* "group:name:version"; false when it is not. */
static bool split(struct strata_str *name, struct strata_str *version, struct strata_str text)
{
	size_t first = strata_str_chr(text, ':'), last = strata_str_rchr(text, ':');

	if (first == STRATA_NPOS || first == last)
		return false;
	*name = strata_str_take(text, last);
	*version = strata_str_skip(text, last + 1);
	return first > 0 && first + 1 < last && version->len > 0 &&
	       strata_str_chr(strata_str_skip(*name, first + 1), ':') == STRATA_NPOS;
}

static void read_line(struct strata_facts *out, const struct line_cursor *c,
		      enum strata_scope file_scope)
{
	struct strata_str coordinates, configurations, name, version;
	struct strata_str line = strata_str_trim(c->line);
	struct strata_package *p;

	if (!line.len || line.ptr[0] == '#')
		return;
	strata_str_cut(&coordinates, &configurations, line, '=');
	if (strata_str_eq(coordinates, STRATA_STR("empty")))
		return;
	if (!split(&name, &version, coordinates)) {
		strata_facts_note(out, c->number, "'%.*s' is no group:name:version",
				  STRATA_ARG(coordinates));
		return;
	}
	p = strata_facts_add(out, name, version, c->number);
	p->scope = file_scope == STRATA_SCOPE_UNKNOWN ? strongest(configurations) : file_scope;
}

/* The scripts of the project, whose folder the old lockfiles lie two below. */
static void refer(struct strata_facts *out, struct strata_str path)
{
	static const char *const scripts[] = { "build.gradle", "build.gradle.kts", "settings.gradle",
					       "settings.gradle.kts" };
	struct strata_str base = strata_path_base(path);
	bool settings = strata_str_starts(base, STRATA_STR("settings-"));
	bool old = strata_str_ends(strata_path_dir(path), STRATA_STR("dependency-locks"));

	for (size_t i = settings ? 2 : 0; i < (settings ? 4u : 2u); i++)
		strata_facts_refer(out, STRATA_REF_MANIFEST,
				   strata_arena_join(out->arena,
						     old ? STRATA_STR("../../") : STRATA_STR(""),
						     strata_str_of(scripts[i]), STRATA_NONE),
				   0);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	enum strata_scope file_scope = scope_of_file(in->path);

	(void)err;
	while (line_next(&c))
		read_line(out, &c, file_scope);
	refer(out, in->path);
	return 0;
}

const struct strata_format strata_format_gradle_lockfile = {
	.name = "gradle/lockfile",
	.files = "gradle.lockfile buildscript-gradle.lockfile settings-gradle.lockfile "
		 "gradle/dependency-locks/*.lockfile",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
};
