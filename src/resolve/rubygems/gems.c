/* gems.c - gems by name; see gems.h. */
#include "resolve/rubygems/gems.h"

#include "strata/limits.h"

static const struct strata_version_scheme *const scheme = &strata_version_rubygems;

enum { FOREIGN = 0, ANY = 1, NATIVE = 2 };

/* --- what can be installed --------------------------------------------------------------------- */

static bool is_cpu(struct strata_str cpu, const struct solver_environment *e)
{
	bool arm = strata_str_eq(e->cpu, STRATA_STR("aarch64")) || strata_str_eq(e->cpu, STRATA_STR("arm64"));

	if (strata_str_eq(cpu, STRATA_STR("universal")))
		return true;
	if (arm)
		return strata_str_eq(cpu, STRATA_STR("aarch64")) || strata_str_eq(cpu, STRATA_STR("arm64"));
	return strata_str_eq(cpu, e->cpu) ||
	       (strata_str_eq(cpu, STRATA_STR("x64")) && strata_str_eq(e->cpu, STRATA_STR("x86_64")));
}

/* Behind the os: of linux the C library, elsewhere a version of the system, which is let be. */
static bool is_system(struct strata_str os, struct strata_str rest, const struct solver_environment *e)
{
	if (strata_str_eq(e->os, STRATA_STR("linux")))
		return strata_str_eq(os, STRATA_STR("linux")) &&
		       (!rest.len || strata_str_eq(rest, strata_str_eq(e->libc, STRATA_STR("musl"))
								 ? STRATA_STR("musl")
								 : STRATA_STR("gnu")));
	if (strata_str_eq(e->os, STRATA_STR("macos")))
		return strata_str_starts(os, STRATA_STR("darwin"));
	return strata_str_starts(os, STRATA_STR("mingw"));
}

/* "x86_64-linux-gnu"; "ruby" is for all. */
static int rank_of(struct strata_str platform, const struct solver_environment *e)
{
	struct strata_str cpu, os, rest;

	if (strata_str_eq(platform, STRATA_STR("ruby")))
		return ANY;
	if (!strata_str_cut(&cpu, &rest, platform, '-'))
		return FOREIGN;
	strata_str_cut(&os, &rest, rest, '-');
	return is_cpu(cpu, e) && is_system(os, rest, e) ? NATIVE : FOREIGN;
}

static bool runs(struct gem_finder *f, struct strata_str requirement)
{
	struct strata_intervals in = { 0 };
	size_t *known;

	if (!requirement.len)
		return true;
	known = strata_map_at(&f->by_ruby, requirement, NULL);
	if (!*known)
		*known = scheme->intervals(&in, requirement, f->arena, NULL) < 0 ||
					 strata_intervals_contain(&in, scheme, f->in->environment->ruby)
				 ? 1
				 : 2;
	return *known == 1;
}

static bool is_pre(struct strata_str version)
{
	for (size_t i = 0; i < version.len; i++)
		if (strata_is_alpha(version.ptr[i]))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	const struct gem_release *x = a, *y = b;
	int order = (int)y->held - (int)x->held;

	if (order == 0)
		order = (int)x->pre - (int)y->pre;
	if (order == 0)
		order = scheme->compare(y->version, x->version);
	return order ? order : y->rank - x->rank;
}

static int compare_versions(const struct gem_release *a, const struct gem_release *b)
{
	return scheme->compare(a->version, b->version);
}

/* Of each version the platform that fits best. */
static void settle(struct gem_finder *f, struct gem_project *p, const struct gem_lines *lines)
{
	p->only_pre = true;
	for (size_t i = 0; i < lines->count; i++) {
		struct gem_release r = { lines->items[i].version, &lines->items[i],
					 rank_of(lines->items[i].platform, f->in->environment),
					 is_pre(lines->items[i].version),
					 solver_keeps(f->in, p->name, lines->items[i].version) };

		p->only_pre = p->only_pre && r.pre;
		if (r.rank != FOREIGN && runs(f, lines->items[i].ruby))
			*strata_vec_push(f->arena, &p->releases) = r;
	}
	strata_vec_sort(&p->releases, compare);
	strata_vec_unique(&p->releases, compare_versions);
}

/* --- the index --------------------------------------------------------------------------------- */

