/*
 * solve.c - what npm would install for a package.json; see solver.h.
 */
#include "resolve/npm/fetch.h"
#include "resolve/npm/pick.h"

#include "npm/npm.h"
#include "strata/limits.h"
#include "text/json.h"

struct wanted {
	int from; /* package, or root */
	struct npm_ask ask;
};

STRATA_VEC(wanted_list, struct wanted);

struct solving {
	const struct solver_input *in;
	struct strata_facts *out;
	struct strata_arena *arena;
	struct npm_fetcher fetcher;
	struct npm_picker picker;
	struct strata_map by_version; /* "name@version" -> package */
	struct wanted_list queue;
	size_t next;
};

static enum strata_scope scope_of(const struct npm_ask *ask, bool root)
{
	if (ask->kind == NPM_ASK_OPTIONAL)
		return STRATA_SCOPE_OPTIONAL;
	if (ask->kind == NPM_ASK_DEV)
		return STRATA_SCOPE_DEV;
	return root ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN;
}

static void want_all(struct solving *s, int from, const struct npm_manifest *m)
{
	for (size_t i = 0; i < m->asks.count; i++) {
		struct strata_str name = m->asks.items[i].name, spec = m->asks.items[i].spec;

		if (m->asks.items[i].kind >= NPM_ASK_PEER && m->asks.items[i].kind != NPM_ASK_DEV)
			continue;
		npm_unwrap(&name, &spec, s->arena);
		npm_fetch_want(&s->fetcher, name);
		*strata_vec_push(s->arena, &s->queue) =
			(struct wanted){ from, m->asks.items[i] };
	}
}

static struct strata_package *add_package(struct solving *s, struct strata_str name,
					  struct strata_str version)
{
	struct strata_package *p = strata_vec_push(s->out->arena, &s->out->packages);

	p->ecosystem = &strata_ecosystem_npm;
	p->name = strata_arena_dup(s->out->arena, name);
	p->version = version.ptr ? strata_arena_dup(s->out->arena, version) : STRATA_NONE;
	return p;
}

static size_t leaf(struct solving *s, struct strata_str name, struct strata_str spec)
{
	add_package(s, name, STRATA_NONE)->requirement = strata_arena_dup(s->out->arena, spec);
	return s->out->packages.count - 1;
}

static size_t choose(struct solving *s, struct strata_str name, struct strata_str spec)
{
	const struct npm_packument *p = npm_fetch_get(&s->fetcher, name);
	const struct npm_published *v = p ? npm_pick(&s->picker, p, spec, s->arena) : NULL;
	struct npm_manifest m;
	size_t *index;
	bool added;

	if (!v || npm_manifest_read(&m, v->text, s->arena, NULL) < 0)
		return leaf(s, name, spec);
	index = strata_map_at(&s->by_version,
			      strata_arena_printf(s->arena, "%.*s@%.*s", STRATA_ARG(name),
						  STRATA_ARG(v->version)),
			      &added);
	if (added) {
		struct strata_package *package = add_package(s, name, v->version);

		*index = s->out->packages.count - 1;
		if (m.integrity.len)
			*strata_vec_push(s->out->arena, &package->checksums) =
				strata_arena_dup(s->out->arena, m.integrity);
		if (m.licence.len)
			*strata_vec_push(s->out->arena, &package->licences) =
				strata_arena_dup(s->out->arena, m.licence);
		want_all(s, (int)*index, &m);
	}
	return *index;
}

static void follow(struct solving *s, const struct wanted *w)
{
	struct strata_str name = w->ask.name, spec = w->ask.spec;
	struct strata_edge edge = { .from = w->from, .scope = scope_of(&w->ask, w->from < 0) };

	npm_unwrap(&name, &spec, s->arena);
	if (npm_is_local(spec))
		return;
	if (npm_is_git(spec) || strata_str_find(spec, STRATA_STR("://")) != STRATA_NPOS)
		edge.to = (int)leaf(s, name, spec);
	else
		edge.to = (int)choose(s, name, spec);
	if (!strata_str_eq(name, w->ask.name))
		edge.alias = strata_arena_dup(s->out->arena, w->ask.name);
	*strata_vec_push(s->out->arena, &s->out->edges) = edge;
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct solving s = { .in = in, .out = out, .arena = in->scratch };
	struct strata_str bytes;
	struct npm_manifest m;
	struct node *top;
	int rc;

	if ((rc = in->files->read(&bytes, in->files, in->path, s.arena, err)) < 0 ||
	    (rc = json_tree(&top, bytes, JSON_STRICT, s.arena, err)) < 0)
		return rc;
	if (!registry_server_of(in->settings, STRATA_STR("")))
		return registry_unknown(in->settings, err);
	npm_manifest_of(&m, top, s.arena);
	s.fetcher = NPM_FETCHER(in, s.arena);
	s.picker = (struct npm_picker){ in->environment->node, in->environment->npm, in->as_of };
	s.by_version = STRATA_MAP_INIT(s.arena);
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = strata_arena_dup(out->arena, m.name),
		.version = strata_arena_dup(out->arena, m.version),
		.dir = STRATA_STR(""),
	};
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_MANIFEST,
		.path = strata_path_base(in->path),
		.format = in->format,
	};
	want_all(&s, STRATA_ROOT(0), &m);
	while (s.next < s.queue.count && out->packages.count < STRATA_LIMIT_SOLVED_PACKAGES) {
		struct wanted w = s.queue.items[s.next++];

		follow(&s, &w);
	}
	npm_fetch_release(&s.fetcher);
	return 0;
}

const struct solver solver_npm = {
	.formats = "npm/package-json",
	.config = &registry_config_npm,
	.workspaces = true,
	.solve = solve,
};
