/*
 * yaml_block.c - the YAML that lockfiles are written in; see yaml_block.h.
 *
 * Line by line, with a stack of the open maps and lists and their columns. `false` means
 * everywhere: not of this kind, libyaml is to read it all (or its entries, again).
 */
#include "text/yaml_block.h"

#include "strata/limits.h"
#include "text/scan.h"

/* libyaml takes keys of up to 1024 characters. */
enum { LEVELS = 64, FLOW_LEVELS = 16, KEY_MOST = 1000 };

struct level {
	struct node *node;
	size_t column;
};

struct reader {
	struct strata_arena *arena;
	struct strata_arena *nodes; /* the same, or that of the entry that is open */
	struct entries_reader *entries;
	struct node *entry;
	struct node *stream;
	struct strata_str line; /* its rest, from `column` on; no blanks at its end */
	size_t column;
	unsigned number;
	size_t count; /* of nodes */
	struct level open[LEVELS];
	unsigned depth;
	bool waits; /* a key, or a dash, has its value in the lines below */
	struct strata_str key;
	unsigned key_line;
};

static struct level *top(struct reader *r)
{
	return &r->open[r->depth - 1];
}

static void skip(struct reader *r, size_t n)
{
	r->line = strata_str_skip(r->line, n);
	r->column += n;
}

static void skip_blanks(struct reader *r)
{
	size_t n = 0;

	while (n < r->line.len && r->line.ptr[n] == ' ')
		n++;
	skip(r, n);
}

/* Whether the character there is followed by a blank or the end of the line. */
static bool ends_at(struct strata_str s, size_t at)
{
	return at + 1 >= s.len || s.ptr[at + 1] == ' ';
}

static bool is_dash(struct strata_str s)
{
	return s.len && s.ptr[0] == '-' && ends_at(s, 0);
}

/* Nothing more on the line but a comment. */
static bool is_done(const struct reader *r)
{
	return r->line.len == 0 || r->line.ptr[0] == '#';
}

static void close_list(struct reader *r)
{
	entries_leave_open(r->entries, &r->entry);
	r->nodes = r->arena;
}

static struct node *add_entry(struct reader *r, enum node_type type, unsigned line)
{
	entries_take_open(r->entries, &r->entry);
	r->nodes = &r->entries->nodes;
	r->entry = node_append(r->nodes, NULL, type, line);
	return r->entry;
}

static struct node *add(struct reader *r, struct node *parent, enum node_type type,
			struct strata_str key, unsigned line)
{
	bool top = parent == r->stream, below_top = parent == r->stream->first;
	struct node *n;

	if (++r->count > STRATA_LIMIT_NODES)
		return NULL;
	if (parent == r->entries->list) {
		n = add_entry(r, type, line);
		n->key = key;
		return n;
	}
	if (below_top)
		close_list(r);
	n = node_append(r->nodes, parent, type, line);
	n->key = key;
	if ((top || below_top) && entries_enter(r->entries, n, top) == ENTRIES_AGAIN)
		return NULL;
	return n;
}

/* A value where the innermost collection waits for one. */
static struct node *add_value(struct reader *r, enum node_type type)
{
	struct node *parent = r->depth ? top(r)->node : r->stream;
	bool keyed = parent->type == NODE_MAP;

	r->waits = false;
	return add(r, parent, type, keyed ? r->key : STRATA_NONE, keyed ? r->key_line : r->number);
}

static bool open_value(struct reader *r, enum node_type type)
{
	struct node *n = r->depth < LEVELS ? add_value(r, type) : NULL;

	if (n)
		r->open[r->depth++] = (struct level){ n, r->column };
	return n;
}

static bool set_scalar(struct node *n, struct strata_str text, bool plain)
{
	if (n)
		yaml_set_scalar(n, text, plain);
	return n;
}

