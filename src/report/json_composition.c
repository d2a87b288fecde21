/* json_composition.c - `composition` of the JSON report: languages, shares, files. */
#include "composition/answer.h"
#include "report/json_report.h"

static void put_lines(struct json_report *w, const struct lines *lines)
{
	json_write_integer(&w->json, "code", (int64_t)lines->code);
	json_write_integer(&w->json, "comment", (int64_t)lines->comment);
	json_write_integer(&w->json, "blank", (int64_t)lines->blank);
}

/* Lines in other languages within its files. */
static void put_parts(struct json_report *w, const struct composition_parts *parts)
{
	json_open_array(&w->json, "embedded");
	for (size_t i = 0; i < parts->count; i++) {
		json_open_object(&w->json, NULL);
		json_write_word(&w->json, "name", parts->items[i].language->name);
		put_lines(w, &parts->items[i].lines);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

static void put_language(struct json_report *w, const struct composition_language *l)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "name", l->language->name);
	json_write_integer(&w->json, "files", (int64_t)l->files);
	put_lines(w, &l->lines);
	if (l->parts.count)
		put_parts(w, &l->parts);
	json_close_object(&w->json);
}

static void put_part(struct json_report *w, const struct composition_part *p)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "whose", p->whose);
	json_write_integer(&w->json, "files", (int64_t)p->files);
	json_write_integer(&w->json, "lines", (int64_t)p->lines);
	json_write_bool(&w->json, "estimated", p->estimated > 0);
	json_write_integer(&w->json, "error", (int64_t)p->error);
	json_close_object(&w->json);
}

static void put_proportion(struct json_report *w, const struct composition_answer *a)
{
	json_open_object(&w->json, "open_source");
	json_write_integer(&w->json, "lines", (int64_t)a->open);
	json_write_integer(&w->json, "of", (int64_t)a->lines);
	json_write_real(&w->json, "percent", composition_percent(a->open, a->lines));
	json_write_integer(&w->json, "error", (int64_t)a->error);
	json_write_bool(&w->json, "complete", a->complete);
	json_close_object(&w->json);
}

static void put_ecosystem(struct json_report *w, const struct outside_ecosystem *e)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "name", e->ecosystem->name);
	json_write_integer(&w->json, "packages", (int64_t)(e->direct.packages + e->transitive.packages));
	json_write_integer(&w->json, "unknown", (int64_t)e->unknown);
	json_write_integer(&w->json, "direct", (int64_t)e->direct.lines);
	json_write_integer(&w->json, "transitive", (int64_t)e->transitive.lines);
	json_write_integer(&w->json, "estimated", (int64_t)(e->direct.estimated + e->transitive.estimated));
	json_close_object(&w->json);
}

static void put_outside_language(struct json_report *w, const struct outside_language *l)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "name", l->language->name);
	json_write_integer(&w->json, "files", (int64_t)l->files);
	json_write_integer(&w->json, "code", (int64_t)l->code);
	json_close_object(&w->json);
}

static void put_dependency(struct json_report *w, const struct outside_package *p)
{
	json_open_object(&w->json, NULL);
	json_write_text(&w->json, "purl", p->component->purl);
	json_write_bool(&w->json, "direct", p->direct);
	json_write_word(&w->json, "from", outside_from_name(p->from));
	json_write_integer(&w->json, "files", (int64_t)p->counts.files);
	json_write_integer(&w->json, "lines", (int64_t)p->counts.lines.code);
	json_write_integer(&w->json, "error", (int64_t)p->error);
	json_write_text(&w->json, "why", p->why);
	json_close_object(&w->json);
}

/* All of them with --files; else the largest, and those of which nothing is known. */
static void put_dependencies(struct json_report *w, const struct outside_view *outside,
                             const struct composition_answer *a, bool all)
{
	json_open_object(&w->json, "dependencies");
	json_write_integer(&w->json, "packages", (int64_t)a->packages);
	json_write_integer(&w->json, "counted", (int64_t)a->counted);
	json_write_integer(&w->json, "in_tree", (int64_t)outside->in_tree);
	json_open_array(&w->json, "ecosystems");
	for (size_t i = 0; i < outside->ecosystems.count; i++)
		put_ecosystem(w, &outside->ecosystems.items[i]);
	json_close_array(&w->json);
	json_open_array(&w->json, "languages");
	for (size_t i = 0; i < outside->languages.count; i++)
		put_outside_language(w, &outside->languages.items[i]);
	json_close_array(&w->json);
	json_open_array(&w->json, "largest");
	for (size_t i = 0; i < a->largest_count; i++)
		put_dependency(w, a->largest[i]);
	json_close_array(&w->json);
	json_open_array(&w->json, all ? "all" : "unknown");
	for (size_t i = 0; i < outside->packages.count; i++)
		if (all || !outside->packages.items[i].from)
			put_dependency(w, &outside->packages.items[i]);
	json_close_array(&w->json);
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
	struct composition_answer answer;

	composition_answer(&answer, view);
	json_open_object(&w->json, "composition");
	json_open_array(&w->json, "languages");
	for (size_t i = 0; i < view->languages.count; i++)
		put_language(w, &view->languages.items[i]);
	json_close_array(&w->json);
	json_open_array(&w->json, "shares");
	for (int i = 0; i < COMPOSITION_PARTS; i++)
		put_part(w, &answer.parts[i]);
	json_close_array(&w->json);
	put_proportion(w, &answer);
	put_dependencies(w, &view->outside, &answer, files);
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
