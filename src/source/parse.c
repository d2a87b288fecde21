/* parse.c - commits and trees as git stores them; see parse.h. */
#include "source/parse.h"

#include <string.h>

/* Seconds of the last day of the year 9999: no clock of a commit is later. */
static const uint64_t last_time = 253402300799u;

static int hex_value(char c)
{
	if (strata_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool parse_id(unsigned char *id, struct strata_str hex, size_t id_len)
{
	if (hex.len != 2 * id_len)
		return false;
	for (size_t i = 0; i < id_len; i++) {
		int high = hex_value(hex.ptr[2 * i]), low = hex_value(hex.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		id[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* Takes a "key value" line off when it has that key. */
static bool take_header(struct strata_str *value, struct strata_str *rest, struct strata_str key)
{
	struct strata_str line, word, after;

	strata_str_cut(&line, &after, *rest, '\n');
	if (!strata_str_cut(&word, value, line, ' ') || !strata_str_eq(word, key))
		return false;
	*rest = after;
	return true;
}

/* The order of the lines is fixed; after the committer's come some that do not matter here. */
int parse_commit(struct parse_commit *out, struct strata_str bytes, size_t id_len,
		 struct strata_error *err)
{
	struct strata_str value, rest = bytes;
	size_t end;

	*out = (struct parse_commit){ 0 };
	if (!take_header(&value, &rest, STRATA_STR("tree")) || !parse_id(out->tree, value, id_len))
		return strata_fail(err, STRATA_EREPOSITORY, 0, "a commit is damaged: it has no tree");
	out->parents = rest;
	while (take_header(&value, &rest, STRATA_STR("parent")))
		;
	out->parents.len = rest.ptr ? (size_t)(rest.ptr - out->parents.ptr) : out->parents.len;
	take_header(&out->author, &rest, STRATA_STR("author"));
	take_header(&out->committer, &rest, STRATA_STR("committer"));
	end = strata_str_find(bytes, STRATA_STR("\n\n"));
	if (end != STRATA_NPOS)
		out->message = strata_str_skip(bytes, end + 2);
	return 0;
}

bool parse_parent(unsigned char *id, struct strata_str *parents, size_t id_len)
{
	struct strata_str value;

	while (parents->len && take_header(&value, parents, STRATA_STR("parent")))
		if (parse_id(id, value, id_len))
			return true;
	return false;
}

int64_t parse_time(struct strata_str person)
{
	size_t end = strata_str_rchr(person, '>');
	struct strata_str seconds, zone;
	uint64_t value = 0;

	if (end == STRATA_NPOS)
		return 0;
	strata_str_cut(&seconds, &zone, strata_str_trim(strata_str_skip(person, end + 1)), ' ');
	return strata_str_u64(&value, seconds) && value <= last_time ? (int64_t)value : 0;
}

struct strata_str parse_name(struct strata_str person)
{
	size_t mail = strata_str_chr(person, '<');

	return strata_str_trim(mail == STRATA_NPOS ? person : strata_str_take(person, mail));
}

struct strata_str parse_subject(struct strata_str message)
{
	struct strata_str line = STRATA_STR("");

	while (message.len && !line.len) {
		strata_str_cut(&line, &message, message, '\n');
		line = strata_str_trim(line);
	}
	return line;
}

/* The type is in the upper bits; old tools wrote the mode with zeros before it. */
static enum parse_mode mode_of(struct strata_str octal)
{
	unsigned mode = 0;

	for (size_t i = 0; i < octal.len; i++) {
		if (octal.ptr[i] < '0' || octal.ptr[i] > '7' || mode > 0177777)
			return PARSE_OTHER;
		mode = mode << 3 | (unsigned)(octal.ptr[i] - '0');
	}
	switch (mode >> 12) {
	case 04: return PARSE_FOLDER;
	case 010: return PARSE_FILE;
	}
	return PARSE_OTHER;
}

int parse_compare(const struct parse_entry *a, const struct parse_entry *b)
{
	size_t most = a->name.len < b->name.len ? a->name.len : b->name.len;
	int order = most ? memcmp(a->name.ptr, b->name.ptr, most) : 0;
	unsigned char x, y;

	if (a->mode == PARSE_END || b->mode == PARSE_END)
		return (a->mode == PARSE_END) - (b->mode == PARSE_END);
	if (order)
		return order;
	x = a->name.len > most ? (unsigned char)a->name.ptr[most] : a->mode == PARSE_FOLDER ? '/' : 0;
	y = b->name.len > most ? (unsigned char)b->name.ptr[most] : b->mode == PARSE_FOLDER ? '/' : 0;
	return (x > y) - (x < y);
}

int parse_entry(struct parse_entry *e, size_t id_len, struct strata_error *err)
{
	struct parse_entry before = *e;
	size_t blank = strata_str_chr(e->rest, ' '), end = strata_str_chr(e->rest, '\0');

	e->mode = PARSE_END;
	if (e->rest.len == 0)
		return 0;
	if (blank == STRATA_NPOS || end == STRATA_NPOS || blank > end ||
	    e->rest.len - end - 1 < id_len)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "a tree is damaged");
	e->mode = mode_of(strata_str_take(e->rest, blank));
	e->name = strata_str_skip(strata_str_take(e->rest, end), blank + 1);
	e->id = (const unsigned char *)e->rest.ptr + end + 1;
	e->rest = strata_str_skip(e->rest, end + 1 + id_len);
	if (before.mode != PARSE_END && parse_compare(&before, e) >= 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "a tree is damaged: its entries are not in order");
	return 0;
}
