/*
 * lines.c - one pass over the bytes, with the marks of the language; see lines.h.
 *
 * Most bytes mean nothing, and are passed over by a table of 256 classes; only where a mark may
 * begin is looked at which. Nothing is looked at twice but a few bytes back, so the cost is
 * linear whatever the text is.
 */
#include "composition/lines.h"

#include <string.h>

#include "composition/islands.h"
#include "composition/notebook.h"
#include "composition/syntax.h"

#define LINES_DEPTH_MOST 4  /* texts within texts; what is deeper counts as what it lies in */
#define HEREDOCS_MOST 8     /* that one line begins; further ones count as code as it comes */
#define PATTERN_BYTES 1000  /* of a regular expression: a longer one is none */
#define LOOK_BACK_BYTES 256 /* for what stands before a mark */

struct scan {
	const struct syntax *syntax;
	const char *begin, *at, *end;
	const char *line;   /* where it begins */
	bool code, comment; /* what it has so far */
	struct strata_str heredocs[HEREDOCS_MOST];
	unsigned heredoc_count;
	unsigned depth; /* of texts that it lies in */
	/* Of its marks, tags that nothing ends: looking on for such an end would find none, too. */
	bool unclosed[SYNTAX_MARKS_MOST];
	struct line_counts *all;
	struct lines *out;
};

static void end_line(struct scan *s)
{
	if (s->code && !s->syntax->prose)
		s->out->code++;
	else if (s->code || s->comment)
		s->out->comment++;
	else
		s->out->blank++;
	s->code = s->comment = false;
	s->line = s->at;
}

/* Goes past a byte that is inside of something. *seen is what it makes of its line. */
static void pass(struct scan *s, bool *seen)
{
	char c = *s->at++;

	if (c == '\n')
		end_line(s);
	else if (!strata_is_space(c))
		*seen = true;
}

/* Of one byte at least; asked at each byte of comments and texts, so that one is looked at first. */
static bool stands(const struct scan *s, const char *text, unsigned char length)
{
	return (size_t)(s->end - s->at) >= length && *s->at == *text &&
	       memcmp(s->at, text, length) == 0;
}

static bool stands_nocase(const struct scan *s, const struct syntax_mark *mark)
{
	struct strata_str here = { s->at, mark->open_length };

	return (size_t)(s->end - s->at) >= mark->open_length &&
	       strata_str_eq_nocase(here, (struct strata_str){ mark->open, mark->open_length });
}

static void pass_line(struct scan *s, bool *seen)
{
	const char *newline = memchr(s->at, '\n', (size_t)(s->end - s->at));

	*seen = true;
	s->at = newline ? newline : s->end;
}

static void pass_bytes(struct scan *s, unsigned char count, bool *seen)
{
	for (unsigned char i = 0; i < count && s->at < s->end; i++)
		pass(s, seen);
}

static void pass_block(struct scan *s, const struct syntax_mark *mark, bool *seen)
{
	unsigned depth = 1;

	pass_bytes(s, mark->open_length, seen);
	while (s->at < s->end) {
		if (stands(s, mark->close, mark->close_length)) {
			pass_bytes(s, mark->close_length, seen);
			if (--depth == 0)
				return;
		} else if (mark->kind == 'N' && stands(s, mark->open, mark->open_length)) {
			pass_bytes(s, mark->open_length, seen);
			depth++;
		} else {
			pass(s, seen);
		}
	}
}

/* A block between lines, as =begin and =end; without an end, the rest of the file. */
static void pass_anchored(struct scan *s, const struct syntax_mark *mark)
{
	bool ends = false;

	while (s->at < s->end && !ends) {
		ends = mark->close_length && s->at != s->begin && s->at == s->line &&
		       stands(s, mark->close, mark->close_length);
		while (s->at < s->end && *s->at != '\n')
			pass(s, &s->comment);
		if (!ends && s->at < s->end)
			pass(s, &s->comment);
	}
}

static void pass_string(struct scan *s, const struct syntax_mark *mark)
{
	pass_bytes(s, mark->open_length, &s->code);
	while (s->at < s->end) {
		if (mark->kind == 'E' && *s->at == '\n')
			return;
		if (mark->kind != 'R' && *s->at == '\\') {
			pass_bytes(s, 2, &s->code);
		} else if (stands(s, mark->close, mark->close_length)) {
			pass_bytes(s, mark->close_length, &s->code);
			return;
		} else {
			pass(s, &s->code);
		}
	}
}

