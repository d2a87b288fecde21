/* summary.c - see summary.h. */
#include "resolve/cargo/summary.h"

unsigned cargo_name(struct cargo_names *names, struct strata_str text)
{
	bool added;
	size_t *index = strata_map_at(&names->by_text, text, &added);

	if (added)
		*index = names->by_text.count;
	return (unsigned)*index;
}

static int compare_ids(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

void cargo_ids_tidy(struct cargo_ids *ids)
{
	size_t kept = 0;

	strata_vec_sort(ids, compare_ids);
	for (size_t i = 0; i < ids->count; i++)
		if (!kept || ids->items[kept - 1] != ids->items[i])
			ids->items[kept++] = ids->items[i];
	ids->count = kept;
}

bool cargo_ids_has(const struct cargo_ids *ids, unsigned id)
{
	return ids->count && bsearch(&id, ids->items, ids->count, sizeof(id), compare_ids);
}

void cargo_summary_value(struct cargo_feature *feature, struct strata_str text,
			 struct cargo_names *names, struct strata_arena *arena)
{
	struct cargo_value *v = strata_vec_push(arena, &feature->values);
	struct strata_str dep, of;

	if (strata_str_cut(&dep, &of, text, '/')) {
		v->weak = strata_str_ends(dep, STRATA_STR("?"));
		v->dep = cargo_name(names, strata_str_take(dep, dep.len - v->weak));
		v->feature = cargo_name(names, of);
	} else if (strata_str_starts(text, STRATA_STR("dep:"))) {
		v->dep = cargo_name(names, strata_str_skip(text, 4));
	} else {
		v->feature = cargo_name(names, text);
	}
}

static int compare_features(const void *a, const void *b)
{
	return compare_ids(&((const struct cargo_feature *)a)->name,
			   &((const struct cargo_feature *)b)->name);
}

static void unite(struct cargo_features *features, struct strata_arena *arena)
{
	size_t kept = 0;

	strata_vec_sort(features, compare_features);
	for (size_t i = 0; i < features->count; i++) {
		struct cargo_feature *f = &features->items[i], *last;

		if (!kept || features->items[kept - 1].name != f->name) {
			features->items[kept++] = *f;
			continue;
		}
		last = &features->items[kept - 1];
		for (size_t k = 0; k < f->values.count; k++)
			*strata_vec_push(arena, &last->values) = f->values.items[k];
	}
	features->count = kept;
}

/* Handles that stand as "dep:x" somewhere: these imply no feature. */
static void list_explicit(struct cargo_ids *out, const struct cargo_features *features,
			  struct strata_arena *arena)
{
	for (size_t i = 0; i < features->count; i++)
		for (size_t k = 0; k < features->items[i].values.count; k++) {
			const struct cargo_value *v = &features->items[i].values.items[k];

			if (v->dep && !v->feature)
				*strata_vec_push(arena, out) = v->dep;
		}
	cargo_ids_tidy(out);
}

void cargo_summary_finish(struct cargo_summary *s, struct strata_arena *arena)
{
	struct cargo_ids listed = { 0 };
	size_t written;

	unite(&s->features, arena);
	written = s->features.count;
	list_explicit(&listed, &s->features, arena);
	for (size_t i = 0; i < s->deps.count; i++) {
		unsigned handle = s->deps.items[i].handle;
		struct cargo_features own = { s->features.items, written, written };
		struct cargo_summary before = { .features = own };
		struct cargo_feature *implied;

		if (!s->deps.items[i].optional || cargo_ids_has(&listed, handle) ||
		    cargo_summary_feature(&before, handle))
			continue;
		implied = strata_vec_push(arena, &s->features);
		implied->name = handle;
		*strata_vec_push(arena, &implied->values) = (struct cargo_value){ .dep = handle };
	}
	unite(&s->features, arena);
}

const struct cargo_feature *cargo_summary_feature(const struct cargo_summary *s, unsigned name)
{
	struct cargo_feature key = { .name = name };

	return s->features.count ? bsearch(&key, s->features.items, s->features.count, sizeof(key),
					   compare_features)
				 : NULL;
}
