/* json_diff.c - `base` and `changes` of the JSON report, and what a finding has of a change. */
#include <time.h>

#include "report/json_report.h"

void json_report_base(struct json_report *w, const struct report_diff *diff)
{
	json_open_object(&w->json, "base");
	json_write_text(&w->json, "revision", diff->base->revision);
	json_write_bool(&w->json, "merge_base", diff->merge_base);
	json_close_object(&w->json);
}

static void write_change(struct json_report *w, const struct diff_change *change)
{
	const struct strata_component *c = change->component;

	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "change", diff_kind_name(change->kind));
	json_write_word(&w->json, "ecosystem", c->ecosystem->name);
	json_write_text(&w->json, "name", c->name);
	json_write_text(&w->json, "from", change->from);
	json_write_text(&w->json, "to", change->to);
	json_write_text(&w->json, "project", c->project);
	json_write_text(&w->json, "path", c->places.items[0].path);
	json_report_number(w, "line", c->places.items[0].line);
	if (c->direct == STRATA_UNKNOWN)
		json_write_null(&w->json, "direct");
	else
		json_write_bool(&w->json, "direct", c->direct == STRATA_YES);
	json_write_word(&w->json, "scope", strata_scope_name(c->scope));
	json_close_object(&w->json);
}

void json_report_changes(struct json_report *w, const struct report_diff *diff)
{
	json_open_array(&w->json, "changes");
	for (size_t i = 0; i < diff->changes->count; i++)
		write_change(w, &diff->changes->items[i]);
	json_close_array(&w->json);
}

void json_report_state(struct json_report *w, const struct strata_finding *f)
{
	const struct strata_origin *origin = f->origin;
	char text[32];
	struct tm tm;
	time_t t;

	if (f->state == STRATA_STATE_NONE)
		return;
	json_write_word(&w->json, "state", strata_state_name(f->state));
	if (!origin) {
		json_write_null(&w->json, "introduced");
		return;
	}
	t = (time_t)origin->time;
	json_open_object(&w->json, "introduced");
	json_write_text(&w->json, "commit", origin->commit);
	json_write_word(&w->json, "time", gmtime_r(&t, &tm) && strftime(text, sizeof(text),
									"%Y-%m-%dT%H:%M:%SZ", &tm)
						  ? text
						  : NULL);
	json_write_text(&w->json, "author", origin->author);
	json_write_text(&w->json, "subject", origin->subject);
	json_close_object(&w->json);
}
