/*
 * yarn.lock: what yarn resolved, in the language of yarn 0.x and 1 (classic); a
 * file with __metadata is berry's, in yarn_berry.c.
 *
 * Classic looks like YAML and is not: an entry's key is a list of descriptors
 * ("a@^1, a@^2:"), its fields are `name value` without a colon, its dependencies
 * stand deeper. Anything may be quoted, and is when it must be. We read it line by
 * line, for the lines and because a merge conflict is often left in the file: yarn
 * itself takes both sides then, and so do we, loudly.
 *
 * The file does not tell what the project itself asks for: package.json does, and
 * finds its entries by their descriptors.
 *
 * Format: yarn's own reader and writer, src/lockfile/{parse,stringify}.js of yarn
 * 1.22, 2026-11.
 */
#include "npm/yarn.h"
#include "strata/format.h"
#include "text/json.h"
#include "text/line.h"
#include "text/utf8.h"

struct entry {
	bool open;
	unsigned line;
	struct strata_strs descriptors;
	struct strata_str version, resolved, integrity;
	size_t first_want; /* its wants: from here on */
	bool in_section, ignored;
	size_t section_indent;
	enum strata_scope section_scope;
};

struct reader {
	struct yarn_reader yarn;
	struct entry entry;
};

/* The length of a quoted text with both quotes; 0 when it does not end. */
static size_t quoted_length(struct strata_str s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '"')
			return i + 1;
	}
	return 0;
}

/*
 * Takes a word from the front of *rest: a quoted text, or all up to one of `ends`.
 * Absent when a quote is left open.
 */
static struct strata_str take_word(struct reader *r, struct strata_str *rest, const char *ends)
{
	struct strata_str s = strata_str_trim(*rest), word;
	size_t len = 0;

	if (s.len && s.ptr[0] == '"') {
		len = quoted_length(s);
		*rest = strata_str_skip(s, len);
		if (len == 0)
			return STRATA_NONE;
		word = strata_str_skip(strata_str_take(s, len - 1), 1);
		return json_unescape(r->yarn.out->arena, word,
				     strata_str_chr(word, '\\') != STRATA_NPOS);
	}
	while (len < s.len && strata_str_chr(strata_str_of(ends), s.ptr[len]) == STRATA_NPOS)
		len++;
	*rest = strata_str_skip(s, len);
	return strata_str_trim(strata_str_take(s, len));
}

/* The real name behind the descriptors, and the range of the first. */
static struct strata_str name_of(struct strata_str *range, const struct entry *e)
{
	struct strata_str name = STRATA_NONE, real, rest;

	for (size_t i = e->descriptors.count; i-- > 0;) {
		npm_split(&name, range, e->descriptors.items[i]);
		if (npm_alias(&real, &rest, *range)) {
			*range = rest;
			return real;
		}
	}
	return name;
}

/* A folder is the project's own; a linked one has no version but a made-up one. */
static void set_origin(struct strata_package *p, const struct entry *e, struct strata_str range)
{
	npm_set_source(p, e->resolved);
	if (!npm_is_local(range) || e->resolved.len)
		return;
	p->source = range;
	p->local = true;
	if (strata_str_starts(range, STRATA_STR("link:")))
		p->version = STRATA_NONE;
}

static void close_entry(struct reader *r)
{
	struct strata_facts *out = r->yarn.out;
	struct entry *e = &r->entry;
	struct strata_str range = STRATA_NONE, name = name_of(&range, e);
	struct strata_package *p;

	if (!e->open)
		return;
	p = strata_facts_add(out, name, e->version, e->line);
	set_origin(p, e, range);
	if (!e->version.len) {
		p->requirement = range;
		strata_facts_note(out, e->line, "package '%.*s' without a version",
				  STRATA_ARG(name));
	}
	npm_add_integrity(out, p, e->integrity);
	for (size_t i = 0; i < e->descriptors.count; i++)
		yarn_answer(&r->yarn, e->descriptors.items[i]);
	for (size_t i = e->first_want; i < r->yarn.wants.count; i++)
		r->yarn.wants.items[i].from = (int)strata_facts_last(out);
	r->entry = (struct entry){ 0 };
}

static void not_understood(struct reader *r, unsigned line)
{
	strata_facts_note(r->yarn.out, line, "line is not understood");
}

