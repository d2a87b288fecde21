/*
 * profile.c - see profile.h.
 *
 * All conditions of a profile must hold. Properties are those of the command line, of
 * which there are none; files are not looked for.
 *
 * Rules: Maven's documentation, "Introduction to Build Profiles", 2026-11.
 */
#include "resolve/maven/profile.h"

#include "strata/version.h"

static bool is_not(struct strata_str *text)
{
	bool not = text->len && text->ptr[0] == '!';

	*text = strata_str_skip(*text, not);
	return not;
}

static bool jdk_holds(struct strata_str want, struct strata_str java, struct strata_arena *arena)
{
	struct strata_intervals in = { 0 };
	bool not = is_not(&want);

	if (!want.len || (want.ptr[0] != '[' && want.ptr[0] != '('))
		return strata_str_starts(java, want) != not;
	return strata_version_maven.intervals(&in, want, arena, NULL) == 0 &&
	       strata_intervals_contain(&in, &strata_version_maven, java) != not;
}

static bool is_family(struct strata_str want, struct strata_str os)
{
	if (strata_str_eq_nocase(want, STRATA_STR("unix")))
		return !strata_str_eq(os, STRATA_STR("windows"));
	if (strata_str_eq_nocase(want, STRATA_STR("mac")))
		return strata_str_eq(os, STRATA_STR("macos"));
	return strata_str_eq_nocase(want, os);
}

static bool is_name(struct strata_str want, struct strata_str os)
{
	if (strata_str_eq(os, STRATA_STR("macos")))
		os = STRATA_STR("mac os x");
	return strata_str_eq_nocase(want, os);
}

static bool is_arch(struct strata_str want, struct strata_str cpu)
{
	if (strata_str_eq(cpu, STRATA_STR("x86_64")))
		cpu = STRATA_STR("amd64");
	return strata_str_eq_nocase(want, cpu);
}

static bool os_holds(const struct node *os, const struct solver_environment *env)
{
	struct strata_str family = node_text(os, "family"), name = node_text(os, "name");
	struct strata_str arch = node_text(os, "arch"), version = node_text(os, "version");
	bool not;

	not = is_not(&family);
	if (family.len && is_family(family, env->os) == not)
		return false;
	not = is_not(&name);
	if (name.len && is_name(name, env->os) == not)
		return false;
	not = is_not(&arch);
	if (arch.len && is_arch(arch, env->cpu) == not)
		return false;
	return !version.len;
}

static bool property_holds(const struct node *property)
{
	struct strata_str name = node_text(property, "name"), value = node_text(property, "value");

	return value.len ? is_not(&value) : is_not(&name);
}

static bool is_active(const struct node *profile, const struct solver_environment *env,
		      struct strata_arena *arena)
{
	const struct node *a = node_map(profile, "activation");
	struct strata_str jdk = node_text(a, "jdk");
	const struct node *os = node_map(a, "os"), *property = node_map(a, "property");

	if (node_text(node_map(a, "file"), "exists").len ||
	    node_text(node_map(a, "file"), "missing").len)
		return false;
	return (jdk.len || os || property) && (!jdk.len || jdk_holds(jdk, env->java, arena)) &&
	       (!os || os_holds(os, env)) && (!property || property_holds(property));
}

void maven_profiles(struct maven_parts *out, const struct node *top,
		    const struct solver_environment *env, struct strata_arena *arena)
{
	const struct node *all = node_first(node_map(top, "profiles"));

	for (const struct node *n = all; n; n = n->next)
		if (is_active(n, env, arena))
			*strata_vec_push(arena, out) = n;
	if (out->count)
		return;
	for (const struct node *n = all; n; n = n->next)
		if (strata_str_eq(node_text(node_map(n, "activation"), "activeByDefault"),
				  STRATA_STR("true")))
			*strata_vec_push(arena, out) = n;
}
