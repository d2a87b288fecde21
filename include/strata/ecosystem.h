/*
 * ecosystem.h - what a package belongs to: its names, versions and purl type.
 *
 * Names are OSV's (ossf/osv-schema, docs/schema.md, "Defined Ecosystems"); the
 * purl types are those of the package-url specification. One row each in
 * ecosystems.def. What has packages but no advisories in OSV (images, Terraform's
 * providers, tools) is `outside`, under a name of our own.
 */
#ifndef STRATA_ECOSYSTEM_H
#define STRATA_ECOSYSTEM_H

#include "strata/arena.h"
#include "strata/version.h"

struct strata_ecosystem {
	const char *name;      /* OSV's, without a suffix: "crates.io", "Debian" */
	const char *purl_type; /* "cargo" */
	const struct strata_version_scheme *versions;
	bool outside; /* not one of OSV's: listed, never looked up */

	/* The name by which two spellings are the same package. */
	struct strata_str (*normalise)(struct strata_arena *arena, struct strata_str name);
};

#define ECOSYSTEM(id, name, purl_type, scheme, normal) \
	extern const struct strata_ecosystem strata_ecosystem_##id;
#define OUTSIDE ECOSYSTEM
#include "strata/ecosystems.def"
#undef OUTSIDE
#undef ECOSYSTEM

/*
 * The ecosystem of an OSV name; a suffix (":12" of "Debian:12") is left aside.
 * NULL for one that is not in the table.
 */
const struct strata_ecosystem *strata_ecosystem_named(struct strata_str name);

/*
 * The ecosystem of a purl's type. Where several have the same one (deb, rpm, apk: the
 * distributions), the namespace tells: "redhat" is Red Hat, "rocky" Rocky Linux. NULL
 * when that leaves it open, and for "generic".
 */
const struct strata_ecosystem *strata_ecosystem_of_purl(struct strata_str type,
							struct strata_str space);

/* All of them: index from 0, NULL after the last. */
const struct strata_ecosystem *strata_ecosystem_at(size_t index);

/* The rules for names, usable by themselves. */
struct strata_str strata_name_as_written(struct strata_arena *arena, struct strata_str name);
struct strata_str strata_name_lower(struct strata_arena *arena, struct strata_str name);
struct strata_str strata_name_pep503(struct strata_arena *arena, struct strata_str name);
struct strata_str strata_name_url(struct strata_arena *arena, struct strata_str name);

/* "host/owner/repo" of any way to write a repository's address; its case is kept. */
struct strata_str strata_url_place(struct strata_arena *arena, struct strata_str url);

#endif
