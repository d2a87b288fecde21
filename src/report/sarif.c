/*
 * sarif.c - SARIF 2.1.0 (OASIS standard, 2020-03-27; errata 01, 2023-08-28).
 *
 * One rule per finding id, one result per finding. Notes of coverage are tool
 * notifications: a consumer sees what was not understood. Ignored findings are
 * results with a suppression, as the standard has it.
 */
#include <stdio.h>

#include "report/phrase.h"
#include "strata/map.h"
#include "text/json_write.h"

struct writer {
	const struct report *report;
	struct json_writer json;
	struct strata_arena arena;
	struct strata_map rule_of; /* finding id -> index of its rule */
};

static void text(struct writer *w, const char *key, struct strata_str s)
{
	json_write_text(&w->json, key, report_harmless(&w->arena, s));
}

static void message(struct writer *w, const char *key, struct strata_str s)
{
	json_open_object(&w->json, key);
	text(w, "text", s);
	json_close_object(&w->json);
}

/* A relative URI reference (RFC 3986): all but the unreserved is percent-encoded. */
static struct strata_str uri(struct writer *w, struct strata_str path)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str encoded;

	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];

		if (strata_is_alpha(c) || strata_is_digit(c) ||
		    strata_str_chr(STRATA_STR("/-._~"), c) != STRATA_NPOS)
			strata_buf_addc(&b, c);
		else
			strata_buf_addf(&b, "%%%02X", (unsigned char)c);
	}
	encoded = strata_arena_dup(&w->arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return encoded;
}

static void region(struct writer *w, unsigned line, unsigned column, unsigned end_line)
{
	if (!line)
		return;
	json_open_object(&w->json, "region");
	json_write_integer(&w->json, "startLine", line);
	if (column)
		json_write_integer(&w->json, "startColumn", column);
	if (end_line)
		json_write_integer(&w->json, "endLine", end_line);
	json_close_object(&w->json);
}

static void physical(struct writer *w, struct strata_str path, unsigned line, unsigned column,
		     unsigned end_line)
{
	json_open_object(&w->json, "physicalLocation");
	json_open_object(&w->json, "artifactLocation");
	json_write_text(&w->json, "uri", uri(w, path));
	json_write_word(&w->json, "uriBaseId", "SRCROOT");
	json_close_object(&w->json);
	region(w, line, column, end_line);
	json_close_object(&w->json);
}

static void locations(struct writer *w, struct strata_str path, unsigned line, unsigned column,
		      unsigned end_line)
{
	json_open_array(&w->json, "locations");
	json_open_object(&w->json, NULL);
	physical(w, path, line, column, end_line);
	json_close_object(&w->json);
	json_close_array(&w->json);
}

static void step(struct writer *w, const struct strata_step *s)
{
	json_open_object(&w->json, NULL);
	json_open_object(&w->json, "location");
	physical(w, s->path, s->line, s->column, s->end_line);
	message(w, "message", s->what);
	json_close_object(&w->json);
	json_close_object(&w->json);
}

