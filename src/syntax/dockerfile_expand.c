/*
 * dockerfile_expand.c - one pass over the text, nested for the words within `${}`.
 *
 * What a variable gives is looked at no further, so only nested words can make a text grow;
 * both depth and size have their limits. The text in the making is one buffer: a nested word
 * is written behind it, and taken off again where it turns out not to be wanted.
 */
#include "syntax/dockerfile_expand.h"

#include "strata/buf.h"
#include "strata/limits.h"
#include "syntax/glob.h"

struct expander {
	const struct dockerfile_variables *variables;
	struct strata_arena *arena;
	struct strata_error *err;
	struct strata_str text;
	size_t at;
	unsigned depth;
	struct strata_buf out;
	struct strata_str unset;
	struct strata_strs *words; /* NULL: not asked for */
	size_t word;               /* where the word in the making begins in out */
	bool in_word;
};

static int expand_until(struct expander *e, char stop, bool raw);

static int fail(struct expander *e, const char *why)
{
	return strata_fail(e->err, STRATA_ESYNTAX, 0, "'%.*s' %s",
			   STRATA_ARG(strata_str_take(e->text, 100)), why);
}

static bool more(const struct expander *e)
{
	return e->at < e->text.len;
}

static char peek(const struct expander *e)
{
	return more(e) ? e->text.ptr[e->at] : '\0';
}

static bool eat(struct expander *e, char c)
{
	if (!more(e) || peek(e) != c)
		return false;
	e->at++;
	return true;
}

static void end_word(struct expander *e)
{
	struct strata_str word = strata_str_skip(strata_buf_str(&e->out), e->word);

	if (e->words && e->depth == 0 && word.len)
		*strata_vec_push(e->arena, e->words) = strata_arena_dup(e->arena, word);
	e->word = e->out.len;
	e->in_word = false;
}

/* Text that white space does not part. */
static void add_raw(struct expander *e, struct strata_str s)
{
	strata_buf_add(&e->out, s);
	e->in_word = true;
}

/* Text that white space parts, where words are asked for. */
static void add_text(struct expander *e, struct strata_str s)
{
	if (!e->words || e->depth) {
		add_raw(e, s);
		return;
	}
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_space(s.ptr[i]))
			add_raw(e, (struct strata_str){ s.ptr + i, 1 });
		else if (e->in_word)
			end_word(e);
}