/* The last byte before that is no white space; 0 at the begin, or where it is far away. */
static char before(const struct scan *s)
{
	const char *least = s->at - s->begin > LOOK_BACK_BYTES ? s->at - LOOK_BACK_BYTES : s->begin;

	for (const char *p = s->at; p > least; p--)
		if (!strata_is_space(p[-1]))
			return p[-1];
	return 0;
}

/* A string by itself documents; one that is assigned, passed or joined is a value. */
static void pass_document(struct scan *s, const struct syntax_mark *mark)
{
	char c = before(s);

	if (s->code || (c && strchr("=([{,+%\\<>", c))) {
		struct syntax_mark string = *mark;

		string.kind = 'M';
		pass_string(s, &string);
	} else {
		pass_block(s, mark, &s->comment);
	}
}

static bool is_word(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_';
}

/* After "<<": '-' or '~', perhaps a quote, the word. */
static void begin_heredoc(struct scan *s, const struct syntax_mark *mark)
{
	const char *p = s->at + mark->open_length, *word;
	bool shifts = s->at > s->begin && (is_word(s->at[-1]) || s->at[-1] == ')');
	char quote = 0;

	s->code = true;
	s->at = p;
	if (p < s->end && (*p == '-' || *p == '~'))
		p++;
	if (p < s->end && (*p == '\'' || *p == '"' || *p == '\\'))
		quote = *p++;
	for (word = p; p < s->end && is_word(*p); p++)
		;
	if (p == word || strata_is_digit(*word) || shifts || s->heredoc_count == HEREDOCS_MOST)
		return;
	if (quote && quote != '\\' && p < s->end && *p == quote)
		s->at = p + 1;
	else
		s->at = p;
	s->heredocs[s->heredoc_count++] = (struct strata_str){ word, (size_t)(p - word) };
}

static struct strata_str this_line(const struct scan *s)
{
	const char *newline = memchr(s->at, '\n', (size_t)(s->end - s->at));

	return (struct strata_str){ s->at, (size_t)((newline ? newline : s->end) - s->at) };
}

/* PHP's ends may be followed by what ends the statement. */
static bool ends_heredoc(struct strata_str line, struct strata_str word)
{
	line = strata_str_trim(line);
	return strata_str_starts(line, word) &&
	       (line.len == word.len || !is_word(line.ptr[word.len]));
}

/* The lines of the heredocs that the line before began. */
static void pass_heredocs(struct scan *s)
{
	unsigned done = 0;

	while (done < s->heredoc_count && s->at < s->end) {
		struct strata_str line = this_line(s);

		if (ends_heredoc(line, s->heredocs[done]))
			done++;
		s->code = strata_str_trim(line).len > 0;
		s->at = line.ptr + line.len;
		if (done < s->heredoc_count && s->at < s->end)
			pass(s, &s->code);
	}
	s->heredoc_count = 0;
}

/* A slash where a value may stand begins a pattern, which ends on the same line. */
static void pass_pattern(struct scan *s)
{
	const char *end = s->end - s->at > PATTERN_BYTES ? s->at + PATTERN_BYTES : s->end;
	char c = before(s);
	bool in_class = false;

	s->code = true;
	s->at++;
	if (c && !strchr("(,=:[!&|?{};+*%<>~^", c))
		return;
	for (const char *p = s->at; p < end && *p != '\n'; p++) {
		if (*p == '\\' && p + 1 < end && p[1] != '\n') {
			p++;
		} else if (*p == '/' && !in_class) {
			s->at = p + 1;
			return;
		} else if (*p == '[' || *p == ']') {
			in_class = *p == '[';
		}
	}
}

/* Lines in another language are counted as such; the lines of the tags around them are not. */
static void pass_island(struct scan *s, const struct syntax_mark *mark)
{
	struct strata_str rest = { s->at, (size_t)(s->end - s->at) };
	bool *unclosed = &s->unclosed[mark - s->syntax->marks];
	struct island island;

	s->code = true;
	if (s->depth < LINES_DEPTH_MOST && !*unclosed &&
	    island_at(&island, mark, rest, unclosed)) {
		while (s->at < island.text.ptr)
			pass(s, &s->code);
		if (island.text.len == 0)
			return;
		lines_count_part(s->all, island.language, island.text, s->depth + 1);
		s->at = s->line = island.text.ptr + island.text.len;
	} else {
		pass_bytes(s, mark->open_length, &s->code);
	}
}

