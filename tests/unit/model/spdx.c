/* spdx.c - licence expressions and what registries write instead of them. */
#include "model/spdx.h"
#include "versions.h"

#include "strata/limits.h"

static void parses(const char *text, const char *want)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	const struct spdx_node *node;
	struct strata_str got;

	if (spdx_parse(&node, strata_str_of(text), &arena, &err) < 0)
		fail_msg("'%s': %s", text, err.text);
	got = spdx_write(node, &arena);
	if (!strata_str_eq(got, strata_str_of(want)))
		fail_msg("'%s' is '%.*s', not '%s'", text, STRATA_ARG(got), want);
	strata_arena_release(&arena);
}

static void refuses(const char *text, const char *why)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	const struct spdx_node *node;

	if (spdx_parse(&node, strata_str_of(text), &arena, &err) == 0)
		fail_msg("'%s' is taken", text);
	assert_string_equal(err.text, why);
	strata_arena_release(&arena);
}

static void means(const char *text, const char *want)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const struct spdx_node *node = spdx_of_text(strata_str_of(text), &arena);
	struct strata_str got = node ? spdx_write(node, &arena) : STRATA_STR("unknown");

	if (!strata_str_eq(got, strata_str_of(want)))
		fail_msg("'%s' is '%.*s', not '%s'", text, STRATA_ARG(got), want);
	strata_arena_release(&arena);
}

static void test_expressions(void **state)
{
	(void)state;
	parses("MIT", "MIT");
	parses("mit or apache-2.0", "MIT OR Apache-2.0");
	parses("MIT OR Apache-2.0 AND ISC", "MIT OR Apache-2.0 AND ISC");
	parses("(MIT OR Apache-2.0) AND ISC", "(MIT OR Apache-2.0) AND ISC");
	parses("((MIT))", "MIT");
	parses("MIT OR (ISC OR (MIT OR Zlib))", "MIT OR ISC OR Zlib");
	parses("MIT AND (ISC AND MIT)", "MIT AND ISC");
	parses("GPL-2.0-only WITH Classpath-exception-2.0 OR MIT",
	       "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT");
	parses("LicenseRef-Own-1 OR DocumentRef-x:LicenseRef-y",
	       "LicenseRef-Own-1 OR DocumentRef-x:LicenseRef-y");
	parses("Apache-2.0+", "Apache-2.0+");
	parses("MIT WITH AdditionRef-mine", "MIT WITH AdditionRef-mine");
}

static void test_deprecated(void **state)
{
	(void)state;
	parses("GPL-2.0", "GPL-2.0-only");
	parses("GPL-2.0+", "GPL-2.0-or-later");
	parses("LGPL-2.1+", "LGPL-2.1-or-later");
	parses("AGPL-3.0+", "AGPL-3.0-or-later");
	parses("GPL-2.0-only+", "GPL-2.0-or-later");
	parses("GPL-2.0-or-later+", "GPL-2.0-or-later");
	parses("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0");
	parses("GPL-2.0+ WITH bison-exception-2.2", "GPL-2.0-or-later WITH Bison-exception-2.2");
	parses("bzip2-1.0.5", "bzip2-1.0.6");
	parses("StandardML-NJ", "SMLNJ");
	parses("GPL-2.0 OR GPL-2.0-only", "GPL-2.0-only");
}

