/*
 * head.c - see head.h.
 *
 * A line of a comment is known by how it begins, or by a block that is open before it.
 */
#include "composition/head.h"

#include <string.h>

struct strata_str head_lower(char *room, struct strata_str s, size_t most)
{
	s = strata_str_take(s, most);
	for (size_t i = 0; i < s.len; i++)
		room[i] = strata_lower(s.ptr[i]);
	return (struct strata_str){ room, s.len };
}

bool head_has(struct strata_str low, const char *word)
{
	return strata_str_find(low, strata_str_of(word)) != STRATA_NPOS;
}

/* Whether what stands before a word in its line makes it a part of a program's text. */
static bool is_quoted(struct strata_str before)
{
	size_t newline = strata_str_rchr(before, '\n');
	struct strata_str line = newline == STRATA_NPOS ? before : strata_str_skip(before, newline + 1);

	line = strata_str_trim(line);
	if (line.len == 0 || strchr("/*#-;%<!{(|", line.ptr[0]) ||
	    strata_str_starts(line, STRATA_STR("\"\"\"")))
		return false;
	for (size_t i = 0; i < line.len; i++)
		if (strchr("\"'`", line.ptr[i]))
			return true;
	return false;
}

bool head_says(struct strata_str low, const char *word)
{
	struct strata_str rest = low;
	size_t at;

	while ((at = strata_str_find(rest, strata_str_of(word))) != STRATA_NPOS) {
		rest = strata_str_skip(rest, at);
		if (!is_quoted(strata_str_take(low, (size_t)(rest.ptr - low.ptr))))
			return true;
		rest = strata_str_skip(rest, 1);
	}
	return false;
}

/* Blocks that comments are written in. */
static const struct {
	const char *open, *close;
} blocks[] = {
	{ "/*", "*/" },         { "<!--", "-->" }, { "\"\"\"", "\"\"\"" }, { "'''", "'''" },
	{ "{-", "-}" },         { "(*", "*)" },    { "=begin", "=end" },   { "{{/*", "*/}}" },
	{ "<#", "#>" },         { "--[[", "]]" },  { "<%--", "--%>" },     { "{#", "#}" },
};

/* The length of the block that s begins with: up to its end, or all; 0: it begins with none. */
static size_t block_length(struct strata_str s)
{
	for (size_t i = 0; i < sizeof(blocks) / sizeof *(blocks); i++) {
		struct strata_str open = strata_str_of(blocks[i].open);
		size_t end;

		if (!strata_str_starts(s, open))
			continue;
		end = strata_str_find(strata_str_skip(s, open.len), strata_str_of(blocks[i].close));
		return end == STRATA_NPOS ? s.len : open.len + end + strlen(blocks[i].close);
	}
	return 0;
}

static size_t line_length(struct strata_str s)
{
	size_t newline = strata_str_chr(s, '\n');

	return newline == STRATA_NPOS ? s.len : newline + 1;
}

/* "goto_" is none of them, "package a;" is. */
static bool is_around(struct strata_str s)
{
	static const char words[] =
		"package import using use namespace module syntax option from require "
		"exit local dnl rem extern";
	static const char *const starts[] = { "<?", "<!", "@charset", "'use strict'", "\"use strict\"",
		                              "..",  "@rem", "<%@", "\xef\xbb\xbf" };
	size_t end = 0;

	for (size_t i = 0; i < sizeof(starts) / sizeof *(starts); i++)
		if (strata_str_starts(s, strata_str_of(starts[i])))
			return true;
	while (end < s.len && strata_is_alpha(s.ptr[end]))
		end++;
	return end && strata_lists(words, strata_str_take(s, end));
}

static bool is_line_comment(struct strata_str s)
{
	return strchr("#;%\"!", s.ptr[0]) || strata_str_starts(s, STRATA_STR("//")) ||
	       strata_str_starts(s, STRATA_STR("--"));
}

static struct strata_str past_blank(struct strata_str s)
{
	while (s.len && strata_is_space(s.ptr[0]))
		s = strata_str_skip(s, 1);
	return s;
}

struct strata_str head_opening(struct strata_str low)
{
	struct strata_str s = past_blank(low);

	while (s.len) {
		size_t length = block_length(s);

		if (!length && (is_line_comment(s) || is_around(s)))
			length = line_length(s);
		if (!length)
			break;
		s = past_blank(strata_str_skip(s, length));
	}
	return strata_str_take(low, low.len - s.len);
}

struct strata_str head_comments(struct strata_str text, size_t most)
{
	struct strata_str begin = strata_str_trim(text), s;

	if (strata_str_starts(begin, STRATA_STR("<%")))
		begin = past_blank(strata_str_skip(begin, 3));
	for (s = begin; s.len; s = past_blank(s)) {
		size_t length = strata_str_starts(s, STRATA_STR("//")) ? line_length(s) : 0;

		if (!length && strata_str_starts(s, STRATA_STR("/*")))
			length = block_length(s);
		if (!length || (size_t)(s.ptr - begin.ptr) >= most)
			break;
		s = strata_str_skip(s, length);
	}
	return strata_str_take(strata_str_take(begin, (size_t)(s.ptr - begin.ptr)), most);
}
