/*
 * join.c - a lockfile and the manifests that it was made from.
 *
 * The lockfile knows versions and edges, the manifest knows what was asked for
 * directly and for what. Each requirement of a manifest that the lockfile
 * answers becomes an edge from a root, with its scope; the entry of the lockfile
 * then stands for it. One that the lockfile does not answer stays as it is: a
 * package without a version, which may be affected.
 *
 * Manifests of a lockfile: those it names, their workspace members (members.c), and
 * those in the folders of its own roots. All are known before the first is joined,
 * since one may ask for another.
 */
#include "resolve/unit.h"
#include "strata/buf.h"
#include "strata/format.h"
#include "strata/limits.h"

struct join {
	struct unit_set *set;
	struct unit *lock;
	struct strata_map by_key;  /* strata_key texts -> package */
	struct strata_map by_name; /* normalised name -> index of the first, + 1 */
	struct strata_map by_edge; /* edge_key -> the last edge of the lockfile, + 1 */
	struct strata_indices earlier; /* of each edge: an earlier one of the same key, + 1 */
	struct strata_map by_option; /* edge_key of a feature -> the last option, + 1 */
	unsigned *earlier_option;    /* of each option: an earlier one of the same key, + 1 */
	struct strata_map by_local; /* normalised name of a local package -> index of the first */
	struct strata_map by_root; /* folder -> index of the first root there */
	struct units_found manifests;
	struct strata_map known;   /* paths of manifests */
	struct strata_map by_member; /* normalised name -> index into manifests */
	struct strata_map elsewhere; /* place_key */
	struct strata_strs left_out; /* what one manifest asks for, and nobody will get */
	bool limited;              /* STRATA_LIMIT_VERSIONS was reached, and said */
	unsigned *next;            /* the next package of the same name, + 1; 0 ends */
};

static struct strata_str normal_name(struct join *j, const struct strata_package *p)
{
	return p->ecosystem->normalise(j->set->arena, p->name);
}

static void index_packages(struct join *j)
{
	const struct strata_facts *facts = &j->lock->file->facts;

	j->next = strata_arena_alloc(j->set->arena,
				     (j->lock->packages.count + 1) * sizeof(*j->next));
	for (size_t i = j->lock->packages.count; i-- > 0;) {
		struct strata_str name = normal_name(j, j->lock->packages.items[i].facts);
		size_t *head = strata_map_at(&j->by_name, name, NULL);

		j->next[i] = (unsigned)*head;
		*head = i + 1;
		if (j->lock->packages.items[i].facts->local)
			*strata_map_at(&j->by_local, name, NULL) = i;
	}
	for (size_t i = 0; i < facts->keys.count; i++)
		*strata_map_at(&j->by_key, facts->keys.items[i].text, NULL) =
			facts->keys.items[i].package;
}

