/*
 * folders.h - node_modules as a tree: what node finds from a folder.
 *
 * Each folder has a number, 0 is the top. Looking up costs one step for each folder
 * above, and names that lie nowhere cost one step in all.
 */
#ifndef NPM_FOLDERS_H
#define NPM_FOLDERS_H

#include "strata/map.h"

struct npm_folder {
	unsigned parent; /* the next one above that is no node_modules */
	unsigned depth;
	unsigned content; /* 0: nothing lies there */
};

STRATA_VEC(npm_folder_list, struct npm_folder);

struct npm_folders {
	struct strata_map names;    /* of folders -> number, + 1 */
	struct strata_map children; /* parent, name and kind -> index into list */
	struct npm_folder_list list;
};

#define NPM_FOLDERS(arena) \
	((struct npm_folders){ .names = STRATA_MAP_INIT(arena), .children = STRATA_MAP_INIT(arena) })

/* Content of a folder that is found, and is nothing to go on with. */
#define NPM_FOLDER_EMPTY 0xffffffffu

/* The folder of a path, made when new. False when it is deeper than STRATA_LIMIT_NESTING. */
bool npm_folder_at(unsigned *folder, struct npm_folders *f, struct strata_str path);

/* <parent>/node_modules/<name>, likewise. */
bool npm_folder_module(unsigned *folder, struct npm_folders *f, unsigned parent,
		       struct strata_str name);

void npm_folder_put(struct npm_folders *f, unsigned folder, unsigned content);

/* Empties it, and gives its memory back as far as that goes. */
void npm_folders_release(struct npm_folders *f);

/* The content that node finds by that name from a folder; 0 without any. */
unsigned npm_folder_find(const struct npm_folders *f, unsigned folder, struct strata_str name);

#endif
