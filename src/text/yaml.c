/*
 * yaml.c - YAML through libyaml's events into the tree; see yaml.h. What lockfiles are
 * mostly written in goes another way (yaml_block.c).
 *
 * The event interface, not the document one: it knows the line of every key and
 * lets us bound depth and aliases while they are read. An alias copies the nodes of
 * its anchor; all copies together are limited, so no text can grow without bound.
 */
#include "text/yaml.h"

#include <string.h>
#include <yaml.h>

#include "strata/limits.h"
#include "strata/map.h"
#include "text/utf8.h"
#include "text/yaml_block.h"

struct reader {
	yaml_parser_t parser;
	struct strata_arena *arena;
	struct strata_error *err;
	struct strata_map anchors; /* name -> address of its node */
	size_t nodes, copied;
	/* The open collections, and the key that waits for its value. */
	struct node *open[STRATA_LIMIT_NESTING];
	unsigned depth;
	bool has_key;
	struct strata_str key;
	unsigned key_line;
};

static int fail_parser(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;

	return strata_fail(r->err, STRATA_ESYNTAX, (unsigned)p->problem_mark.line + 1,
			   "malformed YAML: %s", p->problem ? p->problem : "the file cannot be read");
}

static unsigned line_of(const yaml_event_t *event)
{
	return (unsigned)event->start_mark.line + 1;
}

/* A node where the next value belongs. */
static int add(struct node **out, struct reader *r, enum node_type type, unsigned line)
{
	struct node *parent = r->depth ? r->open[r->depth - 1] : NULL;

	if (++r->nodes > STRATA_LIMIT_NODES)
		return strata_fail(r->err, STRATA_ELIMIT, line, "more than %u values",
				   STRATA_LIMIT_NODES);
	*out = node_append(r->arena, parent, type, r->has_key ? r->key_line : line);
	(*out)->key = r->has_key ? r->key : STRATA_NONE;
	r->has_key = false;
	return 0;
}

static struct strata_str own(struct reader *r, const void *bytes, size_t len)
{
	return strata_arena_dup(r->arena, (struct strata_str){ bytes, len });
}

static bool waits_for_key(const struct reader *r)
{
	return r->depth && r->open[r->depth - 1]->type == NODE_MAP && !r->has_key;
}

static bool is_word(struct strata_str s, const char *const *words)
{
	for (; *words; words++)
		if (strata_str_eq(s, strata_str_of(*words)))
			return true;
	return false;
}

static enum node_type type_of(struct strata_str text, bool plain)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const bools[] = { "true",  "True",  "TRUE", "false",
					     "False", "FALSE", NULL };

	if (plain && is_word(text, nulls))
		return NODE_NULL;
	return plain && is_word(text, bools) ? NODE_BOOL : NODE_STRING;
}

void yaml_set_scalar(struct node *n, struct strata_str text, bool plain)
{
	n->type = type_of(text, plain);
	n->text = text;
	n->quoted = !plain;
	if (n->type == NODE_BOOL)
		n->text = strata_lower(text.ptr[0]) == 't' ? STRATA_STR("true")
							   : STRATA_STR("false");
}

static void set_anchor(struct reader *r, const yaml_char_t *anchor, struct node *n)
{
	if (anchor)
		*strata_map_at(&r->anchors, own(r, anchor, strlen((const char *)anchor)), NULL) =
			(uintptr_t)n;
}

static int add_scalar(struct reader *r, const yaml_event_t *event)
{
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	struct strata_str text = own(r, event->data.scalar.value, event->data.scalar.length);
	struct node *n;

	if (waits_for_key(r)) {
		r->has_key = true;
		r->key = text;
		r->key_line = line_of(event);
		return 0;
	}
	if (add(&n, r, NODE_STRING, line_of(event)) < 0)
		return STRATA_ELIMIT;
	yaml_set_scalar(n, text, plain);
	set_anchor(r, event->data.scalar.anchor, n);
	return 0;
}

