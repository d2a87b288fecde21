/*
 * dockerfile.c - the lines of a Dockerfile, joined to instructions.
 *
 * A line goes on when its last character is the escape character, behind which only blanks
 * may stand, and which is not itself escaped. Comments and empty lines within do not end it.
 * What joins keeps the blanks that continued lines begin with.
 *
 * Specified by: docs.docker.com, "Dockerfile reference", 1.12, 2026-11; where that is silent,
 * BuildKit's parser, 2026-08.
 */
#include "syntax/dockerfile.h"

#include "strata/buf.h"
#include "syntax/dockerfile_arguments.h"
#include "text/line.h"
#include "text/utf8.h"

struct reader {
	struct dockerfile *out;
	struct strata_arena *arena;
	struct line_cursor lines;
	struct strata_buf body;
	struct dockerfile_pieces pieces;
	bool top;  /* directives may still come */
	bool open; /* a text in place had no end: no further one is looked for */
};

static struct strata_str trim_left(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && strata_is_space(s.ptr[n]))
		n++;
	return strata_str_skip(s, n);
}

static bool is_comment(struct strata_str line)
{
	line = trim_left(line);
	return line.len && line.ptr[0] == '#';
}

/* Whether the line goes on; it loses the escape character and the blanks behind it. */
static bool goes_on(struct strata_str *line, char escape)
{
	size_t n = line->len;

	while (n && (line->ptr[n - 1] == ' ' || line->ptr[n - 1] == '\t'))
		n--;
	if (!n || line->ptr[n - 1] != escape || (n > 1 && line->ptr[n - 2] == escape))
		return false;
	line->len = n - 1;
	return true;
}

static bool has_directive(const struct dockerfile *file, struct strata_str name)
{
	for (size_t i = 0; i < file->directives.count; i++)
		if (strata_str_eq(file->directives.items[i].name, name))
			return true;
	return false;
}

static bool is_directive(struct strata_str name)
{
	return strata_str_eq_nocase(name, STRATA_STR("syntax")) ||
	       strata_str_eq_nocase(name, STRATA_STR("escape")) ||
	       strata_str_eq_nocase(name, STRATA_STR("check"));
}

static void set_escape(struct reader *r, struct strata_str value)
{
	if (strata_str_eq(value, STRATA_STR("\\")) || strata_str_eq(value, STRATA_STR("`")))
		r->out->escape = value.ptr[0];
	else
		dockerfile_problem(r->out, r->arena, r->lines.number,
				   "the escape character can be \\ or ` only");
}

/* The first line that is no directive is the last that could be one. */
static void read_directive(struct reader *r, struct strata_str comment)
{
	struct strata_str name, value;
	struct dockerfile_directive *d;

	r->top = r->top && strata_str_cut(&name, &value, comment, '=') &&
		 is_directive(strata_str_trim(name)) && strata_str_trim(value).len;
	if (!r->top)
		return;
	name = strata_arena_lower(r->arena, strata_str_trim(name));
	value = strata_str_trim(value);
	if (has_directive(r->out, name))
		dockerfile_problem(r->out, r->arena, r->lines.number, "'%.*s' is set twice",
				   STRATA_ARG(name));
	d = strata_vec_push(r->arena, &r->out->directives);
	*d = (struct dockerfile_directive){ name, value, r->lines.number };
	if (strata_str_eq(name, STRATA_STR("escape")))
		set_escape(r, value);
}

static void read_comment(struct reader *r)
{
	struct strata_str text = strata_str_skip(trim_left(r->lines.line), 1);

	*strata_vec_push(r->arena, &r->out->comments) =
		(struct dockerfile_comment){ strata_str_trim(text), r->lines.number };
	read_directive(r, text);
}

static void add_piece(struct reader *r, struct strata_str text)
{
	*strata_vec_push(r->arena, &r->pieces) = (struct dockerfile_piece){
		.offset = r->body.len,
		.line = r->lines.number,
		.column = (unsigned)(text.ptr - r->lines.line.ptr) + 1,
	};
	strata_buf_add(&r->body, text);
}

