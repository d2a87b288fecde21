/* answer.c - see answer.h. */
#include "resolve/pypi/answer.h"

#include "strata/limits.h"

bool pypi_asked_holds(const struct pypi_solving *s, const struct pypi_asked *a)
{
	return pypi_marker_holds(&s->target, a->requirement.marker, STRATA_STR(""), s->arena);
}

void pypi_answer_note(struct pypi_solving *s, const char *what, struct strata_str about)
{
	*strata_vec_push(s->out->arena, &s->out->notes) = (struct strata_note){
		.reason = strata_arena_printf(s->out->arena, "%s%.*s", what, STRATA_ARG(about)),
	};
}

void pypi_answer_root(struct pypi_solving *s)
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

static void add_checksum(struct pypi_solving *s, struct strata_package *p, const struct pypi_file *file)
{
	if (file && file->sha256.len)
		*strata_vec_push(s->out->arena, &p->checksums) = strata_arena_join(
			s->out->arena, STRATA_STR("sha256:"), file->sha256, STRATA_NONE);
}

static void add_package(struct pypi_solving *s, const struct pypi_node *node,
			enum strata_scope scope)
{
	const struct pypi_release *r = &node->project->releases.items[node->pick];
	struct strata_arena *arena = s->out->arena;
	struct strata_package *p = strata_vec_push(arena, &s->out->packages);
	const struct strata_error *lack = node->project->lack ? node->project->lack : r->lack;

	*strata_map_at(&s->by_name, node->key, NULL) = s->out->packages.count - 1;
	p->ecosystem = &strata_ecosystem_pypi;
	p->scope = scope;
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

static bool package_of(size_t *out, struct pypi_solving *s, const struct pypi_search *search, unsigned node)
{
	return strata_map_get(out, &s->by_name,
			      search->nodes.items[search->nodes.items[node]->base]->key);
}

static void add_edge(struct pypi_solving *s, int from, size_t to, enum strata_scope scope)
{
	*strata_vec_push(s->out->arena, &s->out->edges) =
		(struct strata_edge){ .from = from, .to = (int)to, .scope = scope };
}

/* What a package asks for with extras counts as its own; each edge once. */
static void add_edges(struct pypi_solving *s, struct pypi_search *search, unsigned node,
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

static void add_root_edges(struct pypi_solving *s)
{
	size_t to;

	for (size_t i = 0; i < s->manifest.asked.count; i++) {
		const struct pypi_asked *a = &s->manifest.asked.items[i];

		if (pypi_asked_holds(s, a) && !a->requirement.url.len &&
		    strata_map_get(&to, &s->by_name,
				   strata_name_pep503(s->arena, a->requirement.name)))
			add_edge(s, STRATA_ROOT(0), to, a->scope);
	}
}

/* --- what for ------------------------------------------------------------------------------------ */

/*
 * By nodes and not by packages: what asks for "a" alone does not ask for what "a[x]" brings,
 * though both are one package.
 */
struct scopes {
	struct pypi_search *search;
	enum strata_scope *of; /* nodes; UNKNOWN: not reached */
	struct { unsigned *items; size_t count, capacity; } queue;
};

static void reach(struct scopes *sc, unsigned node, enum strata_scope scope)
{
	if (sc->of[node] >= scope || sc->search->nodes.items[node]->pick < 0)
		return;
	sc->of[node] = scope;
	*strata_vec_push(sc->search->arena, &sc->queue) = node;
}

static void spread(struct scopes *sc)
{
	for (size_t i = 0; i < sc->queue.count; i++) {
		unsigned node = sc->queue.items[i];
		int pick = sc->search->nodes.items[node]->pick;
		const struct pypi_wants *asks = pypi_search_asks(sc->search, node, (unsigned)pick);

		for (size_t k = 0; k < asks->count; k++)
			reach(sc, asks->items[k]->node, sc->of[node]);
	}
	sc->queue.count = 0;
}

static enum strata_scope *find_scopes(const struct pypi_solving *s, struct pypi_search *search)
{
	struct scopes sc = { .search = search };
	int node;

	sc.of = strata_arena_alloc(s->arena, (search->nodes.count + 1) * sizeof(*sc.of));
	for (int scope = STRATA_SCOPE_PROD; scope > STRATA_SCOPE_UNKNOWN; scope--) {
		for (size_t i = 0; i < s->manifest.asked.count; i++) {
			const struct pypi_asked *a = &s->manifest.asked.items[i];

			if ((int)a->scope != scope || !pypi_asked_holds(s, a))
				continue;
			node = pypi_search_find(search, &a->requirement);
			if (node >= 0)
				reach(&sc, (unsigned)node, a->scope);
		}
		spread(&sc);
	}
	return sc.of;
}

void pypi_answer_packages(struct pypi_solving *s, struct pypi_search *search)
{
	struct strata_map seen = STRATA_MAP_INIT(s->arena);
	enum strata_scope *scopes = find_scopes(s, search);

	for (size_t i = 0; i < search->nodes.count; i++)
		if (search->nodes.items[i]->pick >= 0 && !search->nodes.items[i]->extras.count)
			add_package(s, search->nodes.items[i], scopes[i]);
	for (unsigned i = 0; i < search->nodes.count; i++)
		if (search->nodes.items[i]->pick >= 0)
			add_edges(s, search, i, &seen);
	add_root_edges(s);
	for (size_t i = 0; i < search->direct.count && i < STRATA_LIMIT_NOTES_PER_FILE; i++)
		pypi_answer_note(s, "what is asked for by its address is not resolved: ",
				 search->direct.items[i]);
}

