/* xml_scan.c - see xml_scan.h. */
#include "fix/xml_scan.h"

#include "text/line.h"

static struct strata_str rest_of(const struct xml_scan *s)
{
	return strata_str_skip(s->bytes, s->at);
}

/* Behind the text that ends something; at the end of the bytes without one. */
static void skip_past(struct xml_scan *s, const char *end)
{
	size_t n = strata_str_find(rest_of(s), strata_str_of(end));

	s->at = n == STRATA_NPOS ? s->bytes.len : s->at + n + strata_str_of(end).len;
}

/* A '>' may stand in a value. */
static void skip_tag(struct xml_scan *s)
{
	char quote = 0;

	for (; s->at < s->bytes.len; s->at++) {
		char c = s->bytes.ptr[s->at];

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			break;
	}
	s->at += s->at < s->bytes.len;
}

static struct strata_str local_name(struct strata_str tag)
{
	size_t n = 0;

	while (n < tag.len && !strata_is_space(tag.ptr[n]) && tag.ptr[n] != '/' && tag.ptr[n] != '>')
		n++;
	tag = strata_str_take(tag, n);
	n = strata_str_rchr(tag, ':');
	return n == STRATA_NPOS ? tag : strata_str_skip(tag, n + 1);
}

static enum xml_tag read_tag(struct xml_scan *s)
{
	struct strata_str rest = rest_of(s);

	s->start = s->at;
	if (strata_str_starts(rest, STRATA_STR("<!--"))) {
		skip_past(s, "-->");
	} else if (strata_str_starts(rest, STRATA_STR("<![CDATA["))) {
		skip_past(s, "]]>");
	} else if (strata_str_starts(rest, STRATA_STR("<?"))) {
		skip_past(s, "?>");
	} else {
		bool closes = strata_str_starts(rest, STRATA_STR("</"));

		s->name = local_name(strata_str_skip(rest, closes ? 2 : 1));
		skip_tag(s);
		s->end = s->at;
		if (closes)
			return XML_CLOSES;
		if (strata_str_starts(rest, STRATA_STR("<!")))
			return XML_NO_TAG;
		return s->end >= 2 && s->bytes.ptr[s->end - 2] == '/' ? XML_EMPTY : XML_OPENS;
	}
	return XML_NO_TAG;
}

/* False: a tag that closes nothing. */
static bool nest(struct xml_scan *s, enum xml_tag tag)
{
	s->closing = tag == XML_CLOSES;
	if (s->closing)
		return s->depth > 0;
	if (tag == XML_OPENS && s->depth < STRATA_LIMIT_NESTING) {
		s->open[s->depth] = s->name;
		s->inside[s->depth++] = s->end;
	}
	return true;
}

enum xml_tag xml_scan_next(struct xml_scan *s)
{
	s->depth -= s->closing && s->depth;
	s->closing = false;
	while (s->at < s->bytes.len) {
		size_t n = strata_str_chr(rest_of(s), '<');
		enum xml_tag tag;

		if (n == STRATA_NPOS)
			break;
		s->at += n;
		tag = read_tag(s);
		if (tag != XML_NO_TAG && nest(s, tag))
			return tag;
	}
	s->at = s->bytes.len;
	return XML_NO_TAG;
}

bool xml_scan_is(const struct xml_scan *s, unsigned up, const char *name)
{
	return s->depth > up && strata_str_eq(s->open[s->depth - 1 - up], strata_str_of(name));
}

struct strata_str xml_scan_text(const struct xml_scan *s)
{
	size_t from = s->inside[s->depth - 1];

	return strata_str_trim((struct strata_str){ s->bytes.ptr + from, s->start - from });
}

/* Takes one attribute off the front; false when there is none. */
static bool next_attribute(struct strata_str *name, struct strata_str *value, struct strata_str *rest)
{
	char quote;

	if (!strata_str_cut(name, rest, *rest, '='))
		return false;
	*name = strata_str_trim(*name);
	*rest = strata_str_trim(*rest);
	if (!rest->len || (rest->ptr[0] != '"' && rest->ptr[0] != '\''))
		return false;
	quote = rest->ptr[0];
	return strata_str_cut(value, rest, strata_str_skip(*rest, 1), quote);
}

struct strata_str xml_scan_attribute(const struct xml_scan *s, const char *wanted)
{
	struct strata_str tag = { s->bytes.ptr + s->start, s->end - s->start };
	struct strata_str name, value, rest = strata_str_skip(tag, 1);
	size_t n = 0;

	while (n < rest.len && !strata_is_space(rest.ptr[n]))
		n++;
	rest = strata_str_skip(rest, n);
	while (next_attribute(&name, &value, &rest))
		if (strata_str_eq(name, strata_str_of(wanted)))
			return value;
	return STRATA_NONE;
}
