/* zip.c - where a zip's files lie: src/text/zip.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/zip.h"

/* An empty file "a/b" at 0, its list at 33, the end at 82: 104 bytes in all. */
static const char archive[] =
	"PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0a/b"
	"PK\1\2\24\3\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a/b"
	"PK\5\6\0\0\0\0\1\0\1\0\61\0\0\0\41\0\0\0\0\0";

static const struct strata_str whole = { archive, sizeof(archive) - 1 };

static void the_list_is_found_from_any_start(void **state)
{
	(void)state;
	for (size_t start = 0; start <= 82; start++) {
		struct zip_span list;

		assert_int_equal(zip_directory(&list, strata_str_skip(whole, start), start, NULL), 0);
		assert_int_equal(list.first, 33);
		assert_int_equal(list.end, 82);
	}
}

static void what_has_no_end_is_no_zip(void **state)
{
	struct zip_span list;

	(void)state;
	for (size_t len = 0; len < whole.len; len++)
		assert_int_equal(zip_directory(&list, strata_str_take(whole, len), 0, NULL),
				 STRATA_ESYNTAX);
	/* Its list would begin before the archive does. */
	assert_int_equal(zip_directory(&list, strata_str_skip(whole, 82), 3, NULL), STRATA_ESYNTAX);
}

static void files_are_listed_with_their_headers(void **state)
{
	struct strata_str list = strata_str_take(strata_str_skip(whole, 33), 49);
	struct zip_file file;

	(void)state;
	assert_int_equal(zip_next(&file, &list, NULL), 1);
	assert_true(strata_str_eq(file.name, STRATA_STR("a/b")));
	assert_int_equal(file.header, 0);
	assert_int_equal(zip_next(&file, &list, NULL), 0);
	for (size_t len = 1; len < 49; len++) {
		list = strata_str_take(strata_str_skip(whole, 33), len);
		assert_int_equal(zip_next(&file, &list, NULL), STRATA_ESYNTAX);
	}
}

/* The end's numbers are all ones, and the record for big archives tells. */
static void big_archives_say_it_elsewhere(void **state)
{
	static const char big[] =
		"PK\6\6\54\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
		"\61\0\0\0\0\0\0\0\41\0\0\0\0\0\0\0"
		"PK\6\7\0\0\0\0\x52\0\0\0\0\0\0\0\1\0\0\0"
		"PK\5\6\0\0\0\0\1\0\1\0\377\377\377\377\377\377\377\377\0\0";
	struct strata_str last = { big, sizeof(big) - 1 };
	struct zip_span list;

	(void)state;
	assert_int_equal(zip_directory(&list, last, 82, NULL), 0);
	assert_int_equal(list.first, 33);
	assert_int_equal(list.end, 82);
	assert_int_equal(zip_directory(&list, strata_str_skip(last, 1), 83, NULL), STRATA_ESYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_found_from_any_start),
		cmocka_unit_test(what_has_no_end_is_no_zip),
		cmocka_unit_test(files_are_listed_with_their_headers),
		cmocka_unit_test(big_archives_say_it_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
