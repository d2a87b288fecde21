/*
 * check.h - what a rule about Dockerfiles is: one file in rules/, one row in rules.def.
 *
 * A rule says which pieces it looks at; the walk (walk.c) hands it each of them with all that
 * is known at that place. A finding's severity is the rule's own, and less where the stage
 * does not ship.
 */
#ifndef IMAGE_CHECK_H
#define IMAGE_CHECK_H

#include "facts/collect.h"
#include "image/base.h"
#include "image/run.h"
#include "strata/finding.h"
#include "syntax/dockerfile_stages.h"

struct image_check;
struct image_context;
struct image_rule;

#define RULE(name) extern const struct image_rule image_rule_##name;
#include "image/rules.def"
#undef RULE

struct image_rule {
	const char *id;
	const char *title;  /* what is wrong, for lists of rules */
	const char *why;    /* what may come of it */
	const char *remedy; /* what to do */
	enum strata_severity severity;
	bool builds; /* it is about what is made out of a base, not about the base */
	/*
	 * Of what a stage starts from or copies out of, when that is an image and its name is
	 * known: `source` tells where it stands.
	 */
	void (*base)(struct image_check *c, const struct dockerfile_source *source,
	             const struct image_base *base);
	/* Each may be NULL. Stages and what is in them come in the order of the file. */
	void (*file)(struct image_check *c);
	void (*stage)(struct image_check *c);
	void (*instruction)(struct image_check *c, const struct dockerfile_instruction *i);
	void (*run)(struct image_check *c, const struct image_run *run);
	void (*command)(struct image_check *c, const struct image_command *command);
};

STRATA_VEC(image_stage_runs, struct image_runs);

/* What is known of each thing that a stage takes from: its base, then its copies. */
STRATA_VEC(image_bases, struct image_base);
STRATA_VEC(image_stage_bases, struct image_bases);

struct image_check {
	struct strata_arena *arena;
	struct facts_set *snapshot;
	struct strata_str path; /* of the Dockerfile */
	struct strata_str folder; /* that the build is handed; absent: not known */
	const struct dockerfile *file;
	const struct dockerfile_stages *stages;
	const struct image_stage_runs *runs;   /* of each stage */
	const struct image_stage_bases *bases; /* of each stage */
	struct strata_str facts_day;           /* of what is known of images */
	size_t *called;                        /* bytes of scripts that RUNs of the snapshot call */
	size_t called_steps;                   /* of looking for them, by called.c alone */
	const struct image_policy *policy;     /* NULL: there is none */
	const struct strata_strs *secrets;     /* files of the snapshot that hold some */
	const struct image_rule *rule;
	const struct dockerfile_stage *stage; /* NULL: before the first */
	size_t stage_index;
	const struct dockerfile_instruction
		*instruction;           /* NULL: the stage, or the file, as a whole */
	struct dockerfile_scope *scope; /* the variables before the instruction */
	struct image_context *context;  /* of the file; NULL until somebody asks (context.h) */
	struct strata_map remembered;   /* by image_remember alone */
	struct strata_findings *findings;
};

/* Rules by their place in rules.def; NULL after the last. */
const struct image_rule *image_rule_at(size_t index);
const struct image_rule *image_rule_named(struct strata_str id);

/*
 * A finding of the current rule at that place; alias: what other tools call it ("DL3008"),
 * NULL without one. Answers it, for what is to be said besides.
 */
struct strata_finding *image_report_at(struct image_check *c, struct image_place place,
                                       const char *alias, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* At a byte of the body of an instruction; at a command, or a word of one. */
struct image_place image_place_in(const struct dockerfile_instruction *i, size_t offset);
struct image_place image_place_of(const struct image_command *command);
struct image_place image_place_of_word(const struct image_command *command,
                                       const struct shell_word *word);

/* Where an image is named: behind FROM, or in the instruction that copies out of it. */
struct image_place image_place_of_source(const struct image_check *c,
                                         const struct dockerfile_source *source);

/* Whether the image is what the stage starts from, not one that files are copied out of. */
bool image_is_base(const struct image_check *c, const struct dockerfile_source *source);

/*
 * The text with the variables of the place put in; as written where a build would not know
 * one of them. Only for words that a shell, or the builder, would put them into.
 */
struct strata_str image_expand(struct image_check *c, struct strata_str text);

/*
 * What a rule has found out about a stage, to be asked again: *added says that it is new, and 0.
 * Valid until the next call.
 */
size_t *image_remember(struct image_check *c, size_t stage, bool *added);

/* "a, b, c and 4 more". */
struct strata_str image_names(const struct strata_strs *names, struct strata_arena *arena);

#endif
