/*
 * json_write.h - JSON (RFC 8259) written as it comes, without a tree of it.
 *
 * Reports are written through this and not through a library's tree: the tree of a
 * report of a thousand packages costs more time and memory than all of the scan
 * (tests/bench/README.md). Two-space indentation, keys in the order of the calls. Text
 * that is no UTF-8 becomes U+FFFD where it is not; a report is always valid JSON.
 */
#ifndef TEXT_JSON_WRITE_H
#define TEXT_JSON_WRITE_H

#include "strata/buf.h"

struct json_writer {
	struct strata_buf *out;
	unsigned depth;
	bool fresh; /* nothing was written yet at this level */
};

#define JSON_WRITER(buf) ((struct json_writer){ .out = (buf), .fresh = true })

/* key is NULL for the top value and for elements of an array. */
void json_open_object(struct json_writer *w, const char *key);
void json_close_object(struct json_writer *w);
void json_open_array(struct json_writer *w, const char *key);
void json_close_array(struct json_writer *w);

void json_write_text(struct json_writer *w, const char *key, struct strata_str s); /* absent: null */
void json_write_word(struct json_writer *w, const char *key, const char *word);    /* NULL: null */
void json_write_hex(struct json_writer *w, const char *key, const unsigned char *bytes, size_t len);
void json_write_integer(struct json_writer *w, const char *key, int64_t number);
void json_write_real(struct json_writer *w, const char *key, double number); /* one decimal, as scores have */
void json_write_bool(struct json_writer *w, const char *key, bool value);
void json_write_null(struct json_writer *w, const char *key);

#endif
