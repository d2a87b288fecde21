/* json_log.c - `history`, `exposures` and `events` of the JSON report. */
#include <time.h>

#include "report/json_report.h"

static void put_digits(char *to, unsigned width, unsigned number)
{
	while (width--) {
		to[width] = (char)('0' + number % 10);
		number /= 10;
	}
}

/* 0: a commit whose date is broken; none is later than the year 9999. */
static void write_time(struct json_report *w, const char *key, int64_t seconds)
{
	char text[] = "0000-00-00T00:00:00Z";
	struct tm tm;
	time_t t = (time_t)seconds;

	if (!seconds || !gmtime_r(&t, &tm)) {
		json_write_null(&w->json, key);
		return;
	}
	put_digits(text, 4, (unsigned)tm.tm_year + 1900);
	put_digits(text + 5, 2, (unsigned)tm.tm_mon + 1);
	put_digits(text + 8, 2, (unsigned)tm.tm_mday);
	put_digits(text + 11, 2, (unsigned)tm.tm_hour);
	put_digits(text + 14, 2, (unsigned)tm.tm_min);
	put_digits(text + 17, 2, (unsigned)tm.tm_sec);
	json_write_word(&w->json, key, text);
}

/* The members of a commit, into the object that is open. */
static void write_commit(struct json_report *w, const struct report_log *log, unsigned index)
{
	const struct source_commit *c = &log->history->walk.commits.items[index];

	json_write_hex(&w->json, "commit", c->id, source_id_length(log->history->source));
	write_time(w, "time", c->time);
}

static void write_person(struct json_report *w, const struct report_log *log, unsigned index)
{
	const struct source_person *person = &log->people[index];

	json_write_text(&w->json, "author", person->author);
	write_time(w, "author_time", person->author_time);
	json_write_text(&w->json, "subject", person->subject);
}

/* Whether it was known that day. */
static void write_known(struct json_report *w, const struct report_log *log,
			const struct history_exposure *e, unsigned commit)
{
	enum history_known known = history_known(e, log->history->walk.commits.items[commit].time);

	if (known == HISTORY_UNKNOWN)
		json_write_null(&w->json, "known");
	else
		json_write_bool(&w->json, "known", known == HISTORY_KNOWN);
}

