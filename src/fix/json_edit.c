/*
 * json_edit.c - see json_edit.h.
 *
 * New members come last in their object: behind the last one, with its indentation, where
 * each stands on a line of its own, else in the same line.
 */
#include "fix/json_edit.h"

#include "strata/buf.h"
#include "text/json.h"
#include "text/json_write.h"

struct object {
	size_t at;       /* of its '{' */
	size_t end;      /* of its '}' */
	size_t last_end; /* behind its last member; 0: it has none */
	size_t first;    /* of its first member's key; 0 */
};

struct editor {
	struct fix_edits *out;
	struct strata_str bytes;
	struct strata_arena *arena;
	struct strata_error *err;
};

static size_t offset_of(const struct editor *e, struct strata_str slice)
{
	return (size_t)(slice.ptr - e->bytes.ptr);
}

/* What a visit of an object looks for. */
struct sought {
	struct strata_str key;
	bool found;
	struct json_value value; /* its raw is whole */
};

/* Reads the object that begins at `at`: its ends, and the member that is sought. */
static int read_object(struct object *out, struct sought *sought, struct editor *e, size_t at)
{
	struct strata_str text = strata_str_skip(e->bytes, at);
	struct json_reader r;
	struct json_value v;
	enum json_type type;
	int rc;

	json_init(&r, text, JSON_STRICT, e->err);
	type = json_next(&r, &v);
	if (type != JSON_OBJECT)
		return type == JSON_ERROR ? STRATA_ESYNTAX
					  : strata_fail(e->err, STRATA_ESYNTAX, v.line, "no object is there");
	*out = (struct object){ .at = at + v.offset };
	while ((type = json_next(&r, &v)) != JSON_END) {
		if (type == JSON_ERROR || (rc = json_skip(&r, &v)) < 0)
			return STRATA_ESYNTAX;
		if (!out->first)
			out->first = offset_of(e, v.key) - 1;
		out->last_end = (size_t)(r.at - e->bytes.ptr);
		if (strata_str_eq(json_unescape(e->arena, v.key, v.key_escaped), sought->key)) {
			sought->found = true;
			sought->value = v;
			sought->value.type = type;
			sought->value.offset += at;
		}
	}
	out->end = (size_t)(r.at - e->bytes.ptr) - 1;
	return 0;
}

static bool stands_apart(const struct editor *e, const struct object *o)
{
	struct strata_str head = strata_str_skip(e->bytes, o->at);

	head = strata_str_take(head, (o->first ? o->first : o->end) - o->at);
	return strata_str_chr(head, '\n') != STRATA_NPOS;
}

/* One step of indentation of the document; two blanks where nothing tells. */
static struct strata_str step_of(struct editor *e)
{
	struct sought none = { .key = STRATA_NONE };
	struct object top;

	if (read_object(&top, &none, e, 0) < 0 || !top.first || !stands_apart(e, &top))
		return STRATA_STR("  ");
	return fix_indent_at(e->bytes, top.first);
}

static void put_text(struct strata_buf *b, struct strata_str s)
{
	struct json_writer w = JSON_WRITER(b);

	json_write_text(&w, NULL, s);
}

/* A member and, where it is an object, what is in it. */
struct text {
	struct strata_buf buf;
	struct strata_str line; /* what a line begins with: its end, then the indentation; absent:
				   all in one line */
	struct strata_str step;
};

static void put_break(struct text *t, size_t deeper)
{
	if (!t->line.ptr)
		return;
	strata_buf_add(&t->buf, t->line);
	for (size_t i = 0; i < deeper; i++)
		strata_buf_add(&t->buf, t->step);
}

static void put_members(struct text *t, const struct fix_members *members, size_t deeper)
{
	for (size_t i = 0; i < members->count; i++) {
		if (i)
			strata_buf_add(&t->buf, t->line.ptr ? STRATA_STR(",") : STRATA_STR(", "));
		put_break(t, deeper);
		put_text(&t->buf, members->items[i].key);
		strata_buf_add(&t->buf, STRATA_STR(": "));
		put_text(&t->buf, members->items[i].value);
	}
}

/* "a": {"b": {members}} of the keys that are missing. */
static void put_nested(struct text *t, const char *const *path, const struct fix_members *members,
		       size_t deeper)
{
	if (!*path) {
		put_members(t, members, deeper);
		return;
	}
	put_break(t, deeper);
	put_text(&t->buf, strata_str_of(*path));
	strata_buf_add(&t->buf, STRATA_STR(": {"));
	put_nested(t, path + 1, members, deeper + 1);
	put_break(t, deeper);
	strata_buf_addc(&t->buf, '}');
}

