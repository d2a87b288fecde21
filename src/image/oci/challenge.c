/* challenge.c - challenges of servers, and tokens; see challenge.h. */
#include "image/oci/challenge.h"

#include "net/many.h"
#include "strata/limits.h"
#include "text/json.h"

struct cursor {
	struct strata_str rest;
	struct strata_arena *arena;
};

static bool is_token_char(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) ||
	       (c > ' ' && c < 127 && strata_str_chr(STRATA_STR("!#$%&'*+-.^_`|~"), c) != STRATA_NPOS);
}

static void skip(struct cursor *c)
{
	while (c->rest.len && (strata_is_space(c->rest.ptr[0]) || c->rest.ptr[0] == ','))
		c->rest = strata_str_skip(c->rest, 1);
}

static struct strata_str take_word(struct cursor *c)
{
	size_t n = 0;

	while (n < c->rest.len && is_token_char(c->rest.ptr[n]))
		n++;
	c->rest = strata_str_skip(c->rest, n);
	return (struct strata_str){ c->rest.ptr - n, n };
}

static struct strata_str take_quoted(struct cursor *c)
{
	char *out = strata_arena_text(c->arena, c->rest.len);
	size_t len = 0, i;

	for (i = 1; i < c->rest.len && c->rest.ptr[i] != '"'; i++) {
		if (c->rest.ptr[i] == '\\' && i + 1 < c->rest.len)
			i++;
		out[len++] = c->rest.ptr[i];
	}
	c->rest = strata_str_skip(c->rest, i + 1);
	return (struct strata_str){ out, len };
}

/* "=value" behind a name; absent when none follows, so that the name was a scheme. */
static struct strata_str take_value(struct cursor *c)
{
	struct strata_str before = c->rest;

	while (c->rest.len && (c->rest.ptr[0] == ' ' || c->rest.ptr[0] == '\t'))
		c->rest = strata_str_skip(c->rest, 1);
	if (!c->rest.len || c->rest.ptr[0] != '=') {
		c->rest = before;
		return STRATA_NONE;
	}
	c->rest = strata_str_trim(strata_str_skip(c->rest, 1));
	return c->rest.len && c->rest.ptr[0] == '"' ? take_quoted(c) : take_word(c);
}

static void keep(struct oci_challenge *out, struct strata_str name, struct strata_str value)
{
	if (strata_str_eq_nocase(name, STRATA_STR("realm")) && !out->realm.ptr)
		out->realm = value;
	else if (strata_str_eq_nocase(name, STRATA_STR("service")) && !out->service.ptr)
		out->service = value;
	else if (strata_str_eq_nocase(name, STRATA_STR("scope")) && !out->scope.ptr)
		out->scope = value;
}

static void read_line(struct oci_challenge *out, struct strata_str line, struct strata_arena *arena)
{
	struct cursor c = { line, arena };
	bool bearer = false, had = out->realm.ptr != NULL;

	for (skip(&c); c.rest.len; skip(&c)) {
		struct strata_str word = take_word(&c), value = take_value(&c);

		if (!word.len) { /* nothing that RFC 9110 knows */
			c.rest = strata_str_skip(c.rest, 1);
		} else if (value.ptr) {
			if (bearer && !had)
				keep(out, word, value);
		} else {
			had = had || (bearer && out->realm.ptr);
			bearer = strata_str_eq_nocase(word, STRATA_STR("bearer"));
			out->basic = out->basic || strata_str_eq_nocase(word, STRATA_STR("basic"));
		}
	}
}

void oci_challenge_read(struct oci_challenge *out, struct strata_str head,
			struct strata_arena *arena)
{
	struct strata_str line;

	*out = (struct oci_challenge){ 0 };
	for (size_t i = 0; (line = net_header(head, "www-authenticate", i)).ptr; i++)
		read_line(out, line, arena);
}

/* --- the token ---------------------------------------------------------------------------- */

static bool is_plain(struct strata_str url)
{
	for (size_t i = 0; i < url.len; i++)
		if (url.ptr[i] <= ' ' || url.ptr[i] >= 127 || url.ptr[i] == '"' || url.ptr[i] == '#')
			return false;
	return net_same_host(url, url);
}

static void add_parameter(struct strata_buf *b, const char *name, struct strata_str value)
{
	strata_buf_addf(b, "%c%s=", strata_str_chr(strata_buf_str(b), '?') == STRATA_NPOS ? '?' : '&',
			name);
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (strata_is_alpha(c) || strata_is_digit(c) || c == '-' || c == '.' || c == '_')
			strata_buf_addc(b, c);
		else
			strata_buf_addf(b, "%%%02X", (unsigned)(unsigned char)c);
	}
}

int oci_token_address(struct strata_str *out, const struct oci_challenge *c,
		      struct strata_str server, struct strata_str scope, struct strata_arena *arena,
		      struct strata_error *err)
{
	bool secure = strata_str_starts(c->realm, STRATA_STR("https://"));
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str rest = c->scope.len ? c->scope : scope, one;

	if (!is_plain(c->realm) || (!secure && !net_same_host(c->realm, server)))
		return strata_fail(err, STRATA_EIO, 0,
				   "the registry sends for a token to where no password may go: '%.*s'",
				   STRATA_ARG(strata_str_take(c->realm, 200)));
	strata_buf_add(&b, c->realm);
	if (c->service.len)
		add_parameter(&b, "service", c->service);
	while (rest.len) {
		strata_str_cut(&one, &rest, rest, ' ');
		if (one.len)
			add_parameter(&b, "scope", one);
	}
	*out = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return 0;
}

int oci_token_read(struct strata_str *authorization, struct strata_str bytes,
		   struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str token;
	struct node *top;
	int rc = json_map(&top, bytes, JSON_STRICT, arena, err);

	if (rc < 0)
		return rc;
	token = node_text(top, "token");
	if (!token.len)
		token = node_text(top, "access_token");
	for (size_t i = 0; i < token.len; i++)
		if (token.ptr[i] <= ' ' || token.ptr[i] >= 127)
			token.len = 0;
	if (!token.len)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the registry's answer has no token");
	*authorization = strata_arena_join(arena, STRATA_STR("Bearer "), token, STRATA_NONE);
	return 0;
}
