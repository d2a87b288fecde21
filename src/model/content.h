/*
 * content.h - what is asked of a file before and after a parser reads it: that it is
 * text, and the file that it is named for. So a parser that passes over what it does
 * not know (programs, lists of lines) is not silent on a file that holds nothing else.
 */
#ifndef MODEL_CONTENT_H
#define MODEL_CONTENT_H

#include "strata/facts.h"

/*
 * The text to parse: UTF-16 becomes UTF-8, all else stays as it is. Fails on a page of a
 * web server. XML tells its encoding itself: its bytes are its
 * reader's.
 */
int content_text(struct strata_str *text, struct strata_arena *arena, struct strata_str bytes,
		 struct strata_error *err);

/* Notes NUL bytes, bytes that are no UTF-8, and marks of a merge that is not done, unless facts do. */
void content_note(struct strata_facts *facts, struct strata_str text);

#endif
