/*
 * entries.h - large documents entry by entry, so that the tree of all never stands.
 *
 * What is large in a lockfile is a list at its top. A parser names it, and the readers of
 * JSON, TOML and YAML hand it each entry as a tree of its own, which is gone after the call
 * but for the members that are to be kept. All else is a tree as ever, and so is the list,
 * with what was kept of it.
 *
 * Where entries cannot be read one by one (a list stands twice, and the last counts; libyaml
 * has to read it all), the parser is told to forget them, and gets them from a whole tree:
 * it is told the same, only memory differs.
 */
#ifndef TEXT_ENTRIES_H
#define TEXT_ENTRIES_H

#include "strata/map.h"
#include "text/node.h"

enum { ENTRIES_KEEP = 1 };

/* What the parser sets, but for the twin. */
struct node_entries {
	const char *lists;   /* keys of the top, a blank between; NULL: the document is the list */
	enum node_type type; /* of the lists: a NODE_MAP, a NODE_ARRAY; NODE_NULL: either */
	const char *keep;    /* members of an entry that may stay in the tree; NULL: all */

	/* Whether a list's entries are wanted, before the first of them; NULL: always. */
	bool (*begin)(void *parser, const struct node *list);

	/*
	 * 0, or ENTRIES_KEEP: what may be kept of the entry stays in the tree. The first error
	 * ends it, once the rest of the document has none of its own.
	 */
	int (*read)(void *parser, const struct node *list, const struct node *entry,
		    struct strata_error *err);
	void (*forget)(void *parser); /* all that `read` was given */
	void *parser;

	/* The first key that stands twice in an entry, or in a list that is a map. */
	struct strata_str twin;
	unsigned twin_line;
};

/* Whether the key stands in words with blanks between. */
bool entries_named(const char *words, struct strata_str key);

/* The rest is for the readers. */

enum entries_answer {
	ENTRIES_NONE,  /* no list: a part of the tree */
	ENTRIES_PASS,  /* nobody wants its entries */
	ENTRIES_BEGIN, /* the list's entries go to entries_take, until entries_leave */
	ENTRIES_AGAIN, /* they must be read from a whole tree */
};

struct entries_reader {
	struct node_entries *of;
	struct strata_arena *arena; /* of the document */
	struct strata_arena nodes;  /* of the entry that is open; for nodes alone */
	struct strata_arena names;  /* what `keys` is made of */
	struct node *list;          /* that is open; NULL: none */
	struct node kept;           /* has its entries as children */
	struct strata_map keys;     /* of a list that is a map */
	unsigned begun;             /* lists, as bits by their place */
	bool unique;                /* no key stands twice: the reader sees to it */
	bool given;                 /* some entry */
	bool again;                 /* it was answered */
	int rc;                     /* of the parser, and its error */
	struct strata_error err;
};

/* of is NULL where no document has entries: then there are no lists. */
void entries_init(struct entries_reader *r, struct node_entries *of, struct strata_arena *arena);

/* At a value of the top, or at the document itself (top). */
enum entries_answer entries_enter(struct entries_reader *r, struct node *list, bool top);

/* A whole entry, in r->nodes, which are empty behind it. */
void entries_take(struct entries_reader *r, const struct node *entry);
void entries_leave(struct entries_reader *r);

/* For readers that see an entry's end by what comes next: the one that is open, if any. */
void entries_take_open(struct entries_reader *r, struct node **open);
/* The same, and the list behind it. */
void entries_leave_open(struct entries_reader *r, struct node **open);

/*
 * At the end of the document, which was read with rc: what lists are left in the tree are
 * given, and r is released. The parser's error, when there is none before it.
 */
int entries_finish(struct entries_reader *r, const struct node *top, int rc,
		   struct strata_error *err);

/* Instead of that: the parser forgets, what memory is held goes; then all of the tree is given. */
void entries_forget(struct entries_reader *r);

#endif
