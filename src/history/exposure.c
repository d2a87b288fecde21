/*
 * exposure.c - how long a package was vulnerable.
 *
 * Every distinct package is judged once, however many commits have it. Findings that
 * share an id, of one package name at one path, are one exposure whatever the version:
 * its window lasts while any affected version is there.
 */
#include "history/exposure.h"

#include <stdlib.h>

#include "history/key.h"

enum { DAY = 86400 };

/* An item, and one finding of its package. */
struct holding {
	unsigned item, finding;
};

STRATA_VEC(holdings, struct holding);

/* Where an id has a node, one more than the place; 0: nowhere yet. */
struct named_node {
	unsigned place, node;
};

struct exposing {
	struct history *h;
	struct history_exposed *out;
	struct strata_findings findings;
	struct strata_indices *by_component; /* component -> findings */
	unsigned *component_of;              /* item -> component; HISTORY_NONE: not asked for */
	struct strata_indices *names;        /* finding -> numbers of its ids */
	struct strata_indices *together;     /* place and package -> items */
	unsigned place_count;
	struct named_node *node_at;          /* number of an id -> its node at the place at hand */
	unsigned *first_node;                /* item -> node of its first finding; others follow */
	struct strata_indices nodes;         /* of each item's findings */
	struct strata_indices above;         /* union-find over nodes */
	struct holdings *held;               /* of each track */
	struct track_set set;
	struct track_windows windows, item_windows;
	struct strata_indices *windows_of;   /* item -> its windows, in item_windows */
	struct strata_arena *arena;
};

/* Its id is the purl, and the commit where that is what tells. */
static void add_package(struct exposing *x, const struct history_item *item)
{
	*strata_vec_push(x->arena, &x->out->judged.components) = (struct strata_component){
		.id = item->commit.len
			      ? strata_arena_join(x->arena, item->purl, STRATA_STR("#"), item->commit)
			      : item->purl,
		.ecosystem = item->ecosystem,
		.name = item->name,
		.key = item->key,
		.version = item->version,
		.requirement = item->requirement,
		.maybe = x->h->loose && !history_is_standard_library(item->ecosystem, item->name),
		.commit = item->commit,
		.purl = item->purl,
		.project = item->project,
	};
}

/*
 * One component for each distinct package. The project's own are judged too: that a
 * repository once shipped its own flaw is history's to tell.
 */
static void list_packages(struct exposing *x, const struct history_judge *judge)
{
	struct strata_inventory *judged = &x->out->judged;
	struct key_map packages = KEY_MAP(x->arena);

	judged->arena = x->arena;
	for (size_t i = 0; i < x->h->items.count; i++) {
		const struct history_item *item = &x->h->items.items[i];
		struct strata_str texts[] = { strata_str_of(item->ecosystem->name), item->key,
					      item->version.len ? item->version : item->requirement,
					      item->commit, item->purl };

		x->component_of[i] = HISTORY_NONE;
		if (judge->wants && !judge->wants(item, judge->payload))
			continue;
		x->component_of[i] = (unsigned)key_number(&packages, texts, 5);
		if (x->component_of[i] == judged->components.count)
			add_package(x, item);
	}
	key_release(&packages);
}

static void index_findings(struct exposing *x)
{
	x->by_component = strata_arena_alloc(x->arena, (x->out->judged.components.count + 1) *
							       sizeof(*x->by_component));
	for (size_t i = 0; i < x->findings.count; i++)
		if (x->findings.items[i].component >= 0)
			*strata_vec_push(x->arena, &x->by_component[x->findings.items[i].component]) =
				(unsigned)i;
}

/* --- tracks: findings that share an id, at one path ------------------------------------ */

static unsigned top_of(struct exposing *x, unsigned node)
{
	unsigned *above = x->above.items;

	while (above[node] != node)
		node = above[node] = above[above[node]];
	return node;
}

static unsigned node_of(struct exposing *x, unsigned place, unsigned name)
{
	struct named_node *at = &x->node_at[name];

	if (at->place != place + 1) {
		*at = (struct named_node){ place + 1, (unsigned)x->above.count };
		*strata_vec_push(x->arena, &x->above) = at->node;
	}
	return at->node;
}

/* Ties all ids of a finding together; one of their nodes. */
static unsigned tie_ids(struct exposing *x, unsigned place, unsigned finding)
{
	const struct strata_indices *names = &x->names[finding];
	unsigned first = top_of(x, node_of(x, place, names->items[0]));

	for (size_t i = 1; i < names->count; i++) {
		unsigned other = top_of(x, node_of(x, place, names->items[i]));

		x->above.items[other] = first;
	}
	return first;
}

