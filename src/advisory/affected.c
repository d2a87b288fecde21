/* affected.c - OSV's evaluation algorithm; see affected.h. */
#include "advisory/affected.h"

#include <string.h>

#include "strata/limits.h"
#include "text/json.h"

/* --- the version asked about ------------------------------------------------------ */

enum { KEY_ANY = 0 };

/*
 * The first numbers of a version in one word: versions that the scheme calls
 * equal have the same. Only for orders whose numbers are split by points alone,
 * where a missing one counts as zero; for all others the key is KEY_ANY.
 */
static uint64_t version_key(const struct strata_version_scheme *scheme, struct strata_str v)
{
	uint64_t key = 1;
	size_t at = 0;

	if (scheme != &strata_version_pep440 && scheme != &strata_version_npm &&
	    scheme != &strata_version_cargo && scheme != &strata_version_semver)
		return KEY_ANY;
	if (strata_str_chr(v, '!') != STRATA_NPOS)
		return KEY_ANY;
	while (at < v.len && !strata_is_digit(v.ptr[at]))
		at++;
	for (int part = 0; part < 3; part++) {
		uint64_t number = 0;

		while (at < v.len && strata_is_digit(v.ptr[at]))
			number = number * 10 + (uint64_t)(v.ptr[at++] - '0');
		key = key * 1000003 + number;
		if (at + 1 < v.len && v.ptr[at] == '.' && strata_is_digit(v.ptr[at + 1]))
			at++;
		else
			at = v.len;
	}
	return key ? key : 1;
}

static bool same_key(uint64_t a, uint64_t b)
{
	return a == b || a == KEY_ANY || b == KEY_ANY;
}

void subject_init(struct subject *out, const struct strata_ecosystem *ecosystem,
		  struct strata_str version, struct strata_str commit, struct strata_arena *arena)
{
	*out = (struct subject){
		.ecosystem = ecosystem,
		.version = version,
		.semver = version,
		.commit = commit,
	};
	if (version.len == 0 || version.len > STRATA_LIMIT_VERSION_BYTES)
		return;
	if (ecosystem == &strata_ecosystem_go)
		out->semver = event_whole_semver(version, arena);
	else if (!strata_version_semver.valid(version) && version.ptr[0] == 'v')
		out->semver = strata_str_skip(version, 1);
	out->valid = ecosystem->versions->valid(version);
	out->semver_valid = strata_version_semver.valid(out->semver);
	out->key = version_key(ecosystem->versions, version);
}

/* --- ranges --------------------------------------------------------------------------- */

/* Whether the event is at or before the version, so that it has a say. */
static bool applies(const struct event *e, struct strata_str version,
		    const struct strata_version_scheme *scheme)
{
	int order = event_is_special(e) ? 1 : scheme->compare(version, e->version);

	return e->kind == EVENT_LAST_AFFECTED ? order > 0 : order >= 0;
}

static bool before_limits(const struct range *r, struct strata_str version,
			  const struct strata_version_scheme *scheme)
{
	bool limited = false;

	for (size_t i = 0; i < r->events.count; i++) {
		const struct event *e = &r->events.items[i];

		if (e->kind != EVENT_LIMIT)
			continue;
		if (event_is_special(e) || scheme->compare(version, e->version) < 0)
			return true;
		limited = true;
	}
	return !limited;
}

/* The last event that has a say decides. */
static enum verdict judge_order(const struct range *r, struct strata_str version,
				const struct strata_version_scheme *scheme)
{
	const struct event *last = NULL;

	if (!before_limits(r, version, scheme))
		return VERDICT_NO;
	for (size_t i = 0; i < r->events.count; i++) {
		const struct event *e = &r->events.items[i];

		if (e->kind != EVENT_LIMIT && applies(e, version, scheme) &&
		    (!last || event_order(e, last, scheme) > 0))
			last = e;
	}
	return last && last->kind == EVENT_INTRODUCED ? VERDICT_YES : VERDICT_NO;
}

/* Equal commits: what lies between them only the graph knows. */
static enum verdict judge_commit(const struct range *r, struct strata_str commit)
{
	for (size_t i = 0; commit.len && i < r->events.count; i++) {
		const struct event *e = &r->events.items[i];

		if (strata_str_eq_nocase(e->version, commit))
			return e->kind == EVENT_INTRODUCED || e->kind == EVENT_LAST_AFFECTED
				       ? VERDICT_YES
				       : VERDICT_NO;
	}
	return VERDICT_UNKNOWN;
}

static bool affects_all(const struct range *r)
{
	return r->events.count == 1 && r->events.items[0].kind == EVENT_INTRODUCED &&
	       event_is_special(&r->events.items[0]);
}

static enum verdict judge_range(const struct range *r, const struct subject *s, const char **why)
{
	enum verdict verdict;

	switch (r->type) {
	case RANGE_GIT:
		verdict = judge_commit(r, s->commit);
		if (verdict == VERDICT_UNKNOWN)
			*why = "its ranges are of commits, whose graph is not here";
		return verdict;
	case RANGE_OTHER:
		*why = "its ranges are of an unknown type";
		return VERDICT_UNKNOWN;
	case RANGE_SEMVER:
	case RANGE_ECOSYSTEM: break;
	}
	if (affects_all(r))
		return VERDICT_YES;
	if (r->type == RANGE_SEMVER && r->semver && s->semver_valid)
		return judge_order(r, s->semver, &strata_version_semver);
	if (!s->valid)
		*why = "the version is none of the ecosystem's";
	else if (!r->valid)
		*why = "a bound of its ranges is no version of the ecosystem";
	else
		return judge_order(r, s->version, s->ecosystem->versions);
	return VERDICT_UNKNOWN;
}

