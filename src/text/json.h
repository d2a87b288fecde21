/*
 * json.h - a pull reader for JSON (RFC 8259) with offsets and lines, and its tree.
 *
 * The pull reader costs no memory: advisories are read through it, and a value
 * that nobody wants is skipped at the speed of a scan for quotes. The tree is
 * for lockfiles. Both refuse what is no JSON; comments and trailing commas only
 * with JSON_RELAXED (bun.lock, deno.jsonc, tsconfig).
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "strata/limits.h"
#include "text/entries.h"
#include "text/node.h"

enum json_flags {
	JSON_STRICT = 0,
	JSON_RELAXED = 1,
};

enum json_type {
	JSON_ERROR,
	JSON_END, /* of the enclosing array or object */
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

struct json_reader {
	const char *at, *end, *start;
	unsigned line;
	unsigned flags;
	unsigned depth;
	bool fresh;  /* nothing was read yet at this level */
	bool failed;
	size_t nodes; /* of all trees made */
	struct strata_error *err;
	unsigned char inside[STRATA_LIMIT_NESTING]; /* per level: JSON_ARRAY or JSON_OBJECT */
};

struct json_value {
	enum json_type type;
	unsigned line;
	size_t offset;          /* of its first byte in the document */
	struct strata_str raw;  /* scalars: as written, strings without their quotes */
	bool escaped;           /* a string with a backslash in raw */
	struct strata_str key;  /* of a member, as written */
	bool key_escaped;
	unsigned key_line;
};

/* A leading UTF-8 byte order mark is skipped. */
void json_init(struct json_reader *r, struct strata_str bytes, unsigned flags,
	       struct strata_error *err);

/*
 * The document's value, the next element, or the next member of the array or
 * object that was entered last. After JSON_ARRAY or JSON_OBJECT the reader is
 * inside: the next calls answer its elements, then JSON_END. JSON_ERROR once
 * something is malformed, and from then on; r->err tells.
 */
enum json_type json_next(struct json_reader *r, struct json_value *v);

/*
 * After json_next answered a value: passes over the rest of it (nothing to do
 * for a scalar). raw becomes the whole text of an array or object.
 * 0, or STRATA_ESYNTAX.
 */
int json_skip(struct json_reader *r, struct json_value *v);

/* After the top value: 0 when only white space follows, else STRATA_ESYNTAX. */
int json_finish(struct json_reader *r);

/*
 * The meaning of raw: escapes decoded, into the arena only when there are any.
 * A lone surrogate becomes U+FFFD; a backslash before what is no escape stays: raw
 * may come from a text that is only like JSON.
 */
struct strata_str json_unescape(struct strata_arena *arena, struct strata_str raw, bool escaped);

static inline struct strata_str json_string(struct strata_arena *arena, const struct json_value *v)
{
	return json_unescape(arena, v->raw, v->escaped);
}

static inline bool json_key_is(const struct json_value *v, const char *key)
{
	return strata_str_eq(v->key, strata_str_of(key));
}

/*
 * After json_next answered a value: the rest of it as a tree below parent (NULL: on its
 * own). Its nodes are in one arena and texts that had to be decoded in another, so that
 * the nodes may go first.
 */
int json_subtree(struct node **out, struct json_reader *r, const struct json_value *v,
		 struct node *parent, struct strata_arena *nodes, struct strata_arena *texts);

/*
 * The document as a tree in arena, but for the lists of `entries` (NULL: none), whose entries
 * are given to it instead.
 */
int json_entries(struct node **out, struct strata_str bytes, unsigned flags,
		 struct node_entries *entries, struct strata_arena *arena, struct strata_error *err);

/* The whole document as a tree in arena. */
int json_tree(struct node **out, struct strata_str bytes, unsigned flags,
	      struct strata_arena *arena, struct strata_error *err);

/* As json_tree, of a document that has to be an object. */
int json_map(struct node **out, struct strata_str bytes, unsigned flags,
	     struct strata_arena *arena, struct strata_error *err);

#endif
