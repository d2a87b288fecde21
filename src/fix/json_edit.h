/*
 * json_edit.h - members put into an object of a JSON text, in the manner of the text.
 */
#ifndef FIX_JSON_EDIT_H
#define FIX_JSON_EDIT_H

#include "fix/edit.h"
#include "strata/error.h"

struct fix_member {
	struct strata_str key, value; /* texts */
};

STRATA_VEC(fix_members, struct fix_member);

/*
 * Adds the edits that give the object at `path` (keys from the top, ended by NULL) these
 * members; a text that has one of the keys already gives way. Objects that are not there are
 * made. ESYNTAX: the text is no object, or something else stands on the path.
 */
int fix_json_set(struct fix_edits *out, struct strata_str bytes, const char *const *path,
		 const struct fix_members *members, struct strata_arena *arena,
		 struct strata_error *err);

#endif
