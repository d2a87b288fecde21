/*
 * feature.c - optional requirements that another package of the tree turns on.
 *
 * A file alone tells what its default features need. What depends on the project may ask
 * for more of its features: then what these need is no longer optional. Which name is a
 * registry's package and which the tree's own is not asked: patches make the one the
 * other, and features of what is not in the tree turn on nothing.
 *
 * Projects are known by name and format, so that the cost is linear in what the files
 * say, whatever they say: each feature of a name is turned on once. Two projects of one
 * name turn on each other's features: too much is needed then, never too little.
 */
#include "resolve/unit.h"

/* One more thing of the same key; links end at 0. */
struct link {
	void *item;
	unsigned next; /* + 1 */
};

STRATA_VEC(links, struct link);

struct feature {
	struct strata_str of, name;
};

STRATA_VEC(feature_stack, struct feature);

/* All maps have keys of a project and a name: of a feature, or of a handle. */
struct features {
	struct unit_set *set;
	struct links links;
	struct strata_map switches; /* feature -> what it turns on */
	struct strata_map handles;  /* handle -> requirements */
	struct strata_map targets;  /* handle -> one of its requirements */
	struct strata_map needed;   /* handles that are on whatever features are */
	struct strata_map waiting;  /* handle -> features to ask of it once it is on */
	struct strata_map on;       /* features that are on */
	struct strata_map awake;    /* handles that are on */
	struct feature_stack stack; /* turned on, and not yet followed */
};

static struct strata_str key_of(struct features *f, struct strata_str of, struct strata_str name)
{
	return strata_arena_join(f->set->arena, of, STRATA_STR("\n"), name);
}

static void add_link(struct features *f, struct strata_map *map, struct strata_str key, void *item)
{
	size_t *last = strata_map_at(map, key, NULL);

	*strata_vec_push(f->set->arena, &f->links) = (struct link){ item, (unsigned)*last };
	*last = f->links.count;
}

/* The links of a key begin here; 0 when there are none. */
static size_t links_of(const struct strata_map *map, struct strata_str key)
{
	size_t last;

	return strata_map_get(&last, map, key) ? last : 0;
}

#define EACH_LINK(f, i, first) \
	for (size_t i = (first); i; i = (f)->links.items[i - 1].next)

static struct strata_str project_of(struct features *f, const struct strata_format *format,
				    struct strata_str name)
{
	return strata_arena_printf(f->set->arena, "%s\n%.*s", format->name, STRATA_ARG(name));
}

static void turn_on(struct features *f, struct strata_str of, struct strata_str name)
{
	bool added;

	strata_map_at(&f->on, key_of(f, of, name), &added);
	if (added)
		*strata_vec_push(f->set->arena, &f->stack) = (struct feature){ of, name };
}

/* The project, of the same format, that a requirement names. */
static struct strata_str target_of(struct features *f, struct strata_str of,
				   const struct strata_package *p)
{
	struct strata_str format, rest;

	strata_str_cut(&format, &rest, of, '\n');
	return strata_arena_join(f->set->arena, format, STRATA_STR("\n"), p->name);
}

static void ask_features(struct features *f, struct strata_str of, const struct strata_package *p)
{
	struct strata_str target = target_of(f, of, p);

	for (size_t i = 0; i < p->features.count; i++)
		turn_on(f, target, p->features.items[i]);
}

static void wake(struct features *f, struct strata_str of, struct strata_package *p)
{
	if (p->scope == STRATA_SCOPE_OPTIONAL && p->enabled != STRATA_SCOPE_UNKNOWN)
		p->scope = p->enabled;
	ask_features(f, of, p);
}

/* A feature of what a handle stands for: of one package only, cargo lets it be no more. */
static void turn_on_below(struct features *f, struct strata_str of, struct strata_str handle,
			  struct strata_str feature)
{
	size_t target;

	if (strata_map_get(&target, &f->targets, key_of(f, of, handle)))
		turn_on(f, target_of(f, of, (const struct strata_package *)target), feature);
}

static void wake_handle(struct features *f, struct strata_str of, struct strata_str handle)
{
	struct strata_str key = key_of(f, of, handle);
	bool added;

	strata_map_at(&f->awake, key, &added);
	if (!added)
		return;
	EACH_LINK(f, i, links_of(&f->handles, key))
		wake(f, of, f->links.items[i - 1].item);
	EACH_LINK(f, i, links_of(&f->waiting, key))
		turn_on_below(f, of, handle, *(struct strata_str *)f->links.items[i - 1].item);
}

/* "handle?/feature": now or, when something else turns the handle on, then. */
static void turn_on_weakly(struct features *f, struct strata_str of, struct strata_str handle,
			   struct strata_str feature)
{
	struct strata_str key = key_of(f, of, handle), *waiting;
	size_t ignored;