static void write_beginnings(struct json_report *w, const char *key, const struct report_log *log,
			     const struct history_exposure *e, const struct strata_indices *commits)
{
	json_open_array(&w->json, key);
	for (size_t i = 0; i < commits->count; i++) {
		json_open_object(&w->json, NULL);
		write_commit(w, log, commits->items[i]);
		write_known(w, log, e, commits->items[i]);
		write_person(w, log, commits->items[i]);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

static void write_removed(struct json_report *w, const struct report_log *log,
			  const struct history_exposure *e)
{
	json_open_array(&w->json, "removed");
	for (size_t i = 0; i < e->window.removed.count; i++) {
		json_open_object(&w->json, NULL);
		write_commit(w, log, e->window.removed.items[i]);
		write_person(w, log, e->window.removed.items[i]);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

static void write_refs(struct json_report *w, const struct report_log *log,
		       const struct history_exposure *e)
{
	json_open_array(&w->json, "refs");
	for (size_t i = 0; i < e->refs.count; i++) {
		const struct source_ref *ref = &log->history->walk.refs.items[e->refs.items[i]];

		json_open_object(&w->json, NULL);
		json_write_word(&w->json, "kind", ref->tag ? "tag" : "branch");
		json_write_text(&w->json, "name", ref->name);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

/* Whose change brought it in: the direct dependency at the head of the chain. */
static void write_bringer(struct json_report *w, const struct history_exposure *e)
{
	if (!e->bringer.ptr) {
		json_write_null(&w->json, "through");
		return;
	}
	json_open_object(&w->json, "through");
	json_write_text(&w->json, "name", e->bringer);
	json_write_text(&w->json, "from", e->bringer_from);
	json_write_text(&w->json, "to", e->bringer_to);
	json_close_object(&w->json);
}

/* The package as its path had it when the exposure began. */
static void write_package(struct json_report *w, const struct report_log *log,
			  const struct history_exposure *e)
{
	const struct history_item *item = &log->history->items.items[e->item];
	struct strata_component c = log->exposed->judged.components.items[e->finding.component];
	struct strata_place place = { .path = item->path, .line = e->finding.line };

	c.places = (struct strata_places){ .items = &place, .count = 1 };
	c.project = item->project;
	c.role = item->role;
	c.local = item->local;
	c.direct = e->direct;
	c.scope = e->scope;
	json_report_package(w, "package", &c);
}

static void write_exposure(struct json_report *w, const struct report_log *log,
			   const struct history_exposure *e)
{
	json_open_object(&w->json, NULL);
	json_report_finding(w, "finding", &e->finding);
	write_package(w, log, e);
	json_report_texts(w, "versions", &e->versions);
	write_beginnings(w, "introduced", log, e, &e->introduced);
	write_beginnings(w, "before", log, e, &e->before);
	write_removed(w, log, e);
	if (e->days < 0)
		json_write_null(&w->json, "days");
	else
		json_write_integer(&w->json, "days", e->days);
	json_write_bool(&w->json, "present", e->window.present);
	write_refs(w, log, e);
	json_report_texts(w, "chain", &e->chain);
	write_bringer(w, e);
	json_close_object(&w->json);
}

/* A commit of an event; null: it is there still, or was before the first commit of all. */
static void write_border(struct json_report *w, const char *key, const struct report_log *log,
			 const struct strata_indices *commits)
{
	if (!commits->count || history_begins_at(log->history, commits->items[0])) {
		json_write_null(&w->json, key);
		return;
	}
	json_open_object(&w->json, key);
	write_commit(w, log, commits->items[0]);
	json_close_object(&w->json);
}

static void write_event(struct json_report *w, const struct report_log *log,
			const struct history_event *e)
{
	const struct history_item *item = &log->history->items.items[e->item];

	json_open_object(&w->json, NULL);
	json_write_text(&w->json, "path", item->path);
	json_write_word(&w->json, "ecosystem", item->ecosystem->name);
	json_write_text(&w->json, "name", item->name);
	json_write_text(&w->json, "version", item->version);
	write_border(w, "introduced", log, &e->window.introduced);
	write_border(w, "removed", log, &e->window.removed);
	json_close_object(&w->json);
}

static void write_sightings(struct json_report *w, const struct report_sightings *all)
{
	json_open_array(&w->json, "packages");
	for (size_t i = 0; i < all->count; i++) {
		json_open_object(&w->json, NULL);
		json_write_text(&w->json, "ecosystem", all->items[i].ecosystem);
		json_write_text(&w->json, "name", all->items[i].name);
		json_report_texts(w, "versions", &all->items[i].versions);
		json_close_object(&w->json);
	}
	json_close_array(&w->json);
}

/* What was asked, and what was looked at for the answer: 'never' is worth that much. */
static void write_history(struct json_report *w, const struct report_log *log)
{
	const struct report_question *asked = &log->question;

	json_open_object(&w->json, "history");
	json_write_text(&w->json, "vuln", asked->vulnerability);
	if (asked->vulnerability.ptr)
		json_write_bool(&w->json, "known", !asked->unknown);
	else
		json_write_null(&w->json, "known");
	json_write_text(&w->json, "package", asked->package);
	json_write_text(&w->json, "since", asked->since);
	json_write_integer(&w->json, "commits", (int64_t)log->commits);
	json_write_integer(&w->json, "manifests", (int64_t)log->manifests);
	json_write_integer(&w->json, "distinct", (int64_t)log->exposed->judged.components.count);
	write_sightings(w, &asked->sightings);
	json_close_object(&w->json);
}

void json_report_log(struct json_report *w, const struct report_log *log)
{
	write_history(w, log);
	if (w->report->parts & REPORT_EXPOSURES) {
		json_open_array(&w->json, "exposures");
		for (size_t i = 0; i < log->exposed->exposures.count; i++)
			write_exposure(w, log, &log->exposed->exposures.items[i]);
		json_close_array(&w->json);
	}
	if (w->report->parts & REPORT_EVENTS) {
		json_open_array(&w->json, "events");
		for (size_t i = 0; i < log->events->count; i++)
			write_event(w, log, &log->events->items[i]);
		json_close_array(&w->json);
	}
}
