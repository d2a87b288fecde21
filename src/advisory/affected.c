/* affected.c - OSV's evaluation algorithm; see affected.h. */
#include "advisory/affected.h"

#include <stdlib.h>
#include <string.h>

#include "strata/limits.h"
#include "text/json.h"

/* --- reading ------------------------------------------------------------------ */

static int set_string(struct strata_str *out, struct json_reader *r, struct json_value *v,
		      struct strata_arena *arena)
{
	if (v->type == JSON_STRING)
		*out = json_string(arena, v);
	return json_skip(r, v);
}

static enum range_type range_type_named(struct strata_str name)
{
	if (strata_str_eq(name, STRATA_STR("SEMVER")))
		return RANGE_SEMVER;
	if (strata_str_eq(name, STRATA_STR("ECOSYSTEM")))
		return RANGE_ECOSYSTEM;
	return strata_str_eq(name, STRATA_STR("GIT")) ? RANGE_GIT : RANGE_OTHER;
}

static bool event_kind_named(enum event_kind *out, const struct json_value *v)
{
	static const char *const names[] = {
		[EVENT_INTRODUCED] = "introduced",
		[EVENT_FIXED] = "fixed",
		[EVENT_LAST_AFFECTED] = "last_affected",
		[EVENT_LIMIT] = "limit",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*out = (enum event_kind)i;
		if (json_key_is(v, names[i]))
			return true;
	}
	return false;
}

