/*
 * hook_same.c - packages that a change leaves as they are.
 *
 * Of a lockfile of a thousand packages a commit changes a few. What stands on both sides
 * in the same way has the same findings, which the policy judges alike: it is not asked
 * about. All that has one name counts as one: an advisory that a new version of a package
 * has is no news where another version had it.
 */
#include "cli/hook.h"
#include "history/key.h"
#include "memo/pack.h"

/* All by which the policy may tell one from the other. */
static uint64_t sum_of(struct strata_buf *b, const struct strata_component *c)
{
	const struct strata_str path = c->places.count ? c->places.items[0].path : STRATA_NONE;

	strata_buf_reset(b);
	pack_put_text(b, c->id);
	pack_put_text(b, c->version);
	pack_put_text(b, c->requirement);
	pack_put_text(b, c->commit);
	pack_put_text(b, c->purl);
	pack_put_text(b, path);
	pack_put_number(b, c->scope);
	pack_put_number(b, c->role);
	pack_put_number(b, c->direct);
	pack_put_number(b, c->maybe);
	pack_put_number(b, c->local);
	for (const struct strata_drift *d = c->drift; d; d = d->next) {
		pack_put_text(b, d->manifest.path);
		pack_put_text(b, d->requirement);
	}
	return strata_hash(strata_buf_str(b));
}

static struct strata_indices number_packages(struct key_map *names,
					     const struct strata_inventory *inventory,
					     struct strata_arena *arena)
{
	struct strata_indices numbers = { 0 };

	for (size_t i = 0; i < inventory->components.count; i++) {
		const struct strata_component *c = &inventory->components.items[i];
		struct strata_str texts[] = { strata_str_of(c->ecosystem ? c->ecosystem->name : ""),
					      c->key };

		*strata_vec_push(arena, &numbers) = (unsigned)key_number(names, texts, 2);
	}
	return numbers;
}

/* Of each package one sum over all that have its name, in whatever order. */
static uint64_t *sum_packages(const struct strata_inventory *inventory,
			      const struct strata_indices *numbers, size_t count,
			      struct strata_arena *arena)
{
	uint64_t *sums = strata_arena_alloc(arena, (count + 1) * sizeof(*sums));
	struct strata_buf b = STRATA_BUF_INIT;

	for (size_t i = 0; i < inventory->components.count; i++)
		sums[numbers->items[i]] += sum_of(&b, &inventory->components.items[i]);
	strata_buf_release(&b);
	return sums;
}

void hook_find_same(bool **same, const struct strata_inventory *const *sides, size_t count,
		    struct strata_arena *arena)
{
	struct strata_indices *numbers = strata_arena_alloc(arena, count * sizeof(*numbers));
	uint64_t **sums = strata_arena_alloc(arena, count * sizeof(*sums));
	struct key_map names = KEY_MAP(arena);

	for (size_t i = 0; i < count; i++)
		numbers[i] = number_packages(&names, sides[i], arena);
	for (size_t i = 0; i < count; i++)
		sums[i] = sum_packages(sides[i], &numbers[i], names.numbers.count, arena);
	for (size_t i = 0; i < count; i++) {
		same[i] = strata_arena_alloc(arena, numbers[i].count + 1);
		for (size_t c = 0; c < numbers[i].count; c++) {
			same[i][c] = true;
			for (size_t k = 0; k < count; k++)
				same[i][c] = same[i][c] && sums[k][numbers[i].items[c]] ==
								   sums[i][numbers[i].items[c]];
		}
	}
	key_release(&names);
}