/* Behind the last member of an object: the missing keys of the path, and the members. */
static void append(struct editor *e, const struct object *o, const char *const *path,
		   const struct fix_members *members)
{
	struct text t = { .buf = STRATA_BUF_INIT, .step = step_of(e) };
	bool apart = stands_apart(e, o) || (!o->first && strata_str_chr(e->bytes, '\n') != STRATA_NPOS);
	size_t at = o->last_end ? o->last_end : o->at + 1, end = at;
	struct strata_str indent;

	if (!members->count)
		return;
	if (apart) {
		indent = fix_indent_at(e->bytes, o->first ? o->first : o->at);
		t.line = STRATA_CONCAT(e->arena, fix_line_end(e->bytes), indent,
				       o->first ? STRATA_STR("") : t.step);
	}
	if (o->last_end)
		strata_buf_add(&t.buf, apart ? STRATA_STR(",") : STRATA_STR(", "));
	put_nested(&t, path, members, 0);
	if (!o->last_end && apart) {
		strata_buf_add(&t.buf, fix_line_end(e->bytes));
		strata_buf_add(&t.buf, fix_indent_at(e->bytes, o->at));
		end = o->end;
	}
	*strata_vec_push(e->arena, e->out) = (struct fix_edit){
		at, end - at, strata_arena_dup(e->arena, strata_buf_str(&t.buf))
	};
	strata_buf_release(&t.buf);
}

/* Members that are there get their new value; the others are left for append. */
static int replace(struct fix_members *left, struct editor *e, const struct object *o,
		   const struct fix_members *members)
{
	for (size_t i = 0; i < members->count; i++) {
		struct sought sought = { .key = members->items[i].key };
		struct strata_buf text = STRATA_BUF_INIT;
		struct object again;
		int rc = read_object(&again, &sought, e, o->at);

		if (rc < 0)
			return rc;
		if (!sought.found) {
			*strata_vec_push(e->arena, left) = members->items[i];
			continue;
		}
		if (sought.value.type != JSON_STRING)
			return strata_fail(e->err, STRATA_EUNSUPPORTED, 0,
					   "'%.*s' is there, and is no text",
					   STRATA_ARG(members->items[i].key));
		put_text(&text, members->items[i].value);
		*strata_vec_push(e->arena, e->out) = (struct fix_edit){
			sought.value.offset, sought.value.raw.len + 2,
			strata_arena_dup(e->arena, strata_buf_str(&text))
		};
		strata_buf_release(&text);
	}
	return 0;
}

static int set(struct fix_edits *out, struct strata_str bytes, const char *const *path,
	       const struct fix_members *members, struct strata_arena *arena,
	       struct strata_error *err)
{
	struct editor e = { out, bytes, arena, err };
	struct fix_members left = { 0 };
	struct object o;
	size_t at = 0;
	int rc;

	for (;; path++) {
		struct sought sought = { .key = *path ? strata_str_of(*path) : STRATA_NONE };

		if ((rc = read_object(&o, &sought, &e, at)) < 0)
			return rc;
		if (!*path)
			break;
		if (!sought.found) {
			append(&e, &o, path, members);
			return 0;
		}
		at = sought.value.offset;
	}
	if ((rc = replace(&left, &e, &o, members)) < 0)
		return rc;
	append(&e, &o, path, &left);
	return 0;
}

/*
 * What the reader does not take as a whole is not edited either. It passes over a byte order
 * mark, one and no more, and counts from behind it.
 */
int fix_json_set(struct fix_edits *out, struct strata_str bytes, const char *const *path,
		 const struct fix_members *members, struct strata_arena *arena,
		 struct strata_error *err)
{
	size_t mark = strata_str_starts(bytes, STRATA_STR("\xef\xbb\xbf")) ? 3 : 0;
	size_t before = out->count;
	struct node *whole;
	int rc = json_tree(&whole, bytes, JSON_STRICT, arena, err);

	if (rc < 0)
		return rc;
	rc = set(out, strata_str_skip(bytes, mark), path, members, arena, err);

	for (size_t i = before; i < out->count; i++)
		out->items[i].at += mark;
	return rc;
}
