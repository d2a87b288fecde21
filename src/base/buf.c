/* buf.c - a growable byte buffer; see strata/buf.h. */
#include "strata/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strata/arena.h"

enum { MUCH = 256 << 10 };

char *strata_buf_room(struct strata_buf *b, size_t more)
{
	size_t capacity = b->capacity ? b->capacity : 128;

	if (b->drain && b->len >= MUCH) {
		b->drain(strata_buf_str(b), b->payload);
		b->len = 0;
	}
	while (capacity - b->len <= more)
		capacity *= 2;
	if (capacity != b->capacity) {
		b->ptr = strata_realloc(b->ptr, capacity);
		b->capacity = capacity;
	}
	return b->ptr + b->len;
}

void strata_buf_add(struct strata_buf *b, struct strata_str s)
{
	char *room = strata_buf_room(b, s.len);

	if (s.len)
		memcpy(room, s.ptr, s.len);
	room[s.len] = '\0';
	b->len += s.len;
}

void strata_buf_addc(struct strata_buf *b, char c)
{
	char *room = strata_buf_room(b, 1);

	room[0] = c;
	room[1] = '\0';
	b->len++;
}

void strata_buf_addf(struct strata_buf *b, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len > 0) {
		vsnprintf(strata_buf_room(b, (size_t)len), (size_t)len + 1, format, args);
		b->len += (size_t)len;
	}
	va_end(args);
}

void strata_buf_reset(struct strata_buf *b)
{
	b->len = 0;
	if (b->ptr)
		b->ptr[0] = '\0';
}

void strata_buf_release(struct strata_buf *b)
{
	free(b->ptr);
	*b = STRATA_BUF_INIT;
}
