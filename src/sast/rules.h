/*
 * rules.h - all rules that are in force, made ready for each language.
 *
 * Those that are compiled in (data/rules) are read when a file of their language is met; the
 * user's, of a folder, at once, so that what is wrong with them is told always. A rule of the
 * user's replaces the one of its id.
 */
#ifndef SAST_RULES_H
#define SAST_RULES_H

#include "sast/language.h"

struct sast_embedded_file {
	const unsigned char *bytes;
	size_t size;
	const char *path; /* "rules/java/sql-injection.yml" */
};

extern const struct sast_embedded_file sast_embedded_files[];

struct sast_ruleset;

/* folder: of the user's rules, NULL for none. An error says where in which file. */
int sast_ruleset_open(struct sast_ruleset **out, const char *folder, struct strata_error *err);
void sast_ruleset_close(struct sast_ruleset *set);

/* With all that are compiled in read at once. */
int sast_ruleset_open_all(struct sast_ruleset **out, struct strata_error *err);

/* Those read so far, by path. */
const struct sast_rules *sast_ruleset_all(const struct sast_ruleset *set);

/* NULL in *out where there is no rule for it. */
int sast_ruleset_language(const struct sast_language **out, struct sast_ruleset *set,
			  const struct syntax_grammar *g, struct strata_error *err);

#endif
