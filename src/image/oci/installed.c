/* installed.c - the packages that an image's files list; see installed.h. */
#include "image/oci/installed.h"

#include "image/oci/rpm.h"
#include "text/line.h"

struct reading {
	struct oci_installed *out;
	struct strata_arena *arena;
	struct strata_map by_source; /* "name\nversion" -> index into packages */
};

/* What one record of a list says. */
struct entry {
	struct strata_str name, version, source, source_version;
	bool absent; /* known, and not installed */
};

static void add(struct reading *r, const struct entry *e)
{
	struct strata_str name = e->source.len ? e->source : e->name;
	struct strata_str version = e->source_version.len ? e->source_version : e->version;
	struct oci_package *package;
	size_t *index;
	bool added;

	if (!e->name.len || !version.len || e->absent)
		return;
	index = strata_map_at(&r->by_source, STRATA_CONCAT(r->arena, name, STRATA_STR("\n"), version),
			      &added);
	if (added) {
		*index = r->out->packages.count;
		package = strata_vec_push(r->arena, &r->out->packages);
		package->name = name;
		package->version = version;
	}
	*strata_vec_push(r->arena, &r->out->packages.items[*index].built) = e->name;
}

/* --- dpkg --------------------------------------------------------------------------------- */

/* "openssl (3.0.11-1)", or "openssl". */
static void set_source(struct entry *e, struct strata_str value)
{
	struct strata_str rest;

	strata_str_cut(&e->source, &rest, value, ' ');
	rest = strata_str_trim(rest);
	if (rest.len > 2 && rest.ptr[0] == '(' && rest.ptr[rest.len - 1] == ')')
		e->source_version = strata_str_take(strata_str_skip(rest, 1), rest.len - 2);
}

static void set_field(struct entry *e, struct strata_str line)
{
	struct strata_str key, value;

	if (!line.len || strata_is_space(line.ptr[0]) || !strata_str_cut(&key, &value, line, ':'))
		return;
	value = strata_str_trim(value);
	if (strata_str_eq_nocase(key, STRATA_STR("Package")))
		e->name = value;
	else if (strata_str_eq_nocase(key, STRATA_STR("Version")))
		e->version = value;
	else if (strata_str_eq_nocase(key, STRATA_STR("Source")))
		set_source(e, value);
	else if (strata_str_eq_nocase(key, STRATA_STR("Status")))
		e->absent = strata_str_ends(value, STRATA_STR(" not-installed")) ||
			    strata_str_ends(value, STRATA_STR(" config-files"));
}

static void read_dpkg(struct reading *r, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct entry e = { 0 };

	while (line_next(&c)) {
		if (strata_str_trim(c.line).len) {
			set_field(&e, c.line);
			continue;
		}
		add(r, &e);
		e = (struct entry){ 0 };
	}
	add(r, &e);
}

/* --- apk ------------------------------------------------------------------------------------ */

static void read_apk(struct reading *r, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct entry e = { 0 };

	while (line_next(&c)) {
		struct strata_str line = strata_str_trim(c.line), value = strata_str_skip(line, 2);

		if (!line.len) {
			add(r, &e);
			e = (struct entry){ 0 };
		} else if (strata_str_starts(line, STRATA_STR("P:"))) {
			e.name = value;
		} else if (strata_str_starts(line, STRATA_STR("V:"))) {
			e.version = value;
		} else if (strata_str_starts(line, STRATA_STR("o:"))) {
			e.source = value;
		}
	}
	add(r, &e);
}

/* --- os-release ------------------------------------------------------------------------------- */

static struct strata_str unquote(struct strata_str s)
{
	if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
		return strata_str_take(strata_str_skip(s, 1), s.len - 2);
	return s;
}

/* It becomes part of a package URL. */
static bool is_word(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_alpha(s.ptr[i]) && !strata_is_digit(s.ptr[i]) && s.ptr[i] != '.' &&
		    s.ptr[i] != '-' && s.ptr[i] != '_')
			return false;
	return s.len && s.len < 64;
}

static void read_release(struct oci_installed *out, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);

	while (line_next(&c)) {
		struct strata_str key, value;

		if (!strata_str_cut(&key, &value, strata_str_trim(c.line), '='))
			continue;
		value = unquote(strata_str_trim(value));
		if (!is_word(value))
			continue;
		if (strata_str_eq(key, STRATA_STR("ID")))
			out->distribution = value;
		else if (strata_str_eq(key, STRATA_STR("VERSION_ID")))
			out->release = value;
	}
}

/* --- all of it --------------------------------------------------------------------------------- */

static void note(struct reading *r, const char *what, struct strata_str subject)
{
	*strata_vec_push(r->arena, &r->out->notes) =
		strata_arena_printf(r->arena, "%s: '%.*s'", what, STRATA_ARG(subject));
}

