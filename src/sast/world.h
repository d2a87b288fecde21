/*
 * world.h - the other files of the snapshot, as far as the flows of one file lead into them.
 *
 * Where a name is defined is told by the languages themselves: `a.b.Helper` stands in
 * a/b/Helper.java, `a.b` in a/b.py. So the paths of the snapshot are the index, and a file is
 * read, parsed and lowered only when a call leads into it; then it is kept for the next ones.
 */
#ifndef SAST_WORLD_H
#define SAST_WORLD_H

#include "sast/language.h"

struct sast_file {
	struct strata_str path;
	const struct syntax_grammar *grammar; /* NULL: no source */
	size_t number;                        /* for whoever reads it */
	uint32_t next;
};

STRATA_VEC(sast_file_list, struct sast_file);

/* All files of a snapshot by the name of the module that they are; shared by all threads. */
struct sast_files {
	struct strata_arena *arena;
	struct sast_file_list list;
	struct strata_map by_stem, by_name;
};

void sast_files_init(struct sast_files *out, struct strata_arena *arena);
void sast_files_add(struct sast_files *files, struct strata_str path,
		    const struct syntax_grammar *grammar, size_t number);

/* Reads a file of the snapshot into the arena; called by any thread. */
typedef int sast_read(struct strata_str *out, void *payload, size_t number,
		      struct strata_arena *arena);

/* The world of one thread. */
struct sast_world;

struct sast_world *sast_world_new(const struct sast_files *files, sast_read *read, void *payload,
				  struct syntax_cursor *cursor);
void sast_world_free(struct sast_world *w);

/* For the flows of one more file of a language. Units that were found before may be gone. */
struct flow_world sast_world_for(struct sast_world *w, const struct sast_language *language);

/* Whether the file that it was last made for led into more than is kept of others. */
bool sast_world_is_full(const struct sast_world *w);

#endif
