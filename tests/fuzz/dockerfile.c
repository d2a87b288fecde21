/*
 * dockerfile.c - Dockerfiles, their stages and words, and the shell's texts in them:
 * src/syntax. Any bytes are read, in linear time, and every place lies in them (of UTF-16,
 * in what is made of them: two bytes become up to three).
 */
#include <stdlib.h>

#include "syntax/dockerfile_stages.h"
#include "syntax/shell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_instruction(const struct dockerfile_instruction *i, size_t size,
                              struct strata_arena *arena)
{
	struct shell shell;

	for (size_t k = 0; k < i->words.count; k++) {
		struct dockerfile_piece at = dockerfile_place(i, i->words.items[k].offset);

		if (at.line < i->line || at.column > size + size / 2 + 1)
			abort();
	}
	if (i->keyword == DOCKERFILE_RUN && shell_parse(&shell, i->text, arena, NULL) == 0)
		for (size_t k = 0; k < shell.commands.count; k++)
			if (shell.commands.items[k].end > i->text.len ||
			    shell.commands.items[k].reads >= (int)k ||
			    shell.commands.items[k].inside >= (int)k)
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct dockerfile_stages stages;
	struct dockerfile file;

	dockerfile_read(&file, bytes, &arena);
	for (size_t k = 0; k < file.instructions.count; k++)
		check_instruction(&file.instructions.items[k], size, &arena);
	dockerfile_stages_read(&stages, &file, STRATA_NONE, NULL, &arena);
	strata_arena_release(&arena);
	return 0;
}