/* NULL when it is not there, or was not read, which is noted. */
static const struct oci_file *get(struct reading *r, const struct oci_files *files,
				  struct strata_str path)
{
	const struct oci_file *f = oci_files_get(files, path);

	if (f && !f->bytes.ptr)
		note(r, "a list of its packages is a link, which is not followed", path);
	return f && f->bytes.ptr ? f : NULL;
}

static bool read_debian(struct reading *r, const struct oci_files *files)
{
	const struct oci_file *f = get(r, files, STRATA_STR("var/lib/dpkg/status"));
	bool any = f != NULL;

	if (f)
		read_dpkg(r, f->bytes);
	for (size_t i = 0; i < files->list.count; i++) {
		const struct oci_file *one = &files->list.items[i];

		if (one->gone || !strata_str_starts(one->path, STRATA_STR("var/lib/dpkg/status.d/")))
			continue;
		any = true;
		if ((one = get(r, files, one->path)))
			read_dpkg(r, one->bytes);
	}
	return any;
}

static bool read_alpine(struct reading *r, const struct oci_files *files)
{
	static const char *const paths[] = { "lib/apk/db/installed", "usr/lib/apk/db/installed" };
	bool any = false;

	for (size_t i = 0; i < 2; i++) {
		const struct oci_file *f = get(r, files, strata_str_of(paths[i]));

		any = any || f;
		if (f)
			read_apk(r, f->bytes);
	}
	return any;
}

static void read_rpms(struct reading *r, const struct oci_file *f)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct oci_rpms all = { 0 };

	if (oci_rpms_read(&all, f->bytes, r->arena, &err) < 0) {
		note(r, err.text, f->path);
		return;
	}
	for (size_t i = 0; i < all.count; i++)
		add(r, &(struct entry){ .name = all.items[i].name, .version = all.items[i].version });
}

/* Whether there is a database of rpm's at all. */
static bool read_rpm(struct reading *r, const struct oci_files *files)
{
	bool any = false;

	for (size_t i = 0; i < files->list.count; i++) {
		const struct oci_file *f = &files->list.items[i];

		if (f->gone || strata_str_find(f->path, STRATA_STR("/rpm/")) == STRATA_NPOS)
			continue;
		any = true;
		if (strata_str_ends(f->path, STRATA_STR("-wal"))) {
			if (f->bytes.len)
				note(r, "its rpm database has changes that are not in it yet", f->path);
		} else if (!strata_str_ends(f->path, STRATA_STR(".sqlite"))) {
			note(r, "its packages are in a database of an older rpm, which is not read",
			     f->path);
		} else if ((f = get(r, files, f->path))) {
			read_rpms(r, f);
		}
	}
	return any;
}

/* What os-release calls it, as purl's namespaces and OSV have it. */
static struct strata_str space_of(struct strata_str distribution)
{
	static const char *const names[][2] = { { "rhel", "redhat" },
						{ "opensuse-leap", "opensuse" },
						{ "opensuse-tumbleweed", "opensuse" },
						{ "sles", "suse" },
						{ "mariner", "azurelinux" } };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq(distribution, strata_str_of(names[i][0])))
			return strata_str_of(names[i][1]);
	return distribution;
}

static int by_name(const void *a, const void *b)
{
	const struct oci_package *x = a, *y = b;
	int order = strata_str_cmp(x->name, y->name);

	return order ? order : strata_str_cmp(x->version, y->version);
}

void oci_installed_read(struct oci_installed *out, const struct oci_files *files,
			struct strata_arena *arena)
{
	static const char *const releases[] = { "usr/lib/os-release", "etc/os-release" };
	struct reading r = { .out = out, .arena = arena, .by_source = STRATA_MAP_INIT(arena) };
	bool deb, apk, rpm;

	*out = (struct oci_installed){ .distribution = STRATA_NONE };
	for (size_t i = 0; i < 2; i++) {
		const struct oci_file *f = oci_files_get(files, strata_str_of(releases[i]));

		if (f && f->bytes.ptr)
			read_release(out, f->bytes);
	}
	deb = read_debian(&r, files);
	apk = read_alpine(&r, files);
	rpm = read_rpm(&r, files);
	if (deb || apk || rpm)
		out->ecosystem = strata_ecosystem_of_purl(deb	? STRATA_STR("deb")
							  : apk ? STRATA_STR("apk")
								: STRATA_STR("rpm"),
							  space_of(out->distribution));
	if ((deb || apk || rpm) && !out->ecosystem)
		note(&r, "no advisories are known of its distribution",
		     out->distribution.ptr ? out->distribution : STRATA_STR("not told"));
	strata_vec_sort(&out->packages, by_name);
}
