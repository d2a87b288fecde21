/*
 * pack.h - numbers and texts as bytes, and back.
 *
 * Written into a strata_buf; read from bytes that anybody may have written: a reader that
 * meets what cannot be is `bad`, and gives zeroes and empty texts from then on, so that a
 * decoder need ask only at its ends. What it counts is bounded by the bytes that are left.
 */
#ifndef MEMO_PACK_H
#define MEMO_PACK_H

#include "strata/arena.h"
#include "strata/buf.h"
#include "strata/map.h"

void pack_put_number(struct strata_buf *to, uint64_t number); /* LEB128 */
void pack_put_signed(struct strata_buf *to, int64_t number);  /* near to zero is short */
void pack_put_text(struct strata_buf *to, struct strata_str text); /* with its length */

/* Texts that stand once, in a list at the head, and are meant by their number; 0 is none. */
struct pack_list {
	struct strata_map numbers; /* the texts are borrowed */
	struct strata_buf bytes;
};

#define PACK_LIST(arena) ((struct pack_list){ STRATA_MAP_INIT(arena), STRATA_BUF_INIT })

void pack_put_listed(struct strata_buf *to, struct pack_list *list, struct strata_str text);
void pack_put_list(struct strata_buf *to, const struct pack_list *list);

struct pack_reader {
	struct strata_str rest;
	bool bad;
};

uint64_t pack_number(struct pack_reader *r);
int64_t pack_signed(struct pack_reader *r);

/* A number below `limit`. */
uint32_t pack_index(struct pack_reader *r, size_t limit);

/* How many follow, of things that take at least one byte each. */
size_t pack_count(struct pack_reader *r);

/* So many bytes as they are; absent when there are fewer. */
struct strata_str pack_bytes(struct pack_reader *r, size_t len);
struct strata_str pack_text(struct pack_reader *r);

/* A list, and a text of it. */
void pack_list(struct strata_strs *out, struct pack_reader *r, struct strata_arena *arena);
struct strata_str pack_listed(struct pack_reader *r, const struct strata_strs *list);

/* For a decoder that has read what cannot be. */
void pack_refuse(struct pack_reader *r);

#endif
