/*
 * way.h - how the packages of one ecosystem are found: where installed copies of them lie, and
 * what a registry serves of them. One row in ways.def, one file each.
 *
 * An installed copy counts when its name and version are those of the package. What the registry
 * serves counts when it has the checksum that the lockfile, or else the registry, tells.
 */
#ifndef COMPOSITION_OUTSIDE_WAY_H
#define COMPOSITION_OUTSIDE_WAY_H

#include "composition/outside/count.h"
#include "resolve/solver.h"
#include "strata/inventory.h"

/* Where installed copies may lie. Lists of what is installed are made once, by the first question. */
struct outside_look {
	struct strata_str top; /* of the work tree, on disk; absent: there is none */
	const char *home;      /* NULL: there is none */
	const struct strata_inventory *inventory;
	struct strata_arena *arena;
	struct strata_map folders; /* "pypi\nname@version" -> index into copies */
	struct strata_strs copies;
	struct strata_map read;    /* folders that were listed */
	size_t listed;             /* packages in them */
	bool cut;                  /* there is more than was listed */
	bool unsure;               /* the last one that was not found may be there */
};

struct outside_copy {
	enum outside_copy_kind {
		OUTSIDE_NO_COPY,
		OUTSIDE_FOLDER,
		OUTSIDE_FILE,     /* an archive */
		OUTSIDE_COMPILED, /* an archive of classes: its lines can be estimated alone */
	} kind;
	struct outside_folder folder; /* of FOLDER, */
	struct strata_str path;       /* of the others */
	bool unchecked;               /* an archive that need not have the lockfile's checksum */
};

/* What a registry is asked with. */
struct outside_asker {
	struct solver_input in;
	void *kept; /* the way's own */
};

/* What it serves of one package. */
struct outside_offer {
	struct registry_ask ask;
	struct registry_ask less;  /* of a package without sources: its classes; no url: none */
	struct strata_strs sums;   /* as the registry tells, beside those of the lockfile */
	uint64_t unpacked, packed; /* bytes, as the registry tells; 0: it does not */
	bool gem, hashed;
	const char *leaves_out;
};

struct outside_way {
	const struct strata_ecosystem *ecosystem;
	const struct registry_config *config; /* NULL: no registry serves what could be counted */
	const char *tree; /* folders of a project that hold copies in the tree: "vendor/NAME" */

	void (*find)(struct outside_copy *out, struct outside_look *look,
		     const struct strata_component *c);

	/* Starts to ask for what `offer` needs; NULL: nothing. */
	void (*want)(struct outside_asker *asker, const struct strata_component *c);
	int (*offer)(struct outside_offer *out, struct outside_asker *asker,
		     const struct strata_component *c, struct strata_error *err);

	/* After an archive could not be had: what the registry tells of its size. NULL: nothing. */
	void (*size)(struct outside_offer *out, struct outside_asker *asker,
		     const struct strata_component *c);

	/* Gives back what the asker keeps of the way's own. NULL: nothing. */
	void (*release)(struct outside_asker *asker);
};

#define WAY(id) extern const struct outside_way outside_way_##id;
#include "composition/outside/ways.def"
#undef WAY

/* NULL: nothing is known of the ecosystem. */
const struct outside_way *outside_way_of(const struct strata_ecosystem *ecosystem);

/* --- look.c: for `find` ------------------------------------------------------------------------ */

/* Whether it is letters, digits and what is in `more`: what may stand in an address; and not empty. */
bool outside_is_plain(struct strata_str text, const char *more);

bool outside_is_folder(struct strata_str path); /* itself, not a link to one */
bool outside_is_file(struct strata_str path);

/* All of a small file, no link, into an emptied buffer; false where there is none, or a larger one. */
bool outside_read(struct strata_buf *out, struct strata_str path, size_t most);

/* The folder of the component's project on disk; absent where there is no work tree. */
struct strata_str outside_project(const struct outside_look *look, const struct strata_component *c);

/* name's value where it is set and begins with '/'; else home/below; absent without either. */
struct strata_str outside_place(const struct outside_look *look, const char *name, const char *below);

/* Calls each with the names in a folder, in any order; nothing for what is no folder. */
void outside_each(struct strata_str folder,
		  void (*each)(struct strata_str folder, struct strata_str name, void *payload),
		  void *payload);

/* What copies are filed under that are one project's alone. */
const char *outside_kind(const struct outside_look *look, const char *ecosystem,
			 struct strata_str project);

/* Notes that a copy of a package lies there: the first one stays. False when there are too many. */
bool outside_add(struct outside_look *look, const char *kind, struct strata_str name,
		 struct strata_str version, struct strata_str copy);
bool outside_find(struct strata_str *copy, struct outside_look *look, const char *kind,
		  struct strata_str name, struct strata_str version);

/* Whether a folder is listed for the first time. */
bool outside_first(struct outside_look *look, struct strata_str folder);

#endif