/* The way from a source to here, as one thread. */
static void code_flows(struct writer *w, const struct strata_steps *flow)
{
	if (!flow->count)
		return;
	json_open_array(&w->json, "codeFlows");
	json_open_object(&w->json, NULL);
	json_open_array(&w->json, "threadFlows");
	json_open_object(&w->json, NULL);
	json_open_array(&w->json, "locations");
	for (size_t i = 0; i < flow->count; i++)
		step(w, &flow->items[i]);
	json_close_array(&w->json);
	json_close_object(&w->json);
	json_close_array(&w->json);
	json_close_object(&w->json);
	json_close_array(&w->json);
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

/* Consumers sort by a number; where there is no score, the middle of the severity's range. */
static double score_of(const struct strata_finding *f)
{
	static const double middles[] = { 8.0, 0.0, 2.0, 5.5, 8.0, 9.5 };

	return f->cvss < 0 && f->rule ? middles[f->severity] : f->cvss;
}

/* "external/cwe/cwe-089", as code scanning knows weaknesses. */
static void tags(struct writer *w, const struct strata_finding *f)
{
	json_open_array(&w->json, "tags");
	json_write_word(&w->json, NULL, "security");
	json_write_word(&w->json, NULL, strata_finding_kind_name(f->kind));
	for (size_t i = 0; f->rule && i < f->rule->weaknesses.count; i++) {
		struct strata_str number = strata_str_skip(f->rule->weaknesses.items[i], 4);

		text(w, NULL, strata_arena_printf(&w->arena, "external/cwe/cwe-%s%.*s",
						  &"000"[number.len < 3 ? number.len : 3],
						  STRATA_ARG(number)));
	}
	for (size_t i = 0; f->rule && i < f->rule->categories.count; i++)
		text(w, NULL, strata_arena_join(&w->arena, STRATA_STR("OWASP-"),
						f->rule->categories.items[i], STRATA_NONE));
	json_close_array(&w->json);
}

static void rule(struct writer *w, const struct strata_finding *f)
{
	char score[16];

	json_open_object(&w->json, NULL);
	text(w, "id", f->id);
	message(w, "shortDescription", f->rule ? f->rule->title : f->title.len ? f->title : f->id);
	if (f->rule)
		message(w, "help", f->rule->help);
	json_open_object(&w->json, "properties");
	if (score_of(f) >= 0) {
		snprintf(score, sizeof(score), "%.1f", score_of(f));
		json_write_word(&w->json, "security-severity", score);
	}
	if (f->rule)
		text(w, "precision", f->rule->confidence);
	tags(w, f);
	json_close_object(&w->json);
	json_close_object(&w->json);
}

static void rules(struct writer *w, const struct strata_findings *findings)
{
	size_t count = 0;
	bool added;

	json_open_array(&w->json, "rules");
	for (size_t i = 0; i < findings->count; i++) {
		size_t *index = strata_map_at(&w->rule_of, findings->items[i].id, &added);

		if (!added)
			continue;
		*index = count++;
		rule(w, &findings->items[i]);
	}
	json_close_array(&w->json);
}

static void suppressions(struct writer *w, const struct strata_finding *f)
{
	json_open_array(&w->json, "suppressions");
	if (f->ignored) {
		json_open_object(&w->json, NULL);
		json_write_word(&w->json, "kind", f->ignored_in_source ? "inSource" : "external");
		text(w, "justification", f->ignored_reason);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

/* Section 3.27.24 of the standard: what the base had and the head has not is absent. */
static void baseline(struct writer *w, const struct strata_finding *f)
{
	if (f->state != STRATA_STATE_NONE)
		json_write_word(&w->json, "baselineState",
				f->state == STRATA_STATE_FIXED ? "absent" : strata_state_name(f->state));
}

/* SARIF's rank goes from 0 to 100. */
static double sarif_rank(int rank)
{
	if (rank <= 0)
		return 0;
	return rank >= 1000 ? 100 : rank / 10.0;
}

static void texts(struct writer *w, const char *key, const struct strata_strs *all)
{
	if (!all->count)
		return;
	json_open_array(&w->json, key);
	for (size_t i = 0; i < all->count; i++)
		text(w, NULL, all->items[i]);
	json_close_array(&w->json);
}

static void result(struct writer *w, const struct strata_finding *f)
{
	json_open_object(&w->json, NULL);
	text(w, "ruleId", f->id);
	json_write_integer(&w->json, "ruleIndex", (int64_t)*strata_map_at(&w->rule_of, f->id, NULL));
	json_write_word(&w->json, "level", level(f));
	message(w, "message", phrase_sentence(&w->arena, w->report, f));
	baseline(w, f);
	locations(w, f->path, f->line, f->column, f->end_line);
	code_flows(w, &f->flow);
	json_open_object(&w->json, "partialFingerprints");
	text(w, "strata/v1", f->fingerprint);
	json_close_object(&w->json);
	json_write_real(&w->json, "rank", sarif_rank(f->rank));
	suppressions(w, f);
	json_open_object(&w->json, "properties");
	json_write_word(&w->json, "affected", f->maybe ? "maybe" : "yes");
	texts(w, "shipsIn", &f->ships_in);
	texts(w, "staysIn", &f->stays_in);
	json_close_object(&w->json);
	json_close_object(&w->json);
}

static void notification(struct writer *w, const struct strata_note *n)
{
	json_open_object(&w->json, NULL);
	json_write_word(&w->json, "level", "warning");
	message(w, "message", n->reason);
	if (n->path.len)
		locations(w, n->path, n->line, 0, 0);
	json_close_object(&w->json);
}

static void invocations(struct writer *w)
{
	json_open_array(&w->json, "invocations");
	json_open_object(&w->json, NULL);
	json_write_bool(&w->json, "executionSuccessful", true);
	json_write_text(&w->json, "endTimeUtc", w->report->now);
	json_open_array(&w->json, "toolExecutionNotifications");
	for (size_t i = 0; i < w->report->notes->count; i++)
		notification(w, &w->report->notes->items[i]);
	json_close_array(&w->json);
	json_close_object(&w->json);
	json_close_array(&w->json);
}

static void tool(struct writer *w, const struct strata_findings *findings)
{
	json_open_object(&w->json, "tool");
	json_open_object(&w->json, "driver");
	json_write_word(&w->json, "name", "strata");
	json_write_word(&w->json, "semanticVersion", STRATA_VERSION);
	rules(w, findings);
	json_close_object(&w->json);
	json_close_object(&w->json);
}

static void run(struct writer *w, const struct strata_findings *findings)
{
	json_open_object(&w->json, NULL);
	tool(w, findings);
	json_write_word(&w->json, "columnKind", "utf16CodeUnits");
	invocations(w);
	json_open_array(&w->json, "results");
	for (size_t i = 0; i < findings->count; i++)
		result(w, &findings->items[i]);
	json_close_array(&w->json);
	json_close_object(&w->json);
}

static void write(struct strata_buf *out, const struct report *report,
		  const struct report_style *style)
{
	static const struct strata_findings none = { 0 };
	struct writer w = { .report = report, .json = JSON_WRITER(out), .arena = STRATA_ARENA_INIT };

	(void)style;
	w.rule_of = STRATA_MAP_INIT(&w.arena);
	json_open_object(&w.json, NULL);
	json_write_word(&w.json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_write_word(&w.json, "version", "2.1.0");
	json_open_array(&w.json, "runs");
	run(&w, report->parts & REPORT_FINDINGS ? report->findings : &none);
	json_close_array(&w.json);
	json_close_object(&w.json);
	strata_buf_addc(out, '\n');
	strata_arena_release(&w.arena);
}

const struct report_writer report_sarif = {
	.name = "sarif",
	.write = write,
};
