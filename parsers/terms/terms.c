/* terms.c - see terms.h. One pass; the stack of open brackets is bounded. */
#include "terms/terms.h"
#include "strata/limits.h"
#include "text/utf8.h"

struct reader {
	struct strata_facts *facts;
	struct entries_reader *entries;
	struct node *entry; /* that is open */
	const char *at, *end;
	unsigned line;
	enum term_language language;
	struct node *open[STRATA_LIMIT_NESTING];
	unsigned depth;
	struct strata_str key; /* of the value that comes next */
	unsigned key_line;
};

static char peek(const struct reader *r, size_t ahead)
{
	return (size_t)(r->end - r->at) > ahead ? r->at[ahead] : '\0';
}

static void step(struct reader *r)
{
	r->line += *r->at == '\n';
	r->at++;
}

static bool is_word(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || c == '@' ||
	       (unsigned char)c >= 0x80;
}

/* A dot between two word characters belongs to the word (1.5, Mix.Project), in opam a hyphen. */
static bool goes_on(const struct reader *r)
{
	return is_word(*r->at) || (*r->at == '.' && is_word(peek(r, 1))) ||
	       (*r->at == '-' && r->language == TERM_OPAM && is_word(peek(r, 1)));
}

/* The marks of a language: of a comment, and of a character. */
static bool is_comment(const struct reader *r)
{
	if (r->language == TERM_LUA)
		return *r->at == '-' && peek(r, 1) == '-';
	return *r->at == (r->language == TERM_ERLANG ? '%' : '#');
}

static bool is_character(const struct reader *r)
{
	return r->end - r->at > 1 && ((r->language == TERM_ERLANG && *r->at == '$') ||
				      (r->language == TERM_ELIXIR && *r->at == '?'));
}

static struct node *append(struct reader *r, enum node_type type, unsigned line)
{
	struct node *parent = r->open[r->depth - 1], *list = r->entries->list;

	if (!list || parent != list)
		return node_append(list ? &r->entries->nodes : r->facts->arena, parent, type, line);
	entries_take_open(r->entries, &r->entry);
	return r->entry = node_append(&r->entries->nodes, NULL, type, line);
}

static struct node *add(struct reader *r, enum node_type type, struct strata_str text,
			unsigned line)
{
	struct node *n = append(r, type, line);

	n->text = text;
	n->key = r->key;
	n->line = r->key.ptr ? r->key_line : line;
	r->key = STRATA_NONE;
	return n;
}

static void set_key(struct reader *r, struct strata_str key, unsigned line)
{
	r->key = key;
	r->key_line = line;
}

static void skip_line(struct reader *r)
{
	while (r->at < r->end && *r->at != '\n')
		r->at++;
}

/* Up to the closing quotes, one or three of them; the text between. */
static struct strata_str read_quoted(struct reader *r, char quote)
{
	size_t width = peek(r, 1) == quote && peek(r, 2) == quote ? 3 : 1;
	const char *start;

	r->at += width;
	for (start = r->at; r->at < r->end; step(r)) {
		if (*r->at == '\\' && r->end - r->at > 1)
			step(r);
		else if (*r->at == quote &&
			 (width == 1 || (peek(r, 1) == quote && peek(r, 2) == quote)))
			break;
	}
	if (r->at == r->end) {
		strata_facts_note(r->facts, r->line, "a quote is not closed");
		return (struct strata_str){ start, (size_t)(r->end - start) };
	}
	r->at += width;
	return (struct strata_str){ start, (size_t)(r->at - start) - width };
}

static bool ends_key(const struct reader *r)
{
	return (r->language == TERM_ELIXIR || r->language == TERM_OPAM) && peek(r, 0) == ':' &&
	       peek(r, 1) != ':';
}

static void read_string(struct reader *r, char quote)
{
	unsigned line = r->line;
	struct strata_str text = read_quoted(r, quote);

	if (ends_key(r)) {
		r->at++;
		set_key(r, text, line);
		return;
	}
	add(r, NODE_STRING, text, line)->quoted = quote == '"' || r->language != TERM_ERLANG;
}

/* Lua's [[text]]. */
static void read_long(struct reader *r)
{
	unsigned line = r->line;
	const char *start = r->at += 2;

	while (r->at < r->end && !(*r->at == ']' && peek(r, 1) == ']'))
		step(r);
	add(r, NODE_STRING, (struct strata_str){ start, (size_t)(r->at - start) }, line)->quoted = true;
	r->at = r->end - r->at > 1 ? r->at + 2 : r->end;
}

static void read_word(struct reader *r)
{
	const char *start = r->at;
	struct strata_str text;

	while (r->at < r->end && goes_on(r))
		r->at++;
	if (r->at < r->end && (*r->at == '?' || *r->at == '!') && r->language == TERM_ELIXIR)
		r->at++;
	text = (struct strata_str){ start, (size_t)(r->at - start) };
	if (ends_key(r)) {
		r->at++;
		set_key(r, text, r->line);
		return;
	}
	add(r, NODE_STRING, text, r->line);
}