	if (strata_map_get(&ignored, &f->awake, key) ||
	    strata_map_get(&ignored, &f->needed, key)) {
		turn_on_below(f, of, handle, feature);
		return;
	}
	waiting = strata_arena_alloc(f->set->arena, sizeof(*waiting));
	*waiting = feature;
	add_link(f, &f->waiting, key, waiting);
}

static void follow(struct features *f, struct strata_str of, struct strata_str on)
{
	struct strata_str handle, feature;

	if (strata_str_starts(on, STRATA_STR("dep:"))) {
		wake_handle(f, of, strata_str_skip(on, 4));
		return;
	}
	if (!strata_str_cut(&handle, &feature, on, '/')) {
		turn_on(f, of, on);
		return;
	}
	if (strata_str_ends(handle, STRATA_STR("?"))) {
		turn_on_weakly(f, of, strata_str_take(handle, handle.len - 1), feature);
		return;
	}
	turn_on(f, of, handle);
	wake_handle(f, of, handle);
	turn_on_below(f, of, handle, feature);
}

/* A handle is a feature of its own name where no other has that name. */
static void follow_feature(struct features *f, const struct feature *feature)
{
	size_t first = links_of(&f->switches, key_of(f, feature->of, feature->name));

	if (!first)
		wake_handle(f, feature->of, feature->name);
	EACH_LINK(f, i, first) {
		const struct strata_switch *s = f->links.items[i - 1].item;

		if (s->on.len)
			follow(f, feature->of, s->on);
	}
}

static void index_requirement(struct features *f, struct strata_str of, struct strata_package *p)
{
	struct strata_str key = key_of(f, of, p->handle);

	add_link(f, &f->handles, key, p);
	*strata_map_at(&f->targets, key, NULL) = (size_t)p;
	if (p->enabled == STRATA_SCOPE_UNKNOWN)
		strata_map_at(&f->needed, key, NULL);
}

static void index_unit(struct features *f, struct unit *unit, struct strata_str of)
{
	const struct strata_switches *switches = &unit->file->facts.switches;

	for (size_t i = 0; i < switches->count; i++)
		add_link(f, &f->switches, key_of(f, of, switches->items[i].feature),
			 &switches->items[i]);
	for (size_t i = 0; i < unit->packages.count; i++) {
		struct unit_package *p = &unit->packages.items[i];

		if (p->facts->handle.len)
			index_requirement(f, of, unit_change(f->set, p));
	}
}

/* Default features are on everywhere, and so is what nothing turns on or off. */
static void start(struct features *f, struct unit *unit, struct strata_str of)
{
	turn_on(f, of, STRATA_STR("default"));
	for (size_t i = 0; i < unit->packages.count; i++)
		if (unit->packages.items[i].facts->enabled == STRATA_SCOPE_UNKNOWN)
			ask_features(f, of, unit->packages.items[i].facts);
}

static bool has_features(const struct unit *unit)
{
	if (unit->file->facts.switches.count)
		return true;
	for (size_t i = 0; i < unit->packages.count; i++)
		if (unit->packages.items[i].facts->features.count ||
		    unit->packages.items[i].facts->enabled != STRATA_SCOPE_UNKNOWN)
			return true;
	return false;
}

/* What a feature turns on has its scope. */
static void take_scopes(struct unit_set *set)
{
	for (size_t i = 0; i < set->items.count; i++)
		for (size_t j = 0; j < set->items.items[i].packages.count; j++) {
			struct unit_package *p = &set->items.items[i].packages.items[j];

			if (p->changed)
				p->scope = p->facts->scope;
		}
}

void feature_settle(struct unit_set *set)
{
	struct features f = {
		.set = set,
		.switches = STRATA_MAP_INIT(set->arena),
		.handles = STRATA_MAP_INIT(set->arena),
		.targets = STRATA_MAP_INIT(set->arena),
		.needed = STRATA_MAP_INIT(set->arena),
		.waiting = STRATA_MAP_INIT(set->arena),
		.on = STRATA_MAP_INIT(set->arena),
		.awake = STRATA_MAP_INIT(set->arena),
	};
	struct strata_strs projects = { 0 };

	for (size_t i = 0; i < set->items.count; i++) {
		struct unit *unit = &set->items.items[i];
		struct strata_str *of = strata_vec_push(set->arena, &projects);

		*of = STRATA_NONE;
		if (!has_features(unit) || !unit->roots.count)
			continue;
		*of = project_of(&f, unit->file->format, unit->roots.items[0].name);
		index_unit(&f, unit, *of);
	}
	for (size_t i = 0; i < set->items.count; i++)
		if (projects.items[i].ptr)
			start(&f, &set->items.items[i], projects.items[i]);
	while (f.stack.count) {
		struct feature next = f.stack.items[--f.stack.count];

		follow_feature(&f, &next);
	}
	take_scopes(set);
}
