/* facts.h - files of facts made by a test: texts of images, put together as official.py does. */
#ifndef UNIT_IMAGE_FACTS_H
#define UNIT_IMAGE_FACTS_H

#include "strata/buf.h"

struct facts_image {
	const char *name, *text;
};

/*
 * zlib's stored blocks need no compressor: a head, blocks of at most 65535 bytes, and a sum.
 * The answer is the caller's to free.
 */
static inline char *facts_file(struct strata_str *bytes, const struct facts_image *images,
			       size_t count)
{
	struct strata_buf head = STRATA_BUF_INIT, body = STRATA_BUF_INIT;

	strata_buf_addf(&head, "strata image facts 1\nday 2026-08-21\ncommit abc\n");
	for (size_t i = 0; i < count; i++) {
		struct strata_str text = strata_str_of(images[i].text);
		uint32_t a = 1, b = 0;

		strata_buf_addf(&head, "image %s %zu %zu\n", images[i].name, text.len + 11, text.len);
		strata_buf_add(&body, STRATA_STR("\x78\x01\x01"));
		for (int shift = 0; shift < 32; shift += 8)
			strata_buf_addc(&body, (char)((shift < 16 ? text.len >> shift
								  : ~text.len >> (shift - 16)) & 255));
		strata_buf_add(&body, text);
		for (size_t k = 0; k < text.len; k++) {
			a = (a + (unsigned char)text.ptr[k]) % 65521;
			b = (b + a) % 65521;
		}
		for (int shift = 24; shift >= 0; shift -= 8)
			strata_buf_addc(&body, (char)((b << 16 | a) >> shift & 255));
	}
	strata_buf_addc(&head, '\n');
	strata_buf_add(&head, strata_buf_str(&body));
	strata_buf_release(&body);
	*bytes = strata_buf_str(&head);
	return head.ptr;
}

#endif