/* What may begin a plain scalar, in blocks and in flow collections alike. */
static bool starts_plain(struct strata_str s)
{
	if (s.len == 0 || strchr("?,[]{}#&*!|>'\"%@`", s.ptr[0]))
		return false;
	return (s.ptr[0] != '-' && s.ptr[0] != ':') || !ends_at(s, 0);
}

/* The length of the plain scalar at the start: to ": ", " #" or the end; blanks cut off. */
static size_t plain_length(struct strata_str s)
{
	size_t at = 0;

	for (;; at++) {
		while (at < s.len && s.ptr[at] != ':' && s.ptr[at] != '#')
			at++;
		if (at == s.len || (s.ptr[at] == ':' && ends_at(s, at)) ||
		    (s.ptr[at] == '#' && s.ptr[at - 1] == ' '))
			break;
	}
	while (at && s.ptr[at - 1] == ' ')
		at--;
	return at;
}

/* 'it''s' without its quotes. */
static struct strata_str undouble(struct reader *r, struct strata_str raw)
{
	char *out, *to;

	if (strata_str_chr(raw, '\'') == STRATA_NPOS)
		return raw;
	out = to = strata_arena_alloc(r->arena, raw.len);
	for (size_t i = 0; i < raw.len; i++) {
		*to++ = raw.ptr[i];
		i += raw.ptr[i] == '\'';
	}
	return (struct strata_str){ out, (size_t)(to - out) };
}

/* At a quote: the text up to the one that closes, on this line and without escapes. */
static bool take_quoted(struct reader *r, struct strata_str *text)
{
	char quote = r->line.ptr[0];
	struct strata_str rest = strata_str_skip(r->line, 1);
	size_t at = 0;

	for (;; at += 2) {
		while (at < rest.len && rest.ptr[at] != quote && rest.ptr[at] != '\\')
			at++;
		if (at == rest.len || (rest.ptr[at] == '\\' && quote == '"'))
			return false;
		if (rest.ptr[at] == '\\')
			at--; /* one of its own in single quotes */
		else if (quote != '\'' || at + 1 == rest.len || rest.ptr[at + 1] != '\'')
			break;
	}
	*text = strata_str_take(rest, at);
	if (quote == '\'')
		*text = undouble(r, *text);
	skip(r, at + 2);
	return true;
}

static bool is_quote(struct strata_str s)
{
	return s.len && (s.ptr[0] == '"' || s.ptr[0] == '\'');
}

static bool read_flow(struct reader *r, struct node *into, unsigned depth);

/* A plain scalar between commas and brackets: what is odd there is libyaml's. */
static bool take_flow_plain(struct reader *r, struct strata_str *text, bool *key)
{
	size_t at = 0, len;

	if (!starts_plain(r->line) || r->line.ptr[0] == ':')
		return false;
	while (at < r->line.len && !strchr(",[]{}?#`", r->line.ptr[at]) &&
	       !(r->line.ptr[at] == ':' && ends_at(r->line, at))) {
		if (r->line.ptr[at] == ':' && strchr(",?[]{}", r->line.ptr[at + 1]))
			return false;
		at++;
	}
	if (at == r->line.len || strchr("[{?#`", r->line.ptr[at]))
		return false;
	*key = r->line.ptr[at] == ':';
	for (len = at; len && r->line.ptr[len - 1] == ' ';)
		len--;
	*text = strata_str_take(r->line, len);
	skip(r, at);
	return len == at || !*key;
}

static bool take_flow_scalar(struct reader *r, struct strata_str *text, bool *key, bool *plain)
{
	*plain = !is_quote(r->line);
	if (*plain)
		return take_flow_plain(r, text, key);
	if (!take_quoted(r, text))
		return false;
	*key = r->line.len && r->line.ptr[0] == ':' && ends_at(r->line, 0);
	skip_blanks(r);
	return *key || (r->line.len && strchr(",]}", r->line.ptr[0]));
}

