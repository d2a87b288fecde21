/*
 * requirement_oracle.c - reads requirements by PEP 508, one a line, for the test that
 * compares us with another reader: "name <tab> extras <tab> specifier <tab> url <tab>
 * marker", or "error".
 */
#include <stdio.h>
#include <stdlib.h>

#include "python/python.h"

static void put(struct strata_str s, char end)
{
	fwrite(s.ptr ? s.ptr : "", 1, s.len, stdout);
	putchar(end);
}

static void answer(struct strata_str text)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct python_requirement r;

	if (!python_requirement(&r, text, &arena)) {
		puts("error");
	} else {
		put(r.name, '\t');
		put(r.extras, '\t');
		put(r.specifier, '\t');
		put(r.url, '\t');
		put(r.marker, '\n');
	}
	strata_arena_release(&arena);
}

int main(void)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t len;

	while ((len = getline(&line, &capacity, stdin)) > 0)
		answer((struct strata_str){ line, (size_t)len - (line[len - 1] == '\n') });
	free(line);
	return fflush(stdout) == 0 && !ferror(stdin) ? 0 : 2;
}