static bool is_name(struct strata_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strata_is_alpha(name.ptr[i]) && !strata_is_digit(name.ptr[i]) &&
		    name.ptr[i] != '-' && name.ptr[i] != '_' && (name.ptr[i] != '.' || i == 0))
			return false;
	return name.len > 0 && name.len < 256;
}

/* A source that the Gemfile names is asked only where the user's configuration names it, too. */
static const struct registry_server *server_of(const struct gem_finder *f, const struct gem_project *p)
{
	const struct registry_servers *all = &f->in->settings->servers;
	struct strata_str source = p->source;

	while (strata_str_ends(source, STRATA_STR("/")))
		source.len--;
	if (!source.len)
		return registry_server_of(f->in->settings, STRATA_STR(""));
	for (size_t i = 0; i < all->count; i++)
		if (strata_str_eq(all->items[i].name, source) || strata_str_eq(all->items[i].url, source))
			return &all->items[i];
	return NULL;
}

static int make_ask(struct registry_ask *out, struct gem_finder *f, const struct gem_project *p,
		    struct strata_error *err)
{
	const struct registry_server *server = server_of(f, p);

	if (!is_name(p->name))
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no gem can have that name");
	if (!server && p->source.len)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "its source '%.*s' is none that the user's configuration names",
				   STRATA_ARG(p->source));
	if (!server)
		return registry_unknown(f->in->settings, err);
	*out = (struct registry_ask){
		.settings = f->in->settings,
		.url = strata_arena_join(f->arena, server->url, STRATA_STR("/info/"), p->name),
	};
	return 0;
}

struct gem_project *gem_project_of(struct gem_finder *f, struct strata_str name)
{
	struct gem_project *p;
	size_t *index;
	bool added;

	index = strata_map_at(&f->by_name, name, &added);
	if (!added)
		return f->all.items[*index];
	*index = f->all.count;
	p = strata_arena_alloc(f->arena, sizeof(*p));
	*strata_vec_push(f->arena, &f->all) = p;
	p->name = name;
	return p;
}

void gem_project_want(struct gem_finder *f, struct strata_str name)
{
	const struct gem_project *p = gem_project_of(f, name);
	struct registry_ask ask;

	if (registry_is_online(f->in->registry) && !p->fetched && make_ask(&ask, f, p, NULL) == 0)
		registry_want(f->in->registry, &ask);
}

static int fetch(struct gem_finder *f, struct gem_project *p, struct strata_error *err)
{
	struct registry_ask ask;
	struct gem_lines lines;
	int rc;

	if ((rc = make_ask(&ask, f, p, err)) < 0 ||
	    (rc = registry_get(&p->answer, f->in->registry, &ask, err)) < 0)
		return rc;
	if ((rc = gem_info_read(&lines, p->answer.body, f->arena, err)) < 0) {
		strata_error_at(err, net_shown(f->arena, ask.url));
		registry_refuse(f->in->registry, &p->answer);
		return rc;
	}
	settle(f, p, &lines);
	return 0;
}

/* What the best release asks for is probably asked for soon. */
static void foresee(struct gem_finder *f, const struct gem_project *p)
{
	const struct gem_line *line = p->releases.count ? p->releases.items[0].line : NULL;

	for (size_t i = 0; line && i < line->wants.count; i++)
		gem_project_want(f, line->wants.items[i].name);
}

void gem_project_give_up(struct gem_finder *f, struct gem_project *p, const struct strata_error *why)
{
	p->lack = why;
	p->releases = (struct gem_releases){ 0 };
	*strata_vec_push(f->arena, &p->releases) = (struct gem_release){ .version = STRATA_NONE };
}

struct gem_project *gem_project_get(struct gem_finder *f, struct strata_str name)
{
	struct gem_project *p = gem_project_of(f, name);
	struct strata_error err = STRATA_ERROR_INIT, *kept;

	if (p->fetched)
		return p;
	p->fetched = true;
	if (fetch(f, p, &err) < 0) {
		kept = strata_arena_alloc(f->arena, sizeof(*kept));
		*kept = err;
		gem_project_give_up(f, p, kept);
	}
	foresee(f, p);
	return p;
}

void gem_finder_release(struct gem_finder *f)
{
	for (size_t i = 0; i < f->all.count; i++)
		registry_release(f->in->registry, &f->all.items[i]->answer);
}
