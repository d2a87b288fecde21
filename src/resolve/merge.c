/*
 * merge.c - units into the inventory: what several files of a project say of the
 * same package becomes one component.
 *
 * A large lockfile makes as many components: all lists get the room that they need
 * and no more, and what only one file says is shared with its facts.
 */
#include <stdlib.h>
#include <string.h>

#include "resolve/unit.h"

/* A unit, and of each of its packages the component. */
struct merged {
	const struct unit *unit;
	int *components;
};

STRATA_VEC(merged_units, struct merged);

struct merge {
	struct strata_inventory *out;
	struct strata_arena *arena, *scratch;
	struct strata_map by_id;
	struct merged_units merged;
};

enum { NO_COMPONENT = -1 };

static struct strata_str shown_project(struct strata_str project)
{
	return project.len ? project : STRATA_STR(".");
}

/* project/purl; with the requirement where nothing pins: ranges that differ stay apart. */
static struct strata_str make_id(struct merge *m, struct strata_str project,
				 struct strata_str purl, const struct strata_package *p)
{
	struct strata_str id = purl;

	if (project.len)
		id = strata_arena_join(m->arena, project, STRATA_STR("/"), purl);
	if (!p->version.len && p->requirement.len)
		id = strata_arena_printf(m->arena, "%.*s (%.*s)", STRATA_ARG(id),
					 STRATA_ARG(p->requirement));
	return id;
}

/* The first list is shared until there is a second one. */
static void add_strings(struct merge *m, struct strata_strs *to, const struct strata_strs *from)
{
	struct strata_strs both = { 0 };

	if (!to->count || !from->count) {
		*to = to->count ? *to : *from;
		return;
	}
	strata_vec_reserve(m->arena, &both, to->count + from->count);
	for (size_t i = 0; i < to->count; i++)
		*strata_vec_push(m->arena, &both) = to->items[i];
	for (size_t i = 0; i < from->count; i++)
		*strata_vec_push(m->arena, &both) = from->items[i];
	*to = both;
}

static void prefer(struct strata_str *to, struct strata_str from)
{
	if (!to->ptr)
		*to = from;
}

/* Copies, since a list of one package may go on with that of another. */
static void add_drift(struct merge *m, struct strata_component *c, const struct strata_drift *drift)
{
	for (; drift; drift = drift->next) {
		struct strata_drift *copy = strata_arena_alloc(m->arena, sizeof(*copy));

		*copy = *drift;
		copy->next = c->drift;
		c->drift = copy;
	}
}

/* Makes or completes the component of one package; its index. */
static int merge_package(struct merge *m, const struct unit *unit,
			 const struct unit_package *package)
{
	const struct strata_package *p = package->facts;
	struct strata_str purl = p->purl.ptr ? p->purl
					     : strata_purl(m->arena, p->ecosystem, p->name, p->version);
	struct strata_str id = make_id(m, unit->project, purl, p);
	struct strata_component *c;
	size_t *index;
	bool added;

	index = strata_map_at(&m->by_id, id, &added);
	if (added) {
		*index = m->out->components.count;
		c = strata_vec_push(m->arena, &m->out->components);
		*c = (struct strata_component){
			.id = id,
			.ecosystem = p->ecosystem,
			.name = p->name,
			.key = p->ecosystem->normalise(m->arena, p->name),
			.purl = purl,
			.role = unit->file->role,
			.maybe = p->maybe,
			.local = p->local,
			.project = shown_project(unit->project),
		};
	}
	c = &m->out->components.items[*index];
	prefer(&c->version, p->version.len ? p->version : STRATA_NONE);
	prefer(&c->requirement, p->requirement);
	prefer(&c->source, p->source);
	prefer(&c->commit, p->commit);
	if (c->scope < package->scope)
		c->scope = package->scope;
	if (c->direct < package->direct)
		c->direct = package->direct;
	if (c->role > unit->file->role)
		c->role = unit->file->role;
	c->maybe = c->maybe && p->maybe;
	c->local = c->local && p->local;
	add_strings(m, &c->checksums, &p->checksums);
	add_strings(m, &c->licences, &p->licences);
	if (added)
		strata_vec_reserve(m->arena, &c->places, 1);
	*strata_vec_push(m->arena, &c->places) = (struct strata_place){ package->path, p->line };
	add_drift(m, c, package->drift);
	return (int)*index;
}

static void merge_packages(struct merge *m, const struct unit *unit, int *components)
{
	for (size_t i = 0; i < unit->packages.count; i++) {
		const struct unit_package *package = &unit->packages.items[i];
		const struct strata_package *p = package->facts;

		components[i] = NO_COMPONENT;
		if (package->taken || !p->name.len || (p->local && !p->version.len))
			continue;
		components[i] = merge_package(m, unit, package);
		if (package->direct == STRATA_YES)
			m->out->components.items[components[i]].root_edge = true;
	}
}

