/* outside.c - the packages of an inventory, and what they add up to; see outside.h. */
#include "composition/outside/outside.h"

#include "composition/outside/work.h"
#include "strata/limits.h"

const char *outside_from_name(enum outside_from from)
{
	static const char *const names[] = {
		[OUTSIDE_FROM_NOWHERE] = "unknown",   [OUTSIDE_FROM_TREE] = "tree",
		[OUTSIDE_FROM_INSTALLED] = "installed", [OUTSIDE_FROM_ARCHIVE] = "archive",
		[OUTSIDE_FROM_SIZE] = "size",         [OUTSIDE_APART] = "apart",
	};

	return names[from];
}

void outside_fails(struct outside_work *w, struct outside_package *p, const struct strata_error *err)
{
	if (p->why.ptr || err->code == STRATA_EOFFLINE)
		return; /* that nobody may be asked is said once for all of them */
	p->why = err->path[0]
			 ? strata_arena_printf(w->arena, "%s: %s", err->path, err->text)
			 : strata_arena_printf(w->arena, "%s",
					       err->text[0] ? err->text : strata_code_text(err->code));
}

/* --- which packages -------------------------------------------------------------------------- */

/* What need not be what is used (Go's standard library) is none that could be counted. */
static bool counts(const struct outside_work *w, const struct strata_component *c)
{
	return !c->local && !c->maybe && w->options->roles >> c->role & 1u;
}

/* Images, actions and tools build and run the application: they are no code of it. */
static bool is_apart(const struct strata_ecosystem *e)
{
	return e->outside || e == &strata_ecosystem_actions;
}

static bool is_direct(const struct strata_component *c)
{
	return c->direct == STRATA_YES || (c->direct == STRATA_UNKNOWN && c->root_edge);
}

static int by_purl(const void *a, const void *b)
{
	const struct outside_package *x = a, *y = b;

	return strata_str_cmp(x->component->purl, y->component->purl);
}

static struct strata_str project_of(struct strata_arena *arena, const struct strata_component *c)
{
	return STRATA_CONCAT(arena, strata_str_of(c->ecosystem->name), STRATA_STR("\n"), c->key);
}

/* One that a manifest asks for without a version is another manifest's, where that has one. */
static void join_unversioned(struct outside_work *w)
{
	struct outside_packages *all = &w->out->packages;
	struct strata_map versioned = STRATA_MAP_INIT(w->arena);
	size_t found;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].component->version.len)
			strata_map_at(&versioned, project_of(w->arena, all->items[i].component), NULL);
	for (size_t i = 0; i < all->count; i++) {
		struct outside_package *p = &all->items[i];

		if (p->from || p->component->version.len ||
		    !strata_map_get(&found, &versioned, project_of(w->arena, p->component)))
			continue;
		p->from = OUTSIDE_APART;
		p->why = STRATA_STR("another manifest has it with a version");
	}
}

static void list_packages(struct outside_work *w)
{
	const struct strata_components *all = &w->options->inventory->components;
	struct strata_map seen = STRATA_MAP_INIT(w->arena);

	for (size_t i = 0; i < all->count; i++) {
		const struct strata_component *c = &all->items[i];
		bool added;
		size_t *index;

		if (!counts(w, c))
			continue;
		index = strata_map_at(&seen, c->purl, &added);
		if (added) {
			*index = w->out->packages.count;
			*strata_vec_push(w->arena, &w->out->packages) = (struct outside_package){
				.component = c,
				.from = is_apart(c->ecosystem) ? OUTSIDE_APART : OUTSIDE_FROM_NOWHERE,
			};
		}
		w->out->packages.items[*index].direct |= is_direct(c);
	}
	strata_vec_sort(&w->out->packages, by_purl);
	join_unversioned(w);
}

/* --- what they add up to --------------------------------------------------------------------- */

static void add_to(struct outside_share *share, const struct outside_package *p)
{
	share->packages++;
	share->files += p->counts.files;
	share->lines += p->counts.lines.code;
	share->error += p->error;
	if (p->from == OUTSIDE_FROM_SIZE)
		share->estimated += p->counts.lines.code;
}

