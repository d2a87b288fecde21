/*
 * edit.h - changes of a text that leave every other byte as it is.
 */
#ifndef FIX_EDIT_H
#define FIX_EDIT_H

#include "strata/arena.h"

/* `len` bytes at `at` give way to `text`. */
struct fix_edit {
	size_t at, len;
	struct strata_str text;
};

STRATA_VEC(fix_edits, struct fix_edit);

/*
 * The bytes with all edits made. Edits that touch each other's bytes: the first of them in the
 * list is made. Insertions at one place stand in the order of the list.
 */
struct strata_str fix_edits_apply(struct strata_str bytes, const struct fix_edits *edits,
				  struct strata_arena *arena);

/* Replaces a slice of bytes; false when it is none of them. */
bool fix_edit_slice(struct fix_edits *edits, struct strata_str bytes, struct strata_str slice,
		    struct strata_str text, struct strata_arena *arena);

/* Adds lines behind what ends at `at`, which is behind a line's end or the text's. */
void fix_insert_line(struct fix_edits *edits, struct strata_str bytes, size_t at,
		     struct strata_str line, struct strata_arena *arena);

/* How lines of a text end: "\r\n" where its first one does, else "\n". */
struct strata_str fix_line_end(struct strata_str bytes);

/* The 1-based line of an offset. */
unsigned fix_line_at(struct strata_str bytes, size_t at);

/* The blanks that the line of an offset begins with. */
struct strata_str fix_indent_at(struct strata_str bytes, size_t at);

#endif
