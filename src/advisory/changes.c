/* changes.c - the list of changes of an export; see changes.h. */
#include "advisory/changes.h"

#include "strata/limits.h"
#include "text/line.h"

enum { ID_MOST = 200, SECONDS = 19 }; /* of "2024-08-15T00:05:00" */

static bool has_seconds(struct strata_str time)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd";

	if (time.len < SECONDS)
		return false;
	for (size_t i = 0; i < SECONDS; i++)
		if (shape[i] == 'd' ? !strata_is_digit(time.ptr[i]) : time.ptr[i] != shape[i])
			return false;
	return true;
}

/* The digits below the second, without zeros at the end; false for no time in UTC. */
static bool read_time(struct strata_str *fraction, struct strata_str time)
{
	struct strata_str rest;
	size_t digits = 1;

	if (!has_seconds(time))
		return false;
	rest = strata_str_skip(time, SECONDS);
	*fraction = strata_str_take(rest, 0);
	if (rest.len && rest.ptr[0] == '.') {
		while (digits < rest.len && strata_is_digit(rest.ptr[digits]))
			digits++;
		*fraction = (struct strata_str){ rest.ptr + 1, digits - 1 };
		rest = strata_str_skip(rest, digits);
	}
	while (strata_str_ends(*fraction, STRATA_STR("0")))
		fraction->len--;
	return strata_str_eq(rest, STRATA_STR("Z")) || strata_str_eq(rest, STRATA_STR("+00:00"));
}

bool changes_before(struct strata_str a, struct strata_str b)
{
	struct strata_str below_a, below_b;
	int order;

	if (!read_time(&below_b, b))
		return false;
	if (!read_time(&below_a, a))
		return true;
	order = strata_str_cmp(strata_str_take(a, SECONDS), strata_str_take(b, SECONDS));
	return order ? order < 0 : strata_str_cmp(below_a, below_b) < 0;
}

/* An id becomes part of an address and names a file: no more than ids are made of. */
static bool is_id(struct strata_str id)
{
	if (id.len == 0 || id.len > ID_MOST || id.ptr[0] == '.')
		return false;
	for (size_t i = 0; i < id.len; i++) {
		char c = id.ptr[i];

		if (!strata_is_alpha(c) && !strata_is_digit(c) && c != '-' && c != '_' &&
		    c != '.' && c != ':')
			return false;
	}
	return true;
}

static int add(struct changes *out, struct strata_str line, unsigned number,
	       struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str time, id, fraction;
	bool added;
	size_t *index;

	if (!strata_str_cut(&time, &id, line, ',') || !read_time(&fraction, time) || !is_id(id))
		return strata_fail(err, STRATA_ESYNTAX, number,
				   "the list of changes has a line that is no time and id");
	if (out->list.count >= STRATA_LIMIT_ARCHIVE_ENTRIES)
		return strata_fail(err, STRATA_ELIMIT, number, "more than %u changes",
				   STRATA_LIMIT_ARCHIVE_ENTRIES);
	index = strata_map_at(&out->by_id, id, &added);
	if (added) {
		*index = out->list.count;
		*strata_vec_push(arena, &out->list) = (struct change){ .id = id, .modified = time };
	} else if (changes_before(out->list.items[*index].modified, time)) {
		out->list.items[*index].modified = time;
	}
	return 0;
}

int changes_read(struct changes *out, struct strata_str bytes, struct strata_arena *arena,
		 struct strata_error *err)
{
	struct line_cursor cursor = LINE_CURSOR(bytes);
	int rc = 0;

	*out = (struct changes){ .by_id = STRATA_MAP_INIT(arena) };
	while (rc == 0 && line_next(&cursor))
		if (cursor.line.len)
			rc = add(out, cursor.line, cursor.number, arena, err);
	return rc;
}

struct change *changes_find(const struct changes *changes, struct strata_str id)
{
	size_t index;

	return strata_map_get(&index, &changes->by_id, id) ? &changes->list.items[index] : NULL;
}
