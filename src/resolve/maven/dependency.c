/* dependency.c - see dependency.h. */
#include "resolve/maven/dependency.h"

struct kind {
	const char *type, *extension, *classifier;
	bool fat; /* it holds what it depends on */
};

static const struct kind kinds[] = {
	{ "maven-plugin", "jar", "", false }, { "ejb", "jar", "", false },
	{ "bundle", "jar", "", false },       { "ejb-client", "jar", "client", false },
	{ "test-jar", "jar", "tests", false }, { "javadoc", "jar", "javadoc", false },
	{ "java-source", "jar", "sources", false }, { "war", "war", "", true },
	{ "ear", "ear", "", true },           { "rar", "rar", "", true },
	{ "par", "par", "", true },
};

static const struct kind *kind_of(struct strata_str type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strata_str_eq(type, strata_str_of(kinds[i].type)))
			return &kinds[i];
	return NULL;
}

bool maven_is_fat(struct strata_str type)
{
	const struct kind *kind = kind_of(type);

	return kind && kind->fat;
}

struct strata_str maven_key(const struct maven_dependency *d, struct strata_arena *arena)
{
	const struct kind *kind = kind_of(d->type);
	struct strata_str classifier = d->classifier;

	if (kind && !classifier.len)
		classifier = strata_str_of(kind->classifier);
	return STRATA_CONCAT(arena, d->gav.group, STRATA_STR(":"), d->gav.artifact,
			     STRATA_STR(":"), kind ? strata_str_of(kind->extension) : d->type,
			     STRATA_STR(":"), classifier);
}

enum maven_scope maven_scope_named(struct strata_str text)
{
	static const char *const names[] = { "system", "test", "provided", "runtime" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq(text, strata_str_of(names[i])))
			return (enum maven_scope)i;
	return MAVEN_COMPILE;
}

enum maven_scope maven_scope_below(enum maven_scope above, enum maven_scope own)
{
	if (own == MAVEN_SYSTEM || own == MAVEN_TEST)
		return own;
	if (own == MAVEN_COMPILE || above == MAVEN_TEST || above == MAVEN_RUNTIME)
		return above;
	return above == MAVEN_COMPILE ? MAVEN_RUNTIME : MAVEN_PROVIDED;
}

static bool matches(struct strata_str pattern, struct strata_str text)
{
	return strata_str_eq(pattern, STRATA_STR("*")) || strata_str_eq(pattern, text);
}

bool maven_excludes(const struct strata_strs *list, const struct maven_gav *gav)
{
	for (size_t i = 0; i < list->count; i++) {
		struct strata_str group, artifact;

		strata_str_cut(&group, &artifact, list->items[i], ':');
		if (matches(group, gav->group) && matches(artifact, gav->artifact))
			return true;
	}
	return false;
}

bool maven_is_passed_on(const struct maven_dependency *d)
{
	enum maven_scope scope = maven_scope_named(d->scope);

	return !d->optional && scope != MAVEN_TEST && scope != MAVEN_PROVIDED;
}
