/*
 * yaml_edit.h - entries put into a map at the top of a YAML text, a line each.
 */
#ifndef FIX_YAML_EDIT_H
#define FIX_YAML_EDIT_H

#include "fix/json_edit.h"

/*
 * Adds the edits that give the map at `key` these members; the value of one that is there
 * already gives way. A map that is not there is made at the end. `out` has no other edits.
 * ESYNTAX: what stands there is no map of lines.
 */
int fix_yaml_set(struct fix_edits *out, struct strata_str bytes, const char *key,
		 const struct fix_members *members, struct strata_arena *arena,
		 struct strata_error *err);

#endif
