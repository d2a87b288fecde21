/* target.c - see target.h. */
#include "resolve/pypi/target.h"

#include <stdio.h>
#include <string.h>

#include "python/python.h"
#include "strata/version.h"

/* The newest of the common long-term distributions; "glibc2.36" in [resolve] says another. */
enum { GLIBC_MINOR = 39, MUSL_MINOR = 2 };

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq(s, strata_str_of(text));
}

/* Takes digits; false without any, or with more than fit a version's part. */
static bool take_number(unsigned *out, struct strata_str *s)
{
	size_t n = 0;

	for (*out = 0; n < s->len && n < 6 && strata_is_digit(s->ptr[n]); n++)
		*out = *out * 10 + (unsigned)(s->ptr[n] - '0');
	*s = strata_str_skip(*s, n);
	return n > 0;
}

static bool take(struct strata_str *s, const char *text)
{
	if (!strata_str_starts(*s, strata_str_of(text)))
		return false;
	*s = strata_str_skip(*s, strlen(text));
	return true;
}

static void set_system(struct pypi_target *out, const struct solver_environment *e)
{
	struct strata_str libc = e->libc;

	out->os_name = is(e->os, "windows") ? "nt" : "posix";
	out->sys_platform = is(e->os, "windows") ? "win32" : is(e->os, "macos") ? "darwin" : "linux";
	out->system = is(e->os, "windows") ? "Windows" : is(e->os, "macos") ? "Darwin" : "Linux";
	out->machine = e->cpu;
	if (is(e->os, "macos") && is(e->cpu, "aarch64"))
		out->machine = STRATA_STR("arm64");
	if (is(e->os, "windows"))
		out->machine = is(e->cpu, "aarch64") ? STRATA_STR("ARM64") : STRATA_STR("AMD64");
	out->musl = strata_str_starts(libc, STRATA_STR("musl"));
	if (!take(&libc, "glibc2.") || !take_number(&out->glibc, &libc))
		out->glibc = GLIBC_MINOR;
}

static int set_manner(struct pypi_manner *out, struct strata_str pip, struct strata_error *err)
{
	const struct strata_version_scheme *scheme = &strata_version_pep440;

	if (!scheme->valid(pip))
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'%.*s', the pip of [resolve], is no version of it",
				   STRATA_ARG(pip));
	out->narrow = scheme->compare(pip, STRATA_STR("25.1")) >= 0;
	out->promote = scheme->compare(pip, STRATA_STR("26.1")) >= 0;
	return 0;
}

int pypi_target(struct pypi_target *out, const struct solver_environment *e,
		struct strata_error *err)
{
	struct strata_str rest = e->python;

	*out = (struct pypi_target){ .full = e->python };
	if (!strata_version_pep440.valid(e->python) || !take_number(&out->major, &rest) ||
	    !take(&rest, ".") || !take_number(&out->minor, &rest))
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'%.*s', the python of [resolve], is no version of it",
				   STRATA_ARG(e->python));
	out->brief = strata_str_take(e->python, e->python.len - rest.len);
	set_system(out, e);
	return set_manner(&out->manner, e->pip, err);
}

/* --- markers ------------------------------------------------------------------------------- */

struct marker {
	const struct pypi_target *target;
	struct strata_str extra;
	struct strata_arena *scratch;
};

