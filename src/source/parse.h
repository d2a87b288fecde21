/*
 * parse.h - commits and trees as git stores them: pure functions of bytes.
 *
 * Formats: git's Documentation on commit and tree objects; what git reads of a damaged
 * one is what counts here, too (a second "tree" line is none, a broken date is 1970).
 */
#ifndef SOURCE_PARSE_H
#define SOURCE_PARSE_H

#include "source/source.h"

struct parse_commit {
	unsigned char tree[SOURCE_ID_MOST];
	struct strata_str parents; /* their lines; see parse_parent */
	struct strata_str author, committer; /* "Name <mail> 1700000000 +0100" */
	struct strata_str message;
};

/* id_len: bytes of an id. EREPOSITORY when it names no tree. */
int parse_commit(struct parse_commit *out, struct strata_str bytes, size_t id_len,
		 struct strata_error *err);

/* Takes the next parent off; false when none is left. */
bool parse_parent(unsigned char *id, struct strata_str *parents, size_t id_len);

/* An id of git's in hexadecimal, as it stands in commits and lists. */
bool parse_id(unsigned char *id, struct strata_str hex, size_t id_len);

/* The seconds since 1970 of a person's line; 0: there is no date that can be true. */
int64_t parse_time(struct strata_str person);

struct strata_str parse_name(struct strata_str person);

/* The first line of a message. */
struct strata_str parse_subject(struct strata_str message);

enum parse_mode { PARSE_END, PARSE_FILE, PARSE_FOLDER, PARSE_OTHER };

/* One entry of a tree, and what follows it. */
struct parse_entry {
	struct strata_str rest;
	enum parse_mode mode; /* END: there is none left */
	struct strata_str name;
	const unsigned char *id;
};

/*
 * Steps to the next entry of `rest`. EREPOSITORY when the bytes are no entry, or one that
 * does not come after the entry before: git never writes such trees, and what stands in
 * them twice can be missed.
 */
int parse_entry(struct parse_entry *e, size_t id_len, struct strata_error *err);

/* Git's order: bytewise, a folder's name as if it ended with '/'; END is last. */
int parse_compare(const struct parse_entry *a, const struct parse_entry *b);

#endif
