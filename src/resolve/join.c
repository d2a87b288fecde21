/*
 * join.c - a lockfile and the manifests that it was made from.
 *
 * The lockfile knows versions and edges, the manifest knows what was asked for
 * directly and for what. Each requirement of a manifest that the lockfile
 * answers becomes an edge from a root, with its scope; the entry of the lockfile
 * then stands for it. One that the lockfile does not answer stays as it is: a
 * package without a version, which may be affected.
 *
 * Manifests of a lockfile: those it names, their workspace members, and those in
 * the folders of its own roots.
 */
#include "resolve/unit.h"
#include "strata/limits.h"

STRATA_VEC(units_found, struct unit *);

struct join {
	struct unit_set *set;
	struct unit *lock;
	struct strata_map by_key;  /* strata_key texts -> package */
	struct strata_map by_name; /* normalised name -> index of the first, + 1 */
	struct strata_map by_edge; /* edge_key -> the last edge of the lockfile, + 1 */
	struct strata_indices earlier; /* of each edge: an earlier one of the same key, + 1 */
	struct strata_map joined;  /* paths of manifests */
	struct strata_map by_local; /* normalised name of a local package -> index of the first */
	bool limited;              /* STRATA_LIMIT_VERSIONS was reached, and said */
	unsigned *next;            /* the next package of the same name, + 1; 0 ends */
};

static struct strata_str normal_name(struct join *j, const struct strata_package *p)
{
	return p->ecosystem->normalise(j->set->arena, p->name);
}

static void index_lock(struct join *j)
{
	const struct strata_facts *facts = &j->lock->file->facts;

	j->next = strata_arena_alloc(j->set->arena,
				     (j->lock->packages.count + 1) * sizeof(*j->next));
	for (size_t i = j->lock->packages.count; i-- > 0;) {
		struct strata_str name = normal_name(j, &j->lock->packages.items[i].facts);
		size_t *head = strata_map_at(&j->by_name, name, NULL);

		j->next[i] = (unsigned)*head;
		*head = i + 1;
		if (j->lock->packages.items[i].facts.local)
			*strata_map_at(&j->by_local, name, NULL) = i;
	}
	for (size_t i = 0; i < facts->keys.count; i++)
		*strata_map_at(&j->by_key, facts->keys.items[i].text, NULL) =
			facts->keys.items[i].package;
}

static bool satisfies(const struct strata_package *locked, struct strata_str requirement,
		      struct strata_arena *arena)
{
	const struct strata_version_scheme *scheme = locked->ecosystem->versions;
	struct strata_intervals intervals = { 0 };

	if (requirement.len == 0)
		return true;
	return scheme->intervals(&intervals, requirement, arena, NULL) == 0 &&
	       strata_intervals_contain(&intervals, scheme, locked->version);
}

/* Under what an edge from a root (or a local package) to a name is found. */
static struct strata_str edge_key(struct join *j, int from, const struct strata_package *to)
{
	struct strata_str name = normal_name(j, to);

	return strata_arena_printf(j->set->arena, "%d %.*s", from, STRATA_ARG(name));
}

static void index_edge(struct join *j, int from, const struct strata_package *to, size_t edge)
{
	size_t *last = strata_map_at(&j->by_edge, edge_key(j, from, to), NULL);

	while (j->earlier.count <= edge)
		*strata_vec_push(j->set->arena, &j->earlier) = 0;
	j->earlier.items[edge] = (unsigned)*last;
	*last = edge + 1;
}

static void index_edges(struct join *j)
{
	for (size_t i = 0; i < j->lock->edges.count; i++) {
		const struct strata_edge *e = &j->lock->edges.items[i];

		if (e->from < 0 || j->lock->packages.items[e->from].facts.local)
			index_edge(j, e->from, &j->lock->packages.items[e->to].facts, i);
	}
}

/* Whether one more version may be held against a requirement. */
static bool may_look(struct join *j, size_t *looked)
{
	if (++*looked <= STRATA_LIMIT_VERSIONS)
		return true;
	if (!j->limited)
		unit_note(j->set, j->lock->file->path, 0,
			  "more than %d versions of one package: not all are held against what "
			  "is asked for",
			  STRATA_LIMIT_VERSIONS);
	j->limited = true;
	return false;
}

/*
 * The edge that a requirement stands for; NULL without one. Two requirements may
 * name two versions of one package, by renaming.
 */