static void index_roots(struct join *j)
{
	struct strata_str base = strata_path_dir(j->lock->file->path), dir;

	for (size_t i = j->lock->roots.count; i-- > 0;) {
		dir = strata_arena_path(j->set->arena, base, j->lock->roots.items[i].dir);
		if (dir.ptr)
			*strata_map_at(&j->by_root, dir, NULL) = i;
	}
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

/* Under what an edge from a root (or a local package) is found: the name asked for. */
static struct strata_str edge_key(struct join *j, int from, struct strata_str name)
{
	struct strata_str number = { (const char *)&from, sizeof(from) };

	return strata_arena_join(j->set->arena, number, name, STRATA_NONE);
}

static void index_edge(struct join *j, size_t edge)
{
	const struct strata_edge *e = &j->lock->edges.items[edge];
	struct strata_str name = e->alias;
	size_t *last;

	if (!name.len)
		name = normal_name(j, j->lock->packages.items[e->to].facts);
	last = strata_map_at(&j->by_edge, edge_key(j, e->from, name), NULL);
	while (j->earlier.count <= edge)
		*strata_vec_push(j->set->arena, &j->earlier) = 0;
	j->earlier.items[edge] = (unsigned)*last;
	*last = edge + 1;
}

static void index_edges(struct join *j)
{
	for (size_t i = 0; i < j->lock->edges.count; i++) {
		const struct strata_edge *e = &j->lock->edges.items[i];

		if (e->from < 0 || j->lock->packages.items[e->from].facts->local)
			index_edge(j, i);
	}
}

static void index_options(struct join *j)
{
	const struct strata_options *options = &j->lock->file->facts.options;

	j->earlier_option = strata_arena_alloc(j->set->arena,
					       (options->count + 1) * sizeof(*j->earlier_option));
	for (size_t i = 0; i < options->count; i++) {
		const struct strata_option *o = &options->items[i];
		size_t *last = strata_map_at(&j->by_option, edge_key(j, o->from, o->feature), NULL);

		j->earlier_option[i] = (unsigned)*last;
		*last = i + 1;
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
 * name two versions of one package, where the file does not tell by which name each.
 */
static struct strata_edge *find_edge(struct join *j, int from, const struct strata_package *asked)
{
	struct strata_edges *edges = &j->lock->edges;
	struct strata_str name = asked->alias.len ? asked->alias : normal_name(j, asked);
	size_t last, looked = 0;

	if (!strata_map_get(&last, &j->by_edge, edge_key(j, from, name)))
		return NULL;
	for (size_t i = last; i && may_look(j, &looked); i = j->earlier.items[i - 1])
		if (!j->earlier.items[last - 1] ||
		    satisfies(j->lock->packages.items[edges->items[i - 1].to].facts,
			      asked->requirement, j->set->arena))
			return &edges->items[i - 1];
	return &edges->items[last - 1];
}

/*
 * Whether the project's own package of that name is meant: its version fits, or no
 * version is asked for (a tag, anything).
 */
static bool is_member(struct join *j, const struct unit *of, const struct strata_package *asked)
{
	const struct strata_version_scheme *scheme = asked->ecosystem->versions;
	struct strata_intervals intervals = { 0 };
	const struct unit *member;
	size_t index;

	if (!of->file->format->asks_members || asked->source.len ||
	    !strata_map_get(&index, &j->by_member, normal_name(j, asked)))
		return false;
	member = j->manifests.items[index];
	if (!asked->requirement.len || strata_str_eq(asked->requirement, STRATA_STR("*")) ||
	    scheme->intervals(&intervals, asked->requirement, j->set->arena, NULL) < 0)
		return true;
	return member->roots.items[0].version.len &&
	       strata_intervals_contain(&intervals, scheme, member->roots.items[0].version);
}

static bool find_key(size_t *index, struct join *j, struct strata_str name,
		     struct strata_str requirement)
{
	return name.len && strata_map_get(index, &j->by_key,
					  strata_arena_join(j->set->arena, name, STRATA_STR("@"),
							    requirement));
}

/* The lockfile's package that answers a requirement; STRATA_NPOS without one. */
static size_t find_package(struct join *j, const struct strata_package *asked)
{
	struct strata_str asked_by = asked->alias.len ? asked->alias : asked->name;
	size_t index, first, looked = 0;

	if (find_key(&index, j, asked->alias, asked->requirement) ||
	    find_key(&index, j, asked->name, asked->requirement) ||
	    strata_map_get(&index, &j->by_key, asked_by))
		return index;
	if (!strata_map_get(&first, &j->by_name, normal_name(j, asked)))
		return STRATA_NPOS;
	for (index = first; index && may_look(j, &looked); index = j->next[index - 1])
		if (satisfies(j->lock->packages.items[index - 1].facts, asked->requirement,
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
	size_t index;

	if (manifest->roots.count)
		root = manifest->roots.items[0];
	own = format->ecosystem ? format->ecosystem->normalise(j->set->arena, root.name) : root.name;
	if (root.name.len && strata_map_get(&index, &j->by_local, own))
		return (int)index;
	if (strata_map_get(&index, &j->by_root, dir))
		return STRATA_ROOT(index);
	root.dir = strata_str_skip(dir, base.len ? base.len + 1 : 0);
	*strata_vec_push(j->set->arena, &j->lock->roots) = root;
	*strata_map_at(&j->by_root, dir, NULL) = j->lock->roots.count - 1;
	return STRATA_ROOT(j->lock->roots.count - 1);
}

static void add_edge(struct join *j, int from, size_t to, const struct strata_package *asked)
{
	*strata_vec_push(j->set->arena, &j->lock->edges) = (struct strata_edge){
		.from = from,
		.to = (int)to,
		.scope = asked->scope,
		.alias = asked->alias,
	};
	index_edge(j, j->lock->edges.count - 1);
}

/* The edges that a package has for the features asked of it; each once. */
static void add_options(struct join *j, size_t from, const struct strata_package *asked)
{
	const struct strata_options *options = &j->lock->file->facts.options;

	for (size_t i = 0; options->count && i < asked->features.count; i++) {
		size_t *last = strata_map_at(&j->by_option,
					     edge_key(j, (int)from, asked->features.items[i]), NULL);

		for (size_t o = *last; o; o = j->earlier_option[o - 1])
			*strata_vec_push(j->set->arena, &j->lock->edges) = (struct strata_edge){
				.from = options->items[o - 1].from,
				.to = options->items[o - 1].to,
			};
		*last = 0;
	}
}

/* A folder asked for by its path: the lockfile may know it as a local package, or not at all. */
static size_t find_local(struct join *j, const struct strata_package *asked)
{
	size_t index;

	if (find_key(&index, j, asked->name, asked->requirement) &&
	    j->lock->packages.items[index].facts->local)
		return index;
	return strata_map_get(&index, &j->by_local, normal_name(j, asked)) ? index : STRATA_NPOS;
}

/*
 * What a solver answers stands where it was asked for; what it could not find out stays
 * as it was asked for.
 */
static void place(struct join *j, size_t to, const struct unit_package *asked)
{
	struct unit_package *package = &j->lock->packages.items[to];
	struct strata_package *p;

	if (!j->lock->solved)
		return;
	p = unit_change(j->set, package);
	if (!p->line) {
		package->path = asked->path;
		p->line = asked->facts->line;
	}
	if (!p->version.len && asked->facts->version.len)
		p->version = asked->facts->version;
	if (!p->version.len && !p->requirement.ptr)
		p->requirement = asked->facts->requirement;
}

/*
 * Of a list of all that is needed, what others ask for: the solver's own edges say who. What
 * is needed by nobody, after all, is from a list of what once was (go.sum).
 */
static void join_indirect(struct join *j, struct unit_package *asked)
{
	size_t to = asked->facts->local ? find_local(j, asked->facts)
					: find_package(j, asked->facts);

	if (to != STRATA_NPOS)
		place(j, to, asked);
	asked->taken = to != STRATA_NPOS || j->lock->whole;
}

static struct strata_str place_key(struct join *j, struct strata_str path, unsigned line,
				   struct strata_str name)
{
	struct strata_str number = { (const char *)&line, sizeof(line) };

	return STRATA_CONCAT(j->set->arena, number, name, STRATA_STR("\n"), path);
}

static void index_elsewhere(struct join *j)
{
	const struct solver_elsewhere_list *all = j->lock->elsewhere;

	for (size_t i = 0; all && i < all->count; i++)
		strata_map_at(&j->elsewhere,
			      place_key(j, all->items[i].path, all->items[i].line, all->items[i].name),
			      NULL);
}

static bool is_elsewhere(struct join *j, const struct unit_package *asked)
{
	size_t found;

	return j->lock->elsewhere &&
	       strata_map_get(&found, &j->elsewhere,
			      place_key(j, asked->path, asked->facts->line, asked->facts->name));
}

/* Whether the condition of a requirement holds where the lockfile is for. */
static enum strata_tri holds(struct join *j, const struct unit *of,
			     const struct strata_package *asked)
{
	const struct facts_file *lock = j->lock->file;
	struct strata_str environment = lock->facts.environment;

	if (!asked->condition.len)
		return STRATA_YES;
	if (!lock->format->holds || j->lock->solved)
		return STRATA_UNKNOWN;
	if (!environment.ptr)
		environment = of->file->facts.environment;
	return lock->format->holds(environment, asked->condition, j->set->arena);
}

/*
 * Whether a lockfile of one machine lacks a requirement since its condition does not hold
 * there, or has the package for others alone. What only an extra asks for it may lack since
 * nobody asked for the extra.
 */
static bool need_not_be_there(struct join *j, size_t to, enum strata_tri there,
			      const struct strata_package *asked)
{
	if (there == STRATA_YES || !j->lock->file->format->one_machine || j->lock->solved)
		return false;
	if (to != STRATA_NPOS)
		return j->lock->packages.items[to].facts->direct == STRATA_NO;
	return asked->scope != STRATA_SCOPE_OPTIONAL;
}

/* Under a condition that does not hold. */
static void leave_out(struct join *j, struct unit_package *asked)
{
	asked->taken = true;
	if (!asked->facts->local)
		*strata_vec_push(j->set->arena, &j->left_out) = asked->facts->name;
}

static void note_left_out(struct join *j, const struct unit *manifest)
{
	struct strata_buf names = STRATA_BUF_INIT;
	size_t count = j->left_out.count;

	for (size_t i = 0; i < count && i < STRATA_LIMIT_NAMES_SHOWN; i++)
		strata_buf_addf(&names, "%s%.*s", i ? ", " : "", STRATA_ARG(j->left_out.items[i]));
	if (count > STRATA_LIMIT_NAMES_SHOWN)
		strata_buf_addf(&names, " and %zu more", count - STRATA_LIMIT_NAMES_SHOWN);
	if (count)
		unit_note(j->set, manifest->file->path, 0,
			  "left out, since nothing that is active asks for it: %.*s",
			  STRATA_ARG(strata_buf_str(&names)));
	strata_buf_release(&names);
	j->left_out.count = 0;
}

/* Several lockfiles may answer one manifest: each gets its edges. */
static void join_requirement(struct join *j, int from, const struct unit *of,
			     struct unit_package *asked)
{
	struct strata_edge *edge;
	enum strata_tri there;
	size_t to;

	if (asked->facts->apart)
		return;
	if (is_elsewhere(j, asked)) {
		asked->taken = true;
		return;
	}
	if (j->lock->solved && asked->facts->direct == STRATA_NO) {
		join_indirect(j, asked);
		return;
	}
	there = holds(j, of, asked->facts);
	if (there == STRATA_NO) {
		asked->taken = true;
		return;
	}
	edge = find_edge(j, from, asked->facts);
	if (edge) {
		if (edge->scope < asked->facts->scope)
			edge->scope = asked->facts->scope;
		asked->answer = (unsigned)edge->to + 1;
		place(j, (size_t)edge->to, asked);
		/* The last use of edge: options are edges, too, and may move it. */
		add_options(j, (size_t)edge->to, asked->facts);
		asked->taken = true;
		return;
	}
	if (!asked->facts->local && is_member(j, of, asked->facts)) {
		asked->taken = true;
		return;
	}
	if (j->lock->decides) {
		leave_out(j, asked);
		return;
	}
	to = asked->facts->local ? find_local(j, asked->facts) : find_package(j, asked->facts);
	if (need_not_be_there(j, to, there, asked->facts)) {
		asked->taken = true;
		return;
	}
	if (to == STRATA_NPOS || (int)to == from)
		return;
	add_edge(j, from, to, asked->facts);
	add_options(j, to, asked->facts);
	place(j, to, asked);
	asked->taken = true;
	asked->answer = (unsigned)to + 1;
}

static void join_manifest(struct join *j, struct unit *manifest)
{
	int from = node_of(j, manifest);

	for (size_t i = 0; i < manifest->packages.count; i++)
		join_requirement(j, from, manifest, &manifest->packages.items[i]);
	note_left_out(j, manifest);
}

/* Each once: members may name each other. */
static void add_manifest(struct join *j, struct unit *unit)
{
	bool added;

	if (!unit)
		return;
	strata_map_at(&j->known, unit->file->path, &added);
	if (added)
		*strata_vec_push(j->set->arena, &j->manifests) = unit;
}

/* A manifest, its members, and the folders that they name in turn. */
static void add_manifests(struct join *j, struct unit *manifest)
{
	size_t next = j->manifests.count;

	add_manifest(j, manifest);
	for (; next < j->manifests.count && !j->lock->alone; next++) {
		struct units_found members = { 0 };

		members_find(&members, j->set, j->manifests.items[next], false);
		for (size_t i = 0; i < members.count; i++)
			add_manifest(j, members.items[i]);
	}
}

/* Manifests of that name in the folders that the lockfile itself names. */
static void add_own_roots(struct join *j, const struct strata_reference *ref)
{
	struct strata_str base = strata_path_dir(j->lock->file->path), dir;
	struct strata_str name = strata_path_base(ref->path);

	for (size_t i = 0; i < j->lock->roots.count; i++) {
		if (!j->lock->roots.items[i].dir.len)
			continue;
		dir = strata_arena_path(j->set->arena, base, j->lock->roots.items[i].dir);
		if (dir.ptr)
			add_manifest(j, unit_lookup(j->set, strata_arena_path(j->set->arena, dir, name),
						    ref->format));
	}
}

static bool is_glob(struct strata_str path)
{
	return strata_str_chr(path, '*') != STRATA_NPOS;
}

/* Where projects name their manifests as they like. */
static void add_matching(struct join *j, struct strata_str glob)
{
	for (size_t i = 0; i < j->set->items.count; i++) {
		struct unit *unit = &j->set->items.items[i];

		if (unit != j->lock && strata_glob_match(glob, unit->file->path))
			add_manifests(j, unit);
	}
}

static void find_manifests(struct join *j)
{
	const struct strata_references *refs = &j->lock->file->facts.references;
	struct strata_str base = strata_path_dir(j->lock->file->path), path;
	struct strata_map names = STRATA_MAP_INIT(j->set->arena);
	bool added;

	for (size_t i = 0; i < refs->count; i++) {
		const struct strata_reference *ref = &refs->items[i];

		path = ref->kind == STRATA_REF_MANIFEST ? strata_arena_path(j->set->arena, base, ref->path)
							: STRATA_NONE;
		if (!path.ptr)
			continue;
		if (is_glob(ref->path))
			add_matching(j, path);
		else
			add_manifests(j, unit_lookup(j->set, path, ref->format));
		strata_map_at(&names, strata_path_base(path), &added);
		if (added)
			add_own_roots(j, ref);
	}
}

static void index_members(struct join *j)
{
	for (size_t i = j->manifests.count; i-- > 0;) {
		const struct unit *unit = j->manifests.items[i];
		const struct strata_ecosystem *ecosystem = unit->file->format->ecosystem;

		if (ecosystem && unit->roots.count && unit->roots.items[0].name.len)
			*strata_map_at(&j->by_member,
				       ecosystem->normalise(j->set->arena, unit->roots.items[0].name),
				       NULL) = i;
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
		.by_option = STRATA_MAP_INIT(set->arena),
		.by_local = STRATA_MAP_INIT(set->arena),
		.by_root = STRATA_MAP_INIT(set->arena),
		.known = STRATA_MAP_INIT(set->arena),
		.by_member = STRATA_MAP_INIT(set->arena),
		.elsewhere = STRATA_MAP_INIT(set->arena),
	};

	find_manifests(&j);
	if (!j.manifests.count)
		return;
	index_packages(&j);
	index_roots(&j);
	index_edges(&j);
	index_options(&j);
	index_members(&j);
	index_elsewhere(&j);
	lock->answers = true;
	for (size_t i = 0; i < j.manifests.count; i++) {
		j.manifests.items[i]->answered_by = lock;
		join_manifest(&j, j.manifests.items[i]);
		drift_find(set, lock, j.manifests.items[i]);
	}
}