/* What a template shows around its code, up to where code begins. */
static void pass_outside(struct scan *s, const struct syntax_mark *mark)
{
	static const struct syntax_mark comment = { 'B', 4, 3, "<!--", "-->" };

	while (s->at < s->end && !stands(s, mark->close, mark->close_length)) {
		if (stands(s, comment.open, comment.open_length))
			pass_block(s, &comment, &s->comment);
		else
			pass(s, &s->code);
	}
}

static bool fits(const struct scan *s, const struct syntax_mark *mark)
{
	switch (mark->kind) {
	case 'F': return !s->code && stands_nocase(s, mark);
	case 'C':
	case 'A': return s->at == s->line && stands(s, mark->open, mark->open_length);
	case 'I': return stands_nocase(s, mark);
	case 'S': return s->at == s->begin && stands(s, mark->open, mark->open_length);
	default: return stands(s, mark->open, mark->open_length);
	}
}

static void take_mark(struct scan *s, const struct syntax_mark *mark)
{
	switch (mark->kind) {
	case 'L':
	case 'F':
	case 'C': pass_line(s, &s->comment); break;
	case 'B':
	case 'N': pass_block(s, mark, &s->comment); break;
	case 'A': pass_anchored(s, mark); break;
	case 'D': pass_document(s, mark); break;
	case 'H': begin_heredoc(s, mark); break;
	case 'I':
	case 'S': pass_island(s, mark); break;
	case 'J': pass_pattern(s); break;
	case 'O': pass_outside(s, mark); break;
	case 'K': pass_bytes(s, mark->open_length, &s->code); break;
	default: pass_string(s, mark); break;
	}
}

static void look(struct scan *s)
{
	for (unsigned i = 0; i < s->syntax->count; i++)
		if (fits(s, &s->syntax->marks[i])) {
			take_mark(s, &s->syntax->marks[i]);
			return;
		}
	pass(s, &s->code);
}

static void step(struct scan *s)
{
	const unsigned char *class = s->syntax->class;

	switch (class[(unsigned char)*s->at]) {
	case SYNTAX_OTHER:
		s->code = true;
		while (s->at < s->end && class[(unsigned char)*s->at] == SYNTAX_OTHER)
			s->at++;
		break;
	case SYNTAX_BLANK: s->at++; break;
	case SYNTAX_NEWLINE:
		pass(s, &s->code);
		if (s->heredoc_count)
			pass_heredocs(s);
		break;
	default: look(s); break;
	}
}

static void count_own(struct line_counts *all, struct lines *out, const struct language *language,
                      struct strata_str text, unsigned depth)
{
	struct scan s = { .syntax = syntax_of(language), .all = all, .out = out, .depth = depth };

	s.begin = s.at = s.line = text.ptr;
	s.end = text.ptr + text.len;
	if (s.syntax->outside)
		pass_outside(&s, s.syntax->outside);
	while (s.at < s.end)
		step(&s);
	if (s.line < s.end)
		end_line(&s);
}

static struct lines *part_of(struct line_counts *all, const struct language *language)
{
	for (unsigned i = 0; i < all->part_count; i++)
		if (all->parts[i].language == language)
			return &all->parts[i].lines;
	if (all->part_count == LINES_PARTS_MOST)
		return &all->own;
	all->parts[all->part_count] = (struct lines_part){ .language = language };
	return &all->parts[all->part_count++].lines;
}

static void count(struct line_counts *all, struct lines *out, const struct language *language,
                  struct strata_str text, unsigned depth)
{
	if (depth < LINES_DEPTH_MOST && syntax_of(language)->fenced)
		islands_fenced(all, out, text, depth);
	else
		count_own(all, out, language, text, depth);
}

void lines_count_part(struct line_counts *out, const struct language *language,
                      struct strata_str text, unsigned depth)
{
	count(out, part_of(out, language), language, text, depth);
}

void lines_count(struct line_counts *out, const struct language *language, struct strata_str text)
{
	if (!syntax_of(language)->notebook || notebook_count(out, text) < 0)
		count(out, &out->own, language, text, 0);
}

struct lines lines_total(const struct line_counts *counts)
{
	struct lines total = counts->own;

	for (unsigned i = 0; i < counts->part_count; i++) {
		total.code += counts->parts[i].lines.code;
		total.comment += counts->parts[i].lines.comment;
		total.blank += counts->parts[i].lines.blank;
	}
	return total;
}
