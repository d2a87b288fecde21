/* json.c - JSON as a stream and as a tree; see json.h. Grammar: RFC 8259. */
#include "text/json.h"

#include <string.h>

#include "text/scan.h"
#include "text/utf8.h"

static int fail(struct json_reader *r, const char *what)
{
	if (r->at < r->end)
		strata_fail(r->err, STRATA_ESYNTAX, r->line, "malformed JSON: %s", what);
	else
		strata_fail(r->err, STRATA_ESYNTAX, r->line,
			    "malformed JSON: the file ends inside a value");
	r->failed = true;
	return STRATA_ESYNTAX;
}

static enum json_type error(struct json_reader *r, const char *what)
{
	fail(r, what);
	return JSON_ERROR;
}

void json_init(struct json_reader *r, struct strata_str bytes, unsigned flags,
	       struct strata_error *err)
{
	if (strata_str_starts(bytes, STRATA_STR("\xef\xbb\xbf")))
		bytes = strata_str_skip(bytes, 3);
	*r = (struct json_reader){
		.at = bytes.len ? bytes.ptr : "",
		.line = 1,
		.fresh = true,
		.flags = flags,
		.err = err,
	};
	r->start = r->at;
	r->end = r->at + bytes.len;
}

/* A comment is passed over where they are allowed. */
static bool skip_comment(struct json_reader *r)
{
	if (!(r->flags & JSON_RELAXED) || r->end - r->at < 2 || *r->at != '/')
		return false;
	if (r->at[1] == '/') {
		while (r->at < r->end && *r->at != '\n')
			r->at++;
		return true;
	}
	if (r->at[1] != '*')
		return false;
	for (r->at += 2; r->end - r->at >= 2; r->at++) {
		r->line += *r->at == '\n';
		if (r->at[0] == '*' && r->at[1] == '/') {
			r->at += 2;
			return true;
		}
	}
	r->at = r->end;
	return true;
}