static bool one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_letter(char c)
{
	return strata_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static struct strata_str read_name(struct expander *e)
{
	size_t start = e->at;
	bool digits = strata_is_digit(peek(e));

	if (!digits && one_of(peek(e), "@*#?-$!0"))
		e->at++;
	else
		while (more(e) && (strata_is_digit(peek(e)) || (!digits && is_letter(peek(e)))))
			e->at++;
	return (struct strata_str){ e->text.ptr + start, e->at - start };
}

static struct strata_str value_of(struct expander *e, struct strata_str name)
{
	return e->variables->value(name, e->variables->payload);
}

static void add_value(struct expander *e, struct strata_str name, struct strata_str value)
{
	if (!value.ptr && !e->unset.ptr)
		e->unset = name;
	add_text(e, value);
}

/* A word within ${}, up to its end: taken off the buffer, to be used or not. */
static int read_word(struct expander *e, struct strata_str *word, char stop, bool raw)
{
	size_t start = e->out.len;
	int rc;

	e->depth++;
	rc = e->depth > STRATA_LIMIT_NESTING ?
		     strata_fail(e->err, STRATA_ELIMIT, 0, "words within words without end") :
		     expand_until(e, stop, raw);
	e->depth--;
	*word = strata_arena_dup(e->arena, strata_str_skip(strata_buf_str(&e->out), start));
	e->out.len = start;
	return rc;
}

/* `${name:-word}` and its kin; op is the sign behind the ':' that is perhaps there. */
static int expand_choice(struct expander *e, struct strata_str name, char op, bool colon)
{
	struct strata_str value = value_of(e, name), word, unset = e->unset;
	bool set = value.ptr && (value.len || !colon);
	int rc = read_word(e, &word, '}', false);

	if (rc < 0)
		return rc;
	if (op == '?' && !set)
		return fail(e, "demands a value");
	if (op == '+' ? !set : set)
		e->unset = unset;
	if (op == '+')
		add_text(e, set ? word : STRATA_STR(""));
	else
		add_text(e, set ? value : word);
	return 0;
}

/* `${name#pattern}`, `##`, `%`, `%%`. */
static int expand_cut(struct expander *e, struct strata_str name, char op)
{
	struct strata_str value = value_of(e, name), pattern;
	bool longest;
	size_t n;
	int rc = read_word(e, &pattern, '}', true);

	if (rc < 0)
		return rc;
	if ((uint64_t)value.len * (pattern.len + 1) > STRATA_LIMIT_PATTERN_STEPS)
		return strata_fail(e->err, STRATA_ELIMIT, 0, "a pattern over a text too long");
	longest = pattern.len && pattern.ptr[0] == op;
	n = glob_part(strata_str_skip(pattern, longest), value,
		      op == '#' ? GLOB_PREFIX : GLOB_SUFFIX, longest, e->arena);
	n = n == STRATA_NPOS ? 0 : n;
	if (value.ptr)
		value = op == '#' ? strata_str_skip(value, n) : strata_str_take(value, value.len - n);
	add_value(e, name, value);
	return 0;
}

/* `${name/pattern/text}`, `//`: the first match, or all. */
static int expand_replace(struct expander *e, struct strata_str name)
{
	struct strata_str value = value_of(e, name), pattern, by;
	bool all = eat(e, '/'), done = false;
	size_t from = 0;
	int rc;

	if ((rc = read_word(e, &pattern, '/', true)) < 0 || (rc = read_word(e, &by, '}', true)) < 0)
		return rc;
	if ((uint64_t)value.len * value.len * (pattern.len + 1) > STRATA_LIMIT_PATTERN_STEPS)
		return strata_fail(e->err, STRATA_ELIMIT, 0, "a pattern over a text too long");
	while (from < value.len && !done) {
		size_t n = glob_part(pattern, strata_str_skip(value, from), GLOB_PREFIX, true, e->arena);

		done = n != STRATA_NPOS && n && !all;
		if (n != STRATA_NPOS && n)
			add_text(e, by);
		else
			add_text(e, (struct strata_str){ value.ptr + from, 1 });
		from += n == STRATA_NPOS || !n ? 1 : n;
	}
	add_value(e, name, value.ptr ? strata_str_skip(value, from) : value);
	return 0;
}

/* Behind "${". */
static int expand_braces(struct expander *e)
{
	struct strata_str name;
	bool colon;
	char op;

	if (!more(e) || one_of(peek(e), "{}:"))
		return fail(e, "has no name within its braces");
	name = read_name(e);
	if (eat(e, '}')) {
		add_value(e, name, value_of(e, name));
		return 0;
	}
	colon = eat(e, ':');
	op = peek(e);
	if (!one_of(op, colon ? "-+?" : "-+?#%/"))
		return fail(e, "has braces that are not closed, or an unknown sign in them");
	e->at++;
	if (op == '/')
		return expand_replace(e, name);
	return op == '#' || op == '%' ? expand_cut(e, name, op) : expand_choice(e, name, op, colon);
}

static int expand_dollar(struct expander *e)
{
	struct strata_str name;

	e->at++;
	if (eat(e, '{'))
		return expand_braces(e);
	name = read_name(e);
	if (name.len)
		add_value(e, name, value_of(e, name));
	else
		add_text(e, STRATA_STR("$"));
	return 0;
}

static int expand_single(struct expander *e)
{
	struct strata_str rest = strata_str_skip(e->text, ++e->at);
	size_t n = strata_str_chr(rest, '\'');

	if (n == STRATA_NPOS)
		return fail(e, "has a quote that is not closed");
	add_raw(e, strata_str_take(rest, n));
	e->at += n + 1;
	return 0;
}

/* Only '"', '$' and the escape character itself can be escaped in double quotes. */
static int expand_double(struct expander *e, bool raw)
{
	struct strata_strs *words = e->words;
	char escape = e->variables->escape;
	int rc = 0;

	e->at++;
	e->in_word = true;
	e->words = NULL;
	while (rc == 0 && more(e) && peek(e) != '"') {
		char c = peek(e);

		if (c == '$') {
			rc = expand_dollar(e);
			continue;
		}
		e->at++;
		if (c == escape && raw)
			strata_buf_addc(&e->out, c);
		if (c == escape && more(e) && (peek(e) == '"' || peek(e) == '$' || peek(e) == escape))
			c = e->text.ptr[e->at++];
		else if (c == escape && !more(e))
			break;
		strata_buf_addc(&e->out, c);
	}
	e->words = words;
	return rc < 0 || eat(e, '"') ? rc : fail(e, "has a quote that is not closed");
}

static void expand_escape(struct expander *e, bool raw)
{
	e->at++;
	if (raw)
		add_raw(e, (struct strata_str){ &e->variables->escape, 1 });
	if (more(e))
		add_raw(e, (struct strata_str){ e->text.ptr + e->at++, 1 });
}

static int expand_one(struct expander *e, bool raw)
{
	char c = peek(e);

	if (c == '$')
		return expand_dollar(e);
	if (c == '\'')
		return expand_single(e);
	if (c == '"')
		return expand_double(e, raw);
	if (c == e->variables->escape)
		expand_escape(e, raw);
	else
		add_text(e, (struct strata_str){ e->text.ptr + e->at++, 1 });
	return 0;
}

/* Up to the stop, which is eaten; 0 for the end of the text. raw: escapes stay as they are. */
static int expand_until(struct expander *e, char stop, bool raw)
{
	int rc = 0;

	while (rc == 0 && more(e) && (!stop || peek(e) != stop)) {
		rc = expand_one(e, raw);
		if (e->out.len > STRATA_LIMIT_FILE_BYTES)
			return strata_fail(e->err, STRATA_ELIMIT, 0, "a text that grows without measure");
	}
	return rc < 0 || !stop || eat(e, stop) ? rc : fail(e, "has braces that are not closed");
}

static int run(struct expander *e)
{
	int rc = expand_until(e, '\0', false);

	if (rc == 0)
		end_word(e);
	return rc;
}

int dockerfile_expand(struct strata_str *out, struct strata_str *unset, struct strata_str text,
		      const struct dockerfile_variables *variables, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct expander e = { .variables = variables, .arena = arena, .err = err, .text = text,
			      .out = STRATA_BUF_INIT };
	int rc = run(&e);

	*out = rc < 0 ? STRATA_NONE : strata_arena_dup(arena, strata_buf_str(&e.out));
	if (unset)
		*unset = rc < 0 ? STRATA_NONE : e.unset;
	strata_buf_release(&e.out);
	return rc;
}

int dockerfile_expand_words(struct strata_strs *out, struct strata_str text,
			    const struct dockerfile_variables *variables,
			    struct strata_arena *arena, struct strata_error *err)
{
	struct expander e = { .variables = variables, .arena = arena, .err = err, .text = text,
			      .out = STRATA_BUF_INIT, .words = out };
	int rc = run(&e);

	strata_buf_release(&e.out);
	return rc;
}