/* `a@^1, "b@>= 1":` */
static void open_entry(struct reader *r, const struct line_cursor *c)
{
	struct strata_str rest = strata_str_trim(c->line), word;

	close_entry(r);
	if (!strata_str_ends(rest, STRATA_STR(":"))) {
		not_understood(r, c->number);
		return;
	}
	rest = strata_str_take(rest, rest.len - 1);
	while (rest.len) {
		word = take_word(r, &rest, ",");
		if (word.len)
			*strata_vec_push(r->yarn.out->arena, &r->entry.descriptors) = word;
		rest = strata_str_trim(rest);
		if (!word.len || (rest.len && rest.ptr[0] != ',')) {
			not_understood(r, c->number);
			break;
		}
		rest = strata_str_skip(rest, 1);
	}
	r->entry.open = r->entry.descriptors.count > 0;
	r->entry.line = c->number;
	r->entry.first_want = r->yarn.wants.count;
}

/* `dependencies:` and its kin; others (prebuiltVariants) are passed over. */
static void open_section(struct entry *e, struct strata_str name, size_t indent)
{
	e->in_section = true;
	e->section_indent = indent;
	e->section_scope = STRATA_SCOPE_UNKNOWN;
	e->ignored = false;
	if (strata_str_eq(name, STRATA_STR("optionalDependencies")))
		e->section_scope = STRATA_SCOPE_OPTIONAL;
	else if (!strata_str_eq(name, STRATA_STR("dependencies")))
		e->ignored = true;
}

static void set_field(struct entry *e, struct strata_str name, struct strata_str value)
{
	if (strata_str_eq(name, STRATA_STR("version")))
		e->version = value;
	else if (strata_str_eq(name, STRATA_STR("resolved")))
		e->resolved = value;
	else if (strata_str_eq(name, STRATA_STR("integrity")))
		e->integrity = value;
}

static void read_field(struct reader *r, const struct line_cursor *c)
{
	struct entry *e = &r->entry;
	size_t indent = line_indent(c->line);
	struct strata_str rest = c->line, name = take_word(r, &rest, " \t:"), value;
	bool colon;

	rest = strata_str_trim(rest);
	colon = rest.len && rest.ptr[0] == ':';
	rest = strata_str_trim(strata_str_skip(rest, colon));
	value = take_word(r, &rest, "");
	if (!e->open || !name.len || !value.ptr || (!value.len && !rest.ptr)) {
		not_understood(r, c->number);
		return;
	}
	if (e->in_section && indent > e->section_indent) {
		if (!e->ignored)
			*strata_vec_push(r->yarn.out->arena, &r->yarn.wants) = (struct yarn_want){
				.name = name,
				.range = value,
				.scope = e->section_scope,
				.line = c->number,
			};
		return;
	}
	e->in_section = false;
	if (colon && !value.len)
		open_section(e, name, indent);
	else
		set_field(e, name, value);
}

static bool is_conflict_mark(struct strata_str line)
{
	return strata_str_starts(line, STRATA_STR("<<<<<<< ")) ||
	       strata_str_starts(line, STRATA_STR(">>>>>>> ")) ||
	       strata_str_starts(line, STRATA_STR("||||||| ")) ||
	       strata_str_eq(line, STRATA_STR("======="));
}

/* "# yarn lockfile v1" is the only version that classic ever wrote, besides none. */
static void read_comment(struct reader *r, const struct line_cursor *c)
{
	static const struct strata_str mark = { "# yarn lockfile v", 17 };
	struct strata_str line = strata_str_trim(c->line);

	if (strata_str_starts(line, mark) && !strata_str_eq(strata_str_skip(line, mark.len),
							    STRATA_STR("1")))
		strata_facts_note(r->yarn.out, c->number,
				  "lockfile version '%.*s' is not known: read as version 1",
				  STRATA_ARG(strata_str_skip(line, mark.len)));
}

static void read_line(struct reader *r, const struct line_cursor *c)
{
	struct strata_str text = strata_str_trim(c->line);

	if (!text.len)
		return;
	if (text.ptr[0] == '#')
		read_comment(r, c);
	else if (is_conflict_mark(c->line))
		strata_facts_note(r->yarn.out, c->number,
				  "an unresolved merge conflict: both sides are read");
	else if (line_indent(c->line) == 0)
		open_entry(r, c);
	else
		read_field(r, c);
}

static bool is_berry(struct strata_str bytes)
{
	static const struct strata_str key = { "__metadata:", 11 };

	return strata_str_starts(bytes, key) ||
	       strata_str_find(bytes, STRATA_STR("\n__metadata:")) != STRATA_NPOS;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str bytes = utf8_text(out->arena, in->bytes);
	struct reader r = { .yarn = YARN_READER(out) };
	struct line_cursor c = LINE_CURSOR(bytes);

	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("package.json"), 0);
	if (is_berry(bytes))
		return yarn_berry_parse(out, bytes, err);
	while (line_next(&c))
		read_line(&r, &c);
	close_entry(&r);
	yarn_settle(&r.yarn);
	return 0;
}

const struct strata_format strata_format_npm_yarn_lock = {
	.name = "npm/yarn-lock",
	.files = "yarn.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};