static void add_name(struct exposing *x, struct strata_indices *to, struct strata_map *numbers,
		     struct strata_str id)
{
	bool added;
	size_t *number = strata_map_at(numbers, id, &added);

	if (added)
		*number = numbers->count - 1;
	*strata_vec_push(x->arena, to) = (unsigned)*number;
}

static void number_names(struct exposing *x)
{
	struct strata_map numbers = STRATA_MAP_INIT(x->arena);

	x->names = strata_arena_alloc(x->arena, (x->findings.count + 1) * sizeof(*x->names));
	for (size_t i = 0; i < x->findings.count; i++) {
		const struct strata_finding *f = &x->findings.items[i];

		add_name(x, &x->names[i], &numbers, f->id);
		for (size_t k = 0; k < f->aliases.count; k++)
			add_name(x, &x->names[i], &numbers, f->aliases.items[k]);
	}
	x->node_at = strata_arena_alloc(x->arena, (numbers.count + 1) * sizeof(*x->node_at));
}

/* Items of one path and package name, whatever their version. */
static void group_items(struct exposing *x)
{
	struct key_map places = KEY_MAP(x->arena);

	x->together = strata_arena_alloc(x->arena, (x->h->items.count + 1) * sizeof(*x->together));
	for (unsigned i = 0; i < x->h->items.count; i++) {
		const struct history_item *item = &x->h->items.items[i];
		struct strata_str texts[] = { item->path, strata_str_of(item->ecosystem->name),
					      item->key };

		*strata_vec_push(x->arena, &x->together[key_number(&places, texts, 3)]) = i;
	}
	x->place_count = (unsigned)places.numbers.count;
	key_release(&places);
}

static const struct strata_indices *findings_of(const struct exposing *x, unsigned item)
{
	static const struct strata_indices none;

	return x->component_of[item] == HISTORY_NONE ? &none : &x->by_component[x->component_of[item]];
}

static void tie_item(struct exposing *x, unsigned place, unsigned item)
{
	const struct strata_indices *findings = findings_of(x, item);

	x->first_node[item] = (unsigned)x->nodes.count;
	for (size_t i = 0; i < findings->count; i++)
		*strata_vec_push(x->arena, &x->nodes) = tie_ids(x, place, findings->items[i]);
}

static void tie_all(struct exposing *x)
{
	number_names(x);
	group_items(x);
	x->first_node = strata_arena_alloc(x->arena, (x->h->items.count + 1) * sizeof(*x->first_node));
	for (unsigned place = 0; place < x->place_count; place++)
		for (size_t i = 0; i < x->together[place].count; i++)
			tie_item(x, place, x->together[place].items[i]);
}

static void make_tracks(struct exposing *x)
{
	unsigned *number, tracks = 0;

	tie_all(x);
	number = strata_arena_alloc(x->arena, (x->above.count + 1) * sizeof(*number));
	x->held = strata_arena_alloc(x->arena, (x->above.count + 1) * sizeof(*x->held));
	for (unsigned item = 0; item < x->h->items.count; item++) {
		for (size_t i = 0; i < findings_of(x, item)->count; i++) {
			unsigned finding = findings_of(x, item)->items[i];
			unsigned top = top_of(x, x->nodes.items[x->first_node[item] + i]);

			if (!number[top])
				number[top] = ++tracks;
			track_add(&x->set, item, number[top] - 1);
			*strata_vec_push(x->arena, &x->held[number[top] - 1]) =
				(struct holding){ item, finding };
		}
	}
}

/* --- one exposure out of one window ------------------------------------------------------- */

static bool ends_after(const struct track_window *w, unsigned commit)
{
	return !w->removed.count || w->removed.items[0] > commit;
}

/* A holding that took part in a window, and since when; off a chain, in the order of items. */
struct part {
	unsigned start;
	struct holding holding;
};

STRATA_VEC(parts, struct part);

static int compare_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->holding.item > y->holding.item) - (x->holding.item < y->holding.item);
}

/*
 * Whether an item was there while the window lasted. Off a chain a track has one window
 * only. On it an item's windows follow each other: the first that ends after the
 * beginning of ours is the one to look at.
 */
static bool took_part(unsigned *start, const struct exposing *x, unsigned item,
		      const struct track_window *window)
{
	const struct strata_indices *own = &x->windows_of[item];
	size_t low = 0, high = own->count;

	*start = item;
	if (!x->h->chain)
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ends_after(&x->item_windows.items[own->items[middle]], window->introduced.items[0]))
			high = middle;
		else
			low = middle + 1;
	}
	if (low == own->count)
		return false;
	*start = x->item_windows.items[own->items[low]].introduced.items[0];
	return ends_after(window, *start);
}

