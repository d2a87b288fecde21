/*
 * setup.py: what a project that setuptools builds asks for, as far as it is literal.
 *
 * The file is a program, and it is not run: a lexer cuts it into words, texts and
 * signs, and the lists that follow `install_requires=` and its like are read where they
 * are made of texts, directly or by way of a name that such a list was given to.
 * Anything else is said to be known only when it runs.
 *
 * Format: setuptools' documentation, "Keywords"; Python's reference, "Lexical
 * analysis", 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "strata/limits.h"
#include "text/utf8.h"

enum kind { WORD, TEXT, TEMPLATE, SIGN, END };

struct token {
	enum kind kind; /* TEMPLATE: an f-string, whose text is not what it says */
	struct strata_str text;
	unsigned line;
};

STRATA_VEC(tokens, struct token);

struct lexer {
	const char *at, *end;
	unsigned line;
	struct tokens tokens;
	struct strata_arena *arena;
};

static bool is_word(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static void push(struct lexer *l, enum kind kind, const char *start, size_t len, unsigned line)
{
	*strata_vec_push(l->arena, &l->tokens) = (struct token){ kind, { start, len }, line };
}

static bool is_triple(const struct lexer *l, char quote)
{
	return l->end - l->at >= 3 && l->at[0] == quote && l->at[1] == quote && l->at[2] == quote;
}

/* At a quote. A text in single quotes that its line ends is broken off there. */
static void read_text(struct lexer *l, enum kind kind)
{
	char quote = *l->at;
	size_t quotes = is_triple(l, quote) ? 3 : 1;
	unsigned line = l->line;
	const char *start = l->at += quotes;

	while (l->at < l->end && (quotes == 3 ? !is_triple(l, quote) : *l->at != quote)) {
		if (quotes == 1 && *l->at == '\n')
			break;
		if (*l->at == '\\' && l->at + 1 < l->end)
			l->at++;
		l->line += *l->at++ == '\n';
	}
	push(l, kind, start, (size_t)(l->at - start), line);
	l->at = (size_t)(l->end - l->at) < quotes ? l->end : l->at + quotes;
}

/* A word, or the prefix of a text: r"", b"", f"". */
static void read_word(struct lexer *l)
{
	const char *start = l->at;
	enum kind kind = TEXT;

	while (l->at < l->end && is_word(*l->at))
		l->at++;
	if (l->at == l->end || (*l->at != '"' && *l->at != '\'') || l->at - start > 2) {
		push(l, WORD, start, (size_t)(l->at - start), l->line);
		return;
	}
	for (const char *c = start; c < l->at; c++)
		if (strata_lower(*c) == 'f')
			kind = TEMPLATE;
	read_text(l, kind);
}

static void lex(struct lexer *l)
{
	while (l->at < l->end) {
		char c = *l->at;

		if (c == '#') {
			while (l->at < l->end && *l->at != '\n')
				l->at++;
		} else if (strata_is_space(c)) {
			l->line += c == '\n';
			l->at++;
		} else if (c == '"' || c == '\'') {
			read_text(l, TEXT);
		} else if (is_word(c)) {
			read_word(l);
		} else {
			push(l, SIGN, l->at++, 1, l->line);
		}
	}
	push(l, END, "", 0, l->line);
}

struct reader {
	struct strata_facts *out;
	const struct tokens *tokens;
	struct strata_map assigned; /* name -> the token behind "name =", of the last one */
	unsigned followed;          /* names */
};

static const struct token *token_at(const struct reader *r, size_t i)
{
	return &r->tokens->items[i < r->tokens->count ? i : r->tokens->count - 1];
}

static bool is_sign(const struct token *t, char c)
{
	return t->kind == SIGN && t->text.ptr[0] == c;
}

static void add_text(struct reader *r, const struct token *t, enum strata_scope scope)
{
	struct strata_package *p = python_add_text(r->out, t->text, scope, t->line);

	if (p)
		p->direct = STRATA_YES;
}

/* Whether a text stands alone between commas: no '%', no '+', no .format, no second text. */
static bool is_alone(const struct reader *r, size_t i)
{
	const struct token *next = token_at(r, i + 1), *before = token_at(r, i - 1);

	return token_at(r, i)->kind == TEXT &&
	       (is_sign(next, ',') || is_sign(next, ']') || is_sign(next, ')')) &&
	       (is_sign(before, ',') || is_sign(before, '[') || is_sign(before, '('));
}

static bool closes(const struct token *t)
{
	return is_sign(t, ']') || is_sign(t, ')') || is_sign(t, '}');
}

static bool opens(const struct token *t)
{
	return is_sign(t, '[') || is_sign(t, '(') || is_sign(t, '{');
}

static void note_unknown(struct reader *r, const struct token *t)
{
	strata_facts_note(r->out, t->line, "'%.*s' is known only when it runs",
			  STRATA_ARG(t->text));
}

/* Past the element of a list that begins here, to its ',' or the bracket of the list. */
static size_t skip_element(const struct reader *r, size_t i)
{
	for (size_t depth = 0; token_at(r, i)->kind != END; i++) {
		const struct token *t = token_at(r, i);

		if (depth == 0 && (closes(t) || is_sign(t, ',')))
			return i;
		depth += opens(t);
		depth -= closes(t);
	}
	return i;
}

/* A list or tuple of texts, from its bracket on; the index behind it. */
static size_t read_list(struct reader *r, size_t i, enum strata_scope scope)
{
	for (i++; token_at(r, i)->kind != END; i = skip_element(r, i)) {
		const struct token *t = token_at(r, i);

		if (is_sign(t, ',') && token_at(r, ++i)->kind == END)
			break;
		t = token_at(r, i);
		if (closes(t))
			return i + 1;
		if (is_alone(r, i))
			add_text(r, t, scope);
		else if (!is_sign(t, ','))
			note_unknown(r, t);
	}
	return i;
}

/* The value itself, or what its name was given; hostile files cannot name one without end. */
static size_t follow(struct reader *r, size_t i)
{
	const struct token *t = token_at(r, i);
	size_t at;

	if (t->kind != WORD || r->followed == STRATA_LIMIT_INCLUDES ||
	    !strata_map_get(&at, &r->assigned, t->text))
		return i;
	r->followed++;
	return at;
}

/* What is behind '=': a list, one text, or a name that was given one. */
static void read_requirements(struct reader *r, size_t i, enum strata_scope scope)
{
	const struct token *t = token_at(r, i = follow(r, i));

	if (is_sign(t, '[') || is_sign(t, '(')) {
		i = read_list(r, i, scope);
		if (is_sign(token_at(r, i), '+'))
			note_unknown(r, token_at(r, i + 1));
	} else if (t->kind == TEXT && strata_str_chr(t->text, '\n') == STRATA_NPOS) {
		add_text(r, t, scope);
	} else {
		note_unknown(r, t);
	}
}

/* { "extra": [...], ... }. */
static void read_extras(struct reader *r, size_t i)
{
	i = follow(r, i);
	if (!is_sign(token_at(r, i), '{')) {
		note_unknown(r, token_at(r, i));
		return;
	}
	for (i++; token_at(r, i)->kind != END && !closes(token_at(r, i));
	     i = skip_element(r, i)) {
		if (is_sign(token_at(r, i), ','))
			i++;
		if (is_sign(token_at(r, i + 1), ':'))
			read_requirements(r, i + 2, STRATA_SCOPE_OPTIONAL);
	}
}

static const struct {
	const char *word;
	enum strata_scope scope;
} keywords[] = {
	{ "install_requires", STRATA_SCOPE_PROD },
	{ "setup_requires", STRATA_SCOPE_BUILD },
	{ "tests_require", STRATA_SCOPE_TEST },
};

/* "word =", and not "word ==". */
static bool is_given(const struct reader *r, size_t i)
{
	return token_at(r, i)->kind == WORD && is_sign(token_at(r, i + 1), '=') &&
	       !is_sign(token_at(r, i + 2), '=');
}

static void read_keyword(struct reader *r, size_t i, struct strata_root *root)
{
	struct strata_str word = token_at(r, i)->text;
	const struct token *value = token_at(r, i + 2);

	for (size_t k = 0; k < sizeof(keywords) / sizeof(*keywords); k++)
		if (strata_str_eq(word, strata_str_of(keywords[k].word)))
			read_requirements(r, i + 2, keywords[k].scope);
	if (strata_str_eq(word, STRATA_STR("extras_require")))
		read_extras(r, i + 2);
	if (value->kind != TEXT)
		return;
	if (strata_str_eq(word, STRATA_STR("name")))
		root->name = value->text, root->line = value->line;
	else if (strata_str_eq(word, STRATA_STR("version")))
		root->version = value->text;
}

/* The index behind the '(' of the last call of setup(); 0 without one. */
static size_t find_call(struct reader *r)
{
	size_t call = 0;

	for (size_t i = 0; i + 1 < r->tokens->count; i++) {
		if (is_given(r, i))
			*strata_map_at(&r->assigned, token_at(r, i)->text, NULL) = i + 2;
		else if (strata_str_eq(token_at(r, i)->text, STRATA_STR("setup")) &&
			 is_sign(token_at(r, i + 1), '('))
			call = i + 2;
	}
	return call;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str text = utf8_text(out->arena, in->bytes);
	struct lexer l = { .at = text.len ? text.ptr : "", .line = 1, .arena = out->arena };
	struct reader r = { .out = out, .tokens = &l.tokens };
	struct strata_root root = { 0 };
	size_t i, depth = 1;

	(void)err;
	l.end = l.at + text.len;
	lex(&l);
	r.assigned = STRATA_MAP_INIT(out->arena);
	for (i = find_call(&r); i && depth && token_at(&r, i)->kind != END; i++) {
		const struct token *t = token_at(&r, i);

		if (depth == 1 && is_given(&r, i))
			read_keyword(&r, i, &root);
		depth += opens(t);
		depth -= closes(t);
	}
	if (root.name.len)
		*strata_vec_push(out->arena, &out->roots) = root;
	return 0;
}

const struct strata_format strata_format_python_setup_py = {
	.name = "python/setup-py",
	.files = "setup.py",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
};
