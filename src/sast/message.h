/*
 * message.h - the message of a rule, with what was found put in: "{source.text}" is the text of
 * the source, "{sink.callee}" what is called there.
 *
 * A taint rule has `source` and `sink`, a match rule the captures of its queries, and with calls
 * `match` and `value`, the constant that was found.
 */
#ifndef SAST_MESSAGE_H
#define SAST_MESSAGE_H

#include "sast/rule.h"

struct sast_said {
	struct strata_str name, text;
};

STRATA_VEC(sast_saids, struct sast_said);

/* ESYNTAX for a name that the rule does not have. */
int sast_message_check(const struct sast_rule *rule, struct strata_error *err);

bool sast_message_uses(const struct sast_rule *rule, const char *name);

struct strata_str sast_message_make(struct strata_arena *arena, const struct sast_rule *rule,
				    const struct sast_saids *said);

/* On one line, and no longer than a reader wants. */
struct strata_str sast_message_short(struct strata_arena *arena, struct strata_str text);

#endif
