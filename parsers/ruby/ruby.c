/* ruby.c - as much of Ruby as Gemfile and gemspec are written in; see ruby.h. */
#include "ruby/ruby.h"

struct scanner {
	struct ruby_tokens *out;
	struct strata_arena *arena;
	struct strata_str rest;
	unsigned line;
	bool first;
	unsigned depth; /* of brackets: a newline inside ends nothing */
	struct strata_str heredoc; /* its end; it begins behind this line */
	bool absent[256]; /* closing characters that do not come any more: looked for once */
};

struct strata_str ruby_text(struct strata_str bytes)
{
	return strata_str_skip(bytes, strata_str_starts(bytes, STRATA_STR("\xEF\xBB\xBF")) ? 3 : 0);
}

static bool is_word_start(char c)
{
	return strata_is_alpha(c) || c == '_' || c == '@' || c == '$' || (unsigned char)c >= 0x80;
}

static bool is_word_part(char c)
{
	return is_word_start(c) || strata_is_digit(c);
}

static char at(const struct scanner *s, size_t i)
{
	return i < s->rest.len ? s->rest.ptr[i] : '\0';
}

static void add(struct scanner *s, enum ruby_kind kind, struct strata_str text)
{
	*strata_vec_push(s->arena, s->out) =
		(struct ruby_token){ .kind = kind, .text = text, .line = s->line, .first = s->first };
	s->first = kind == RUBY_NEWLINE;
}

static void advance(struct scanner *s, size_t n)
{
	for (size_t i = 0; i < n && i < s->rest.len; i++)
		s->line += s->rest.ptr[i] == '\n';
	s->rest = strata_str_skip(s->rest, n);
}

static struct strata_str current_line(const struct scanner *s)
{
	struct strata_str line, rest;

	strata_str_cut(&line, &rest, s->rest, '\n');
	return line;
}

/* "name", "Foo::BAR", "spec.add_dependency", "empty?": one word. */
static size_t word_length(const struct scanner *s)
{
	size_t n = 0;

	for (;;) {
		while (is_word_part(at(s, n)))
			n++;
		if (at(s, n) == '.' && is_word_start(at(s, n + 1)))
			n += 1;
		else if (at(s, n) == ':' && at(s, n + 1) == ':' && is_word_start(at(s, n + 2)))
			n += 2;
		else
			break;
	}
	if ((at(s, n) == '?' || at(s, n) == '!') && at(s, n + 1) != '=')
		n++;
	return n;
}

/*
 * Up to the closing quote, escapes passed over; the length without it. Without one
 * the text is taken to end with its line.
 */
static size_t quoted_length(struct scanner *s, size_t from, char close)
{
	size_t n = from, line = current_line(s).len;

	while (!s->absent[(unsigned char)close] && n < s->rest.len && s->rest.ptr[n] != close)
		n += s->rest.ptr[n] == '\\' ? 2 : 1;
	if (n < s->rest.len && s->rest.ptr[n] == close)
		return n;
	s->absent[(unsigned char)close] = true;
	return line > from ? line : from;
}

/* No name and no version has a line of its own, an escape, or code in it. */
static bool is_unsure(struct strata_str text, char close)
{
	return strata_str_chr(text, '\n') != STRATA_NPOS ||
	       (close != '\'' && (strata_str_find(text, STRATA_STR("#{")) != STRATA_NPOS ||
				  strata_str_chr(text, '\\') != STRATA_NPOS));
}

/* A string behind `skip` bytes of opening; a ':' behind it makes it a label. */
static void scan_quoted(struct scanner *s, size_t skip, char close, enum ruby_kind kind)
{
	size_t end = quoted_length(s, skip, close);
	struct strata_str text = strata_str_take(strata_str_skip(s->rest, skip), end - skip);
	bool label = kind == RUBY_STRING && at(s, end + 1) == ':' && at(s, end + 2) != ':';

	if (is_unsure(text, close) || at(s, end) != close)
		kind = RUBY_UNSURE;
	else if (label)
		kind = RUBY_LABEL;
	add(s, kind, text);
	advance(s, end + (at(s, end) == close) + label);
}

