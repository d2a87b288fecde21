/* page.c - see page.h. */
#include "resolve/pypi/page.h"

#include "strata/buf.h"
#include "strata/limits.h"
#include "text/json.h"

/* --- addresses ----------------------------------------------------------------------------- */

/* "scheme://host" of an address. */
static struct strata_str origin_of(struct strata_str url)
{
	size_t start = strata_str_find(url, STRATA_STR("://"));
	size_t slash = strata_str_chr(strata_str_skip(url, start + 3), '/');

	return start == STRATA_NPOS || slash == STRATA_NPOS ? url
							   : strata_str_take(url, start + 3 + slash);
}

static struct strata_str folder_of(struct strata_str url)
{
	return strata_str_take(url, strata_str_rchr(url, '/') + 1);
}

static struct strata_str whole(struct strata_str href, struct strata_str page,
			       struct strata_arena *arena)
{
	struct strata_str folder = folder_of(page);

	if (strata_str_find(href, STRATA_STR("://")) != STRATA_NPOS)
		return href;
	if (strata_str_starts(href, STRATA_STR("//")))
		return strata_arena_join(arena,
					 strata_str_take(page, strata_str_chr(page, ':') + 1), href,
					 STRATA_NONE);
	if (strata_str_starts(href, STRATA_STR("/")))
		return strata_arena_join(arena, origin_of(page), href, STRATA_NONE);
	while (strata_str_starts(href, STRATA_STR("../"))) {
		href = strata_str_skip(href, 3);
		if (folder.len > origin_of(page).len + 1)
			folder = folder_of(strata_str_take(folder, folder.len - 1));
	}
	return strata_arena_join(arena, folder, href, STRATA_NONE);
}

static struct pypi_file *add_file(struct pypi_files *out, struct strata_arena *arena,
				  struct strata_error *err)
{
	if (out->count == STRATA_LIMIT_PUBLISHED) {
		strata_fail(err, STRATA_ELIMIT, 0, "it has more than %d files",
			    STRATA_LIMIT_PUBLISHED);
		return NULL;
	}
	return strata_vec_push(arena, out);
}

/* --- JSON ----------------------------------------------------------------------------------- */

