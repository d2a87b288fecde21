/*
 * Gemfile and gems.rb: what a Ruby project asks for, and in which group.
 *
 * It is a program. Calls of `gem` with a literal name are read, with the blocks
 * around them: group, path, git, source, platforms and conditions. A gem that
 * stands under a condition counts, since it may be asked for. What is not literal
 * is said.
 *
 * Groups are free names. Bundler's own default and any that is not plainly for
 * development or tests is needed to run.
 *
 * Format: Bundler's documentation, "gemfile(5)", 2026-11.
 */
#include "ruby/ruby.h"
#include "strata/format.h"

extern const struct strata_format strata_format_ruby_gemfile;

struct block {
	enum strata_scope scope; /* UNKNOWN: no group says anything */
	struct strata_str path, git;
	bool conditional;
};

STRATA_VEC(blocks, struct block);

struct reader {
	struct strata_facts *out;
	struct ruby_tokens tokens;
	struct blocks blocks; /* the last is the innermost; the first the file */
};

static enum strata_scope scope_of_group(struct strata_str group)
{
	if (strata_str_starts(group, STRATA_STR("test")) ||
	    strata_str_eq(group, STRATA_STR("ci")))
		return STRATA_SCOPE_TEST;
	if (strata_str_starts(group, STRATA_STR("dev")) ||
	    strata_str_starts(group, STRATA_STR("doc")) ||
	    strata_str_starts(group, STRATA_STR("lint")) ||
	    strata_str_starts(group, STRATA_STR("debug")) ||
	    strata_str_eq(group, STRATA_STR("rubocop")))
		return STRATA_SCOPE_DEV;
	return STRATA_SCOPE_PROD;
}

static void stronger(enum strata_scope *scope, struct strata_str group)
{
	enum strata_scope other = scope_of_group(group);

	if (other > *scope)
		*scope = other;
}

/* Of several groups the strongest counts: a gem is installed for any of them. */
static enum strata_scope scope_of(const struct ruby_argument *a)
{
	enum strata_scope scope = STRATA_SCOPE_UNKNOWN;

	if (a->kind == RUBY_SYMBOL || a->kind == RUBY_STRING)
		stronger(&scope, a->text);
	for (size_t i = 0; i < a->items.count; i++)
		stronger(&scope, a->items.items[i]);
	return scope;
}

static enum strata_scope option_scope(const struct ruby_arguments *arguments,
				      enum strata_scope otherwise)
{
	const struct ruby_argument *a = ruby_option(arguments, "group");

	if (!a)
		a = ruby_option(arguments, "groups");
	if (a && scope_of(a) != STRATA_SCOPE_UNKNOWN && scope_of(a) > otherwise)
		return scope_of(a);
	return otherwise != STRATA_SCOPE_UNKNOWN ? otherwise : STRATA_SCOPE_PROD;
}

static void set_source(struct reader *r, struct strata_package *p,
		       const struct ruby_arguments *arguments)
{
	static const char *const hosts[] = { "github", "gitlab", "bitbucket", "gist", NULL };
	const struct block *around = &r->blocks.items[r->blocks.count - 1];
	struct strata_str ref = ruby_option_text(arguments, "ref");
	struct strata_str git = ruby_option_text(arguments, "git");
	struct strata_str path = ruby_option_text(arguments, "path");

	for (size_t i = 0; hosts[i] && !git.ptr; i++)
		if (ruby_option_text(arguments, hosts[i]).ptr)
			git = strata_arena_join(r->out->arena, strata_str_of(hosts[i]),
						STRATA_STR(":"), ruby_option_text(arguments, hosts[i]));
	if (!git.ptr && !path.ptr) {
		git = around->git;
		path = around->path;
	}
	if (path.ptr) {
		p->local = true;
		p->source = path;
	} else if (git.ptr) {
		p->source = strata_arena_join(r->out->arena, STRATA_STR("git+"), git, STRATA_NONE);
		p->commit = strata_is_commit(ref) ? ref : STRATA_NONE;
	} else {
		p->source = ruby_option_text(arguments, "source");
	}
}

static void read_gem(struct reader *r, const struct ruby_arguments *arguments, unsigned line)
{
	const struct block *around = &r->blocks.items[r->blocks.count - 1];
	struct strata_package *p;

	if (arguments->count == 0 || arguments->items[0].kind != RUBY_STRING) {
		strata_facts_note(r->out, line, "the name of a gem is not a literal");
		return;
	}
	p = strata_facts_add(r->out, arguments->items[0].text, STRATA_NONE, line);
	ruby_set_requirement(p, arguments, r->out->arena);
	p->direct = STRATA_YES;
	p->scope = option_scope(arguments, around->scope);
	p->conditional = around->conditional || ruby_option(arguments, "platforms") ||
			 ruby_option(arguments, "platform") || ruby_option(arguments, "install_if");
	set_source(r, p, arguments);
}

static void read_include(struct reader *r, const struct ruby_arguments *arguments, unsigned line)
{
	if (arguments->count && arguments->items[0].kind == RUBY_STRING)
		strata_facts_refer(r->out, STRATA_REF_INCLUDE, arguments->items[0].text, line)->format =
			&strata_format_ruby_gemfile;
	else
		strata_facts_note(r->out, line, "the file that is evaluated is not a literal");
}