/* Those of a window, in the order in which they came. */
static struct parts parts_of(struct exposing *x, const struct track_window *window)
{
	const struct holdings *held = &x->held[window->track];
	struct parts parts = { 0 };
	unsigned start;

	for (size_t i = 0; i < held->count; i++)
		if (took_part(&start, x, held->items[i].item, window))
			*strata_vec_push(x->arena, &parts) = (struct part){ start, held->items[i] };
	strata_vec_sort(&parts, compare_parts);
	return parts;
}

static void add_unique(struct strata_strs *to, struct strata_str s, struct strata_arena *arena)
{
	for (size_t i = 0; i < to->count; i++)
		if (strata_str_eq(to->items[i], s))
			return;
	*strata_vec_push(arena, to) = s;
}

static void merge_finding(struct exposing *x, struct history_exposure *e,
			  const struct strata_finding *f)
{
	for (size_t i = 0; i < f->aliases.count; i++)
		if (!strata_str_eq(f->aliases.items[i], e->finding.id))
			add_unique(&e->finding.aliases, f->aliases.items[i], x->arena);
	if (!strata_str_eq(f->id, e->finding.id))
		add_unique(&e->finding.aliases, f->id, x->arena);
	for (size_t i = 0; i < f->records.count; i++)
		add_unique(&e->finding.records, f->records.items[i], x->arena);
	if (f->published.len && (!e->finding.published.len ||
				 strata_str_cmp(f->published, e->finding.published) < 0))
		e->finding.published = f->published;
}

static void copy_strings(struct strata_strs *to, struct strata_arena *arena)
{
	struct strata_strs from = *to;

	*to = (struct strata_strs){ 0 };
	for (size_t i = 0; i < from.count; i++)
		*strata_vec_push(arena, to) = from.items[i];
}

/*
 * An exposure is to a vulnerability or to malice; what is informational by its record
 * (unmaintained, unsound) says so in its label.
 */
static void begin_finding(struct exposing *x, struct history_exposure *e, unsigned item,
			  const struct strata_finding *f)
{
	const struct history_item *of = &x->h->items.items[item];

	e->item = item;
	e->finding = *f;
	copy_strings(&e->finding.aliases, x->arena);
	copy_strings(&e->finding.records, x->arena);
	e->finding.path = of->path;
	if (of->local && !f->label.len)
		e->finding.label = STRATA_STR("the project's own package");
	if (f->kind == STRATA_FINDING_INFORMATIONAL)
		e->finding.kind = STRATA_FINDING_VULNERABILITY;
}

static void describe(struct exposing *x, struct history_exposure *e)
{
	struct parts parts = parts_of(x, &e->window);

	for (size_t i = 0; i < parts.count; i++) {
		const struct holding *part = &parts.items[i].holding;
		const struct strata_finding *f = &x->findings.items[part->finding];

		if (i == 0)
			begin_finding(x, e, part->item, f);
		merge_finding(x, e, f);
		add_unique(&e->versions, history_pin(&x->h->items.items[part->item]), x->arena);
	}
}

static int64_t time_of(const struct exposing *x, unsigned commit)
{
	return x->h->walk.commits.items[commit].time;
}

/* Whether a commit of the walk has it in this window. */
static bool holds(const struct exposing *x, const struct history_exposure *e, int commit)
{
	unsigned cluster = x->h->items.items[e->item].cluster, at = (unsigned)commit;

	if (commit < 0 || x->h->walk.commits.items[at].outside)
		return false;
	if (x->h->chain && (at < e->window.introduced.items[0] || !ends_after(&e->window, at)))
		return false;
	return track_holds(&x->set, x->h->commits[at].state, cluster, e->window.track);
}

/* Branches that have it still, and tags that shipped it. */
static void find_refs(struct exposing *x, struct history_exposure *e)
{
	const struct source_refs *refs = &x->h->walk.refs;

	for (unsigned i = 0; i < refs->count; i++)
		if (holds(x, e, refs->items[i].commit))
			*strata_vec_push(x->arena, &e->refs) = i;
}

/* Off a chain a track is present when the tip has it, or (of all refs) HEAD or a branch. */
static bool is_present(const struct exposing *x, const struct history_exposure *e)
{
	if (x->h->chain)
		return e->window.present;
	if (x->h->walk.tip.ptr)
		return holds(x, e, (int)x->h->walk.commits.count - 1);
	for (size_t i = 0; i < e->refs.count; i++)
		if (!x->h->walk.refs.items[e->refs.items[i]].tag)
			return true;
	return holds(x, e, x->h->walk.head);
}

