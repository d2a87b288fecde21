/*
 * hcl.c - a reader of HCL's native syntax; see hcl.h.
 *
 * Blocks, attributes, quoted templates, here documents, lists, objects and comments are
 * read; of other expressions only where they end: at the end of the line outside of all
 * brackets and quotes.
 *
 * Format: HCL 2, hclsyntax/spec.md, 2026-11.
 */
#include "terraform/hcl.h"

#include "strata/limits.h"
#include "text/utf8.h"

struct reader {
	const char *at, *end;
	unsigned line, depth;
	struct strata_arena *arena;
	struct strata_error *err;
};

static int fail(struct reader *r, const char *what)
{
	return strata_fail(r->err, STRATA_ESYNTAX, r->line, "malformed HCL: %s", what);
}

static bool peek(const struct reader *r, char c)
{
	return r->at < r->end && *r->at == c;
}

static bool peek_pair(const struct reader *r, const char *pair)
{
	return r->at + 1 < r->end && r->at[0] == pair[0] && r->at[1] == pair[1];
}

static void skip_line(struct reader *r)
{
	while (r->at < r->end && *r->at != '\n')
		r->at++;
}

static void skip_comment(struct reader *r)
{
	while (r->at < r->end && !peek_pair(r, "*/"))
		r->line += *r->at++ == '\n';
	r->at = r->end - r->at < 2 ? r->end : r->at + 2;
}

/* Blanks and comments; line ends too, where these have no meaning. */
static void skip_blank(struct reader *r, bool lines)
{
	while (r->at < r->end) {
		if (peek(r, '#') || peek_pair(r, "//"))
			skip_line(r);
		else if (peek_pair(r, "/*"))
			skip_comment(r);
		else if (strata_is_space(*r->at) && (lines || *r->at != '\n'))
			r->line += *r->at++ == '\n';
		else
			return;
	}
}

static bool is_word(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || c == '-' ||
	       (unsigned char)c >= 0x80;
}

static struct strata_str read_word(struct reader *r)
{
	const char *start = r->at;

	while (r->at < r->end && is_word(*r->at))
		r->at++;
	return (struct strata_str){ start, (size_t)(r->at - start) };
}

/* Takes the backslash away from what is escaped. */
static struct strata_str unescape(struct reader *r, struct strata_str s)
{
	char *text = strata_arena_alloc(r->arena, s.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\' && i + 1 < s.len)
			i++;
		text[len++] = s.ptr[i];
	}
	return (struct strata_str){ text, len };
}

/* At the opening quote. What "${" begins may hold quotes and go over lines. */
static int read_quoted(struct strata_str *out, struct reader *r)
{
	const char *start = ++r->at;
	unsigned braces = 0;
	bool escaped = false;

	while (r->at < r->end && (*r->at != '"' || braces)) {
		if (*r->at == '\n' && !braces)
			return fail(r, "a text goes over the end of its line");
		r->line += *r->at == '\n';
		if (*r->at == '\\' && r->at + 1 < r->end) {
			escaped = true;
			r->line += *++r->at == '\n';
		} else if (peek_pair(r, "${") || peek_pair(r, "%{")) {
			braces++;
			r->at++;
		} else if (*r->at == '}' && braces) {
			braces--;
		}
		r->at++;
	}
	if (r->at >= r->end)
		return fail(r, "the file ends inside a text");
	*out = (struct strata_str){ start, (size_t)(r->at - start) };
	r->at++;
	if (escaped)
		*out = unescape(r, *out);
	return 0;
}

/* After "<<": all lines up to the one that is the word alone. */
static int skip_here(struct reader *r)
{
	struct strata_str word, line;
	const char *start;

	if (peek(r, '-'))
		r->at++;
	word = read_word(r);
	if (!word.len)
		return 0;
	skip_line(r);
	while (r->at < r->end) {
		r->line++;
		start = ++r->at;
		skip_line(r);
		line = (struct strata_str){ start, (size_t)(r->at - start) };
		if (strata_str_eq(strata_str_trim(line), word))
			return 0;
	}
	return fail(r, "the file ends inside a here document");
}

/* Past an expression whose meaning nobody needs; it ends with its line, or before a ','. */
static int skip_expression(struct reader *r)
{
	struct strata_str ignored;
	unsigned brackets = 0;
	int rc;

	for (; r->at < r->end; r->at++) {
		char c = *r->at;

		if (!brackets && (c == '\n' || c == ',' || c == ']' || c == '}' || c == ')'))
			return 0;
		if (c == '"') {
			if ((rc = read_quoted(&ignored, r)) < 0)
				return rc;
			r->at--;
		} else if (peek_pair(r, "<<")) {
			r->at += 2;
			if ((rc = skip_here(r)) < 0)
				return rc;
			r->at--;
		} else if (c == '#' || peek_pair(r, "//")) {
			skip_line(r);
			r->at--;
		} else if (peek_pair(r, "/*")) {
			skip_comment(r);
			r->at--;
		} else if (c == '(' || c == '[' || c == '{') {
			brackets++;
		} else if (c == ')' || c == ']' || c == '}') {
			brackets--;
		} else if (c == '\n') {
			r->line++;
		}
	}
	return 0;
}

static int read_value(struct reader *r, struct node *parent, struct strata_str key, unsigned line);

