/*
 * maven.h - a pom as it is written: what its parser makes facts of, and Maven's solver
 * (src/resolve/maven) what Maven makes of it.
 *
 * Nothing is put in, inherited or left out here. Texts are slices of the document or of the
 * arena; the document's tree is not needed any more.
 *
 * Format: maven.apache.org/pom.html, 2026-11.
 */
#ifndef MAVEN_MAVEN_H
#define MAVEN_MAVEN_H

#include "strata/facts.h"

struct maven_gav {
	struct strata_str group, artifact, version;
};

/* A <dependency>. */
struct maven_asked {
	struct maven_gav gav;
	struct strata_str type, classifier, scope, optional;
	struct strata_strs exclusions; /* "group:artifact" */
	unsigned line, version_line;   /* version_line 0: it has none */
};

STRATA_VEC(maven_asked_list, struct maven_asked);

struct maven_module {
	struct strata_str path;
	unsigned line;
};

STRATA_VEC(maven_modules, struct maven_module);

/* What the project and each of its profiles may have. */
struct maven_part {
	struct strata_properties properties;
	struct maven_asked_list dependencies, managed;
	struct maven_modules modules;
};

struct maven_activation {
	struct strata_str by_default, jdk;
	struct strata_str os_name, os_family, os_arch, os_version;
	struct strata_str property, value; /* property absent: no condition */
	struct strata_str exists, missing; /* files */
	bool has_os;
};

struct maven_profile {
	struct maven_part part;
	struct maven_activation when;
};

STRATA_VEC(maven_profiles, struct maven_profile);

struct maven_pom {
	struct maven_gav own, parent, relocation;
	struct strata_str packaging;
	struct strata_str relative; /* path of the parent; absent: none is written */
	bool has_parent, has_relocation;
	unsigned line, parent_line;
	struct maven_part main;
	struct maven_profiles profiles;
};

int maven_pom_read(struct maven_pom *out, struct strata_str bytes, struct strata_arena *arena,
		   struct strata_error *err);

/* With what its parent gives. */
struct maven_gav maven_pom_gav(const struct maven_pom *pom);

/* Whether a parent's or a module's path is a file, not a folder with a pom.xml. */
bool maven_is_pom_file(struct strata_str path);

#endif