/* What no branch has and no commit took out ends with the tags that shipped it. */
static int64_t last_release(const struct exposing *x, const struct history_exposure *e)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < e->refs.count; i++) {
		int64_t time = time_of(x, (unsigned)x->h->walk.refs.items[e->refs.items[i]].commit);

		last = time && time > last ? time : last;
	}
	return last;
}

static void count_days(struct exposing *x, struct history_exposure *e, int64_t now)
{
	const struct track_window *w = &e->window;
	int64_t from = INT64_MAX, to = w->present ? now : INT64_MIN;

	for (size_t i = 0; i < w->introduced.count; i++) {
		int64_t time = time_of(x, w->introduced.items[i]);

		from = time && time < from ? time : from;
	}
	for (size_t i = 0; i < w->removed.count && !w->present; i++) {
		int64_t time = time_of(x, w->removed.items[i]);

		to = time && time > to ? time : to;
	}
	if (!w->present && !w->removed.count)
		to = last_release(x, e);
	if (from == INT64_MAX || to == INT64_MIN)
		e->days = -1;
	else
		e->days = to > from ? (to - from) / DAY : 0;
}

/* The first commits of a window: what brought it, and what had it already. */
static void split_beginnings(struct exposing *x, struct history_exposure *e)
{
	for (size_t i = 0; i < e->window.introduced.count; i++) {
		unsigned commit = e->window.introduced.items[i];

		*strata_vec_push(x->arena, history_begins_at(x->h, commit) ? &e->before
									    : &e->introduced) = commit;
	}
}

static void add_exposure(struct exposing *x, const struct track_window *window, int64_t now)
{
	struct history_exposure *e;

	if (!window->introduced.count)
		return;
	e = strata_vec_push(x->arena, &x->out->exposures);
	e->window = *window;
	describe(x, e);
	find_refs(x, e);
	e->window.present = is_present(x, e);
	count_days(x, e, now);
	split_beginnings(x, e);
}

/* The windows of every item by itself: which versions an exposure had. */
static void find_item_windows(struct exposing *x)
{
	struct track_set set = track_set(x->h, x->arena);

	for (unsigned i = 0; i < x->h->items.count; i++)
		track_add(&set, i, i);
	track_find(&x->item_windows, &set, x->h, x->h->chain);
	x->windows_of = strata_arena_alloc(x->arena, (x->h->items.count + 1) * sizeof(*x->windows_of));
	for (size_t i = 0; i < x->item_windows.count; i++)
		*strata_vec_push(x->arena, &x->windows_of[x->item_windows.items[i].track]) = (unsigned)i;
}

/* What is still there first, then by severity, then the newest. */
static int compare_exposures(const void *a, const void *b)
{
	const struct history_exposure *x = a, *y = b;
	int order = (int)y->window.present - (int)x->window.present, i, j;

	i = x->finding.severity ? (int)x->finding.severity : STRATA_SEVERITY_HIGH;
	j = y->finding.severity ? (int)y->finding.severity : STRATA_SEVERITY_HIGH;
	if (order == 0)
		order = j - i;
	if (order == 0)
		order = (x->window.introduced.items[0] < y->window.introduced.items[0]) -
			(x->window.introduced.items[0] > y->window.introduced.items[0]);
	if (order == 0)
		order = strata_str_cmp(x->finding.path, y->finding.path);
	if (order == 0)
		order = strata_str_cmp(x->finding.id, y->finding.id);
	return order ? order : (int)x->item - (int)y->item;
}

int history_find_exposures(struct history_exposed *out, struct history *h,
			   const struct history_judge *judge, struct strata_str now,
			   struct strata_arena *arena, struct strata_error *err)
{
	struct exposing x = { .h = h, .out = out, .arena = arena };
	int rc;

	*out = (struct history_exposed){ 0 };
	x.component_of = strata_arena_alloc(arena, (h->items.count + 1) * sizeof(*x.component_of));
	list_packages(&x, judge);
	rc = judge->match(&x.findings, &out->notes, &out->judged, arena, err, judge->payload);
	if (rc < 0)
		return rc;
	index_findings(&x);
	x.set = track_set(h, arena);
	make_tracks(&x);
	track_find(&x.windows, &x.set, h, h->chain);
	find_item_windows(&x);
	for (size_t i = 0; i < x.windows.count; i++)
		add_exposure(&x, &x.windows.items[i], history_seconds(now));
	strata_vec_sort(&out->exposures, compare_exposures);
	return 0;
}
