/*
 * fix.c - which upgrade ends a finding.
 *
 * Candidates are the versions that records call fixed; `last_affected` names
 * none. Each is matched again: a fix that is itself affected, by the same group
 * or (for `clean`) by any advisory of the package, is none.
 */
#include <stdlib.h>
#include <string.h>

#include "advisory/match.h"

/* --- the parts of a version -------------------------------------------------------- */

struct parts {
	struct strata_str epoch; /* "1!" of PEP 440, "1:" of Debian; with its mark */
	uint64_t numbers[3];
	size_t count;
};

static void parts_of(struct parts *out, struct strata_str v)
{
	size_t mark = strata_str_chr(v, '!');

	*out = (struct parts){ 0 };
	if (mark == STRATA_NPOS)
		mark = strata_str_chr(v, ':');
	if (mark != STRATA_NPOS) {
		out->epoch = strata_str_take(v, mark + 1);
		v = strata_str_skip(v, mark + 1);
	}
	while (v.len && strata_is_alpha(v.ptr[0]))
		v = strata_str_skip(v, 1); /* "v1.2", "go1.21" */
	while (out->count < 3 && v.len && strata_is_digit(v.ptr[0])) {
		size_t digits = 0;

		while (digits < v.len && strata_is_digit(v.ptr[digits]))
			digits++;
		strata_str_u64(&out->numbers[out->count++], strata_str_take(v, digits));
		v = strata_str_skip(v, digits);
		if (!v.len || v.ptr[0] != '.')
			break;
		v = strata_str_skip(v, 1);
	}
}

/* Same major version; below 1.0, where minor ones may break, same minor. */
static bool same_line(struct strata_str x, struct strata_str y)
{
	struct parts a, b;

	parts_of(&a, x);
	parts_of(&b, y);
	return strata_str_eq(a.epoch, b.epoch) && a.numbers[0] == b.numbers[0] &&
	       (a.numbers[0] != 0 || a.numbers[1] == b.numbers[1]);
}

static struct strata_str change_between(struct strata_str x, struct strata_str y)
{
	struct parts a, b;

	parts_of(&a, x);
	parts_of(&b, y);
	if (a.count == 0 || b.count == 0)
		return STRATA_STR("");
	if (!strata_str_eq(a.epoch, b.epoch) || a.numbers[0] != b.numbers[0])
		return STRATA_STR("major");
	return a.numbers[1] != b.numbers[1] ? STRATA_STR("minor") : STRATA_STR("patch");
}

/* --- candidates -------------------------------------------------------------------- */

static int by_version(const void *x, const void *y, void *payload)
{
	const struct strata_version_scheme *scheme = payload;

	return scheme->compare(*(const struct strata_str *)x, *(const struct strata_str *)y);
}

static void sort_versions(struct strata_strs *versions, const struct strata_version_scheme *scheme)
{
	size_t kept = 0;

	if (versions->count)
		qsort_r(versions->items, versions->count, sizeof(*versions->items), by_version,
			(void *)(uintptr_t)scheme);
	for (size_t i = 0; i < versions->count; i++)
		if (i == 0 || scheme->compare(versions->items[kept - 1], versions->items[i]) != 0)
			versions->items[kept++] = versions->items[i];
	versions->count = kept;
}

/* As the ecosystem orders it: Go's "go1.21rc2" is none of its module versions. */
static struct strata_str in_use(const struct question *q)
{
	return q->subject.valid || !q->subject.semver_valid ? q->subject.version : q->subject.semver;
}

/* Nobody who asks for ^3.1 is helped by 2.5: below all that is admitted is no fix. */
static bool is_below_all(const struct strata_intervals *admitted,
			 const struct strata_version_scheme *scheme, struct strata_str version)
{
	for (size_t i = 0; i < admitted->count; i++)
		if (!admitted->items[i].lo.len || scheme->compare(version, admitted->items[i].lo) >= 0)
			return false;
	return admitted->count > 0;
}

