/*
 * pep508.c - a requirement as PEP 508 writes it: "name[extra] >=1,<2 ; marker".
 *
 * A descent over the text, as strict as PyPI's `packaging`, with which it is
 * compared. Markers are checked, not evaluated: what is left out on this machine
 * is installed on another.
 */
#include <string.h>

#include "python/python.h"
#include "strata/buf.h"
#include "strata/limits.h"

static void skip_blanks(struct strata_str *s)
{
	while (s->len && (s->ptr[0] == ' ' || s->ptr[0] == '\t'))
		*s = strata_str_skip(*s, 1);
}

static bool take(struct strata_str *s, const char *text)
{
	struct strata_str prefix = strata_str_of(text);

	if (!strata_str_starts(*s, prefix))
		return false;
	*s = strata_str_skip(*s, prefix.len);
	return true;
}

static bool is_word_byte(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_';
}

/* As take, of a whole word: "in" is none of "int". */
static bool take_word(struct strata_str *s, const char *word)
{
	struct strata_str rest = *s;

	if (!take(&rest, word) || (rest.len && is_word_byte(rest.ptr[0])))
		return false;
	*s = rest;
	return true;
}

static bool take_name(struct strata_str *name, struct strata_str *s)
{
	*name = python_name(*s);
	*s = strata_str_skip(*s, name->len);
	return name->len > 0;
}

static bool take_extras(struct strata_str *extras, struct strata_str *s)
{
	const char *start = s->ptr + 1;
	struct strata_str name;

	if (!take(s, "["))
		return true;
	skip_blanks(s);
	while (take_name(&name, s)) {
		skip_blanks(s);
		if (!take(s, ","))
			break;
		skip_blanks(s);
		if (s->len && s->ptr[0] == ']')
			return false;
	}
	*extras = (struct strata_str){ start, (size_t)(s->ptr - start) };
	return take(s, "]");
}

/* One "op version": what stands up to the next comma, blank, ';' or ')'. */
static bool take_clause(struct strata_str *s)
{
	static const char *const operators[] = { "===", "==", "~=", "!=", "<=", ">=", "<", ">" };
	const char *start;
	size_t i = 0, count = sizeof(operators) / sizeof(*operators);

	while (i < count && !take(s, operators[i]))
		i++;
	if (i == count)
		return false;
	while (s->len && strata_is_space(s->ptr[0]))
		*s = strata_str_skip(*s, 1);
	start = s->ptr;
	while (s->len && !strata_is_space(s->ptr[0]) && !strchr(i ? ",;)" : ";)", s->ptr[0]))
		*s = strata_str_skip(*s, 1);
	return s->ptr > start || i == 0;
}

static bool is_specifier(struct strata_str text, struct strata_arena *scratch)
{
	struct strata_intervals in = { 0 };

	return strata_version_pep440.intervals(&in, text, scratch, NULL) == 0;
}

static bool take_specifier(struct strata_str *out, struct strata_str *s,
			   struct strata_arena *scratch)
{
	bool parentheses = take(s, "(");
	const char *start;

	if (parentheses)
		skip_blanks(s);
	start = s->ptr;
	while (take_clause(s)) {
		skip_blanks(s);
		if (!take(s, ","))
			break;
		skip_blanks(s);
	}
	*out = strata_str_trim((struct strata_str){ start, (size_t)(s->ptr - start) });
	skip_blanks(s);
	if (out->len == 0)
		*out = STRATA_NONE;
	return (!parentheses || take(s, ")")) && (!out->len || is_specifier(*out, scratch));
}

static bool take_variable(struct strata_str *s)
{
	static const char *const names[] = {
		"python_version", "python_full_version", "os_name", "os.name", "sys_platform",
		"sys.platform", "platform_release", "platform_system", "platform_version",
		"platform.version", "platform_machine", "platform.machine",
		"platform_python_implementation", "platform.python_implementation",
		"python_implementation", "implementation_name", "implementation_version", "extras",
		"extra", "dependency_groups",
	};
	struct strata_str quote = strata_str_take(*s, 1);
	size_t end;

	if (take(s, "'") || take(s, "\"")) {
		end = strata_str_chr(*s, quote.ptr[0]);
		*s = strata_str_skip(*s, end == STRATA_NPOS ? 0 : end + 1);
		return end != STRATA_NPOS;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (take_word(s, names[i]))
			return true;
	return false;
}

static bool take_comparison(struct strata_str *s)
{
	static const char *const operators[] = { "===", "==", "~=", "!=", "<=", ">=", "<", ">" };

	if (take_word(s, "in"))
		return true;
	if (take_word(s, "not")) {
		skip_blanks(s);
		return take_word(s, "in");
	}
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (take(s, operators[i]))
			return true;
	return false;
}

static bool take_marker(struct strata_str *s, int depth);

static bool take_atom(struct strata_str *s, int depth)
{
	bool good;

	skip_blanks(s);
	if (take(s, "(")) {
		good = depth < STRATA_LIMIT_NESTING && take_marker(s, depth + 1) && take(s, ")");
	} else {
		good = take_variable(s);
		skip_blanks(s);
		good = good && take_comparison(s);
		skip_blanks(s);
		good = good && take_variable(s);
	}
	skip_blanks(s);
	return good;
}

/* Which of `and` and `or` binds closer makes no difference to what is a marker. */
static bool take_marker(struct strata_str *s, int depth)
{
	do {
		if (!take_atom(s, depth))
			return false;
	} while (take_word(s, "and") || take_word(s, "or"));
	return true;
}

/* Up to a blank: what may stand behind it is a marker, whose ';' a URL may hold too. */
static struct strata_str take_url(struct strata_str *s)
{
	size_t len = 0;

	while (len < s->len && s->ptr[len] != ' ' && s->ptr[len] != '\t')
		len++;
	*s = strata_str_skip(*s, len);
	return (struct strata_str){ s->ptr - len, len };
}

struct strata_str python_joined(const struct node *list, struct strata_arena *arena)
{
	struct strata_buf joined = STRATA_BUF_INIT;
	struct strata_str out;

	for (const struct node *n = node_first(list); n; n = n->next) {
		if (joined.len)
			strata_buf_addc(&joined, ',');
		strata_buf_add(&joined, n->text);
	}
	out = strata_arena_dup(arena, strata_buf_str(&joined));
	strata_buf_release(&joined);
	return out;
}

bool python_requirement(struct python_requirement *out, struct strata_str text,
			struct strata_arena *scratch)
{
	struct strata_str s = text;

	*out = (struct python_requirement){ 0 };
	skip_blanks(&s);
	if (!take_name(&out->name, &s))
		return false;
	skip_blanks(&s);
	if (!take_extras(&out->extras, &s))
		return false;
	skip_blanks(&s);
	if (take(&s, "@")) {
		skip_blanks(&s);
		out->url = take_url(&s);
		if (!out->url.len)
			return false;
	} else if (!take_specifier(&out->specifier, &s, scratch)) {
		return false;
	}
	skip_blanks(&s);
	if (!s.len)
		return true;
	if (!take(&s, ";"))
		return false;
	out->marker = strata_str_trim(s);
	return take_marker(&s, 0) && s.len == 0;
}
