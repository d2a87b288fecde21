/*
 * merge.c - units into the inventory: what several files of a project say of the
 * same package becomes one component.
 */
#include <stdlib.h>

#include "resolve/unit.h"

struct merge {
	struct strata_inventory *out;
	struct strata_arena *arena;
	struct strata_map by_id;
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

static void add_strings(struct merge *m, struct strata_strs *to, const struct strata_strs *from)
{
	for (size_t i = 0; i < from->count; i++)
		*strata_vec_push(m->arena, to) = from->items[i];
}

static void prefer(struct strata_str *to, struct strata_str from)
{
	if (!to->ptr)
		*to = from;
}

/* Makes or completes the component of one package; its index. */
static int merge_package(struct merge *m, const struct unit *unit,
			 const struct unit_package *package)
{
	const struct strata_package *p = &package->facts;
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
	if (c->scope < p->scope)
		c->scope = p->scope;
	if (c->direct < p->direct)
		c->direct = p->direct;
	if (c->role > unit->file->role)
		c->role = unit->file->role;
	c->maybe = c->maybe && p->maybe;
	c->local = c->local && p->local;
	add_strings(m, &c->checksums, &p->checksums);
	add_strings(m, &c->licences, &p->licences);
	*strata_vec_push(m->arena, &c->places) = (struct strata_place){ package->path, p->line };
	return (int)*index;
}

static void merge_edges(struct merge *m, const struct unit *unit, const int *components)
{
	for (size_t i = 0; i < unit->edges.count; i++) {
		const struct strata_edge *e = &unit->edges.items[i];
		int to = components[e->to], from = e->from < 0 ? NO_COMPONENT : components[e->from];

		if (to == NO_COMPONENT || from == to)
			continue;
		if (e->from < 0 || unit->packages.items[e->from].facts.local)
			m->out->components.items[to].root_edge = true;
		if (from != NO_COMPONENT)
			*strata_vec_push(m->arena, &m->out->components.items[from].dependencies) =
				(unsigned)to;
	}
}

static void merge_unit(struct merge *m, const struct unit *unit, struct strata_arena *scratch)
{
	int *components = strata_arena_alloc(scratch, unit->packages.count * sizeof(int));

	for (size_t i = 0; i < unit->packages.count; i++) {
		const struct unit_package *package = &unit->packages.items[i];

		components[i] = NO_COMPONENT;
		if (package->taken || !package->facts.name.len ||
		    (package->facts.local && !package->facts.version.len))
			continue;
		components[i] = merge_package(m, unit, package);
		if (package->facts.direct == STRATA_YES)
			m->out->components.items[components[i]].root_edge = true;
	}
	merge_edges(m, unit, components);
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
	};
	for (size_t i = 0; i < unit->file->facts.roots.count; i++)
		*strata_vec_push(m->arena, &manifest->roots) = unit->file->facts.roots.items[i];
	for (size_t i = 0; i < unit->packages.count; i++) {
		const struct strata_package *p = &unit->packages.items[i].facts;

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

static void tidy(struct strata_component *c, const unsigned *renumbered)
{
	for (size_t i = 0; i < c->dependencies.count; i++)
		c->dependencies.items[i] = renumbered[c->dependencies.items[i]];
	SORT_UNIQUE(&c->dependencies, compare_numbers);
	SORT_UNIQUE(&c->places, compare_places);
	SORT_UNIQUE(&c->checksums, compare_strings);
	SORT_UNIQUE(&c->licences, compare_strings);
}

static void sort_components(struct merge *m, struct strata_arena *scratch)
{
	struct strata_components *all = &m->out->components, sorted = { 0 };
	struct strata_component **order =
		strata_arena_alloc(scratch, (all->count + 1) * sizeof(struct strata_component *));
	unsigned *renumbered = strata_arena_alloc(scratch, (all->count + 1) * sizeof(unsigned));

	for (size_t i = 0; i < all->count; i++)
		order[i] = &all->items[i];
	qsort(order, all->count, sizeof(struct strata_component *), compare_ids);
	for (size_t i = 0; i < all->count; i++) {
		renumbered[order[i] - all->items] = (unsigned)i;
		*strata_vec_push(m->arena, &sorted) = *order[i];
	}
	*all = sorted;
	for (size_t i = 0; i < all->count; i++) {
		struct strata_component *c = &all->items[i];

		tidy(c, renumbered);
		for (size_t d = 0; !c->local && d < c->dependencies.count; d++)
			*strata_vec_push(m->arena,
					 &all->items[c->dependencies.items[d]].parents) = (unsigned)i;
	}
}

static int compare_manifests(const void *a, const void *b)
{
	const struct strata_manifest *x = a, *y = b;
	int order = strata_str_cmp(x->path, y->path);

	return order ? order : strata_str_cmp(strata_str_of(x->format->name),
					      strata_str_of(y->format->name));
}

void merge_units(struct strata_inventory *out, const struct unit_set *set)
{
	struct merge m = { .out = out, .arena = out->arena };
	struct strata_arena scratch = STRATA_ARENA_INIT;

	m.by_id = STRATA_MAP_INIT(&scratch);
	for (size_t i = 0; i < set->items.count; i++) {
		const struct unit *unit = &set->items.items[i];

		add_manifest(&m, unit);
		if (!unit->consumed)
			merge_unit(&m, unit, &scratch);
	}
	for (size_t i = 0; i < set->solutions.count; i++)
		merge_unit(&m, set->solutions.items[i], &scratch);
	sort_components(&m, &scratch);
	strata_vec_sort(&out->manifests, compare_manifests);
	strata_arena_release(&scratch);
}
