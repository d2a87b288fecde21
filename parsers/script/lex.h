/*
 * lex.h - programs that say what a project asks for (setup.py, build.gradle, build.sbt,
 * MODULE.bazel), cut into words, texts and signs. They are not run: what is literal is
 * read, the rest is said to be known only when it runs.
 */
#ifndef SCRIPT_LEX_H
#define SCRIPT_LEX_H

#include "strata/facts.h"
#include "strata/map.h"

enum script_kind {
	SCRIPT_WORD,
	SCRIPT_TEXT,
	SCRIPT_TEMPLATE, /* Python's f-string: its text is not what it says */
	SCRIPT_SIGN,     /* one character */
	SCRIPT_END,
};

struct script_token {
	enum script_kind kind;
	char quote; /* of a text: '"' or '\'' */
	struct strata_str text; /* between the quotes; escapes stay as written */
	unsigned line;
};

STRATA_VEC(script_tokens, struct script_token);

enum script_language {
	SCRIPT_PYTHON, /* '#' begins a comment; texts have prefixes */
	SCRIPT_JVM,    /* "//" and slash-star comments: Groovy, Kotlin, Scala */
};

struct script {
	struct strata_facts *out;
	struct script_tokens tokens;
	struct strata_map assigned; /* word -> token behind "word =", of the last one */
};

/* Cuts a file; looks up what words are given. */
void script_read(struct script *s, struct strata_facts *out, struct strata_str bytes,
		 enum script_language language);

/* The token at an index: beyond the last one it is the end. */
const struct script_token *script_at(const struct script *s, size_t i);

bool script_sign(const struct script *s, size_t i, char c);
bool script_word(const struct script *s, size_t i, const char *word);
bool script_text(const struct script *s, size_t i);
bool script_opens(const struct script *s, size_t i);  /* ( [ { */
bool script_closes(const struct script *s, size_t i); /* ) ] } */

/* "word =", and not "word ==". */
bool script_is_given(const struct script *s, size_t i);

/* Past the element that begins here, to its ',' or the bracket around it. */
size_t script_skip(const struct script *s, size_t i);

void script_note(struct script *s, size_t i);

#endif
