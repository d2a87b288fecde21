/*
 * solve.c - what pip would install for a Python manifest; see solver.h.
 *
 * What installs the project is solved alone, as pip does. Extras and groups come in a
 * second search that keeps the first one's releases; where they cannot be had together,
 * that is a note, and the first answer stands.
 */
#include "resolve/pypi/manifest.h"
#include "resolve/pypi/search.h"

#include "strata/limits.h"

struct solving {
	const struct solver_input *in;
	struct strata_facts *out;
	struct strata_arena *arena;
	struct pypi_target target;
	struct pypi_finder finder;
	struct pypi_manifest manifest;
	struct strata_map by_name; /* -> package */
};

static bool is_more(const struct pypi_asked *a)
{
	return a->scope != STRATA_SCOPE_PROD;
}

static bool is_own(const struct solving *s, const struct python_requirement *r)
{
	return s->manifest.name.len &&
	       strata_str_eq(strata_name_pep503(s->arena, r->name),
			     strata_name_pep503(s->arena, s->manifest.name));
}

/* --- the questions --------------------------------------------------------------------------- */

static void ask_all(struct solving *s, struct pypi_search *search, bool more)
{
	for (size_t i = 0; i < s->manifest.asked.count; i++) {
		const struct pypi_asked *a = &s->manifest.asked.items[i];

		if ((more || !is_more(a)) && !is_own(s, &a->requirement) &&
		    pypi_marker_holds(&s->target, a->requirement.marker, STRATA_STR(""), s->arena))
			pypi_search_ask(search, &a->requirement);
	}
}

static void limit_all(struct solving *s, struct pypi_search *search)
{
	for (size_t i = 0; i < s->manifest.limits.count; i++) {
		const struct python_requirement *r = &s->manifest.limits.items[i].requirement;

		if (pypi_marker_holds(&s->target, r->marker, STRATA_STR(""), s->arena))
			pypi_search_limit(search, r);
	}
}

static void keep_picks(struct solving *s, struct pypi_search *to, const struct pypi_search *from)
{
	for (size_t i = 0; i < from->nodes.count; i++) {
		const struct pypi_node *n = from->nodes.items[i];
		struct python_requirement as = { .name = n->key };
		struct strata_str version;

		if (n->pick < 0 || n->extras.count)
			continue;
		version = n->project->releases.items[n->pick].version;
		if (!version.ptr)
			continue;
		as.specifier = strata_arena_join(s->arena, STRATA_STR("=="), version, STRATA_NONE);
		pypi_search_limit(to, &as);
	}
}

static bool asks_more(const struct solving *s)
{
	for (size_t i = 0; i < s->manifest.asked.count; i++)
		if (is_more(&s->manifest.asked.items[i]))
			return true;
	return false;
}

static void note(struct solving *s, const char *what, struct strata_str about)
{
	*strata_vec_push(s->out->arena, &s->out->notes) = (struct strata_note){
		.reason = strata_arena_printf(s->out->arena, "%s%.*s", what, STRATA_ARG(about)),
	};
}

static int search_all(struct pypi_search *out, struct solving *s, struct strata_error *err)
{
	struct strata_error more_err = STRATA_ERROR_INIT;
	struct pypi_search more = PYPI_SEARCH(&s->finder, s->arena);
	int rc;

	*out = more;
	limit_all(s, out);
	ask_all(s, out, false);
	if ((rc = pypi_search_run(out, err)) < 0 || !asks_more(s))
		return rc;
	limit_all(s, &more);
	keep_picks(s, &more, out);
	ask_all(s, &more, true);
	if (pypi_search_run(&more, &more_err) == 0)
		*out = more;
	else
		note(s, "extras and groups are not resolved: ", strata_str_of(more_err.text));
	return 0;
}

/* --- the answer ------------------------------------------------------------------------------ */

static void add_checksum(struct solving *s, struct strata_package *p, const struct pypi_file *file)
{
	if (file && file->sha256.len)
		*strata_vec_push(s->out->arena, &p->checksums) = strata_arena_join(
			s->out->arena, STRATA_STR("sha256:"), file->sha256, STRATA_NONE);
}

static void add_package(struct solving *s, const struct pypi_node *node)
{
	const struct pypi_release *r = &node->project->releases.items[node->pick];
	struct strata_arena *arena = s->out->arena;
	struct strata_package *p = strata_vec_push(arena, &s->out->packages);
	const struct strata_error *lack = node->project->lack ? node->project->lack : r->lack;

	*strata_map_at(&s->by_name, node->key, NULL) = s->out->packages.count - 1;
	p->ecosystem = &strata_ecosystem_pypi;
	p->name = strata_arena_dup(arena, node->key);
	p->version = r->version.ptr ? strata_arena_dup(arena, r->version) : STRATA_NONE;
	if (!r->version.ptr)
		p->requirement = STRATA_STR("");
	add_checksum(s, p, r->file);
	if (r->licence.len)
		*strata_vec_push(arena, &p->licences) = strata_arena_dup(arena, r->licence);
	if (lack)
		solver_lacks(s->in, node->key, lack);
}

