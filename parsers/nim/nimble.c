/*
 * *.nimble: what a Nim package is and asks for, as far as it is literal.
 *
 * NimScript, that is not run: `version = "1.0"`, and requires with texts like "chronos >=
 * 3.0 & < 4", "name#commit" or an address in place of the name. taskRequires has the name of
 * a task first. Before Nimble 0.8 it was INI, with "Requires:" under [Deps], in which the
 * texts are between commas. "nim" is the language.
 *
 * Format: nim-lang/nimble, "Nimble reference", 0.16, 2026-11.
 */
#include "script/lex.h"
#include "strata/format.h"

/* "name >= 1.0 & < 2.0", "name#ref", "name@1.2". */
static void add_text(struct strata_facts *out, struct strata_str text, enum strata_scope scope,
		     unsigned line)
{
	struct strata_str name, ref, range;
	struct strata_package *p;
	size_t len = 0;

	text = strata_str_trim(text);
	while (len < text.len && !strata_is_space(text.ptr[len]) && text.ptr[len] != '#' &&
	       text.ptr[len] != '>' && text.ptr[len] != '<' && text.ptr[len] != '=' &&
	       text.ptr[len] != '[')
		len++;
	name = strata_str_take(text, len);
	range = strata_str_trim(strata_str_skip(text, len));
	if (!name.len || strata_str_eq_nocase(name, STRATA_STR("nim")) ||
	    strata_str_eq_nocase(name, STRATA_STR("nimrod")))
		return;
	p = strata_facts_add(out, name, STRATA_NONE, line);
	if (strata_str_find(name, STRATA_STR("://")) != STRATA_NPOS) {
		p->source = strata_arena_join(out->arena, STRATA_STR("git+"), name, STRATA_NONE);
		p->name = strata_url_place(out->arena, name);
		p->ecosystem = &strata_ecosystem_git;
	}
	p->direct = STRATA_YES;
	p->scope = scope;
	p->requirement = range;
	strata_str_cut(&range, &ref, range, '#');
	if (strata_is_commit(ref)) {
		p->commit = ref;
		p->requirement = range;
	}
	if (strata_str_starts(range, STRATA_STR("==")) &&
	    strata_str_chr(range, '&') == STRATA_NPOS)
		p->version = strata_str_trim(strata_str_skip(range, 2));
}

/* Texts between commas, from i on; what is not literal is said. */
static void read_texts(struct script *s, size_t i, enum strata_scope scope)
{
	i += script_sign(s, i, '(');
	for (;; i += 2) {
		if (!script_text(s, i) || script_sign(s, i + 1, '&')) {
			script_note(s, i);
			return;
		}
		add_text(s->out, script_at(s, i)->text, scope, script_at(s, i)->line);
		if (!script_sign(s, i + 1, ','))
			return;
	}
}

/* INI: Requires: "a >= 1, b". */
static void read_list(struct script *s, size_t i)
{
	struct strata_str text = script_at(s, i)->text, part;

	while (script_text(s, i) && text.ptr) {
		strata_str_cut(&part, &text, text, ',');
		add_text(s->out, part, STRATA_SCOPE_PROD, script_at(s, i)->line);
	}
}

static void read_word(struct script *s, size_t i, struct strata_root *root)
{
	if (script_word(s, i, "version") && script_sign(s, i + 1, '=') && script_text(s, i + 2)) {
		root->version = script_at(s, i + 2)->text;
		root->line = script_at(s, i)->line;
	} else if (script_word(s, i, "Requires") && script_sign(s, i + 1, ':')) {
		read_list(s, i + 2);
	} else if (script_word(s, i, "requires") && !script_sign(s, i + 1, ':') &&
		   !script_sign(s, i + 1, '=')) {
		read_texts(s, i + 1, STRATA_SCOPE_PROD);
	} else if (script_word(s, i, "taskRequires") && script_sign(s, i + 2, ',')) {
		read_texts(s, i + 3, STRATA_SCOPE_DEV);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str base = strata_path_base(in->path);
	struct strata_root root = { .dir = STRATA_STR("") };
	struct script s;

	(void)err;
	root.name = strata_str_take(base, strata_str_rchr(base, '.'));
	script_read(&s, out, in->bytes, SCRIPT_PYTHON);
	for (size_t i = 0; i < s.tokens.count; i++)
		if (script_at(&s, i)->kind == SCRIPT_WORD)
			read_word(&s, i, &root);
	*strata_vec_push(out->arena, &out->roots) = root;
	return 0;
}

const struct strata_format strata_format_nim_nimble = {
	.name = "nim/nimble",
	.files = "*.nimble",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_nimble,
	.parse = parse,
};
