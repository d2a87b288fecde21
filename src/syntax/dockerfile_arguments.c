/*
 * dockerfile_arguments.c - flags, words, pairs, JSON forms and announced texts.
 *
 * Each keyword has one of nine forms (DOCKERFILE_KEYWORDS). Words keep their quotes: what
 * they mean is for dockerfile_expand, which knows the variables.
 *
 * Specified by: docs.docker.com, "Dockerfile reference", 1.12, 2026-11; where that is silent,
 * BuildKit's parser, 2026-08.
 */
#include "syntax/dockerfile_arguments.h"

#include <stdarg.h>

#include "strata/buf.h"
#include "text/json.h"

struct scanner {
	struct dockerfile *file;
	struct dockerfile_instruction *i;
	struct strata_arena *arena;
};

enum form { FORM_LIST, FORM_NAMES, FORM_COMMAND, FORM_PAIRS, FORM_WORDS, FORM_CHECK, FORM_TEXT,
	    FORM_TRIGGER };

static const struct {
	const char *name;
	enum form form;
} keywords[] = {
	[DOCKERFILE_UNKNOWN] = { "", FORM_TEXT },
#define X(name, form) [DOCKERFILE_##name] = { #name, FORM_##form },
	DOCKERFILE_KEYWORDS(X)
#undef X
};

void dockerfile_problem(struct dockerfile *file, struct strata_arena *arena, unsigned line,
			const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*strata_vec_push(arena, &file->problems) = (struct dockerfile_problem){
		line, strata_arena_vprintf(arena, format, args)
	};
	va_end(args);
}

static size_t offset_of(const struct scanner *s, struct strata_str part)
{
	return (size_t)(part.ptr - s->i->body.ptr);
}

static struct dockerfile_word *add_word(struct scanner *s, struct strata_str text, size_t offset)
{
	struct dockerfile_word *word = strata_vec_push(s->arena, &s->i->words);

	word->text = text;
	word->offset = offset;
	return word;
}

static struct strata_str first_word(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && !strata_is_space(s.ptr[n]))
		n++;
	return strata_str_take(s, n);
}

/* The length of the word at the start: to white space that is neither quoted nor escaped. */
static size_t word_length(struct strata_str s, char escape)
{
	char quote = 0;
	size_t n = 0;

	for (; n < s.len && (quote || !strata_is_space(s.ptr[n])); n++) {
		char c = s.ptr[n];

		if (c == escape && quote != '\'')
			n += n + 1 < s.len;
		else if (!quote && (c == '\'' || c == '"'))
			quote = c;
		else if (c == quote)
			quote = 0;
	}
	return n;
}

static struct strata_str take_word(struct strata_str *rest, char escape)
{
	struct strata_str word;

	*rest = strata_str_trim(*rest);
	word = strata_str_take(*rest, word_length(*rest, escape));
	*rest = strata_str_skip(*rest, word.len);
	return word;
}

/* A flag's text without quotes and escape characters. */
static struct strata_str unquote(struct strata_arena *arena, struct strata_str s, char escape)
{
	char *out = strata_arena_text(arena, s.len), quote = 0;
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!quote && (c == '\'' || c == '"'))
			quote = c;
		else if (c == quote && quote)
			quote = 0;
		else if (c == escape && i + 1 < s.len)
			out[n++] = s.ptr[++i];
		else
			out[n++] = c;
	}
	return (struct strata_str){ out, n };
}

static struct strata_str read_flags(struct scanner *s, struct strata_str rest)
{
	while (strata_str_starts(rest = strata_str_trim(rest), STRATA_STR("--"))) {
		struct strata_str word = take_word(&rest, s->file->escape);
		struct dockerfile_flag flag = { .offset = offset_of(s, word) };

		word = unquote(s->arena, strata_str_skip(word, 2), s->file->escape);
		if (!word.len)
			return strata_str_trim(rest);
		strata_str_cut(&flag.name, &flag.value, word, '=');
		*strata_vec_push(s->arena, &s->i->flags) = flag;
	}
	return rest;
}

/* The text as a JSON array; false, and no word, when it is none, or not of strings alone. */
static bool read_json(struct scanner *s, struct strata_str text)
{
	struct dockerfile_words words = { 0 };
	struct json_reader json;
	struct json_value value;
	enum json_type type;
	bool others = false;

	json_init(&json, text, JSON_STRICT, NULL);
	if (!text.len || text.ptr[0] != '[' || json_next(&json, &value) != JSON_ARRAY)
		return false;
	while ((type = json_next(&json, &value)) != JSON_END && type != JSON_ERROR) {
		others = others || type != JSON_STRING;
		if (type != JSON_STRING && json_skip(&json, &value) < 0)
			break;
		*strata_vec_push(s->arena, &words) = (struct dockerfile_word){
			.text = type == JSON_STRING ? json_string(s->arena, &value) : value.raw,
			.offset = offset_of(s, text) + value.offset,
		};
	}
	s->i->no_json = type != JSON_END || json_finish(&json) < 0;
	if (others && !s->i->no_json)
		dockerfile_problem(s->file, s->arena, s->i->line,
				   "an array of anything but strings is no command");
	s->i->no_json = s->i->no_json || others;
	s->i->json = !s->i->no_json;
	if (s->i->json)
		s->i->words = words;
	return s->i->json;
}

