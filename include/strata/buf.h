/*
 * buf.h - a growable byte buffer of its own, for text that is built up.
 *
 * Always NUL terminated once something was added. Out of memory is fatal. A buffer with
 * `drain` set holds a part only: it is called whenever there is much, and takes it all.
 */
#ifndef STRATA_BUF_H
#define STRATA_BUF_H

#include "strata/str.h"

struct strata_buf {
	char *ptr;
	size_t len, capacity;
	void (*drain)(struct strata_str bytes, void *payload); /* NULL: all is kept */
	void *payload;
};

#define STRATA_BUF_INIT ((struct strata_buf){ .ptr = NULL })

void strata_buf_add(struct strata_buf *b, struct strata_str s);
void strata_buf_addc(struct strata_buf *b, char c);
void strata_buf_addf(struct strata_buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *strata_buf_room(struct strata_buf *b, size_t more); /* where `more` bytes may be written */
void strata_buf_reset(struct strata_buf *b);
void strata_buf_release(struct strata_buf *b);

static inline struct strata_str strata_buf_str(const struct strata_buf *b)
{
	return (struct strata_str){ b->ptr ? b->ptr : "", b->len };
}

#endif
