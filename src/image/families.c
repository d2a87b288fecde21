/* families.c - the rows of data/image/families.txt; see families.h. */
#include "image/families.h"

#include "strata/format.h"
#include "text/line.h"

static const char *const kinds[] = {
#define X(name) #name,
	IMAGE_FAMILY_KINDS(X)
#undef X
};

static int add_row(struct image_families *out, struct strata_str line, unsigned number,
		   struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str kind, rest;

	strata_str_cut(&kind, &rest, line, ' ');
	for (size_t i = 0; i < IMAGE_FAMILY_COUNT; i++) {
		struct image_family *row;
		size_t *index, number_of_rows = out->rows[i].count;
		bool added;

		if (!strata_str_eq(kind, strata_str_of(kinds[i])) || !rest.len)
			continue;
		row = strata_vec_push(arena, &out->rows[i]);
		strata_str_cut(&row->key, &row->rest, rest, ' ');
		index = strata_map_at(&out->by_key[i], row->key, &added);
		if (added)
			*index = number_of_rows;
		return 0;
	}
	return strata_fail(err, STRATA_ESYNTAX, number, "'%.*s' is no row about images",
			   STRATA_ARG(line));
}

int image_families_read(struct image_families *out, struct strata_str text,
			struct strata_arena *arena, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(text);
	int rc;

	*out = (struct image_families){ 0 };
	for (size_t i = 0; i < IMAGE_FAMILY_COUNT; i++)
		out->by_key[i] = STRATA_MAP_INIT(arena);
	while (line_next(&c)) {
		struct strata_str line = strata_str_trim(c.line);

		if (!line.len || line.ptr[0] == '#')
			continue;
		if ((rc = add_row(out, line, c.number, arena, err)) < 0)
			return rc;
	}
	return 0;
}

const struct image_family *image_family_of(const struct image_families *families,
					   enum image_family_kind kind, struct strata_str key)
{
	size_t index;

	return strata_map_get(&index, &families->by_key[kind], key) ? &families->rows[kind].items[index]
								    : NULL;
}

const struct image_family *image_family_for(const struct image_families *families,
					    enum image_family_kind kind, struct strata_str name)
{
	const struct image_family_rows *rows = &families->rows[kind];

	for (size_t i = 0; i < rows->count; i++)
		if (strata_glob_match(rows->items[i].key, name))
			return &rows->items[i];
	return NULL;
}

bool image_family_has(const struct image_families *families, enum image_family_kind kind,
		      struct strata_str word)
{
	const struct image_family_rows *rows = &families->rows[kind];
	struct strata_str one, rest;

	for (size_t i = 0; i < rows->count; i++) {
		if (strata_str_eq(rows->items[i].key, word))
			return true;
		for (rest = rows->items[i].rest; rest.len;) {
			strata_str_cut(&one, &rest, rest, ' ');
			if (strata_str_eq(one, word))
				return true;
		}
	}
	return false;
}
