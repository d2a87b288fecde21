/*
 * rubygems.c - gems: where RubyGems and Bundler install them, and .gem files; see way.h.
 *
 * Places: guides.rubygems.org, "Command reference" (`gem environment`); bundler.io, "bundle
 * install" (vendor/bundle), 2026-11.
 */
#include "composition/outside/way.h"
#include "resolve/rubygems/gems.h"

struct listing {
	struct outside_look *look;
	const char *kind; /* whose: one project's, or everybody's */
};

/* "nokogiri-1.18.0": what is behind the last dash is a version, or begins as one. */
static bool has_version(struct strata_str name)
{
	size_t dash = strata_str_rchr(name, '-');

	return dash != STRATA_NPOS && dash + 1 < name.len && strata_is_digit(name.ptr[dash + 1]);
}

/* "-x86_64-linux" may follow the version. */
static void take_gem(struct strata_str folder, struct strata_str name, void *payload)
{
	struct listing *l = payload;
	struct strata_str path = STRATA_CONCAT(l->look->arena, folder, STRATA_STR("/"), name);

	if (!outside_is_folder(path))
		return;
	for (size_t i = 1; i <= name.len; i++)
		if ((i == name.len || name.ptr[i] == '-') && has_version(strata_str_take(name, i)))
			outside_add(l->look, l->kind, strata_str_take(name, i), STRATA_STR(""), path);
}

static void list_gems(struct listing *l, struct strata_str place)
{
	if (place.ptr)
		outside_each(strata_arena_join(l->look->arena, place, STRATA_STR("/gems"), STRATA_NONE),
			     take_gem, l);
}

/* A folder for each version of Ruby's interface. */
static void take_version(struct strata_str folder, struct strata_str name, void *payload)
{
	struct listing *l = payload;

	list_gems(l, STRATA_CONCAT(l->look->arena, folder, STRATA_STR("/"), name));
}

static void list_common(struct outside_look *look)
{
	static const char *const places[] = { "/var/lib/gems", "/usr/local/lib/ruby/gems",
					      "/usr/lib/ruby/gems" };
	struct listing l = { look, "rubygems" };

	list_gems(&l, outside_place(look, "GEM_HOME", NULL));
	outside_each(outside_place(look, NULL, ".gem/ruby"), take_version, &l);
	outside_each(outside_place(look, NULL, ".local/share/gem/ruby"), take_version, &l);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		outside_each(strata_str_of(places[i]), take_version, &l);
}

static void find(struct outside_copy *out, struct outside_look *look, const struct strata_component *c)
{
	struct strata_str project = outside_project(look, c), none = STRATA_STR("");
	struct strata_str name = STRATA_CONCAT(look->arena, c->name, STRATA_STR("-"), c->version);
	const char *kind = outside_kind(look, "rubygems", project);

	if (c->source.len)
		return;
	if (project.len && outside_first(look, strata_str_of(kind)))
		outside_each(strata_arena_join(look->arena, project, STRATA_STR("/vendor/bundle/ruby"),
					       STRATA_NONE),
			     take_version, &(struct listing){ look, kind });
	if (outside_first(look, STRATA_STR("rubygems")))
		list_common(look);
	if (outside_find(&out->folder.path, look, kind, name, none) ||
	    outside_find(&out->folder.path, look, "rubygems", name, none))
		out->kind = OUTSIDE_FOLDER;
}

static struct gem_finder *finder_of(struct outside_asker *a)
{
	struct gem_finder *f = a->kept;

	if (!f) {
		a->kept = f = strata_arena_alloc(a->in.scratch, sizeof(*f));
		*f = GEM_FINDER(&a->in, a->in.scratch);
	}
	return f;
}

static void want(struct outside_asker *a, const struct strata_component *c)
{
	if (!c->source.len)
		gem_project_want(finder_of(a), c->name);
}

static int offer(struct outside_offer *out, struct outside_asker *a, const struct strata_component *c,
		 struct strata_error *err)
{
	const struct registry_server *server = registry_server_of(a->in.settings, STRATA_STR(""));
	const struct gem_line *line = NULL;
	struct gem_project *p;

	if (c->source.len)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "it comes from no registry that is known");
	if (!server)
		return registry_unknown(a->in.settings, err);
	p = gem_project_get(finder_of(a), c->name);
	if (p->lack) {
		if (err)
			*err = *p->lack;
		return p->lack->code;
	}
	for (size_t i = 0; i < p->releases.count && !line; i++)
		if (strata_str_eq(p->releases.items[i].version, c->version))
			line = p->releases.items[i].line;
	if (!line)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "the index has no such version for here");
	out->gem = true;
	out->ask = (struct registry_ask){ .settings = a->in.settings };
	out->ask.url = STRATA_CONCAT(
		a->in.scratch, server->url, STRATA_STR("/gems/"), c->name, STRATA_STR("-"), c->version,
		strata_str_eq(line->platform, STRATA_STR("ruby")) ? STRATA_STR("") : STRATA_STR("-"),
		strata_str_eq(line->platform, STRATA_STR("ruby")) ? STRATA_STR("") : line->platform,
		STRATA_STR(".gem"));
	if (line->sha256.len)
		*strata_vec_push(a->in.scratch, &out->sums) = strata_arena_join(
			a->in.scratch, STRATA_STR("sha256:"), line->sha256, STRATA_NONE);
	return 0;
}

static void release(struct outside_asker *a)
{
	gem_finder_release(finder_of(a));
}

const struct outside_way outside_way_rubygems = {
	.ecosystem = &strata_ecosystem_rubygems,
	.config = &registry_config_rubygems,
	.find = find,
	.want = want,
	.offer = offer,
	.release = release,
};
