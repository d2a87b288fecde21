/*
 * toml.c - TOML 1.0 as a tree; see toml.h. Grammar: toml.io/en/v1.0.0 and its ABNF.
 *
 * A hand-written descent over a cursor. What may be extended later is part of the
 * meaning of TOML: a table by a header once, one made by dotted keys only in its
 * own section, an inline one never. Each table under construction has a state for
 * that, and tables with many keys an index, so that a file of 100,000 packages or
 * keys stays linear.
 *
 * An entry of an array of tables may be added to until the next one begins, by headers
 * anywhere below: [[package]], [metadata], [package.source]. So it is taken only then.
 */
#include "text/toml.h"

#include <string.h>

#include "strata/limits.h"
#include "strata/map.h"
#include "text/utf8.h"

enum state {
	IMPLIED,  /* by the header of a table below it: may be defined once */
	DEFINED,  /* by its own header */
	DOTTED,   /* by dotted keys: its section may add to it */
	CLOSED,   /* an inline table or a static array: complete */
};

/* A node, with what only the reader needs to know of it. */
struct building {
	struct node node; /* first: a node under construction is its building */
	enum state state;
	struct strata_map *keys; /* key -> address of its node; NULL while there are few */
};

struct reader {
	const char *at, *end;
	unsigned line, depth;
	size_t nodes;
	struct strata_arena *arena, *trees; /* for texts; for nodes and what finds them */
	struct entries_reader *entries;
	struct building *entry; /* that is open */
	struct strata_error *err;
};

enum { FEW = 12 };

static int read_value(struct reader *r, struct building *into);

static int fail(struct reader *r, const char *what)
{
	if (r->at >= r->end)
		return strata_fail(r->err, STRATA_ESYNTAX, r->line,
				   "malformed TOML: %s, where the file ends", what);
	return strata_fail(r->err, STRATA_ESYNTAX, r->line, "malformed TOML: %s", what);
}

static bool is_at(const struct reader *r, char c)
{
	return r->at < r->end && *r->at == c;
}

static bool starts(const struct reader *r, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(r->end - r->at) >= len && memcmp(r->at, text, len) == 0;
}

static void skip_blanks(struct reader *r)
{
	while (is_at(r, ' ') || is_at(r, '\t'))
		r->at++;
}

/* A newline, LF or CR LF; false when there is none here. */
static bool skip_newline(struct reader *r)
{
	if (starts(r, "\r\n"))
		r->at++;
	if (!is_at(r, '\n'))
		return false;
	r->at++;
	r->line++;
	return true;
}

static int skip_comment(struct reader *r)
{
	if (!is_at(r, '#'))
		return 0;
	while (r->at < r->end && *r->at != '\n' && !starts(r, "\r\n")) {
		if (((unsigned char)*r->at < 0x20 && *r->at != '\t') || *r->at == 0x7f)
			return fail(r, "a control character in a comment");
		r->at++;
	}
	return 0;
}

/* Blanks, comments and newlines, as between the values of an array. */
static int skip_space(struct reader *r)
{
	for (;;) {
		skip_blanks(r);
		if (skip_comment(r) < 0)
			return STRATA_ESYNTAX;
		if (!skip_newline(r))
			return 0;
	}
}

static int end_of_line(struct reader *r)
{
	skip_blanks(r);
	if (skip_comment(r) < 0)
		return STRATA_ESYNTAX;
	if (r->at < r->end && !skip_newline(r))
		return fail(r, "something follows on the line");
	return 0;
}