static void test_refused(void **state)
{
	char deep[128];

	(void)state;
	refuses("", "a licence is missing at the end");
	refuses("MIT OR", "a licence is missing at the end");
	refuses("Apache 2", "'Apache' is no licence of the SPDX list");
	refuses("MIT ISC", "'ISC' stands where AND or OR may");
	refuses("(MIT", "a ')' is missing");
	refuses("MIT)", "')' stands where AND or OR may");
	refuses("MIT WITH", "'' is no exception of the SPDX list");
	refuses("MIT WITH nothing", "'nothing' is no exception of the SPDX list");
	refuses("LicenseRef-", "'LicenseRef-' is no licence of the SPDX list");
	refuses("DocumentRef-:LicenseRef-x", "'DocumentRef-:LicenseRef-x' is no licence of the SPDX list");
	refuses("LicenseRef-a+", "'LicenseRef-a+' is no licence of the SPDX list");
	refuses("MIT/X11", "'/' stands where AND or OR may");
	memset(deep, '(', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = 0;
	refuses(deep, "has parentheses more than 32 deep");
}

static void test_free_texts(void **state)
{
	(void)state;
	means("Apache 2", "Apache-2.0");
	means("Apache License, Version 2.0", "Apache-2.0");
	means("The Apache Software License, Version 2.0", "Apache-2.0");
	means("License :: OSI Approved :: Apache Software License", "Apache-2.0");
	means("License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)",
	      "GPL-2.0-or-later");
	means("License :: OSI Approved :: MIT License", "MIT");
	means("License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0");
	means("License :: OSI Approved", "unknown");
	means("License :: Other/Proprietary License", "LicenseRef-Proprietary");
	means("GPLv3+", "GPL-3.0-or-later");
	means("GPL v3", "GPL-3.0-only");
	means("GPL-3", "GPL-3.0-only");
	means("LGPLv2.1", "LGPL-2.1-only");
	means("GNU GPL v2 or later", "GPL-2.0-or-later");
	means("GNU General Public License v2", "GPL-2.0-only");
	means("GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only");
	means("MIT/X11", "MIT");
	means("MIT/Apache-2.0", "MIT OR Apache-2.0");
	means("The MIT License", "MIT");
	means("MIT License", "MIT");
	means("BSD", "BSD-3-Clause");
	means("BSD 3-Clause \"New\" or \"Revised\" License", "BSD-3-Clause");
	means("New BSD License", "BSD-3-Clause");
	means("BSD-2", "BSD-2-Clause");
	means("Python Software Foundation License", "PSF-2.0");
	means("MIT, Apache 2", "MIT OR Apache-2.0");
	means("BSD and MIT", "BSD-3-Clause AND MIT");
	means("CC0 1.0 Universal", "CC0-1.0");
	means("CC-BY 4.0", "CC-BY-4.0");
	means("Eclipse Public License - v 1.0", "EPL-1.0");
	means("CDDL + GPLv2 with classpath exception",
	      "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0");
	means("Perl_5", "Artistic-1.0-Perl OR GPL-1.0-or-later");
	means("Public Domain", "unknown");
	means("UNLICENSED", "LicenseRef-Proprietary");
	means("Unlicense", "Unlicense");
	means("SEE LICENSE IN LICENSE.txt", "unknown");
	means("NOASSERTION", "unknown");
	means("MIT or my own", "unknown");
	means("", "unknown");
}

static void test_addresses(void **state)
{
	(void)state;
	means("https://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0");
	means("http://opensource.org/licenses/mit-license.php", "MIT");
	means("https://opensource.org/licenses/BSD-3-Clause", "BSD-3-Clause");
	means("https://spdx.org/licenses/MIT.html", "MIT");
	means("https://www.gnu.org/licenses/old-licenses/lgpl-2.1.en.html", "LGPL-2.1-only");
	means("https://www.gnu.org/licenses/gpl-3.0.txt", "GPL-3.0-only");
	means("http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0");
	means("http://www.eclipse.org/legal/epl-v10.html", "EPL-1.0");
	means("https://host.example/our-terms.html", "unknown");
}

/* As many as an expression has, but no more; what is said again does not count. */
static void test_many(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str text = STRATA_STR("MIT"), same = text;
	const struct spdx_node *node;

	(void)state;
	for (int i = 1; i < 256; i++) {
		text = strata_arena_printf(&arena, "%.*s, LicenseRef-%d", STRATA_ARG(text), i);
		same = strata_arena_printf(&arena, "%.*s / MIT", STRATA_ARG(same));
	}
	node = spdx_of_text(text, &arena);
	assert_non_null(node);
	assert_int_equal(spdx_count(node), 256);
	text = strata_arena_printf(&arena, "%.*s, ISC", STRATA_ARG(text));
	assert_null(spdx_of_text(text, &arena));
	node = spdx_of_text(strata_arena_printf(&arena, "%.*s / MIT", STRATA_ARG(same)), &arena);
	assert_non_null(node);
	assert_int_equal(spdx_count(node), 1);
	strata_arena_release(&arena);
}

static enum spdx_family family(const char *text)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const struct spdx_node *node;
	enum spdx_family got;

	assert_int_equal(spdx_parse(&node, strata_str_of(text), &arena, NULL), 0);
	got = spdx_family_of(node);
	strata_arena_release(&arena);
	return got;
}