static struct outside_ecosystem *ecosystem_of(struct outside_work *w, const struct strata_ecosystem *e)
{
	struct outside_ecosystems *all = &w->out->ecosystems;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].ecosystem == e)
			return &all->items[i];
	*strata_vec_push(w->arena, all) = (struct outside_ecosystem){ .ecosystem = e };
	return &all->items[all->count - 1];
}

static void add_languages(struct outside_work *w, const struct outside_languages *from)
{
	struct outside_languages *all = &w->out->languages;

	for (size_t i = 0; i < from->count; i++) {
		const struct outside_language *l = &from->items[i];
		size_t at = 0;

		while (at < all->count && all->items[at].language != l->language)
			at++;
		if (at == all->count)
			strata_vec_push(w->arena, all)->language = l->language;
		all->items[at].files += l->files;
		all->items[at].code += l->code;
	}
}

static int more_code(const void *a, const void *b)
{
	const struct outside_language *x = a, *y = b;

	if (x->code != y->code)
		return x->code < y->code ? 1 : -1;
	return strcmp(x->language->name, y->language->name);
}

static int more_lines(const void *a, const void *b)
{
	const struct outside_ecosystem *x = a, *y = b;
	uint64_t left = x->direct.lines + x->transitive.lines;
	uint64_t right = y->direct.lines + y->transitive.lines;

	if (left != right)
		return left < right ? 1 : -1;
	return strcmp(x->ecosystem->name, y->ecosystem->name);
}

static void add_up(struct outside_work *w)
{
	struct outside_view *out = w->out;

	for (size_t i = 0; i < out->packages.count; i++) {
		const struct outside_package *p = &out->packages.items[i];
		struct outside_ecosystem *e;

		if (p->from == OUTSIDE_APART)
			continue;
		e = ecosystem_of(w, p->component->ecosystem);
		add_to(p->direct ? &e->direct : &e->transitive, p);
		add_to(p->direct ? &out->direct : &out->transitive, p);
		e->unknown += p->from == OUTSIDE_FROM_NOWHERE;
		out->counted += p->from != OUTSIDE_FROM_NOWHERE;
		out->unknown += p->from == OUTSIDE_FROM_NOWHERE;
		out->in_tree += p->from == OUTSIDE_FROM_TREE;
		add_languages(w, &p->counts.languages);
	}
	strata_vec_sort(&out->languages, more_code);
	strata_vec_sort(&out->ecosystems, more_lines);
}

/* --- what is not known ----------------------------------------------------------------------- */

static struct strata_str name_of(struct strata_arena *arena, const struct strata_component *c)
{
	return strata_arena_printf(arena, "'%.*s%s%.*s'", STRATA_ARG(c->name), c->version.len ? " " : "",
				   STRATA_ARG(c->version));
}

/* Why nothing was tried. */
static void explain(struct outside_work *w, struct outside_package *p)
{
	const struct outside_way *way = outside_way_of(p->component->ecosystem);

	if (p->from || p->why.ptr)
		return;
	if (!p->component->version.len)
		p->why = STRATA_STR("no version of it is known");
	else if (!way)
		p->why = strata_arena_printf(w->arena, "packages of %s are not counted",
					     p->component->ecosystem->name);
	else if (way->config && !registry_is_online(w->options->registry))
		p->why = STRATA_STR("no copy of it is installed here, and without --online no "
				    "registry is asked");
	else
		p->why = STRATA_STR("no copy of it is installed here");
}

static int by_reason(const void *a, const void *b)
{
	const struct outside_package *x = *(const struct outside_package *const *)a,
				     *y = *(const struct outside_package *const *)b;
	int order = strata_str_cmp(x->component->places.items[0].path, y->component->places.items[0].path);

	if (order == 0)
		order = (int)x->from - (int)y->from;
	if (order == 0)
		order = strata_str_cmp(x->why, y->why);
	return order ? order : strata_str_cmp(x->component->purl, y->component->purl);
}

STRATA_VEC(unknown_packages, struct outside_package *);

static bool is_same(const struct outside_package *a, const struct outside_package *b)
{
	return a->from == b->from && strata_str_eq(a->why, b->why) &&
	       strata_str_eq(a->component->places.items[0].path, b->component->places.items[0].path);
}

