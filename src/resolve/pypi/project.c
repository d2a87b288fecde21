/* project.c - see project.h. */
#include "resolve/pypi/project.h"

#include <string.h>

#include "resolve/pypi/source.h"
#include "strata/limits.h"

static const struct strata_version_scheme *const scheme = &strata_version_pep440;

static const char page_types[] =
	"application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, "
	"text/html; q=0.01";

/* --- which files count ----------------------------------------------------------------------- */

static bool fits_python(struct pypi_finder *f, struct strata_str requires_python)
{
	struct strata_intervals in = { 0 };
	size_t *known;

	if (!requires_python.len)
		return true;
	known = strata_map_at(&f->by_python, requires_python, NULL);
	/* What is no specifier is passed over, as pip does. */
	if (!*known)
		*known = scheme->intervals(&in, requires_python, f->arena, NULL) < 0 ||
					 strata_intervals_contain(&in, scheme, f->target->full)
				 ? 1
				 : 2;
	return *known == 1;
}

/* A file without a time counts as uploaded. */
static bool is_there(const struct pypi_finder *f, const struct pypi_file *file)
{
	return !f->in->as_of.ptr || !file->uploaded.len ||
	       strata_str_cmp(strata_str_take(file->uploaded, 19),
			      strata_str_take(f->in->as_of, 19)) <= 0;
}

static bool separates(char c)
{
	return c == '-' || c == '_' || c == '.';
}

/* "foo_bar-1.0": the version, where what is before it has the normal name. */
static struct strata_str version_after(struct strata_str stem, struct strata_str name)
{
	size_t at = 0;

	for (size_t i = 0; i < name.len; i++) {
		size_t start = at;

		while (at < stem.len && separates(stem.ptr[at]))
			at++;
		if (name.ptr[i] == '-' ? at == start
				       : at > start || at == stem.len ||
						 strata_lower(stem.ptr[at++]) != name.ptr[i])
			return STRATA_NONE;
	}
	return at < stem.len && stem.ptr[at] == '-' ? strata_str_skip(stem, at + 1) : STRATA_NONE;
}

static struct strata_str wheel_version(struct strata_str file, struct strata_str name,
				       struct strata_arena *arena)
{
	struct strata_str distribution, version, rest;

	strata_str_cut(&distribution, &rest, file, '-');
	strata_str_cut(&version, &rest, rest, '-');
	return strata_str_eq(strata_name_pep503(arena, distribution), name) ? version : STRATA_NONE;
}

static struct strata_str sdist_version(struct strata_str file, struct strata_str name)
{
	static const char *const endings[] = { ".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz",
					       ".tar" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (strata_str_ends(file, strata_str_of(endings[i])))
			return version_after(strata_str_take(file, file.len - strlen(endings[i])), name);
	return STRATA_NONE;
}

static bool is_pre(struct strata_str version)
{
	for (size_t i = 0; i < version.len && version.ptr[i] != '+'; i++)
		if (strata_is_alpha(version.ptr[i]) && !(i == 0 && strata_lower(version.ptr[0]) == 'v')) {
			struct strata_str rest = strata_str_skip(version, i);
			char c = strata_lower(rest.ptr[0]);

			if (c == 'a' || c == 'b' || c == 'c' || c == 'd')
				return true;
			if (strata_str_eq_nocase(strata_str_take(rest, 2), STRATA_STR("rc")) ||
			    strata_str_eq_nocase(strata_str_take(rest, 3), STRATA_STR("pre")))
				return true;
			while (i + 1 < version.len && strata_is_alpha(version.ptr[i + 1]))
				i++; /* "post", "rev" */
		}
	return false;
}

/* A release of one file; no version when that cannot be installed. */
static struct pypi_release release_of(struct pypi_finder *f, const struct pypi_project *p,
				      const struct pypi_file *file)
{
	struct pypi_release none = { 0 }, out = { .file = file, .yanked = file->yanked };

	if (!file->url.len || !is_there(f, file))
		return none;
	if (strata_str_ends(file->name, STRATA_STR(".whl"))) {
		out.rank = pypi_wheel_rank(f->target, file->name);
		if (out.rank < 0)
			return none;
		out.version = wheel_version(file->name, p->name, f->arena);
	} else {
		out.version = sdist_version(file->name, p->name);
	}
	if (!out.version.len || !scheme->valid(out.version) || !fits_python(f, file->requires_python))
		return none;
	out.pre = is_pre(out.version);
	return out;
}

static int compare_releases(const void *a, const void *b)
{
	const struct pypi_release *x = a, *y = b;
	int order = scheme->compare(y->version, x->version);

	if (order == 0)
		order = (int)x->yanked - (int)y->yanked;
	return order ? order : (y->rank > x->rank) - (y->rank < x->rank);
}

static int compare_versions(const struct pypi_release *a, const struct pypi_release *b)
{
	return scheme->compare(a->version, b->version);
}

/* Of each version the best file stays, in front. */
static void keep_best(struct pypi_project *p)
{
	strata_vec_sort(&p->releases, compare_releases);
	strata_vec_unique(&p->releases, compare_versions);
}

/* --- pages ------------------------------------------------------------------------------------ */

static bool is_name(struct strata_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strata_is_alpha(name.ptr[i]) && !strata_is_digit(name.ptr[i]) &&
		    name.ptr[i] != '-')
			return false;
	return name.len > 0 && name.len < 256;
}

