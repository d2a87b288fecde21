/*
 * yaml_edit.c - see yaml_edit.h.
 *
 * Lines are found as people write them; the YAML reader then says whether what came of it is
 * what was meant. A text that is written otherwise is refused, never changed for the worse.
 */
#include "fix/yaml_edit.h"

#include "text/yaml.h"

struct map {
	struct strata_str bytes;
	size_t at;                /* behind the line of its key */
	struct strata_str indent; /* of its entries; absent: it has none */
	bool there;
};

/* In quotes, since nearly any mark means something to YAML; absent: it would have to be escaped. */
static struct strata_str scalar(struct strata_str text, struct strata_arena *arena)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\'' || text.ptr[i] == '\n')
			return STRATA_NONE;
	return STRATA_CONCAT(arena, STRATA_STR("'"), text, STRATA_STR("'"));
}

/* The text of a line up to its comment, and without its end. */
static struct strata_str bare(struct strata_str line)
{
	size_t comment = strata_str_find(line, STRATA_STR(" #"));

	return strata_str_trim(comment == STRATA_NPOS ? line : strata_str_take(line, comment));
}

static bool is_blank(struct strata_str line)
{
	line = strata_str_trim(line);
	return !line.len || line.ptr[0] == '#';
}

/* Where the key stands at the beginning of a line; ESYNTAX: with something behind it. */
static int find_map(struct map *out, struct strata_str bytes, struct strata_str key,
		    struct strata_error *err)
{
	struct strata_str rest = bytes, line;

	*out = (struct map){ .bytes = bytes, .at = bytes.len };
	while (rest.len && !out->there) {
		strata_str_cut(&line, &rest, rest, '\n');
		if (!strata_str_starts(line, key) || line.len == key.len || line.ptr[key.len] != ':')
			continue;
		if (bare(line).len != key.len + 1)
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no map of lines",
					   STRATA_ARG(key));
		out->there = true;
		out->at = rest.ptr ? (size_t)(rest.ptr - bytes.ptr) : bytes.len;
	}
	while (out->there && rest.len) {
		strata_str_cut(&line, &rest, rest, '\n');
		if (is_blank(line))
			continue;
		if (line.ptr[0] == ' ')
			out->indent = fix_indent_at(bytes, (size_t)(line.ptr - bytes.ptr));
		break;
	}
	return 0;
}

/* The value of an entry of the map on that line; absent: it is no entry of that name. */
static struct strata_str value_on(const struct map *map, struct strata_str line, struct strata_str key)
{
	struct strata_str text = bare(line), name;
	size_t colon;

	if (!map->indent.len || !strata_str_starts(line, map->indent) ||
	    (line.len > map->indent.len && line.ptr[map->indent.len] == ' '))
		return STRATA_NONE;
	colon = strata_str_find(text, STRATA_STR(": "));
	if (colon == STRATA_NPOS)
		return STRATA_NONE;
	name = strata_str_take(text, colon);
	if (name.len > 1 && (name.ptr[0] == '\'' || name.ptr[0] == '"') &&
	    name.ptr[name.len - 1] == name.ptr[0])
		name = strata_str_take(strata_str_skip(name, 1), name.len - 2);
	return strata_str_eq(name, key) ? strata_str_trim(strata_str_skip(text, colon + 1))
					: STRATA_NONE;
}

static bool replace_value(struct fix_edits *out, const struct map *map, const struct fix_member *m,
			  struct strata_str value, struct strata_arena *arena)
{
	struct strata_str rest = strata_str_skip(map->bytes, map->at), line, old;

	while (rest.len) {
		strata_str_cut(&line, &rest, rest, '\n');
		if (!is_blank(line) && line.ptr[0] != ' ')
			return false; /* the map ends */
		if ((old = value_on(map, line, m->key)).ptr)
			return fix_edit_slice(out, map->bytes, old, value, arena);
	}
	return false;
}

/* The texts of a map that is made get the key's own line first. */
static void open_map(struct fix_edits *out, struct map *map, const char *key,
		     struct strata_arena *arena)
{
	struct strata_str end = fix_line_end(map->bytes);
	bool broken = map->bytes.len && map->bytes.ptr[map->bytes.len - 1] != '\n';

	*strata_vec_push(arena, out) = (struct fix_edit){
		map->bytes.len, 0,
		STRATA_CONCAT(arena, broken ? end : STRATA_STR(""), strata_str_of(key),
			      STRATA_STR(":"), end)
	};
}

static size_t count(const struct node *map)
{
	size_t n = 0;

	for (const struct node *c = node_first(map); c; c = c->next)
		n++;
	return n;
}

/* Whether the changed text has what was put in, and nothing else changed its number. */
static int check(const struct fix_edits *edits, struct strata_str bytes, const char *key,
		 const struct fix_members *members, struct strata_arena *arena,
		 struct strata_error *err)
{
	struct node *before, *after;
	int rc;

	if (!strata_str_trim(bytes).len)
		before = NULL;
	else if ((rc = yaml_map(&before, bytes, arena, err)) < 0)
		return rc;
	if ((rc = yaml_map(&after, fix_edits_apply(bytes, edits, arena), arena, err)) < 0)
		return rc;
	for (size_t i = 0; i < members->count; i++) {
		const struct node *n = node_get_str(node_map(after, key), members->items[i].key);

		if (!n || !strata_str_eq(n->text, members->items[i].value))
			return strata_fail(err, STRATA_ESYNTAX, 0,
					   "'%s' is written in a way that is not changed here", key);
	}
	if (count(after) != count(before) + (before && node_get(before, key) ? 0 : 1))
		return strata_fail(err, STRATA_ESYNTAX, 0,
				   "'%s' is written in a way that is not changed here", key);
	return 0;
}

int fix_yaml_set(struct fix_edits *out, struct strata_str bytes, const char *key,
		 const struct fix_members *members, struct strata_arena *arena,
		 struct strata_error *err)
{
	struct strata_str end = fix_line_end(bytes);
	struct map map;
	int rc = find_map(&map, bytes, strata_str_of(key), err);

	if (rc < 0)
		return rc;
	if (!map.there && members->count)
		open_map(out, &map, key, arena);
	if (map.there && map.at == bytes.len && bytes.ptr[bytes.len - 1] != '\n')
		*strata_vec_push(arena, out) = (struct fix_edit){ map.at, 0, end };
	for (size_t i = 0; i < members->count; i++) {
		const struct fix_member *m = &members->items[i];
		struct strata_str name = scalar(m->key, arena), value = scalar(m->value, arena);

		if (!name.ptr || !value.ptr)
			return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' cannot be written there",
					   STRATA_ARG(m->key));
		if (map.there && replace_value(out, &map, m, value, arena))
			continue;
		*strata_vec_push(arena, out) = (struct fix_edit){
			map.at, 0,
			STRATA_CONCAT(arena, map.indent.len ? map.indent : STRATA_STR("  "), name,
				      STRATA_STR(": "), value, end)
		};
	}
	return check(out, bytes, key, members, arena, err);
}
