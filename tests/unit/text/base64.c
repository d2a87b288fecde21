/* base64.c - bytes that are written in 64 characters, each in one way only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/base64.h"

static void reads_one_way_only(void **state)
{
	static const struct {
		const char *text;
		enum base64_alphabet alphabet;
		const char *bytes; /* NULL: it is none */
	} cases[] = {
		{ "", BASE64_PADDED, "" },
		{ "Zg==", BASE64_PADDED, "f" },
		{ "Zm8=", BASE64_PADDED, "fo" },
		{ "Zm9v", BASE64_PADDED, "foo" },
		{ "Zm9vYg==", BASE64_PADDED, "foob" },
		{ "Zg", BASE64_URL, "f" },
		{ "Zm8", BASE64_URL, "fo" },
		{ "_-8", BASE64_URL, "\xff\xef" },
		{ "/+8=", BASE64_PADDED, "\xff\xef" },
		{ "_-8=", BASE64_PADDED, NULL },
		{ "/+8", BASE64_URL, NULL },
		{ "Zg", BASE64_PADDED, NULL },
		{ "Zg==", BASE64_URL, NULL },
		{ "Zh==", BASE64_PADDED, NULL },
		{ "Z", BASE64_URL, NULL },
		{ "Z===", BASE64_PADDED, NULL },
		{ "====", BASE64_PADDED, NULL },
		{ "Zm 9", BASE64_PADDED, NULL },
		{ "Zg==Zg==", BASE64_PADDED, NULL },
		{ "Zm9vYg", BASE64_LOOSE, "foob" },
		{ "Zh==Zg==", BASE64_LOOSE, "f" },
		{ "_-8", BASE64_LOOSE, "\xff\xef" },
		{ "/+8=", BASE64_LOOSE, "\xff\xef" },
		{ "Zm9v YmE=", BASE64_LOOSE, "foo" },
		{ " ", BASE64_LOOSE, "" },
	};
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool ok =
			base64_read(&out, strata_str_of(cases[i].text), cases[i].alphabet, &arena);

		if (ok != (cases[i].bytes != NULL))
			fail_msg("'%s' %s", cases[i].text, ok ? "is read" : "is not read");
		if (ok)
			assert_true(strata_str_eq(out, strata_str_of(cases[i].bytes)));
	}
	assert_false(base64_read(&out, STRATA_NONE, BASE64_URL, &arena));
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_one_way_only) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
