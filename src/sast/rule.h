/*
 * rule.h - a rule about source code: one YAML file, read and checked whole.
 *
 *	schema: 1
 *	id: java/sql-injection        # a word, or several parted by '/'
 *	languages: [java]             # by the names of syntax/grammars.def
 *	mode: taint                   # match, taint, or model: what rules of a language share
 *	kind: sql                     # taint: the class of harm; those of one kind share their
 *	                              # sources and sanitizers (default: the id)
 *	severity: high                # critical, high, medium, low, info
 *	confidence: high              # high, medium, low (default: medium)
 *	cwe: [CWE-89]
 *	owasp: ["A03:2021"]
 *	message: "{source.text} reaches {sink.text}"
 *	help: "what to do instead"
 *	query: |                      # match: tree-sitter's queries; @match is what is reported
 *	calls: [..]                   # match: the same by names
 *	sources: [..]                 # taint, model: each one a query as text, or a list
 *	sinks: [..]                   # taint
 *	sanitizers: [..]
 *	guards: [..]
 *	propagators: [..]
 *	fix: {capture: flag, replace: "true"} # match with a query
 *	tests:
 *	  - bad: "source that it must find"
 *	    fixed: "what --fix makes of it"
 *	  - good: "source that it must not find"
 *
 * An item of a list is a query (`query: |`), or a name (sast_name of mark.h):
 *
 *	- call: [java.sql.Statement.executeQuery, ..] # or name: of what is no call
 *	  arg: 0                      # a number, `receiver`, `rest`, `any`, a keyword, or a list
 *	  to: receiver                # of a propagator: the same; default: result
 *	  kinds: [html]               # of all but a sink: default: the rule's own; of a source in a
 *	                              # model: all
 *	  value: "regular expression" # of calls: the constant at arg has to say that
 *	  unless: {arg: 1, value: ..} # of calls: but not where that is so, or cannot be known
 *
 * What is unknown, missing or does not compile is an error with line and column.
 */
#ifndef SAST_RULE_H
#define SAST_RULE_H

#include "sast/mark.h"
#include "strata/finding.h"
#include "text/pattern.h"

enum sast_mode { SAST_MATCH, SAST_TAINT, SAST_MODEL };

#define SAST_QUERY_MATCH 100 /* in place of a role: @match is a finding */

/* A query as it stands in the file; each grammar compiles it for itself. */
struct sast_query {
	unsigned role; /* sast_role, or SAST_QUERY_MATCH */
	struct strata_strs kinds;
	struct strata_str text;
	unsigned line; /* of the key */
};

STRATA_VEC(sast_queries, struct sast_query);

/* A name, and its kinds by name; of calls, what is asked of the constants besides. */
struct sast_item {
	struct sast_name name;
	struct strata_strs kinds;
	struct pattern *value;       /* NULL: any */
	struct sast_name unless;     /* name absent: no such condition */
	struct pattern *unless_value; /* NULL: it only has to be there */
	unsigned line;
};

STRATA_VEC(sast_items, struct sast_item);

struct sast_test {
	bool bad;
	struct strata_str language; /* absent: the first of the rule's */
	struct strata_str source, fixed; /* fixed: absent when not told */
	unsigned line;
};

STRATA_VEC(sast_tests, struct sast_test);

struct sast_rule {
	struct strata_rule about; /* what reports show */
	struct strata_str path;   /* of its file; of one that is compiled in, "rules/java/x.yml" */
	struct strata_str bytes;  /* of it, borrowed */
	struct strata_strs languages;
	enum sast_mode mode;
	struct strata_str kind;
	enum strata_severity severity;
	struct strata_str message;
	struct sast_queries queries;
	struct sast_items items;
	struct strata_str fix_capture, fix_replace;
	unsigned message_line, fix_line;
	struct sast_tests tests;
};

STRATA_VEC(sast_rules, struct sast_rule *);

/*
 * All of it is in arena, patterns apart, which sast_rule_release frees, also after an error; path
 * and bytes are borrowed.
 */
int sast_rule_read(struct sast_rule **out, struct strata_str path, struct strata_str bytes,
		   struct strata_arena *arena, struct strata_error *err);
void sast_rule_release(struct sast_rule *rule);

/*
 * ESYNTAX (or code) with the line and column of what stands at an offset of a text of the rule,
 * the value of the key on that line.
 */
int sast_rule_wrong(const struct sast_rule *rule, unsigned key_line, struct strata_str text,
		    size_t offset, struct strata_error *err, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/* The same of an error that is there already, and says only what is wrong. */
int sast_rule_placed(const struct sast_rule *rule, unsigned key_line, struct strata_str text,
		     size_t offset, struct strata_error *err);

#endif
