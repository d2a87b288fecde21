/* language.c - languages of files, by name and by what they begin with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "discover/language.h"

static const struct {
	const char *path, *head, *name; /* NULL: none */
} files[] = {
	{ "a.c", "", "C" },
	{ "A.C", "", "C" },
	{ "x/a.blade.php", "", "Blade" },
	{ "a.spec.ts", "import a", "TypeScript" },
	{ "de.ts", "<?xml version=\"1.0\"?><TS>", "XML" },
	{ "a.m", "#import <Foundation/Foundation.h>", "Objective-C" },
	{ "a.m", "function y = f(x)", "MATLAB" },
	{ "a.pl", "use strict;", "Perl" },
	{ "a.pl", ":- module(a, []).", "Prolog" },
	{ "a.v", "module a(input b);", "Verilog" },
	{ "a.inc", "<?php", "PHP" },
	{ "a.inc", "nothing", NULL },
	{ "Dockerfile", "", "Dockerfile" },
	{ "Dockerfile.alpine", "", "Dockerfile" },
	{ "Makefile.am", "", "Autoconf" },
	{ "package-lock.json", "", "JSON" },
	{ "package.json.bak", "", "Backup" },
	{ "bin/tool", "#!/usr/bin/env -S python3.11 -u\n", "Python" },
	{ "bin/tool", "#! /bin/sh\n", "Shell" },
	{ "bin/tool", "#!/usr/bin/env FOO=1 node\n", "JavaScript" },
	{ "bin/tool", "#!\n", NULL },
	{ "bin/tool", "hello", NULL },
	{ ".", "", NULL },
	{ "", "", NULL },
};

static void languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof *(files); i++) {
		const struct language *found = discover_language(strata_str_of(files[i].path),
								 strata_str_of(files[i].head));

		if (!files[i].name != !found)
			fail_msg("%s: %s", files[i].path, found ? found->name : "none");
		if (found)
			assert_string_equal(found->name, files[i].name);
	}
}

static void there_are_enough(void **state)
{
	(void)state;
	assert_in_range(discover_language_count(), 80, 512);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages),
		cmocka_unit_test(there_are_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
