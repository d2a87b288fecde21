/*
 * conan.h - references as Conan writes them.
 *
 * Specified in docs.conan.io, "References": name/version@user/channel#revision, in
 * lockfiles with "%time" behind it and ":package_id#revision" of the built package.
 */
#ifndef CONAN_CONAN_H
#define CONAN_CONAN_H

#include "strata/facts.h"

struct conan_reference {
	struct strata_str name, version;
	struct strata_str user;     /* "user/channel"; absent for the centre's own */
	struct strata_str revision; /* of the recipe */
};

/* False when the text is no reference: without a name, without one '/'. */
bool conan_read(struct conan_reference *out, struct strata_str text);

/* Adds what a reference names: a version range ("[>=1 <2]") becomes a requirement. */
struct strata_package *conan_add(struct strata_facts *out, const struct conan_reference *ref,
				 unsigned line);

/* A section of conanfile.txt or conaninfo.txt that lists references, and what they are for. */
struct conan_section {
	const char *title; /* NULL ends a table */
	enum strata_scope scope;
	enum strata_tri direct;
};

void conan_read_sections(struct strata_facts *out, struct strata_str bytes,
			 const struct conan_section *sections);

#endif
