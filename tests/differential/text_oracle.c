/*
 * text_oracle.c - reads documents as our readers do, for the tests that compare them
 * with reference libraries.
 *
 *	text_oracle json|yaml FILE
 *
 * FILE holds documents, each behind its length in bytes and a newline. Each is
 * answered with one line: a JSON array ["type", text or children..] in which texts
 * are hexadecimal, or "error".
 */
#include <stdio.h>
#include <string.h>

#include "strata/buf.h"
#include "text/json.h"
#include "text/yaml.h"

static const char *const types[] = { "null", "bool", "number", "string", "array", "map" };

static void put_text(struct strata_str s)
{
	fputs(",\"", stdout);
	for (size_t i = 0; i < s.len; i++)
		printf("%02x", (unsigned)(unsigned char)s.ptr[i]);
	putchar('"');
}

/* Depth is bounded by the readers. */
static void put_node(const struct node *n)
{
	printf("[\"%s\"", types[n->type]);
	if (n->type < NODE_ARRAY)
		put_text(n->text);
	for (const struct node *child = n->first; child; child = child->next) {
		if (n->type == NODE_MAP)
			put_text(child->key);
		putchar(',');
		put_node(child);
	}
	putchar(']');
}

static void answer(const char *kind, struct strata_str bytes)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct node *top;
	int rc;

	rc = strcmp(kind, "yaml") == 0 ? yaml_stream(&top, bytes, &arena, NULL)
				       : json_tree(&top, bytes, JSON_STRICT, &arena, NULL);
	if (rc < 0)
		fputs("\"error\"", stdout);
	else
		put_node(top);
	putchar('\n');
	strata_arena_release(&arena);
}

int main(int argc, char **argv)
{
	struct strata_buf b = STRATA_BUF_INIT;
	FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;
	size_t len;

	if (!f)
		return 2;
	while (fscanf(f, "%zu", &len) == 1 && fgetc(f) == '\n') {
		strata_buf_reset(&b);
		if (fread(strata_buf_room(&b, len), 1, len, f) != len)
			return 2;
		answer(argv[1], (struct strata_str){ b.ptr ? b.ptr : "", len });
	}
	strata_buf_release(&b);
	fclose(f);
	return 0;
}
