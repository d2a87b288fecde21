/* modfile.c - the syntax that go.mod and go.work share; see modfile.h. */
#include "go/modfile.h"

static bool is_mark(char c)
{
	return c == '(' || c == ')' || c == '[' || c == ']' || c == ',';
}

static bool starts_comment(struct strata_str s)
{
	return strata_str_starts(s, STRATA_STR("//"));
}

/* How long the bare word is that s begins with. */
static size_t bare_length(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && !strata_is_space(s.ptr[n]) && !is_mark(s.ptr[n]) &&
	       !starts_comment(strata_str_skip(s, n)))
		n++;
	return n;
}

/* Takes a word off s, which begins with one; quotes are left out. */
static struct strata_str take_word(struct strata_str *s)
{
	struct strata_str word, rest;
	size_t n;

	if (s->ptr[0] == '"' || s->ptr[0] == '`') {
		strata_str_cut(&word, &rest, strata_str_skip(*s, 1), s->ptr[0]);
		*s = rest.ptr ? rest : STRATA_STR("");
		return word;
	}
	n = is_mark(s->ptr[0]) ? 1 : bare_length(*s);
	word = strata_str_take(*s, n);
	*s = strata_str_skip(*s, n);
	return word;
}

static void split_words(struct modfile_statement *s, struct strata_str line)
{
	struct strata_str word, rest = strata_str_trim(line);

	while (rest.len && !starts_comment(rest)) {
		word = take_word(&rest);
		if (s->count < MODFILE_WORDS)
			s->words[s->count] = word;
		s->count++;
		rest = strata_str_trim(rest);
	}
	if (rest.len)
		s->comment = strata_str_trim(strata_str_skip(rest, 2));
}

static bool is_word(const struct modfile_statement *s, size_t index, const char *text)
{
	return s->count == index + 1 && strata_str_eq(s->words[index], strata_str_of(text));
}

static bool is_empty_block(const struct modfile_statement *s)
{
	return s->count == 2 && strata_str_eq(s->words[0], STRATA_STR("(")) &&
	       strata_str_eq(s->words[1], STRATA_STR(")"));
}

static void drop_first_word(struct modfile_statement *s)
{
	for (size_t i = 1; i < MODFILE_WORDS; i++)
		s->words[i - 1] = s->words[i];
	s->count--;
}

bool modfile_next(struct modfile *m, struct modfile_statement *s)
{
	while (line_next(&m->lines)) {
		*s = (struct modfile_statement){ .line = m->lines.number };
		split_words(s, m->lines.line);
		if (s->count == 0)
			continue;
		if (m->block.ptr && is_word(s, 0, ")")) {
			m->block = STRATA_NONE;
			continue;
		}
		if (m->block.ptr) {
			s->verb = m->block;
			return true;
		}
		s->verb = s->words[0];
		drop_first_word(s);
		if (is_word(s, 0, "("))
			m->block = s->verb;
		s->opens = m->block.ptr || is_empty_block(s);
		return true;
	}
	return false;
}

static size_t arrow_of(const struct modfile_statement *s)
{
	for (size_t i = 0; i < s->count && i < MODFILE_WORDS; i++)
		if (strata_str_eq(s->words[i], STRATA_STR("=>")))
			return i;
	return 0;
}

/* A folder is written so that it cannot be a module: "./x", "../x", "/x", "C:\x". */
static bool is_folder(struct strata_str path)
{
	return strata_str_starts(path, STRATA_STR("./")) ||
	       strata_str_starts(path, STRATA_STR("../")) ||
	       strata_str_starts(path, STRATA_STR("/")) ||
	       strata_str_eq(path, STRATA_STR(".")) || strata_str_eq(path, STRATA_STR("..")) ||
	       strata_str_chr(path, '\\') != STRATA_NPOS ||
	       (path.len > 1 && path.ptr[1] == ':' && strata_is_alpha(path.ptr[0]));
}

bool modfile_replace(struct modfile_replace *out, const struct modfile_statement *s)
{
	size_t arrow = arrow_of(s), right = s->count - arrow - 1;

	if (arrow < 1 || arrow > 2 || right < 1 || right > 2 ||
	    (right == 1) != is_folder(s->words[arrow + 1]))
		return false;
	*out = (struct modfile_replace){
		.path = s->words[0],
		.version = arrow == 2 ? s->words[1] : STRATA_NONE,
		.to = s->words[arrow + 1],
		.to_version = right == 2 ? s->words[arrow + 2] : STRATA_NONE,
		.line = s->line,
	};
	return true;
}

/* "1.21rc2" is SemVer's 1.21.0-rc.2, as the vulnerability database of Go has it. */
static struct strata_str semantic(struct strata_arena *arena, struct strata_str version)
{
	size_t numbers = 0, letters, dots = 0;

	while (numbers < version.len &&
	       (strata_is_digit(version.ptr[numbers]) || version.ptr[numbers] == '.'))
		dots += version.ptr[numbers++] == '.';
	letters = numbers;
	while (letters < version.len && strata_is_alpha(version.ptr[letters]))
		letters++;
	if (letters == numbers)
		return version;
	return strata_arena_printf(arena, "%.*s%s-%.*s.%.*s",
				   STRATA_ARG(strata_str_take(version, numbers)),
				   dots < 2 ? ".0" : "",
				   STRATA_ARG(strata_str_take(strata_str_skip(version, numbers),
							      letters - numbers)),
				   STRATA_ARG(strata_str_skip(version, letters)));
}

/* "go1.22.3", a vendor's "go1.22.3-custom"; "default" and "local" name none. */
static struct strata_str toolchain_version(struct strata_str name)
{
	struct strata_str version, rest;

	if (!strata_str_starts(name, STRATA_STR("go")))
		return STRATA_NONE;
	strata_str_cut(&version, &rest, strata_str_skip(name, 2), '-');
	return version;
}

void modfile_add_stdlib(struct strata_facts *out, struct strata_str go, unsigned go_line,
			struct strata_str toolchain, unsigned toolchain_line)
{
	struct strata_str version = toolchain_version(toolchain);
	unsigned line = version.len ? toolchain_line : go_line;
	struct strata_package *p;

	if (!version.len && !go.len)
		return;
	p = strata_facts_add(out, STRATA_STR("stdlib"),
			     semantic(out->arena, version.len ? version : go), line);
	p->maybe = !version.len;
	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
	if (strata_version_go.valid(p->version))
		return;
	strata_facts_note(out, line, "'%.*s' is no version of Go", STRATA_ARG(p->version));
	out->packages.count--;
}