static struct strata_edge *find_edge(struct join *j, int from, const struct strata_package *asked)
{
	struct strata_edges *edges = &j->lock->edges;
	size_t last, looked = 0;

	if (!strata_map_get(&last, &j->by_edge, edge_key(j, from, asked)))
		return NULL;
	for (size_t i = last; i && may_look(j, &looked); i = j->earlier.items[i - 1])
		if (!j->earlier.items[last - 1] ||
		    satisfies(&j->lock->packages.items[edges->items[i - 1].to].facts,
			      asked->requirement, j->set->arena))
			return &edges->items[i - 1];
	return &edges->items[last - 1];
}

/* The lockfile's package that answers a requirement; STRATA_NPOS without one. */
static size_t find_package(struct join *j, const struct strata_package *asked)
{
	struct strata_str key = strata_arena_join(j->set->arena, asked->name, STRATA_STR("@"),
						  asked->requirement);
	size_t index, first, looked = 0;

	if (strata_map_get(&index, &j->by_key, key))
		return index;
	if (!strata_map_get(&first, &j->by_name, normal_name(j, asked)))
		return STRATA_NPOS;
	for (index = first; index && may_look(j, &looked); index = j->next[index - 1])
		if (satisfies(&j->lock->packages.items[index - 1].facts, asked->requirement,
			      j->set->arena))
			return index - 1;
	return first - 1;
}

/* The lockfile's node for the project of a manifest: a local package, a root, or a new root. */
static int node_of(struct join *j, const struct unit *manifest)
{
	struct strata_str base = strata_path_dir(j->lock->file->path), own;
	struct strata_str dir = strata_path_dir(manifest->file->path);
	const struct strata_format *format = manifest->file->format;
	struct strata_root root = { .dir = dir };
	size_t local;

	if (manifest->roots.count)
		root = manifest->roots.items[0];
	own = format->ecosystem ? format->ecosystem->normalise(j->set->arena, root.name) : root.name;
	if (root.name.len && strata_map_get(&local, &j->by_local, own))
		return (int)local;
	for (size_t i = 0; i < j->lock->roots.count; i++) {
		own = unit_path(j->set->arena, base, j->lock->roots.items[i].dir);
		if (own.ptr && strata_str_eq(own, dir))
			return STRATA_ROOT(i);
	}
	root.dir = strata_str_skip(dir, base.len ? base.len + 1 : 0);
	*strata_vec_push(j->set->arena, &j->lock->roots) = root;
	return STRATA_ROOT(j->lock->roots.count - 1);
}

static void join_requirement(struct join *j, int from, struct unit_package *asked)
{
	struct unit *lock = j->lock;
	struct strata_edge *edge;
	size_t to;

	/* Several lockfiles may answer one manifest: each gets its edges. */
	if (asked->facts.local)
		return;
	if ((edge = find_edge(j, from, &asked->facts))) {
		if (edge->scope < asked->facts.scope)
			edge->scope = asked->facts.scope;
		asked->taken = true;
		return;
	}
	to = find_package(j, &asked->facts);
	if (to == STRATA_NPOS)
		return;
	*strata_vec_push(j->set->arena, &lock->edges) =
		(struct strata_edge){ from, (int)to, asked->facts.scope };
	index_edge(j, from, &asked->facts, lock->edges.count - 1);
	asked->taken = true;
}

/* Each once: members may name each other. */
static void join_manifest(struct join *j, struct unit *manifest)
{
	bool added;
	int from;

	strata_map_at(&j->joined, manifest->file->path, &added);
	if (!added)
		return;
	from = node_of(j, manifest);
	for (size_t i = 0; i < manifest->packages.count; i++)
		join_requirement(j, from, &manifest->packages.items[i]);
}

/* Whether a manifest lies where one of the member globs of another points. */
static bool is_member(struct unit_set *set, const struct unit *of, const struct unit *manifest)
{
	struct strata_str base = strata_path_dir(of->file->path);
	struct strata_str dir = strata_path_dir(manifest->file->path);
	bool member = false;

	for (size_t i = 0; i < of->file->facts.references.count; i++) {
		const struct strata_reference *ref = &of->file->facts.references.items[i];
		struct strata_str glob = ref->path;
		bool not = glob.len && glob.ptr[0] == '!';

		if (ref->kind != STRATA_REF_MEMBER)
			continue;
		glob = unit_path(set->arena, base, strata_str_skip(glob, not));
		if (glob.ptr && strata_glob_match(glob, dir))
			member = !not;
	}
	return member;
}