static int open_collection(struct reader *r, enum node_type type, const yaml_char_t *anchor,
			   unsigned line)
{
	struct node *n;

	if (waits_for_key(r))
		return strata_fail(r->err, STRATA_EUNSUPPORTED, line,
				   "a YAML key that is a list or a map");
	if (r->depth == STRATA_LIMIT_NESTING)
		return strata_fail(r->err, STRATA_ELIMIT, line, "nested deeper than %d levels",
				   STRATA_LIMIT_NESTING);
	if (add(&n, r, type, line) < 0)
		return STRATA_ELIMIT;
	set_anchor(r, anchor, n);
	r->open[r->depth++] = n;
	return 0;
}

/* Copies the children of from below to. Depth is bounded: from was read with a bound. */
static int copy_children(struct reader *r, struct node *to, const struct node *from, unsigned depth)
{
	if (depth > STRATA_LIMIT_NESTING)
		return strata_fail(r->err, STRATA_ELIMIT, to->line, "nested deeper than %d levels",
				   STRATA_LIMIT_NESTING);
	for (const struct node *child = from->first; child; child = child->next) {
		struct node *copy;

		if (++r->copied > STRATA_LIMIT_YAML_ALIASES)
			return strata_fail(r->err, STRATA_ELIMIT, to->line,
					   "aliases add more than %d values",
					   STRATA_LIMIT_YAML_ALIASES);
		copy = node_append(r->arena, to, child->type, child->line);
		copy->key = child->key;
		copy->text = child->text;
		copy->quoted = child->quoted;
		if (copy_children(r, copy, child, depth + 1) < 0)
			return STRATA_ELIMIT;
	}
	return 0;
}

static int add_alias(struct reader *r, const yaml_event_t *event)
{
	struct strata_str name = strata_str_of((const char *)event->data.alias.anchor);
	const struct node *from;
	struct node *n;
	size_t address;

	if (!strata_map_get(&address, &r->anchors, name))
		return strata_fail(r->err, STRATA_ESYNTAX, line_of(event),
				   "malformed YAML: no anchor '%.*s' before its alias",
				   STRATA_ARG(name));
	from = (const struct node *)address;
	for (unsigned i = 0; i < r->depth; i++)
		if (r->open[i] == from)
			return strata_fail(r->err, STRATA_ESYNTAX, line_of(event),
					   "malformed YAML: alias '%.*s' holds itself",
					   STRATA_ARG(name));
	if (waits_for_key(r) && from->type >= NODE_ARRAY)
		return strata_fail(r->err, STRATA_EUNSUPPORTED, line_of(event),
				   "a YAML key that is a list or a map");
	if (waits_for_key(r)) {
		r->has_key = true;
		r->key = from->text;
		r->key_line = line_of(event);
		return 0;
	}
	if (add(&n, r, from->type, line_of(event)) < 0)
		return STRATA_ELIMIT;
	n->text = from->text;
	n->quoted = from->quoted;
	return copy_children(r, n, from, r->depth);
}

/*
 * "<<" takes the keys of another map that this one lacks (YAML's merge type,
 * 2005). The children are appended by the alias already: they move up.
 */
static int merge_into(struct reader *r, struct node *map, const struct node *from)
{
	if (from->type == NODE_ARRAY) {
		for (const struct node *n = from->first; n; n = n->next)
			if (n->type == NODE_MAP && merge_into(r, map, n) < 0)
				return STRATA_ELIMIT;
		return 0;
	}
	for (const struct node *n = from->first; n; n = n->next) {
		struct node *copy;

		if (node_get_str(map, n->key))
			continue;
		if (++r->copied > STRATA_LIMIT_YAML_ALIASES)
			return strata_fail(r->err, STRATA_ELIMIT, map->line,
					   "aliases add more than %d values",
					   STRATA_LIMIT_YAML_ALIASES);
		copy = node_append(r->arena, map, n->type, n->line);
		copy->key = n->key;
		copy->text = n->text;
		copy->quoted = n->quoted;
		copy->first = n->first; /* shared: trees are read only once they are complete */
		copy->last = n->last;
		copy->count = n->count;
	}
	return 0;
}

