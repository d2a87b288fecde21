/*
 * solve.c - which artifacts Maven resolves for a pom: those of `mvn dependency:list`; see
 * solver.h.
 *
 * Breadth first, so that of several versions the one nearest to the project is met first
 * and stays; those met later only widen its scope. What the project manages counts for all
 * below it, what other poms manage for what they list themselves.
 */
#include <string.h>

#include "resolve/maven/model.h"
#include "resolve/maven/repository.h"
#include "strata/limits.h"

enum scope { SCOPE_TEST, SCOPE_PROVIDED, SCOPE_SYSTEM, SCOPE_RUNTIME, SCOPE_COMPILE };

struct artifact {
	struct maven_dependency want;
	struct artifact *parent;     /* NULL: the project asks */
	const struct strata_strs *managed_exclusions;
	unsigned depth;
	enum scope scope;
	bool fixed; /* the project says so, itself or by what it manages */
	bool local;
	struct strata_str version; /* absent: its data cannot be had */
	size_t package;            /* in facts, + 1 */
};

STRATA_VEC(artifacts, struct artifact *);

struct edge {
	struct artifact *from, *to;
};

struct solving {
	struct maven_models models;
	struct maven_model *project;
	struct artifacts all;     /* the queue, too */
	struct strata_map by_key; /* -> index into all, + 1 */
	STRATA_VEC(, struct edge) edges;
	size_t steps;
};

static enum scope scope_named(struct strata_str text)
{
	static const char *const names[] = { "test", "provided", "system", "runtime" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq(text, strata_str_of(names[i])))
			return (enum scope)i;
	return SCOPE_COMPILE;
}

/* Of what is asked for by a dependency: Maven's table. */
static enum scope scope_below(enum scope parent, enum scope own)
{
	if (own == SCOPE_SYSTEM || own == SCOPE_TEST)
		return own;
	if (parent == SCOPE_COMPILE)
		return own;
	return parent == SCOPE_SYSTEM ? SCOPE_COMPILE : parent;
}

/* --- exclusions ---------------------------------------------------------------------------------- */

static bool matches(struct strata_str pattern, struct strata_str text)
{
	return strata_str_eq(pattern, STRATA_STR("*")) || strata_str_eq(pattern, text);
}

static bool excludes(const struct strata_strs *list, const struct maven_gav *gav)
{
	for (size_t i = 0; i < list->count; i++) {
		struct strata_str group, artifact;

		strata_str_cut(&group, &artifact, list->items[i], ':');
		if (matches(group, gav->group) && matches(artifact, gav->artifact))
			return true;
	}
	return false;
}

static bool is_excluded(const struct artifact *by, const struct maven_gav *gav)
{
	for (; by; by = by->parent)
		if (excludes(&by->want.exclusions, gav) ||
		    (by->managed_exclusions && excludes(by->managed_exclusions, gav)))
			return true;
	return false;
}

/* --- one artifact more ---------------------------------------------------------------------------- */

static bool is_passed_on(const struct maven_dependency *d)
{
	enum scope scope = scope_named(d->scope);

	return !d->optional && scope != SCOPE_TEST && scope != SCOPE_PROVIDED;
}

/* What the project manages replaces what a dependency's pom says. */
static void manage(const struct solving *s, struct artifact *a)
{
	const struct maven_dependency *managed;
	size_t index;

	if (!a->parent || !strata_map_get(&index, &s->project->managed_keys, a->want.key))
		return;
	managed = &s->project->managed.items[index - 1];
	if (managed->gav.version.len)
		a->want.gav.version = managed->gav.version;
	if (managed->scope.len) {
		a->scope = scope_named(managed->scope);
		a->fixed = true;
	}
	a->managed_exclusions = &managed->exclusions;
}

static struct strata_str conflict_key(struct solving *s, const struct maven_dependency *d)
{
	bool tests = strata_str_eq(d->type, STRATA_STR("test-jar"));
	bool other = tests || strata_str_eq(d->type, STRATA_STR("bundle")) ||
		     strata_str_eq(d->type, STRATA_STR("ejb")) ||
		     strata_str_eq(d->type, STRATA_STR("maven-plugin"));

