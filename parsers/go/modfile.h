/*
 * modfile.h - the syntax that go.mod and go.work share.
 *
 * A statement is a line, "verb word word // comment", or a line of a block,
 * "verb (" to ")", which is told with the verb of its block. Words are bare or
 * quoted; "=>", brackets and commas are words of their own. There are no block
 * comments and nothing spans lines.
 *
 * Grammar: go.dev/ref/mod, "Lexical elements" and "Grammar", 2026-11.
 */
#ifndef GO_MODFILE_H
#define GO_MODFILE_H

#include "strata/facts.h"
#include "text/line.h"

enum { MODFILE_WORDS = 8 };

struct modfile_statement {
	struct strata_str verb;
	struct strata_str words[MODFILE_WORDS];
	size_t count;              /* may be over MODFILE_WORDS: the rest was not kept */
	struct strata_str comment; /* behind the "//" of its line; absent without one */
	unsigned line;
	bool opens; /* "verb (", whose words follow as statements; "verb ()", which has none */
};

struct modfile {
	struct line_cursor lines;
	struct strata_str block; /* the verb of the block that is open; behind the last line, never closed */
};

/* The next statement; false after the last. */
bool modfile_next(struct modfile *m, struct modfile_statement *s);

/* "A [v] => B [w]", as both files have it. */
struct modfile_replace {
	struct strata_str path, version; /* version absent: of every version */
	struct strata_str to, to_version; /* to_version absent: to is a folder */
	unsigned line;
};

STRATA_VEC(modfile_replaces, struct modfile_replace);

/* Reads a replace; false when it is malformed. */
bool modfile_replace(struct modfile_replace *out, const struct modfile_statement *s);

/*
 * The standard library of a "go" or "toolchain" line, as OSV names it: package
 * "stdlib" with a SemVer version. What a go line says is the least, not what is used.
 */
void modfile_add_stdlib(struct strata_facts *out, struct strata_str go, unsigned go_line,
			struct strata_str toolchain, unsigned toolchain_line);

#endif
