/*
 * conanfile.txt: what a project asks Conan for.
 *
 * Sections in brackets with a reference a line.
 *
 * Format: docs.conan.io, "conanfile.txt", of Conan 1.66 and 2.9, 2026-11.
 */
#include "conan/conan.h"
#include "strata/format.h"

static const struct conan_section sections[] = {
	{ "requires", STRATA_SCOPE_PROD, STRATA_YES },
	{ "build_requires", STRATA_SCOPE_BUILD, STRATA_YES },
	{ "tool_requires", STRATA_SCOPE_BUILD, STRATA_YES },
	{ "test_requires", STRATA_SCOPE_TEST, STRATA_YES },
	{ NULL, STRATA_SCOPE_UNKNOWN, STRATA_UNKNOWN },
};

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	(void)err;
	conan_read_sections(out, in->bytes, sections);
	return 0;
}

const struct strata_format strata_format_conan_conanfile = {
	.name = "conan/conanfile",
	.files = "conanfile.txt",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_conan,
	.parse = parse,
};
