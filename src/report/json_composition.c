/* json_composition.c - `composition` of the JSON report: languages, shares, files. */
#include "report/json_report.h"

static void put_language(struct json_report *w, const struct composition_language *l)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "name", l->language->name);
	json_write_integer(&w->json, "files", (int64_t)l->files);
	json_write_integer(&w->json, "code", (int64_t)l->lines.code);
	json_write_integer(&w->json, "comment", (int64_t)l->lines.comment);
	json_write_integer(&w->json, "blank", (int64_t)l->lines.blank);
	json_close_object(&w->json);
}

static void put_share(struct json_report *w, enum composition_whose whose,
                      const struct composition_share *share)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "whose", composition_whose_name(whose));
	json_write_integer(&w->json, "files", (int64_t)share->files);
	json_write_integer(&w->json, "lines", (int64_t)share->lines);
	json_write_bool(&w->json, "estimated", false);
	json_close_object(&w->json);
}

static void put_licence(struct json_report *w, const struct composition_licence *row)
{
	json_open_object(&w->json, NULL);
	json_write_text(&w->json, "licence", row->licence);
	json_write_word(&w->json, "family", spdx_family_name(row->family));
	json_write_integer(&w->json, "packages", (int64_t)row->packages);
	json_write_integer(&w->json, "files", (int64_t)row->files);
	json_write_integer(&w->json, "lines", (int64_t)row->lines);
	json_close_object(&w->json);
}

static void put_file(struct json_report *w, const struct composition_file *file)
{
	json_open_object(&w->json, NULL);
	json_write_text(&w->json, "path", file->path);
	json_write_word(&w->json, "language", file->language->name);
	json_write_integer(&w->json, "code", (int64_t)file->lines.code);
	json_write_word(&w->json, "role", strata_role_name(file->role));
	json_write_word(&w->json, "whose", composition_whose_name(file->whose));
	json_write_word(&w->json, "confidence", composition_confidence_name(file->confidence));
	json_report_texts(w, "reasons", &file->reasons);
	json_write_text(&w->json, "origin", file->origin);
	json_write_text(&w->json, "licence", file->licence);
	json_close_object(&w->json);
}

void json_report_composition(struct json_report *w, const struct composition_view *view, bool files)
{
	json_open_object(&w->json, "composition");
	json_open_array(&w->json, "languages");
	for (size_t i = 0; i < view->languages.count; i++)
		put_language(w, &view->languages.items[i]);
	json_close_array(&w->json);
	json_open_array(&w->json, "shares");
	for (int i = 0; i < COMPOSITION_WHOSE_COUNT; i++)
		put_share(w, (enum composition_whose)i, &view->shares[i]);
	json_close_array(&w->json);
	json_write_text(&w->json, "licence", view->licence);
	json_open_array(&w->json, "licences");
	for (size_t i = 0; i < view->licences.count; i++)
		put_licence(w, &view->licences.items[i]);
	json_close_array(&w->json);
	json_write_integer(&w->json, "binary", (int64_t)view->binary);
	json_write_integer(&w->json, "unknown", (int64_t)view->unknown);
	if (files) {
		json_open_array(&w->json, "files");
		for (size_t i = 0; i < view->files.count; i++)
			put_file(w, &view->files.items[i]);
		json_close_array(&w->json);
	}
	json_close_object(&w->json);
}
