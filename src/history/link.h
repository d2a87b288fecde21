/* link.h - how the versions of a path tie it to others. */
#ifndef HISTORY_LINK_H
#define HISTORY_LINK_H

#include "facts/collect.h"

enum history_link_kind {
	HISTORY_LINK_PATH,    /* with whatever is at that path */
	HISTORY_LINK_FOLDER,  /* with whatever lies in that folder */
	HISTORY_LINK_MEMBERS, /* with those of its format in the folders that a pattern means */
	HISTORY_LINK_ROOT,    /* with those that are a project of that name */
	HISTORY_LINK_IS_ROOT, /* it is such a project */
	HISTORY_LINK_ABOVE,   /* with those of that path's name in all folders above it */
	HISTORY_LINK_DRAWS,   /* with a path that is to be read as a format, whatever its name */
	HISTORY_LINK_KINDS,
};

struct history_link {
	enum history_link_kind kind;
	struct strata_str text;
	const struct strata_format *format; /* of DRAWS; else NULL */
};

STRATA_VEC(history_links, struct history_link);

/* All that the facts of a file tell, in arena. */
void history_find_links(struct history_links *out, const struct facts_file *file,
			struct strata_arena *arena);

#endif