/* One note for those of a manifest that have one reason; the JSON report names every one. */
static size_t note_group(struct outside_work *w, struct strata_notes *notes,
			 const struct unknown_packages *all, size_t from)
{
	const struct outside_package *first = all->items[from];
	const struct strata_place *place = &first->component->places.items[0];
	struct strata_str names = STRATA_STR("");
	struct strata_note *note;
	size_t count = 0;

	for (; from + count < all->count && is_same(first, all->items[from + count]); count++)
		if (count < STRATA_LIMIT_NAMES_SHOWN)
			names = strata_arena_join(w->arena, names, count ? STRATA_STR(", ") : STRATA_STR(""),
						  name_of(w->arena, all->items[from + count]->component));
	if (count > STRATA_LIMIT_NAMES_SHOWN)
		names = strata_arena_printf(w->arena, "%.*s and %zu more", STRATA_ARG(names),
					    count - STRATA_LIMIT_NAMES_SHOWN);
	note = strata_vec_push(w->arena, notes);
	*note = (struct strata_note){ .path = place->path, .line = count == 1 ? place->line : 0 };
	note->reason = strata_arena_printf(w->arena, "%s of %.*s are %s: %.*s",
					   first->from ? "the lines" : "lines", STRATA_ARG(names),
					   first->from ? "an estimate" : "not counted",
					   STRATA_ARG(first->why));
	return count;
}

static void note_unknown(struct outside_work *w, struct strata_notes *notes)
{
	struct unknown_packages all = { 0 };

	for (size_t i = 0; i < w->out->packages.count; i++) {
		struct outside_package *p = &w->out->packages.items[i];

		explain(w, p);
		if (p->why.ptr && p->from != OUTSIDE_APART)
			*strata_vec_push(w->arena, &all) = p;
	}
	strata_vec_sort(&all, by_reason);
	for (size_t i = 0; i < all.count;)
		i += note_group(w, notes, &all, i);
}

/* Files of packages that were counted, and themselves not. */
static void note_parts(struct outside_work *w, struct strata_notes *notes)
{
	for (size_t i = 0; i < w->out->packages.count; i++) {
		const struct outside_package *p = &w->out->packages.items[i];
		const struct strata_place *place = &p->component->places.items[0];
		struct strata_note *note;

		if (!p->counts.too_large && !p->counts.outside)
			continue;
		w->out->partial = true;
		note = strata_vec_push(w->arena, notes);
		*note = (struct strata_note){ .path = place->path, .line = place->line };
		note->reason = strata_arena_printf(
			w->arena,
			"of %.*s %llu files with more than %u bytes are not counted, and %llu whose names "
			"lead out of it",
			STRATA_ARG(name_of(w->arena, p->component)),
			(unsigned long long)p->counts.too_large, STRATA_LIMIT_PACKAGE_TEXT_BYTES,
			(unsigned long long)p->counts.outside);
	}
}

/* Whether a manifest that counts leaves open, or was not read, what else is depended on. */
static bool is_lacking(struct outside_work *w)
{
	const struct strata_inventory *inventory = w->options->inventory;
	struct strata_map counted = STRATA_MAP_INIT(w->arena);
	size_t ignored;

	for (size_t i = 0; i < inventory->manifests.count; i++) {
		const struct strata_manifest *m = &inventory->manifests.items[i];

		if (!(w->options->roles >> m->role & 1u) || is_apart(m->format->ecosystem))
			continue;
		if (m->unreadable)
			return true;
		strata_map_at(&counted, m->path, NULL);
	}
	for (size_t i = 0; i < inventory->lacking.count; i++)
		if (strata_map_get(&ignored, &counted, inventory->lacking.items[i].path))
			return true;
	return w->options->unresolved && inventory->open;
}

void outside_measure(struct outside_view *out, struct strata_notes *notes,
		     const struct outside_options *options, struct strata_arena *arena)
{
	struct outside_work w = { .options = options, .out = out, .arena = arena };

	*out = (struct outside_view){ 0 };
	out->partial = is_lacking(&w);
	list_packages(&w);
	if (!out->packages.count)
		return;
	outside_count_installed(&w);
	outside_count_served(&w);
	outside_estimate(&w);
	add_up(&w);
	note_unknown(&w, notes);
	note_parts(&w, notes);
}
