/*
 * json.c - the JSON report: data/schema/strata-1.schema.json says what is in it.
 *
 * Keys keep their order, arrays are sorted by whoever made them, so the same
 * input gives the same bytes. Text that is no UTF-8 is made so (JSON has no other).
 */
#include <stdio.h>

#include "report/json_report.h"

void json_report_texts(struct json_report *w, const char *key, const struct strata_strs *strs)
{
	json_open_array(&w->json, key);
	for (size_t i = 0; i < strs->count; i++)
		json_write_text(&w->json, NULL, strs->items[i]);
	json_close_array(&w->json);
}

/* 0 stands for the whole file. */
void json_report_number(struct json_report *w, const char *key, unsigned line)
{
	if (line)
		json_write_integer(&w->json, key, line);
	else
		json_write_null(&w->json, key);
}

static void tool(struct json_report *w)
{
	json_open_object(&w->json, "tool");
	json_write_word(&w->json, "name", "strata");
	json_write_word(&w->json, "version", STRATA_VERSION);
	json_close_object(&w->json);
}

static void database(struct json_report *w)
{
	static const char *const kinds[] = { "none", "starter", "full" };
	const struct advisory_status *status = w->report->database;

	json_open_object(&w->json, "database");
	json_write_word(&w->json, "kind", kinds[status ? status->kind : ADVISORY_NONE]);
	if (status)
		json_write_integer(&w->json, "records", (int64_t)status->records);
	else
		json_write_null(&w->json, "records");
	json_write_text(&w->json, "updated", status ? status->updated : STRATA_NONE);
	json_write_text(&w->json, "id", status ? status->id : STRATA_NONE);
	json_close_object(&w->json);
}

static void target(struct json_report *w)
{
	static const char *const snapshots[] = {
		[SOURCE_WORKTREE] = "worktree",
		[SOURCE_INDEX] = "index",
		[SOURCE_REVISION] = "revision",
		[SOURCE_DIRECTORY] = "directory",
	};
	const struct source_info *info = w->report->target;

	json_open_object(&w->json, "target");
	json_write_text(&w->json, "path", info->path);
	json_write_text(&w->json, "revision", info->revision);
	json_write_word(&w->json, "snapshot", snapshots[info->snapshot]);
	json_write_bool(&w->json, "shallow", info->shallow);
	json_write_bool(&w->json, "sparse", info->sparse);
	json_write_bool(&w->json, "partial", info->partial);
	json_write_bool(&w->json, "bare", info->bare);
	json_close_object(&w->json);
}

