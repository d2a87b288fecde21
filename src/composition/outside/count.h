/*
 * count.h - the lines of one package, of a folder or of an archive.
 *
 * What a package installs is all its own, data and prose too: each text in a language that is
 * known counts, as `cloc` would of the folder. Nothing is run, no link is followed, no name in an
 * archive is opened, and everything is bounded (strata/limits.h).
 */
#ifndef COMPOSITION_OUTSIDE_COUNT_H
#define COMPOSITION_OUTSIDE_COUNT_H

#include "composition/lines.h"
#include "strata/arena.h"
#include "strata/error.h"

struct outside_language {
	const struct language *language;
	uint64_t files, code;
};

STRATA_VEC(outside_languages, struct outside_language);

struct outside_counts {
	uint64_t files; /* texts in a language that is known */
	struct lines lines;
	uint64_t bytes;     /* of all files, unpacked */
	uint64_t packed;    /* of the archive that a registry served; else 0 */
	uint64_t compiled;  /* of those in Java's class files */
	uint64_t too_large; /* texts that were not counted */
	uint64_t outside;   /* names that lead out of the package: nor were they */
	struct outside_languages languages;
};

/* Adds a file of the package. */
void outside_count_file(struct outside_counts *out, struct strata_str path, struct strata_str text,
			struct strata_arena *arena);

struct outside_archive {
	struct strata_str name; /* for messages */
	int file;               /* open, read from its beginning */
	bool gem;               /* what counts is in the data.tar.gz of it */
	const char *leaves_out; /* folders that are another package's: "node_modules"; NULL */
	bool hashed;            /* h1 is wanted */
};

/*
 * Adds all files of an archive. h1: the 32 bytes that go.sum has of a module's zip, behind "h1:";
 * may be NULL unless wanted. EIO, ELIMIT: what was added counts for nothing.
 */
int outside_count_archive(struct outside_counts *out, struct strata_str *h1,
			  const struct outside_archive *archive, struct strata_arena *arena,
			  struct strata_error *err);

struct outside_folder {
	struct strata_str path; /* on disk */
	const char *leaves_out; /* as above */
	struct strata_str list; /* of a file below path that names what counts (RECORD); absent: all */
};

/*
 * A number that changes with what is in it, as sizes and times of its files tell; 0 when it cannot
 * be read.
 */
uint64_t outside_folder_stamp(const struct outside_folder *folder, struct strata_arena *scratch);

/* Adds all files of a folder. EIO, ELIMIT as above. */
int outside_count_folder(struct outside_counts *out, const struct outside_folder *folder,
			 struct strata_arena *arena, struct strata_error *err);

#endif
