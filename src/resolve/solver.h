/*
 * solver.h - what a solver is: which packages an ecosystem's own package manager would
 * install for a manifest that no lockfile answers.
 *
 * One file or folder per ecosystem, one row in solvers.def. A solver answers facts, as
 * the parser of a lockfile would: packages with versions, checksums and licences; edges
 * with scope and alias, those of the project's own requirements from its roots; itself
 * and its workspace's members as STRATA_REF_MANIFEST references. Whatever follows (join,
 * scopes, reports) does not see the difference.
 *
 * It reads the manifests' bytes itself: features, extras, markers, overrides are its own
 * business. Of the network it knows the registry session alone. It keeps its limits
 * (STRATA_LIMIT_SOLVED_PACKAGES, STRATA_LIMIT_SOLVER_STEPS, STRATA_LIMIT_PUBLISHED) and
 * says when one is reached.
 *
 * A package whose data cannot be had is a package without a version, its requirement
 * kept, and reported with solver_lacks: never an absent subtree. Where to require a version
 * is to choose it (Go), it keeps the one that is required.
 */
#ifndef RESOLVE_SOLVER_H
#define RESOLVE_SOLVER_H

#include "resolve/registry/registry.h"
#include "source/source.h"
#include "strata/format.h"
#include "strata/map.h"

/* The snapshot, for solvers. */
struct solver_files {
	/* 0 with the bytes in arena; ENOTFOUND; else what source_read says. */
	int (*read)(struct strata_str *bytes, const struct solver_files *files,
		    struct strata_str path, struct strata_arena *arena, struct strata_error *err);
	const struct source_entries *entries; /* sorted by path */
	void *payload;
};

/* The usual `read`: payload is the source whose entries these are. */
int solver_files_read(struct strata_str *bytes, const struct solver_files *files,
		      struct strata_str path, struct strata_arena *arena, struct strata_error *err);

/* Index of the first entry that is not before `prefix`: those below a folder lie together. */
size_t solver_files_from(const struct solver_files *files, struct strata_str prefix);
bool solver_files_has(const struct solver_files *files, struct strata_str path);

/* What is resolved for: [resolve] of strata.toml over the defaults of environment.c. */
struct solver_environment {
#define FIELD(id, name, standard, what) struct strata_str id;
#include "resolve/environment.def"
#undef FIELD
};

struct solver_lack {
	struct strata_str name;
	struct strata_error err;
};

STRATA_VEC(solver_lacks_list, struct solver_lack);

/*
 * Versions that a lockfile has: as long as a requirement admits one, it is taken before all
 * others, as package managers do that find a lockfile. A solver that begins with the lockfile
 * itself is told where it is.
 */
struct solver_held {
	struct strata_map versions; /* "name\nversion", the name normalised */
	struct strata_map names;    /* those of them */
	struct strata_str lock;     /* its path; absent: the versions are all there is */
	struct strata_map renewed;  /* normalised names of which it is not to be kept */
};

/* What a manifest asks for in other environments than the one that is resolved for. */
struct solver_elsewhere {
	struct strata_str name, path; /* as the manifest has it; its file */
	unsigned line;
};

STRATA_VEC(solver_elsewhere_list, struct solver_elsewhere);

struct solver_input {
	struct strata_str path; /* of the manifest, in the snapshot */
	const struct strata_format *format;
	const struct solver_files *files;
	struct registry *registry;
	const struct registry_settings *settings; /* of the solver's config, for that folder */
	const struct solver_environment *environment;
	struct strata_str as_of; /* RFC 3339: what was published later does not exist; absent: now */
	const struct solver_held *holds; /* NULL: none */
	struct solver_lacks_list *lacks;
	struct solver_elsewhere_list *elsewhere; /* a solver adds what is to be left out */
	struct strata_strs *undated;
	struct strata_str *refused; /* why the package manager would not install this */
	struct strata_arena *scratch; /* gone after the solve */
	struct strata_arena *lasting; /* gone after all solves of a run */
	void **kept; /* the solver's own, from one solve of a run to the next; NULL at first */
	void **learnt; /* likewise, what registries told alone: from one run to the next, in
			  `learning`; NULL: nothing lasts so long */
	struct strata_arena *learning;
};

/* Whether the lockfile has that version of the package; its name as the ecosystem has it. */
bool solver_keeps(const struct solver_input *in, struct strata_str name, struct strata_str version);
bool solver_keeps_any(const struct solver_input *in, struct strata_str name);

struct solver {
	const char *formats; /* names of the formats that it solves, separated by spaces */
	const struct registry_config *config;
	const char *begins_with; /* the format of lockfiles that it begins with; NULL: none */

	/*
	 * Members of a workspace are solved with the manifest that names them
	 * (STRATA_REF_MEMBER), not by themselves; what is asked for and lies elsewhere, too.
	 */
	bool workspaces;

	/*
	 * It may find all that it needs in the snapshot: it runs though no registry is known,
	 * and answers what registry_unknown says as soon as it would have to ask one.
	 */
	bool alone;

	/*
	 * Projects of the snapshot that a manifest asks for bring in what they ask for, as any
	 * package: it is solved though it asks for nothing else.
	 */
	bool siblings;

	/*
	 * It judges the conditions under which a manifest asks for something: what its answer
	 * leaves out of that is not installed, and goes.
	 */
	bool decides;

	/*
	 * Appends to out: texts that do not come from literals live in out->arena. An error
	 * is a manifest that cannot be resolved at all: it becomes a note, and nothing of
	 * what was appended counts.
	 */
	int (*solve)(struct strata_facts *out, const struct solver_input *in,
		     struct strata_error *err);

	/* The versions of a package that may be had, in no order; texts in arena. */
	int (*versions)(struct strata_strs *out, const struct solver_input *in,
			struct strata_str name, struct strata_arena *arena,
			struct strata_error *err);
};

#define SOLVER(id) extern const struct solver solver_##id;
#include "resolve/solvers.def"
#undef SOLVER

/* The defaults, and over them the pairs of [resolve]. EUSAGE with the line. */
int solver_environment_read(struct solver_environment *out, const struct config_pairs *pairs,
			    struct strata_error *err);

/* The solver of a format; NULL without one. */
const struct solver *solver_of(const struct strata_format *format);

/*
 * The package manager would refuse to install what was asked for: what is answered is how far
 * it came. The first reason counts; it lives as long as the answer.
 */
void solver_refuses(const struct solver_input *in, struct strata_str why);

/* The data of a package cannot be had: err is what registry_get (or a check) said. */
void solver_lacks(const struct solver_input *in, struct strata_str name,
		  const struct strata_error *err);

/*
 * With as_of: not all versions of that package have a date, and those that have none count as
 * published. Once for each package.
 */
void solver_undated(const struct solver_input *in, struct strata_str name);

#endif
