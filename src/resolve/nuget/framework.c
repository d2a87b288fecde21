/* framework.c - see framework.h. */
#include "resolve/nuget/framework.h"

#include "strata/ecosystem.h"

/* --- names ------------------------------------------------------------------------------------- */

static unsigned take_number(struct strata_str *rest, size_t most)
{
	unsigned value = 0;

	for (size_t i = 0; i < most && rest->len && strata_is_digit(rest->ptr[0]); i++) {
		value = value < 100000 ? value * 10 + (unsigned)(rest->ptr[0] - '0') : value;
		*rest = strata_str_skip(*rest, 1);
	}
	return value;
}

/* "4.7.2", or all in one: "472". */
static void take_version(unsigned version[4], struct strata_str *rest)
{
	bool dotted = strata_str_chr(*rest, '.') != STRATA_NPOS;

	for (int i = 0; i < 4 && rest->len && strata_is_digit(rest->ptr[0]); i++) {
		version[i] = take_number(rest, dotted ? 9 : 1);
		if (dotted && rest->len > 1 && rest->ptr[0] == '.')
			*rest = strata_str_skip(*rest, 1);
	}
}

static bool take_word(struct strata_str *rest, struct strata_str word)
{
	if (!strata_str_starts(*rest, word))
		return false;
	*rest = strata_str_skip(*rest, word.len);
	return true;
}

/* "-windows10.0.19041" */
static void take_platform(struct nuget_framework *out, struct strata_str rest)
{
	size_t letters = 0;

	if (!rest.len || rest.ptr[0] != '-')
		return;
	rest = strata_str_skip(rest, 1);
	while (letters < rest.len && strata_is_alpha(rest.ptr[letters]))
		letters++;
	out->platform = strata_str_take(rest, letters);
	rest = strata_str_skip(rest, letters);
	take_version(out->platform_version, &rest);
}

static void read_other(struct nuget_framework *out, struct strata_str text)
{
	size_t letters = 0;

	while (letters < text.len && !strata_is_digit(text.ptr[letters]))
		letters++;
	out->kind = NUGET_OTHER;
	out->name = strata_str_take(text, letters);
	text = strata_str_skip(text, letters);
	take_version(out->version, &text);
}

/* "net48" is of .NET Framework, "net5.0" and above are of .NET. */
static bool read_net(struct nuget_framework *out, struct strata_str rest)
{
	if (!rest.len || !strata_is_digit(rest.ptr[0]))
		return false;
	take_version(out->version, &rest);
	out->kind = out->version[0] >= 5 ? NUGET_CORE : NUGET_FRAMEWORK;
	take_platform(out, rest);
	return true;
}

/* ",version=v4.5" is "4.5" */
static struct strata_str without_words(struct strata_str text, struct strata_arena *arena)
{
	struct strata_str mark = STRATA_STR(",version=v");
	size_t at = strata_str_find(text, mark);

	return at == STRATA_NPOS ? text
				 : strata_arena_join(arena, strata_str_take(text, at),
						     strata_str_skip(text, at + mark.len), STRATA_NONE);
}

struct nuget_framework nuget_framework_of(struct strata_str name, struct strata_arena *arena)
{
	struct nuget_framework out = { .kind = NUGET_ANY };
	struct strata_str rest = without_words(strata_name_lower(arena, strata_str_trim(name)), arena);

	if (!rest.len || strata_str_eq(rest, STRATA_STR("any")))
		return out;
	if (take_word(&rest, STRATA_STR(".netcoreapp")) || take_word(&rest, STRATA_STR("netcoreapp")))
		out.kind = NUGET_CORE;
	else if (take_word(&rest, STRATA_STR(".netstandard")) || take_word(&rest, STRATA_STR("netstandard")))
		out.kind = NUGET_STANDARD;
	else if (take_word(&rest, STRATA_STR(".netframework")))
		out.kind = NUGET_FRAMEWORK;
	if (out.kind != NUGET_ANY) {
		take_version(out.version, &rest);
		take_platform(&out, rest);
	} else if (!strata_str_starts(rest, STRATA_STR("net")) ||
		   !read_net(&out, strata_str_skip(rest, 3))) {
		read_other(&out, rest);
	}
	return out;
}

/* --- what serves what ---------------------------------------------------------------------------- */

