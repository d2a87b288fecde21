/*
 * facts.h - what one file says, as a parser reads it (step 1 of three).
 *
 * Facts are a pure function of the bytes of one file. They know nothing of the
 * files beside it: where a format needs a neighbour (go.mod its go.sum, a
 * requirements file its includes) it names it in `references`, and resolve
 * follows. All strings are the facts' own, in their arena.
 */
#ifndef STRATA_FACTS_H
#define STRATA_FACTS_H

#include "strata/arena.h"
#include "strata/ecosystem.h"
#include "strata/error.h"

struct strata_format;
struct node;
struct node_entries;

/* One byte each: large lockfiles have a hundred thousand packages, and more edges. */
#define STRATA_SMALL __attribute__((packed))

/* In the order in which the stronger wins when a package has several. */
enum strata_scope {
	STRATA_SCOPE_UNKNOWN, /* the file does not tell */
	STRATA_SCOPE_DEV,
	STRATA_SCOPE_TEST,
	STRATA_SCOPE_OPTIONAL,
	STRATA_SCOPE_BUILD,
	STRATA_SCOPE_PROD,
} STRATA_SMALL;

enum strata_tri {
	STRATA_UNKNOWN,
	STRATA_NO,
	STRATA_YES,
} STRATA_SMALL;

/*
 * A package that the file pins (version) or asks for (requirement). Without a
 * version, `requirement` is as written, empty when anything will do.
 */
struct strata_package {
	const struct strata_ecosystem *ecosystem; /* NULL: the format's */
	struct strata_str name;                   /* as written; the real one of an alias */
	struct strata_str version;                /* absent: not pinned */
	struct strata_str requirement;            /* absent: none is known */
	struct strata_str purl;                   /* where name and version do not give it: as written */
	unsigned line;                            /* 1-based: the line that pins it */
	enum strata_scope scope;                  /* UNKNOWN: by reachability from the roots */
	enum strata_tri direct;                   /* UNKNOWN: by the edges of the roots */
	enum strata_scope enabled;                /* of an optional one: its scope where a feature
						     asks for it; UNKNOWN: it is asked for anyway */
	bool local : 1;                           /* the project's own: a workspace member, a path */
	bool optional : 1;                        /* of a format that inherits, whose scope may come
						     from a parent: OPTIONAL where that is PROD */
	bool maybe : 1;                           /* pinned by what need not hold: `go 1.21` says
						     the least standard library, not the one used */
	bool offered : 1;                         /* for files below to inherit; asks for nothing */
	bool conditional : 1;                     /* asked for under a condition, or of whoever uses
						     the project: need not be in a lockfile */
	bool apart : 1;                           /* lies beside what a lockfile is of, which does
						     not answer it */
	struct strata_str source;                 /* where it comes from, as written, when not
						     the default: a URL, "git+URL#commit", a path */
	struct strata_str commit;                 /* full hash, of a git source */
	struct strata_strs checksums;             /* "sha512-BASE64" (SRI), "sha256:HEX", "h1:..." */
	struct strata_strs licences;              /* SPDX expressions, as written */
	struct strata_str alias;                  /* the name that it is asked for by, when that is
						     not its own */
	struct strata_str inherits;               /* the name under which a file above offers it;
						     of an offer, its own */
	struct strata_str handle;                 /* what `switches` call it; of a format that
						     inherits, what `managed` has it under, when
						     that is not its name */
	struct strata_strs features;              /* asked of it: of the project's own, or
						     where a lockfile has `options` */
	struct strata_str condition;              /* it is asked for only where this holds: a
						     marker of PEP 508; absent: everywhere */
};

STRATA_VEC(strata_packages, struct strata_package);

/* A project that the file describes: itself, or one of its workspace members. */
struct strata_root {
	struct strata_str name, version; /* either may be absent */
	struct strata_str dir;           /* of a member, relative to the file; "" is its own */
	unsigned line;
};

STRATA_VEC(strata_roots, struct strata_root);

/*
 * `from` depends on `to`, an index into packages. A root is named by
 * STRATA_ROOT(index into roots). The scope is that of this one edge, where the
 * file tells it (roots: always, when known).
 */
#define STRATA_ROOT(index) (-1 - (int)(index))

struct strata_edge {
	int from;
	int to;
	enum strata_scope scope;
	struct strata_str alias; /* the name that it is asked for by, when not the package's */
};

STRATA_VEC(strata_edges, struct strata_edge);

/*
 * An edge of a lockfile that is one only where a feature of the package it comes from is
 * asked for, which its manifest tells: an extra.
 */
struct strata_option {
	int from, to;
	struct strata_str feature;
};

STRATA_VEC(strata_options, struct strata_option);

/*
 * By what text another file may ask for a package of this one: yarn's
 * "lodash@^4.17.0", or a name alone, where the file tells which of several
 * versions it leads to.
 */
struct strata_key {
	struct strata_str text;
	unsigned package;
};

STRATA_VEC(strata_keys, struct strata_key);

