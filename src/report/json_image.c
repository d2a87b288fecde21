/* json_image.c - `image` of the JSON report: each Dockerfile, its stages and what they start from. */
#include "report/json_report.h"

static void stage(struct json_report *w, const struct image_stage_view *s)
{
	json_open_object(&w->json, NULL);
	json_write_text(&w->json, "name", s->name);
	json_write_text(&w->json, "base", s->base);
	json_write_text(&w->json, "trust", s->trust);
	json_write_bool(&w->json, "final", s->final);
	json_write_text(&w->json, "verdict", s->verdict);
	json_report_number(w, "line", s->line);
	if (s->remote)
		json_report_remote(w, s->remote);
	json_close_object(&w->json);
}

static bool ships_in(const struct strata_finding *f, struct strata_str path)
{
	for (size_t i = 0; i < f->ships_in.count; i++)
		if (strata_str_eq(f->ships_in.items[i], path))
			return true;
	return false;
}

/* What ships in the image, and is gone only when it is built anew: fingerprints of findings. */
static void rebuild(struct json_report *w, struct strata_str path)
{
	json_open_array(&w->json, "rebuild");
	for (size_t i = 0; i < w->report->findings->count; i++) {
		const struct strata_finding *f = &w->report->findings->items[i];

		if (!f->ignored && ships_in(f, path))
			json_write_text(&w->json, NULL, f->fingerprint);
	}
	json_close_array(&w->json);
}

void json_report_image(struct json_report *w, const struct image_view *view)
{
	json_open_object(&w->json, "image");
	if (view->facts_day.ptr)
		json_write_text(&w->json, "facts", view->facts_day);
	json_open_array(&w->json, "files");
	for (size_t i = 0; i < view->files.count; i++) {
		const struct image_file_view *file = &view->files.items[i];

		json_open_object(&w->json, NULL);
		json_write_text(&w->json, "path", file->path);
		json_open_array(&w->json, "stages");
		for (size_t k = 0; k < file->stages.count; k++)
			stage(w, &file->stages.items[k]);
		json_close_array(&w->json);
		rebuild(w, file->path);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
	json_close_object(&w->json);
}
