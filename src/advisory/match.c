/*
 * match.c - which records a component is affected by; see advisory.h.
 *
 * Matching is per record. What cannot be judged is told in one note for each
 * component and reason: an advisory that nobody could judge is no "not affected".
 */
#include "advisory/match.h"

#include <stdlib.h>

#include "strata/buf.h"
#include "strata/limits.h"

enum { IDS_IN_A_NOTE = 5 };

/* Records that could not be judged for one reason. */
struct unjudged {
	const char *why;
	struct strata_strs ids;
};

STRATA_VEC(unjudgeds, struct unjudged);

struct matcher {
	struct strata_findings *out;
	struct strata_notes *notes;
	struct question q;
	struct unjudgeds unjudged;
	struct strata_error *err;
};

/* --- one record --------------------------------------------------------------------- */

/* "Maven:https://..." names where a package lies, "Debian:12" what it is: another build. */
static bool is_distribution(const struct strata_ecosystem *ecosystem)
{
	const struct strata_version_scheme *v = ecosystem->versions;

	return v == &strata_version_debian || v == &strata_version_rpm ||
	       v == &strata_version_alpine;
}

/* "18.04" of "Pro:18.04:LTS" (Ubuntu), "3.18" of "v3.18" (Alpine). */
static struct strata_str release_number(struct strata_str release)
{
	struct strata_str part, rest = release;

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, ':');
		if (part.len > 1 && part.ptr[0] == 'v' && strata_is_digit(part.ptr[1]))
			return strata_str_skip(part, 1);
		if (part.len && strata_is_digit(part.ptr[0]))
			return part;
	}
	return release;
}

/* "3.18.4" is of 3.18, "12" of 12, and "3.180" not of 3.18. */
static bool is_of_release(struct strata_str version, struct strata_str release)
{
	release = release_number(release);
	return strata_str_starts(version, release) &&
	       (version.len == release.len || version.ptr[release.len] == '.');
}

static bool other_release(const struct question *q, const struct affected *a)
{
	return a->release.len && q->release.len && is_distribution(a->ecosystem) &&
	       !is_of_release(q->release, a->release);
}

static enum verdict judge_element(const struct question *q, struct affected *a,
				  const struct subject *s, const char **why)
{
	enum verdict verdict;

	if (other_release(q, a))
		return VERDICT_NO;
	if (s->version.len || s->commit.len)
		return affected_judge(a, s, why, &q->db->arena);
	verdict = affected_touches(a, q->admitted, q->arena);
	if (verdict == VERDICT_UNKNOWN)
		*why = q->admitted ? "its ranges cannot be compared with the requirement"
				   : "the requirement is not understood";
	return verdict;
}

static bool is_malware(const struct card_record *record)
{
	return strata_str_starts(record->head.id, STRATA_STR("MAL-"));
}

/* A record that names no versions: of malware it means all. Needs the head. */
static enum verdict judge_blank(const struct card_record *record, const char **why)
{
	if (is_malware(record))
		return VERDICT_YES;
	*why = "it names neither ranges nor versions";
	return VERDICT_UNKNOWN;
}

enum verdict record_judge(const struct question *q, struct card_record *record,
			  const struct subject *s, const char **why)
{
	enum verdict verdict = VERDICT_NO, one;
	const char *ignored;

	if (!why)
		why = &ignored;
	for (size_t i = 0; i < record->count && verdict != VERDICT_YES; i++) {
		struct affected *a = &q->card->elements.items[record->first + i];

		if (!affected_is_blank(a))
			one = judge_element(q, a, s, why);
		else if (db_load(record, q->db, NULL) < 0)
			one = VERDICT_UNKNOWN;
		else
			one = judge_blank(record, why);
		verdict = one > verdict ? one : verdict;
	}
	return verdict;
}

/* --- what could not be judged ------------------------------------------------------------ */

static void remember(struct matcher *m, const char *why, struct strata_str id)
{
	struct unjudged *u = NULL;

	for (size_t i = 0; !u && i < m->unjudged.count; i++)
		if (m->unjudged.items[i].why == why)
			u = &m->unjudged.items[i];
	if (!u) {
		u = strata_vec_push(m->q.arena, &m->unjudged);
		u->why = why;
	}
	*strata_vec_push(m->q.arena, &u->ids) = id;
}

static void write_note(struct matcher *m, const struct unjudged *u)
{
	const struct strata_component *c = asked(&m->q);
	struct strata_note *note = strata_vec_push(m->q.arena, m->notes);
	struct strata_buf ids = STRATA_BUF_INIT;

	for (size_t i = 0; i < u->ids.count && i < IDS_IN_A_NOTE; i++)
		strata_buf_addf(&ids, "%s%.*s", i ? ", " : "", STRATA_ARG(u->ids.items[i]));
	if (u->ids.count > IDS_IN_A_NOTE)
		strata_buf_addf(&ids, ", ...");
	if (c->places.count) {
		note->path = c->places.items[0].path;
		note->line = c->places.items[0].line;
	}
	note->reason = strata_arena_printf(
		m->q.arena, "%zu %s of '%.*s' %.*s could not be judged (%.*s): %s", u->ids.count,
		u->ids.count == 1 ? "advisory" : "advisories", STRATA_ARG(c->name),
		STRATA_ARG(c->version.len ? c->version : c->requirement),
		STRATA_ARG(strata_buf_str(&ids)), u->why);
	strata_buf_release(&ids);
}

