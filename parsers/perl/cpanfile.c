/*
 * cpanfile: what a Perl project asks for.
 *
 * A Perl program of calls: requires 'Module', '>= 1.0, < 2'; recommends and suggests need
 * not be there, conflicts asks for nothing. Blocks `on PHASE => sub { }` and `feature NAME
 * => sub { }` say what for; test_requires and its kin stand for a phase by themselves. A
 * version may be followed by where the distribution comes from: dist, mirror, url, or git
 * with ref. Documentation from "=word" at the margin to "=cut" is passed over. What is
 * not literal is said.
 *
 * Format: metacpan.org, "cpanfile - A format for describing CPAN dependencies", 1.1,
 * 2026-11.
 */
#include "perl/perl.h"
#include "script/lex.h"
#include "strata/format.h"

STRATA_VEC(scopes, enum strata_scope);

struct reader {
	struct script s;
	struct scopes blocks; /* the last is the innermost; the first the file */
};

struct call {
	const char *word;
	enum strata_scope scope; /* UNKNOWN: that of the block */
};

static const struct call calls[] = {
	{ "requires", STRATA_SCOPE_UNKNOWN },	{ "recommends", STRATA_SCOPE_OPTIONAL },
	{ "suggests", STRATA_SCOPE_OPTIONAL },	{ "test_requires", STRATA_SCOPE_TEST },
	{ "build_requires", STRATA_SCOPE_BUILD }, { "configure_requires", STRATA_SCOPE_BUILD },
	{ "author_requires", STRATA_SCOPE_DEV },
};

static const struct call phases[] = {
	{ "runtime", STRATA_SCOPE_PROD }, { "configure", STRATA_SCOPE_BUILD },
	{ "build", STRATA_SCOPE_BUILD },  { "test", STRATA_SCOPE_TEST },
	{ "develop", STRATA_SCOPE_DEV },
};

static const struct call *find(const struct call *table, size_t count, struct strata_str word)
{
	for (size_t i = 0; i < count; i++)
		if (strata_str_eq(word, strata_str_of(table[i].word)))
			return &table[i];
	return NULL;
}

/* Whether a token begins where the one before it ends: Foo::Bar, v1.2.3. */
static bool is_joined(const struct script *s, size_t i)
{
	const struct script_token *t = script_at(s, i), *before = script_at(s, i - 1);

	return before->text.ptr + before->text.len == t->text.ptr &&
	       (t->kind == SCRIPT_WORD || script_sign(s, i, ':') || script_sign(s, i, '.'));
}

/* A text, or a bare word or number, which is cut into several tokens; *i gets behind it. */
static struct strata_str take(const struct script *s, size_t *i)
{
	struct strata_str out = script_at(s, *i)->text;

	if (script_text(s, *i)) {
		*i += 1;
		return out;
	}
	if (script_at(s, *i)->kind != SCRIPT_WORD)
		return STRATA_NONE;
	for (*i += 1; is_joined(s, *i); *i += 1)
		out.len += script_at(s, *i)->text.len;
	return out;
}

/* "," or "=>" */
static bool take_comma(const struct script *s, size_t *i)
{
	if (script_sign(s, *i, ',')) {
		*i += 1;
		return true;
	}
	if (!script_sign(s, *i, '=') || !script_sign(s, *i + 1, '>'))
		return false;
	*i += 2;
	return true;
}

/* git => 'address', ref => 'commit': where a distribution comes from. */
static void set_option(struct strata_facts *out, struct strata_package *p, struct strata_str name,
		       struct strata_str value)
{
	if (strata_str_eq(name, STRATA_STR("git")))
		p->source = strata_arena_join(out->arena, STRATA_STR("git+"), value, STRATA_NONE);
	else if (strata_str_eq(name, STRATA_STR("url")) || strata_str_eq(name, STRATA_STR("dist")) ||
		 strata_str_eq(name, STRATA_STR("mirror")))
		p->source = value;
	else if (strata_str_eq(name, STRATA_STR("ref")) && strata_is_commit(value))
		p->commit = value;
}

static bool is_version(struct strata_str s)
{
	return s.len && (strata_is_digit(s.ptr[0]) || s.ptr[0] == 'v' || s.ptr[0] == '<' ||
			 s.ptr[0] == '>' || s.ptr[0] == '=' || s.ptr[0] == '!');
}

static void read_options(struct reader *r, struct strata_package *p, size_t i)
{
	struct strata_str name, value;

	while (p && take_comma(&r->s, &i)) {
		name = take(&r->s, &i);
		if (!name.len || !take_comma(&r->s, &i))
			return;
		value = take(&r->s, &i);
		if (value.len)
			set_option(r->s.out, p, name, value);
	}
}