	return STRATA_CONCAT(s->models.arena, d->gav.group, STRATA_STR(":"), d->gav.artifact,
			     STRATA_STR(":"), other ? STRATA_STR("jar") : d->type, STRATA_STR(":"),
			     tests && !d->classifier.len ? STRATA_STR("tests") : d->classifier);
}

static void connect(struct solving *s, struct artifact *from, struct artifact *to)
{
	struct edge *edge = strata_vec_push(s->models.arena, &s->edges);

	edge->from = from;
	edge->to = to;
}

static void meet_again(struct solving *s, struct artifact *known, const struct artifact *again)
{
	if (again->scope > known->scope && !known->fixed)
		known->scope = again->scope;
	connect(s, again->parent, known);
}

static void resolve(struct solving *s, struct artifact *a)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (!a->want.gav.version.len)
		strata_fail(&err, STRATA_ENOTFOUND, 0, "no pom gives it a version");
	else if (maven_version_of(&a->version, &s->models, &a->want.gav, &err) == 0)
		return;
	a->version = STRATA_NONE;
	solver_lacks(s->models.in, a->want.gav.artifact, &err);
}

/* An artifact that moved is what it moved to. */
static struct maven_model *follow(struct solving *s, struct artifact *a)
{
	struct maven_gav gav = { a->want.gav.group, a->want.gav.artifact, a->version };
	struct maven_model *model = maven_model_get(&s->models, &gav);

	for (unsigned i = 0; i < STRATA_LIMIT_SYMLINKS && model->relocated.artifact.len; i++) {
		a->want.gav = model->relocated;
		a->version = model->relocated.version;
		model = maven_model_get(&s->models, &a->want.gav);
	}
	a->local = model->local;
	return model;
}

static int add(struct solving *s, struct artifact *parent, const struct maven_dependency *d,
	       struct strata_error *err)
{
	struct artifact *a;
	size_t *index;

	if (++s->steps > STRATA_LIMIT_SOLVER_STEPS || s->all.count > STRATA_LIMIT_SOLVED_PACKAGES)
		return strata_fail(err, STRATA_ELIMIT, 0, "it asks for too many artifacts");
	if (parent && (!is_passed_on(d) || is_excluded(parent, &d->gav)))
		return 0;
	a = strata_arena_alloc(s->models.arena, sizeof(*a));
	*a = (struct artifact){ .want = *d, .parent = parent, .scope = scope_named(d->scope) };
	a->depth = parent ? parent->depth + 1 : 0;
	a->fixed = !parent;
	if (parent)
		a->scope = scope_below(parent->scope, a->scope);
	manage(s, a);
	resolve(s, a);
	if (a->version.len && a->scope != SCOPE_SYSTEM)
		maven_model_want(&s->models, &(struct maven_gav){ d->gav.group, d->gav.artifact,
								   a->version });
	index = strata_map_at(&s->by_key, conflict_key(s, &a->want), NULL);
	if (*index) {
		meet_again(s, s->all.items[*index - 1], a);
		return 0;
	}
	*strata_vec_push(s->models.arena, &s->all) = a;
	*index = s->all.count;
	connect(s, parent, a);
	return 0;
}

static int add_all(struct solving *s, struct artifact *parent, const struct maven_model *model,
		   struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < model->dependencies.count && rc == 0; i++)
		rc = add(s, parent, &model->dependencies.items[i], err);
	return rc;
}

static int collect(struct solving *s, struct strata_error *err)
{
	int rc = add_all(s, NULL, s->project, err);

	for (size_t i = 0; i < s->all.count && rc == 0; i++) {
		struct artifact *a = s->all.items[i];
		struct maven_model *model;

		if (!a->version.len || a->scope == SCOPE_SYSTEM)
			continue;
		model = follow(s, a);
		if (model->rc == 0) {
			rc = add_all(s, a, model, err);
			continue;
		}
		a->version = STRATA_NONE;
		solver_lacks(s->models.in, a->want.gav.artifact, &model->err);
	}
	return rc;
}