static int enter(struct reader *r)
{
	if (++r->depth < STRATA_LIMIT_NESTING)
		return 0;
	return strata_fail(r->err, STRATA_ELIMIT, r->line,
			   "nested deeper than STRATA_LIMIT_NESTING");
}

static int read_list(struct reader *r, struct node *list)
{
	int rc = enter(r);

	for (r->at++; rc == 0;) {
		skip_blank(r, true);
		if (r->at >= r->end)
			return fail(r, "the file ends inside a list");
		if (peek(r, ']'))
			break;
		if (peek(r, ','))
			r->at++;
		else if (*r->at == '}' || *r->at == ')')
			return fail(r, "a bracket has no partner");
		else
			rc = read_value(r, list, STRATA_NONE, r->line);
	}
	r->at++;
	r->depth--;
	return rc;
}

/* One "key = value" or "key: value" of an object. */
static int read_member(struct reader *r, struct node *object)
{
	struct strata_str key = STRATA_NONE;
	unsigned line = r->line;
	int rc;

	if (peek(r, '"') && (rc = read_quoted(&key, r)) < 0)
		return rc;
	if (!key.ptr)
		key = read_word(r);
	skip_blank(r, false);
	if (!peek(r, '=') && !peek(r, ':'))
		return skip_expression(r);
	r->at++;
	skip_blank(r, true);
	return read_value(r, object, key, line);
}

static int read_object(struct reader *r, struct node *object)
{
	int rc = enter(r);

	for (r->at++; rc == 0;) {
		skip_blank(r, true);
		if (r->at >= r->end)
			return fail(r, "the file ends inside an object");
		if (peek(r, '}'))
			break;
		if (peek(r, ','))
			r->at++;
		else if (*r->at == ']' || *r->at == ')')
			return fail(r, "a bracket has no partner");
		else
			rc = read_member(r, object);
	}
	r->at++;
	r->depth--;
	return rc;
}

/* A quoted text, if that is the whole value; else the rest of the expression joins it. */
static int read_scalar(struct reader *r, struct node *n)
{
	const char *start = r->at;
	int rc = 0;

	if (peek(r, '"')) {
		if ((rc = read_quoted(&n->text, r)) < 0)
			return rc;
		skip_blank(r, false);
		n->quoted = strata_str_find(n->text, STRATA_STR("${")) == STRATA_NPOS;
		if (r->at >= r->end || *r->at == '\n' || *r->at == ',' || *r->at == '}' ||
		    *r->at == ']')
			return 0;
	}
	n->quoted = false;
	if ((rc = skip_expression(r)) < 0)
		return rc;
	n->text = strata_str_trim((struct strata_str){ start, (size_t)(r->at - start) });
	return 0;
}

static int read_value(struct reader *r, struct node *parent, struct strata_str key, unsigned line)
{
	enum node_type type = peek(r, '[') ? NODE_ARRAY : peek(r, '{') ? NODE_MAP : NODE_STRING;
	struct node *n = node_append(r->arena, parent, type, line);
	int rc;

	n->key = key;
	if (type == NODE_STRING)
		return read_scalar(r, n);
	rc = type == NODE_ARRAY ? read_list(r, n) : read_object(r, n);
	/* Of "[...].x" and the like only the beginning counts. */
	return rc < 0 ? rc : skip_expression(r);
}

static int read_body(struct reader *r, struct node *body, bool inner);

/* "type "label" word {": the labels, then the body. */
static int read_block(struct reader *r, struct node *parent, struct strata_str type, unsigned line)
{
	struct node *block = node_append(r->arena, parent, NODE_MAP, line), *label;
	int rc = enter(r);

	block->key = type;
	for (unsigned i = 0; rc == 0 && !peek(r, '{'); i++) {
		if (!peek(r, '"') && (r->at >= r->end || !is_word(*r->at)))
			return fail(r, "a block without a body");
		label = node_append(r->arena, block, NODE_STRING, r->line);
		label->key = strata_arena_printf(r->arena, "@%u", i);
		if (peek(r, '"'))
			rc = read_quoted(&label->text, r);
		else
			label->text = read_word(r);
		skip_blank(r, false);
	}
	if (rc < 0)
		return rc;
	r->at++;
	rc = read_body(r, block, true);
	r->depth--;
	return rc;
}

/* Attributes and blocks up to the end, or the '}' of the block around them. */
static int read_body(struct reader *r, struct node *body, bool inner)
{
	struct strata_str word;
	unsigned line;
	int rc = 0;

	while (rc == 0) {
		skip_blank(r, true);
		if (r->at >= r->end)
			return inner ? fail(r, "the file ends inside a block") : 0;
		if (inner && peek(r, '}')) {
			r->at++;
			return 0;
		}
		line = r->line;
		word = read_word(r);
		if (!word.len)
			return fail(r, "neither an attribute nor a block");
		skip_blank(r, false);
		if (!peek(r, '=')) {
			rc = read_block(r, body, word, line);
			continue;
		}
		r->at++;
		skip_blank(r, false);
		rc = read_value(r, body, word, line);
	}
	return rc;
}

int hcl_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	     struct strata_error *err)
{
	struct strata_str text = utf8_text(arena, bytes);
	struct reader r = {
		.at = text.len ? text.ptr : "",
		.line = 1,
		.arena = arena,
		.err = err,
	};

	r.end = r.at + text.len;
	*out = node_append(arena, NULL, NODE_MAP, 1);
	return read_body(&r, *out, false);
}