static struct strata_str value_of(const struct marker *m, struct strata_str name)
{
	const struct pypi_target *t = m->target;
	const struct {
		const char *name;
		struct strata_str value;
	} values[] = {
		{ "python_version", t->brief },
		{ "python_full_version", t->full },
		{ "implementation_version", t->full },
		{ "os_name", strata_str_of(t->os_name) },
		{ "os.name", strata_str_of(t->os_name) },
		{ "sys_platform", strata_str_of(t->sys_platform) },
		{ "sys.platform", strata_str_of(t->sys_platform) },
		{ "platform_system", strata_str_of(t->system) },
		{ "platform_machine", t->machine },
		{ "platform.machine", t->machine },
		{ "platform_python_implementation", STRATA_STR("CPython") },
		{ "platform.python_implementation", STRATA_STR("CPython") },
		{ "python_implementation", STRATA_STR("CPython") },
		{ "implementation_name", STRATA_STR("cpython") },
		{ "extra", m->extra },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (is(name, values[i].name))
			return values[i].value;
	return STRATA_STR(""); /* a release of the system, which nobody named */
}

static bool is_extra(const struct python_operand *o)
{
	return o->variable && is(o->text, "extra");
}

static bool compare_texts(struct strata_str left, struct strata_str op, struct strata_str right)
{
	int order = strata_str_cmp(left, right);

	if (is(op, "==") || is(op, "==="))
		return order == 0;
	if (is(op, "!="))
		return order != 0;
	if (is(op, "<") || is(op, "<="))
		return order < (int)op.len - 1;
	return (is(op, ">") || is(op, ">=")) && order > 1 - (int)op.len;
}

/* As versions where both are, else as texts; extras by normal names (PEP 685). */
static bool compare(const struct marker *m, const struct python_comparison *c)
{
	bool extra = is_extra(&c->left) || is_extra(&c->right);
	struct strata_str left = c->left.variable ? value_of(m, c->left.text) : c->left.text;
	struct strata_str right = c->right.variable ? value_of(m, c->right.text) : c->right.text;
	struct strata_intervals in = { 0 };

	if (extra) {
		left = strata_name_pep503(m->scratch, left);
		right = strata_name_pep503(m->scratch, right);
	}
	if (is(c->op, "in"))
		return strata_str_find(right, left) != STRATA_NPOS;
	if (is(c->op, "not in"))
		return strata_str_find(right, left) == STRATA_NPOS;
	if (right.len && !extra && strata_version_pep440.valid(left) &&
	    strata_version_pep440.intervals(
		    &in, strata_arena_join(m->scratch, c->op, right, STRATA_NONE), m->scratch,
		    NULL) == 0)
		return strata_intervals_contain(&in, &strata_version_pep440, left);
	return compare_texts(left, c->op, right);
}

static enum strata_tri comparison_holds(const struct python_comparison *c, const void *payload)
{
	return compare(payload, c) ? STRATA_YES : STRATA_NO;
}

bool pypi_marker_holds(const struct pypi_target *target, struct strata_str marker,
		       struct strata_str extra, struct strata_arena *scratch)
{
	struct marker m = { target, extra, scratch };

	return python_marker(marker, comparison_holds, &m) == STRATA_YES;
}

/* --- wheels --------------------------------------------------------------------------------- */

enum rank {
	OF_ANY = 1,   /* py3-none-any */
	OF_CPYTHON,   /* cp313-none-any */
	OF_PYTHON,    /* py3-none-PLATFORM */
	OF_OLDER_ABI, /* cp39-abi3-PLATFORM */
	OF_NO_ABI,    /* cp313-none-PLATFORM */
	OF_STABLE_ABI,
	OF_OWN_ABI,
};

/* "2_17_x86_64" behind "manylinux_": the minor version; -1 when it is not for the target. */
static int libc_rank(struct strata_str s, unsigned major, unsigned most, struct strata_str machine)
{
	unsigned a, b;

	if (!take_number(&a, &s) || !take(&s, "_") || !take_number(&b, &s) || !take(&s, "_") ||
	    a != major || b > most || !strata_str_eq(s, machine))
		return -1;
	return (int)b + 2;
}

static int linux_rank(const struct pypi_target *t, struct strata_str s)
{
	static const struct {
		const char *prefix;
		unsigned minor;
	} old[] = { { "manylinux2014_", 17 }, { "manylinux2010_", 12 }, { "manylinux1_", 5 } };

	if (take(&s, "linux_"))
		return strata_str_eq(s, t->machine) ? 1 : -1;
	if (t->musl)
		return take(&s, "musllinux_") ? libc_rank(s, 1, MUSL_MINOR, t->machine) : -1;
	for (size_t i = 0; i < sizeof(old) / sizeof(*old); i++)
		if (take(&s, old[i].prefix))
			return t->glibc >= old[i].minor && strata_str_eq(s, t->machine)
				       ? (int)old[i].minor + 2
				       : -1;
	return take(&s, "manylinux_") ? libc_rank(s, 2, t->glibc, t->machine) : -1;
}

/* Which macOS it is, nobody says: any. */
static int macos_rank(const struct pypi_target *t, struct strata_str s)
{
	bool intel = is(t->machine, "x86_64");
	unsigned a, b;

	if (!take(&s, "macosx_") || !take_number(&a, &s) || !take(&s, "_") ||
	    !take_number(&b, &s) || !take(&s, "_"))
		return -1;
	if (strata_str_eq(s, t->machine))
		return 3;
	if (is(s, "universal2"))
		return 2;
	return intel && (is(s, "intel") || is(s, "universal") || is(s, "fat64")) ? 1 : -1;
}

static int platform_rank(const struct pypi_target *t, struct strata_str s)
{
	if (is(s, "any"))
		return 0;
	if (t->os_name[0] == 'n')
		return is(s, is(t->machine, "ARM64") ? "win_arm64" : "win_amd64") ? 1 : -1;
	return t->system[0] == 'D' ? macos_rank(t, s) : linux_rank(t, s);
}

/* The minor version of "cp313" or "py38"; false for what is not of the target's major. */
static bool read_python(unsigned *minor, bool *whole, const struct pypi_target *t,
			struct strata_str s)
{
	*whole = !s.len || s.ptr[0] != (char)('0' + t->major % 10);
	if (*whole)
		return false;
	s = strata_str_skip(s, 1);
	*whole = s.len == 0;
	*minor = 0;
	return *whole || (take_number(minor, &s) && s.len == 0);
}

static int interpreter_rank(const struct pypi_target *t, struct strata_str python,
			    struct strata_str abi, bool any)
{
	bool cpython = take(&python, "cp"), whole, none = is(abi, "none");
	unsigned minor;
	struct strata_str own = abi;
	bool is_own = take(&own, "cp");

