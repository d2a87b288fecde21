/*
 * gitlab.c - GitLab's dependency scanning report, version 15.0.7 of its schema
 * (security-report-schemas, dist/dependency-scanning-report-format.json, 2026-11).
 *
 * GitLab compares the reports of two branches by itself, so of a difference only what it
 * brings is written. Descriptions are shown as Markdown there, and are escaped for it.
 */
#include "report/markdown.h"
#include "report/phrase.h"
#include "text/json_write.h"

enum { MOST_NAME = 255, MOST_SOLUTION = 7000 };

struct writer {
	const struct report *report;
	struct json_writer json;
	struct strata_arena arena;
};

static void text(struct writer *w, const char *key, struct strata_str s)
{
	json_write_text(&w->json, key, report_harmless(&w->arena, s));
}

static void markdown(struct writer *w, const char *key, struct strata_str s)
{
	struct strata_buf b = STRATA_BUF_INIT;

	markdown_text(&b, s);
	json_write_text(&w->json, key, strata_buf_str(&b));
	strata_buf_release(&b);
}

static void tool(struct writer *w, const char *key)
{
	json_open_object(&w->json, key);
	json_write_word(&w->json, "id", "strata");
	json_write_word(&w->json, "name", "strata");
	json_write_word(&w->json, "version", STRATA_VERSION);
	json_open_object(&w->json, "vendor");
	json_write_word(&w->json, "name", "strata");
	json_close_object(&w->json);
	json_close_object(&w->json);
}

/* Its times have neither a zone nor parts of a second. */
static void scan(struct writer *w)
{
	json_open_object(&w->json, "scan");
	tool(w, "analyzer");
	tool(w, "scanner");
	json_write_word(&w->json, "type", "dependency_scanning");
	json_write_text(&w->json, "start_time", strata_str_take(w->report->now, 19));
	json_write_text(&w->json, "end_time", strata_str_take(w->report->now, 19));
	json_write_word(&w->json, "status", "success");
	json_close_object(&w->json);
}

/* "cve" of "CVE-2024-1": its type, by which GitLab merges what scanners say. */
static struct strata_str type_of(struct writer *w, struct strata_str id)
{
	struct strata_str head, rest;

	if (!strata_str_cut(&head, &rest, id, '-') || head.len == 0)
		return STRATA_STR("strata");
	return strata_name_lower(&w->arena, head);
}

static void identifier(struct writer *w, struct strata_str id)
{
	json_open_object(&w->json, NULL);
	text(w, "type", type_of(w, id));
	text(w, "name", id);
	text(w, "value", id);
	json_close_object(&w->json);
}

static void dependency(struct writer *w, const char *key, const struct strata_component *c)
{
	json_open_object(&w->json, key);
	json_open_object(&w->json, "package");
	text(w, "name", c->name);
	json_close_object(&w->json);
	text(w, "version", phrase_version(c));
	if (c->direct != STRATA_UNKNOWN)
		json_write_bool(&w->json, "direct", c->direct == STRATA_YES);
	json_close_object(&w->json);
}

static const char *severity(const struct strata_finding *f)
{
	static const char *const names[] = { "Unknown", "Info", "Low", "Medium", "High", "Critical" };

	if (f->kind == STRATA_FINDING_INFORMATIONAL)
		return "Info";
	return f->kind == STRATA_FINDING_MALICIOUS ? "Critical" : names[f->severity];
}

static void vulnerability(struct writer *w, const struct strata_finding *f,
			  const struct strata_component *c)
{
	json_open_object(&w->json, NULL);
	text(w, "id", f->fingerprint);
	text(w, "name", strata_str_take(f->title.len ? f->title : f->id, MOST_NAME));
	markdown(w, "description", phrase_sentence(&w->arena, w->report, f));
	json_write_word(&w->json, "severity", severity(f));
	if (f->fix.version.len)
		text(w, "solution",
		     strata_str_take(strata_arena_printf(&w->arena, "Raise %.*s to %.*s.",
							 STRATA_ARG(c->name), STRATA_ARG(f->fix.version)),
				     MOST_SOLUTION));
	json_open_array(&w->json, "identifiers");
	identifier(w, f->id);
	for (size_t i = 0; i < f->aliases.count; i++)
		identifier(w, f->aliases.items[i]);
	json_close_array(&w->json);
	json_open_object(&w->json, "location");
	text(w, "file", f->path);
	dependency(w, "dependency", c);
	json_close_object(&w->json);
	json_close_object(&w->json);
}

static void vulnerabilities(struct writer *w)
{
	const struct strata_findings *all = w->report->findings;

	json_open_array(&w->json, "vulnerabilities");
	for (size_t i = 0; w->report->parts & REPORT_FINDINGS && i < all->count; i++)
		if (phrase_is_shown(w->report, &all->items[i]) && all->items[i].component >= 0)
			vulnerability(w, &all->items[i], phrase_component(w->report, &all->items[i]));
	json_close_array(&w->json);
}

/* "npm" of "npm/package-lock". */
static struct strata_str manager(const struct strata_manifest *m)
{
	struct strata_str name, rest;

	strata_str_cut(&name, &rest, strata_str_of(m->format->name), '/');
	return name;
}

static bool stands_in(const struct strata_component *c, const struct strata_manifest *m)
{
	return !c->local && c->places.count && strata_str_eq(c->places.items[0].path, m->path);
}

/* Each package in the file that says so first, as findings name it. */
static void dependency_files(struct writer *w)
{
	const struct strata_inventory *inventory = w->report->inventory;

	json_open_array(&w->json, "dependency_files");
	for (size_t i = 0; i < inventory->manifests.count; i++) {
		const struct strata_manifest *m = &inventory->manifests.items[i];

		json_open_object(&w->json, NULL);
		text(w, "path", m->path);
		text(w, "package_manager", manager(m));
		json_open_array(&w->json, "dependencies");
		for (size_t c = 0; c < inventory->components.count; c++)
			if (stands_in(&inventory->components.items[c], m))
				dependency(w, NULL, &inventory->components.items[c]);
		json_close_array(&w->json);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	struct writer w = { .report = report, .json = JSON_WRITER(out) };

	(void)style;
	json_open_object(&w.json, NULL);
	json_write_word(&w.json, "version", "15.0.7");
	scan(&w);
	vulnerabilities(&w);
	dependency_files(&w);
	json_close_object(&w.json);
	strata_buf_addc(out, '\n');
	strata_arena_release(&w.arena);
}

const struct report_writer report_gitlab = {
	.name = "gitlab",
	.write = write,
};