/* --- listed versions ---------------------------------------------------------------- */

static void read_listed(struct affected *a, struct strata_arena *arena)
{
	struct json_reader r;
	struct json_value v;

	if (a->listed.count || !a->versions.ptr)
		return;
	json_init(&r, a->versions, JSON_STRICT, NULL);
	json_next(&r, &v);
	while (json_next(&r, &v) > JSON_END) {
		struct listed *l;

		json_skip(&r, &v);
		if (v.type != JSON_STRING)
			continue;
		l = strata_vec_push(arena, &a->listed);
		l->text = json_string(arena, &v);
		l->key = version_key(a->ecosystem->versions, l->text);
	}
}

static bool is_listed(struct affected *a, const struct subject *s, struct strata_arena *arena)
{
	const struct strata_version_scheme *scheme = a->ecosystem->versions;

	read_listed(a, arena);
	for (size_t i = 0; i < a->listed.count; i++) {
		const struct listed *l = &a->listed.items[i];

		if (same_key(l->key, s->key) &&
		    (strata_str_eq(l->text, s->version) ||
		     (s->valid && scheme->valid(l->text) &&
		      scheme->compare(l->text, s->version) == 0)))
			return true;
	}
	return false;
}

/* --- the whole element -------------------------------------------------------------- */

bool affected_is_blank(const struct affected *a)
{
	return a->ranges.count == 0 && !a->versions.ptr;
}

/* GIT ranges have the word only where nothing else speaks of versions. */
static bool has_other_than_git(const struct affected *a)
{
	for (size_t i = 0; i < a->ranges.count; i++)
		if (a->ranges.items[i].type != RANGE_GIT)
			return true;
	return a->versions.ptr != NULL;
}

enum verdict affected_judge(struct affected *a, const struct subject *s, const char **why,
			    struct strata_arena *arena)
{
	bool others = has_other_than_git(a);
	enum verdict verdict = VERDICT_NO;
	for (size_t i = 0; i < a->ranges.count; i++) {
		const struct range *r = &a->ranges.items[i];
		const char *reason = NULL;
		enum verdict one = judge_range(r, s, &reason);

		if (one == VERDICT_YES)
			return VERDICT_YES;
		if (one == VERDICT_NO || (r->type == RANGE_GIT && others))
			continue;
		verdict = VERDICT_UNKNOWN;
		if (why)
			*why = reason;
	}
	if (s->version.len && is_listed(a, s, arena))
		return VERDICT_YES;
	if (verdict == VERDICT_NO && a->ranges.count == 0 && !s->valid && a->versions.ptr) {
		/* Not in the list as text, and nothing else can be said of it. */
		if (why)
			*why = "the version is none of the ecosystem's";
		return VERDICT_UNKNOWN;
	}
	return verdict;
}

/* --- requirements ---------------------------------------------------------------------- */

/* The range's events as intervals. Limits only ever narrow: left out, the answer is maybe. */
static void intervals_of(struct strata_intervals *out, const struct range *r,
			 struct strata_arena *arena)
{
	struct strata_interval *open = NULL;

	for (size_t i = 0; i < r->events.count; i++) {
		const struct event *e = &r->events.items[i];

		if (e->kind == EVENT_INTRODUCED && !open) {
			open = strata_vec_push(arena, out);
			open->lo = event_is_special(e) ? STRATA_NONE : e->version;
			open->lo_in = true;
		} else if (open && (e->kind == EVENT_FIXED || e->kind == EVENT_LAST_AFFECTED)) {
			open->hi = e->version;
			open->hi_in = e->kind == EVENT_LAST_AFFECTED;
			open = NULL;
		}
	}
}

static bool range_touches(const struct range *r, const struct strata_ecosystem *ecosystem,
			  const struct strata_intervals *admitted, struct strata_arena *arena)
{
	const struct strata_version_scheme *scheme = range_scheme(r, ecosystem);
	struct strata_intervals own = { 0 };

	intervals_of(&own, r, arena);
	for (size_t i = 0; i < own.count; i++)
		if (strata_intervals_touch(admitted, &own.items[i], scheme))
			return true;
	return false;
}

enum verdict affected_touches(struct affected *a, const struct strata_intervals *admitted,
			      struct strata_arena *arena)
{
	enum verdict verdict = VERDICT_NO;

	if (!admitted)
		return VERDICT_UNKNOWN;
	for (size_t i = 0; i < a->ranges.count; i++) {
		const struct range *r = &a->ranges.items[i];

		if (r->type == RANGE_GIT || r->type == RANGE_OTHER)
			continue;
		if (!affects_all(r) && !r->valid && !(r->type == RANGE_SEMVER && r->semver))
			verdict = VERDICT_UNKNOWN;
		else if (range_touches(r, a->ecosystem, admitted, arena))
			return VERDICT_YES;
	}
	read_listed(a, arena);
	for (size_t i = 0; i < a->listed.count; i++)
		if (a->ecosystem->versions->valid(a->listed.items[i].text) &&
		    strata_intervals_contain(admitted, a->ecosystem->versions,
					     a->listed.items[i].text))
			return VERDICT_YES;
	return verdict == VERDICT_NO && !has_other_than_git(a) ? VERDICT_UNKNOWN : verdict;
}