	if ((!cpython && !take(&python, "py")) || !read_python(&minor, &whole, t, python) ||
	    minor > t->minor)
		return -1;
	if (!cpython)
		return none ? (any ? OF_ANY : OF_PYTHON) * 1000 +
				      (int)(whole ? 899 : minor == t->minor ? 900 : minor % 899)
			    : -1;
	if (whole || (minor < t->minor && !is(abi, "abi3")))
		return -1;
	if (is(abi, "abi3"))
		return any ? -1 : minor == t->minor ? OF_STABLE_ABI * 1000
						    : OF_OLDER_ABI * 1000 + (int)minor % 1000;
	if (none)
		return (any ? OF_CPYTHON : OF_NO_ABI) * 1000;
	return is_own && !any && strata_str_eq(own, python) ? OF_OWN_ABI * 1000 : -1;
}

static int tag_rank(const struct pypi_target *t, struct strata_str python, struct strata_str abi,
		    struct strata_str platform)
{
	int place = platform_rank(t, platform);
	int rank = place < 0 ? -1 : interpreter_rank(t, python, abi, is(platform, "any"));

	return rank < 0 ? -1 : rank * 1000 + place;
}

static bool next_tag(struct strata_str *tag, struct strata_str *rest)
{
	if (!rest->ptr)
		return false;
	strata_str_cut(tag, rest, *rest, '.');
	return true;
}

/* The best of all that "py2.py3-none-any" stands for. */
static int tags_rank(const struct pypi_target *t, const struct strata_str sets[3])
{
	struct strata_str pythons = sets[0], python, abi, platform;
	int best = -1;

	while (next_tag(&python, &pythons))
		for (struct strata_str abis = sets[1]; next_tag(&abi, &abis);)
			for (struct strata_str all = sets[2]; next_tag(&platform, &all);) {
				int rank = tag_rank(t, python, abi, platform);

				best = rank > best ? rank : best;
			}
	return best;
}

int pypi_wheel_rank(const struct pypi_target *target, struct strata_str file)
{
	struct strata_str sets[3];

	if (!strata_str_ends(file, STRATA_STR(".whl")) || file.len > 512)
		return -1;
	file.len -= 4;
	for (int i = 3; i-- > 0;) {
		size_t dash = strata_str_rchr(file, '-');

		if (dash == STRATA_NPOS)
			return -1;
		sets[i] = strata_str_skip(file, dash + 1);
		file = strata_str_take(file, dash);
	}
	return tags_rank(target, sets);
}
