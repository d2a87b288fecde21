/* key.c - numbers for lists of texts; see key.h. */
#include "history/key.h"

size_t key_number(struct key_map *map, const struct strata_str *texts, size_t count)
{
	struct strata_str key;
	size_t number;

	strata_buf_reset(&map->key);
	for (size_t i = 0; i < count; i++) {
		strata_buf_add(&map->key, texts[i].ptr ? texts[i] : STRATA_STR(""));
		strata_buf_addc(&map->key, '\n');
	}
	key = strata_buf_str(&map->key);
	if (!strata_map_get(&number, &map->numbers, key)) {
		number = map->numbers.count;
		*strata_map_at(&map->numbers, strata_arena_dup(map->numbers.arena, key), NULL) = number;
	}
	return number;
}

void key_release(struct key_map *map)
{
	strata_buf_release(&map->key);
}