static bool read_flow_value(struct reader *r, struct node *parent, struct strata_str key,
			    unsigned depth)
{
	struct strata_str text;
	bool is_key, plain;
	struct node *n;

	if (r->line.len && (r->line.ptr[0] == '{' || r->line.ptr[0] == '[')) {
		n = add(r, parent, r->line.ptr[0] == '{' ? NODE_MAP : NODE_ARRAY, key, r->number);
		return n && read_flow(r, n, depth + 1);
	}
	if (!take_flow_scalar(r, &text, &is_key, &plain) || is_key)
		return false;
	return set_scalar(add(r, parent, NODE_STRING, key, r->number), text, plain);
}

static bool read_flow_member(struct reader *r, struct node *into, unsigned depth)
{
	struct strata_str key = STRATA_NONE;
	bool is_key, plain;

	if (into->type == NODE_MAP) {
		if (!take_flow_scalar(r, &key, &is_key, &plain) || !is_key || key.len > KEY_MOST ||
		    strata_str_eq(key, STRATA_STR("<<")))
			return false;
		skip(r, 1);
		skip_blanks(r);
	}
	return read_flow_value(r, into, key, depth);
}

/* At the bracket: all of it must be on this line. */
static bool read_flow(struct reader *r, struct node *into, unsigned depth)
{
	char close = into->type == NODE_MAP ? '}' : ']';

	if (depth > FLOW_LEVELS)
		return false;
	skip(r, 1);
	skip_blanks(r);
	if (r->line.len && r->line.ptr[0] == close) {
		skip(r, 1);
		return true;
	}
	for (;;) {
		if (!read_flow_member(r, into, depth))
			return false;
		skip_blanks(r);
		if (r->line.len == 0 || (r->line.ptr[0] != ',' && r->line.ptr[0] != close))
			return false;
		if (r->line.ptr[0] == close)
			break;
		skip(r, 1);
		skip_blanks(r);
	}
	skip(r, 1);
	return true;
}

/* Behind a value that ends within the line: only a comment, with a blank before it. */
static bool ends_line(struct reader *r)
{
	size_t column = r->column;

	skip_blanks(r);
	return r->line.len == 0 || (r->line.ptr[0] == '#' && r->column > column);
}

/* What stands behind a key or a dash on the same line, and is no map or list of blocks. */
static bool read_inline(struct reader *r)
{
	struct strata_str text;

	if (r->line.ptr[0] == '{' || r->line.ptr[0] == '[') {
		struct node *n = add_value(r, r->line.ptr[0] == '{' ? NODE_MAP : NODE_ARRAY);

		return n && read_flow(r, n, 0) && ends_line(r);
	}
	if (is_quote(r->line)) {
		if (!take_quoted(r, &text) || !ends_line(r))
			return false;
		return set_scalar(add_value(r, NODE_STRING), text, false);
	}
	if (!starts_plain(r->line))
		return false;
	text = strata_str_take(r->line, plain_length(r->line));
	skip(r, text.len);
	return ends_line(r) && set_scalar(add_value(r, NODE_STRING), text, true);
}

/* "key:" with a blank or nothing behind it; the line moves on behind the colon. */
static bool take_key(struct reader *r)
{
	struct reader before = { .line = r->line, .column = r->column };
	struct strata_str key;

	if (is_quote(r->line)) {
		if (!take_quoted(r, &key))
			return false;
	} else {
		if (!starts_plain(r->line))
			return false;
		key = strata_str_take(r->line, plain_length(r->line));
		skip(r, key.len);
	}
	if (r->line.len == 0 || r->line.ptr[0] != ':' || !ends_at(r->line, 0)) {
		r->line = before.line;
		r->column = before.column;
		return false;
	}
	skip(r, 1);
	r->key = key;
	r->key_line = r->number;
	return key.len <= KEY_MOST && !strata_str_eq(key, STRATA_STR("<<"));
}