static int hex_code(struct reader *r, int digits, unsigned *code)
{
	*code = 0;
	for (int i = 0; i < digits; i++, r->at++) {
		char c = r->at < r->end ? strata_lower(*r->at) : '\0';

		if (strata_is_digit(c))
			*code = *code << 4 | (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*code = *code << 4 | (unsigned)(c - 'a' + 10);
		else
			return fail(r, "an escape without its hexadecimal digits");
	}
	if (*code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return fail(r, "an escape that is no Unicode character");
	return 0;
}

/* Behind the backslash. A backslash at the end of a line takes the white space after it. */
static int read_escape(struct reader *r, char **to, bool multiline)
{
	static const char names[] = "btnfr\"\\", meanings[] = "\b\t\n\f\r\"\\";
	const char *name = r->at < r->end && *r->at ? strchr(names, *r->at) : NULL;
	unsigned code;

	if (name) {
		*(*to)++ = meanings[name - names];
		r->at++;
		return 0;
	}
	if (is_at(r, 'u') || is_at(r, 'U')) {
		int digits = *r->at++ == 'u' ? 4 : 8;

		if (hex_code(r, digits, &code) < 0)
			return STRATA_ESYNTAX;
		*to += utf8_encode(*to, code);
		return 0;
	}
	skip_blanks(r);
	if (!multiline || !skip_newline(r))
		return fail(r, "no such escape in a string");
	do
		skip_blanks(r);
	while (skip_newline(r));
	return 0;
}

/* How many quotes stand here, up to five: three may close, two more belong to the text. */
static int count_quotes(const struct reader *r, char quote)
{
	int n = 0;

	while (n < 5 && r->at + n < r->end && r->at[n] == quote)
		n++;
	return n;
}

/* The place behind the string's last possible byte: its meaning is never longer than that. */
static const char *last_byte(const struct reader *r, char quote, bool multiline)
{
	const char *at = r->at;

	for (; at < r->end; at++) {
		if (*at == '\\' && quote == '"' && at + 1 < r->end)
			at++;
		else if (!multiline && (*at == quote || *at == '\n'))
			break;
		else if (multiline && *at == quote && r->end - at >= 3 && at[1] == quote &&
			 at[2] == quote)
			return r->end - at > 5 ? at + 5 : r->end;
	}
	return at;
}

/*
 * The usual string: one line in which nothing has to be replaced, a slice of the file. False
 * where it is any other, whose reader says what is wrong with it.
 */
static bool read_plain(struct reader *r, struct strata_str *out)
{
	const char *start = r->at + 1, *at = start;
	char quote = *r->at;

	while (at < r->end && *at != quote && *at != '\\' && (unsigned char)*at >= 0x20 && *at != 0x7f)
		at++;
	/* Two quotes may begin three. */
	if (at == r->end || *at != quote || at == start)
		return false;
	*out = (struct strata_str){ start, (size_t)(at - start) };
	r->at = at + 1;
	return true;
}

/* At the opening quote. */
static int read_string(struct reader *r, struct strata_str *out, bool multiline_allowed)
{
	char quote = *r->at, *text, *to;
	bool multiline = multiline_allowed && count_quotes(r, quote) >= 3;

	if (!multiline && read_plain(r, out))
		return 0;
	r->at += multiline ? 3 : 1;
	if (multiline)
		skip_newline(r);
	text = to = strata_arena_alloc(r->arena,
				       (size_t)(last_byte(r, quote, multiline) - r->at) + 8);
	for (;;) {
		int quotes = count_quotes(r, quote);

		if (r->at >= r->end)
			return fail(r, "a string has no end");
		if (!multiline && quotes) {
			r->at++;
			break;
		}
		if (multiline && quotes >= 3) {
			memset(to, quote, (size_t)quotes - 3);
			to += quotes - 3;
			r->at += quotes;
			break;
		}
		if (*r->at == '\\' && quote == '"') {
			r->at++;
			if (read_escape(r, &to, multiline) < 0)
				return STRATA_ESYNTAX;
		} else if (multiline && skip_newline(r)) {
			*to++ = '\n';
		} else if (((unsigned char)*r->at < 0x20 && *r->at != '\t') || *r->at == 0x7f) {
			return fail(r, "a control character in a string");
		} else {
			*to++ = *r->at++;
		}
	}
	*out = (struct strata_str){ text, (size_t)(to - text) };
	return 0;
}

static bool is_bare(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || c == '-';
}

static int read_key(struct reader *r, struct strata_str *out)
{
	const char *start = r->at;

	if (is_at(r, '"') || is_at(r, '\''))
		return read_string(r, out, false);
	while (r->at < r->end && is_bare(*r->at))
		r->at++;
	if (r->at == start)
		return fail(r, "a key is missing");
	*out = (struct strata_str){ start, (size_t)(r->at - start) };
	return 0;
}

/* Keeps the children of a table findable once they are many. */
static void remember(struct reader *r, struct building *table, struct building *child)
{
	if (table->node.count < FEW)
		return;
	if (table->node.count == FEW) {
		table->keys = strata_arena_alloc(r->trees, sizeof(*table->keys));
		*table->keys = STRATA_MAP_INIT(r->trees);
		for (struct node *n = table->node.first; n; n = n->next)
			*strata_map_at(table->keys, n->key, NULL) = (uintptr_t)n;
		return;
	}
	*strata_map_at(table->keys, child->node.key, NULL) = (uintptr_t)child;
}

static struct building *find(const struct building *table, struct strata_str key)
{
	size_t address;

	if (table->node.count >= FEW)
		return strata_map_get(&address, table->keys, key) ? (struct building *)address
								   : NULL;
	for (struct node *n = table->node.first; n; n = n->next)
		if (strata_str_eq(n->key, key))
			return (struct building *)(void *)n;
	return NULL;
}

static int add(struct reader *r, struct building **out, struct building *parent,
	       enum node_type type, struct strata_str key)
{
	struct building *b;
	struct node *last = parent->node.last;

	if (++r->nodes > STRATA_LIMIT_NODES)
		return strata_fail(r->err, STRATA_ELIMIT, r->line, "more than %u values",
				   STRATA_LIMIT_NODES);
	b = strata_arena_alloc(r->trees, sizeof(*b));
	b->node.type = type;
	b->node.line = r->line;
	b->node.key = key;
	if (last)
		last->next = &b->node;
	else
		parent->node.first = &b->node;
	parent->node.last = &b->node;
	parent->node.count++;
	if (parent->node.type == NODE_MAP)
		remember(r, parent, b);
	*out = b;
	return 0;
}

static int duplicate(struct reader *r, struct strata_str key)
{
	return strata_fail(r->err, STRATA_ESYNTAX, r->line,
			   "malformed TOML: '%.*s' is defined twice", STRATA_ARG(key));
}

/* a.b.c = value: the tables on the way are made by the dots. */
static int read_pair(struct reader *r, struct building *table)
{
	struct building *next;
	struct strata_str key;
	unsigned depth = r->depth;
	int rc;

	for (;;) {
		if ((rc = read_key(r, &key)) < 0)
			return rc;
		skip_blanks(r);
		if (!is_at(r, '.'))
			break;
		r->at++;
		skip_blanks(r);
		if (++depth > STRATA_LIMIT_NESTING)
			return strata_fail(r->err, STRATA_ELIMIT, r->line,
					   "nested deeper than %d levels", STRATA_LIMIT_NESTING);
		next = find(table, key);
		if (next && next->state != DOTTED)
			return duplicate(r, key);
		if (!next) {
			if ((rc = add(r, &next, table, NODE_MAP, key)) < 0)
				return rc;
			next->state = DOTTED;
		}
		table = next;
	}
	if (!is_at(r, '='))
		return fail(r, "a key without '='");
	r->at++;
	skip_blanks(r);
	if (find(table, key))
		return duplicate(r, key);
	if ((rc = add(r, &next, table, NODE_NULL, key)) < 0)
		return rc;
	next->state = CLOSED;
	return read_value(r, next);
}

static int read_array(struct reader *r, struct building *array)
{
	struct building *element;
	int rc;

	array->node.type = NODE_ARRAY;
	r->at++;
	for (;;) {
		if ((rc = skip_space(r)) < 0)
			return rc;
		if (is_at(r, ']'))
			break;
		if ((rc = add(r, &element, array, NODE_NULL, STRATA_NONE)) < 0 ||
		    (rc = read_value(r, element)) < 0 || (rc = skip_space(r)) < 0)
			return rc;
		element->state = CLOSED;
		if (is_at(r, ','))
			r->at++;
		else if (!is_at(r, ']'))
			return fail(r, "an array without ',' or ']'");
	}
	r->at++;
	return 0;
}

static void close_all(struct building *table)
{
	table->state = CLOSED;
	for (struct node *n = table->node.first; n; n = n->next)
		if (((struct building *)(void *)n)->state == DOTTED)
			close_all((struct building *)(void *)n);
}

static int read_inline_table(struct reader *r, struct building *table)
{
	int rc;

	table->node.type = NODE_MAP;
	r->at++;
	skip_blanks(r);
	while (!is_at(r, '}')) {
		if ((rc = read_pair(r, table)) < 0)
			return rc;
		skip_blanks(r);
		if (is_at(r, '}'))
			break;
		if (!is_at(r, ','))
			return fail(r, "an inline table without ',' or '}'");
		r->at++;
		skip_blanks(r);
		if (is_at(r, '}'))
			return fail(r, "an inline table with a comma at its end");
	}
	r->at++;
	close_all(table);
	return 0;
}

/* Digits with single underscores between them; behind the last one, NULL if there are none. */
static const char *digits(const char *at, const char *end, const char *set)
{
	const char *start = at;

	while (at < end && *at && (strchr(set, *at) || (*at == '_' && at > start && at[-1] != '_')))
		at++;
	return at > start && at[-1] != '_' ? at : NULL;
}

static bool is_integer_or_float(struct strata_str s)
{
	static const char decimal[] = "0123456789";
	const char *at = s.ptr, *end = s.ptr + s.len, *whole;
	struct strata_str bare;

	if (s.len > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'o' || at[1] == 'b')) {
		const char *set = at[1] == 'x' ? "0123456789abcdefABCDEF"
					       : at[1] == 'o' ? "01234567" : "01";

		return digits(at + 2, end, set) == end;
	}
	at += at < end && (*at == '+' || *at == '-');
	bare = (struct strata_str){ at, (size_t)(end - at) };
	if (strata_str_eq(bare, STRATA_STR("inf")) || strata_str_eq(bare, STRATA_STR("nan")))
		return true;
	whole = at;
	at = digits(at, end, decimal);
	if (!at || (*whole == '0' && at - whole > 1))
		return false;
	if (at < end && *at == '.') {
		at = digits(at + 1, end, decimal);
		if (!at)
			return false;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < end && (*at == '+' || *at == '-');
		at = digits(at, end, decimal);
	}
	return at == end;
}

/* Two digits that are known to be ones. */
static unsigned pair(struct strata_str s, size_t at)
{
	return (unsigned)(s.ptr[at] - '0') * 10 + (unsigned)(s.ptr[at + 1] - '0');
}

/* One or two digits' worth at a fixed place, within its bounds. */
static bool field(struct strata_str s, size_t at, unsigned least, unsigned most)
{
	if (s.len < at + 2 || !strata_is_digit(s.ptr[at]) || !strata_is_digit(s.ptr[at + 1]))
		return false;
	return pair(s, at) >= least && pair(s, at) <= most;
}

static bool is_time(struct strata_str s, bool offset_allowed)
{
	size_t at = 8;

	if (s.len < 8 || !field(s, 0, 0, 23) || s.ptr[2] != ':' || !field(s, 3, 0, 59) ||
	    s.ptr[5] != ':' || !field(s, 6, 0, 60))
		return false;
	if (at < s.len && s.ptr[at] == '.') {
		size_t start = ++at;

		while (at < s.len && strata_is_digit(s.ptr[at]))
			at++;
		if (at == start)
			return false;
	}
	if (at == s.len)
		return true;
	if (!offset_allowed)
		return false;
	if (s.ptr[at] == 'Z' || s.ptr[at] == 'z')
		return at + 1 == s.len;
	return (s.ptr[at] == '+' || s.ptr[at] == '-') && s.len == at + 6 &&
	       field(s, at + 1, 0, 23) && s.ptr[at + 3] == ':' && field(s, at + 4, 0, 59);
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool is_date(struct strata_str s)
{
	return s.len >= 10 && field(s, 0, 0, 99) && field(s, 2, 0, 99) && s.ptr[4] == '-' &&
	       field(s, 5, 1, 12) && s.ptr[7] == '-' &&
	       field(s, 8, 1, days_in(pair(s, 0) * 100 + pair(s, 2), pair(s, 5)));
}

static bool is_date_or_time(struct strata_str s)
{
	if (!is_date(s))
		return is_time(s, false);
	if (s.len == 10)
		return true;
	return strchr("Tt ", s.ptr[10]) && is_time(strata_str_skip(s, 11), true);
}

/* Numbers, dates, times and words: everything up to what cannot belong to one. */
static int read_bare(struct reader *r, struct building *b)
{
	const char *start = r->at;
	struct strata_str s;

	while (r->at < r->end && *r->at && (is_bare(*r->at) || strchr("+.:", *r->at)))
		r->at++;
	s = (struct strata_str){ start, (size_t)(r->at - start) };
	/* A date and a time may have a space between them. */
	if (s.len == 10 && is_date(s) && r->end - r->at >= 3 && *r->at == ' ' &&
	    strata_is_digit(r->at[1]) && strata_is_digit(r->at[2])) {
		for (r->at++; r->at < r->end && *r->at && (is_bare(*r->at) || strchr("+.:", *r->at));)
			r->at++;
		s.len = (size_t)(r->at - start);
	}
	b->node.text = s;
	if (strata_str_eq(s, STRATA_STR("true")) || strata_str_eq(s, STRATA_STR("false")))
		b->node.type = NODE_BOOL;
	else if (s.len && is_integer_or_float(s))
		b->node.type = NODE_NUMBER;
	else if (is_date_or_time(s))
		b->node.type = NODE_STRING;
	else
		return fail(r, "no value starts like this");
	return 0;
}

static int read_value(struct reader *r, struct building *into)
{
	int rc;

	if (r->at >= r->end)
		return fail(r, "a value is missing");
	if (*r->at == '"' || *r->at == '\'') {
		into->node.type = NODE_STRING;
		into->node.quoted = true;
		return read_string(r, &into->node.text, true);
	}
	if (*r->at != '[' && *r->at != '{')
		return read_bare(r, into);
	if (++r->depth > STRATA_LIMIT_NESTING)
		return strata_fail(r->err, STRATA_ELIMIT, r->line, "nested deeper than %d levels",
				   STRATA_LIMIT_NESTING);
	rc = *r->at == '[' ? read_array(r, into) : read_inline_table(r, into);
	r->depth--;
	return rc;
}

/* The nodes of an entry go with it; what is not below it belongs to the document. */
static void choose_arena(struct reader *r, bool of_entry)
{
	r->trees = of_entry ? &r->entries->nodes : strata_arena_trees(r->arena);
}

/* One step of a header's path that is not its last. */
static int descend(struct reader *r, struct building **table, struct strata_str key)
{
	struct building *next = find(*table, key);
	int rc;

	if (next && next->node.type == NODE_ARRAY && next->state == DEFINED)
		next = (struct building *)(void *)next->node.last; /* of an array of tables */
	if (next && (next->node.type != NODE_MAP || next->state == CLOSED))
		return duplicate(r, key);
	if (!next) {
		if ((rc = add(r, &next, *table, NODE_MAP, key)) < 0)
			return rc;
		next->state = IMPLIED;
	}
	if (next == r->entry)
		choose_arena(r, true);
	*table = next;
	return 0;
}

/* [a.b]: the table that its pairs go into. */
static int define_table(struct reader *r, struct building **table, struct strata_str key)
{
	struct building *next = find(*table, key);
	int rc;

	if (next && (next->node.type != NODE_MAP || next->state != IMPLIED))
		return duplicate(r, key);
	if (!next && (rc = add(r, &next, *table, NODE_MAP, key)) < 0)
		return rc;
	next->state = DEFINED;
	next->node.line = r->line;
	*table = next;
	return 0;
}

static void close_entry(struct reader *r)
{
	struct node *array = r->entries->list;

	if (!r->entry)
		return;
	array->first = array->last = NULL;
	entries_take(r->entries, &r->entry->node);
	r->entry = NULL;
}

/* The array of tables at the top that is read entry by entry, if it is one. */
static enum entries_answer begin_entries(struct reader *r, struct building *array)
{
	const struct node *list = r->entries->list;

	if (list && list != &array->node) /* two lists are not read at once */
		return entries_named(r->entries->of->lists, array->node.key) ? ENTRIES_AGAIN
									     : ENTRIES_NONE;
	if (!list && entries_enter(r->entries, &array->node, false) != ENTRIES_BEGIN)
		return ENTRIES_NONE;
	close_entry(r);
	choose_arena(r, true);
	return ENTRIES_BEGIN;
}

/* [[a.b]]: one more element; top is the document. */
static int define_element(struct reader *r, struct building **table, struct strata_str key,
			  const struct building *top)
{
	struct building *array = find(*table, key);
	enum entries_answer answer = ENTRIES_NONE;
	int rc;

	if (array && (array->node.type != NODE_ARRAY || array->state != DEFINED))
		return duplicate(r, key);
	if (!array) {
		if ((rc = add(r, &array, *table, NODE_ARRAY, key)) < 0)
			return rc;
		array->state = DEFINED;
	}
	if (*table == top && (answer = begin_entries(r, array)) == ENTRIES_AGAIN)
		return ENTRIES_AGAIN;
	if ((rc = add(r, table, array, NODE_MAP, STRATA_NONE)) < 0)
		return rc;
	(*table)->state = DEFINED;
	if (answer == ENTRIES_BEGIN)
		r->entry = *table;
	return 0;
}

/* At '['. */
static int read_header(struct reader *r, struct building *top, struct building **section)
{
	bool array = starts(r, "[[");
	struct strata_str key;
	unsigned depth = 0;
	int rc;

	r->at += array ? 2 : 1;
	*section = top;
	choose_arena(r, false);
	for (;;) {
		skip_blanks(r);
		if ((rc = read_key(r, &key)) < 0)
			return rc;
		skip_blanks(r);
		if (!is_at(r, '.'))
			break;
		r->at++;
		if (++depth >= STRATA_LIMIT_NESTING)
			return strata_fail(r->err, STRATA_ELIMIT, r->line,
					   "nested deeper than %d levels", STRATA_LIMIT_NESTING);
		if ((rc = descend(r, section, key)) < 0)
			return rc;
	}
	if (!starts(r, array ? "]]" : "]"))
		return fail(r, "a table header without its ']'");
	r->at += array ? 2 : 1;
	return array ? define_element(r, section, key, top) : define_table(r, section, key);
}

static int read_document(struct node **out, struct strata_str text, struct entries_reader *entries,
			 struct strata_arena *arena, struct strata_error *err)
{
	struct reader r = {
		.at = text.len ? text.ptr : "",
		.line = 1,
		.arena = arena,
		.entries = entries,
		.err = err,
	};
	struct building *top, *section;
	int rc = 0;

	r.end = r.at + text.len;
	choose_arena(&r, false);
	top = section = strata_arena_alloc(r.trees, sizeof(*top));
	top->node.type = NODE_MAP;
	top->node.line = 1;
	top->state = DEFINED;
	while (rc == 0 && (rc = skip_space(&r)) == 0 && r.at < r.end) {
		rc = *r.at == '[' ? read_header(&r, top, &section) : read_pair(&r, section);
		if (rc == 0)
			rc = end_of_line(&r);
	}
	if (rc == 0)
		close_entry(&r);
	if (entries->list)
		entries_leave(entries);
	*out = &top->node;
	return rc;
}

int toml_entries(struct node **out, struct strata_str bytes, struct node_entries *of,
		 struct strata_arena *arena, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct strata_str text = utf8_text(arena, bytes);
	struct entries_reader entries, none;
	int rc;

	err = err ? err : &own;
	if (!utf8_valid(text))
		return strata_fail(err, STRATA_ESYNTAX, 0, "malformed TOML: the file is no UTF-8");
	entries_init(&entries, of, arena);
	entries.unique = true;
	rc = read_document(out, text, &entries, arena, err);
	if (rc == ENTRIES_AGAIN) {
		entries_forget(&entries);
		entries_init(&none, NULL, arena);
		rc = read_document(out, text, &none, arena, err);
	}
	return entries_finish(&entries, *out, rc, err);
}

int toml_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	      struct strata_error *err)
{
	return toml_entries(out, bytes, NULL, arena, err);
}
