/* lex.c - programs cut into words, texts and signs; see lex.h. */
#include "script/lex.h"

#include "text/utf8.h"

struct lexer {
	struct script *s;
	const char *at, *end;
	unsigned line;
	enum script_language language;
};

static bool is_word(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static void push(struct lexer *l, enum script_kind kind, const char *start, size_t len,
		 unsigned line)
{
	*strata_vec_push(l->s->out->arena, &l->s->tokens) = (struct script_token){
		.kind = kind, .text = { start, len }, .line = line,
	};
}

static bool is_triple(const struct lexer *l, char quote)
{
	return l->end - l->at >= 3 && l->at[0] == quote && l->at[1] == quote && l->at[2] == quote;
}

/* At a quote. A text in single quotes that its line ends is broken off there. */
static void read_text(struct lexer *l, enum script_kind kind)
{
	char quote = *l->at;
	size_t quotes = is_triple(l, quote) ? 3 : 1;
	unsigned line = l->line;
	const char *start = l->at += quotes;
	size_t len;

	while (l->at < l->end && (quotes == 3 ? !is_triple(l, quote) : *l->at != quote)) {
		if (quotes == 1 && *l->at == '\n')
			break;
		if (*l->at == '\\' && l->at + 1 < l->end)
			l->line += *l->at++ == '\n';
		l->line += *l->at++ == '\n';
	}
	len = (size_t)(l->at - start);
	if (quotes == 1 && len && l->at < l->end && *l->at == '\n' && l->at[-1] == '\r')
		len--;
	push(l, kind, start, len, line);
	l->s->tokens.items[l->s->tokens.count - 1].quote = quote;
	l->at = (size_t)(l->end - l->at) < quotes ? l->end : l->at + quotes;
}

/* A word, or the prefix of a text: r"", b"", f"" of Python, s"" of Scala. */
static void read_word(struct lexer *l)
{
	const char *start = l->at;
	enum script_kind kind = SCRIPT_TEXT;

	while (l->at < l->end && is_word(*l->at))
		l->at++;
	if (l->at == l->end || (*l->at != '"' && *l->at != '\'') || l->at - start > 2) {
		push(l, SCRIPT_WORD, start, (size_t)(l->at - start), l->line);
		return;
	}
	for (const char *c = start; c < l->at; c++)
		if (strata_lower(*c) == 'f' && l->language == SCRIPT_PYTHON)
			kind = SCRIPT_TEMPLATE;
	read_text(l, kind);
}

static bool pair(const struct lexer *l, char a, char b)
{
	return l->end - l->at >= 2 && l->at[0] == a && l->at[1] == b;
}

static bool skip_comment(struct lexer *l)
{
	if (l->language == SCRIPT_PYTHON ? *l->at == '#' : pair(l, '/', '/')) {
		while (l->at < l->end && *l->at != '\n')
			l->at++;
		return true;
	}
	if (l->language == SCRIPT_PYTHON || !pair(l, '/', '*'))
		return false;
	while (l->at < l->end && !pair(l, '*', '/'))
		l->line += *l->at++ == '\n';
	l->at = l->end - l->at < 2 ? l->end : l->at + 2;
	return true;
}

static void lex(struct lexer *l)
{
	while (l->at < l->end) {
		char c = *l->at;

		if (skip_comment(l))
			continue;
		if (strata_is_space(c)) {
			l->line += c == '\n';
			l->at++;
		} else if (c == '"' || c == '\'') {
			read_text(l, SCRIPT_TEXT);
		} else if (is_word(c)) {
			read_word(l);
		} else {
			push(l, SCRIPT_SIGN, l->at++, 1, l->line);
		}
	}
	push(l, SCRIPT_END, "", 0, l->line);
}

void script_read(struct script *s, struct strata_facts *out, struct strata_str bytes,
		 enum script_language language)
{
	struct strata_str text = utf8_text(out->arena, bytes);
	struct lexer l = { .s = s, .at = text.len ? text.ptr : "", .line = 1, .language = language };

	*s = (struct script){ .out = out, .assigned = STRATA_MAP_INIT(out->arena) };
	l.end = l.at + text.len;
	lex(&l);
	for (size_t i = 0; i < s->tokens.count; i++)
		if (script_is_given(s, i))
			*strata_map_at(&s->assigned, s->tokens.items[i].text, NULL) = i + 2;
}

const struct script_token *script_at(const struct script *s, size_t i)
{
	return &s->tokens.items[i < s->tokens.count ? i : s->tokens.count - 1];
}

bool script_sign(const struct script *s, size_t i, char c)
{
	const struct script_token *t = script_at(s, i);

	return t->kind == SCRIPT_SIGN && t->text.ptr[0] == c;
}

bool script_word(const struct script *s, size_t i, const char *word)
{
	const struct script_token *t = script_at(s, i);

	return t->kind == SCRIPT_WORD && strata_str_eq(t->text, strata_str_of(word));
}

bool script_text(const struct script *s, size_t i)
{
	return script_at(s, i)->kind == SCRIPT_TEXT;
}

bool script_opens(const struct script *s, size_t i)
{
	return script_sign(s, i, '(') || script_sign(s, i, '[') || script_sign(s, i, '{');
}

bool script_closes(const struct script *s, size_t i)
{
	return script_sign(s, i, ')') || script_sign(s, i, ']') || script_sign(s, i, '}');
}

bool script_is_given(const struct script *s, size_t i)
{
	return script_at(s, i)->kind == SCRIPT_WORD && script_sign(s, i + 1, '=') &&
	       !script_sign(s, i + 2, '=');
}

size_t script_skip(const struct script *s, size_t i)
{
	for (size_t depth = 0; script_at(s, i)->kind != SCRIPT_END; i++) {
		if (depth == 0 && (script_closes(s, i) || script_sign(s, i, ',')))
			return i;
		depth += script_opens(s, i);
		depth -= script_closes(s, i);
	}
	return i;
}

void script_note(struct script *s, size_t i)
{
	strata_facts_note(s->out, script_at(s, i)->line, "'%.*s' is known only when it runs",
			  STRATA_ARG(strata_str_take(script_at(s, i)->text, 60)));
}