static char closing(char open)
{
	switch (open) {
	case '(': return ')';
	case '[': return ']';
	case '{': return '}';
	case '<': return '>';
	default: return open;
	}
}

/* %w[a b] and %i[a b]: a list of words. */
static void scan_words(struct scanner *s)
{
	enum ruby_kind kind = at(s, 1) == 'i' || at(s, 1) == 'I' ? RUBY_SYMBOL : RUBY_STRING;
	size_t end = quoted_length(s, 3, closing(at(s, 2)));

	add(s, RUBY_MARK, STRATA_STR("["));
	advance(s, 3);
	end -= 3;
	while (end > 0) {
		size_t n = 0;

		while (n < end && !strata_is_space(at(s, n)))
			n++;
		if (n)
			add(s, kind, strata_str_take(s->rest, n));
		advance(s, n ? n : 1);
		end -= n ? n : 1;
	}
	advance(s, at(s, 0) != '\n');
	add(s, RUBY_MARK, STRATA_STR("]"));
}

static bool is_percent_literal(const struct scanner *s, const char *kinds, size_t open)
{
	bool known = false;

	for (; *kinds; kinds++)
		known = known || at(s, 1) == *kinds;
	return known && (closing(at(s, open)) != at(s, open) || at(s, open) == '|' ||
			 at(s, open) == '!');
}

/* <<~NAME, <<-NAME, <<NAME, the name perhaps quoted: its text begins on the next line. */
static bool scan_heredoc(struct scanner *s)
{
	size_t n = 2, start;
	char quote = 0;

	if (at(s, 0) != '<' || at(s, 1) != '<')
		return false;
	n += at(s, n) == '~' || at(s, n) == '-';
	if (at(s, n) == '"' || at(s, n) == '\'')
		quote = at(s, n++);
	start = n;
	while (is_word_part(at(s, n)))
		n++;
	if (n == start || (quote == 0 && !(at(s, start) >= 'A' && at(s, start) <= 'Z')))
		return false;
	s->heredoc = strata_str_take(strata_str_skip(s->rest, start), n - start);
	add(s, RUBY_UNSURE, STRATA_STR(""));
	advance(s, n + (quote != 0));
	return true;
}

static void skip_lines_to(struct scanner *s, struct strata_str end)
{
	struct strata_str line;

	do {
		line = strata_str_trim(current_line(s));
		advance(s, current_line(s).len + 1);
	} while (s->rest.len && !strata_str_eq(line, end));
}

static void scan_newline(struct scanner *s)
{
	if (s->depth == 0)
		add(s, RUBY_NEWLINE, STRATA_STR(""));
	advance(s, 1);
	if (s->heredoc.len)
		skip_lines_to(s, s->heredoc);
	s->heredoc = STRATA_NONE;
	if (strata_str_starts(s->rest, STRATA_STR("=begin")))
		skip_lines_to(s, STRATA_STR("=end"));
	if (strata_str_eq(strata_str_trim(current_line(s)), STRATA_STR("__END__")))
		s->rest = STRATA_STR("");
}

static void scan_word(struct scanner *s)
{
	size_t n = word_length(s);
	struct strata_str word = strata_str_take(s->rest, n);
	bool label = at(s, n) == ':' && at(s, n + 1) != ':';

	add(s, label ? RUBY_LABEL : RUBY_WORD, word);
	advance(s, n + label);
}

static void scan_symbol(struct scanner *s)
{
	if (at(s, 1) == '"' || at(s, 1) == '\'') {
		scan_quoted(s, 2, at(s, 1), RUBY_SYMBOL);
		return;
	}
	advance(s, 1);
	add(s, RUBY_SYMBOL, strata_str_take(s->rest, word_length(s)));
	advance(s, word_length(s));
}

static void scan_mark(struct scanner *s)
{
	size_t n = strata_str_starts(s->rest, STRATA_STR("=>")) ? 2 : 1;
	char c = at(s, 0);

	if (c == '(' || c == '[')
		s->depth++;
	else if ((c == ')' || c == ']') && s->depth)
		s->depth--;
	add(s, RUBY_MARK, strata_str_take(s->rest, n));
	advance(s, n);
}