static void roots(struct json_report *w, const struct strata_roots *all)
{
	json_open_array(&w->json, "roots");
	for (size_t i = 0; i < all->count; i++) {
		json_open_object(&w->json, NULL);
		json_write_text(&w->json, "name", all->items[i].name);
		json_write_text(&w->json, "version", all->items[i].version);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

static void manifest(struct json_report *w, const char *key, const struct strata_manifest *m)
{
	static const char *const kinds[] = { "lock", "manifest", "companion", "sbom", "vendored" };
	bool vendored = m->role == STRATA_ROLE_VENDORED;

	json_open_object(&w->json, key);
	json_write_text(&w->json, "path", m->path);
	json_write_text(&w->json, "blob", m->blob);
	json_write_word(&w->json, "format", m->format->name);
	json_write_word(&w->json, "ecosystem", m->format->ecosystem ? m->format->ecosystem->name : NULL);
	json_write_word(&w->json, "kind", vendored ? "vendored" : kinds[m->format->kind]);
	json_write_word(&w->json, "role", strata_role_name(m->role));
	json_write_text(&w->json, "project", m->project);
	json_write_text(&w->json, "resolved", m->resolved);
	roots(w, &m->roots);
	json_close_object(&w->json);
}

static struct strata_str id_of(const struct json_report *w, unsigned index)
{
	return w->report->inventory->components.items[index].id;
}

static void component_ids(struct json_report *w, const char *key, const struct strata_indices *indices)
{
	json_open_array(&w->json, key);
	for (size_t i = 0; i < indices->count; i++)
		json_write_text(&w->json, NULL, id_of(w, indices->items[i]));
	json_close_array(&w->json);
}

static void places(struct json_report *w, const struct strata_places *all)
{
	json_open_array(&w->json, "places");
	for (size_t i = 0; i < all->count; i++) {
		json_open_object(&w->json, NULL);
		json_write_text(&w->json, "path", all->items[i].path);
		json_report_number(w, "line", all->items[i].line);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

/* "Debian:12": with the release, as OSV names them. */
static void ecosystem(struct json_report *w, const struct strata_component *c)
{
	char name[64];

	if (!c->release.len) {
		json_write_word(&w->json, "ecosystem", c->ecosystem->name);
		return;
	}
	snprintf(name, sizeof(name), "%s:%.*s", c->ecosystem->name, STRATA_ARG(c->release));
	json_write_text(&w->json, "ecosystem", strata_str_of(name));
}

void json_report_package(struct json_report *w, const char *key, const struct strata_component *c)
{
	json_open_object(&w->json, key);
	json_write_text(&w->json, "id", c->id);
	ecosystem(w, c);
	json_write_text(&w->json, "name", c->name);
	json_write_text(&w->json, "version", c->version);
	json_write_text(&w->json, "requirement", c->requirement);
	json_write_text(&w->json, "purl", c->purl);
	json_write_word(&w->json, "scope", strata_scope_name(c->scope));
	if (c->direct == STRATA_UNKNOWN)
		json_write_null(&w->json, "direct");
	else
		json_write_bool(&w->json, "direct", c->direct == STRATA_YES);
	json_write_word(&w->json, "role", strata_role_name(c->role));
	json_write_bool(&w->json, "local", c->local);
	json_write_text(&w->json, "source", c->source);
	json_write_text(&w->json, "commit", c->commit);
	json_report_texts(w, "checksums", &c->checksums);
	json_report_texts(w, "licences", &c->licences);
	json_write_text(&w->json, "licence", c->licence);
	json_write_text(&w->json, "project", c->project);
	places(w, &c->places);
	component_ids(w, "dependencies", &c->dependencies);
	json_close_object(&w->json);
}

static void fix(struct json_report *w, const struct strata_fix *f)
{
	if (!f->version.ptr && !f->best.ptr) {
		json_write_null(&w->json, "fix");
		return;
	}
	json_open_object(&w->json, "fix");
	json_write_text(&w->json, "version", f->version);
	json_write_text(&w->json, "latest", f->latest);
	json_write_text(&w->json, "change", f->change);
	json_write_text(&w->json, "clean", f->clean);
	json_write_text(&w->json, "best", f->best);
	json_write_integer(&w->json, "ends", f->ends);
	json_write_integer(&w->json, "of", f->of);
	json_close_object(&w->json);
}

static void reasons(struct json_report *w, const struct strata_reasons *all)
{
	json_open_array(&w->json, "reasons");
	for (size_t i = 0; i < all->count; i++) {
		json_open_object(&w->json, NULL);
		json_write_integer(&w->json, "points", all->items[i].points);
		json_write_text(&w->json, "text", all->items[i].text);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

static void chains(struct json_report *w, const struct strata_chains *all)
{
	json_open_array(&w->json, "chains");
	for (size_t i = 0; i < all->count; i++)
		component_ids(w, NULL, &all->items[i]);
	json_close_array(&w->json);
}

static void ignored(struct json_report *w, const struct strata_finding *f)
{
	if (!f->ignored) {
		json_write_null(&w->json, "ignored");
		return;
	}
	json_open_object(&w->json, "ignored");
	json_write_text(&w->json, "reason", f->ignored_reason);
	json_write_text(&w->json, "until", f->ignored_until);
	json_close_object(&w->json);
}

/* What is wrong, and how bad it is. */
static void verdict(struct json_report *w, const struct strata_finding *f)
{
	json_write_word(&w->json, "kind", strata_finding_kind_name(f->kind));
	json_write_text(&w->json, "id", f->id);
	json_report_texts(w, "aliases", &f->aliases);
	json_report_texts(w, "records", &f->records);
	json_write_text(&w->json, "title", f->title);
	json_write_text(&w->json, "label", f->label);
	json_write_word(&w->json, "severity", strata_severity_name(f->severity));
	if (f->cvss < 0)
		json_write_null(&w->json, "cvss");
	else
		json_write_real(&w->json, "cvss", f->cvss);
	json_write_text(&w->json, "cvss_vector", f->cvss_vector);
	json_write_text(&w->json, "published", f->published);
	json_write_bool(&w->json, "exploited", f->exploited);
	json_report_rule(w, f->rule);
}

/* Where it is, and how it came in. */
static void place(struct json_report *w, const struct strata_finding *f)
{
	json_write_text(&w->json, "package",
			f->component < 0 ? STRATA_NONE : id_of(w, (unsigned)f->component));
	json_write_word(&w->json, "affected", f->maybe ? "maybe" : "yes");
	json_write_text(&w->json, "path", f->path);
	json_report_number(w, "line", f->line);
	json_report_number(w, "column", f->column);
	json_report_number(w, "end_line", f->end_line);
	json_report_flow(w, &f->flow);
	chains(w, &f->chains);
}

void json_report_finding(struct json_report *w, const char *key, const struct strata_finding *f)
{
	json_open_object(&w->json, key);
	verdict(w, f);
	place(w, f);
	fix(w, &f->fix);
	json_write_text(&w->json, "advice", f->advice);
	json_write_null(&w->json, "reachable");
	json_report_texts(w, "ships_in", &f->ships_in);
	json_report_texts(w, "stays_in", &f->stays_in);
	json_write_integer(&w->json, "rank", f->rank);
	reasons(w, &f->reasons);
	json_write_text(&w->json, "fingerprint", f->fingerprint);
	ignored(w, f);
	json_write_bool(&w->json, "fails", f->fails);
	json_report_state(w, f);
	json_close_object(&w->json);
}

static void note(struct json_report *w, const char *key, const struct strata_note *n)
{
	json_open_object(&w->json, key);
	json_write_text(&w->json, "path", n->path);
	json_report_number(w, "line", n->line);
	json_write_text(&w->json, "reason", n->reason);
	json_close_object(&w->json);
}

/* An array of what `write_item` makes of each item of a vector. */
#define ARRAY(w, key, vec, write_item)                         \
	do {                                                   \
		json_open_array(&(w)->json, key);              \
		for (size_t i_ = 0; i_ < (vec).count; i_++)    \
			write_item(w, NULL, &(vec).items[i_]); \
		json_close_array(&(w)->json);                  \
	} while (0)

static void coverage(struct json_report *w)
{
	json_open_object(&w->json, "coverage");
	json_write_integer(&w->json, "files", (int64_t)w->report->inventory->files);
	json_write_integer(&w->json, "parsed", (int64_t)w->report->inventory->parsed);
	ARRAY(w, "notes", *w->report->notes, note);
	json_close_object(&w->json);
}

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	struct json_report writer = { .report = report, .json = JSON_WRITER(out) }, *w = &writer;

	(void)style;
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "schema", "strata/1");
	tool(w);
	json_write_text(&w->json, "now", report->now);
	database(w);
	target(w);
	if (report->diff)
		json_report_base(w, report->diff);
	if (report->parts & REPORT_MANIFESTS)
		ARRAY(w, "manifests", report->inventory->manifests, manifest);
	if (report->parts & REPORT_PACKAGES)
		ARRAY(w, "packages", report->inventory->components, json_report_package);
	if (report->parts & REPORT_FINDINGS)
		ARRAY(w, "findings", *report->findings, json_report_finding);
	if (report->parts & REPORT_CODE)
		json_report_code(w, report->code);
	if (report->parts & REPORT_IMAGE)
		json_report_image(w, report->image);
	if (report->composition)
		json_report_composition(w, report->composition,
					report->parts & REPORT_COMPOSITION_FILES);
	if (report->parts & REPORT_CHANGES)
		json_report_changes(w, report->diff);
	if (report->plan)
		json_report_plan(w, report->plan);
	if (report->log)
		json_report_log(w, report->log);
	coverage(w);
	json_close_object(&w->json);
	strata_buf_addc(out, '\n');
}

const struct report_writer report_json = {
	.name = "json",
	.write = write,
	.licences = true,
};
