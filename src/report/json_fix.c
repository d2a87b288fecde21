/* json_fix.c - `plan` of the JSON report: what `fix` would change. */
#include "report/json_report.h"

/* Findings are named by their fingerprints, which stand in `findings`. */
static void fingerprints(struct json_report *w, const char *key, const struct strata_indices *list)
{
	json_open_array(&w->json, key);
	for (size_t i = 0; i < list->count; i++)
		json_write_text(&w->json, NULL, w->report->findings->items[list->items[i]].fingerprint);
	json_close_array(&w->json);
}

static void ids(struct json_report *w, const char *key, const struct strata_indices *list)
{
	json_open_array(&w->json, key);
	for (size_t i = 0; i < list->count; i++)
		json_write_text(&w->json, NULL, w->report->findings->items[list->items[i]].id);
	json_close_array(&w->json);
}

static void change(struct json_report *w, const struct fix_change *c)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "kind", fix_kind_name(c->kind));
	json_write_word(&w->json, "ecosystem", c->ecosystem->name);
	json_write_text(&w->json, "name", c->name);
	json_write_text(&w->json, "from", c->from);
	json_write_text(&w->json, "to", c->to);
	json_write_text(&w->json, "path", c->path);
	json_report_number(w, "line", c->line);
	json_write_text(&w->json, "before", c->before);
	json_write_text(&w->json, "after", c->after);
	json_write_text(&w->json, "override", c->word);
	json_write_text(&w->json, "command", c->step);
	json_write_bool(&w->json, "major", c->major);
	json_write_bool(&w->json, "verified", c->verified);
	json_write_text(&w->json, "why", c->why);
	ids(w, "clears", &c->clears);
	json_close_object(&w->json);
}

static void left(struct json_report *w, const struct fix_left *l)
{
	const struct strata_finding *f = &w->report->findings->items[l->finding];

	json_open_object(&w->json, NULL);
	json_write_text(&w->json, "id", f->id);
	json_write_text(&w->json, "fingerprint", f->fingerprint);
	json_write_text(&w->json, "why", l->why);
	json_close_object(&w->json);
}

static void brought(struct json_report *w, const struct strata_finding *f,
		    const struct strata_component *c)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "kind", strata_finding_kind_name(f->kind));
	json_write_text(&w->json, "id", f->id);
	json_write_text(&w->json, "package", c->purl);
	json_write_word(&w->json, "scope", strata_scope_name(c->scope));
	json_write_word(&w->json, "severity", strata_severity_name(f->severity));
	json_write_word(&w->json, "affected", f->maybe ? "maybe" : "yes");
	json_write_bool(&w->json, "fails", f->fails);
	json_close_object(&w->json);
}

void json_report_plan(struct json_report *w, const struct fix_plan *plan)
{
	json_open_object(&w->json, "plan");
	json_write_bool(&w->json, "verified", plan->unverified.count == 0);
	json_open_array(&w->json, "changes");
	for (size_t i = 0; i < plan->changes.count; i++)
		change(w, &plan->changes.items[i]);
	json_close_array(&w->json);
	fingerprints(w, "cleared", &plan->cleared);
	json_open_array(&w->json, "left");
	for (size_t i = 0; i < plan->left.count; i++)
		left(w, &plan->left.items[i]);
	json_close_array(&w->json);
	json_open_array(&w->json, "brings");
	for (size_t i = 0; i < plan->brought.count; i++)
		brought(w, &plan->brought.items[i],
			&plan->brought_by.items[plan->brought.items[i].component]);
	json_close_array(&w->json);
	json_report_texts(w, "steps", &plan->steps);
	json_report_texts(w, "unverified", &plan->unverified);
	json_close_object(&w->json);
}