static void read_words(struct scanner *s, struct strata_str rest)
{
	while ((rest = strata_str_trim(rest)).len) {
		struct strata_str word = first_word(rest);

		rest = strata_str_skip(rest, word.len);
		add_word(s, word, offset_of(s, word));
	}
}

static void read_text(struct scanner *s, struct strata_str text)
{
	if (text.len)
		add_word(s, text, offset_of(s, text));
}

/* A JSON array, or one text for a shell. */
static void read_command(struct scanner *s, struct strata_str text)
{
	if (!read_json(s, text))
		read_text(s, text);
}

static void read_list(struct scanner *s, struct strata_str text)
{
	if (!read_json(s, text))
		read_words(s, text);
}

/* "ENV NAME all the rest", as it was written before "NAME=value". */
static void read_old_pair(struct scanner *s, struct strata_str rest)
{
	struct dockerfile_word *word = add_word(s, first_word(rest), offset_of(s, rest));

	word->value = strata_str_trim(strata_str_skip(rest, word->text.len));
	if (word->value.len)
		return;
	word->value = STRATA_NONE;
	dockerfile_problem(s->file, s->arena, s->i->line, "%.*s needs a name and a value",
			   STRATA_ARG(s->i->name));
}

static void read_pairs(struct scanner *s, struct strata_str rest)
{
	struct strata_str at = rest, word = take_word(&at, s->file->escape);

	if (word.len && strata_str_chr(word, '=') == STRATA_NPOS) {
		read_old_pair(s, rest);
		return;
	}
	while ((word = take_word(&rest, s->file->escape)).len) {
		struct dockerfile_word *pair = add_word(s, word, offset_of(s, word));

		if (!strata_str_cut(&pair->text, &pair->value, word, '='))
			dockerfile_problem(s->file, s->arena, s->i->line,
					   "'%.*s' of %.*s has no '='",
					   STRATA_ARG(strata_str_take(word, 60)),
					   STRATA_ARG(s->i->name));
	}
}

static void read_names(struct scanner *s, struct strata_str rest)
{
	struct strata_str word;

	while ((word = take_word(&rest, s->file->escape)).len) {
		struct dockerfile_word *name = add_word(s, word, offset_of(s, word));

		strata_str_cut(&name->text, &name->value, word, '=');
	}
}

/* HEALTHCHECK CMD as a command; NONE alone. The first word is which of them. */
static void read_check(struct scanner *s, struct strata_str rest)
{
	struct strata_str kind = take_word(&rest, s->file->escape);
	struct dockerfile_words command;

	if (!kind.len)
		return;
	read_command(s, strata_str_trim(rest));
	command = s->i->words;
	s->i->words = (struct dockerfile_words){ 0 };
	add_word(s, kind, offset_of(s, kind));
	for (size_t k = 0; k < command.count; k++)
		*strata_vec_push(s->arena, &s->i->words) = command.items[k];
}

/* Where a part of the instruction, which goes to its end, comes from. */
static struct dockerfile_pieces pieces_from(struct scanner *s, size_t begin)
{
	const struct dockerfile_pieces *all = &s->i->pieces;
	struct dockerfile_pieces out = { 0 };

	for (size_t k = 0; k < all->count; k++) {
		struct dockerfile_piece piece = all->items[k];

		if (k + 1 < all->count && all->items[k + 1].offset <= begin)
			continue;
		if (piece.offset < begin)
			piece.column += (unsigned)(begin - piece.offset);
		piece.offset = piece.offset < begin ? 0 : piece.offset - begin;
		*strata_vec_push(s->arena, &out) = piece;
	}
	return out;
}

enum dockerfile_keyword dockerfile_keyword_of(struct strata_str name)
{
	for (size_t k = 1; k < sizeof(keywords) / sizeof(*keywords); k++)
		if (strata_str_eq_nocase(name, strata_str_of(keywords[k].name)))
			return (enum dockerfile_keyword)k;
	return DOCKERFILE_UNKNOWN;
}