/* {"sha256": ".."}, or true, or false. */
static int read_hash(struct strata_str *sha256, bool *there, struct json_reader *r,
		     const struct json_value *v, struct strata_arena *arena)
{
	struct json_value h;

	*there = v->type == JSON_OBJECT ||
		 (v->type == JSON_BOOL && strata_str_eq(v->raw, STRATA_STR("true")));
	if (v->type != JSON_OBJECT) {
		struct json_value rest = *v;

		return json_skip(r, &rest);
	}
	while (json_next(r, &h) > JSON_END) {
		if (json_skip(r, &h) < 0)
			return STRATA_ESYNTAX;
		if (h.type == JSON_STRING && json_key_is(&h, "sha256"))
			*sha256 = json_string(arena, &h);
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

static void take_text(struct pypi_file *file, const struct json_value *v,
		      struct strata_arena *arena)
{
	if (json_key_is(v, "filename"))
		file->name = json_string(arena, v);
	else if (json_key_is(v, "url"))
		file->url = json_string(arena, v);
	else if (json_key_is(v, "requires-python"))
		file->requires_python = json_string(arena, v);
	else if (json_key_is(v, "upload-time"))
		file->uploaded = json_string(arena, v);
	else if (json_key_is(v, "yanked"))
		file->yanked = true;
}

static int read_member(struct pypi_file *file, struct json_reader *r, struct json_value *v,
		       struct strata_arena *arena)
{
	bool there;

	if (json_key_is(v, "hashes"))
		return read_hash(&file->sha256, &there, r, v, arena);
	if (json_key_is(v, "core-metadata") || json_key_is(v, "dist-info-metadata") ||
	    json_key_is(v, "data-dist-info-metadata")) {
		int rc = read_hash(&file->metadata_sha256, &there, r, v, arena);

		if (file->metadata != STRATA_YES)
			file->metadata = there ? STRATA_YES : STRATA_NO;
		return rc;
	}
	if (json_skip(r, v) < 0)
		return STRATA_ESYNTAX;
	if (v->type == JSON_STRING)
		take_text(file, v, arena);
	else if (v->type == JSON_NUMBER && json_key_is(v, "size"))
		strata_str_u64(&file->size, v->raw);
	else if (v->type == JSON_BOOL && json_key_is(v, "yanked"))
		file->yanked = strata_str_eq(v->raw, STRATA_STR("true"));
	return 0;
}

static int read_file(struct pypi_files *out, struct json_reader *r, struct strata_str page,
		     struct strata_arena *arena)
{
	struct pypi_file *file = add_file(out, arena, r->err);
	struct json_value v;

	if (!file)
		return STRATA_ELIMIT;
	while (json_next(r, &v) > JSON_END)
		if (read_member(file, r, &v, arena) < 0)
			return STRATA_ESYNTAX;
	file->url = whole(file->url, page, arena);
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_files(struct pypi_files *out, struct json_reader *r, struct strata_str page,
		      struct strata_arena *arena)
{
	struct json_value v;
	int rc = 0;

	while (rc == 0 && json_next(r, &v) > JSON_END)
		rc = v.type == JSON_OBJECT ? read_file(out, r, page, arena) : json_skip(r, &v);
	return rc < 0 ? rc : r->failed ? STRATA_ESYNTAX : 0;
}

static int read_json(struct pypi_files *out, struct strata_str bytes, struct strata_str page,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct json_reader r;
	struct json_value v;
	int rc = 0;

	json_init(&r, bytes, JSON_STRICT, err ? err : &own);
	if (json_next(&r, &v) != JSON_OBJECT)
		return strata_fail(r.err, STRATA_ESYNTAX, 0, "the answer is no JSON object");
	while (rc == 0 && json_next(&r, &v) > JSON_END)
		rc = v.type == JSON_ARRAY && json_key_is(&v, "files")
			     ? read_files(out, &r, page, arena)
			     : json_skip(&r, &v);
	return rc < 0 ? rc : r.failed ? STRATA_ESYNTAX : json_finish(&r);
}

/* --- HTML ----------------------------------------------------------------------------------- */

/* The entities that attributes of such pages are written with. */
static struct strata_str decode(struct strata_str s, struct strata_arena *arena)
{
	static const struct {
		const char *name;
		char c;
	} entities[] = { { "&gt;", '>' }, { "&lt;", '<' },  { "&amp;", '&' },
			 { "&quot;", '"' }, { "&#34;", '"' }, { "&#39;", '\'' }, { "&#x27;", '\'' } };
	char *out = strata_arena_alloc(arena, s.len + 1);
	size_t len = 0;

	while (s.len) {
		char c = s.ptr[0];
		size_t skip = 1;

		for (size_t i = 0; c == '&' && i < sizeof(entities) / sizeof(*entities); i++)
			if (strata_str_starts(s, strata_str_of(entities[i].name))) {
				c = entities[i].c;
				skip = strata_str_of(entities[i].name).len;
				break;
			}
		out[len++] = c;
		s = strata_str_skip(s, skip);
	}
	return (struct strata_str){ out, len };
}

/* The next `name="value"` of a tag; false at its end. */
static bool next_attribute(struct strata_str *name, struct strata_str *value,
			   struct strata_str *tag)
{
	struct strata_str s = strata_str_trim(*tag);
	size_t n = 0;
	char quote;

	while (n < s.len && s.ptr[n] != '=' && !strata_is_space(s.ptr[n]))
		n++;
	*name = strata_str_take(s, n);
	*value = STRATA_STR("");
	s = strata_str_trim(strata_str_skip(s, n));
	if (strata_str_starts(s, STRATA_STR("="))) {
		s = strata_str_trim(strata_str_skip(s, 1));
		quote = s.len && (s.ptr[0] == '"' || s.ptr[0] == '\'') ? s.ptr[0] : ' ';
		s = strata_str_skip(s, quote != ' ');
		*value = strata_str_take(s, strata_str_chr(s, quote));
		s = strata_str_skip(s, value->len + 1);
	}
	*tag = s;
	return name->len > 0;
}

/* "sha256=HEX", of an address's fragment or an attribute. */
static struct strata_str hash_in(struct strata_str text)
{
	struct strata_str key = STRATA_STR("sha256=");

	return strata_str_starts(text, key) ? strata_str_skip(text, key.len) : STRATA_NONE;
}

static void take_attribute(struct pypi_file *file, struct strata_str name, struct strata_str value)
{
	size_t hash;

	if (strata_str_eq_nocase(name, STRATA_STR("href"))) {
		hash = strata_str_chr(value, '#');
		file->url = strata_str_take(value, hash);
		if (hash != STRATA_NPOS)
			file->sha256 = hash_in(strata_str_skip(value, hash + 1));
	} else if (strata_str_eq_nocase(name, STRATA_STR("data-requires-python"))) {
		file->requires_python = value;
	} else if (strata_str_eq_nocase(name, STRATA_STR("data-yanked"))) {
		file->yanked = true;
	} else if (strata_str_eq_nocase(name, STRATA_STR("data-core-metadata")) ||
		   strata_str_eq_nocase(name, STRATA_STR("data-dist-info-metadata"))) {
		file->metadata = strata_str_eq(value, STRATA_STR("false")) ? STRATA_NO : STRATA_YES;
		file->metadata_sha256 = hash_in(value);
	}
}

/* Where a tag ends: '>' may stand in quotes. */
static size_t tag_end(struct strata_str s)
{
	char quote = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (quote ? s.ptr[i] == quote : s.ptr[i] == '"' || s.ptr[i] == '\'')
			quote = quote ? 0 : s.ptr[i];
		else if (!quote && s.ptr[i] == '>')
			return i;
	}
	return STRATA_NPOS;
}

static int read_anchor(struct pypi_files *out, struct strata_str tag, struct strata_str text,
		       struct strata_str page, struct strata_arena *arena, struct strata_error *err)
{
	struct pypi_file *file = add_file(out, arena, err);
	struct strata_str name, value;

	if (!file)
		return STRATA_ELIMIT;
	while (next_attribute(&name, &value, &tag))
		take_attribute(file, name, decode(value, arena));
	file->name = strata_str_trim(text);
	file->url = whole(file->url, page, arena);
	return 0;
}

static int read_html(struct pypi_files *out, struct strata_str bytes, struct strata_str page,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str rest = bytes, open = STRATA_STR("<a ");
	size_t at, end;
	int rc = 0;

	if (strata_str_find(bytes, STRATA_STR("<")) == STRATA_NPOS)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the answer is neither JSON nor HTML");
	while (rc == 0 && (at = strata_str_find(rest, open)) != STRATA_NPOS) {
		struct strata_str tag = strata_str_skip(rest, at + open.len);

		if ((end = tag_end(tag)) == STRATA_NPOS)
			return strata_fail(err, STRATA_ESYNTAX, 0, "the page ends in a tag");
		rest = strata_str_skip(tag, end + 1);
		rc = read_anchor(out, strata_str_take(tag, end),
				 strata_str_take(rest, strata_str_chr(rest, '<')), page, arena, err);
	}
	return rc;
}

int pypi_page_read(struct pypi_files *out, struct strata_str bytes, struct strata_str address,
		   struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str text = strata_str_trim(bytes);

	*out = (struct pypi_files){ 0 };
	if (strata_str_starts(text, STRATA_STR("{")))
		return read_json(out, bytes, address, arena, err);
	return read_html(out, bytes, address, arena, err);
}
