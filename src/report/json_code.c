/* json_code.c - `code` of the JSON report, and what findings in code have besides others. */
#include "report/json_report.h"

void json_report_code(struct json_report *w, const struct code_view *view)
{
	json_open_object(&w->json, "code");
	json_write_integer(&w->json, "files", (int64_t)view->files);
	json_write_integer(&w->json, "left_out", (int64_t)view->left_out);
	json_open_array(&w->json, "languages");
	for (size_t i = 0; i < view->languages.count; i++) {
		const struct code_language *language = &view->languages.items[i];

		json_open_object(&w->json, NULL);
		json_write_word(&w->json, "name", language->name);
		json_write_integer(&w->json, "files", (int64_t)language->files);
		json_write_integer(&w->json, "lines", (int64_t)language->lines);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
	json_close_object(&w->json);
}

void json_report_flow(struct json_report *w, const struct strata_steps *flow)
{
	json_open_array(&w->json, "flow");
	for (size_t i = 0; i < flow->count; i++) {
		const struct strata_step *step = &flow->items[i];

		json_open_object(&w->json, NULL);
		json_write_text(&w->json, "path", step->path);
		json_report_number(w, "line", step->line);
		json_report_number(w, "column", step->column);
		json_write_text(&w->json, "what", step->what);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

void json_report_rule(struct json_report *w, const struct strata_rule *rule)
{
	if (!rule)
		return;
	json_report_texts(w, "cwe", &rule->weaknesses);
	json_report_texts(w, "owasp", &rule->categories);
	json_write_text(&w->json, "confidence", rule->confidence);
	json_write_text(&w->json, "help", rule->help);
}
