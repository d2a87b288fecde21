/* rule_read.h - what the files that read rules share. */
#ifndef SAST_RULE_READ_H
#define SAST_RULE_READ_H

#include "sast/rule.h"
#include "text/node.h"

struct rule_reader {
	struct sast_rule *rule;
	struct strata_arena *arena;
	struct strata_error *err;
	const struct node *mode;
};

/* A key of a map, and who reads its value into `to`. A list of them ends with one without name. */
struct rule_key {
	const char *name;
	int (*read)(struct rule_reader *r, const struct node *n, void *to);
};

int rule_map(struct rule_reader *r, const struct node *map, const struct rule_key *keys, void *to);

/* A text; a text or a list of some. */
int rule_text(struct strata_str *out, struct rule_reader *r, const struct node *n);
int rule_texts(struct strata_strs *out, struct rule_reader *r, const struct node *n);

/* "'key' what", with its place. */
int rule_wrong(struct rule_reader *r, const struct node *at, const char *what);

/* rule_item.c */
int rule_read_query(struct rule_reader *r, const struct node *n, void *to);
int rule_read_items(struct rule_reader *r, const struct node *n, void *to);

#endif
