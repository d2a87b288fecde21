/* document.c - JSON that signatures are about; see document.h. */
#include "crypto/document.h"

#include <stdlib.h>

#include "strata/digest.h"

int crypto_document_read(struct node **out, struct strata_str bytes, struct strata_arena *arena,
                         struct strata_error *err)
{
	struct strata_str key;
	unsigned line;
	int rc;

	*out = NULL;
	if (bytes.len > STRATA_LIMIT_SIGNED_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "over %d bytes",
		                   STRATA_LIMIT_SIGNED_BYTES);
	rc = json_map(out, bytes, JSON_STRICT, arena, err);
	if (rc == 0 && node_duplicate(&key, &line, *out, arena))
		rc = strata_fail(err, STRATA_ESYNTAX, line, "'%.*s' stands there twice",
		                 STRATA_ARG(key));
	return rc;
}

static void write_string(struct strata_buf *out, struct strata_str s)
{
	strata_buf_addc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			strata_buf_addc(out, '\\');
		strata_buf_addc(out, s.ptr[i]);
	}
	strata_buf_addc(out, '"');
}

static bool is_whole(struct strata_str number)
{
	size_t i = number.len && number.ptr[0] == '-';

	for (; i < number.len; i++)
		if (!strata_is_digit(number.ptr[i]))
			return false;
	return true;
}

static int compare_keys(const void *a, const void *b)
{
	return strata_str_cmp((*(const struct node *const *)a)->key,
	                      (*(const struct node *const *)b)->key);
}

static bool write_map(struct strata_buf *out, const struct node *map)
{
	const struct node **sorted = strata_malloc((map->count + 1) * sizeof(*sorted));
	size_t count = 0;
	bool ok = true;

	for (const struct node *n = map->first; n; n = n->next)
		sorted[count++] = n;
	qsort(sorted, count, sizeof(*sorted), compare_keys);
	strata_buf_addc(out, '{');
	for (size_t i = 0; ok && i < count; i++) {
		if (i)
			strata_buf_addc(out, ',');
		write_string(out, sorted[i]->key);
		strata_buf_addc(out, ':');
		ok = crypto_canonical(out, sorted[i]);
	}
	strata_buf_addc(out, '}');
	free(sorted);
	return ok;
}

static bool write_array(struct strata_buf *out, const struct node *array)
{
	bool ok = true;

	strata_buf_addc(out, '[');
	for (const struct node *n = array->first; ok && n; n = n->next) {
		if (n != array->first)
			strata_buf_addc(out, ',');
		ok = crypto_canonical(out, n);
	}
	strata_buf_addc(out, ']');
	return ok;
}

bool crypto_canonical(struct strata_buf *out, const struct node *value)
{
	switch (value->type) {
	case NODE_MAP: return write_map(out, value);
	case NODE_ARRAY: return write_array(out, value);
	case NODE_STRING: write_string(out, value->text); return true;
	case NODE_NUMBER: strata_buf_add(out, value->text); return is_whole(value->text);
	case NODE_BOOL: strata_buf_add(out, value->text); return true;
	case NODE_NULL: strata_buf_add(out, STRATA_STR("null")); return true;
	}
	return false;
}

struct strata_str crypto_hex(struct strata_str bytes, struct strata_arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	char *text = strata_arena_text(arena, 2 * bytes.len);

	for (size_t i = 0; i < bytes.len; i++) {
		text[2 * i] = digits[(unsigned char)bytes.ptr[i] >> 4];
		text[2 * i + 1] = digits[bytes.ptr[i] & 15];
	}
	return (struct strata_str){ text, 2 * bytes.len };
}

struct strata_str crypto_sha256_hex(struct strata_str bytes, struct strata_arena *arena)
{
	unsigned char digest[STRATA_SHA256];
	struct strata_digest h;

	strata_digest_init(&h, STRATA_SHA256);
	strata_digest_add(&h, bytes);
	strata_digest_end(digest, &h);
	return crypto_hex((struct strata_str){ (const char *)digest, sizeof(digest) }, arena);
}

bool crypto_is_digest(struct strata_str text, struct strata_str hex)
{
	return strata_str_starts(text, STRATA_STR("sha256:")) && hex.len == 64 &&
	       strata_str_eq(strata_str_skip(text, 7), hex);
}