/* An edge as one between components. False when it is none. */
static bool merge_edge(int *from, int *to, const struct strata_edge *e, const int *components)
{
	*to = components[e->to];
	*from = e->from < 0 ? NO_COMPONENT : components[e->from];
	return *to != NO_COMPONENT && *from != *to;
}

/* Marks what roots ask for, and counts the dependencies of each component. */
static void count_edges(struct merge *m, const struct unit *unit, const int *components,
			unsigned *counts)
{
	int from, to;

	for (size_t i = 0; i < unit->edges.count; i++) {
		const struct strata_edge *e = &unit->edges.items[i];

		if (!merge_edge(&from, &to, e, components))
			continue;
		if (e->from < 0 || unit->packages.items[e->from].facts->local)
			m->out->components.items[to].root_edge = true;
		if (from != NO_COMPONENT)
			counts[from]++;
	}
}

static void add_edges(struct merge *m, const struct unit *unit, const int *components)
{
	int from, to;

	for (size_t i = 0; i < unit->edges.count; i++)
		if (merge_edge(&from, &to, &unit->edges.items[i], components) &&
		    from != NO_COMPONENT)
			*strata_vec_push(m->arena, &m->out->components.items[from].dependencies) =
				(unsigned)to;
}

static void merge_edges(struct merge *m)
{
	struct strata_components *all = &m->out->components;
	unsigned *counts = strata_arena_alloc(m->scratch, (all->count + 1) * sizeof(*counts));

	for (size_t i = 0; i < m->merged.count; i++)
		count_edges(m, m->merged.items[i].unit, m->merged.items[i].components, counts);
	for (size_t i = 0; i < all->count; i++)
		strata_vec_reserve(m->arena, &all->items[i].dependencies, counts[i]);
	for (size_t i = 0; i < m->merged.count; i++)
		add_edges(m, m->merged.items[i].unit, m->merged.items[i].components);
}

/* Of a project: what the file says it is, and the members that it names. */
static void add_manifest(struct merge *m, const struct unit *unit)
{
	struct strata_manifest *manifest = strata_vec_push(m->arena, &m->out->manifests);

	*manifest = (struct strata_manifest){
		.path = unit->file->path,
		.blob = unit->file->blob,
		.format = unit->file->format,
		.role = unit->file->role,
		.project = shown_project(unit->project),
		.unreadable = unit->file->facts.unreadable,
		.resolved = unit->resolved,
		.answered_by = unit->answered_by ? unit->answered_by->file->path : STRATA_NONE,
		.whole = unit->answered_by && unit->answered_by->whole,
		.refused = unit->answered_by ? unit->answered_by->refused : unit->refused,
	};
	for (size_t i = 0; i < unit->file->facts.roots.count; i++)
		*strata_vec_push(m->arena, &manifest->roots) = unit->file->facts.roots.items[i];
	for (size_t i = 0; i < unit->packages.count; i++) {
		const struct strata_package *p = unit->packages.items[i].facts;

		if (p->local && unit->file->format->kind == STRATA_FORMAT_LOCK)
			*strata_vec_push(m->arena, &manifest->roots) = (struct strata_root){
				.name = p->name,
				.version = p->version,
				.line = p->line,
			};
	}
	m->out->parsed += !unit->file->facts.unreadable;
}

static int compare_ids(const void *a, const void *b)
{
	const struct strata_component *const *x = a, *const *y = b;

	return strata_str_cmp((*x)->id, (*y)->id);
}

