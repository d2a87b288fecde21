/*
 * source.h - a snapshot of a repository: its files, and their bytes.
 *
 * The only home of libgit2, besides our own readers of what git keeps in files. One
 * handle belongs to one thread. Nothing of the repository is run: no filter, no
 * hook, no external program.
 *
 * Paths are relative to the top of the repository, also when a folder inside it is
 * asked for: as git names them in commits, and as they can be compared between
 * scans. Those of a plain directory are relative to that directory.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "strata/arena.h"
#include "strata/error.h"
#include "strata/facts.h"

enum source_snapshot {
	SOURCE_WORKTREE,  /* tracked files as they lie there, and untracked ones not ignored */
	SOURCE_INDEX,	  /* what is staged */
	SOURCE_REVISION,  /* the tree of a commit, tag or tree */
	SOURCE_DIRECTORY, /* a plain folder, in git or not: all files below it but .git */
};

enum source_type {
	SOURCE_FILE,
	SOURCE_LINK,
	SOURCE_SUBMODULE, /* named, not entered; also an untracked repository in a work tree */
};

#define SOURCE_ID_MOST 32 /* bytes of an object id: SHA-1 has 20, SHA-256 has 32 */

struct source_entry {
	struct strata_str path; /* '/' between folders, no leading one */
	enum source_type type;
	bool has_id;
	bool stored;			  /* its bytes are an object of git's, not a file on disk */
	unsigned char id[SOURCE_ID_MOST]; /* of its blob (commit), as git has it */
	uint64_t size;			  /* UINT64_MAX: not known without reading */
};

STRATA_VEC(source_entries, struct source_entry);

struct source_options {
	const char *path; /* of the repository, a folder in it, a bare one, or a directory */
	enum source_snapshot snapshot;
	const char *revision; /* for SOURCE_REVISION: anything git rev-parse takes */
	bool trust_index; /* its checksum is not computed: git does not either before a commit */
	bool history;	  /* of SOURCE_REVISION: all commits are asked for, no tree of one */
	const char *also; /* a path that is listed outside of the folder asked for too, or NULL */
};

/* What there is to say of a snapshot, once opened. */
struct source_info {
	enum source_snapshot snapshot; /* as taken: of a bare repository never WORKTREE */
	struct strata_str path;	       /* as asked for */
	struct strata_str
		revision; /* hexadecimal commit id; HEAD's unless REVISION; may be absent */
	struct strata_str
		prefix; /* the folder inside the work tree that was asked for, "" for all */
	bool bare, shallow, sparse, partial;
	struct strata_str top; /* of the work tree, or of the directory, on disk; absent: bare */
	struct strata_strs remarks; /* what to know when reading the answer, to be said once */
};

struct source;

int source_open(struct source **out, const struct source_options *options,
		struct strata_error *err);
void source_close(struct source *source);
const struct source_info *source_info(const struct source *source);

/*
 * All entries of the snapshot, sorted by path; no contents are read. Entries and
 * paths live as long as the source, which keeps them to follow links; notes are in
 * arena. What could not be read (a folder without permission, an unmerged entry) is
 * a note, not an error.
 */
int source_list(struct source_entries *out, struct strata_notes *notes, struct source *source,
		struct strata_arena *arena, struct strata_error *err);

/*
 * The bytes of a file, in arena. A link is followed inside the snapshot, whose
 * entries must have been listed. Fails with ENOTFOUND (a missing object: says how to
 * get it), ELIMIT (too large, too many links), EUNSUPPORTED (a Git LFS pointer, a
 * submodule), EIO; each is a note to the caller, the snapshot stays usable.
 */
int source_read(struct strata_str *out, struct source *source, const struct source_entry *entry,
		struct strata_arena *arena, struct strata_error *err);

/*
 * Whether an id stands for the bytes that it stands for everywhere: not in a partial clone,
 * nor where git reads other trees or files in place of some.
 */
bool source_ids_hold(struct source *source);

/* How many bytes of an id count in this repository; and an id in hexadecimal. */
size_t source_id_length(const struct source *source);
struct strata_str source_hex(const struct source *source, const unsigned char *id,
			     struct strata_arena *arena);

/* The object id that git gives to these bytes as a blob, hexadecimal. */
struct strata_str source_blob_id(struct source *source, struct strata_str bytes,
				 struct strata_arena *arena);

#endif
