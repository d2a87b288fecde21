/*
 * islands.c - see islands.h.
 *
 * Tags as HTML has them: a script or a style ends at its first end tag, whatever stands between.
 * The template of a Vue component, which may hold others, ends where its end tag begins a line,
 * as all tools that format such files write it. Fences as CommonMark 0.31 has them, in lists, too.
 */
#include "composition/islands.h"

#include <string.h>

#define TAG_BYTES 1000  /* an opening tag that is longer is none */
#define FENCE_LEAST 3

static const struct {
	const char *open, *language;
	bool own_line; /* both ends begin a line */
} islands[] = {
	{ "<script", "JavaScript", false },
	{ "<style", "CSS", false },
	{ "<template", "HTML", true },
	{ "---", "TypeScript", true },
};

static struct strata_str attribute(struct strata_str tag, const char *name)
{
	struct strata_str value, rest;
	size_t at = strata_str_find(tag, strata_str_of(name));

	if (at == STRATA_NPOS)
		return STRATA_NONE;
	value = strata_str_skip(tag, at + strlen(name));
	if (value.len < 2 || (value.ptr[0] != '"' && value.ptr[0] != '\''))
		return STRATA_NONE;
	strata_str_cut(&value, &rest, strata_str_skip(value, 1), value.ptr[0]);
	return value;
}

/* "text/x-scss", "application/ld+json": what is behind the last of these marks. */
static struct strata_str subtype(struct strata_str type)
{
	for (size_t i = type.len; i > 0; i--)
		if (strchr("/+-", type.ptr[i - 1]))
			return strata_str_skip(type, i);
	return type;
}

/* Templates that scripts carry are pages; a type that nobody knows is what it would be without. */
static const struct language *language_of(struct strata_str tag, const char *otherwise)
{
	struct strata_str lang = attribute(tag, "lang="), type = attribute(tag, "type=");
	const struct language *found = discover_language_called(lang.ptr ? lang : subtype(type));

	if (strata_str_eq(subtype(type), STRATA_STR("template")))
		found = discover_language_called(STRATA_STR("html"));
	return found ? found : discover_language_called(strata_str_of(otherwise));
}

/* Where the end stands, in either case, behind `from`; STRATA_NPOS: nowhere. */
static size_t find_end(struct strata_str s, size_t from, const struct syntax_mark *mark,
                       bool own_line)
{
	struct strata_str end = { mark->close, mark->close_length };

	for (size_t i = from; i + end.len <= s.len; i++) {
		const char *next = memchr(s.ptr + i, end.ptr[0], s.len - i - end.len + 1);

		if (!next)
			break;
		i = (size_t)(next - s.ptr);
		if ((!own_line || next[-1] == '\n') &&
		    strata_str_eq_nocase((struct strata_str){ next, end.len }, end))
			return i;
	}
	return STRATA_NPOS;
}

static size_t tag_length(const struct syntax_mark *mark, struct strata_str rest)
{
	size_t close;

	if (mark->open[0] != '<')
		return mark->open_length;
	close = strata_str_chr(strata_str_take(rest, TAG_BYTES), '>');
	if (close == STRATA_NPOS || rest.ptr[close - 1] == '/')
		return 0;
	/* Not <scripture>. */
	return strata_is_alpha(rest.ptr[mark->open_length]) ? 0 : close + 1;
}

bool island_at(struct island *out, const struct syntax_mark *mark, struct strata_str rest,
               bool *unclosed)
{
	size_t tag = tag_length(mark, rest), begin, end, row = 0;

	while (!strata_str_eq(strata_str_of(islands[row].open),
	                      (struct strata_str){ mark->open, mark->open_length }))
		row++;
	if (tag == 0)
		return false;
	end = find_end(rest, tag, mark, islands[row].own_line);
	*unclosed = end == STRATA_NPOS;
	if (end == STRATA_NPOS)
		return false;
	rest = strata_str_take(rest, end);
	begin = strata_str_chr(strata_str_skip(rest, tag), '\n');
	begin = begin == STRATA_NPOS ? end : begin + tag + 1;
	while (end > begin && rest.ptr[end - 1] != '\n')
		end--;
	out->text = strata_str_take(strata_str_skip(rest, begin), end - begin);
	out->language = language_of(strata_str_take(rest, tag), islands[row].language);
	return true;
}

/* How many of the fence's mark a line begins with, behind what lists and quotes put before it. */
static size_t fence_at(struct strata_str line, char *mark)
{
	size_t run = 0;

	while (line.len && strchr(" \t>-*+", line.ptr[0]))
		line = strata_str_skip(line, 1);
	if (line.len == 0 || (line.ptr[0] != '`' && line.ptr[0] != '~'))
		return 0;
	*mark = line.ptr[0];
	while (run < line.len && line.ptr[run] == *mark)
		run++;
	/* "```code```" is a span. */
	if (*mark == '`' && strata_str_chr(strata_str_skip(line, run), '`') != STRATA_NPOS)
		return 0;
	return run >= FENCE_LEAST ? run : 0;
}

/* "```{.python title=x}", "~~~ sh": its first word. */
static const struct language *fence_language(struct strata_str line)
{
	const struct language *found;
	size_t end = 0;

	while (line.len && strchr(" \t>-*+`~{.", line.ptr[0]))
		line = strata_str_skip(line, 1);
	while (end < line.len && !strchr(" \t\r,{}:", line.ptr[end]))
		end++;
	found = end ? discover_language_called(strata_str_take(line, end)) : NULL;
	return found && found->kind != LANGUAGE_PROSE ? found : NULL;
}

static void add_line(struct lines *own, struct strata_str line)
{
	if (strata_str_trim(line).len)
		own->comment++;
	else
		own->blank++;
}

/* What stands before a line that closes the fence; all of it without one. */
static struct strata_str fenced(struct strata_str text, size_t length, char mark)
{
	struct strata_str line, rest = text;
	char closing = 0;

	while (strata_str_cut(&line, &rest, rest, '\n') || line.len) {
		if (fence_at(line, &closing) >= length && closing == mark && !fence_language(line))
			return strata_str_take(text, (size_t)(line.ptr - text.ptr));
	}
	return text;
}

void islands_fenced(struct line_counts *all, struct lines *own, struct strata_str text,
                    unsigned depth)
{
	struct strata_str line, inside;

	while (text.len) {
		const struct language *language;
		char mark;
		size_t length;

		strata_str_cut(&line, &text, text, '\n');
		add_line(own, line);
		length = fence_at(line, &mark);
		if (!length)
			continue;
		inside = fenced(text, length, mark);
		text = strata_str_skip(text, inside.len);
		if ((language = fence_language(line)))
			lines_count_part(all, language, inside, depth + 1);
		else
			while (strata_str_cut(&line, &inside, inside, '\n') || line.len)
				add_line(own, line);
		/* The line that closes it. */
		if (text.len) {
			strata_str_cut(&line, &text, text, '\n');
			add_line(own, line);
		}
	}
}
