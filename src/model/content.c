/* content.c - files that are not what their name says; see content.h. */
#include "model/content.h"

#include "text/utf8.h"

static unsigned line_at(struct strata_str text, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text.ptr[i] == '\n';
	return line;
}

static bool starts_nocase(struct strata_str s, struct strata_str prefix)
{
	return strata_str_eq_nocase(strata_str_take(s, prefix.len), prefix);
}

static bool is_utf16(struct strata_str bytes)
{
	return strata_str_starts(bytes, STRATA_STR("\xff\xfe")) ||
	       strata_str_starts(bytes, STRATA_STR("\xfe\xff"));
}

/* What a server answers in place of a file that it has not. */
static bool is_web_page(struct strata_str text)
{
	return starts_nocase(text, STRATA_STR("<!doctype html")) ||
	       starts_nocase(text, STRATA_STR("<html"));
}

/* Neither a merge conflict in the first line, nor PHP. */
static bool is_xml(struct strata_str text)
{
	return strata_str_starts(text, STRATA_STR("<")) &&
	       !strata_str_starts(text, STRATA_STR("<<")) &&
	       !starts_nocase(text, STRATA_STR("<?php"));
}

int content_text(struct strata_str *text, struct strata_arena *arena, struct strata_str bytes,
		 struct strata_error *err)
{
	struct strata_str plain = utf8_text(arena, bytes), start = strata_str_trim(plain);

	*text = is_utf16(bytes) && !is_xml(start) ? plain : bytes;
	if (is_web_page(start))
		return strata_fail(err, STRATA_ESYNTAX, 0, "file is a web page");
	return 0;
}

/* Where a line begins with the mark. Looked for by the mark's own bytes, which are rarer than lines. */
static size_t find_line(struct strata_str text, struct strata_str mark)
{
	size_t at = 0, hit;

	while ((hit = strata_str_find(strata_str_skip(text, at), mark)) != STRATA_NPOS) {
		at += hit;
		if (at == 0 || text.ptr[at - 1] == '\n')
			return at;
		at++;
	}
	return STRATA_NPOS;
}

/* Where the first line is that git puts into a file whose two sides differ. */
static size_t find_conflict(struct strata_str text)
{
	size_t at = find_line(text, STRATA_STR("<<<<<<< "));

	return at == STRATA_NPOS ? find_line(text, STRATA_STR(">>>>>>> ")) : at;
}

static bool is_noted(const struct strata_facts *facts, unsigned line)
{
	for (size_t i = 0; i < facts->notes.count; i++)
		if (facts->notes.items[i].line == line)
			return true;
	return facts->unreadable;
}

static void note_at(struct strata_facts *facts, struct strata_str text, size_t at,
		    const char *what)
{
	unsigned line;

	if (at == STRATA_NPOS)
		return;
	line = line_at(text, at);
	if (!is_noted(facts, line))
		strata_facts_note(facts, line, "%s", what);
}

void content_note(struct strata_facts *facts, struct strata_str text)
{
	if (is_xml(strata_str_trim(text)))
		return;
	note_at(facts, text, strata_str_chr(text, '\0'), "a NUL byte: this may be no text at all");
	note_at(facts, text, utf8_broken(text), "bytes that are no UTF-8");
	note_at(facts, text, find_conflict(text), "a merge conflict that is not resolved");
}