static struct registry_ask page_ask(struct pypi_finder *f, const struct registry_server *server,
				    struct strata_str name)
{
	return (struct registry_ask){
		.settings = f->in->settings,
		.url = strata_arena_printf(f->arena, "%.*s/%.*s/", STRATA_ARG(server->url),
					   STRATA_ARG(name)),
		.accept = page_types,
	};
}

/* The index, then all extra ones: index from 0, NULL after the last. */
static const struct registry_server *server_at(const struct pypi_finder *f, size_t index)
{
	const struct registry_servers *all = &f->in->settings->servers;

	if (index == 0)
		return registry_server_of(f->in->settings, STRATA_STR(""));
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].name.len && --index == 0)
			return &all->items[i];
	return NULL;
}

void pypi_project_want(struct pypi_finder *f, struct strata_str name)
{
	const struct registry_server *server;
	size_t index;

	if (!registry_is_online(f->in->registry) || !is_name(name) ||
	    strata_map_get(&index, &f->by_name, name))
		return;
	for (size_t i = 0; (server = server_at(f, i)); i++) {
		struct registry_ask ask = page_ask(f, server, name);

		registry_want(f->in->registry, &ask);
	}
}

static int read_page(struct pypi_finder *f, struct pypi_project *p,
		     const struct registry_server *server, struct strata_error *err)
{
	struct registry_ask ask = page_ask(f, server, p->name);
	struct registry_answer answer;
	struct pypi_files files;
	bool undated = false;
	int rc = registry_get(&answer, f->in->registry, &ask, err);

	if (rc < 0)
		return rc;
	if ((rc = pypi_page_read(&files, strata_arena_dup(f->arena, answer.body), ask.url, f->arena,
				 err)) < 0) {
		strata_error_at(err, net_shown(f->arena, ask.url));
		registry_refuse(f->in->registry, &answer);
		return rc;
	}
	registry_release(f->in->registry, &answer);
	for (size_t i = 0; i < files.count; i++) {
		struct pypi_release release = release_of(f, p, &files.items[i]);

		if (!release.version.len)
			continue;
		*strata_vec_push(f->arena, &p->releases) = release;
		undated = undated || !files.items[i].uploaded.len;
	}
	if (f->in->as_of.ptr && undated)
		solver_undated(f->in, p->name);
	return 0;
}

/* One server that has it is enough, unless another could not be asked. */
static int read_pages(struct pypi_finder *f, struct pypi_project *p, struct strata_error *err)
{
	const struct registry_server *server;
	struct strata_error missing = STRATA_ERROR_INIT;
	int found = STRATA_ENOTFOUND, rc;

	if (!is_name(p->name))
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no package can have that name");
	for (size_t i = 0; (server = server_at(f, i)); i++) {
		struct strata_error own = STRATA_ERROR_INIT;

		rc = read_page(f, p, server, &own);
		if (rc < 0 && rc != STRATA_ENOTFOUND) {
			*err = own;
			return rc;
		}
		if (rc == 0)
			found = 0;
		else if (missing.code == STRATA_OK)
			missing = own;
	}
	if (found < 0)
		*err = missing;
	return found;
}