/* Above the version in use, or not below the requirement: whether that admits it is asked later. */
static bool is_above(const struct question *q, struct strata_str version)
{
	const struct strata_version_scheme *scheme = q->card->ecosystem->versions;

	if (!q->subject.version.len)
		return scheme->valid(version) &&
		       !(q->admitted && is_below_all(q->admitted, scheme, version));
	return scheme->valid(version) && scheme->compare(version, in_use(q)) > 0;
}

static void add_fixed(struct strata_strs *out, struct strata_map *seen, const struct question *q,
		      const struct affected *a)
{
	bool added;

	for (size_t i = 0; i < a->ranges.count; i++) {
		const struct range *r = &a->ranges.items[i];

		for (size_t j = 0; j < r->events.count; j++) {
			const struct event *e = &r->events.items[j];

			if (e->kind != EVENT_FIXED || r->type == RANGE_GIT || r->type == RANGE_OTHER)
				continue;
			strata_map_at(seen, e->version, &added);
			if (added && is_above(q, e->version))
				*strata_vec_push(q->arena, out) = e->version;
		}
	}
}

static bool is_live(const struct question *q, struct card_record *record)
{
	return db_load(record, q->db, NULL) == 0 && record_is_live(&record->head, q->as_of);
}

static bool in_group(const struct group *g, const struct record *head)
{
	size_t one;

	if (strata_map_get(&one, &g->ids, head->id))
		return true;
	for (size_t i = 0; i < head->aliases.count; i++)
		if (strata_map_get(&one, &g->ids, head->aliases.items[i]))
			return true;
	return false;
}

/* Versions that some record of the group (NULL: any record) calls fixed, ascending. */
static void candidates(struct strata_strs *out, const struct question *q, const struct group *g)
{
	struct strata_map seen = STRATA_MAP_INIT(q->arena);

	for (size_t i = 0; i < q->card->records.count; i++) {
		struct card_record *record = &q->card->records.items[i];

		if (!is_live(q, record) || (g && !in_group(g, &record->head)))
			continue;
		for (size_t j = 0; j < record->count; j++)
			add_fixed(out, &seen, q, &q->card->elements.items[record->first + j]);
	}
	sort_versions(out, q->card->ecosystem->versions);
}

enum { NOT_JUDGED, IS_AFFECTED, IS_NOT };

/*
 * What is known of a version, for each record of the card. The same fixes are asked about
 * for every version in use, of which a history has many.
 */
static unsigned char *verdicts_on(const struct question *q, struct strata_str version)
{
	struct strata_arena *arena = &q->db->arena;
	struct card *card = q->card;
	struct strata_str key = strata_arena_join(q->arena, q->release, STRATA_STR("\n"), version);
	size_t index;

	card->by_version.arena = arena;
	if (!strata_map_get(&index, &card->by_version, key)) {
		index = card->verdicts.count;
		*strata_map_at(&card->by_version, strata_arena_dup(arena, key), NULL) = index;
		*strata_vec_push(arena, &card->verdicts) =
			strata_arena_alloc(arena, card->records.count + 1);
	}
	return card->verdicts.items[index];
}

/* Whether some record of the group (NULL: any record) matches the version. */
static bool is_affected(const struct question *q, struct strata_str version,
			const struct group *g)
{
	unsigned char *verdicts = verdicts_on(q, version);
	struct subject s = { 0 };

	for (size_t i = 0; i < q->card->records.count; i++) {
		struct card_record *record = &q->card->records.items[i];

		if (verdicts[i] == IS_NOT || !is_live(q, record) || (g && !in_group(g, &record->head)))
			continue;
		if (!s.ecosystem && verdicts[i] == NOT_JUDGED)
			subject_init(&s, q->card->ecosystem, version, STRATA_NONE, q->arena);
		if (verdicts[i] == NOT_JUDGED)
			verdicts[i] = record_judge(q, record, &s, NULL) == VERDICT_YES ? IS_AFFECTED
										       : IS_NOT;
		if (verdicts[i] == IS_AFFECTED)
			return true;
	}
	return false;
}

