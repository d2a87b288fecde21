/*
 * pypi.c - packages of PyPI: site-packages of virtual environments, and wheels; see way.h.
 *
 * What a wheel installed is what its RECORD lists. Of the environments the project's own come
 * first, then the one that is active, then what is installed for the user and for all. Of what
 * an index serves, the file is asked for that pip would install.
 *
 * Recording: packaging.python.org, "Recording installed projects", 2026-11.
 */
#include "composition/outside/way.h"
#include "resolve/pypi/project.h"

#define INFO STRATA_STR(".dist-info")

struct listing {
	struct outside_look *look;
	const char *kind; /* whose: one project's, or everybody's */
};

static void take_info(struct strata_str folder, struct strata_str name, void *payload)
{
	struct listing *l = payload;
	struct strata_arena *arena = l->look->arena;
	struct strata_str project, version;

	if (!strata_str_ends(name, INFO))
		return;
	strata_str_cut(&project, &version, strata_str_take(name, name.len - INFO.len), '-');
	if (!version.len)
		return;
	outside_add(l->look, l->kind, strata_name_pep503(arena, project), version,
		    STRATA_CONCAT(arena, folder, STRATA_STR("\n"), name));
}

/* "python3.13" below a lib folder. */
static void take_python(struct strata_str folder, struct strata_str name, void *payload)
{
	struct listing *l = payload;
	static const char *const below[] = { "/site-packages", "/dist-packages" };

	if (!strata_str_starts(name, STRATA_STR("python3")))
		return;
	for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++)
		outside_each(STRATA_CONCAT(l->look->arena, folder, STRATA_STR("/"), name,
					   strata_str_of(below[i])),
			     take_info, l);
}

static void list_environment(struct listing *l, struct strata_str place)
{
	struct strata_arena *arena = l->look->arena;

	if (!place.len)
		return;
	outside_each(strata_arena_join(arena, place, STRATA_STR("/lib"), STRATA_NONE), take_python, l);
}

/* Environments that lie in the project are found by the file that every one has. */
static void take_environment(struct strata_str folder, struct strata_str name, void *payload)
{
	struct listing *l = payload;
	struct strata_arena *arena = l->look->arena;
	struct strata_str place = strata_arena_join(arena, folder, STRATA_STR("/"), name);

	if (outside_is_folder(place) &&
	    outside_is_file(strata_arena_join(arena, place, STRATA_STR("/pyvenv.cfg"), STRATA_NONE)))
		list_environment(l, place);
}

static void list_common(struct outside_look *look)
{
	struct listing l = { look, "pypi" };

	list_environment(&l, outside_place(look, "VIRTUAL_ENV", NULL));
	list_environment(&l, outside_place(look, NULL, ".local"));
	list_environment(&l, STRATA_STR("/usr/local"));
}

static bool look_up(struct strata_str *copy, struct outside_look *look, const char *kind,
		    const struct strata_component *c)
{
	return outside_find(copy, look, kind, strata_name_pep503(look->arena, c->name), c->version);
}

static void find(struct outside_copy *out, struct outside_look *look, const struct strata_component *c)
{
	struct strata_str project = outside_project(look, c), copy, info;
	const char *kind = outside_kind(look, "pypi", project);

	if (project.len && outside_first(look, strata_str_of(kind)))
		outside_each(project, take_environment, &(struct listing){ look, kind });
	if (outside_first(look, STRATA_STR("pypi")))
		list_common(look);
	if (!look_up(&copy, look, kind, c) && !look_up(&copy, look, "pypi", c))
		return;
	out->kind = OUTSIDE_FOLDER;
	strata_str_cut(&out->folder.path, &info, copy, '\n');
	out->folder.list = strata_arena_join(look->arena, info, STRATA_STR("/RECORD"), STRATA_NONE);
}

/* --- indexes ----------------------------------------------------------------------------------- */

struct finder {
	struct pypi_target target;
	struct pypi_finder projects;
};

static struct finder *finder_of(struct outside_asker *a, struct strata_error *err)
{
	struct finder *f = a->kept;

	if (f)
		return f;
	f = strata_arena_alloc(a->in.scratch, sizeof(*f));
	if (pypi_target(&f->target, a->in.environment, err) < 0)
		return NULL;
	f->projects = (struct pypi_finder){ .in = &a->in, .target = &f->target,
					    .arena = a->in.scratch,
					    .by_name = STRATA_MAP_INIT(a->in.scratch),
					    .by_python = STRATA_MAP_INIT(a->in.scratch) };
	return a->kept = f;
}

static void want(struct outside_asker *a, const struct strata_component *c)
{
	struct finder *f = finder_of(a, NULL);

	if (f && !c->source.len)
		pypi_project_want(&f->projects, strata_name_pep503(a->in.scratch, c->name));
}

static const struct pypi_file *file_of(struct finder *f, struct outside_asker *a,
				       const struct strata_component *c, struct strata_error *err)
{
	const struct strata_version_scheme *scheme = &strata_version_pep440;
	struct pypi_project *p =
		pypi_project_get(&f->projects, strata_name_pep503(a->in.scratch, c->name));

	if (p->lack && err)
		*err = *p->lack;
	for (size_t i = 0; i < p->releases.count; i++)
		if (p->releases.items[i].version.len && p->releases.items[i].file &&
		    scheme->compare(p->releases.items[i].version, c->version) == 0)
			return p->releases.items[i].file;
	strata_fail(err, STRATA_ENOTFOUND, 0, "the index has no file of it that could be installed");
	return NULL;
}

static int offer(struct outside_offer *out, struct outside_asker *a, const struct strata_component *c,
		 struct strata_error *err)
{
	struct finder *f = finder_of(a, err);
	const struct pypi_file *file;

	if (!f)
		return STRATA_EUSAGE;
	if (c->source.len)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "it comes from no index");
	if (!registry_server_of(a->in.settings, STRATA_STR("")))
		return registry_unknown(a->in.settings, err);
	file = file_of(f, a, c, err);
	if (!file)
		return err && err->code != STRATA_OK ? (int)err->code : STRATA_ENOTFOUND;
	out->ask = (struct registry_ask){ .settings = a->in.settings, .url = file->url };
	out->packed = file->size;
	if (file->sha256.len)
		*strata_vec_push(a->in.scratch, &out->sums) = strata_arena_join(
			a->in.scratch, STRATA_STR("sha256:"), file->sha256, STRATA_NONE);
	return 0;
}

const struct outside_way outside_way_pypi = {
	.ecosystem = &strata_ecosystem_pypi,
	.config = &registry_config_pypi,
	.find = find,
	.want = want,
	.offer = offer,
};