static void read_module(struct reader *r, size_t i, enum strata_scope scope)
{
	struct strata_str name, version = STRATA_NONE;
	unsigned line = script_at(&r->s, i)->line;
	size_t behind;

	i += 1 + script_sign(&r->s, i + 1, '(');
	name = take(&r->s, &i);
	if (!name.len || strata_str_chr(name, '\n') != STRATA_NPOS) {
		strata_facts_note(r->s.out, line, "the name of a module is not a literal");
		return;
	}
	behind = i;
	if (take_comma(&r->s, &i)) {
		version = take(&r->s, &i);
		if (!version.ptr && !script_sign(&r->s, i, ';'))
			script_note(&r->s, i);
		if (version.len && !is_version(version)) {
			version = STRATA_NONE;
			i = behind;
		}
	}
	read_options(r, perl_add(r->s.out, name, version, scope, line), i);
}

/* on 'test' => sub {: what the block that begins behind it is for; *i gets to its brace. */
static enum strata_scope read_block(struct reader *r, size_t *i, bool feature)
{
	struct strata_str name;
	const struct call *phase;

	*i += 1;
	name = take(&r->s, i);
	phase = find(phases, sizeof(phases) / sizeof(*phases), name);
	while (!script_sign(&r->s, *i, '{') && !script_sign(&r->s, *i, ';') &&
	       script_at(&r->s, *i)->kind != SCRIPT_END)
		*i += 1;
	if (feature)
		return STRATA_SCOPE_OPTIONAL;
	if (!phase)
		strata_facts_note(r->s.out, script_at(&r->s, *i)->line, "phase '%.*s' is not known",
				  STRATA_ARG(strata_str_take(name, 60)));
	return phase ? phase->scope : STRATA_SCOPE_PROD;
}

static bool is_margin(const struct script *s, size_t i, struct strata_str text)
{
	const struct script_token *t = script_at(s, i);

	return script_sign(s, i, '=') && (t->text.ptr == text.ptr || t->text.ptr[-1] == '\n') &&
	       script_at(s, i + 1)->kind == SCRIPT_WORD;
}

static size_t skip_documentation(const struct script *s, size_t i, struct strata_str text)
{
	while (script_at(s, i)->kind != SCRIPT_END &&
	       !(is_margin(s, i, text) && script_word(s, i + 1, "cut")))
		i++;
	return i + 1;
}

static void push(struct reader *r, enum strata_scope scope)
{
	*strata_vec_push(r->s.out->arena, &r->blocks) = scope;
}

/* A word that is a call: neither a key nor a part of a longer name. */
static bool is_call(const struct script *s, size_t i)
{
	return script_at(s, i)->kind == SCRIPT_WORD && !script_sign(s, i + 1, '=') &&
	       !script_sign(s, i + 1, ':') && (i == 0 || !is_joined(s, i));
}

static size_t read_word(struct reader *r, size_t i)
{
	enum strata_scope around = r->blocks.items[r->blocks.count - 1];
	const struct call *call = find(calls, sizeof(calls) / sizeof(*calls),
				       script_at(&r->s, i)->text);
	bool feature = script_word(&r->s, i, "feature");

	if (call)
		read_module(r, i, call->scope == STRATA_SCOPE_UNKNOWN ? around : call->scope);
	if (!feature && !script_word(&r->s, i, "on"))
		return i + 1;
	push(r, read_block(r, &i, feature));
	if (!script_sign(&r->s, i, '{'))
		r->blocks.count--;
	return i + 1;
}

static void read_all(struct reader *r, struct strata_str text)
{
	for (size_t i = 0; script_at(&r->s, i)->kind != SCRIPT_END;) {
		if (script_word(&r->s, i, "__END__") || script_word(&r->s, i, "__DATA__"))
			return;
		if (is_margin(&r->s, i, text)) {
			i = skip_documentation(&r->s, i, text);
		} else if (is_call(&r->s, i)) {
			i = read_word(r, i);
		} else {
			if (script_sign(&r->s, i, '{'))
				push(r, r->blocks.items[r->blocks.count - 1]);
			else if (script_sign(&r->s, i, '}') && r->blocks.count > 1)
				r->blocks.count--;
			i++;
		}
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { 0 };

	(void)err;
	script_read(&r.s, out, in->bytes, SCRIPT_PYTHON);
	push(&r, STRATA_SCOPE_PROD);
	read_all(&r, (struct strata_str){ script_at(&r.s, 0)->text.ptr, 0 });
	return 0;
}

const struct strata_format strata_format_perl_cpanfile = {
	.name = "perl/cpanfile",
	.files = "cpanfile",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_cpan,
	.parse = parse,
};
