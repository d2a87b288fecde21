/*
 * dockerfile_oracle.c - answers what our reader makes of Dockerfiles and of their words, for
 * the tests that hold it against BuildKit's own samples (test_dockerfile.py).
 *
 * A line of standard input is a question, its parts in hexadecimal; the answer is a line:
 *
 *	tree FILE                    each instruction as "(name [flags] words)", or "error"
 *	expand TEXT [NAME VALUE]..   the text, in hexadecimal after '=', or "error"
 *	words TEXT [NAME VALUE]..    the words, each as above, or "error"
 *	lines FILE                   "first-last" of each instruction
 */
#include <stdio.h>
#include <stdlib.h>

#include "strata/buf.h"
#include "syntax/dockerfile.h"
#include "syntax/dockerfile_expand.h"

static struct strata_arena arena;

static void put_hex(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		printf("%02x", (unsigned char)s.ptr[i]);
}

static void add_quoted(struct strata_buf *out, struct strata_str s)
{
	strata_buf_addc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		static const char controls[] = "abtnvfr";
		char c = s.ptr[i];

		if (c == '"' || c == '\\')
			strata_buf_addf(out, "\\%c", c);
		else if (c >= '\a' && c <= '\r')
			strata_buf_addf(out, "\\%c", controls[c - '\a']);
		else if (c >= 0 && c < ' ')
			strata_buf_addf(out, "\\x%02x", c);
		else
			strata_buf_addc(out, c);
	}
	strata_buf_addc(out, '"');
}

static void add_flags(struct strata_buf *out, const struct dockerfile_instruction *i)
{
	for (size_t k = 0; k < i->flags.count; k++) {
		const struct dockerfile_flag *f = &i->flags.items[k];
		struct strata_buf text = STRATA_BUF_INIT;

		strata_buf_addf(&text, f->value.ptr ? "--%.*s=" : "--%.*s", STRATA_ARG(f->name));
		strata_buf_add(&text, f->value);
		strata_buf_addf(out, k ? " " : " [");
		add_quoted(out, strata_buf_str(&text));
		strata_buf_release(&text);
	}
	if (i->flags.count)
		strata_buf_addc(out, ']');
}

/* ENV and LABEL: name, value, and the sign between them; ARG: one text. */
static void add_word(struct strata_buf *out, const struct dockerfile_instruction *i,
		     const struct dockerfile_word *word)
{
	struct strata_str whole = word->text;

	if (word->value.ptr && i->keyword == DOCKERFILE_ARG)
		whole = STRATA_CONCAT(&arena, word->text, STRATA_STR("="), word->value);
	strata_buf_addc(out, ' ');
	add_quoted(out, whole);
	if (!word->value.ptr || i->keyword == DOCKERFILE_ARG)
		return;
	strata_buf_addc(out, ' ');
	add_quoted(out, word->value);
	strata_buf_addf(out, word->text.ptr[word->text.len] == '=' ? " \"=\"" : " \"\"");
}

static void add_instruction(struct strata_buf *out, const struct dockerfile_instruction *i)
{
	strata_buf_addc(out, '(');
	for (size_t k = 0; k < i->name.len; k++)
		strata_buf_addc(out, strata_lower(i->name.ptr[k]));
	add_flags(out, i);
	for (size_t k = 0; k < i->words.count; k++)
		add_word(out, i, &i->words.items[k]);
	if (i->trigger) {
		strata_buf_addc(out, ' ');
		add_instruction(out, i->trigger);
	}
	strata_buf_addc(out, ')');
}

static void answer_tree(struct strata_str bytes)
{
	struct strata_buf out = STRATA_BUF_INIT;
	struct dockerfile file;

	dockerfile_read(&file, bytes, &arena);
	for (size_t k = 0; k < file.instructions.count; k++) {
		add_instruction(&out, &file.instructions.items[k]);
		strata_buf_addc(&out, '\n');
	}
	if (file.problems.count)
		printf("error ");
	put_hex(strata_buf_str(&out));
	strata_buf_release(&out);
}

static void answer_lines(struct strata_str bytes)
{
	struct dockerfile file;

	dockerfile_read(&file, bytes, &arena);
	for (size_t k = 0; k < file.instructions.count; k++)
		printf("%s%u-%u", k ? " " : "", file.instructions.items[k].line,
		       file.instructions.items[k].end_line);
}

static struct strata_str value_of(struct strata_str name, void *payload)
{
	const struct strata_strs *given = payload;

	for (size_t i = 2; i + 1 < given->count; i += 2)
		if (strata_str_eq(given->items[i], name))
			return given->items[i + 1];
	return STRATA_NONE;
}

static void answer_expand(struct strata_strs *given, bool words)
{
	struct dockerfile_variables variables = { value_of, given, '\\' };
	struct strata_strs out = { 0 };
	int rc;

	if (words)
		rc = dockerfile_expand_words(&out, given->items[1], &variables, &arena, NULL);
	else
		rc = dockerfile_expand(strata_vec_push(&arena, &out), NULL, given->items[1],
				       &variables, &arena, NULL);
	for (size_t i = 0; rc == 0 && i < out.count; i++) {
		printf("%s=", i ? " " : "");
		put_hex(out.items[i]);
	}
	if (rc < 0)
		printf("error");
}

static int digit(int c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* "-" stands for no bytes. */
static struct strata_str decode(struct strata_str hex)
{
	char *bytes = strata_arena_text(&arena, hex.len / 2);

	for (size_t i = 0; i + 1 < hex.len; i += 2)
		bytes[i / 2] = (char)(digit(hex.ptr[i]) * 16 + digit(hex.ptr[i + 1]));
	return (struct strata_str){ bytes, hex.len / 2 };
}

static void answer(struct strata_str line)
{
	struct strata_strs given = { 0 };
	struct strata_str part, rest = strata_str_trim(line), kind;

	strata_str_cut(&kind, &rest, rest, ' ');
	*strata_vec_push(&arena, &given) = kind;
	while (rest.ptr && strata_str_trim(rest).len) {
		strata_str_cut(&part, &rest, rest, ' ');
		*strata_vec_push(&arena, &given) = decode(part);
	}
	if (given.count > 1 && strata_str_eq(kind, STRATA_STR("tree")))
		answer_tree(given.items[1]);
	else if (given.count > 1 && strata_str_eq(kind, STRATA_STR("lines")))
		answer_lines(given.items[1]);
	else if (given.count > 1)
		answer_expand(&given, strata_str_eq(kind, STRATA_STR("words")));
	putchar('\n');
	strata_arena_reset(&arena);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0)
		answer((struct strata_str){ line, (size_t)len });
	free(line);
	strata_arena_release(&arena);
	return 0;
}
