/* edit.c - see edit.h. */
#include "fix/edit.h"

#include "strata/buf.h"

struct placed {
	const struct fix_edit *edit;
	size_t index;
};

STRATA_VEC(placed_edits, struct placed);

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->edit->at != y->edit->at)
		return x->edit->at < y->edit->at ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

struct strata_str fix_edits_apply(struct strata_str bytes, const struct fix_edits *edits,
				  struct strata_arena *arena)
{
	struct placed_edits all = { 0 };
	struct strata_buf out = STRATA_BUF_INIT;
	struct strata_str result;
	size_t at = 0;

	for (size_t i = 0; i < edits->count; i++)
		*strata_vec_push(arena, &all) = (struct placed){ &edits->items[i], i };
	strata_vec_sort(&all, by_place);
	for (size_t i = 0; i < all.count; i++) {
		const struct fix_edit *e = all.items[i].edit;

		if (e->at < at || e->at + e->len > bytes.len)
			continue;
		strata_buf_add(&out, (struct strata_str){ bytes.ptr + at, e->at - at });
		strata_buf_add(&out, e->text);
		at = e->at + e->len;
	}
	strata_buf_add(&out, strata_str_skip(bytes, at));
	result = strata_arena_dup(arena, strata_buf_str(&out));
	strata_buf_release(&out);
	return result;
}

bool fix_edit_slice(struct fix_edits *edits, struct strata_str bytes, struct strata_str slice,
		    struct strata_str text, struct strata_arena *arena)
{
	uintptr_t from = (uintptr_t)bytes.ptr, at = (uintptr_t)slice.ptr;

	if (!slice.ptr || at < from || at + slice.len > from + bytes.len)
		return false;
	*strata_vec_push(arena, edits) = (struct fix_edit){ (size_t)(at - from), slice.len, text };
	return true;
}

void fix_insert_line(struct fix_edits *edits, struct strata_str bytes, size_t at,
		     struct strata_str line, struct strata_arena *arena)
{
	struct strata_str end = fix_line_end(bytes);
	bool broken = at > 0 && bytes.ptr[at - 1] != '\n'; /* no newline ends the text */

	*strata_vec_push(arena, edits) = (struct fix_edit){
		at, 0,
		broken ? strata_arena_join(arena, end, line, STRATA_NONE)
		       : strata_arena_join(arena, line, end, STRATA_NONE)
	};
}

struct strata_str fix_line_end(struct strata_str bytes)
{
	size_t end = strata_str_chr(bytes, '\n');

	return end != STRATA_NPOS && end > 0 && bytes.ptr[end - 1] == '\r' ? STRATA_STR("\r\n")
									   : STRATA_STR("\n");
}

unsigned fix_line_at(struct strata_str bytes, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at && i < bytes.len; i++)
		line += bytes.ptr[i] == '\n';
	return line;
}

struct strata_str fix_indent_at(struct strata_str bytes, size_t at)
{
	size_t start = at, end;

	while (start > 0 && bytes.ptr[start - 1] != '\n')
		start--;
	for (end = start; end < bytes.len && (bytes.ptr[end] == ' ' || bytes.ptr[end] == '\t'); end++)
		;
	return (struct strata_str){ bytes.ptr + start, end - start };
}