static void skip_space(struct json_reader *r)
{
	for (;;) {
		while (r->at < r->end &&
		       (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')) {
			r->line += *r->at++ == '\n';
			r->at = scan_spaces(r->at, r->end);
		}
		if (r->at == r->end || *r->at != '/' || !skip_comment(r))
			return;
	}
}

static bool is_hex(char c)
{
	return strata_is_digit(c) || (strata_lower(c) >= 'a' && strata_lower(c) <= 'f');
}

/* At the byte after a backslash: whether it starts an escape, and how long that is. */
static size_t escape_length(const char *at, const char *end)
{
	if (at == end)
		return 0;
	if (memchr("\"\\/bfnrt", *at, 8))
		return 1;
	if (*at != 'u' || end - at < 5)
		return 0;
	for (int i = 1; i < 5; i++)
		if (!is_hex(at[i]))
			return 0;
	return 5;
}

/* From behind the opening quote to behind the closing one; 0 or an error. */
static int scan_string(struct json_reader *r, struct strata_str *raw, bool *escaped)
{
	const char *start = r->at;
	size_t len;

	*escaped = false;
	for (;; r->at++) {
		r->at = scan_string_bytes(r->at, r->end, '"');
		if (r->at == r->end)
			return fail(r, "a string has no end");
		if (*r->at == '"')
			break;
		if (*r->at != '\\')
			return fail(r, "a control character in a string");
		len = escape_length(r->at + 1, r->end);
		if (len == 0)
			return fail(r, "no such escape in a string");
		r->at += len;
		*escaped = true;
	}
	*raw = (struct strata_str){ start, (size_t)(r->at - start) };
	r->at++;
	return 0;
}

static const char *digits(const char *at, const char *end)
{
	while (at < end && strata_is_digit(*at))
		at++;
	return at;
}

static enum json_type scan_number(struct json_reader *r, struct json_value *v)
{
	const char *start = r->at, *at = r->at, *from;

	at += *at == '-';
	from = at;
	at = digits(at, r->end);
	if (at == from || (*from == '0' && at - from > 1))
		return error(r, "no value starts like this");
	if (at < r->end && *at == '.') {
		from = ++at;
		at = digits(at, r->end);
		if (at == from)
			return error(r, "a number without digits after its point");
	}
	if (at < r->end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < r->end && (*at == '+' || *at == '-');
		from = at;
		at = digits(at, r->end);
		if (at == from)
			return error(r, "a number without digits in its exponent");
	}
	r->at = at;
	v->raw = (struct strata_str){ start, (size_t)(at - start) };
	return JSON_NUMBER;
}

static enum json_type scan_word(struct json_reader *r, struct json_value *v, const char *word,
				enum json_type type)
{
	size_t len = strlen(word);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return error(r, "no value starts like this");
	v->raw = (struct strata_str){ r->at, len };
	r->at += len;
	return type;
}

static enum json_type enter(struct json_reader *r, enum json_type type)
{
	if (r->depth >= STRATA_LIMIT_NESTING) {
		strata_fail(r->err, STRATA_ELIMIT, r->line, "nested deeper than %d levels",
			    STRATA_LIMIT_NESTING);
		return error(r, "too deep");
	}
	r->inside[r->depth++] = (unsigned char)type;
	r->fresh = true;
	r->at++;
	return type;
}

static enum json_type scan_value(struct json_reader *r, struct json_value *v)
{
	if (r->at == r->end)
		return error(r, "a value is missing");
	v->line = r->line;
	v->offset = (size_t)(r->at - r->start);
	switch (*r->at) {
	case '{': return enter(r, JSON_OBJECT);
	case '[': return enter(r, JSON_ARRAY);
	case '"':
		r->at++;
		return scan_string(r, &v->raw, &v->escaped) < 0 ? JSON_ERROR : JSON_STRING;
	case 't': return scan_word(r, v, "true", JSON_BOOL);
	case 'f': return scan_word(r, v, "false", JSON_BOOL);
	case 'n': return scan_word(r, v, "null", JSON_NULL);
	default: return scan_number(r, v);
	}
}

/* Between values: the comma, or the end of this level (true). */
static bool at_end(struct json_reader *r, char close)
{
	bool comma = false;

	skip_space(r);
	if (!r->fresh && r->at < r->end && *r->at == ',') {
		comma = true;
		r->at++;
		skip_space(r);
	}
	if (r->at < r->end && *r->at == close && (!comma || (r->flags & JSON_RELAXED))) {
		r->at++;
		r->depth--;
		r->fresh = false;
		return true;
	}
	if (!r->fresh && !comma)
		fail(r, "a comma is missing");
	return false;
}

static int scan_key(struct json_reader *r, struct json_value *v)
{
	v->key_line = r->line;
	if (r->at == r->end || *r->at != '"')
		return fail(r, "a member without a name in quotes");
	r->at++;
	if (scan_string(r, &v->key, &v->key_escaped) < 0)
		return STRATA_ESYNTAX;
	skip_space(r);
	if (r->at == r->end || *r->at != ':')
		return fail(r, "a colon is missing");
	r->at++;
	skip_space(r);
	return 0;
}

enum json_type json_next(struct json_reader *r, struct json_value *v)
{
	bool member = r->depth && r->inside[r->depth - 1] == JSON_OBJECT;

	*v = (struct json_value){ .type = JSON_ERROR };
	if (r->failed)
		return JSON_ERROR;
	if (r->depth == 0)
		skip_space(r);
	else if (at_end(r, member ? '}' : ']'))
		return v->type = JSON_END;
	if (r->failed || (member && scan_key(r, v) < 0))
		return JSON_ERROR;
	r->fresh = false;
	return v->type = scan_value(r, v);
}

static bool is_open(const struct json_value *v)
{
	return v->type == JSON_ARRAY || v->type == JSON_OBJECT;
}

int json_skip(struct json_reader *r, struct json_value *v)
{
	struct json_value inner;
	unsigned depth = r->depth;

	if (v->type == JSON_ERROR)
		return STRATA_ESYNTAX;
	if (!is_open(v))
		return 0;
	while (r->depth >= depth)
		if (json_next(r, &inner) == JSON_ERROR)
			return STRATA_ESYNTAX;
	v->raw.ptr = r->start + v->offset;
	v->raw.len = (size_t)(r->at - v->raw.ptr);
	return 0;
}

int json_finish(struct json_reader *r)
{
	if (r->failed)
		return STRATA_ESYNTAX;
	skip_space(r);
	return r->at == r->end ? 0 : fail(r, "something follows the document");
}

static unsigned hex4(const char *at)
{
	unsigned value = 0;

	for (int i = 0; i < 4; i++)
		value = value << 4 | (unsigned)(strata_is_digit(at[i]) ? at[i] - '0'
								       : (at[i] | 32) - 'a' + 10);
	return value;
}

/* Decodes \\uXXXX at `at` (behind the u), a pair of surrogates as one. */
static const char *decode_unicode(unsigned *code, const char *at, const char *end)
{
	unsigned high = hex4(at), low;

	at += 4;
	*code = high;
	if (high < 0xd800 || high > 0xdfff)
		return at;
	*code = 0xfffd;
	if (high > 0xdbff || end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return at;
	low = hex4(at + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return at;
	*code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	return at + 6;
}

/* The text of one escape; its length in *at. What is none stays as it is. */
static size_t decode_escape(char *to, const char **at, const char *end)
{
	static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	size_t len = escape_length(*at + 1, end);
	unsigned code;

	if (len == 5) {
		*at = decode_unicode(&code, *at + 2, end);
		return utf8_encode(to, code);
	}
	if (len == 1) {
		*to = meanings[strchr(names, (*at)[1]) - names];
		*at += 2;
		return 1;
	}
	*to = *(*at)++;
	return 1;
}

struct strata_str json_unescape(struct strata_arena *arena, struct strata_str raw, bool escaped)
{
	const char *at = raw.ptr, *end;
	char *out, *to;

	if (!escaped)
		return raw;
	end = raw.ptr + raw.len;
	out = to = strata_arena_alloc(arena, raw.len + 1); /* meaning is never longer */
	while (at < end) {
		if (*at != '\\')
			*to++ = *at++;
		else
			to += decode_escape(to, &at, end);
	}
	return (struct strata_str){ out, (size_t)(to - out) };
}

static const enum node_type node_types[] = {
	[JSON_NULL] = NODE_NULL,     [JSON_BOOL] = NODE_BOOL,   [JSON_NUMBER] = NODE_NUMBER,
	[JSON_STRING] = NODE_STRING, [JSON_ARRAY] = NODE_ARRAY, [JSON_OBJECT] = NODE_MAP,
};

/* NULL over the limit. */
static struct node *add_node(struct json_reader *r, struct node *parent, const struct json_value *v,
			     struct strata_arena *nodes, struct strata_arena *texts)
{
	struct node *n;

	if (++r->nodes > STRATA_LIMIT_NODES) {
		strata_fail(r->err, STRATA_ELIMIT, v->line, "more than %u values",
			    STRATA_LIMIT_NODES);
		return NULL;
	}
	n = node_append(nodes, parent, node_types[v->type], v->key.ptr ? v->key_line : v->line);
	n->key = json_unescape(texts, v->key, v->key_escaped);
	n->text = json_unescape(texts, v->raw, v->escaped);
	n->quoted = v->type == JSON_STRING;
	return n;
}

/* What the reader has entered, below n: a value's parent is at the depth before it. */
static int read_below(struct json_reader *r, struct node *n, struct strata_arena *nodes,
		      struct strata_arena *texts)
{
	struct node *open[STRATA_LIMIT_NESTING + 1];
	struct json_value inner;
	unsigned depth = r->depth;

	for (open[depth] = n; r->depth >= depth;) {
		unsigned above = r->depth;

		if (json_next(r, &inner) == JSON_ERROR)
			return r->err->code;
		if (inner.type == JSON_END)
			continue;
		n = add_node(r, open[above], &inner, nodes, texts);
		if (!n)
			return STRATA_ELIMIT;
		if (r->depth > above)
			open[r->depth] = n;
	}
	return 0;
}

int json_subtree(struct node **out, struct json_reader *r, const struct json_value *v,
		 struct node *parent, struct strata_arena *nodes, struct strata_arena *texts)
{
	*out = add_node(r, parent, v, nodes, texts);
	if (!*out)
		return STRATA_ELIMIT;
	return is_open(v) ? read_below(r, *out, nodes, texts) : 0;
}

/* Each entry's tree lives as long as its call; texts stay. */
static int read_list(struct json_reader *r, struct entries_reader *entries,
		     struct strata_arena *arena)
{
	struct json_value v;
	struct node *n;
	int rc = 0;

	while (rc == 0 && json_next(r, &v) != JSON_END) {
		rc = v.type == JSON_ERROR ? (int)r->err->code
					  : json_subtree(&n, r, &v, NULL, &entries->nodes, arena);
		if (rc == 0)
			entries_take(entries, n);
	}
	entries_leave(entries);
	return rc;
}

/* A member of the top: a list, or a part of the tree. AGAIN: not one, read as a whole. */
static int read_member(struct json_reader *r, struct json_value *v, struct node *top,
		       struct entries_reader *entries, struct strata_arena *arena)
{
	struct node *n = add_node(r, top, v, arena, arena);
	enum entries_answer answer;

	if (!n)
		return STRATA_ELIMIT;
	answer = entries_enter(entries, n, false);
	if (answer == ENTRIES_AGAIN)
		return ENTRIES_AGAIN;
	if (answer == ENTRIES_PASS)
		return json_skip(r, v);
	if (answer == ENTRIES_BEGIN)
		return read_list(r, entries, arena);
	return is_open(v) ? read_below(r, n, arena, arena) : 0;
}

static int read_members(struct node **out, struct json_reader *r, struct entries_reader *entries,
			struct strata_arena *arena)
{
	struct json_value v;
	int rc = 0;

	if (json_next(r, &v) == JSON_ERROR)
		return r->err->code;
	if (v.type != JSON_OBJECT)
		return json_subtree(out, r, &v, NULL, arena, arena);
	if (!(*out = add_node(r, NULL, &v, arena, arena)))
		return STRATA_ELIMIT;
	while (rc == 0 && json_next(r, &v) != JSON_END)
		rc = v.type == JSON_ERROR ? (int)r->err->code
					  : read_member(r, &v, *out, entries, arena);
	return rc;
}

int json_entries(struct node **out, struct strata_str bytes, unsigned flags,
		 struct node_entries *of, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct entries_reader entries;
	struct json_reader r;
	int rc;

	entries_init(&entries, of, arena);
	json_init(&r, bytes, flags, err ? err : &own);
	rc = read_members(out, &r, &entries, arena);
	if (rc == ENTRIES_AGAIN) {
		entries_forget(&entries);
		rc = json_tree(out, bytes, flags, arena, err);
	} else if (rc == 0) {
		rc = json_finish(&r);
	}
	return entries_finish(&entries, *out, rc, err);
}

int json_tree(struct node **out, struct strata_str bytes, unsigned flags,
	      struct strata_arena *arena, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct json_reader r;
	struct json_value v;
	int rc;

	json_init(&r, bytes, flags, err ? err : &own);
	if (json_next(&r, &v) == JSON_ERROR)
		return r.err->code;
	rc = json_subtree(out, &r, &v, NULL, arena, arena);
	return rc < 0 ? rc : json_finish(&r);
}

int json_map(struct node **out, struct strata_str bytes, unsigned flags,
	     struct strata_arena *arena, struct strata_error *err)
{
	int rc = json_tree(out, bytes, flags, arena, err);

	if (rc == 0 && (*out)->type != NODE_MAP)
		rc = strata_fail(err, STRATA_ESYNTAX, (*out)->line, "the document is no object");
	return rc;
}