/* At a key's value. */
static bool read_key_value(struct reader *r)
{
	skip_blanks(r);
	if (!is_done(r))
		return read_inline(r);
	r->waits = true;
	return true;
}

/* At a dash of the list that is open. */
static bool read_item(struct reader *r)
{
	for (;;) {
		skip(r, 1);
		skip_blanks(r);
		if (is_done(r)) {
			r->waits = true;
			return true;
		}
		if (!is_dash(r->line))
			break;
		if (!open_value(r, NODE_ARRAY))
			return false;
	}
	size_t column = r->column;
	struct strata_str line = r->line;

	if (!take_key(r))
		return r->line.ptr == line.ptr && read_inline(r);
	size_t behind = r->column;
	struct strata_str rest = r->line, key = r->key;

	r->column = column;
	if (!open_value(r, NODE_MAP))
		return false;
	r->column = behind;
	r->line = rest;
	r->key = key;
	return read_key_value(r);
}

/* The value of the key above is in this line and those below, or is empty. */
static bool settle_waiting(struct reader *r)
{
	bool list = is_dash(r->line), keyed = r->depth && top(r)->node->type == NODE_MAP;

	if (!r->depth || r->column > top(r)->column || (keyed && list && r->column == top(r)->column))
		return open_value(r, list ? NODE_ARRAY : NODE_MAP);
	return keyed && set_scalar(add_value(r, NODE_NULL), STRATA_STR(""), true);
}

/* Closes what the line is not part of; what is left is a map or list of its column. */
static bool close_levels(struct reader *r)
{
	bool list = is_dash(r->line);

	while (r->depth && (top(r)->column > r->column ||
			    (top(r)->column == r->column && top(r)->node->type == NODE_ARRAY && !list)))
		r->depth--;
	return r->depth && top(r)->column == r->column &&
	       (top(r)->node->type == NODE_ARRAY) == list;
}

static bool read_line(struct reader *r)
{
	if (r->waits && !settle_waiting(r))
		return false;
	if (!close_levels(r))
		return false;
	if (top(r)->node->type == NODE_ARRAY)
		return read_item(r);
	return take_key(r) && read_key_value(r);
}

/* All printable, and ASCII. */
static bool is_simple(struct strata_str s)
{
	const char *at = s.ptr, *end = s.ptr + s.len;

	for (; end - at >= 8; at += 8) {
		uint64_t word = scan_load(at);

		if (scan_below(word, 0x20) | scan_equal(word, 0x7f) | (word & SCAN_TOPS))
			return false;
	}
	for (; at < end; at++)
		if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7f)
			return false;
	return true;
}

/* "---" or "..." at the start of a line: of one document or several. */
static bool is_marker(struct strata_str line)
{
	return strata_str_starts(line, STRATA_STR("---")) ||
	       strata_str_starts(line, STRATA_STR("..."));
}

struct node *yaml_block(struct node *stream, struct strata_str text,
			struct entries_reader *entries, struct strata_arena *arena)
{
	struct reader r = {
		.arena = arena, .nodes = arena, .entries = entries, .stream = stream, .waits = true
	};
	struct strata_str line, rest = text;
	bool begun = false;

	while (rest.len) {
		strata_str_cut(&line, &rest, rest, '\n');
		r.number++;
		r.line = line;
		r.column = 0;
		while (r.line.len && r.line.ptr[r.line.len - 1] == ' ')
			r.line.len--;
		if (!is_simple(r.line))
			return NULL;
		skip_blanks(&r);
		if (is_done(&r))
			continue;
		if (!begun && strata_str_eq(line, STRATA_STR("---"))) {
			begun = true;
			continue;
		}
		begun = true;
		if (is_marker(line) || !read_line(&r))
			return NULL;
	}
	if (r.waits && (!r.depth || top(&r)->node->type != NODE_MAP ||
			!set_scalar(add_value(&r, NODE_NULL), STRATA_STR(""), true)))
		return NULL;
	close_list(&r);
	return stream->first;
}