static void test_families(void **state)
{
	(void)state;
	assert_int_equal(family("MIT"), SPDX_PERMISSIVE);
	assert_int_equal(family("CC0-1.0"), SPDX_PUBLIC_DOMAIN);
	assert_int_equal(family("MPL-2.0"), SPDX_WEAK);
	assert_int_equal(family("GPL-3.0-only"), SPDX_STRONG);
	assert_int_equal(family("AGPL-3.0-or-later"), SPDX_NETWORK);
	assert_int_equal(family("BUSL-1.1"), SPDX_PROPRIETARY);
	assert_int_equal(family("LicenseRef-Proprietary"), SPDX_PROPRIETARY);
	assert_int_equal(family("LicenseRef-x"), SPDX_UNKNOWN);
	assert_int_equal(family("GPL-2.0-only WITH Classpath-exception-2.0"), SPDX_WEAK);
	assert_int_equal(family("MIT OR GPL-3.0-only"), SPDX_PERMISSIVE);
	assert_int_equal(family("MIT AND GPL-3.0-only"), SPDX_STRONG);
	assert_int_equal(family("LicenseRef-x OR GPL-3.0-only"), SPDX_STRONG);
	assert_int_equal(family("LicenseRef-x AND GPL-3.0-only"), SPDX_STRONG);
	assert_int_equal(family("LicenseRef-x AND MIT"), SPDX_UNKNOWN);
}

/* The rows are looked up by halves: they must be sorted, and what replaces others must parse. */
static void test_list(void **state)
{
	const struct spdx_licence *l;

	(void)state;
	for (size_t i = 0; (l = spdx_licence_at(i)); i++) {
		assert_ptr_equal(spdx_licence_find(strata_str_of(l->id)), l);
		if (l->instead)
			assert_int_not_equal(family(l->instead), SPDX_UNKNOWN);
	}
}

static bool leaf_is(const char *leaf, const char *wanted)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const struct spdx_node *a, *b;
	bool got;

	assert_int_equal(spdx_parse(&a, strata_str_of(leaf), &arena, NULL), 0);
	assert_int_equal(spdx_parse(&b, strata_str_of(wanted), &arena, NULL), 0);
	got = spdx_leaf_is(a, b);
	strata_arena_release(&arena);
	return got;
}

static void test_later_versions(void **state)
{
	(void)state;
	assert_true(leaf_is("MIT", "MIT"));
	assert_false(leaf_is("MIT", "ISC"));
	assert_true(leaf_is("GPL-2.0-only", "GPL-2.0-or-later"));
	assert_true(leaf_is("GPL-2.0-or-later", "GPL-3.0-only"));
	assert_false(leaf_is("GPL-3.0-or-later", "GPL-2.0-only"));
	assert_false(leaf_is("GPL-2.0-only", "GPL-3.0-only"));
	assert_false(leaf_is("GPL-2.0-or-later", "LGPL-3.0-only"));
	assert_true(leaf_is("EPL-1.0+", "EPL-2.0"));
	assert_false(leaf_is("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expressions),  cmocka_unit_test(test_deprecated),
		cmocka_unit_test(test_refused),      cmocka_unit_test(test_free_texts),
		cmocka_unit_test(test_addresses),    cmocka_unit_test(test_families),
		cmocka_unit_test(test_later_versions), cmocka_unit_test(test_list),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
