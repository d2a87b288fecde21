/*
 * terms.h - the literals of languages in which lockfiles and manifests are written.
 *
 * mix.lock, rebar.lock, rebar.config, *.app, mix.exs, opam files and rockspecs are code
 * of which only the literals matter. What opens a bracket becomes a NODE_ARRAY, whose text
 * is all of it ("{ .. }") and which is `quoted` when it is closed; atoms, words, numbers
 * and strings become NODE_STRING, strings quoted. "key: value", "key => value" and in Lua
 * "key = value" give the value its key. All other marks are passed over: nothing is
 * evaluated.
 *
 * Syntax: erlang.org, Reference Manual, "Data Types"; hexdocs.pm/elixir, "Syntax
 * reference"; opam.ocaml.org, Manual, "Common file format"; lua.org, Manual, 3.1; 2026-11.
 */
#ifndef TERMS_TERMS_H
#define TERMS_TERMS_H

#include "strata/facts.h"
#include "text/entries.h"

enum term_language {
	TERM_ERLANG, /* '%' begins a comment, '$' a character */
	TERM_ELIXIR, /* '#' and '?' */
	TERM_OPAM,   /* '#'; words hold hyphens */
	TERM_LUA,    /* "--", and long brackets */
};

/* A bracket that is closed wrongly or never is noted; too deep a tree is ELIMIT. */
int terms_read(struct node **out, struct strata_facts *facts, struct strata_str bytes,
	       enum term_language language, struct strata_error *err);

/* The same, but the values within the first list or map go to `entries` (text/entries.h). */
int terms_entries(struct node **out, struct strata_facts *facts, struct strata_str bytes,
		  enum term_language language, struct node_entries *entries,
		  struct strata_error *err);

/* The value at an index; NULL when there are fewer. Its text; absent for brackets. */
const struct node *term_at(const struct node *array, unsigned index);
struct strata_str term_text(const struct node *array, unsigned index);

/* Whether it is an array opened by that bracket. */
bool term_is(const struct node *n, char bracket);

/* The list L of the first {name, L} within a list of pairs; NULL without one. */
const struct node *term_option(const struct node *list, const char *name);

/* The value with that key; NULL without one. */
const struct node *term_keyed(const struct node *array, const char *key);

#endif
