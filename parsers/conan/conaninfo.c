/*
 * conaninfo.txt: what a built Conan package was built with.
 *
 * As conanfile.txt, but [requires] holds versions with their last parts rubbed out
 * ("1.Y.Z"); [full_requires] has the real ones, each with the id of its build.
 *
 * Format: docs.conan.io, "conaninfo.txt", of Conan 1.66, 2026-11.
 */
#include "conan/conan.h"
#include "strata/format.h"

static const struct conan_section sections[] = {
	{ "full_requires", STRATA_SCOPE_PROD, STRATA_UNKNOWN },
	{ NULL, STRATA_SCOPE_UNKNOWN, STRATA_UNKNOWN },
};

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	(void)err;
	conan_read_sections(out, in->bytes, sections);
	return 0;
}

const struct strata_format strata_format_conan_conaninfo = {
	.name = "conan/conaninfo",
	.files = "conaninfo.txt",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_conan,
	.parse = parse,
};
