/* record.c - OSV records; see record.h. */
#include "advisory/record.h"

#include "text/json.h"

/*
 * The readers below are entered with the reader inside an object or array, and
 * leave it behind the end of it. A value of an unexpected type is passed over:
 * the schema is not ours to enforce, and what is missing shows by itself.
 */

static int enter(struct json_reader *r, struct json_value *v, enum json_type type)
{
	if (v->type == type)
		return 1;
	return json_skip(r, v);
}

static int set_string(struct strata_str *out, struct json_reader *r, struct json_value *v,
		      struct strata_arena *arena)
{
	if (v->type == JSON_STRING)
		*out = json_string(arena, v);
	return json_skip(r, v);
}

static int read_strings(struct strata_strs *out, struct json_reader *r, struct strata_arena *arena)
{
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (v.type == JSON_STRING)
			*strata_vec_push(arena, out) = json_string(arena, &v);
		if (json_skip(r, &v) < 0)
			break;
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

int record_read_severities(struct record_severities *out, struct json_reader *r,
			   struct strata_arena *arena)
{
	struct json_value element, v;
	struct record_severity *s;

	while (json_next(r, &element) > JSON_END) {
		if (enter(r, &element, JSON_OBJECT) <= 0)
			continue;
		s = strata_vec_push(arena, out);
		while (json_next(r, &v) > JSON_END) {
			if (json_key_is(&v, "type"))
				set_string(&s->type, r, &v, arena);
			else if (json_key_is(&v, "score"))
				set_string(&s->score, r, &v, arena);
			else
				json_skip(r, &v);
		}
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_package(struct record_affected *out, struct json_reader *r,
			struct strata_arena *arena)
{
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_key_is(&v, "ecosystem"))
			set_string(&out->ecosystem, r, &v, arena);
		else if (json_key_is(&v, "name"))
			set_string(&out->name, r, &v, arena);
		else
			json_skip(r, &v);
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_element(struct record_affected *out, struct json_reader *r,
			const struct json_value *element, struct strata_arena *arena)
{
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_key_is(&v, "package") && v.type == JSON_OBJECT)
			read_package(out, r, arena);
		else
			json_skip(r, &v);
	}
	out->text.ptr = r->start + element->offset;
	out->text.len = (size_t)(r->at - out->text.ptr);
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_affected(struct record *out, struct json_reader *r, struct strata_arena *arena)
{
	struct json_value element;

	out->affected.count = 0;
	out->cut = (size_t)(r->at - out->text.ptr);
	while (json_next(r, &element) > JSON_END)
		if (enter(r, &element, JSON_OBJECT) > 0)
			read_element(strata_vec_push(arena, &out->affected), r, &element, arena);
	if (r->failed)
		return STRATA_ESYNTAX;
	out->cut_end = (size_t)(r->at - out->text.ptr) - 1;
	return 0;
}

static int read_cwes(struct record *out, struct json_reader *r)
{
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (v.type == JSON_STRING && strata_str_eq(v.raw, STRATA_STR("CWE-506")))
			out->embedded_malice = true;
		json_skip(r, &v);
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

/* GitHub says severity and cwe_ids, Go's database review_status, others `unreviewed`. */
static int read_database_specific(struct record *out, struct json_reader *r,
				  struct strata_arena *arena)
{
	struct strata_str status = STRATA_NONE;
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_key_is(&v, "severity"))
			set_string(&out->severity, r, &v, arena);
		else if (json_key_is(&v, "review_status"))
			set_string(&status, r, &v, arena);
		else if (json_key_is(&v, "cwe_ids") && v.type == JSON_ARRAY)
			read_cwes(out, r);
		else if (json_key_is(&v, "known_exploited") && v.type == JSON_BOOL)
			out->exploited = strata_str_eq(v.raw, STRATA_STR("true"));
		else if (json_key_is(&v, "unreviewed") && v.type == JSON_BOOL)
			out->unreviewed = strata_str_eq(v.raw, STRATA_STR("true"));
		else
			json_skip(r, &v);
	}
	if (strata_str_eq(status, STRATA_STR("UNREVIEWED")))
		out->unreviewed = true;
	return r->failed ? STRATA_ESYNTAX : 0;
}

/* The members that are plain strings, by name. */
static struct strata_str *string_member(struct record *out, const struct json_value *v)
{
	const struct {
		const char *key;
		struct strata_str *at;
	} members[] = {
		{ "id", &out->id },
		{ "modified", &out->modified },
		{ "published", &out->published },
		{ "withdrawn", &out->withdrawn },
		{ "summary", &out->summary },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (json_key_is(v, members[i].key))
			return members[i].at;
	return NULL;
}

static int read_member(struct record *out, struct json_reader *r, struct json_value *v,
		       struct strata_arena *arena)
{
	struct strata_str *string = string_member(out, v);

	if (string && v->type == JSON_STRING)
		return set_string(string, r, v, arena);
	if (json_key_is(v, "details") && v->type == JSON_STRING) {
		out->details = v->raw;
		out->details_escaped = v->escaped;
		return 0;
	}
	if (json_key_is(v, "affected") && v->type == JSON_ARRAY)
		return read_affected(out, r, arena);
	if (json_key_is(v, "aliases") && v->type == JSON_ARRAY)
		return read_strings(&out->aliases, r, arena);
	if (json_key_is(v, "severity") && v->type == JSON_ARRAY)
		return record_read_severities(&out->severities, r, arena);
	if (json_key_is(v, "database_specific") && v->type == JSON_OBJECT)
		return read_database_specific(out, r, arena);
	return json_skip(r, v);
}

int record_read(struct record *out, struct strata_str text, struct strata_arena *arena,
		struct strata_error *err)
{
	struct json_reader r;
	struct json_value v;

	json_init(&r, text, JSON_STRICT, err);
	*out = (struct record){ .text = { r.start, (size_t)(r.end - r.start) } };
	if (json_next(&r, &v) != JSON_OBJECT)
		return strata_fail(err, STRATA_ESYNTAX, 1, "an advisory is a JSON object");
	while (json_next(&r, &v) > JSON_END)
		if (read_member(out, &r, &v, arena) < 0)
			break;
	if (json_finish(&r) < 0)
		return STRATA_ESYNTAX;
	if (out->id.len == 0)
		return strata_fail(err, STRATA_ESYNTAX, 1, "an advisory without an id");
	return 0;
}

struct strata_str record_ecosystem_base(struct strata_str ecosystem)
{
	struct strata_str base, suffix;

	strata_str_cut(&base, &suffix, ecosystem, ':');
	return base;
}
