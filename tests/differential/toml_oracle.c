/*
 * toml_oracle.c - reads TOML documents, one a line in hexadecimal, and answers each
 * tree as one line of JSON, for the test that compares our reader with another.
 *
 *	{"m": [[KEY, VALUE], ..]}  a table        {"s": TEXT}  a string
 *	{"a": [VALUE, ..]}         an array       {"r": TEXT}  any other scalar, as written
 *	"error"                    no TOML
 *
 * KEY and TEXT are hexadecimal.
 */
#include <stdio.h>
#include <stdlib.h>

#include "text/toml.h"

static void put_hex(struct strata_str s)
{
	putchar('"');
	for (size_t i = 0; i < s.len; i++)
		printf("%02x", (unsigned char)s.ptr[i]);
	putchar('"');
}

static void put_node(const struct node *n)
{
	if (n->type != NODE_MAP && n->type != NODE_ARRAY) {
		printf("{\"%c\":", n->type == NODE_STRING && n->quoted ? 's' : 'r');
		put_hex(n->text);
		putchar('}');
		return;
	}
	printf(n->type == NODE_MAP ? "{\"m\":[" : "{\"a\":[");
	for (const struct node *child = n->first; child; child = child->next) {
		if (child != n->first)
			putchar(',');
		if (n->type == NODE_MAP) {
			putchar('[');
			put_hex(child->key);
			putchar(',');
		}
		put_node(child);
		if (n->type == NODE_MAP)
			putchar(']');
	}
	printf("]}");
}

static int digit(int c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void answer(const char *hex, size_t len)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	char *bytes = strata_arena_alloc(&arena, len / 2 + 1);
	struct node *top;

	for (size_t i = 0; i + 1 < len; i += 2)
		bytes[i / 2] = (char)(digit(hex[i]) * 16 + digit(hex[i + 1]));
	if (toml_tree(&top, (struct strata_str){ bytes, len / 2 }, &arena, NULL) < 0)
		printf("\"error\"");
	else
		put_node(top);
	putchar('\n');
	strata_arena_release(&arena);
}

int main(void)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t len;

	while ((len = getline(&line, &capacity, stdin)) > 0)
		answer(line, (size_t)len - (line[len - 1] == '\n'));
	free(line);
	return fflush(stdout) == 0 && !ferror(stdin) ? 0 : 2;
}
