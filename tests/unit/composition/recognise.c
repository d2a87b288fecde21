/*
 * recognise.c - licences in texts: src/composition/recognise.c, notices.c, words.c. The only whole
 * text is this project's own licence; those of Debian are in tests/differential.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "composition/recognise.h"

static struct recogniser r;

static void check(const struct spdx_node *node, const char *text, const char *want)
{
	struct strata_str got = node ? spdx_write(node, &r.arena) : STRATA_STR("none");

	if (!strata_str_eq(got, strata_str_of(want)))
		fail_msg("'%s' is under '%.*s', not '%s'", text, STRATA_ARG(got), want);
}

static void header(const char *text, const char *want)
{
	check(recognise_header(&r, strata_str_of(text)), text, want);
}

static void test_tags(void **state)
{
	(void)state;
	header("// SPDX-License-Identifier: MIT\n", "MIT");
	header("/* SPDX-License-Identifier: (GPL-2.0+ OR MIT) */\n", "GPL-2.0-or-later OR MIT");
	header("# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\r\nx = 1\n",
	       "Apache-2.0 WITH LLVM-exception");
	header("<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n", "CC-BY-4.0");
	header("// SPDX-License-Identifier: MIT\n// SPDX-License-Identifier: ISC\n", "MIT AND ISC");
	header("// SPDX-License-Identifier: no such thing\n", "none");
}

static void test_notices(void **state)
{
	(void)state;
	header("// Licensed under the Apache License, Version 2.0 (the \"License\");\n", "Apache-2.0");
	header("# Licensed under the Apache\n# License, Version 2.0\n", "Apache-2.0");
	header("/* This program is free software; you can redistribute it under the terms of the GNU\n"
	       " * General Public License as published by the FSF; either version 2 of the License,\n"
	       " * or (at your option) any later version. */\n", "GPL-2.0-or-later");
	header("/* under the terms of the GNU General Public License version 2 as published */\n",
	       "GPL-2.0-only");
	header("/* GNU Lesser General Public License, version 3 or later */\n", "LGPL-3.0-or-later");
	header("/* under version 3 of the GNU Affero General Public License */\n", "AGPL-3.0-only");
	header("/* redistribute under the GNU General Public License. */\n", "GPL-1.0-or-later");
	header("// Licensed under the MIT license or the Apache License 2.0\n", "MIT OR Apache-2.0");
	header("/*! name v1.0 | MIT License */\n", "MIT");
	header("// a commercial license is to be had\n", "none");
	header("// @license MIT\n", "MIT");
	header("// Use is subject to the Mozilla Public License Version 1.1\n", "MPL-1.1");
}

/* Programs speak of licences below their own header, which is not theirs. */
static void test_only_the_header_counts(void **state)
{
	(void)state;
	header("int a;\nint b;\nint c;\nint d;\nint e;\nint f;\n// SPDX-License-Identifier: MIT\n", "none");
	header("package a\n\n// SPDX-License-Identifier: MIT\n", "MIT");
	header("<?php\n/**\n * @license MIT\n */\n", "MIT");
	header("/* names */\nchar *a = \"GNU General Public License\";\n\nint b;\n", "none");
	header("{{- /*\na\nb\nc\nd\ne\n\nMIT License\n*/}}\n", "MIT");
	header("{#\na\nb\nc\nd\ne\n\nMIT License\n#}\n<p>\n", "MIT");
	header("/* names */\nimport b;\n\n/* MIT License */\n\nint c;\n", "MIT");
	header("a licence is what a licence is\n", "none");
	header("", "none");
}

static struct strata_str read_own(struct strata_arena *arena)
{
	char *bytes = strata_arena_text(arena, 1 << 16);
	FILE *file = fopen(STRATA_CASES "/../../LICENSE", "rb");
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, 1 << 16, file);
	fclose(file);
	return (struct strata_str){ bytes, size };
}

/* Each line behind a mark, in capitals, or in one line. */
static struct strata_str disguise(struct strata_str text, int how, struct strata_arena *arena)
{
	char *out = strata_arena_text(arena, text.len * 5);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (how == 0 && (i == 0 || text.ptr[i - 1] == '\n')) {
			memcpy(out + n, " *  ", 4);
			n += 4;
		}
		if (how == 1)
			c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
		if (how == 2 && c == '\n')
			c = ' ';
		out[n++] = c;
	}
	return (struct strata_str){ out, n };
}

static void test_texts(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str own = read_own(&arena);

	(void)state;
	check(recognise_licence(&r, own), "LICENSE", "Apache-2.0");
	for (int how = 0; how < 3; how++)
		check(recognise_licence(&r, disguise(own, how, &arena)), "disguised", "Apache-2.0");
	check(recognise_licence(&r, strata_str_take(own, own.len * 9 / 10)), "shorter", "Apache-2.0");
	check(recognise_licence(&r, strata_str_take(strata_str_skip(own, own.len / 2), own.len / 4)),
	      "a quarter", "none");
	check(recognise_licence(&r, STRATA_CONCAT(&arena, own, STRATA_STR("\n\n"), own)), "twice",
	      "Apache-2.0");
	check(recognise_licence(&r, STRATA_CONCAT(&arena, STRATA_STR("SPDX-License-Identifier: ISC\n"),
						  own)), "with a tag", "ISC");
	check(recognise_licence(&r, STRATA_CONCAT(&arena, own,
						  STRATA_STR("\nParts are licensed under the "
							     "MIT license.\n"))),
	      "with a notice", "Apache-2.0 AND MIT");
	strata_arena_release(&arena);
}

static void test_licence_files_that_only_name_one(void **state)
{
	(void)state;
	check(recognise_licence(&r, STRATA_STR("This project is dual-licensed under the Unlicense and MIT "
					       "licenses.\n")), "dual", "Unlicense OR MIT");
	check(recognise_licence(&r, STRATA_STR("made available under the terms of *either* of the licenses\n"
					       "found in LICENSE.APACHE or LICENSE.BSD.\n")),
	      "either", "Apache-2.0 OR BSD-3-Clause");
	check(recognise_licence(&r, STRATA_STR("All rights reserved by nobody in particular.\n")), "nothing",
	      "none");
}

/* Only facts that are whole are taken. */
static void test_fingerprints_are_checked(void **state)
{
	static const char *const broken[] = {
		"", "strata licence texts 1\n", "text MIT 1 1\nindex 1 3\nAAAA\n",
		"text MIT 10 1 1\nindex 1 4\nAAAA\n", "text nobody 10 1 1\nindex 1 3\nAQEA\n",
		"text MIT 10 1 1\nindex 1 3\nAQEE\n", "text MIT 10 1 1\nindex 2 3\nAQEB\n",
		"text MIT 0 1 1\nindex 1 3\nAQEB\n",
	};
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct fingerprints f;

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++)
		assert_int_equal(fingerprints_read(&f, strata_str_of(broken[i]), &arena, NULL),
				 STRATA_ESYNTAX);
	assert_int_equal(fingerprints_read(&f, STRATA_STR("text MIT 10 1 1\nindex 1 3\nAQEB\n"), &arena,
					   NULL), 0);
	fingerprints_open(&f, &arena);
	assert_true(f.text_count > 700 && f.hash_count > 50000);
	strata_arena_release(&arena);
}

static int close_recogniser(void **state)
{
	(void)state;
	recogniser_release(&r);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_only_the_header_counts),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_licence_files_that_only_name_one),
		cmocka_unit_test(test_fingerprints_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, close_recogniser);
}