static bool package_of(size_t *out, struct solving *s, const struct pypi_search *search, unsigned node)
{
	return strata_map_get(out, &s->by_name,
			      search->nodes.items[search->nodes.items[node]->base]->key);
}

static void add_edge(struct solving *s, int from, size_t to, enum strata_scope scope)
{
	*strata_vec_push(s->out->arena, &s->out->edges) =
		(struct strata_edge){ .from = from, .to = (int)to, .scope = scope };
}

/* What a package asks for with extras counts as its own; each edge once. */
static void add_edges(struct solving *s, struct pypi_search *search, unsigned node,
		      struct strata_map *seen)
{
	const struct pypi_wants *asks =
		pypi_search_asks(search, node, (unsigned)search->nodes.items[node]->pick);
	size_t from, to;
	bool added;

	for (size_t i = 0; i < asks->count; i++) {
		if (!package_of(&from, s, search, node) ||
		    !package_of(&to, s, search, asks->items[i]->node) || from == to)
			continue;
		strata_map_at(seen, strata_arena_printf(s->arena, "%zu %zu", from, to), &added);
		if (added)
			add_edge(s, (int)from, to, STRATA_SCOPE_UNKNOWN);
	}
}

static void add_root_edges(struct solving *s)
{
	size_t to;

	for (size_t i = 0; i < s->manifest.asked.count; i++) {
		const struct pypi_asked *a = &s->manifest.asked.items[i];

		if (pypi_marker_holds(&s->target, a->requirement.marker, STRATA_STR(""), s->arena) &&
		    !a->requirement.url.len &&
		    strata_map_get(&to, &s->by_name,
				   strata_name_pep503(s->arena, a->requirement.name)))
			add_edge(s, STRATA_ROOT(0), to, a->scope);
	}
}

static void add_answer(struct solving *s, struct pypi_search *search)
{
	struct strata_map seen = STRATA_MAP_INIT(s->arena);

	for (size_t i = 0; i < search->nodes.count; i++)
		if (search->nodes.items[i]->pick >= 0 && !search->nodes.items[i]->extras.count)
			add_package(s, search->nodes.items[i]);
	for (unsigned i = 0; i < search->nodes.count; i++)
		if (search->nodes.items[i]->pick >= 0)
			add_edges(s, search, i, &seen);
	add_root_edges(s);
	for (size_t i = 0; i < search->direct.count && i < STRATA_LIMIT_NOTES_PER_FILE; i++)
		note(s, "what is asked for by its address is not resolved: ", search->direct.items[i]);
}

static void add_root(struct solving *s)
{
	struct strata_arena *arena = s->out->arena;

	*strata_vec_push(arena, &s->out->roots) = (struct strata_root){
		.name = strata_arena_dup(arena, s->manifest.name),
		.version = strata_arena_dup(arena, s->manifest.version),
		.dir = STRATA_STR(""),
	};
	*strata_vec_push(arena, &s->out->references) = (struct strata_reference){
		.kind = STRATA_REF_MANIFEST,
		.path = strata_path_base(s->in->path),
		.format = s->in->format,
	};
	for (size_t i = 0; i < s->manifest.notes.count; i++) {
		struct strata_note *n = strata_vec_push(arena, &s->out->notes);

		*n = s->manifest.notes.items[i];
		n->path = strata_arena_dup(arena, n->path);
		n->reason = strata_arena_dup(arena, n->reason);
	}
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct solving s = { .in = in, .out = out, .arena = in->scratch,
			     .by_name = STRATA_MAP_INIT(in->scratch) };
	struct pypi_search search;
	int rc;

	if ((rc = pypi_target(&s.target, in->environment, err)) < 0 ||
	    (rc = pypi_manifest_read(&s.manifest, in, err)) < 0)
		return rc;
	if (!registry_server_of(in->settings, STRATA_STR("")))
		return registry_unknown(in->settings, err);
	s.finder = (struct pypi_finder){ .in = in, .target = &s.target, .arena = s.arena,
					 .by_name = STRATA_MAP_INIT(s.arena),
					 .by_python = STRATA_MAP_INIT(s.arena) };
	add_root(&s);
	if ((rc = search_all(&search, &s, err)) < 0)
		return rc;
	add_answer(&s, &search);
	return 0;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct pypi_target target;
	struct pypi_finder finder = { .in = in, .target = &target, .arena = in->scratch,
				      .by_name = STRATA_MAP_INIT(in->scratch),
				      .by_python = STRATA_MAP_INIT(in->scratch) };
	const struct pypi_project *p;
	int rc = pypi_target(&target, in->environment, err);

	if (rc < 0)
		return rc;
	p = pypi_project_get(&finder, strata_name_pep503(in->scratch, name));
	if (p->lack && err)
		*err = *p->lack;
	if (p->lack)
		return p->lack->code;
	for (size_t i = 0; i < p->releases.count; i++)
		if (!p->releases.items[i].yanked)
			*strata_vec_push(arena, out) =
				strata_arena_dup(arena, p->releases.items[i].version);
	return 0;
}

const struct solver solver_pypi = {
	.formats = "python/requirements python/pyproject python/setup-cfg python/pipfile",
	.config = &registry_config_pypi,
	.solve = solve,
	.versions = versions,
};
