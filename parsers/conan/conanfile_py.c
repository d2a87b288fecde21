/*
 * conanfile.py: what a recipe asks Conan for, as far as it is literal.
 *
 * The recipe is a Python program, and it is not run. Attributes (requires, tool_requires,
 * build_requires, test_requires, python_requires) hold a reference or lists of them, which
 * may be tuples with words behind ("private"); methods are called as self.requires("a/1").
 * A call under a condition counts, since some build makes it. What is computed is said to
 * be known only when it runs.
 *
 * Format: docs.conan.io, "conanfile.py", of Conan 1.66 and 2.9, 2026-11.
 */
#include "conan/conan.h"
#include "script/lex.h"
#include "strata/format.h"

static const struct conan_section words[] = {
	{ "requires", STRATA_SCOPE_PROD, STRATA_YES },
	{ "build_requires", STRATA_SCOPE_BUILD, STRATA_YES },
	{ "tool_requires", STRATA_SCOPE_BUILD, STRATA_YES },
	{ "python_requires", STRATA_SCOPE_BUILD, STRATA_YES },
	{ "test_requires", STRATA_SCOPE_TEST, STRATA_YES },
	{ NULL, STRATA_SCOPE_UNKNOWN, STRATA_UNKNOWN },
};

static const struct conan_section *find_word(const struct script *s, size_t i)
{
	const struct conan_section *w = words;

	while (w->title && !script_word(s, i, w->title))
		w++;
	return script_at(s, i)->kind == SCRIPT_WORD && w->title ? w : NULL;
}

/* Whether nothing is done to a text: no '%', no '+', no .format, no second text. */
static bool is_alone(const struct script *s, size_t i)
{
	return script_text(s, i) && !script_sign(s, i + 1, '%') && !script_sign(s, i + 1, '+') &&
	       !script_sign(s, i + 1, '.') && !script_text(s, i + 1);
}

static void add_text(struct script *s, size_t i, const struct conan_section *what)
{
	const struct script_token *t = script_at(s, i);
	struct conan_reference ref;
	struct strata_package *p;

	/* "private", "override": what is said of the reference before. */
	if (strata_str_chr(t->text, '/') == STRATA_NPOS)
		return;
	if (!conan_read(&ref, t->text)) {
		strata_facts_note(s->out, t->line, "'%.*s' is not 'name/version'",
				  STRATA_ARG(strata_str_take(t->text, 60)));
		return;
	}
	p = conan_add(s->out, &ref, t->line);
	p->direct = what->direct;
	p->scope = what->scope;
}

static bool is_computed(const struct script *s, size_t i)
{
	return script_text(s, i) || script_at(s, i)->kind == SCRIPT_TEMPLATE;
}

/* Behind an element without brackets around it: whether a further one follows. */
static bool goes_on(const struct script *s, size_t i)
{
	return script_sign(s, i, ',') || script_sign(s, i, '\\') || script_sign(s, i + 1, ',') ||
	       script_sign(s, i + 1, '\\');
}

/* What an attribute is given: a text, several, or brackets around them; where it ends. */
static size_t read_attribute(struct script *s, size_t i, const struct conan_section *what)
{
	bool noted = false;

	for (size_t depth = 0; script_at(s, i)->kind != SCRIPT_END; i++) {
		bool word = script_at(s, i)->kind == SCRIPT_WORD;

		if (script_closes(s, i) && depth-- == 0)
			return i;
		depth += script_opens(s, i);
		if (is_alone(s, i))
			add_text(s, i, what);
		else if (is_computed(s, i) || (word && !noted))
			script_note(s, i);
		noted = noted || word;
		if (depth == 0 && !goes_on(s, i))
			return i;
	}
	return i;
}

static void read_root(struct script *s, size_t i, struct strata_root *root)
{
	if (script_word(s, i, "name") && script_text(s, i + 2) && !root->name.ptr) {
		root->name = script_at(s, i + 2)->text;
		root->line = script_at(s, i)->line;
	} else if (script_word(s, i, "version") && script_text(s, i + 2) && !root->version.ptr) {
		root->version = script_at(s, i + 2)->text;
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_root root = { .dir = STRATA_STR("") };
	const struct conan_section *what;
	struct script s;

	(void)err;
	script_read(&s, out, in->bytes, SCRIPT_PYTHON);
	for (size_t i = 0; i < s.tokens.count; i++) {
		if (script_is_given(&s, i))
			read_root(&s, i, &root);
		if (!(what = find_word(&s, i)))
			continue;
		if (script_is_given(&s, i))
			i = read_attribute(&s, i + 2, what);
		else if (i && script_sign(&s, i - 1, '.') && script_sign(&s, i + 1, '(') &&
			 is_alone(&s, i + 2))
			add_text(&s, i + 2, what);
		else if (i && script_sign(&s, i - 1, '.') && script_sign(&s, i + 1, '('))
			script_note(&s, i + 2);
	}
	if (root.name.len)
		*strata_vec_push(out->arena, &out->roots) = root;
	return 0;
}

const struct strata_format strata_format_conan_conanfile_py = {
	.name = "conan/conanfile-py",
	.files = "conanfile.py",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_conan,
	.parse = parse,
};
