/*
 * state.h - what all variables and objects hold at one point of a program.
 *
 * A cell is a variable or an object, numbered once for a run; a state is what they hold, a tree
 * by the digits of their numbers. Where ways part a state is copied, where they meet two are
 * joined cell by cell. A copy shares the whole tree; what is written to after that becomes a
 * node of its own first. So what two ways did not touch is neither copied nor compared.
 */
#ifndef SAST_STATE_H
#define SAST_STATE_H

#include "sast/value.h"

enum content_kind {
	CONTENT_OPAQUE,   /* something of which only `rest` is known */
	CONTENT_LIST,
	CONTENT_MAP,
	CONTENT_BUILDER,  /* of a text, which is `rest` */
	CONTENT_INSTANCE, /* of a class of the program: fields are keys */
};

struct flow_unit;

struct content_entry {
	struct strata_str key;
	const struct value *value;
};

/* What an object holds. */
struct content {
	enum content_kind kind;
	const struct flow_unit *unit;    /* of an instance: where its class is */
	uint32_t class;
	const struct value *const *items; /* of a list, as far as their places are known */
	const struct content_entry *entries;
	uint32_t count;                  /* of items or entries */
	const struct value *rest;        /* what may be at any other place or under any other key */
};

#define STATE_BITS 4 /* of a digit */
#define STATE_FAN (1u << STATE_BITS)

struct state_node {
	uint64_t made; /* how often a state had been copied: its own until that is more */
	const void *at[STATE_FAN]; /* nodes; in the lowest struct value or struct content */
};

struct state {
	const void *root;
	unsigned height; /* digits of the numbers that have room */
	bool dead; /* no run comes here */
};

struct heap {
	struct strata_arena *arena;
	uint8_t *is_object; /* by cell */
	uint32_t cells, capacity;
	STRATA_VEC(, uint32_t) spare; /* variables that no state holds any more */
	uint64_t copies; /* of states */
	uint64_t nodes;  /* copied or compared, in all: what that costs is counted as steps */
};

uint32_t heap_cell(struct heap *h, bool object);

/* A variable that nobody can read any more: its number is given to another. */
void heap_give_back(struct heap *h, uint32_t cell);

/* All cells from this one on are forgotten. */
void heap_cut(struct heap *h, uint32_t cells);

const void *state_get(const struct state *s, uint32_t cell);
void state_set(struct heap *h, struct state *s, uint32_t cell, const void *holds);
void state_clear(struct heap *h, struct state *s, uint32_t cell);
struct state state_copy(struct heap *h, const struct state *s);

/* into becomes what either is. Answers whether it changed. */
bool state_join(struct heap *h, struct state *into, const struct state *other);

/* A new object in the state. */
const struct value *state_object(struct heap *h, struct state *s, const struct content *holds);

static inline const struct content *state_content(const struct state *s, uint32_t object)
{
	return state_get(s, object);
}

/* Lists and maps. A place or key that is not constant is any. */
const struct value *content_get(struct heap *h, const struct content *c, const struct value *at);
const struct content *content_set(struct heap *h, const struct content *c, const struct value *at,
				  const struct value *v);
const struct content *content_append(struct heap *h, const struct content *c,
				     const struct value *v);
const struct content *content_insert(struct heap *h, const struct content *c, uint32_t at,
				     const struct value *v);
const struct content *content_remove(struct heap *h, const struct content *c,
				     const struct value *at);
const struct content *content_add_rest(struct heap *h, const struct content *c,
				       const struct value *v);
const struct content *content_empty(struct heap *h, enum content_kind kind);

/* Any of what is in it; NULL when it is surely empty. */
const struct value *content_any(struct heap *h, const struct content *c);
const struct value *content_key(const struct content *c, struct strata_str key);

/* All that reaches a value or anything that it holds. */
const struct taint *state_taint(struct heap *h, const struct state *s, const struct value *v);

#endif