static bool is_glob(struct strata_str path)
{
	return strata_str_chr(path, '*') != STRATA_NPOS || strata_str_chr(path, '?') != STRATA_NPOS ||
	       strata_str_starts(path, STRATA_STR("!"));
}

static void find_globbed(struct join *j, const struct unit *of, struct units_found *found)
{
	for (size_t i = 0; i < j->set->items.count; i++) {
		struct unit *unit = &j->set->items.items[i];

		if (unit != of && unit->file->format == of->file->format &&
		    is_member(j->set, of, unit))
			*strata_vec_push(j->set->arena, found) = unit;
	}
}

/* A folder that is named is looked up; only globs are held against every manifest. */
static void find_members(struct join *j, const struct unit *of, struct units_found *found)
{
	struct strata_str base = strata_path_dir(of->file->path), dir;
	struct strata_str name = strata_path_base(of->file->path);
	bool globs = false;
	struct unit *unit;

	for (size_t i = 0; i < of->file->facts.references.count; i++) {
		const struct strata_reference *ref = &of->file->facts.references.items[i];

		if (ref->kind != STRATA_REF_MEMBER)
			continue;
		globs = globs || is_glob(ref->path);
		dir = is_glob(ref->path) ? STRATA_NONE : unit_path(j->set->arena, base, ref->path);
		if (!dir.ptr)
			continue;
		unit = unit_lookup(j->set, unit_path(j->set->arena, dir, name), of->file->format);
		if (unit)
			*strata_vec_push(j->set->arena, found) = unit;
	}
	if (globs)
		find_globbed(j, of, found);
}

/* Members, and the folders that they name in turn. */
static void join_members(struct join *j, struct unit *of)
{
	struct units_found found = { 0 };
	size_t joined;

	find_members(j, of, &found);
	for (size_t i = 0; i < found.count; i++) {
		struct unit *unit = found.items[i];

		if (strata_map_get(&joined, &j->joined, unit->file->path))
			continue;
		join_manifest(j, unit);
		find_members(j, unit, &found);
	}
}

/* Manifests of that format in the folders that the lockfile itself names. */
static void join_own_roots(struct join *j, const struct unit *main_manifest)
{
	struct strata_str base = strata_path_dir(j->lock->file->path), dir;
	struct strata_str name = strata_path_base(main_manifest->file->path);

	for (size_t i = 0; i < j->lock->roots.count; i++) {
		struct unit *unit;

		if (!j->lock->roots.items[i].dir.len)
			continue;
		dir = unit_path(j->set->arena, base, j->lock->roots.items[i].dir);
		if (!dir.ptr)
			continue;
		unit = unit_lookup(j->set,
				   unit_path(j->set->arena, dir, name),
				   main_manifest->file->format);
		if (unit)
			join_manifest(j, unit);
	}
}

static void join_one(struct join *j, struct unit *manifest)
{
	if (!j->next) {
		index_lock(j);
		index_edges(j);
	}
	join_manifest(j, manifest);
	join_members(j, manifest);
	join_own_roots(j, manifest);
}

/* By path; by glob, where projects name their manifests as they like. */
static void join_reference(struct join *j, const struct strata_reference *ref)
{
	struct strata_str path = unit_path(j->set->arena, strata_path_dir(j->lock->file->path),
					   ref->path);
	struct unit *manifest;

	if (!path.ptr)
		return;
	if (!is_glob(ref->path)) {
		if ((manifest = unit_lookup(j->set, path, ref->format)))
			join_one(j, manifest);
		return;
	}
	for (size_t i = 0; i < j->set->items.count; i++) {
		manifest = &j->set->items.items[i];
		if (manifest != j->lock && strata_glob_match(path, manifest->file->path))
			join_one(j, manifest);
	}
}

void join_manifests(struct unit_set *set, struct unit *lock)
{
	struct join j = {
		.set = set,
		.lock = lock,
		.by_key = STRATA_MAP_INIT(set->arena),
		.by_name = STRATA_MAP_INIT(set->arena),
		.by_edge = STRATA_MAP_INIT(set->arena),
		.joined = STRATA_MAP_INIT(set->arena),
		.by_local = STRATA_MAP_INIT(set->arena),
	};
	const struct strata_references *refs = &lock->file->facts.references;

	for (size_t i = 0; i < refs->count; i++)
		if (refs->items[i].kind == STRATA_REF_MANIFEST)
			join_reference(&j, &refs->items[i]);
}
