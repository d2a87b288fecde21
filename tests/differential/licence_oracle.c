/*
 * licence_oracle.c - the licence of each file whose path is on standard input, one a line, for
 * test_licence_texts.py; with "names" as its argument, the expression that each line means, with
 * "words", its shingles.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "composition/recognise.h"
#include "strata/buf.h"

static void print(const struct spdx_node *node, struct strata_arena *arena)
{
	struct strata_str text = node ? spdx_write(node, arena) : STRATA_STR("NOASSERTION");

	printf("%.*s\n", STRATA_ARG(text));
}

static void print_words(const char *line, struct strata_arena *arena)
{
	struct word_list words = { 0 };

	words_read(&words, strata_str_of(line), arena);
	for (size_t i = 0; i + WORDS_SHINGLE <= words.count; i++)
		printf("%s%08x", i ? " " : "", (unsigned)words_shingle(&words.items[i]));
	putchar('\n');
}

static void read_file(struct strata_buf *out, const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t n = 1;

	strata_buf_reset(out);
	while (file && n > 0) {
		n = fread(strata_buf_room(out, 1 << 16), 1, 1 << 16, file);
		out->len += n;
	}
	if (file)
		fclose(file);
}

int main(int count, char **arguments)
{
	bool names = count > 1 && strcmp(arguments[1], "names") == 0;
	bool words = count > 1 && strcmp(arguments[1], "words") == 0;
	struct recogniser r = RECOGNISER_INIT;
	struct strata_buf bytes = STRATA_BUF_INIT;
	size_t capacity = 0;
	char *line = NULL;
	ssize_t len;

	while ((len = getline(&line, &capacity, stdin)) > 0) {
		line[strcspn(line, "\n")] = 0;
		if (names) {
			print(spdx_of_text(strata_str_of(line), &r.arena), &r.arena);
			continue;
		}
		if (words) {
			print_words(line, &r.arena);
			continue;
		}
		read_file(&bytes, line);
		print(recognise_licence(&r, strata_buf_str(&bytes)), &r.arena);
	}
	free(line);
	strata_buf_release(&bytes);
	recogniser_release(&r);
	return 0;
}