/* The lines of one instruction, from the one at the cursor on. */
static void join_lines(struct reader *r)
{
	struct strata_str text = trim_left(r->lines.line);
	bool more = goes_on(&text, r->out->escape);

	add_piece(r, text);
	while (more && line_next(&r->lines)) {
		text = r->lines.line;
		if (is_comment(text))
			read_comment(r);
		else if (trim_left(text).len) {
			more = goes_on(&text, r->out->escape);
			add_piece(r, text);
		}
	}
}

static bool ends_text(struct strata_str line, const struct dockerfile_heredoc *doc)
{
	while (doc->chomp && line.len && line.ptr[0] == '\t')
		line = strata_str_skip(line, 1);
	return strata_str_eq(line, doc->name);
}

/* Its lines, up to the one that is its name. False, and nothing is read, without that. */
static bool read_text(struct reader *r, struct dockerfile_heredoc *doc)
{
	struct line_cursor at = r->lines;
	const char *start = at.rest.ptr;

	doc->line = at.number + 1;
	while (line_next(&at))
		if (ends_text(at.line, doc)) {
			doc->text = (struct strata_str){ start, (size_t)(at.line.ptr - start) };
			r->lines = at;
			return true;
		}
	return false;
}

static void read_texts(struct reader *r, struct dockerfile_instruction *i)
{
	struct dockerfile_heredocs announced = { 0 };

	if (!r->open)
		dockerfile_announced(&announced, i, r->arena);
	for (size_t k = 0; k < announced.count; k++) {
		if (!read_text(r, &announced.items[k])) {
			dockerfile_problem(r->out, r->arena, i->line,
					   "the text up to '%.*s' has no end",
					   STRATA_ARG(strata_str_take(announced.items[k].name, 60)));
			r->open = true;
			return;
		}
		*strata_vec_push(r->arena, &i->heredocs) = announced.items[k];
	}
}

static void read_instruction(struct reader *r)
{
	struct dockerfile_instruction *i;
	unsigned line = r->lines.number;

	r->pieces = (struct dockerfile_pieces){ 0 };
	strata_buf_reset(&r->body);
	join_lines(r);
	if (!strata_str_trim(strata_buf_str(&r->body)).len)
		return;
	i = strata_vec_push(r->arena, &r->out->instructions);
	i->line = line;
	i->body = strata_arena_dup(r->arena, strata_buf_str(&r->body));
	i->pieces = r->pieces;
	dockerfile_arguments(r->out, i, r->arena);
	read_texts(r, i);
	i->end_line = r->lines.number;
}

bool dockerfile_is_template(struct strata_str bytes)
{
	static const char *const signs[] = { "<%", "{%", "{{-", "{{ if", "{{if", "FROM {{", "{{ range" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (strata_str_find(bytes, strata_str_of(signs[i])) != STRATA_NPOS)
			return true;
	return false;
}

void dockerfile_read(struct dockerfile *out, struct strata_str bytes, struct strata_arena *arena)
{
	struct reader r = {
		.out = out,
		.arena = arena,
		.lines = LINE_CURSOR(utf8_text(arena, bytes)),
		.body = STRATA_BUF_INIT,
		.top = true,
	};

	*out = (struct dockerfile){ .escape = '\\' };
	while (line_next(&r.lines)) {
		if (is_comment(r.lines.line)) {
			read_comment(&r);
			continue;
		}
		r.top = false;
		if (trim_left(r.lines.line).len)
			read_instruction(&r);
	}
	if (!out->instructions.count)
		dockerfile_problem(out, arena, 0, "no instruction is there");
	strata_buf_release(&r.body);
}

struct dockerfile_piece dockerfile_place(const struct dockerfile_instruction *i, size_t offset)
{
	size_t low = 0, high = i->pieces.count;
	struct dockerfile_piece at;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (i->pieces.items[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	at = i->pieces.items[low];
	return (struct dockerfile_piece){ offset, at.line, at.column + (unsigned)(offset - at.offset) };
}

struct strata_str dockerfile_flag(const struct dockerfile_instruction *i, const char *name)
{
	for (size_t k = 0; k < i->flags.count; k++)
		if (strata_str_eq(i->flags.items[k].name, strata_str_of(name)))
			return i->flags.items[k].value.ptr ? i->flags.items[k].value : STRATA_STR("");
	return STRATA_NONE;
}
