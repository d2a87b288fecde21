/* haskell.c - see haskell.h. */
#include "haskell/haskell.h"
#include "text/line.h"
#include "text/utf8.h"

static bool is_version(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_digit(s.ptr[i]) && s.ptr[i] != '.')
			return false;
	return s.len && strata_is_digit(s.ptr[0]) && strata_is_digit(s.ptr[s.len - 1]);
}

/* What stands behind "==" is one version, unless it goes on, or ends in a wildcard. */
static bool is_exact(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strata_is_space(s.ptr[i]) || s.ptr[i] == '*' || s.ptr[i] == '|' ||
		    s.ptr[i] == '&' || s.ptr[i] == '{')
			return false;
	return s.len && strata_is_digit(s.ptr[0]);
}

static bool is_name(struct strata_str s)
{
	bool letter = false;

	for (size_t i = 0; i < s.len; i++) {
		if (!strata_is_alpha(s.ptr[i]) && !strata_is_digit(s.ptr[i]) && s.ptr[i] != '-')
			return false;
		letter = letter || strata_is_alpha(s.ptr[i]);
	}
	return letter;
}

struct strata_package *haskell_add_pin(struct strata_facts *out, struct strata_str text,
				       unsigned line)
{
	struct strata_str id, hash, size;
	struct strata_package *p;
	size_t hyphen;

	strata_str_cut(&id, &hash, strata_str_trim(text), '@');
	hyphen = strata_str_rchr(id, '-');
	if (hyphen == STRATA_NPOS || !is_name(strata_str_take(id, hyphen)) ||
	    !is_version(strata_str_skip(id, hyphen + 1)))
		return NULL;
	p = strata_facts_add(out, strata_str_take(id, hyphen), strata_str_skip(id, hyphen + 1), line);
	strata_str_cut(&hash, &size, hash, ',');
	if (strata_str_starts(hash, STRATA_STR("sha256:")))
		*strata_vec_push(out->arena, &p->checksums) = hash;
	return p;
}

/* "any.", "setup.", "host:pkg." say for whom a constraint holds. */
static struct strata_str without_scope(struct strata_str name)
{
	size_t dot = strata_str_rchr(name, '.'), colon;

	if (dot != STRATA_NPOS)
		return strata_str_skip(name, dot + 1);
	colon = strata_str_chr(name, ':'); /* name:library or name:{a, b} */
	return strata_str_take(name, colon);
}

static size_t name_end(struct strata_str s)
{
	size_t i = 0;

	while (i < s.len && !strata_is_space(s.ptr[i]) && s.ptr[i] != '=' && s.ptr[i] != '<' &&
	       s.ptr[i] != '>' && s.ptr[i] != '^')
		i++;
	return i;
}

struct strata_package *haskell_add_constraint(struct strata_facts *out, struct strata_str text,
					      unsigned line)
{
	size_t end = name_end(text = strata_str_trim(text));
	struct strata_str name = without_scope(strata_str_take(text, end)), version;
	struct strata_str rest = strata_str_trim(strata_str_skip(text, end));
	struct strata_package *p;

	if (!is_name(name) ||
	    (rest.len && (rest.ptr[0] == '+' || (rest.ptr[0] == '-' && rest.len > 1 &&
						  strata_str_chr(rest, '=') == STRATA_NPOS))))
		return NULL;
	if (strata_str_eq(rest, STRATA_STR("source")) || strata_str_eq(rest, STRATA_STR("test")))
		return NULL;
	p = strata_facts_add(out, name, STRATA_NONE, line);
	version = strata_str_trim(strata_str_skip(rest, 2));
	if (strata_str_starts(rest, STRATA_STR("==")) && is_exact(version))
		p->version = version;
	p->requirement = strata_str_eq(rest, STRATA_STR("installed")) ? STRATA_STR("") : rest;
	return p;
}

struct fields {
	struct strata_arena *arena;
	void (*item)(const struct haskell_item *item, void *payload);
	void *payload;
	struct strata_str field;
	size_t indent; /* of the field */
};

static void give_items(struct fields *f, struct strata_str text, unsigned line)
{
	struct strata_str part;

	while (text.ptr) {
		struct haskell_item item = { f->field, STRATA_NONE, line };

		strata_str_cut(&part, &text, text, ',');
		item.text = strata_str_trim(part);
		if (item.text.len)
			f->item(&item, f->payload);
	}
}

static bool is_field_name(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_alpha(s.ptr[i]) && !strata_is_digit(s.ptr[i]) && s.ptr[i] != '-' &&
		    s.ptr[i] != '_')
			return false;
	return s.len > 0;
}

static void read_line(struct fields *f, struct strata_str text, unsigned number)
{
	size_t indent = line_indent(text);
	struct strata_str line = strata_str_trim(text), name, value;
	struct haskell_item head = { .text = line, .line = number };

	if (!line.len || strata_str_starts(line, STRATA_STR("--")))
		return;
	if (f->field.ptr && indent > f->indent) {
		give_items(f, line, number);
		return;
	}
	f->field = STRATA_NONE;
	f->indent = indent;
	if (strata_str_cut(&name, &value, line, ':') && is_field_name(strata_str_trim(name))) {
		f->field = strata_name_lower(f->arena, strata_str_trim(name));
		give_items(f, value, number);
	} else {
		f->item(&head, f->payload);
	}
}

void haskell_read_fields(struct strata_arena *arena, struct strata_str bytes,
			 void (*item)(const struct haskell_item *item, void *payload),
			 void *payload)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(arena, bytes));
	struct fields f = { .arena = arena, .item = item, .payload = payload };

	while (line_next(&lines))
		read_line(&f, lines.line, lines.number);
}