/* A newline behind a comma or a backslash, or before ".method", ends nothing. */
static bool goes_on(const struct scanner *s)
{
	const struct ruby_token *last =
		s->out->count ? &s->out->items[s->out->count - 1] : NULL;

	return last && last->kind == RUBY_MARK &&
	       (strata_str_eq(last->text, STRATA_STR(",")) ||
		strata_str_eq(last->text, STRATA_STR("=>")) ||
		strata_str_eq(last->text, STRATA_STR("\\")));
}

static void scan_one(struct scanner *s)
{
	char c = at(s, 0);

	if (c == '\n' && goes_on(s) && !s->heredoc.len)
		advance(s, 1);
	else if (c == '\n')
		scan_newline(s);
	else if (strata_is_space(c))
		advance(s, 1);
	else if (c == '#')
		advance(s, current_line(s).len);
	else if (c == ';')
		add(s, RUBY_NEWLINE, STRATA_STR("")), advance(s, 1);
	else if (c == '"' || c == '\'' || c == '`')
		scan_quoted(s, 1, c, c == '`' ? RUBY_UNSURE : RUBY_STRING);
	else if (c == ':' && (is_word_start(at(s, 1)) || at(s, 1) == '"' || at(s, 1) == '\''))
		scan_symbol(s);
	else if (c == '%' && is_percent_literal(s, "wWiI", 2))
		scan_words(s);
	else if (c == '%' && is_percent_literal(s, "qQ", 2))
		scan_quoted(s, 3, closing(at(s, 2)), RUBY_STRING);
	else if (is_word_start(c))
		scan_word(s);
	else if (!scan_heredoc(s))
		scan_mark(s);
}

void ruby_scan(struct ruby_tokens *out, struct strata_str bytes, struct strata_arena *arena)
{
	struct scanner s = { .out = out, .arena = arena, .rest = ruby_text(bytes), .line = 1,
			     .first = true };

	while (s.rest.len)
		scan_one(&s);
	s.first = true;
	add(&s, RUBY_END, STRATA_STR(""));
}

bool ruby_is_mark(const struct ruby_token *t, const char *text)
{
	return t->kind == RUBY_MARK && strata_str_eq(t->text, strata_str_of(text));
}

bool ruby_is_word(const struct ruby_token *t, const char *text)
{
	return t->kind == RUBY_WORD && strata_str_eq(t->text, strata_str_of(text));
}

static bool is_one_of(const struct ruby_token *t, const char *const *words)
{
	for (; *words; words++)
		if (ruby_is_word(t, *words))
			return true;
	return false;
}

bool ruby_is_loop(const struct ruby_token *t)
{
	static const char *const words[] = { "while", "until", "for", NULL };

	return is_one_of(t, words);
}

bool ruby_opens_block(const struct ruby_token *t)
{
	static const char *const words[] = { "if",  "unless", "case",  "begin",
					     "def", "class",  "module", NULL };

	return is_one_of(t, words) || ruby_is_loop(t);
}

/* A statement's modifier, or a block: the arguments are over. */
static bool ends_call(const struct ruby_token *t)
{
	return t->kind == RUBY_END || t->kind == RUBY_NEWLINE || ruby_is_word(t, "do") ||
	       ruby_is_word(t, "if") || ruby_is_word(t, "unless") || ruby_is_word(t, "and") ||
	       ruby_is_word(t, "or");
}

static bool is_literal(const struct ruby_token *t)
{
	return t->kind == RUBY_STRING || t->kind == RUBY_SYMBOL;
}

/* The items of an array; what is inside of further brackets is not looked at. */
static void read_array(struct ruby_argument *a, const struct ruby_token **t,
		       struct strata_arena *arena)
{
	unsigned depth = 0;

	a->kind = RUBY_MARK;
	for (; (*t)->kind != RUBY_END; (*t)++) {
		if (ruby_is_mark(*t, "["))
			depth++;
		else if (ruby_is_mark(*t, "]") && --depth == 0)
			break;
		else if (depth == 1 && is_literal(*t))
			*strata_vec_push(arena, &a->items) = (*t)->text;
	}
}