static int close_collection(struct reader *r)
{
	struct node *n = r->open[--r->depth];
	const struct node *merge = NULL;

	if (n->type != NODE_MAP)
		return 0;
	for (const struct node *child = n->first; child; child = child->next)
		if (strata_str_eq(child->key, STRATA_STR("<<")) && child->type >= NODE_ARRAY)
			merge = child;
	return merge ? merge_into(r, n, merge) : 0;
}

static int handle(struct reader *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT: return add_scalar(r, event);
	case YAML_ALIAS_EVENT: return add_alias(r, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(r, NODE_ARRAY, event->data.sequence_start.anchor,
				       line_of(event));
	case YAML_MAPPING_START_EVENT:
		return open_collection(r, NODE_MAP, event->data.mapping_start.anchor,
				       line_of(event));
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: return close_collection(r);
	case YAML_DOCUMENT_START_EVENT: r->anchors = STRATA_MAP_INIT(r->arena); return 0;
	default: return 0;
	}
}

static int read_events(struct reader *r)
{
	yaml_event_t event;
	bool done = false;
	int rc = 0;

	while (rc == 0 && !done) {
		if (!yaml_parser_parse(&r->parser, &event))
			return fail_parser(r);
		done = event.type == YAML_STREAM_END_EVENT;
		rc = handle(r, &event);
		yaml_event_delete(&event);
	}
	return rc;
}

int yaml_events(struct node **out, struct strata_str bytes, struct strata_arena *arena,
		struct strata_error *err)
{
	struct strata_error own_error = STRATA_ERROR_INIT;
	struct reader r = { .arena = arena, .err = err ? err : &own_error };
	int rc;

	if (!yaml_parser_initialize(&r.parser))
		return strata_fail(r.err, STRATA_EIO, 0, "libyaml cannot be started");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)(bytes.ptr ? bytes.ptr : ""),
				     bytes.len);
	*out = node_append(arena, NULL, NODE_ARRAY, 1);
	r.open[r.depth++] = *out;
	rc = read_events(&r);
	yaml_parser_delete(&r.parser);
	return rc;
}

int yaml_stream(struct node **out, struct strata_str bytes, struct strata_arena *arena,
		struct strata_error *err)
{
	struct entries_reader none;

	entries_init(&none, NULL, arena);
	bytes = utf8_text(arena, bytes);
	*out = node_append(arena, NULL, NODE_ARRAY, 1);
	return yaml_block(*out, bytes, &none, arena) ? 0 : yaml_events(out, bytes, arena, err);
}

/* A stream of several documents has its last one. */
static struct node *document_of(struct node *stream, struct strata_arena *arena)
{
	return stream->last ? stream->last : node_append(arena, NULL, NODE_NULL, 1);
}

int yaml_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	      struct strata_error *err)
{
	struct node *stream;
	int rc = yaml_stream(&stream, bytes, arena, err);

	if (rc == 0)
		*out = document_of(stream, arena);
	return rc;
}

int yaml_entries(struct node **out, struct strata_str bytes, struct node_entries *of,
		 struct strata_arena *arena, struct strata_error *err)
{
	struct entries_reader entries;
	struct node *stream;
	int rc = 0;

	entries_init(&entries, of, arena);
	bytes = utf8_text(arena, bytes);
	stream = node_append(arena, NULL, NODE_ARRAY, 1);
	if (!yaml_block(stream, bytes, &entries, arena)) {
		bool again = entries.again;

		entries_forget(&entries);
		rc = again ? yaml_stream(&stream, bytes, arena, err)
			   : yaml_events(&stream, bytes, arena, err);
	}
	if (rc == 0)
		*out = document_of(stream, arena);
	return entries_finish(&entries, *out, rc, err);
}

int yaml_map(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	     struct strata_error *err)
{
	int rc = yaml_tree(out, bytes, arena, err);

	if (rc == 0 && (*out)->type != NODE_MAP)
		rc = strata_fail(err, STRATA_ESYNTAX, (*out)->line, "the document is no map");
	return rc;
}
