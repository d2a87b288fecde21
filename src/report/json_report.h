/* json_report.h - the parts of the JSON report that more than one file writes. */
#ifndef REPORT_JSON_REPORT_H
#define REPORT_JSON_REPORT_H

#include "report/report.h"
#include "text/json_write.h"

struct json_report {
	const struct report *report;
	struct json_writer json;
};

void json_report_texts(struct json_report *w, const char *key, const struct strata_strs *strs);

/* A line or column; 0 stands for none. */
void json_report_number(struct json_report *w, const char *key, unsigned number);

/* key: NULL for elements of an array. */
void json_report_package(struct json_report *w, const char *key,
			 const struct strata_component *component);
void json_report_finding(struct json_report *w, const char *key,
			 const struct strata_finding *finding);

/* `image`: the Dockerfiles and their stages; json_image.c. */
/* What the registry tells of an image. */
void json_report_remote(struct json_report *w, const struct image_remote *remote);

void json_report_image(struct json_report *w, const struct image_view *view);

/* `composition`: languages, shares and, where they were asked for, files; json_composition.c. */
void json_report_composition(struct json_report *w, const struct composition_view *view, bool files);

/* `exposures` and `events`; json_log.c. */
void json_report_log(struct json_report *w, const struct report_log *log);

/* `base` and `changes` of a difference, and what a finding has of it; json_diff.c. */
void json_report_base(struct json_report *w, const struct report_diff *diff);
void json_report_changes(struct json_report *w, const struct report_diff *diff);
void json_report_state(struct json_report *w, const struct strata_finding *f);

/* `plan` of fix; json_fix.c. */
void json_report_plan(struct json_report *w, const struct fix_plan *plan);

/* `code`; of a finding, the way to it, and what its rule says (NULL: nothing); json_code.c. */
void json_report_code(struct json_report *w, const struct code_view *view);
void json_report_flow(struct json_report *w, const struct strata_steps *flow);
void json_report_rule(struct json_report *w, const struct strata_rule *rule);

#endif
