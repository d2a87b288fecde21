/*
 * solve.c - what Composer would lock for a composer.json.
 *
 * All of require and require-dev is resolved together, as in composer.lock. Where nothing
 * goes together because no repository has a name, it is tried again with that name standing
 * for itself, without a version. Repositories that are not asked are named: what they have
 * would come before others.
 */
#include "resolve/composer/rules.h"
#include "strata/limits.h"
#include "text/node.h"

struct solving {
	const struct solver_input *in;
	struct strata_facts *out;
	struct strata_arena *arena;
	struct composer_project project;
	struct composer_sources sources;
	struct composer_pool pool;
	struct sat sat;
	size_t *package; /* number -> package of out, plus 1 */
};

/* --- the answer -------------------------------------------------------------------------------- */

static void add_licences(struct solving *s, struct strata_package *p, const struct node *licence)
{
	struct strata_arena *arena = s->out->arena;

	if (licence && licence->type == NODE_STRING && licence->text.len)
		*strata_vec_push(arena, &p->licences) = strata_arena_dup(arena, licence->text);
	for (const struct node *n = licence && licence->type == NODE_ARRAY ? licence->first : NULL; n;
	     n = n->next)
		if (n->type == NODE_STRING && n->text.len)
			*strata_vec_push(arena, &p->licences) = strata_arena_dup(arena, n->text);
}

static void describe(struct solving *s, struct strata_package *p, const struct composer_release *r)
{
	struct strata_arena *arena = s->out->arena;

	p->version = strata_arena_dup(arena, r->version);
	if (r->sha1.len)
		*strata_vec_push(arena, &p->checksums) =
			strata_arena_join(arena, STRATA_STR("sha1:"), r->sha1, STRATA_NONE);
	if (!strata_version_composer.valid(r->version) && strata_is_commit(r->commit))
		p->commit = strata_arena_dup(arena, r->commit);
	add_licences(s, p, r->licence);
}

/* An alias is no package of its own. */
static void add_package(struct solving *s, int id)
{
	const struct composer_package *package = &s->pool.packages.items[id];
	struct strata_package *p;

	if (!sat_installs(&s->sat, id) || package->fixed || package->alias_of)
		return;
	p = strata_vec_push(s->out->arena, &s->out->packages);
	s->package[id] = s->out->packages.count;
	p->ecosystem = &strata_ecosystem_composer;
	p->name = strata_arena_dup(s->out->arena, package->name);
	if (package->release)
		describe(s, p, package->release);
	else
		p->requirement = STRATA_STR("");
	if (package->lack)
		solver_lacks(s->in, package->name, package->lack);
}

static int original(const struct solving *s, int id)
{
	int of = s->pool.packages.items[id].alias_of;

	return of ? of : id;
}

/* The packages that are there for a requirement: usually one. */
static void add_edges_to(struct solving *s, int from, struct strata_str name,
			 struct strata_str constraint, enum strata_scope scope)
{
	struct composer_ids found = composer_pool_provides(&s->pool, name, constraint);
	size_t last = 0;

	for (size_t i = 0; i < found.count; i++) {
		size_t to = s->package[original(s, found.items[i])];

		if (to && to != last && STRATA_ROOT(to) != from)
			strata_facts_edge(s->out, from, to - 1, scope);
		last = to;
	}
}

static void add_edges(struct solving *s, int id)
{
	const struct composer_links *links = &s->pool.packages.items[id].links[COMPOSER_REQUIRE];

	for (size_t i = 0; s->package[id] && i < links->count; i++)
		add_edges_to(s, (int)s->package[id] - 1, links->items[i].name, links->items[i].constraint,
			     STRATA_SCOPE_UNKNOWN);
}

/* A manifest may ask for what another package replaces. */
static void add_keys(struct solving *s, int id)
{
	const struct composer_package *package = &s->pool.packages.items[id];
	struct strata_arena *arena = s->out->arena;

	for (int kind = COMPOSER_REPLACE; kind <= COMPOSER_PROVIDE && s->package[id]; kind++)
		for (size_t i = 0; i < package->links[kind].count; i++)
			*strata_vec_push(arena, &s->out->keys) = (struct strata_key){
				strata_arena_dup(arena, package->links[kind].items[i].name),
				(unsigned)s->package[id] - 1
			};
}

static void note_kinds(struct solving *s)
{
	struct strata_buf kinds = STRATA_BUF_INIT;
	const struct strata_strs *all = &s->sources.kinds;

	for (size_t i = 0; i < all->count && i < STRATA_LIMIT_NAMES_SHOWN; i++)
		strata_buf_addf(&kinds, "%s%.*s", i ? ", " : "", STRATA_ARG(all->items[i]));
	if (all->count > STRATA_LIMIT_NAMES_SHOWN)
		strata_buf_addf(&kinds, " and %zu more", all->count - STRATA_LIMIT_NAMES_SHOWN);
	if (all->count)
		strata_facts_note(s->out, 0,
				  "repositories that are not asked (%.*s) may have other versions",
				  STRATA_ARG(strata_buf_str(&kinds)));
	strata_buf_release(&kinds);
}

