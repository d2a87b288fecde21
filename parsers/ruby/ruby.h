/*
 * ruby.h - as much of Ruby as Gemfile and gemspec are written in.
 *
 * Both are programs. What they say by literals is read: method calls with strings,
 * symbols, arrays and options; blocks are followed by their keywords. Everything
 * else is a mark that nobody asks for.
 *
 * Syntax: docs.ruby-lang.org, "Literals" and "Calling methods", 2026-11.
 */
#ifndef RUBY_RUBY_H
#define RUBY_RUBY_H

#include "strata/facts.h"

enum ruby_kind {
	RUBY_END,     /* of the file */
	RUBY_NEWLINE, /* or ';': a statement may end here */
	RUBY_WORD,    /* identifier, constant, keyword; "Foo::BAR" and "spec.name" are one */
	RUBY_STRING,  /* a literal without interpolation */
	RUBY_UNSURE,  /* a string with interpolation, a heredoc: not known here */
	RUBY_SYMBOL,  /* :name, :"name" */
	RUBY_LABEL,   /* name:, "name": */
	RUBY_MARK,    /* one character of punctuation; "=>" too */
};

struct ruby_token {
	enum ruby_kind kind;
	struct strata_str text; /* of strings: without quotes */
	unsigned line;
	bool first; /* of its statement */
};

STRATA_VEC(ruby_tokens, struct ruby_token);

/* The bytes without a byte order mark. */
struct strata_str ruby_text(struct strata_str bytes);

/* All tokens; the last is RUBY_END. %w lists become their words in brackets. */
void ruby_scan(struct ruby_tokens *out, struct strata_str bytes, struct strata_arena *arena);

/*
 * The arguments of the call whose first argument is at *at, which is not the first
 * token: plain ones, and options by name. Stops at the end of the statement or at a
 * block, where *at is left.
 */
struct ruby_argument {
	struct strata_str name; /* of an option; absent for plain ones */
	enum ruby_kind kind;    /* of the value; RUBY_MARK: an array */
	struct strata_str text;
	struct strata_strs items; /* of an array: its strings and symbols */
	unsigned line;
};

STRATA_VEC(ruby_arguments, struct ruby_argument);

void ruby_call(struct ruby_arguments *out, const struct ruby_tokens *tokens, size_t *at,
	       struct strata_arena *arena);

/* The option of that name; NULL without one. */
const struct ruby_argument *ruby_option(const struct ruby_arguments *arguments, const char *name);

/* The text of an option that is a literal; absent without one. */
struct strata_str ruby_option_text(const struct ruby_arguments *arguments, const char *name);

/* Whether a token is that word, that mark of punctuation. */
bool ruby_is_word(const struct ruby_token *t, const char *text);
bool ruby_is_mark(const struct ruby_token *t, const char *text);

/* Whether it is a keyword that needs an `end` where it begins a statement; one of a loop. */
bool ruby_opens_block(const struct ruby_token *t);
bool ruby_is_loop(const struct ruby_token *t);

/*
 * Sets requirement, and version where it is exact, from the plain arguments behind
 * the first: "~> 1.2", ">= 1.2.3".
 */
void ruby_set_requirement(struct strata_package *p, const struct ruby_arguments *arguments,
			  struct strata_arena *arena);

#endif