/* One value, and what is done to it (".freeze", "+ x"), up to a comma. */
static const struct ruby_token *read_value(struct ruby_argument *a, const struct ruby_token *t,
					   struct strata_arena *arena)
{
	unsigned depth = 0;

	a->kind = t->kind;
	a->text = t->text;
	a->line = t->line;
	if (ruby_is_mark(t, "["))
		read_array(a, &t, arena);
	for (; t->kind != RUBY_END; t++) {
		if (depth == 0 && (ruby_is_mark(t, ",") || ruby_is_mark(t, ")") || ruby_is_mark(t, "}") ||
				   ends_call(t)))
			break;
		if (ruby_is_mark(t, "(") || ruby_is_mark(t, "{"))
			depth++;
		else if ((ruby_is_mark(t, ")") || ruby_is_mark(t, "}")) && depth)
			depth--;
	}
	return t;
}

void ruby_call(struct ruby_arguments *out, const struct ruby_tokens *tokens, size_t *at_token,
	       struct strata_arena *arena)
{
	const struct ruby_token *t = &tokens->items[*at_token], *start = t;
	unsigned braces = 0;

	while (!ends_call(t)) {
		struct ruby_argument *a;

		if ((ruby_is_mark(t, "{") && (t == start || ruby_is_mark(t - 1, ")"))) ||
		    (ruby_is_mark(t, "}") && !braces))
			break; /* a block begins, or the one around ends */
		if (ruby_is_mark(t, "(") || ruby_is_mark(t, ")") || ruby_is_mark(t, ",") ||
		    ruby_is_mark(t, "{") ||
		    ruby_is_mark(t, "}")) {
			braces += ruby_is_mark(t, "{");
			braces -= ruby_is_mark(t, "}");
			t++;
			continue;
		}
		a = strata_vec_push(arena, out);
		if (t->kind == RUBY_LABEL) {
			a->name = t->text;
			t++;
		} else if (is_literal(t) && ruby_is_mark(t + 1, "=>")) {
			a->name = t->text;
			t += 2;
		}
		t = ends_call(t) ? t : read_value(a, t, arena);
	}
	*at_token = (size_t)(t - tokens->items);
}

const struct ruby_argument *ruby_option(const struct ruby_arguments *arguments, const char *name)
{
	for (size_t i = 0; i < arguments->count; i++)
		if (arguments->items[i].name.ptr &&
		    strata_str_eq(arguments->items[i].name, strata_str_of(name)))
			return &arguments->items[i];
	return NULL;
}

struct strata_str ruby_option_text(const struct ruby_arguments *arguments, const char *name)
{
	const struct ruby_argument *a = ruby_option(arguments, name);

	return a && a->kind == RUBY_STRING ? a->text : STRATA_NONE;
}

static void add_requirement(struct strata_package *p, struct strata_str text,
			    struct strata_arena *arena)
{
	p->requirement = p->requirement.len ? strata_arena_join(arena, p->requirement,
								STRATA_STR(", "), text)
					    : text;
}

static void set_exact(struct strata_package *p)
{
	struct strata_str version = strata_str_trim(p->requirement);

	if (strata_str_starts(version, STRATA_STR("=")))
		version = strata_str_trim(strata_str_skip(version, 1));
	if (version.len && strata_is_digit(version.ptr[0]) &&
	    strata_version_rubygems.valid(version))
		p->version = version;
}

void ruby_set_requirement(struct strata_package *p, const struct ruby_arguments *arguments,
			  struct strata_arena *arena)
{
	p->requirement = STRATA_STR("");
	for (size_t i = 1; i < arguments->count; i++) {
		const struct ruby_argument *a = &arguments->items[i];

		if (a->name.ptr)
			continue;
		if (a->kind == RUBY_STRING)
			add_requirement(p, a->text, arena);
		for (size_t j = 0; j < a->items.count; j++)
			add_requirement(p, a->items.items[j], arena);
	}
	set_exact(p);
}