/* `gemspec`: the gem that lies here, or at path: with that name:. */
static void read_gemspec(struct reader *r, const struct ruby_arguments *arguments, unsigned line)
{
	struct strata_str path = ruby_option_text(arguments, "path");
	struct strata_str name = ruby_option_text(arguments, "name");

	if (name.ptr)
		strata_facts_refer(r->out, STRATA_REF_INCLUDE,
				   strata_arena_printf(r->out->arena, "%.*s%s%.*s.gemspec",
						       STRATA_ARG(path), path.len ? "/" : "",
						       STRATA_ARG(name)),
				   line);
}

/* What a block adds to those around it. */
static struct block inner_block(struct reader *r, struct strata_str word,
				const struct ruby_arguments *arguments)
{
	struct block block = r->blocks.items[r->blocks.count - 1];
	const struct ruby_argument *first = arguments->count ? &arguments->items[0] : NULL;

	if (strata_str_eq(word, STRATA_STR("group"))) {
		block.scope = STRATA_SCOPE_UNKNOWN;
		for (size_t i = 0; i < arguments->count; i++)
			if (!arguments->items[i].name.ptr &&
			    scope_of(&arguments->items[i]) > block.scope)
				block.scope = scope_of(&arguments->items[i]);
	} else if (strata_str_eq(word, STRATA_STR("platforms")) ||
		   strata_str_eq(word, STRATA_STR("platform")) ||
		   strata_str_eq(word, STRATA_STR("install_if"))) {
		block.conditional = true;
	} else if (strata_str_eq(word, STRATA_STR("path")) && first) {
		block.path = first->text;
	} else if (strata_str_eq(word, STRATA_STR("git")) && first) {
		block.git = first->text;
	} else if (strata_str_eq(word, STRATA_STR("github")) && first) {
		block.git = strata_arena_join(r->out->arena, STRATA_STR("github:"), first->text,
					      STRATA_NONE);
	}
	return block;
}

static void push_block(struct reader *r, struct block block)
{
	*strata_vec_push(r->out->arena, &r->blocks) = block;
}

static void pop_block(struct reader *r)
{
	if (r->blocks.count > 1)
		r->blocks.count--;
}

static void read_call(struct reader *r, const struct ruby_token *t,
		      const struct ruby_arguments *arguments)
{
	if (ruby_is_word(t, "gem"))
		read_gem(r, arguments, t->line);
	else if (ruby_is_word(t, "eval_gemfile"))
		read_include(r, arguments, t->line);
	else if (ruby_is_word(t, "gemspec"))
		read_gemspec(r, arguments, t->line);
}

/* "|a, b|" */
static size_t skip_parameters(const struct reader *r, size_t at)
{
	size_t end = at + 1;

	if (!ruby_is_mark(&r->tokens.items[at], "|"))
		return at;
	while (r->tokens.items[end].kind == RUBY_WORD || ruby_is_mark(&r->tokens.items[end], ","))
		end++;
	return end;
}

/* What follows the arguments: "if x", or a block, which ends the statement. */
static size_t read_tail(struct reader *r, size_t at, const struct ruby_token *call,
			const struct ruby_arguments *arguments)
{
	bool loop = ruby_is_loop(call);

	for (;; at++) {
		const struct ruby_token *t = &r->tokens.items[at];

		if (t->kind == RUBY_END || t->kind == RUBY_NEWLINE || ruby_is_mark(t, "}"))
			return at;
		if (ruby_is_word(t, "end"))
			pop_block(r);
		if (ruby_is_word(call, "gem") && (ruby_is_word(t, "if") || ruby_is_word(t, "unless")) &&
		    r->out->packages.count)
			r->out->packages.items[r->out->packages.count - 1].conditional = true;
		if (!ruby_is_mark(t, "{") && (loop || !ruby_is_word(t, "do")))
			continue;
		push_block(r, inner_block(r, call->text, arguments));
		return skip_parameters(r, at + 1);
	}
}

static size_t read_statement(struct reader *r, size_t at)
{
	const struct ruby_token *t = &r->tokens.items[at++];
	struct ruby_arguments arguments = { 0 };

	if (ruby_is_word(t, "end"))
		pop_block(r);
	if (ruby_opens_block(t)) {
		struct block block = r->blocks.items[r->blocks.count - 1];

		block.conditional = block.conditional || !ruby_is_word(t, "begin");
		push_block(r, block);
	}
	ruby_call(&arguments, &r->tokens, &at, r->out->arena);
	read_call(r, t, &arguments);
	return read_tail(r, at, t, &arguments);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out };
	size_t at = 0;

	(void)err;
	ruby_scan(&r.tokens, in->bytes, out->arena);
	push_block(&r, (struct block){ .scope = STRATA_SCOPE_UNKNOWN });
	while (r.tokens.items[at].kind != RUBY_END) {
		if (ruby_is_mark(&r.tokens.items[at], "}"))
			pop_block(&r);
		if (r.tokens.items[at].kind == RUBY_WORD)
			at = read_statement(&r, at);
		else
			at++;
	}
	return 0;
}

const struct strata_format strata_format_ruby_gemfile = {
	.name = "ruby/gemfile",
	.files = "Gemfile gems.rb *.gemfile Gemfile.next",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_rubygems,
	.parse = parse,
	.includes = true,
};
