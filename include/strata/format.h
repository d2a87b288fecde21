/*
 * format.h - what a parser is.
 *
 * One file per format, parsers/<ecosystem>/<format>.c, that exports one const
 * struct strata_format, and one row in parsers/formats.def. `parse` is a pure
 * function of bytes: no git, no file system, no network, no globals, no
 * printing.
 */
#ifndef STRATA_FORMAT_H
#define STRATA_FORMAT_H

#include "strata/facts.h"

struct strata_input {
	struct strata_str path;  /* in the snapshot, '/' between folders */
	struct strata_str bytes; /* as stored; may be anything */
};

enum strata_format_kind {
	STRATA_FORMAT_LOCK,      /* what is installed, exactly */
	STRATA_FORMAT_MANIFEST,  /* what was asked for */
	STRATA_FORMAT_COMPANION, /* read only when another file refers to it */
	STRATA_FORMAT_SBOM,
	STRATA_FORMAT_VENDORED,  /* an installed copy in the tree */
};

struct strata_format {
	const char *name; /* "cargo/lock": unique, shown to users */

	/*
	 * Globs separated by spaces. One without '/' matches base names, one with
	 * '/' the end of the path, at a folder's border. '*' stays within a name.
	 */
	const char *files;

	enum strata_format_kind kind;
	bool names_images; /* of containers: it may ask for some */
	const struct strata_ecosystem *ecosystem;

	/* A cheap look at the first 512 bytes, behind a mark, where the name alone is not enough. */
	bool (*probe)(struct strata_str path, struct strata_str head);

	/*
	 * Appends to out. Documents (JSON, TOML, YAML, XML) are whole or
	 * unreadable: answer the error, what was appended is dropped, and the
	 * error becomes a note. Line formats keep what they can read, note the
	 * rest with strata_facts_note, and answer 0.
	 *
	 * out->arena is scratch memory: trees and strings go there, and slices of
	 * the bytes may be kept as they are. The caller makes its own copy of what
	 * was appended.
	 */
	int (*parse)(struct strata_facts *out, const struct strata_input *in,
		     struct strata_error *err);

	/*
	 * Of a manifest: a requirement that names a member of the workspace means it, when
	 * its version fits.
	 */
	bool asks_members;

	/*
	 * Of a format whose files inherit from each other (facts.h: properties,
	 * managed): whether a requirement, its properties put in, names one version.
	 * Their parser leaves requirements as written and pins nothing. NULL else.
	 */
	bool (*pin)(struct strata_str *version, struct strata_str requirement);

	/* Of such a format: properties are `$(name)` whatever the case, not `${name}`. */
	bool msbuild_properties;

	/*
	 * The file, in the folder of its own or in one above, whose keys tell what a package
	 * `inherits`. NULL: a file of its own name does, by its offers.
	 */
	const char *offers;

	/*
	 * Of a lockfile: whether a condition holds in the environment that it was made for
	 * (absent: not known). NO is nowhere: nothing is asked for then. NULL: not known.
	 */
	enum strata_tri (*holds)(struct strata_str environment, struct strata_str condition,
				 struct strata_arena *scratch);

	/* It is for one machine, of which it tells little: what may not hold need not be there. */
	bool one_machine;

	/* Whether its files may refer to a file of any name, which is read as they say. */
	bool includes;

	/* Its files are no text: nothing is noted of NUL bytes and of what is no UTF-8. */
	bool binary;
};

/* The table, sorted as in formats.def: index from 0, NULL after the last. */
const struct strata_format *strata_format_at(size_t index);

const struct strata_format *strata_format_named(struct strata_str name);

/* Whether a path matches the globs of a format (not its probe). */
bool strata_format_wants(const struct strata_format *format, struct strata_str path);

/* Whether a file with such a path is of the format by how it begins: by its probe. */
bool strata_format_knows(const struct strata_format *format, struct strata_str path,
			 struct strata_str bytes);

/* Whether one glob matches a whole text; '*' and '?' do not match '/', '**' does. */
bool strata_glob_match(struct strata_str glob, struct strata_str text);

/*
 * Runs the parser in scratch memory, turns an error into `unreadable` and a
 * note, and copies the facts into arena: they need neither bytes nor path.
 */
void strata_format_read(struct strata_facts *out, struct strata_arena *arena,
			const struct strata_format *format, struct strata_str path,
			struct strata_str bytes);

#endif
