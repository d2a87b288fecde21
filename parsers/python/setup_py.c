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
#include "script/lex.h"
#include "strata/format.h"

struct reader {
	struct script s;
	unsigned *seen; /* of each token: the scopes that what begins there was read for */
};

static void add_text(struct reader *r, size_t i, enum strata_scope scope)
{
	const struct script_token *t = script_at(&r->s, i);
	struct strata_package *p = python_add_text(r->s.out, t->text, scope, t->line);

	if (p)
		p->direct = STRATA_YES;
}

/* Whether a text is all of an element: no '%', no '+', no .format, no second text. */
static bool is_alone(const struct script *s, size_t i)
{
	return script_text(s, i) && (script_sign(s, i + 1, ',') || script_closes(s, i + 1));
}

/* A list or tuple of texts, from its bracket on; the index behind it. */
static size_t read_list(struct reader *r, size_t i, enum strata_scope scope)
{
	struct script *s = &r->s;

	for (i++; script_at(s, i)->kind != SCRIPT_END; i = script_skip(s, i)) {
		if (script_sign(s, i, ','))
			i++;
		if (script_closes(s, i))
			return i + 1;
		if (is_alone(s, i))
			add_text(r, i, scope);
		else if (!script_sign(s, i, ',') && script_at(s, i)->kind != SCRIPT_END)
			script_note(s, i);
	}
	return i;
}

/*
 * The value itself, or what its name was given. What was read for a scope says nothing
 * new when it is named for that scope again: so a long list that is named on each line
 * costs no more than a line. False then.
 */
static bool follow(struct reader *r, size_t *i, enum strata_scope scope)
{
	const struct script_token *t = script_at(&r->s, *i);
	unsigned *seen;
	size_t at;

	if (t->kind != SCRIPT_WORD || !strata_map_get(&at, &r->s.assigned, t->text))
		return true;
	seen = &r->seen[at];
	*i = at;
	if (*seen & 1u << scope)
		return false;
	*seen |= 1u << scope;
	return true;
}

/* A list, or one text. */
static void read_term(struct reader *r, size_t i, enum strata_scope scope)
{
	struct script *s = &r->s;

	if (script_sign(s, i, '[') || script_sign(s, i, '('))
		read_list(r, i, scope);
	else if (script_text(s, i) && strata_str_chr(script_at(s, i)->text, '\n') == STRATA_NPOS)
		add_text(r, i, scope);
	else
		script_note(s, i);
}

static size_t behind_bracket(const struct script *s, size_t i)
{
	size_t depth = 0;

	do {
		depth += script_opens(s, i);
		depth -= script_closes(s, i);
		i++;
	} while (depth && script_at(s, i)->kind != SCRIPT_END);
	return i;
}

/* The index behind a list, a text, a name, or a call. */
static size_t behind_term(const struct script *s, size_t i)
{
	i += !script_opens(s, i);
	return script_opens(s, i) ? behind_bracket(s, i) : i;
}

/* What is behind '=': terms with '+' between them, which may be names that were given some. */
static void read_sum(struct reader *r, size_t i, enum strata_scope scope, bool named)
{
	for (;;) {
		size_t at = i;

		if (!follow(r, &at, scope))
			;
		else if (at != i && !named)
			read_sum(r, at, scope, true);
		else
			read_term(r, at, scope);
		i = behind_term(&r->s, i);
		if (!script_sign(&r->s, i, '+'))
			return;
		i++;
	}
}

static void read_requirements(struct reader *r, size_t i, enum strata_scope scope)
{
	read_sum(r, i, scope, false);
}

/* { "extra": [...], **more, ... }. */
static void read_extras(struct reader *r, size_t i, bool named)
{
	struct script *s = &r->s;

	if (!follow(r, &i, STRATA_SCOPE_OPTIONAL))
		return;
	if (!script_sign(s, i, '{')) {
		script_note(s, i);
		return;
	}
	for (i++; script_at(s, i)->kind != SCRIPT_END && !script_closes(s, i);
	     i = script_skip(s, i)) {
		if (script_sign(s, i, ','))
			i++;
		if (script_sign(s, i + 1, ':'))
			read_requirements(r, i + 2, STRATA_SCOPE_OPTIONAL);
		else if (script_sign(s, i, '*') && script_sign(s, i + 1, '*') && !named)
			read_extras(r, i + 2, true);
		else if (!script_closes(s, i))
			script_note(s, i);
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

static void read_keyword(struct reader *r, size_t i, struct strata_root *root)
{
	const struct script_token *value = script_at(&r->s, i + 2);

	for (size_t k = 0; k < sizeof(keywords) / sizeof(*keywords); k++)
		if (script_word(&r->s, i, keywords[k].word))
			read_requirements(r, i + 2, keywords[k].scope);
	if (script_word(&r->s, i, "extras_require"))
		read_extras(r, i + 2, false);
	if (value->kind != SCRIPT_TEXT)
		return;
	if (script_word(&r->s, i, "name"))
		root->name = value->text, root->line = value->line;
	else if (script_word(&r->s, i, "version"))
		root->version = value->text;
}

/* The index behind the '(' of the last call of setup(); 0 without one. */
static size_t find_call(const struct script *s)
{
	size_t call = 0;

	for (size_t i = 0; i + 1 < s->tokens.count; i++)
		if (script_word(s, i, "setup") && script_sign(s, i + 1, '('))
			call = i + 2;
	return call;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_root root = { 0 };
	struct reader r = { 0 };
	size_t depth = 1;

	(void)err;
	script_read(&r.s, out, in->bytes, SCRIPT_PYTHON);
	r.seen = strata_arena_alloc(out->arena, (r.s.tokens.count + 1) * sizeof(*r.seen));
	for (size_t i = find_call(&r.s); i && depth && script_at(&r.s, i)->kind != SCRIPT_END; i++) {
		if (depth == 1 && script_is_given(&r.s, i))
			read_keyword(&r, i, &root);
		depth += script_opens(&r.s, i);
		depth -= script_closes(&r.s, i);
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