static int compare_places(const void *a, const void *b)
{
	const struct strata_place *x = a, *y = b;
	int order = strata_str_cmp(x->path, y->path);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int compare_strings(const void *a, const void *b)
{
	return strata_str_cmp(*(const struct strata_str *)a, *(const struct strata_str *)b);
}

/* Sorts a vector and keeps one of equal elements. */
#define SORT_UNIQUE(vec, compare)                                                                \
	do {                                                                                     \
		size_t kept_ = 0;                                                                \
		strata_vec_sort(vec, compare);                                                   \
		for (size_t i_ = 0; i_ < (vec)->count; i_++)                                     \
			if (kept_ == 0 || compare(&(vec)->items[kept_ - 1], &(vec)->items[i_]))  \
				(vec)->items[kept_++] = (vec)->items[i_];                        \
		(vec)->count = kept_;                                                            \
	} while (0)

static int compare_numbers(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

/* Lists of one are shared with the facts: what is to be sorted is copied. */
static void tidy_strings(struct merge *m, struct strata_strs *strs)
{
	struct strata_strs own = { 0 };

	if (strs->count < 2)
		return;
	strata_vec_reserve(m->arena, &own, strs->count);
	for (size_t i = 0; i < strs->count; i++)
		*strata_vec_push(m->arena, &own) = strs->items[i];
	SORT_UNIQUE(&own, compare_strings);
	*strs = own;
}

static void tidy(struct merge *m, struct strata_component *c, const unsigned *renumbered)
{
	for (size_t i = 0; i < c->dependencies.count; i++)
		c->dependencies.items[i] = renumbered[c->dependencies.items[i]];
	SORT_UNIQUE(&c->dependencies, compare_numbers);
	SORT_UNIQUE(&c->places, compare_places);
	tidy_strings(m, &c->checksums);
	tidy_strings(m, &c->licences);
}

/* Who needs each component; what is local has none of its own to be needed by. */
static void add_parents(struct merge *m, unsigned *counts)
{
	struct strata_components *all = &m->out->components;

	memset(counts, 0, all->count * sizeof(*counts));
	for (size_t i = 0; i < all->count; i++)
		for (size_t d = 0; !all->items[i].local && d < all->items[i].dependencies.count; d++)
			counts[all->items[i].dependencies.items[d]]++;
	for (size_t i = 0; i < all->count; i++)
		strata_vec_reserve(m->arena, &all->items[i].parents, counts[i]);
	for (size_t i = 0; i < all->count; i++) {
		const struct strata_component *c = &all->items[i];

		for (size_t d = 0; !c->local && d < c->dependencies.count; d++)
			*strata_vec_push(m->arena, &all->items[c->dependencies.items[d]].parents) =
				(unsigned)i;
	}
}

/* Moves the components to their places, each cycle of the order in turn. */
static void permute(struct strata_components *all, unsigned *order)
{
	for (size_t i = 0; i < all->count; i++) {
		struct strata_component first = all->items[i];
		size_t at = i, from;

		for (; (from = order[at]) != i; at = from) {
			all->items[at] = all->items[from];
			order[at] = (unsigned)at;
		}
		all->items[at] = first;
		order[at] = (unsigned)at;
	}
}

static void sort_components(struct merge *m)
{
	struct strata_components *all = &m->out->components;
	struct strata_component **sorted =
		strata_arena_alloc(m->scratch, (all->count + 1) * sizeof(struct strata_component *));
	unsigned *order = strata_arena_alloc(m->scratch, (all->count + 1) * sizeof(*order));
	unsigned *renumbered = strata_arena_alloc(m->scratch, (all->count + 1) * sizeof(*renumbered));

	for (size_t i = 0; i < all->count; i++)
		sorted[i] = &all->items[i];
	qsort(sorted, all->count, sizeof(struct strata_component *), compare_ids);
	for (size_t i = 0; i < all->count; i++) {
		order[i] = (unsigned)(sorted[i] - all->items);
		renumbered[order[i]] = (unsigned)i;
	}
	permute(all, order);
	for (size_t i = 0; i < all->count; i++)
		tidy(m, &all->items[i], renumbered);
	add_parents(m, renumbered);
}

static int compare_manifests(const void *a, const void *b)
{
	const struct strata_manifest *x = a, *y = b;
	int order = strata_str_cmp(x->path, y->path);

	return order ? order : strata_str_cmp(strata_str_of(x->format->name),
					      strata_str_of(y->format->name));
}

/* No more components than packages: their list never moves. */
static void make_room(struct merge *m, const struct unit_set *set)
{
	size_t most = 0;

	for (size_t i = 0; i < set->items.count; i++)
		most += set->items.items[i].packages.count;
	for (size_t i = 0; i < set->solutions.count; i++)
		most += set->solutions.items[i]->packages.count;
	strata_vec_reserve(m->arena, &m->out->components, most);
}

static void merge_unit(struct merge *m, const struct unit *unit)
{
	int *components = strata_arena_alloc(m->scratch, (unit->packages.count + 1) * sizeof(int));

	merge_packages(m, unit, components);
	*strata_vec_push(m->scratch, &m->merged) = (struct merged){ unit, components };
}

void merge_units(struct strata_inventory *out, const struct unit_set *set)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct merge m = { .out = out, .arena = out->arena, .scratch = &scratch };

	m.by_id = STRATA_MAP_INIT(&scratch);
	make_room(&m, set);
	for (size_t i = 0; i < set->items.count; i++) {
		const struct unit *unit = &set->items.items[i];

		add_manifest(&m, unit);
		if (!unit->consumed)
			merge_unit(&m, unit);
	}
	for (size_t i = 0; i < set->solutions.count; i++)
		merge_unit(&m, set->solutions.items[i]);
	merge_edges(&m);
	sort_components(&m);
	strata_vec_sort(&out->manifests, compare_manifests);
	strata_arena_release(&scratch);
}
