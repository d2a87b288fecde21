/* json_write.c - JSON, written as it comes; see json_write.h. */
#include "text/json_write.h"

#include <inttypes.h>
#include <string.h>

#include "text/utf8.h"

static void newline(struct json_writer *w)
{
	char *to = strata_buf_room(w->out, 1 + 2 * (size_t)w->depth);

	*to = '\n';
	memset(to + 1, ' ', 2 * (size_t)w->depth);
	w->out->len += 1 + 2 * (size_t)w->depth;
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static void write_escape(struct strata_buf *out, unsigned char c)
{
	static const char shorts[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = c ? strchr(shorts, c) : NULL;

	if (at)
		strata_buf_addf(out, "\\%c", letters[at - shorts]);
	else
		strata_buf_addf(out, "\\u%04x", c);
}

/* One character of more than one byte, or one that must be escaped; its length. */
static size_t write_special(struct strata_buf *out, struct strata_str s)
{
	size_t len = utf8_length(s);

	if (len == 0)
		strata_buf_add(out, STRATA_STR("\xef\xbf\xbd"));
	else if (len == 1)
		write_escape(out, (unsigned char)s.ptr[0]);
	else
		strata_buf_add(out, strata_str_take(s, len));
	return len ? len : 1;
}

static void write_string(struct strata_buf *out, struct strata_str s)
{
	strata_buf_addc(out, '"');
	while (s.len) {
		size_t plain = 0;

		while (plain < s.len && is_plain((unsigned char)s.ptr[plain]))
			plain++;
		strata_buf_add(out, strata_str_take(s, plain));
		s = strata_str_skip(s, plain);
		if (s.len)
			s = strata_str_skip(s, write_special(out, s));
	}
	strata_buf_addc(out, '"');
}

/* Keys are our own words: nothing in them has to be escaped. */
static void write_key(struct strata_buf *out, const char *key)
{
	size_t len = strlen(key);
	char *to = strata_buf_room(out, len + 4);

	*to = '"';
	memcpy(to + 1, key, len);
	memcpy(to + 1 + len, "\": ", 3);
	out->len += len + 4;
}

/* What stands before a value: the comma, the line, the key. */
static void begin(struct json_writer *w, const char *key)
{
	if (!w->fresh)
		strata_buf_addc(w->out, ',');
	if (w->depth)
		newline(w);
	w->fresh = false;
	if (!key)
		return;
	write_key(w->out, key);
}

static void open(struct json_writer *w, const char *key, char bracket)
{
	begin(w, key);
	strata_buf_addc(w->out, bracket);
	w->depth++;
	w->fresh = true;
}

static void close(struct json_writer *w, char bracket)
{
	w->depth--;
	if (!w->fresh)
		newline(w);
	strata_buf_addc(w->out, bracket);
	w->fresh = false;
}

void json_open_object(struct json_writer *w, const char *key)
{
	open(w, key, '{');
}

void json_close_object(struct json_writer *w)
{
	close(w, '}');
}

void json_open_array(struct json_writer *w, const char *key)
{
	open(w, key, '[');
}

void json_close_array(struct json_writer *w)
{
	close(w, ']');
}

void json_write_text(struct json_writer *w, const char *key, struct strata_str s)
{
	if (!s.ptr) {
		json_write_null(w, key);
		return;
	}
	begin(w, key);
	write_string(w->out, s);
}

void json_write_hex(struct json_writer *w, const char *key, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *to;

	begin(w, key);
	to = strata_buf_room(w->out, 2 * len + 2);
	*to++ = '"';
	for (size_t i = 0; i < len; i++) {
		*to++ = digits[bytes[i] >> 4];
		*to++ = digits[bytes[i] & 15];
	}
	*to = '"';
	w->out->len += 2 * len + 2;
}

void json_write_word(struct json_writer *w, const char *key, const char *word)
{
	json_write_text(w, key, strata_str_of(word));
}

void json_write_integer(struct json_writer *w, const char *key, int64_t number)
{
	begin(w, key);
	strata_buf_addf(w->out, "%" PRId64, number);
}

void json_write_real(struct json_writer *w, const char *key, double number)
{
	begin(w, key);
	strata_buf_addf(w->out, "%.1f", number);
}

void json_write_bool(struct json_writer *w, const char *key, bool value)
{
	begin(w, key);
	strata_buf_add(w->out, value ? STRATA_STR("true") : STRATA_STR("false"));
}

void json_write_null(struct json_writer *w, const char *key)
{
	begin(w, key);
	strata_buf_add(w->out, STRATA_STR("null"));
}
