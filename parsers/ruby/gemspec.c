/*
 * *.gemspec: what a gem is called, and what it needs to run and to be developed.
 *
 * It is a program that fills in a specification, in a repository by hand, beside
 * an installed gem by RubyGems. Assignments of literals are read, and a version that
 * is a constant of the same file; one from another file stays unknown. RubyGems used to
 * write each dependency twice, the second time for versions of itself before 1.2 that
 * knew no development: the first counts.
 *
 * Format: guides.rubygems.org, "Specification Reference", 2026-11.
 */
#include "ruby/ruby.h"
#include "strata/format.h"
#include "strata/map.h"

struct reader {
	struct strata_facts *out;
	struct ruby_tokens tokens;
	struct strata_root root;
	struct strata_map seen; /* names of dependencies */
	bool named, versioned; /* the first assignment counts */
};

static bool is_assigned(const struct reader *r, size_t at)
{
	const struct ruby_token *next = &r->tokens.items[at + 1];

	return next->kind == RUBY_MARK && strata_str_eq(next->text, STRATA_STR("="));
}

/* The part behind the last "::" or '.'. */
static struct strata_str last_part(struct strata_str word)
{
	size_t dot = strata_str_rchr(word, '.'), colon = strata_str_rchr(word, ':');

	if (dot != STRATA_NPOS)
		word = strata_str_skip(word, dot + 1);
	else if (colon != STRATA_NPOS)
		word = strata_str_skip(word, colon + 1);
	return word;
}

/* The literal that a constant is set to in this file; absent without one. */
static struct strata_str constant(const struct reader *r, struct strata_str name)
{
	for (size_t i = 0; i + 2 < r->tokens.count; i++)
		if (r->tokens.items[i].kind == RUBY_WORD && is_assigned(r, i) &&
		    r->tokens.items[i + 2].kind == RUBY_STRING &&
		    strata_str_eq(r->tokens.items[i].text, name))
			return r->tokens.items[i + 2].text;
	return STRATA_NONE;
}

static struct strata_str value_at(const struct reader *r, size_t at)
{
	const struct ruby_token *t = &r->tokens.items[at];

	if (t->kind == RUBY_STRING)
		return t->text;
	return t->kind == RUBY_WORD ? constant(r, last_part(t->text)) : STRATA_NONE;
}

static void read_assignment(struct reader *r, size_t at)
{
	struct strata_str word = r->tokens.items[at].text;

	if (strata_str_chr(word, '.') == STRATA_NPOS)
		return;
	if (!r->named && strata_str_ends(word, STRATA_STR(".name"))) {
		r->named = true;
		r->root.name = value_at(r, at + 2);
		r->root.line = r->tokens.items[at].line;
	} else if (!r->versioned && strata_str_ends(word, STRATA_STR(".version"))) {
		r->versioned = true;
		r->root.version = value_at(r, at + 2);
	}
}

static const struct {
	const char *method;
	enum strata_scope scope;
} methods[] = {
	{ "add_dependency", STRATA_SCOPE_PROD },
	{ "add_runtime_dependency", STRATA_SCOPE_PROD },
	{ "add_development_dependency", STRATA_SCOPE_DEV },
};

static void read_dependency(struct reader *r, size_t at, enum strata_scope scope)
{
	unsigned line = r->tokens.items[at].line;
	struct ruby_arguments arguments = { 0 };
	struct strata_package *p;
	bool added;

	at++;
	ruby_call(&arguments, &r->tokens, &at, r->out->arena);
	if (arguments.count == 0 || arguments.items[0].kind != RUBY_STRING) {
		strata_facts_note(r->out, line, "the name of a gem is not a literal");
		return;
	}
	strata_map_at(&r->seen, arguments.items[0].text, &added);
	if (!added)
		return;
	p = strata_facts_add(r->out, arguments.items[0].text, STRATA_NONE, line);
	ruby_set_requirement(p, &arguments, r->out->arena);
	p->direct = STRATA_YES;
	p->scope = scope;
}

static void read_word(struct reader *r, size_t at)
{
	struct strata_str word = r->tokens.items[at].text;

	if (is_assigned(r, at)) {
		read_assignment(r, at);
		return;
	}
	if (strata_str_chr(word, '.') == STRATA_NPOS)
		return;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strata_str_eq(last_part(word), strata_str_of(methods[i].method)))
			read_dependency(r, at, methods[i].scope);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.root.dir = STRATA_STR(""),
		.seen = STRATA_MAP_INIT(out->arena),
	};

	(void)err;
	ruby_scan(&r.tokens, in->bytes, out->arena);
	for (size_t i = 0; i + 1 < r.tokens.count; i++)
		if (r.tokens.items[i].kind == RUBY_WORD)
			read_word(&r, i);
	if (r.root.name.ptr)
		*strata_vec_push(out->arena, &out->roots) = r.root;
	return 0;
}

const struct strata_format strata_format_ruby_gemspec = {
	.name = "ruby/gemspec",
	.files = "*.gemspec",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_rubygems,
	.parse = parse,
};
