/*
 * affected_read.c - one element of `affected`, out of its JSON; see affected.h.
 *
 * Bounds are completed and events put in order once, when the element is read: judging
 * a version is then one pass over them.
 */
#include <stdlib.h>
#include <string.h>

#include "advisory/affected.h"
#include "text/json.h"

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
bool event_is_special(const struct event *e)
{
	return (e->kind == EVENT_INTRODUCED && strata_str_eq(e->version, STRATA_STR("0"))) ||
	       (e->kind == EVENT_LIMIT && strata_str_eq(e->version, STRATA_STR("*")));
}

/*
 * A version with all its three numbers. Go's releases are written in their own way:
 * "go1.21rc2" is 1.21.0-rc.2, "1.21" is 1.21.0 (golang.org/x/vuln,
 * semver.GoTagToSemver). A module's "v" is no part of a SemVer.
 */
struct strata_str event_whole_semver(struct strata_str v, struct strata_arena *arena)
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

/*
 * Some databases write "10.3" where the ecosystem has only 10.3.0: a bound that is
 * no version is taken for the one it must mean.
 */
static void complete_bounds(struct range *r, const struct strata_ecosystem *ecosystem,
			    struct strata_arena *arena)
{
	for (size_t i = 0; r->type != RANGE_GIT && i < r->events.count; i++) {
		struct event *e = &r->events.items[i];
		struct strata_str whole;

		if (event_is_special(e) || ecosystem->versions->valid(e->version))
			continue;
		whole = event_whole_semver(e->version, arena);
		if (ecosystem->versions->valid(whole))
			e->version = whole;
	}
}

static void check_bounds(struct range *r, const struct strata_ecosystem *ecosystem)
{
	r->semver = r->valid = true;
	for (size_t i = 0; i < r->events.count; i++) {
		const struct event *e = &r->events.items[i];

		if (event_is_special(e))
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
	if (event_is_special(a) || event_is_special(b))
		return event_is_special(b) - event_is_special(a);
	return scheme->compare(a->version, b->version);
}

/* The same of the events: what is the last affected version ends behind it. */
int event_order(const struct event *a, const struct event *b,
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
		complete_bounds(&out->ranges.items[i], ecosystem, arena);
		check_bounds(&out->ranges.items[i], ecosystem);
		order_events(&out->ranges.items[i], ecosystem);
	}
	out->custom_fix = out->custom_fix && !has_fix(out);
	return json_finish(&r);
}
