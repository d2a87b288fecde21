/*
 * profile.c - see profile.h.
 *
 * All conditions of a profile must hold. Properties are those of the command line, of
 * which there are none; files are looked for beside poms of the snapshot.
 *
 * Rules: Maven's documentation, "Introduction to Build Profiles", 2026-11.
 */
#include "resolve/maven/profile.h"

#include "resolve/unit.h"

static bool is_not(struct strata_str *text)
{
	bool not = text->len && text->ptr[0] == '!';

	*text = strata_str_skip(*text, not);
	return not;
}

/* The number at the start of a version, behind what is none; 0 when there is none. */
static uint64_t take_number(struct strata_str *version)
{
	uint64_t number = 0;
	size_t end = 0;

	while (version->len && !strata_is_digit(version->ptr[0]))
		*version = strata_str_skip(*version, 1);
	while (end < version->len && strata_is_digit(version->ptr[end]))
		end++;
	strata_str_u64(&number, strata_str_take(*version, end));
	*version = strata_str_skip(*version, end);
	return number;
}

/* By three numbers, as Maven holds a JDK against a bound. */
static int compare_jdks(struct strata_str a, struct strata_str b)
{
	for (int i = 0; i < 3; i++) {
		uint64_t x = take_number(&a), y = take_number(&b);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

static bool is_bare(struct strata_str bound)
{
	for (size_t i = 0; i < bound.len; i++)
		if (strata_is_digit(bound.ptr[i]))
			return false;
	return true;
}

/* "[17,", too: these ranges are none of versions, and what is not written is open. */
static bool is_in_range(struct strata_str java, struct strata_str range)
{
	struct strata_str low, high;
	int order;

	strata_str_cut(&low, &high, range, ',');
	order = is_bare(low) ? 1 : compare_jdks(java, low);
	if (order <= 0)
		return order == 0 && low.ptr[0] == '[';
	order = is_bare(high) ? -1 : compare_jdks(java, high);
	return order < 0 || (order == 0 && high.ptr[high.len - 1] == ']');
}

static bool jdk_holds(struct strata_str want, struct strata_str java)
{
	bool not;

	if (want.len && (want.ptr[0] == '[' || want.ptr[0] == '('))
		return is_in_range(java, want);
	not = is_not(&want);
	return strata_str_starts(java, want) != not;
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

static bool os_holds(const struct maven_activation *a, const struct solver_environment *env)
{
	struct strata_str family = a->os_family, name = a->os_name, arch = a->os_arch;
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
	return !a->os_version.len;
}

static bool property_holds(struct strata_str name, struct strata_str value)
{
	return value.len ? is_not(&value) : is_not(&name);
}

static bool has_folder(const struct solver_files *files, struct strata_str path,
		       struct strata_arena *arena)
{
	struct strata_str below = strata_arena_join(arena, path, STRATA_STR("/"), STRATA_NONE);
	size_t at = solver_files_from(files, below);

	return at < files->entries->count &&
	       strata_str_starts(files->entries->items[at].path, below);
}

/* "${basedir}/x", "${project.basedir}/x" or "x", beside the pom. */
static bool is_there(struct strata_str file, struct strata_str pom, const struct solver_input *in)
{
	static const char *const bases[] = { "${basedir}/", "${project.basedir}/" };
	struct strata_str path;

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++)
		if (strata_str_starts(file, strata_str_of(bases[i])))
			file = strata_str_skip(file, strata_str_of(bases[i]).len);
	path = strata_arena_path(in->scratch, strata_path_dir(pom), file);
	return path.len && (solver_files_has(in->files, path) ||
			    has_folder(in->files, path, in->scratch));
}

static bool file_holds(const struct maven_activation *a, struct strata_str pom,
		       const struct solver_input *in)
{
	if (!pom.ptr)
		return false;
	return a->exists.len ? is_there(a->exists, pom, in) : !is_there(a->missing, pom, in);
}

static bool is_active(const struct maven_activation *a, struct strata_str pom,
		      const struct solver_input *in)
{
	const struct solver_environment *env = in->environment;
	bool files = a->exists.len || a->missing.len;

	return (a->jdk.len || a->has_os || a->property.len || files) &&
	       (!a->jdk.len || jdk_holds(a->jdk, env->java)) &&
	       (!a->has_os || os_holds(a, env)) &&
	       (!a->property.len || property_holds(a->property, a->value)) &&
	       (!files || file_holds(a, pom, in));
}

void maven_profiles(struct maven_parts *out, const struct maven_pom *pom, struct strata_str path,
		    const struct solver_input *in, struct strata_arena *arena)
{
	const struct maven_profiles *all = &pom->profiles;
	bool none;

	for (size_t i = 0; i < all->count; i++)
		if (is_active(&all->items[i].when, path, in))
			*strata_vec_push(arena, out) = &all->items[i].part;
	none = !out->count;
	for (size_t i = 0; i < all->count && none; i++)
		if (strata_str_eq(all->items[i].when.by_default, STRATA_STR("true")))
			*strata_vec_push(arena, out) = &all->items[i].part;
}