static void answer(struct solving *s)
{
	int count = (int)s->pool.packages.count;
	struct strata_str path = strata_path_base(s->in->path);

	s->package = strata_arena_alloc(s->arena, ((size_t)count + 1) * sizeof(*s->package));
	*strata_vec_push(s->out->arena, &s->out->roots) = (struct strata_root){ .dir = STRATA_STR("") };
	strata_facts_refer(s->out, STRATA_REF_MANIFEST, strata_arena_dup(s->out->arena, path), 0)->format =
		s->in->format;
	for (int id = 1; id < count; id++)
		add_package(s, id);
	for (size_t i = 0; i < s->project.requires.count; i++) {
		const struct composer_requirement *r = &s->project.requires.items[i];

		add_edges_to(s, STRATA_ROOT(0), r->name, r->constraint, r->scope);
	}
	for (int id = 1; id < count; id++) {
		add_edges(s, id);
		add_keys(s, id);
	}
}

/* --- what is not fulfilled ------------------------------------------------------------------------- */

static void say_unfulfilled(struct solving *s, const struct composer_requirement *r)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (composer_is_platform(r->name)) {
		strata_facts_note(s->out, r->line, "the platform that is resolved for has no '%.*s' %.*s",
				  STRATA_ARG(r->name), STRATA_ARG(r->constraint));
		return;
	}
	strata_fail(&err, STRATA_ENOTFOUND, 0, "no version of it fits what is asked for");
	solver_lacks(s->in, r->name, &err);
}

/* The project asks for it, and nothing will do. */
static void note_unfulfilled(struct solving *s)
{
	for (size_t i = 0; i < s->project.requires.count; i++) {
		const struct composer_requirement *r = &s->project.requires.items[i];

		if (!composer_is_assumed(&s->project, r->name) &&
		    !composer_pool_provides(&s->pool, r->name, r->constraint).count)
			say_unfulfilled(s, r);
	}
}

static void note_php(struct solving *s)
{
	if (s->project.php_instead.ptr)
		strata_facts_note(s->out, 0, "resolved for PHP %.*s: the project does not admit %.*s",
				  STRATA_ARG(s->project.php_instead), STRATA_ARG(s->in->environment->php));
}

/* --- the solve ------------------------------------------------------------------------------------- */

static int try(struct solving *s, bool lenient, struct strata_error *err)
{
	int rc;

	s->pool = (struct composer_pool){
		.in = s->in, .project = &s->project, .sources = &s->sources, .arena = s->arena,
		.by_name = STRATA_MAP_INIT(s->arena), .by_constraint = STRATA_MAP_INIT(s->arena),
		.provided = STRATA_MAP_INIT(s->arena), .marked = STRATA_MAP_INIT(s->arena),
		.lenient = lenient,
	};
	if ((rc = composer_pool_build(&s->pool, err)) < 0)
		return rc;
	sat_init(&s->sat, (int)s->pool.packages.count, s->arena);
	composer_rules_make(&s->sat, &s->pool);
	rc = sat_solve(&s->sat, err);
	if (s->pool.over)
		return strata_fail(err, STRATA_ELIMIT, 0, "too many releases to choose from");
	return rc;
}

/* Whether a package in the pool asks for what nothing has. */
static bool may_lack(const struct solving *s)
{
	for (size_t i = 0; i < s->pool.names.count; i++) {
		const struct composer_name *n = s->pool.names.items[i];

		if (n->constraints.count && !n->found && !n->providers.count)
			return true;
	}
	return false;
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct solving s = { .in = in, .out = out, .arena = in->scratch };
	struct strata_str bytes;
	int rc;

	if ((rc = in->files->read(&bytes, in->files, in->path, s.arena, err)) < 0 ||
	    (rc = composer_project_read(&s.project, bytes, in->environment, s.arena, err)) < 0)
		return rc;
	composer_sources_init(&s.sources, in, s.project.top, s.arena);
	rc = try(&s, false, err);
	if (rc == STRATA_ENOTFOUND && may_lack(&s))
		rc = try(&s, true, err);
	if (rc == 0) {
		note_php(&s);
		note_kinds(&s);
		note_unfulfilled(&s);
		answer(&s);
	}
	composer_sources_release(&s.sources);
	return rc;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct composer_project project = { 0 };
	struct composer_sources sources;
	struct composer_releases found;
	struct strata_str bytes;
	int rc;

	name = strata_name_lower(in->scratch, name);
	if ((rc = in->files->read(&bytes, in->files, in->path, in->scratch, err)) < 0 ||
	    (rc = composer_project_read(&project, bytes, in->environment, in->scratch, err)) < 0)
		return rc;
	composer_sources_init(&sources, in, project.top, in->scratch);
	rc = STRATA_ENOTFOUND;
	for (size_t i = 0; i < sources.all.count && rc == STRATA_ENOTFOUND; i++)
		rc = composer_get(&found, &sources, i, name, false, err);
	for (size_t i = 0; rc == 0 && i < found.count; i++)
		if (composer_accepts(&project, name, composer_stability_of(found.items[i].version)))
			*strata_vec_push(arena, out) = strata_arena_dup(arena, found.items[i].version);
	composer_sources_release(&sources);
	return rc;
}

const struct solver solver_composer = {
	.formats = "php/composer-json",
	.config = &registry_config_packagist,
	.solve = solve,
	.versions = versions,
};