/* A scope that was widened late is passed on; it only ever grows. */
static void settle_scopes(struct solving *s)
{
	bool changed = true;

	for (unsigned round = 0; changed && round < STRATA_LIMIT_INCLUDES; round++) {
		changed = false;
		for (size_t i = 0; i < s->edges.count; i++) {
			struct artifact *from = s->edges.items[i].from, *to = s->edges.items[i].to;
			enum scope scope;

			if (!from || to->fixed)
				continue;
			scope = scope_below(from->scope, scope_named(to->want.scope));
			if (scope > to->scope) {
				to->scope = scope;
				changed = true;
			}
		}
	}
}

/* --- the answer ------------------------------------------------------------------------------------ */

static enum strata_scope scope_for_people(const struct artifact *a)
{
	if (a->scope == SCOPE_TEST)
		return STRATA_SCOPE_TEST;
	return a->want.optional && !a->parent ? STRATA_SCOPE_OPTIONAL : STRATA_SCOPE_PROD;
}

static void answer_package(struct solving *s, struct strata_facts *out, struct strata_map *named,
			   struct artifact *a)
{
	struct strata_str name = STRATA_CONCAT(out->arena, a->want.gav.group, STRATA_STR(":"),
					       a->want.gav.artifact);
	size_t *index = strata_map_at(named,
				      STRATA_CONCAT(s->models.arena, name, STRATA_STR("@"),
						    a->version),
				      NULL);
	struct strata_package *p;

	if (*index) {
		a->package = *index;
		return;
	}
	p = strata_facts_add(out, name, STRATA_NONE, 0);
	if (a->version.len)
		p->version = strata_arena_dup(out->arena, a->version);
	else
		p->requirement = strata_arena_dup(out->arena, a->want.gav.version);
	p->ecosystem = &strata_ecosystem_maven;
	p->scope = scope_for_people(a);
	p->direct = a->parent ? STRATA_NO : STRATA_YES;
	p->local = a->local;
	a->package = *index = out->packages.count;
}

static void answer(struct strata_facts *out, struct solving *s)
{
	struct strata_map named = STRATA_MAP_INIT(s->models.arena);
	const struct maven_gav *own = &s->project->gav;

	for (size_t i = 0; i < s->all.count; i++)
		answer_package(s, out, &named, s->all.items[i]);
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = STRATA_CONCAT(out->arena, own->group, STRATA_STR(":"), own->artifact),
		.version = strata_arena_dup(out->arena, own->version),
		.dir = STRATA_STR(""),
	};
	for (size_t i = 0; i < s->edges.count; i++) {
		const struct edge *e = &s->edges.items[i];
		int from = e->from ? (int)e->from->package - 1 : STRATA_ROOT(0);

		if (from != (int)e->to->package - 1)
			strata_facts_edge(out, from, e->to->package - 1,
					  e->from ? STRATA_SCOPE_UNKNOWN : scope_for_people(e->to));
	}
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_MANIFEST,
		.path = strata_path_base(s->models.in->path),
		.format = s->models.in->format,
	};
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct solving s = { .by_key = STRATA_MAP_INIT(in->scratch) };
	int rc;

	maven_models_init(&s.models, in);
	s.project = maven_model_of_project(&s.models);
	if (s.project->rc < 0) {
		*err = s.project->err;
		return s.project->rc;
	}
	if ((rc = collect(&s, err)) < 0)
		return rc;
	settle_scopes(&s);
	answer(out, &s);
	if (in->as_of.ptr)
		strata_facts_note(out, 0, "poms have no dates: --as-of does not hold for Maven");
	return 0;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct maven_models models;
	struct maven_gav gav = { 0 };
	struct strata_strs found = { 0 };
	int rc;

	strata_str_cut(&gav.group, &gav.artifact, name, ':');
	maven_models_init(&models, in);
	rc = maven_repository_versions(&found, &models, &gav, err);
	for (size_t i = 0; rc == 0 && i < found.count; i++)
		*strata_vec_push(arena, out) = strata_arena_dup(arena, found.items[i]);
	return rc;
}

const struct solver solver_maven = {
	.formats = "maven/pom",
	.config = &registry_config_maven,
	.solve = solve,
	.versions = versions,
};
