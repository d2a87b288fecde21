/*
 * python.h - what the formats of the Python family share: requirements by PEP 508,
 * Poetry's constraints, pins, addresses, and edges by name.
 */
#ifndef PYTHON_PYTHON_H
#define PYTHON_PYTHON_H

#include "strata/buf.h"
#include "strata/facts.h"
#include "strata/map.h"
#include "text/line.h"
#include "text/node.h"

/* "name[extras] specifier ; marker" or "name[extras] @ url ; marker"; absent where not written. */
struct python_requirement {
	struct strata_str name;
	struct strata_str extras;    /* between the brackets */
	struct strata_str specifier; /* PEP 440, without parentheses */
	struct strata_str url;
	struct strata_str marker;
};

/* Reads a whole text by PEP 508; false when it is no requirement. */
bool python_requirement(struct python_requirement *out, struct strata_str text,
			struct strata_arena *scratch);

/* One side of a comparison: a text in quotes, or the name of a variable. */
struct python_operand {
	struct strata_str text;
	bool variable;
};

struct python_comparison {
	struct python_operand left, right;
	struct strata_str op; /* "==", "in", "not in" .. */
};

typedef enum strata_tri python_holds(const struct python_comparison *comparison,
				     const void *payload);

/* Whether a marker holds, when `holds` tells it of each comparison; the empty one does. */
enum strata_tri python_marker(struct strata_str marker, python_holds *holds, const void *payload);

/* Whether a text is a marker: python_marker takes no other. */
bool python_is_marker(struct strata_str text, struct strata_arena *scratch);

/*
 * Whether a marker holds everywhere or nowhere in a lockfile's environment, which is as
 * "python >=3.9,<4 ; MARKER" (absent: any).
 */
enum strata_tri python_marker_holds(struct strata_str environment, struct strata_str marker,
				    struct strata_arena *scratch);

/*
 * An environment out of Pythons (PEP 440, Poetry's words) and markers, of which one holds;
 * absent without any.
 */
struct strata_str python_environment(struct strata_arena *arena, struct strata_str pythons,
				     const struct node *markers);

/* The marker that a table of Poetry or pipenv says in several keys; absent without one. */
struct strata_str python_table_marker(const struct node *table, struct strata_arena *arena);

/* The texts of a list with commas between them, as extras stand between brackets. */
struct strata_str python_joined(const struct node *list, struct strata_arena *arena);

/* The name that a text begins with: "foo" of "foo[bar] == 1"; empty without one. */
struct strata_str python_name(struct strata_str text);

/* Whether a specifier pins one version: "==1.0" and "===1.0" do, "==1.*" and ranges do not. */
bool python_pin(struct strata_str *version, struct strata_str specifier);

/* Adds what is asked for: its pin or its requirement, and its source. */
struct strata_package *python_add(struct strata_facts *out, const struct python_requirement *r,
				  enum strata_scope scope, unsigned line);

/* As python_add, of a text that should be a requirement; a note and NULL when it is none. */
struct strata_package *python_add_text(struct strata_facts *out, struct strata_str text,
				       enum strata_scope scope, unsigned line);

/*
 * Where a package comes from: "git+URL@rev#egg=..", the address of an archive, a
 * path. A full hash becomes the commit; a folder makes the package local.
 */
void python_set_url(struct strata_package *p, struct strata_str url);

/* Whether a text is a full hash of git, Mercurial (40 digits) or git's SHA-256 (64). */
bool python_is_commit(struct strata_str s);

bool python_is_archive(struct strata_str path); /* by its ending: .whl, .tar.gz, .zip .. */

/* Name and version out of an archive's file name; false where it does not tell both. */
bool python_archive(struct strata_str *name, struct strata_str *version, struct strata_str path);

/* The name that an address gives by "#egg=name[extra]&subdirectory=x"; empty without one. */
struct strata_str python_egg(struct strata_str url);

/*
 * Poetry's constraint as PEP 440 specifiers, one for each alternative of '||':
 * "^1.2 || 3.*" gives ">=1.2,<2" and "==3.*". "*" gives the empty one, which
 * admits all; what is not understood is handed on as written.
 */
void python_poetry_specifiers(struct strata_strs *out, struct strata_str constraint,
			      struct strata_arena *arena);

/* Where Poetry has a dependency from: "git+URL@rev", an address, a path; absent: an index. */
struct strata_str python_poetry_url(const struct node *table, struct strata_arena *arena);

/* The same of a table of [tool.uv.sources]; absent: an index, or the workspace. */
struct strata_str python_uv_url(const struct node *table, struct strata_arena *arena);

/* --- requirements files ------------------------------------------------------------------ */

/* Logical lines: those that a backslash joins are one. */
struct python_lines {
	struct line_cursor cursor;
	struct strata_buf joined; /* to be released */
	struct strata_arena *arena;
	struct strata_str text;
	unsigned line; /* where it began */
};

#define PYTHON_LINES(bytes, memory) \
	((struct python_lines){ .cursor = LINE_CURSOR(bytes), .arena = (memory) })

bool python_line_next(struct python_lines *lines);

/* Where a comment begins; STRATA_NPOS without one. */
size_t python_comment(struct strata_str text);

/* Where the options behind a requirement begin: at the first word with a '-'. */
size_t python_options(struct strata_str text);

/* The value of an option in one of its spellings: "-r x", "-rx", "--long x", "--long=x". */
bool python_option(struct strata_str *value, struct strata_str text, const char *brief,
		   const char *full);

/* The name says for what: requirements-dev.txt, requirements/test.in, docs-requirements.txt. */
enum strata_scope python_requirements_scope(struct strata_str path);

extern const struct strata_format strata_format_python_requirements;

/* A line of a requirements file that stands in another one: an option, a requirement, an address. */
void python_read_line(struct strata_facts *out, struct strata_str text, enum strata_scope scope,
		      unsigned line);

/* Whether a text is pip's "-r file" or "-c file", which are referred to. */
bool python_refer(struct strata_facts *out, struct strata_str text, unsigned line);

/* "sha256:HEX" as Python's files write it is what facts want. */
void python_add_hash(struct strata_facts *out, struct strata_package *p, struct strata_str hash);

/* The `hash` of each table of an array, or of one table; texts stand for themselves. */
void python_add_hashes(struct strata_facts *out, struct strata_package *p, const struct node *files);

/* The packages of a file by their normal names (PEP 503), for its edges. */
struct python_index {
	struct strata_facts *facts;
	struct strata_map first; /* normal name -> package + 1 */
	unsigned *next;          /* of each package: the next of that name + 1 */
};

void python_index(struct python_index *out, struct strata_facts *facts);

/* The first package of that name, + 1; 0 without one. More of them by `next`. */
unsigned python_find(const struct python_index *index, struct strata_str name);

/*
 * Edges to the packages of that name that one of the specifiers admits: to all of
 * them when none does (a specifier may be of another marker). How many packages
 * have the name.
 */
size_t python_edges(const struct python_index *index, int from, struct strata_str name,
		    const struct strata_strs *specifiers, enum strata_scope scope);

/* As python_edges, for a text of PEP 508. */
size_t python_edge_text(const struct python_index *index, int from, struct strata_str text,
			enum strata_scope scope);

#endif