/* --- the answer -------------------------------------------------------------------------- */

static bool is_wanted(const struct question *q, struct strata_str version)
{
	if (q->subject.version.len)
		return same_line(version, q->subject.version);
	return q->admitted &&
	       strata_intervals_contain(q->admitted, q->card->ecosystem->versions, version);
}

static struct strata_str smallest(const struct question *q, const struct group *g)
{
	struct strata_str any = STRATA_NONE;
	struct strata_strs versions = { 0 };

	candidates(&versions, q, g);
	for (size_t i = 0; i < versions.count; i++) {
		struct strata_str v = versions.items[i];
		bool wanted = is_wanted(q, v);

		if ((any.ptr && !wanted) || is_affected(q, v, g))
			continue;
		if (wanted)
			return v;
		any = v;
	}
	return any;
}

/* Whether a record matches the version that none of the groups has. */
static bool brings_more(const struct fixes *fixes, struct strata_str version)
{
	const struct question *q = fixes->q;
	unsigned char *verdicts = verdicts_on(q, version);

	for (size_t i = 0; i < q->card->records.count; i++) {
		bool known = false;

		if (verdicts[i] != IS_AFFECTED || !is_live(q, &q->card->records.items[i]))
			continue;
		for (size_t g = 0; g < fixes->groups->count && !known; g++)
			known = in_group(&fixes->groups->items[g], &q->card->records.items[i].head);
		if (!known)
			return true;
	}
	return false;
}

static unsigned count_ended(const struct fixes *fixes, struct strata_str version)
{
	unsigned ended = 0;

	for (size_t i = 0; i < fixes->groups->count; i++)
		ended += !is_affected(fixes->q, version, &fixes->groups->items[i]);
	return ended;
}

/* Every record's verdict on the version is there after that: is_affected stops at the first yes. */
static void judge_all(const struct question *q, struct strata_str version)
{
	unsigned char *verdicts = verdicts_on(q, version);
	struct subject s;

	subject_init(&s, q->card->ecosystem, version, STRATA_NONE, q->arena);
	for (size_t i = 0; i < q->card->records.count; i++)
		if (verdicts[i] == NOT_JUDGED)
			verdicts[i] = record_judge(q, &q->card->records.items[i], &s, NULL) == VERDICT_YES
					      ? IS_AFFECTED
					      : IS_NOT;
}

/* The first that is clean; where none is, the first of those that end most. */
static void search(struct fixes *fixes)
{
	const struct question *q = fixes->q;
	struct strata_strs versions = { 0 };

	candidates(&versions, q, NULL);
	for (size_t i = 0; i < versions.count && !fixes->clean.ptr; i++)
		if (!is_affected(q, versions.items[i], NULL))
			fixes->clean = versions.items[i];
	fixes->best = fixes->clean;
	fixes->ends = fixes->clean.ptr ? (unsigned)fixes->groups->count : 0;
	for (size_t i = 0; i < versions.count && !fixes->clean.ptr; i++) {
		unsigned ended = count_ended(fixes, versions.items[i]);

		if (ended <= fixes->ends)
			continue;
		judge_all(q, versions.items[i]);
		if (brings_more(fixes, versions.items[i]))
			continue;
		fixes->best = versions.items[i];
		fixes->ends = ended;
	}
	fixes->searched = true;
}

void fixes_find(struct strata_fix *out, struct fixes *fixes, const struct group *group)
{
	const struct question *q = fixes->q;

	out->version = smallest(q, group);
	if (!fixes->searched)
		search(fixes);
	out->clean = fixes->clean;
	out->best = fixes->best;
	out->ends = fixes->ends;
	out->of = (unsigned)fixes->groups->count;
	if (out->version.len && q->subject.version.len)
		out->change = change_between(q->subject.version, out->version);
}
