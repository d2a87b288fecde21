/* message.c - see message.h. */
#include "sast/message.h"

#include "strata/buf.h"

#define SHOWN 60 /* bytes of source in a message */

/* A name in braces at the start of text. */
static bool read_name(struct strata_str *name, struct strata_str *field, size_t *len,
		      struct strata_str text)
{
	size_t end = strata_str_chr(text, '}');

	if (text.len < 2 || text.ptr[0] != '{' || end == STRATA_NPOS)
		return false;
	for (size_t i = 1; i < end; i++)
		if (!strata_is_alpha(text.ptr[i]) && !strata_is_digit(text.ptr[i]) &&
		    text.ptr[i] != '.' && text.ptr[i] != '_')
			return false;
	*len = end + 1;
	return strata_str_cut(name, field, strata_str_take(strata_str_skip(text, 1), end - 1), '.');
}

static bool is_captured(const struct sast_rule *rule, struct strata_str name)
{
	for (size_t i = 0; i < rule->queries.count; i++) {
		struct strata_str rest = rule->queries.items[i].text;
		size_t at;

		while ((at = strata_str_chr(rest, '@')) != STRATA_NPOS) {
			rest = strata_str_skip(rest, at + 1);
			if (strata_str_starts(rest, name) &&
			    (rest.len == name.len || strata_is_space(rest.ptr[name.len]) ||
			     strata_str_chr(STRATA_STR(")]("), rest.ptr[name.len]) != STRATA_NPOS))
				return true;
		}
	}
	return false;
}

static bool is_known(const struct sast_rule *rule, struct strata_str name)
{
	if (rule->mode == SAST_TAINT)
		return strata_str_eq(name, STRATA_STR("source")) ||
		       strata_str_eq(name, STRATA_STR("sink"));
	return (rule->items.count && (strata_str_eq(name, STRATA_STR("match")) ||
				      strata_str_eq(name, STRATA_STR("value")))) ||
	       is_captured(rule, name);
}

int sast_message_check(const struct sast_rule *rule, struct strata_error *err)
{
	struct strata_str name, field;
	size_t len;

	for (size_t i = 0; i < rule->message.len; i++) {
		if (!read_name(&name, &field, &len, strata_str_skip(rule->message, i)))
			continue;
		if (!is_known(rule, name))
			return sast_rule_wrong(rule, rule->message_line, rule->message, i + 1, err,
					       "'%.*s' is nothing that the rule finds",
					       STRATA_ARG(name));
		if (!strata_lists("text callee", field))
			return sast_rule_wrong(rule, rule->message_line, rule->message, i + 1, err,
					       "'%.*s' is neither 'text' nor 'callee'",
					       STRATA_ARG(field));
	}
	return 0;
}

bool sast_message_uses(const struct sast_rule *rule, const char *wanted)
{
	struct strata_str name, field;
	size_t len;

	for (size_t i = 0; i < rule->message.len; i++)
		if (read_name(&name, &field, &len, strata_str_skip(rule->message, i)) &&
		    strata_str_eq(name, strata_str_of(wanted)))
			return true;
	return false;
}

struct strata_str sast_message_short(struct strata_arena *arena, struct strata_str text)
{
	char *out = strata_arena_text(arena, SHOWN + 3);
	bool blank = false;
	size_t len = 0, i = 0;

	for (text = strata_str_trim(text); i < text.len && len + 2 < SHOWN; i++) {
		bool space = strata_is_space(text.ptr[i]);

		if (space && blank)
			continue;
		out[len++] = space ? ' ' : text.ptr[i];
		blank = space;
	}
	if (i == text.len)
		return (struct strata_str){ out, len };
	while (len && (out[len - 1] & 0xc0) == 0x80)
		len--; /* no half of a character */
	if (len && out[len - 1] & 0x80)
		len--;
	memcpy(out + len, "..", 2);
	return (struct strata_str){ out, len + 2 };
}

static struct strata_str said_of(const struct sast_saids *said, struct strata_str name)
{
	for (size_t i = 0; i < said->count; i++)
		if (strata_str_eq(said->items[i].name, name))
			return said->items[i].text;
	return STRATA_STR("");
}

/* What is called: the text before the parenthesis. */
static struct strata_str callee_of(struct strata_str text)
{
	size_t end = strata_str_chr(text, '(');

	return end == STRATA_NPOS || end == 0 ? text : strata_str_trim(strata_str_take(text, end));
}

struct strata_str sast_message_make(struct strata_arena *arena, const struct sast_rule *rule,
				    const struct sast_saids *said)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str name, field, made;
	size_t len;

	for (size_t i = 0; i < rule->message.len; i++) {
		if (!read_name(&name, &field, &len, strata_str_skip(rule->message, i))) {
			strata_buf_addc(&b, rule->message.ptr[i]);
			continue;
		}
		made = said_of(said, name);
		if (strata_str_eq(field, STRATA_STR("callee")))
			made = callee_of(made);
		strata_buf_add(&b, sast_message_short(arena, made));
		i += len - 1;
	}
	made = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return made;
}