enum strata_reference_kind {
	STRATA_REF_INCLUDE,     /* its packages count as this file's: -r */
	STRATA_REF_CONSTRAINTS, /* pins what others ask for, asks for nothing: -c */
	STRATA_REF_CHECKSUMS,   /* go.sum */
	STRATA_REF_INDIRECT,    /* packages not listed here: go.sum before Go 1.17 */
	STRATA_REF_MANIFEST,    /* what a lockfile was made from: package.json, or a glob */
	STRATA_REF_MEMBER,      /* a workspace's member: a folder, globs allowed */
	STRATA_REF_PARENT,      /* inherited from: its properties, managed packages, packages */
	STRATA_REF_IMPORT,      /* what it manages counts here too: a pom's import of a BOM */
	STRATA_REF_ABOVE,       /* as a parent: the nearest of its name, at the path or above */
	STRATA_REF_PERHAPS,     /* as a parent, which need not be there */
	STRATA_REF_GITLINK,     /* a submodule's path: its commit is the package's of that line */
};

struct strata_reference {
	enum strata_reference_kind kind;
	struct strata_str path; /* relative to the folder of the file; absent: by name only */
	struct strata_str name, version; /* of the root meant, where the file tells: another
					    one at the path is not followed. A member with a
					    name is asked for, which alone makes it no member */
	const struct strata_format *format; /* to read it as; NULL: by its own name */
	unsigned line;
};

STRATA_VEC(strata_references, struct strata_reference);

/* What `${name}` (or `$(name)`) stands for in the file and in those that inherit from it. */
struct strata_property {
	struct strata_str name, value;
};

STRATA_VEC(strata_properties, struct strata_property);

/*
 * A feature of the project and one of the things that it turns on, as Cargo writes them:
 * "feature", "dep:handle", "handle/feature", or "handle?/feature" where the optional
 * handle is turned on by something else; empty, where the feature turns on nothing.
 */
struct strata_switch {
	struct strata_str feature, on;
};

STRATA_VEC(strata_switches, struct strata_switch);

/* Something in the file that was not understood, or that limits the answer. */
struct strata_note {
	struct strata_str path; /* set by whoever knows it */
	unsigned line;          /* 0: the whole file */
	struct strata_str reason;
	bool unsolved; /* no longer true once a solver has found all that the file leads to */
};

STRATA_VEC(strata_notes, struct strata_note);

void strata_notes_sort(struct strata_notes *notes); /* by path, line, reason */

struct strata_facts {
	struct strata_arena *arena;
	struct strata_packages packages;
	struct strata_roots roots;
	struct strata_edges edges;
	struct strata_options options;
	struct strata_keys keys;
	struct strata_references references;
	struct strata_properties properties; /* the first of a name counts */
	struct strata_switches switches;
	struct strata_packages managed;      /* not listed, but gives version and scope to what
						is, here or in files that inherit; first counts */
	struct strata_str environment;       /* of a lockfile, or of its manifest: where it is
						for, in the words of the packages' conditions */
	struct strata_notes notes;
	size_t notes_left_out; /* over STRATA_LIMIT_NOTES_PER_FILE */
	bool unreadable;       /* nothing of it could be used */
};

/* Adds a package of that name; name and version may be absent. Never fails. */
struct strata_package *strata_facts_add(struct strata_facts *f, struct strata_str name,
					struct strata_str version, unsigned line);

/* Takes back all that was added. */
void strata_facts_clear(struct strata_facts *f);

/* Adds an edge; from may be STRATA_ROOT(i). */
void strata_facts_edge(struct strata_facts *f, int from, size_t to, enum strata_scope scope);

/* The index of the package just added. */
static inline size_t strata_facts_last(const struct strata_facts *f)
{
	return f->packages.count - 1;
}

/* Adds a note with its line; the text is formatted into the arena. */
void strata_facts_note(struct strata_facts *f, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A note on how the whole file was read: before all others, and never one too many. */
void strata_facts_note_first(struct strata_facts *f, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same of what holds only while no solver has found all that the file leads to. */
void strata_facts_note_unsolved(struct strata_facts *f, unsigned line, const char *text);

/* A note when a key stands twice in one object of the document: readers take the last. */
void strata_facts_note_duplicates(struct strata_facts *f, const struct node *top);

/* The same of a document that was read entry by entry. */
void strata_facts_note_duplicates_of(struct strata_facts *f, const struct node *top,
				     const struct node_entries *entries);

/* Adds the project that a document is: its "name" and "version", in the file's own folder. */
void strata_facts_root(struct strata_facts *f, const struct node *top);

/* A note when the document's "version" is no number from oldest to newest: read as newest. */
void strata_facts_expect_version(struct strata_facts *f, const struct node *top, unsigned oldest,
				 unsigned newest);

/* A copy with all its strings in arena; facts, whose memory may be given back, are used up. */
void strata_facts_move(struct strata_facts *out, struct strata_arena *arena,
		       struct strata_facts *facts);

/* Adds a reference and answers it, for the format that the file is to be read as. */
struct strata_reference *strata_facts_refer(struct strata_facts *f, enum strata_reference_kind kind,
					    struct strata_str path, unsigned line);

#endif