static int compare(const unsigned a[4], const unsigned b[4])
{
	for (int i = 0; i < 4; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

struct step {
	unsigned from[4], standard[4];
};

static const struct step core_steps[] = {
	{ { 3, 0 }, { 2, 1 } },
	{ { 2, 0 }, { 2, 0 } },
	{ { 1, 0 }, { 1, 6 } },
};

static const struct step framework_steps[] = {
	{ { 4, 6, 1 }, { 2, 0 } },
	{ { 4, 6 }, { 1, 3 } },
	{ { 4, 5, 1 }, { 1, 2 } },
	{ { 4, 5 }, { 1, 1 } },
};

static const struct step uap_steps[] = {
	{ { 10, 0, 15064 }, { 2, 0 } },
	{ { 10, 0 }, { 1, 4 } },
};

static const struct step phone_steps[] = { { { 0 }, { 2, 1 } } };

static bool implements_by(const struct nuget_framework *p, const struct nuget_framework *standard,
			  const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (compare(p->version, steps[i].from) >= 0)
			return compare(standard->version, steps[i].standard) <= 0;
	return false;
}

#define STEPS(list) list, sizeof(list) / sizeof(*(list))

static bool is_phone(const struct nuget_framework *p)
{
	return strata_str_starts(p->name, STRATA_STR("monoandroid")) ||
	       strata_str_starts(p->name, STRATA_STR("xamarin"));
}

static bool implements(const struct nuget_framework *p, const struct nuget_framework *standard)
{
	switch (p->kind) {
	case NUGET_STANDARD:
		return compare(standard->version, p->version) <= 0;
	case NUGET_CORE:
		return implements_by(p, standard, STEPS(core_steps));
	case NUGET_FRAMEWORK:
		return implements_by(p, standard, STEPS(framework_steps));
	default:
		if (strata_str_eq(p->name, STRATA_STR("uap")))
			return implements_by(p, standard, STEPS(uap_steps));
		return is_phone(p) && implements_by(p, standard, STEPS(phone_steps));
	}
}

static bool serves(const struct nuget_framework *project, const struct nuget_framework *offered)
{
	if (offered->kind == NUGET_ANY)
		return true;
	if (offered->kind == NUGET_STANDARD)
		return implements(project, offered);
	if (offered->kind != project->kind || compare(offered->version, project->version) > 0)
		return false;
	if (offered->kind == NUGET_OTHER)
		return strata_str_eq(offered->name, project->name);
	return !offered->platform.len ||
	       (strata_str_eq(offered->platform, project->platform) &&
		compare(offered->platform_version, project->platform_version) <= 0);
}

static int rank(const struct nuget_framework *project, const struct nuget_framework *offered)
{
	if (offered->kind == NUGET_ANY)
		return 0;
	return offered->kind == project->kind ? 2 : 1;
}

/* Whether a is nearer to the project than b; both serve it. */
static bool is_nearer(const struct nuget_framework *project, const struct nuget_framework *a,
		      const struct nuget_framework *b)
{
	int order = rank(project, a) - rank(project, b);

	if (order == 0)
		order = compare(a->version, b->version);
	if (order == 0)
		order = (a->platform.len > 0) - (b->platform.len > 0);
	return order ? order > 0 : compare(a->platform_version, b->platform_version) > 0;
}

static size_t nearest(const struct nuget_framework *project, const struct nuget_framework *offered,
		      size_t count)
{
	size_t best = STRATA_NPOS;

	for (size_t i = 0; i < count; i++)
		if (serves(project, &offered[i]) &&
		    (best == STRATA_NPOS || is_nearer(project, &offered[i], &offered[best])))
			best = i;
	return best;
}

/* What is for .NET Framework alone serves .NET and .NET Standard 2 in default of all else. */
size_t nuget_framework_nearest(const struct nuget_framework *project,
			       const struct nuget_framework *offered, size_t count)
{
	static const struct nuget_framework instead = { .kind = NUGET_FRAMEWORK, .version = { 4, 8, 1 } };
	static const unsigned two[4] = { 2, 0 };
	size_t best = nearest(project, offered, count);

	if (best != STRATA_NPOS || (project->kind != NUGET_CORE && project->kind != NUGET_STANDARD) ||
	    compare(project->version, two) < 0)
		return best;
	return nearest(&instead, offered, count);
}
