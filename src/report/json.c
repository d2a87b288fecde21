/*
 * json.c - the JSON report: data/schema/strata-1.schema.json says what is in it.
 *
 * Keys keep their order, arrays are sorted by whoever made them, so the same
 * input gives the same bytes. Text that is no UTF-8 is made so (JSON has no other).
 */
#include <jansson.h>
#include <stdlib.h>

#include "report/report.h"
#include "text/utf8.h"

struct writer {
	const struct report *report;
	struct strata_arena arena;
};

/* An absent text is null. */
static json_t *text(struct writer *w, struct strata_str s)
{
	json_t *value;

	if (!s.ptr)
		return json_null();
	value = json_stringn(s.ptr, s.len);
	if (!value) {
		s = report_harmless(&w->arena, s);
		value = json_stringn(s.ptr, s.len);
	}
	return value;
}

static json_t *words(const char *word)
{
	return json_string(word);
}

static json_t *texts(struct writer *w, const struct strata_strs *strs)
{
	json_t *array = json_array();

	for (size_t i = 0; i < strs->count; i++)
		json_array_append_new(array, text(w, strs->items[i]));
	return array;
}

static json_t *line(unsigned number)
{
	return number ? json_integer(number) : json_null();
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *tool(void)
{
	json_t *o = json_object();

	set(o, "name", words("strata"));
	set(o, "version", words(STRATA_VERSION));
	return o;
}

static json_t *database(struct writer *w)
{
	static const char *const kinds[] = { "none", "starter", "full" };
	const struct advisory_status *status = w->report->database;
	json_t *o = json_object();

	set(o, "kind", words(kinds[status ? status->kind : ADVISORY_NONE]));
	set(o, "records", status ? json_integer((json_int_t)status->records) : json_null());
	set(o, "updated", status ? text(w, status->updated) : json_null());
	set(o, "id", status ? text(w, status->id) : json_null());
	return o;
}

static json_t *target(struct writer *w)
{
	static const char *const snapshots[] = {
		[SOURCE_WORKTREE] = "worktree",
		[SOURCE_INDEX] = "index",
		[SOURCE_REVISION] = "revision",
		[SOURCE_DIRECTORY] = "directory",
	};
	const struct source_info *info = w->report->target;
	json_t *o = json_object();

	set(o, "path", text(w, info->path));
	set(o, "revision", text(w, info->revision));
	set(o, "snapshot", words(snapshots[info->snapshot]));
	set(o, "shallow", json_boolean(info->shallow));
	set(o, "sparse", json_boolean(info->sparse));
	set(o, "partial", json_boolean(info->partial));
	set(o, "bare", json_boolean(info->bare));
	return o;
}

static json_t *manifest(struct writer *w, const struct strata_manifest *m)
{
	static const char *const kinds[] = { "lock", "manifest", "companion", "sbom", "vendored" };
	json_t *o = json_object(), *roots = json_array(), *root;
	bool vendored = m->role == STRATA_ROLE_VENDORED;

	set(o, "path", text(w, m->path));
	set(o, "blob", text(w, m->blob));
	set(o, "format", words(m->format->name));
	set(o, "ecosystem", m->format->ecosystem ? words(m->format->ecosystem->name) : json_null());
	set(o, "kind", words(vendored ? "vendored" : kinds[m->format->kind]));
	set(o, "role", words(strata_role_name(m->role)));
	set(o, "project", text(w, m->project));
	for (size_t i = 0; i < m->roots.count; i++) {
		root = json_object();
		set(root, "name", text(w, m->roots.items[i].name));
		set(root, "version", text(w, m->roots.items[i].version));
		json_array_append_new(roots, root);
	}
	set(o, "roots", roots);
	return o;
}

static json_t *component_id(struct writer *w, unsigned index)
{
	return text(w, w->report->inventory->components.items[index].id);
}

static json_t *component_ids(struct writer *w, const struct strata_indices *indices)
{
	json_t *array = json_array();

	for (size_t i = 0; i < indices->count; i++)
		json_array_append_new(array, component_id(w, indices->items[i]));
	return array;
}

static json_t *places(struct writer *w, const struct strata_places *all)
{
	json_t *array = json_array(), *place;

	for (size_t i = 0; i < all->count; i++) {
		place = json_object();
		set(place, "path", text(w, all->items[i].path));
		set(place, "line", line(all->items[i].line));
		json_array_append_new(array, place);
	}
	return array;
}

static json_t *package(struct writer *w, const struct strata_component *c)
{
	json_t *o = json_object();

	set(o, "id", text(w, c->id));
	set(o, "ecosystem", words(c->ecosystem->name));
	set(o, "name", text(w, c->name));
	set(o, "version", text(w, c->version));
	set(o, "requirement", text(w, c->requirement));
	set(o, "purl", text(w, c->purl));
	set(o, "scope", words(strata_scope_name(c->scope)));
	set(o, "direct", c->direct == STRATA_UNKNOWN ? json_null()
						     : json_boolean(c->direct == STRATA_YES));
	set(o, "role", words(strata_role_name(c->role)));
	set(o, "local", json_boolean(c->local));
	set(o, "source", text(w, c->source));
	set(o, "commit", text(w, c->commit));
	set(o, "checksums", texts(w, &c->checksums));
	set(o, "licences", texts(w, &c->licences));
	set(o, "project", text(w, c->project));
	set(o, "places", places(w, &c->places));
	set(o, "dependencies", component_ids(w, &c->dependencies));
	return o;
}

static json_t *fix(struct writer *w, const struct strata_fix *f)
{
	json_t *o;

	if (!f->version.ptr && !f->clean.ptr)
		return json_null();
	o = json_object();
	set(o, "version", text(w, f->version));
	set(o, "latest", text(w, f->latest));
	set(o, "change", text(w, f->change));
	set(o, "clean", text(w, f->clean));
	return o;
}

static json_t *reasons(struct writer *w, const struct strata_reasons *all)
{
	json_t *array = json_array(), *o;

	for (size_t i = 0; i < all->count; i++) {
		o = json_object();
		set(o, "points", json_integer(all->items[i].points));
		set(o, "text", text(w, all->items[i].text));
		json_array_append_new(array, o);
	}
	return array;
}

static json_t *chains(struct writer *w, const struct strata_chains *all)
{
	json_t *array = json_array();

	for (size_t i = 0; i < all->count; i++)
		json_array_append_new(array, component_ids(w, &all->items[i]));
	return array;
}

static json_t *ignored(struct writer *w, const struct strata_finding *f)
{
	json_t *o;

	if (!f->ignored)
		return json_null();
	o = json_object();
	set(o, "reason", text(w, f->ignored_reason));
	set(o, "until", text(w, f->ignored_until));
	return o;
}

static json_t *finding(struct writer *w, const struct strata_finding *f)
{
	json_t *o = json_object();

	set(o, "kind", words(strata_finding_kind_name(f->kind)));
	set(o, "id", text(w, f->id));
	set(o, "aliases", texts(w, &f->aliases));
	set(o, "records", texts(w, &f->records));
	set(o, "title", text(w, f->title));
	set(o, "label", text(w, f->label));
	set(o, "severity", words(strata_severity_name(f->severity)));
	set(o, "cvss", f->cvss < 0 ? json_null() : json_real(f->cvss));
	set(o, "cvss_vector", text(w, f->cvss_vector));
	set(o, "published", text(w, f->published));
	set(o, "package", f->component < 0 ? json_null() : component_id(w, (unsigned)f->component));
	set(o, "affected", words(f->maybe ? "maybe" : "yes"));
	set(o, "path", text(w, f->path));
	set(o, "line", line(f->line));
	set(o, "column", line(f->column));
	set(o, "end_line", line(f->end_line));
	set(o, "flow", json_array());
	set(o, "chains", chains(w, &f->chains));
	set(o, "fix", fix(w, &f->fix));
	set(o, "reachable", json_null());
	set(o, "ships_in", json_array());
	set(o, "rank", json_integer(f->rank));
	set(o, "reasons", reasons(w, &f->reasons));
	set(o, "fingerprint", text(w, f->fingerprint));
	set(o, "ignored", ignored(w, f));
	set(o, "fails", json_boolean(f->fails));
	return o;
}

static json_t *coverage(struct writer *w)
{
	const struct strata_notes *all = w->report->notes;
	json_t *o = json_object(), *notes = json_array(), *note;

	for (size_t i = 0; i < all->count; i++) {
		note = json_object();
		set(note, "path", text(w, all->items[i].path));
		set(note, "line", line(all->items[i].line));
		set(note, "reason", text(w, all->items[i].reason));
		json_array_append_new(notes, note);
	}
	set(o, "files", json_integer((json_int_t)w->report->inventory->files));
	set(o, "parsed", json_integer((json_int_t)w->report->inventory->parsed));
	set(o, "notes", notes);
	return o;
}

static int append(const char *bytes, size_t size, void *payload)
{
	strata_buf_add(payload, (struct strata_str){ bytes, size });
	return 0;
}

/* An array of what `make` answers for each item of a vector. */
#define ARRAY(o, key, vec, make)                                                     \
	do {                                                                         \
		json_t *array_ = json_array();                                       \
		for (size_t i_ = 0; i_ < (vec).count; i_++)                          \
			json_array_append_new(array_, make(&w, &(vec).items[i_]));   \
		set(o, key, array_);                                                 \
	} while (0)

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	struct writer w = { .report = report, .arena = STRATA_ARENA_INIT };
	json_t *top = json_object();

	(void)style;
	set(top, "schema", words("strata/1"));
	set(top, "tool", tool());
	set(top, "now", text(&w, report->now));
	set(top, "database", database(&w));
	set(top, "target", target(&w));
	if (report->parts & REPORT_MANIFESTS)
		ARRAY(top, "manifests", report->inventory->manifests, manifest);
	if (report->parts & REPORT_PACKAGES)
		ARRAY(top, "packages", report->inventory->components, package);
	if (report->parts & REPORT_FINDINGS)
		ARRAY(top, "findings", *report->findings, finding);
	set(top, "coverage", coverage(&w));
	json_dump_callback(top, append, out, JSON_INDENT(1) | JSON_REAL_PRECISION(3));
	strata_buf_addc(out, '\n');
	json_decref(top);
	strata_arena_release(&w.arena);
}

const struct report_writer report_json = {
	.name = "json",
	.write = write,
};