static const struct strata_error *keep_error(struct strata_arena *arena,
					     const struct strata_error *err)
{
	struct strata_error *kept = strata_arena_alloc(arena, sizeof(*kept));

	*kept = *err;
	return kept;
}

/* What a lockfile has comes before all others; these stay in their order. */
static void put_kept_first(const struct pypi_finder *f, struct pypi_project *p)
{
	for (size_t i = 1; f->in->holds && i < p->releases.count; i++) {
		struct pypi_release kept = p->releases.items[i];

		if (!solver_keeps(f->in, p->name, kept.version))
			continue;
		memmove(&p->releases.items[1], &p->releases.items[0], i * sizeof(kept));
		p->releases.items[0] = kept;
		return;
	}
}

static void set_lack(struct pypi_finder *f, struct pypi_project *p, const struct strata_error *err)
{
	p->lack = err;
	p->releases = (struct pypi_releases){ 0 };
	strata_vec_push(f->arena, &p->releases)->read = true;
}

struct pypi_project *pypi_project_get(struct pypi_finder *f, struct strata_str name)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct pypi_project *p;
	size_t *index;
	bool added;
	int rc;

	index = strata_map_at(&f->by_name, name, &added);
	if (!added)
		return f->all.items[*index];
	*index = f->all.count;
	p = strata_arena_alloc(f->arena, sizeof(*p));
	*strata_vec_push(f->arena, &f->all) = p;
	p->name = name;
	rc = read_pages(f, p, &err);
	if (rc == 0 && p->releases.count) {
		keep_best(p);
		put_kept_first(f, p);
	} else if (rc == 0 || rc == STRATA_ENOTFOUND) {
		if (rc == 0)
			strata_fail(&err, STRATA_ENOTFOUND, 0, "no file of it can be installed");
		p->absence = keep_error(f->arena, &err);
		if (f->lenient)
			set_lack(f, p, p->absence);
	} else {
		set_lack(f, p, keep_error(f->arena, &err));
	}
	return p;
}

bool pypi_project_relent(struct pypi_finder *f)
{
	bool any = false;

	f->lenient = true;
	for (size_t i = 0; i < f->all.count; i++)
		if (f->all.items[i]->absence && !f->all.items[i]->lack) {
			set_lack(f, f->all.items[i], f->all.items[i]->absence);
			any = true;
		}
	return any;
}

/* --- metadata --------------------------------------------------------------------------------- */

static struct pypi_source source_of(struct pypi_finder *f, const struct pypi_project *p,
				    const struct pypi_release *release)
{
	return (struct pypi_source){ f->in, release->file, p->name, f->arena };
}

void pypi_release_want(struct pypi_finder *f, const struct pypi_project *p,
		       struct pypi_release *release)
{
	struct pypi_source source = source_of(f, p, release);

	if (release->read || release->wanted || !registry_is_online(f->in->registry))
		return;
	release->wanted = true;
	pypi_source_want(&source);
}

/* Of an sdist what it asks for is taken, and said not to be sure. */
static void say_open(struct pypi_finder *f, struct pypi_release *release)
{
	struct strata_error err = STRATA_ERROR_INIT;

	strata_fail(&err, STRATA_EUNSUPPORTED, 0,
		    "only building %.*s tells for sure what it asks for: "
		    "taken is what its maker's build told",
		    STRATA_ARG(release->file->name));
	release->lack = keep_error(f->arena, &err);
}

void pypi_release_read(struct pypi_finder *f, const struct pypi_project *p,
		       struct pypi_release *release)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct pypi_metadata metadata = { 0 };
	struct pypi_source source = source_of(f, p, release);

	if (release->read)
		return;
	release->read = true;
	if (pypi_source_metadata(&metadata, &source, &err) < 0) {
		release->lack = keep_error(f->arena, &err);
		return;
	}
	if (metadata.open)
		say_open(f, release);
	release->licence = metadata.licence;
	for (size_t i = 0; i < metadata.requires.count; i++) {
		struct python_requirement r;

		if (python_requirement(&r, metadata.requires.items[i], f->arena))
			*strata_vec_push(f->arena, &release->requires) = r;
	}
}
