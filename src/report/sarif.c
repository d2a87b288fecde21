/*
 * sarif.c - SARIF 2.1.0 (OASIS standard, 2020-03-27; errata 01, 2023-08-28).
 *
 * One rule per finding id, one result per finding. Notes of coverage are tool
 * notifications: a consumer sees what was not understood. Ignored findings are
 * results with a suppression, as the standard has it.
 */
#include <jansson.h>
#include <stdio.h>

#include "report/report.h"
#include "strata/map.h"

struct writer {
	const struct report *report;
	struct strata_arena arena;
	struct strata_map rule_of; /* finding id -> index into rules */
	json_t *rules;
};

static json_t *text(struct writer *w, struct strata_str s)
{
	s = report_harmless(&w->arena, s);
	return json_stringn(s.ptr, s.len);
}

static json_t *message(struct writer *w, struct strata_str s)
{
	json_t *o = json_object();

	json_object_set_new(o, "text", text(w, s));
	return o;
}

/* A relative URI reference (RFC 3986): all but the unreserved is percent-encoded. */
static json_t *uri(struct strata_str path)
{
	struct strata_buf b = STRATA_BUF_INIT;
	json_t *value;

	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];

		if (strata_is_alpha(c) || strata_is_digit(c) ||
		    strata_str_chr(STRATA_STR("/-._~"), c) != STRATA_NPOS)
			strata_buf_addc(&b, c);
		else
			strata_buf_addf(&b, "%%%02X", (unsigned char)c);
	}
	value = json_string(strata_buf_str(&b).ptr);
	strata_buf_release(&b);
	return value;
}

static json_t *location(struct strata_str path, unsigned line, unsigned column, unsigned end_line)
{
	json_t *artifact = json_object(), *physical = json_object(), *o = json_object(), *region;

	json_object_set_new(artifact, "uri", uri(path));
	json_object_set_new(artifact, "uriBaseId", json_string("SRCROOT"));
	json_object_set_new(physical, "artifactLocation", artifact);
	if (line) {
		region = json_object();
		json_object_set_new(region, "startLine", json_integer(line));
		if (column)
			json_object_set_new(region, "startColumn", json_integer(column));
		if (end_line)
			json_object_set_new(region, "endLine", json_integer(end_line));
		json_object_set_new(physical, "region", region);
	}
	json_object_set_new(o, "physicalLocation", physical);
	return o;
}

static const char *level(const struct strata_finding *f)
{
	if (f->kind == STRATA_FINDING_MALICIOUS)
		return "error";
	if (f->maybe || f->kind == STRATA_FINDING_INFORMATIONAL)
		return "note";
	switch (f->severity) {
	case STRATA_SEVERITY_UNKNOWN:
	case STRATA_SEVERITY_HIGH:
	case STRATA_SEVERITY_CRITICAL: return "error";
	case STRATA_SEVERITY_MEDIUM: return "warning";
	case STRATA_SEVERITY_NONE:
	case STRATA_SEVERITY_LOW: break;
	}
	return "note";
}

static void add_rule(struct writer *w, const struct strata_finding *f)
{
	json_t *rule = json_object(), *properties = json_object(), *tags = json_array();
	char score[16];

	json_object_set_new(rule, "id", text(w, f->id));
	json_object_set_new(rule, "shortDescription",
			    message(w, f->title.len ? f->title : f->id));
	if (f->cvss >= 0) {
		snprintf(score, sizeof(score), "%.1f", f->cvss);
		json_object_set_new(properties, "security-severity", json_string(score));
	}
	json_array_append_new(tags, json_string("security"));
	json_array_append_new(tags, json_string(strata_finding_kind_name(f->kind)));
	json_object_set_new(properties, "tags", tags);
	json_object_set_new(rule, "properties", properties);
	json_array_append_new(w->rules, rule);
}

static size_t rule_index(struct writer *w, const struct strata_finding *f)
{
	bool added;
	size_t *index = strata_map_at(&w->rule_of, f->id, &added);

	if (added) {
		*index = json_array_size(w->rules);
		add_rule(w, f);
	}
	return *index;
}

static struct strata_str sentence(struct writer *w, const struct strata_finding *f)
{
	const struct strata_component *c =
		f->component < 0 ? NULL : &w->report->inventory->components.items[f->component];
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str s;

