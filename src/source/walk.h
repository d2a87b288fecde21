/*
 * walk.h - the files that lie in a folder on disk.
 *
 * Of a work tree: those that the index has, and others that are not ignored. No
 * file is opened, none is looked at by stat where the folder tells its kind: reading
 * the folders is all the cost. Folders are opened one below the other and links
 * refused, so that no path leads out, whatever is changed meanwhile.
 */
#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H

#include "source/ignore.h"
#include "source/index.h"
#include "source/listing.h"

struct walk {
	struct listing *listing;
	int root;		     /* the top folder */
	bool plain;		     /* no work tree: everything but .git is listed */
	struct index_entries *index; /* on_disk is set in what is found; may be empty */
	struct ignore ignore;	     /* of the whole work tree; grows by each .gitignore */
	struct strata_arena *arena;  /* of what ignore holds */
};

int walk_run(struct walk *walk);

#endif
