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
#include "text/toml_lex.h"
#include "text/utf8.h"

enum state {
	IMPLIED, /* by the header of a table below it: may be defined once */
	DEFINED, /* by its own header */
	DOTTED,  /* by dotted keys: its section may add to it */
	CLOSED,  /* an inline table or a static array: complete */
};

/* A node, with what only the reader needs to know of it. */
struct building {
	struct node node; /* first: a node under construction is its building */
	enum state state;
	struct strata_map *keys; /* key -> address of its node; NULL while there are few */
};

struct reader {
	struct toml_cursor in;
	unsigned depth;
	size_t nodes;
	struct strata_arena *trees; /* for nodes and what finds them */
	struct entries_reader *entries;
	struct building *entry; /* that is open */
};

enum { FEW = 12 };

static int read_value(struct reader *r, struct building *into);

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
		return strata_fail(r->in.err, STRATA_ELIMIT, r->in.line, "more than %u values",
		                   STRATA_LIMIT_NODES);
	b = strata_arena_alloc(r->trees, sizeof(*b));
	b->node.type = type;
	b->node.line = r->in.line;
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
	return strata_fail(r->in.err, STRATA_ESYNTAX, r->in.line,
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
		if ((rc = toml_read_key(&r->in, &key)) < 0)
			return rc;
		toml_skip_blanks(&r->in);
		if (!toml_is_at(&r->in, '.'))
			break;
		r->in.at++;
		toml_skip_blanks(&r->in);
		if (++depth > STRATA_LIMIT_NESTING)
			return strata_fail(r->in.err, STRATA_ELIMIT, r->in.line,
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
	if (!toml_is_at(&r->in, '='))
		return toml_fail(&r->in, "a key without '='");
	r->in.at++;
	toml_skip_blanks(&r->in);
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
	r->in.at++;
	for (;;) {
		if ((rc = toml_skip_space(&r->in)) < 0)
			return rc;
		if (toml_is_at(&r->in, ']'))
			break;
		if ((rc = add(r, &element, array, NODE_NULL, STRATA_NONE)) < 0 ||
		    (rc = read_value(r, element)) < 0 || (rc = toml_skip_space(&r->in)) < 0)
			return rc;
		element->state = CLOSED;
		if (toml_is_at(&r->in, ','))
			r->in.at++;
		else if (!toml_is_at(&r->in, ']'))
			return toml_fail(&r->in, "an array without ',' or ']'");
	}
	r->in.at++;
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
	r->in.at++;
	toml_skip_blanks(&r->in);
	while (!toml_is_at(&r->in, '}')) {
		if ((rc = read_pair(r, table)) < 0)
			return rc;
		toml_skip_blanks(&r->in);
		if (toml_is_at(&r->in, '}'))
			break;
		if (!toml_is_at(&r->in, ','))
			return toml_fail(&r->in, "an inline table without ',' or '}'");
		r->in.at++;
		toml_skip_blanks(&r->in);
		if (toml_is_at(&r->in, '}'))
			return toml_fail(&r->in, "an inline table with a comma at its end");
	}
	r->in.at++;
	close_all(table);
	return 0;
}

static int read_bare(struct reader *r, struct building *b)
{
	struct strata_str s = toml_read_word(&r->in);

	b->node.text = s;
	if (strata_str_eq(s, STRATA_STR("true")) || strata_str_eq(s, STRATA_STR("false")))
		b->node.type = NODE_BOOL;
	else if (s.len && toml_is_number(s))
		b->node.type = NODE_NUMBER;
	else if (toml_is_date_or_time(s))
		b->node.type = NODE_STRING;
	else
		return toml_fail(&r->in, "no value starts like this");
	return 0;
}

static int read_value(struct reader *r, struct building *into)
{
	int rc;

	if (r->in.at >= r->in.end)
		return toml_fail(&r->in, "a value is missing");
	if (*r->in.at == '"' || *r->in.at == '\'') {
		into->node.type = NODE_STRING;
		into->node.quoted = true;
		return toml_read_string(&r->in, &into->node.text, true);
	}
	if (*r->in.at != '[' && *r->in.at != '{')
		return read_bare(r, into);
	if (++r->depth > STRATA_LIMIT_NESTING)
		return strata_fail(r->in.err, STRATA_ELIMIT, r->in.line,
		                   "nested deeper than %d levels", STRATA_LIMIT_NESTING);
	rc = *r->in.at == '[' ? read_array(r, into) : read_inline_table(r, into);
	r->depth--;
	return rc;
}

/* The nodes of an entry go with it; what is not below it belongs to the document. */
static void choose_arena(struct reader *r, bool of_entry)
{
	r->trees = of_entry ? &r->entries->nodes : strata_arena_trees(r->in.arena);
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
	next->node.line = r->in.line;
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
	bool array = toml_starts(&r->in, "[[");
	struct strata_str key;
	unsigned depth = 0;
	int rc;

	r->in.at += array ? 2 : 1;
	*section = top;
	choose_arena(r, false);
	for (;;) {
		toml_skip_blanks(&r->in);
		if ((rc = toml_read_key(&r->in, &key)) < 0)
			return rc;
		toml_skip_blanks(&r->in);
		if (!toml_is_at(&r->in, '.'))
			break;
		r->in.at++;
		if (++depth >= STRATA_LIMIT_NESTING)
			return strata_fail(r->in.err, STRATA_ELIMIT, r->in.line,
			                   "nested deeper than %d levels", STRATA_LIMIT_NESTING);
		if ((rc = descend(r, section, key)) < 0)
			return rc;
	}
	if (!toml_starts(&r->in, array ? "]]" : "]"))
		return toml_fail(&r->in, "a table header without its ']'");
	r->in.at += array ? 2 : 1;
	return array ? define_element(r, section, key, top) : define_table(r, section, key);
}

static int read_document(struct node **out, struct strata_str text, struct entries_reader *entries,
                         struct strata_arena *arena, struct strata_error *err)
{
	const char *at = text.len ? text.ptr : "";
	struct reader r = {
		.in = { .at = at, .end = at + text.len, .line = 1, .arena = arena, .err = err },
		.entries = entries,
	};
	struct building *top, *section;
	int rc = 0;

	choose_arena(&r, false);
	top = section = strata_arena_alloc(r.trees, sizeof(*top));
	top->node.type = NODE_MAP;
	top->node.line = 1;
	top->state = DEFINED;
	while (rc == 0 && (rc = toml_skip_space(&r.in)) == 0 && r.in.at < r.in.end) {
		rc = *r.in.at == '[' ? read_header(&r, top, &section) : read_pair(&r, section);
		if (rc == 0)
			rc = toml_end_of_line(&r.in);
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
