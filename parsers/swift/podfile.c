/*
 * Podfile: what a project of Apple's platforms asks CocoaPods for.
 *
 * It is a Ruby program. Calls of `pod` with a literal name are read; "Name/Part" asks for
 * a part ("subspec") of a pod, and the pod is the package. A version alone is that one;
 * :git, :path and :podspec are other sources. Pods of a target named for tests, or of a
 * Debug configuration alone, do not ship. What stands under a condition counts.
 *
 * Format: guides.cocoapods.org, "Podfile Syntax Reference", 1.16, 2026-11.
 */
#include "ruby/ruby.h"
#include "strata/format.h"

STRATA_VEC(scopes, enum strata_scope);

struct reader {
	struct strata_facts *out;
	struct ruby_tokens tokens;
	struct scopes blocks; /* the last is the innermost; the first the file */
};

static bool is_debug(struct strata_str configuration)
{
	return strata_str_eq_nocase(configuration, STRATA_STR("debug"));
}

/* :configurations => ['Debug'], or one name: for those who develop when it is all. */
static bool is_for_debugging(const struct ruby_arguments *arguments)
{
	const struct ruby_argument *a = ruby_option(arguments, "configurations");
	bool all = true;

	if (!a)
		a = ruby_option(arguments, "configuration");
	if (!a)
		return false;
	for (size_t i = 0; i < a->items.count; i++)
		all = all && is_debug(a->items.items[i]);
	return a->items.count ? all : is_debug(a->text);
}

static void set_source(struct strata_facts *out, struct strata_package *p,
		       const struct ruby_arguments *arguments)
{
	struct strata_str git = ruby_option_text(arguments, "git");
	struct strata_str path = ruby_option_text(arguments, "path");
	struct strata_str commit = ruby_option_text(arguments, "commit");
	struct strata_str tag = ruby_option_text(arguments, "tag");

	if (path.ptr) {
		p->local = true;
		p->source = path;
		return;
	}
	if (!git.ptr) {
		p->source = ruby_option_text(arguments, "podspec");
		return;
	}
	if (!commit.ptr)
		commit = tag;
	p->source = strata_arena_printf(out->arena, "git+%.*s%s%.*s", STRATA_ARG(git),
					commit.len ? "#" : "", STRATA_ARG(commit));
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
}

/* Anything else is a text that was not closed where it should have been. */
static bool is_name(const struct ruby_argument *a)
{
	return a->kind == RUBY_STRING && a->text.len && strata_str_chr(a->text, ' ') == STRATA_NPOS &&
	       strata_str_chr(a->text, ',') == STRATA_NPOS;
}

static void read_pod(struct reader *r, const struct ruby_arguments *arguments, unsigned line)
{
	enum strata_scope around = r->blocks.items[r->blocks.count - 1];
	struct strata_str name, part;
	struct strata_package *p;

	if (arguments->count == 0 || !is_name(&arguments->items[0])) {
		strata_facts_note(r->out, line, "the name of a pod is not a literal");
		return;
	}
	strata_str_cut(&name, &part, arguments->items[0].text, '/');
	p = strata_facts_add(r->out, name, STRATA_NONE, line);
	ruby_set_requirement(p, arguments, r->out->arena);
	p->direct = STRATA_YES;
	p->scope = around == STRATA_SCOPE_PROD && is_for_debugging(arguments) ? STRATA_SCOPE_DEV
									      : around;
	set_source(r->out, p, arguments);
}

static bool is_for_tests(struct strata_str target)
{
	return strata_str_ends(target, STRATA_STR("Tests")) ||
	       strata_str_ends(target, STRATA_STR("Test")) ||
	       strata_str_ends(target, STRATA_STR("Specs"));
}

static enum strata_scope scope_inside(const struct reader *r, const struct ruby_token *call,
				      const struct ruby_arguments *arguments)
{
	enum strata_scope around = r->blocks.items[r->blocks.count - 1];

	if (ruby_is_word(call, "target") && arguments->count && is_for_tests(arguments->items[0].text))
		return STRATA_SCOPE_TEST;
	return around;
}

static void push(struct reader *r, enum strata_scope scope)
{
	*strata_vec_push(r->out->arena, &r->blocks) = scope;
}

static void pop(struct reader *r)
{
	if (r->blocks.count > 1)
		r->blocks.count--;
}

/* What follows the arguments, up to the end of the statement or into its block. */
static size_t read_tail(struct reader *r, size_t at, const struct ruby_token *call,
			const struct ruby_arguments *arguments)
{
	for (;; at++) {
		const struct ruby_token *t = &r->tokens.items[at];

		if (t->kind == RUBY_END || t->kind == RUBY_NEWLINE)
			return at;
		if (ruby_is_word(t, "end"))
			pop(r);
		if (!ruby_is_word(t, "do") || ruby_is_loop(call))
			continue;
		push(r, scope_inside(r, call, arguments));
		return at + 1;
	}
}

static size_t read_statement(struct reader *r, size_t at)
{
	const struct ruby_token *t = &r->tokens.items[at++];
	struct ruby_arguments arguments = { 0 };

	if (ruby_is_word(t, "end"))
		pop(r);
	if (ruby_opens_block(t))
		push(r, r->blocks.items[r->blocks.count - 1]);
	ruby_call(&arguments, &r->tokens, &at, r->out->arena);
	if (ruby_is_word(t, "pod"))
		read_pod(r, &arguments, t->line);
	return read_tail(r, at, t, &arguments);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out };
	size_t at = 0;

	(void)err;
	ruby_scan(&r.tokens, in->bytes, out->arena);
	push(&r, STRATA_SCOPE_PROD);
	while (r.tokens.items[at].kind != RUBY_END) {
		if (r.tokens.items[at].kind == RUBY_WORD)
			at = read_statement(&r, at);
		else
			at++;
	}
	return 0;
}

const struct strata_format strata_format_swift_podfile = {
	.name = "swift/podfile",
	.files = "Podfile *.podfile",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_cocoapods,
	.parse = parse,
};
