/* base64.c - bytes that are written in 64 characters; see base64.h. */
#include "text/base64.h"

static int digit_of(char c, enum base64_alphabet alphabet)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (strata_is_digit(c))
		return c - '0' + 52;
	if ((c == '+' && alphabet != BASE64_URL) || (c == '-' && alphabet != BASE64_PADDED))
		return 62;
	return (c == '/' && alphabet != BASE64_URL) || (c == '_' && alphabet != BASE64_PADDED) ? 63
	                                                                                    : -1;
}

/* Cuts the padding off; false where there is none that has to be, or too much. */
static bool unpad(struct strata_str *text, enum base64_alphabet alphabet)
{
	if (alphabet == BASE64_URL)
		return text->len % 4 != 1;
	if (alphabet == BASE64_LOOSE)
		return true;
	if (text->len % 4)
		return false;
	for (int i = 0; i < 2 && text->len && text->ptr[text->len - 1] == '='; i++)
		text->len--;
	return true;
}

bool base64_read(struct strata_str *out, struct strata_str text, enum base64_alphabet alphabet,
		 struct strata_arena *arena)
{
	size_t used = 0;
	uint32_t bits = 0;
	unsigned count = 0;
	char *to;

	*out = STRATA_NONE;
	if (!text.ptr || !unpad(&text, alphabet))
		return false;
	to = strata_arena_text(arena, text.len / 4 * 3 + 3);
	for (size_t i = 0; i < text.len; i++) {
		int digit = digit_of(text.ptr[i], alphabet);

		if (digit < 0 && alphabet == BASE64_LOOSE)
			break;
		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		count += 6;
		if (count >= 8) {
			count -= 8;
			to[used++] = (char)(bits >> count);
		}
	}
	/* Bits that no byte is made of would make two texts of the same bytes. */
	if (alphabet != BASE64_LOOSE && bits & ((1u << count) - 1))
		return false;
	*out = (struct strata_str){ to, used };
	return true;
}