static int read_events(struct range *out, struct json_reader *r, struct strata_arena *arena)
{
	struct json_value element, v;
	enum event_kind kind;

	while (json_next(r, &element) > JSON_END) {
		if (element.type != JSON_OBJECT) {
			json_skip(r, &element);
			continue;
		}
		while (json_next(r, &v) > JSON_END) {
			if (v.type == JSON_STRING && event_kind_named(&kind, &v))
				*strata_vec_push(arena, &out->events) =
					(struct event){ kind, json_string(arena, &v) };
			else
				json_skip(r, &v);
		}
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

/* The two bounds that stand for no version of their own. */
static bool is_special(const struct event *e)
{
	return (e->kind == EVENT_INTRODUCED && strata_str_eq(e->version, STRATA_STR("0"))) ||
	       (e->kind == EVENT_LIMIT && strata_str_eq(e->version, STRATA_STR("*")));
}

static void check_bounds(struct range *r, const struct strata_ecosystem *ecosystem)
{
	r->semver = r->valid = true;
	for (size_t i = 0; i < r->events.count; i++) {
		const struct event *e = &r->events.items[i];

		if (is_special(e))
			continue;
		r->semver = r->semver && strata_version_semver.valid(e->version);
		r->valid = r->valid && ecosystem->versions->valid(e->version);
	}
}

const struct strata_version_scheme *range_scheme(const struct range *r,
						 const struct strata_ecosystem *ecosystem)
{
	return r->type == RANGE_SEMVER && r->semver ? &strata_version_semver : ecosystem->versions;
}

/* In which order the versions of two events are passed on the way up. */
static int version_order(const struct event *a, const struct event *b,
			 const struct strata_version_scheme *scheme)
{
	if (is_special(a) || is_special(b))
		return is_special(b) - is_special(a);
	return scheme->compare(a->version, b->version);
}

/* The same of the events: what is the last affected version ends behind it. */
static int event_order(const struct event *a, const struct event *b,
		       const struct strata_version_scheme *scheme)
{
	int order = version_order(a, b, scheme);

	return order ? order : (a->kind == EVENT_LAST_AFFECTED) - (b->kind == EVENT_LAST_AFFECTED);
}

static int by_order(const void *x, const void *y, void *payload)
{
	return event_order(x, y, *(const struct strata_version_scheme **)payload);
}

/*
 * A version that is both fixed and introduced leaves things as they were below it,
 * in whatever order the file has the two: both events go.
 */
static void drop_undone(struct range *r, const struct strata_version_scheme *scheme)
{
	size_t kept = 0;

	for (size_t i = 0, end; i < r->events.count; i = end) {
		unsigned kinds = 0;

		for (end = i; end < r->events.count &&
			      version_order(&r->events.items[i], &r->events.items[end], scheme) == 0;
		     end++)
			kinds |= 1u << r->events.items[end].kind;
		if ((kinds & 1u << EVENT_FIXED) && (kinds & 1u << EVENT_INTRODUCED))
			kinds &= ~(1u << EVENT_FIXED | 1u << EVENT_INTRODUCED);
		for (size_t j = i; j < end; j++)
			if (kinds & 1u << r->events.items[j].kind)
				r->events.items[kept++] = r->events.items[j];
	}
	r->events.count = kept;
}

/* Commits have no order: their events stay as they are. */
static void order_events(struct range *r, const struct strata_ecosystem *ecosystem)
{
	const struct strata_version_scheme *scheme = range_scheme(r, ecosystem);

	if (r->type == RANGE_GIT || r->events.count == 0)
		return;
	qsort_r(r->events.items, r->events.count, sizeof(*r->events.items), by_order, &scheme);
	drop_undone(r, scheme);
}

static int read_range(struct range *out, struct json_reader *r, struct strata_arena *arena)
{
	struct strata_str type = STRATA_NONE;
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_key_is(&v, "type"))
			set_string(&type, r, &v, arena);
		else if (json_key_is(&v, "events") && v.type == JSON_ARRAY)
			read_events(out, r, arena);
		else
			json_skip(r, &v);
	}
	out->type = range_type_named(type);
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_ranges(struct ranges *out, struct json_reader *r, struct strata_arena *arena)
{
	struct json_value element;

	while (json_next(r, &element) > JSON_END) {
		if (element.type == JSON_OBJECT)
			read_range(strata_vec_push(arena, out), r, arena);
		else
			json_skip(r, &element);
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_versions(struct affected *out, struct json_reader *r, struct json_value *v)
{
	struct json_reader inner;
	struct json_value first;

	if (json_skip(r, v) < 0)
		return STRATA_ESYNTAX;
	json_init(&inner, v->raw, JSON_STRICT, NULL);
	if (json_next(&inner, &first) == JSON_ARRAY && json_next(&inner, &first) > JSON_END)
		out->versions = v->raw;
	return 0;
}

/* Go's own: where versions of a module are no SemVer that `go` would know. */
static int read_custom_ranges(struct affected *out, struct json_reader *r,
			      struct strata_arena *arena)
{
	struct ranges custom = { 0 };
	int rc = read_ranges(&custom, r, arena);

	for (size_t i = 0; i < custom.count; i++)
		for (size_t j = 0; j < custom.items[i].events.count; j++)
			if (custom.items[i].events.items[j].kind == EVENT_FIXED)
				out->custom_fix = true;
	return rc;
}

/* database_specific and ecosystem_specific: what single databases are known to say there. */
static int read_specific(struct affected *out, struct json_reader *r, struct strata_arena *arena)
{
	struct strata_str cvss = STRATA_NONE;
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_key_is(&v, "severity"))
			set_string(&out->severity, r, &v, arena);
		else if (json_key_is(&v, "informational"))
			set_string(&out->informational, r, &v, arena);
		else if (json_key_is(&v, "cvss"))
			set_string(&cvss, r, &v, arena);
		else if (json_key_is(&v, "custom_ranges") && v.type == JSON_ARRAY)
			read_custom_ranges(out, r, arena);
		else
			json_skip(r, &v);
	}
	if (cvss.len)
		*strata_vec_push(arena, &out->severities) =
			(struct record_severity){ STRATA_NONE, cvss };
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_package(struct affected *out, struct json_reader *r, struct strata_arena *arena)
{
	struct strata_str ecosystem = STRATA_NONE, base;
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_key_is(&v, "ecosystem"))
			set_string(&ecosystem, r, &v, arena);
		else
			json_skip(r, &v);
	}
	strata_str_cut(&base, &out->release, ecosystem, ':');
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_member(struct affected *out, struct json_reader *r, struct json_value *v,
		       struct strata_arena *arena)
{
	if (json_key_is(v, "package") && v->type == JSON_OBJECT)
		return read_package(out, r, arena);
	if (json_key_is(v, "ranges") && v->type == JSON_ARRAY)
		return read_ranges(&out->ranges, r, arena);
	if (json_key_is(v, "versions") && v->type == JSON_ARRAY)
		return read_versions(out, r, v);
	if (json_key_is(v, "severity") && v->type == JSON_ARRAY)
		return record_read_severities(&out->severities, r, arena);
	if ((json_key_is(v, "database_specific") || json_key_is(v, "ecosystem_specific")) &&
	    v->type == JSON_OBJECT)
		return read_specific(out, r, arena);
	return json_skip(r, v);
}

static bool has_fix(const struct affected *a)
{
	for (size_t i = 0; i < a->ranges.count; i++)
		for (size_t j = 0; j < a->ranges.items[i].events.count; j++)
			if (a->ranges.items[i].events.items[j].kind == EVENT_FIXED)
				return true;
	return false;
}

int affected_read(struct affected *out, struct strata_str text,
		  const struct strata_ecosystem *ecosystem, struct strata_arena *arena,
		  struct strata_error *err)
{
	struct json_reader r;
	struct json_value v;

	*out = (struct affected){ .ecosystem = ecosystem };
	json_init(&r, text, JSON_STRICT, err);
	if (json_next(&r, &v) != JSON_OBJECT)
		return strata_fail(err, STRATA_EDATABASE, 0, "the database is damaged");
	while (json_next(&r, &v) > JSON_END)
		if (read_member(out, &r, &v, arena) < 0)
			return STRATA_ESYNTAX;
	for (size_t i = 0; i < out->ranges.count; i++) {
		check_bounds(&out->ranges.items[i], ecosystem);
		order_events(&out->ranges.items[i], ecosystem);
	}
	out->custom_fix = out->custom_fix && !has_fix(out);
	return json_finish(&r);
}

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

/*
 * Go's releases as its database writes them: "go1.21rc2" is 1.21.0-rc.2, "1.21"
 * is 1.21.0 (golang.org/x/vuln, semver.GoTagToSemver). A module's "v" is no part
 * of a SemVer.
 */
static struct strata_str go_semver(struct strata_str v, struct strata_arena *arena)
{
	size_t at = 0, points = 0;

	if (strata_str_starts(v, STRATA_STR("go")))
		v = strata_str_skip(v, 2);
	if (strata_str_starts(v, STRATA_STR("v")))
		v = strata_str_skip(v, 1);
	for (; at < v.len && (strata_is_digit(v.ptr[at]) || v.ptr[at] == '.'); at++)
		points += v.ptr[at] == '.';
	if (points > 1 || at == 0)
		return v;
	v = strata_arena_printf(arena, "%.*s%s%.*s", STRATA_ARG(strata_str_take(v, at)),
				points ? ".0" : ".0.0", STRATA_ARG(strata_str_skip(v, at)));
	at += points ? 2 : 4;
	if (at == v.len || !strata_is_alpha(v.ptr[at]))
		return v;
	for (points = at; points < v.len && strata_is_alpha(v.ptr[points]);)
		points++;
	return strata_arena_printf(
		arena, "%.*s-%.*s.%.*s", STRATA_ARG(strata_str_take(v, at)),
		STRATA_ARG(strata_str_take(strata_str_skip(v, at), points - at)),
		STRATA_ARG(strata_str_skip(v, points)));
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
		out->semver = go_semver(version, arena);
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
	int order = is_special(e) ? 1 : scheme->compare(version, e->version);

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
		if (is_special(e) || scheme->compare(version, e->version) < 0)
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
	       is_special(&r->events.items[0]);
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
			open->lo = is_special(e) ? STRATA_NONE : e->version;
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