/* What ONBUILD holds is an instruction of its own, of the same text; not of every kind. */
static void read_trigger(struct scanner *s, struct strata_str rest)
{
	enum dockerfile_keyword keyword = dockerfile_keyword_of(first_word(rest));
	struct dockerfile_instruction *inner;

	if (!rest.len || keyword == DOCKERFILE_ONBUILD || keyword == DOCKERFILE_FROM ||
	    keyword == DOCKERFILE_MAINTAINER) {
		dockerfile_problem(s->file, s->arena, s->i->line, "ONBUILD cannot hold '%.*s'",
				   STRATA_ARG(strata_str_take(first_word(rest), 60)));
		return;
	}
	inner = strata_arena_alloc(s->arena, sizeof(*inner));
	inner->line = s->i->line;
	inner->body = rest;
	inner->pieces = pieces_from(s, offset_of(s, rest));
	s->i->trigger = inner;
	dockerfile_arguments(s->file, inner, s->arena);
}

static void read_keyword(struct scanner *s)
{
	struct dockerfile_instruction *i = s->i;
	size_t n = first_word(i->body).len;

	i->name = strata_str_take(i->body, n);
	i->keyword = dockerfile_keyword_of(i->name);
	i->text = read_flags(s, strata_str_skip(i->body, n));
	if (!i->keyword)
		dockerfile_problem(s->file, s->arena, i->line, "'%.*s' is no instruction",
				   STRATA_ARG(strata_str_take(i->name, 60)));
}

void dockerfile_arguments(struct dockerfile *file, struct dockerfile_instruction *i,
			  struct strata_arena *arena)
{
	static void (*const readers[])(struct scanner *, struct strata_str) = {
		[FORM_LIST] = read_list,	 [FORM_NAMES] = read_names,
		[FORM_COMMAND] = read_command,	 [FORM_PAIRS] = read_pairs,
		[FORM_WORDS] = read_words,	 [FORM_CHECK] = read_check,
		[FORM_TEXT] = read_text,	 [FORM_TRIGGER] = read_trigger,
	};
	struct scanner s = { file, i, arena };

	read_keyword(&s);
	readers[keywords[i->keyword].form](&s, i->text);
}

/* The length of a quoted part, with its quotes; 0 when it has no end. */
static size_t quoted_length(struct strata_str s)
{
	for (size_t n = 1; n < s.len; n++) {
		if (s.ptr[n] == s.ptr[0])
			return n + 1;
		if (s.ptr[0] == '"' && s.ptr[n] == '\\')
			n++;
	}
	return 0;
}

/*
 * The next word of a shell's text; blanks behind "<<" belong to it. False at the end, and
 * where a quote is never closed: then no text in place is seen at all.
 */
static bool shell_word(struct strata_str *word, struct strata_str *rest)
{
	struct strata_str s = *rest = strata_str_trim(*rest);
	size_t n = 0, quoted;

	while (n < s.len && !strata_is_space(s.ptr[n])) {
		if (s.ptr[n] == '\'' || s.ptr[n] == '"') {
			quoted = quoted_length(strata_str_skip(s, n));
			if (!quoted)
				return false;
			n += quoted;
		} else if (s.ptr[n] == '\\') {
			n += n + 1 < s.len ? 2 : 1;
		} else if (strata_str_starts(strata_str_skip(s, n), STRATA_STR("<<"))) {
			for (n += 2; n < s.len && strata_is_space(s.ptr[n]);)
				n++;
		} else {
			n++;
		}
	}
	*word = strata_str_take(s, n);
	*rest = strata_str_skip(s, n);
	return n > 0;
}

/* "<<NAME", "3<<-'NAME'"; false for what is none, as "<<<". */
static bool read_announced(struct dockerfile_heredoc *out, struct strata_str word,
			   struct strata_arena *arena)
{
	while (word.len && strata_is_digit(word.ptr[0]))
		word = strata_str_skip(word, 1);
	if (!strata_str_starts(word, STRATA_STR("<<")))
		return false;
	word = strata_str_skip(word, 2);
	*out = (struct dockerfile_heredoc){ .chomp = word.len && word.ptr[0] == '-' };
	word = strata_str_trim(strata_str_skip(word, out->chomp));
	out->literal = strata_str_chr(word, '\'') != STRATA_NPOS ||
		       strata_str_chr(word, '"') != STRATA_NPOS;
	out->name = unquote(arena, word, '\\');
	return out->name.len && strata_str_chr(word, '<') == STRATA_NPOS;
}

void dockerfile_announced(struct dockerfile_heredocs *out, const struct dockerfile_instruction *i,
			  struct strata_arena *arena)
{
	const struct dockerfile_instruction *inner = i->trigger ? i->trigger : i;
	struct strata_str word, rest = i->body;
	struct dockerfile_heredoc doc;

	if ((inner->keyword != DOCKERFILE_RUN && inner->keyword != DOCKERFILE_COPY &&
	     inner->keyword != DOCKERFILE_ADD) ||
	    strata_str_find(i->body, STRATA_STR("<<")) == STRATA_NPOS)
		return;
	while (shell_word(&word, &rest))
		if (read_announced(&doc, word, arena))
			*strata_vec_push(arena, out) = doc;
}