/* --- one component ------------------------------------------------------------------------- */

static int judge_records(struct hits *hits, struct matcher *m)
{
	struct question *q = &m->q;

	for (size_t i = 0; i < q->card->records.count; i++) {
		struct card_record *record = &q->card->records.items[i];
		const char *why = "";
		enum verdict verdict = record_judge(q, record, &q->subject, &why);
		int rc;

		if (verdict == VERDICT_NO)
			continue;
		if ((rc = db_load(record, q->db, m->err)) < 0)
			return rc;
		if (!record_is_live(&record->head, q->as_of))
			continue;
		if (verdict == VERDICT_YES)
			*strata_vec_push(q->arena, hits) = (unsigned)i;
		else
			remember(m, why, record->head.id);
	}
	return 0;
}

/* The requirement as intervals; NULL when it is not understood. */
static const struct strata_intervals *admitted(const struct strata_component *c,
					       struct strata_arena *arena)
{
	struct strata_intervals *out = strata_arena_alloc(arena, sizeof(*out));
	struct strata_str text = strata_str_trim(c->requirement);

	if (text.len == 0) {
		strata_vec_push(arena, out); /* open to both sides: anything will do */
		return out;
	}
	if (text.len > STRATA_LIMIT_VERSION_BYTES ||
	    c->ecosystem->versions->intervals(out, text, arena, NULL) < 0)
		return NULL;
	return out;
}

/* "12", of the distribution that the package is of: as it says, or "?distro=debian-12" of its purl. */
static struct strata_str release_of(const struct strata_component *c)
{
	size_t at = strata_str_find(c->purl, STRATA_STR("distro="));
	struct strata_str value, rest, name, release;

	if (c->release.len)
		return release_number(c->release);
	if (at == STRATA_NPOS)
		return STRATA_NONE;
	strata_str_cut(&value, &rest, strata_str_skip(c->purl, at + 7), '&');
	strata_str_cut(&name, &release, value, '-');
	return release;
}

static int match_component(struct matcher *m, unsigned index)
{
	struct question *q = &m->q;
	const struct strata_component *c = &q->inventory->components.items[index];
	struct hits hits = { 0 };
	int rc;

	if (!c->ecosystem || c->ecosystem->outside || c->key.len == 0 || c->local)
		return 0;
	if ((rc = db_card(&q->card, q->db, c->ecosystem, c->key, m->err)) < 0 ||
	    q->card->records.count == 0)
		return rc;
	q->component = index;
	q->release = release_of(c);
	subject_init(&q->subject, c->ecosystem, c->version, c->commit, q->arena);
	q->admitted = c->version.len ? NULL : admitted(c, q->arena);
	m->unjudged = (struct unjudgeds){ 0 };
	if ((rc = judge_records(&hits, m)) < 0)
		return rc;
	hits.maybe = c->maybe || !c->version.len;
	for (size_t i = 0; i < m->unjudged.count; i++)
		write_note(m, &m->unjudged.items[i]);
	if (hits.count)
		group_findings(m->out, q, &hits);
	return 0;
}

static int by_component(const void *x, const void *y)
{
	const struct strata_finding *a = x, *b = y;

	if (a->component != b->component)
		return a->component < b->component ? -1 : 1;
	return strata_str_cmp(a->id, b->id);
}

int advisory_match_but(struct strata_findings *out, struct strata_notes *notes,
		       struct advisory_db *db, const struct strata_inventory *inventory,
		       const bool *left_out, struct strata_str as_of, struct strata_arena *arena,
		       struct strata_error *err)
{
	struct matcher m = {
		.out = out,
		.notes = notes,
		.q = { .db = db, .inventory = inventory, .as_of = as_of, .arena = arena },
		.err = err,
	};
	size_t before = out->count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < inventory->components.count; i++)
		if (!left_out || !left_out[i])
			rc = match_component(&m, (unsigned)i);
	if (out->count > before)
		qsort(out->items + before, out->count - before, sizeof(*out->items), by_component);
	return rc;
}

int advisory_match(struct strata_findings *out, struct strata_notes *notes,
		   struct advisory_db *db, const struct strata_inventory *inventory,
		   struct strata_str as_of, struct strata_arena *arena, struct strata_error *err)
{
	return advisory_match_but(out, notes, db, inventory, NULL, as_of, arena, err);
}