/* "=>", in Lua "=": what came before it is the key of what follows. */
static bool is_arrow(const struct reader *r)
{
	return *r->at == '=' && (r->language == TERM_LUA ? peek(r, 1) != '=' : peek(r, 1) == '>');
}

static void read_arrow(struct reader *r)
{
	const struct node *around = r->open[r->depth - 1];
	const struct node *last = around == r->entries->list ? r->entry : around->last;

	r->at += r->language == TERM_LUA ? 1 : 2;
	if (last)
		set_key(r, last->text, last->line);
}

static int open_bracket(struct reader *r, struct strata_error *err)
{
	struct node *n;

	if (r->depth == STRATA_LIMIT_NESTING)
		return strata_fail(err, STRATA_ELIMIT, r->line, "brackets are nested over %d deep",
				   STRATA_LIMIT_NESTING);
	n = add(r, NODE_ARRAY, (struct strata_str){ r->at, 1 }, r->line);
	if (r->depth == 1 && !r->entries->begun && *r->at != '(')
		entries_enter(r->entries, n, true);
	r->open[r->depth++] = n;
	r->at++;
	return 0;
}

static void close_bracket(struct reader *r)
{
	char close = *r->at++, open;
	struct node *n;

	r->key = STRATA_NONE;
	if (r->depth == 1) {
		strata_facts_note(r->facts, r->line, "'%c' closes nothing", close);
		return;
	}
	n = r->open[--r->depth];
	if (n == r->entries->list)
		entries_leave_open(r->entries, &r->entry);
	n->quoted = true;
	n->text.len = (size_t)(r->at - n->text.ptr);
	open = n->text.ptr[0];
	if (close != (open == '(' ? ')' : open == '[' ? ']' : '}'))
		strata_facts_note(r->facts, r->line, "'%c' closes '%c'", close, open);
}

static int read_next(struct reader *r, struct strata_error *err)
{
	char c = *r->at;

	if (is_comment(r))
		skip_line(r);
	else if (r->language == TERM_LUA && c == '[' && peek(r, 1) == '[')
		read_long(r);
	else if (is_character(r))
		r->at += peek(r, 1) == '\\' && r->end - r->at > 2 ? 3 : 2;
	else if (c == '"' || c == '\'')
		read_string(r, c);
	else if (is_arrow(r))
		read_arrow(r);
	else if (c == '{' || c == '[' || c == '(')
		return open_bracket(r, err);
	else if (c == '}' || c == ']' || c == ')')
		close_bracket(r);
	else if (is_word(c))
		read_word(r);
	else
		step(r);
	return 0;
}

int terms_entries(struct node **out, struct strata_facts *facts, struct strata_str bytes,
		  enum term_language language, struct node_entries *of, struct strata_error *err)
{
	struct strata_str text = utf8_text(facts->arena, bytes);
	struct entries_reader entries;
	struct reader r = { .facts = facts, .at = text.ptr, .end = text.ptr + text.len, .line = 1,
			    .entries = &entries, .language = language, .depth = 1 };
	int rc = 0;

	entries_init(&entries, of, facts->arena);
	*out = r.open[0] = node_append(facts->arena, NULL, NODE_ARRAY, 1);
	while (rc == 0 && r.at < r.end)
		rc = read_next(&r, err);
	if (rc == 0 && r.depth > 1)
		strata_facts_note(facts, r.open[r.depth - 1]->line, "'%c' is not closed",
				  r.open[r.depth - 1]->text.ptr[0]);
	if (rc == 0)
		entries_leave_open(r.entries, &r.entry);
	return entries_finish(&entries, NULL, rc, err);
}

int terms_read(struct node **out, struct strata_facts *facts, struct strata_str bytes,
	       enum term_language language, struct strata_error *err)
{
	return terms_entries(out, facts, bytes, language, NULL, err);
}

const struct node *term_at(const struct node *array, unsigned index)
{
	const struct node *n = node_first(array);

	while (n && index--)
		n = n->next;
	return n;
}

struct strata_str term_text(const struct node *array, unsigned index)
{
	const struct node *n = term_at(array, index);

	return n && n->type == NODE_STRING ? n->text : STRATA_NONE;
}

bool term_is(const struct node *n, char bracket)
{
	return n && n->type == NODE_ARRAY && n->text.len && n->text.ptr[0] == bracket;
}

const struct node *term_option(const struct node *list, const char *name)
{
	for (const struct node *n = node_first(list); n; n = n->next)
		if (term_is(n, '{') && strata_str_eq(term_text(n, 0), strata_str_of(name)))
			return term_at(n, 1);
	return NULL;
}

const struct node *term_keyed(const struct node *array, const char *key)
{
	for (const struct node *n = node_first(array); n; n = n->next)
		if (n->key.ptr && strata_str_eq(n->key, strata_str_of(key)))
			return n;
	return NULL;
}