	if (c) {
		strata_buf_addf(&b, "%.*s %.*s %s affected by %.*s", STRATA_ARG(c->name),
				STRATA_ARG(c->version.ptr ? c->version : c->requirement),
				f->maybe ? "may be" : "is", STRATA_ARG(f->id));
	} else {
		strata_buf_add(&b, f->id);
	}
	if (f->title.len)
		strata_buf_addf(&b, ": %.*s", STRATA_ARG(f->title));
	if (f->fix.version.len)
		strata_buf_addf(&b, ". Fixed in %.*s", STRATA_ARG(f->fix.version));
	strata_buf_addc(&b, '.');
	s = strata_arena_dup(&w->arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return s;
}

static json_t *suppressions(struct writer *w, const struct strata_finding *f)
{
	json_t *array = json_array(), *o;

	if (!f->ignored)
		return array;
	o = json_object();
	json_object_set_new(o, "kind", json_string("external"));
	json_object_set_new(o, "justification", text(w, f->ignored_reason));
	json_array_append_new(array, o);
	return array;
}

/* SARIF's rank goes from 0 to 100. */
static double sarif_rank(int rank)
{
	if (rank <= 0)
		return 0;
	return rank >= 1000 ? 100 : rank / 10.0;
}

static json_t *result(struct writer *w, const struct strata_finding *f)
{
	json_t *o = json_object(), *prints = json_object(), *properties = json_object();
	json_t *locations = json_array();

	json_object_set_new(o, "ruleId", text(w, f->id));
	json_object_set_new(o, "ruleIndex", json_integer((json_int_t)rule_index(w, f)));
	json_object_set_new(o, "level", json_string(level(f)));
	json_object_set_new(o, "message", message(w, sentence(w, f)));
	json_array_append_new(locations, location(f->path, f->line, f->column, f->end_line));
	json_object_set_new(o, "locations", locations);
	json_object_set_new(prints, "strata/v1", text(w, f->fingerprint));
	json_object_set_new(o, "partialFingerprints", prints);
	json_object_set_new(o, "rank", json_real(sarif_rank(f->rank)));
	json_object_set_new(o, "suppressions", suppressions(w, f));
	json_object_set_new(properties, "affected", json_string(f->maybe ? "maybe" : "yes"));
	json_object_set_new(o, "properties", properties);
	return o;
}

static json_t *notification(struct writer *w, const struct strata_note *n)
{
	json_t *o = json_object(), *locations = json_array();

	json_object_set_new(o, "level", json_string("warning"));
	json_object_set_new(o, "message", message(w, n->reason));
	if (n->path.len) {
		json_array_append_new(locations, location(n->path, n->line, 0, 0));
		json_object_set_new(o, "locations", locations);
	} else {
		json_decref(locations);
	}
	return o;
}

static json_t *invocations(struct writer *w)
{
	json_t *array = json_array(), *o = json_object(), *notes = json_array();

	for (size_t i = 0; i < w->report->notes->count; i++)
		json_array_append_new(notes, notification(w, &w->report->notes->items[i]));
	json_object_set_new(o, "executionSuccessful", json_true());
	json_object_set_new(o, "endTimeUtc", text(w, w->report->now));
	json_object_set_new(o, "toolExecutionNotifications", notes);
	json_array_append_new(array, o);
	return array;
}

static json_t *tool(struct writer *w)
{
	json_t *o = json_object(), *driver = json_object();

	json_object_set_new(driver, "name", json_string("strata"));
	json_object_set_new(driver, "semanticVersion", json_string(STRATA_VERSION));
	json_object_set(driver, "rules", w->rules);
	json_object_set_new(o, "driver", driver);
	return o;
}

static int append(const char *bytes, size_t size, void *payload)
{
	strata_buf_add(payload, (struct strata_str){ bytes, size });
	return 0;
}

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	struct writer w = { .report = report, .arena = STRATA_ARENA_INIT };
	json_t *top = json_object(), *runs = json_array(), *run = json_object();
	json_t *results = json_array();

	(void)style;
	w.rules = json_array();
	w.rule_of = STRATA_MAP_INIT(&w.arena);
	for (size_t i = 0; (report->parts & REPORT_FINDINGS) && i < report->findings->count; i++)
		json_array_append_new(results, result(&w, &report->findings->items[i]));
	json_object_set_new(run, "tool", tool(&w));
	json_object_set_new(run, "columnKind", json_string("utf16CodeUnits"));
	json_object_set_new(run, "invocations", invocations(&w));
	json_object_set_new(run, "results", results);
	json_array_append_new(runs, run);
	json_object_set_new(top, "$schema",
			    json_string("https://json.schemastore.org/sarif-2.1.0.json"));
	json_object_set_new(top, "version", json_string("2.1.0"));
	json_object_set_new(top, "runs", runs);
	json_dump_callback(top, append, out, JSON_INDENT(1) | JSON_REAL_PRECISION(4));
	strata_buf_addc(out, '\n');
	json_decref(w.rules);
	json_decref(top);
	strata_arena_release(&w.arena);
}

const struct report_writer report_sarif = {
	.name = "sarif",
	.write = write,
};
