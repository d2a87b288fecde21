/*
 * image_facts.c - a file of facts about images, and the judgements that are made on it:
 * src/image/facts.c, tag.c, line.c, newer.c, choice.c, src/model/image_reference.c.
 *
 * Compressed bytes that are damaged would end every try at once. So the first line of the input
 * is a reference, and the rest is one image's text, which is put into a file of facts in a block
 * that is not compressed; an input that begins as such a file is one.
 */
#include "../unit/image/facts.h"
#include "image/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(struct image_facts *facts, struct strata_str text)
{
	static const char *const days[] = { "2016-01-01", "2026-08-21", "2030-01-01" };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct image_reference reference;
	struct image_base base;

	if (image_reference_read(&reference, text, &arena, NULL) == 0)
		for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
			struct image_asked asked = { strata_str_of(days[0]), strata_str_of(days[i]), NULL };

			if (image_base_judge(&base, facts, &reference, &asked, &arena, NULL) == 0)
				image_base_runs_on(&base, STRATA_STR("linux/arm64"));
		}
	strata_arena_release(&arena);
}

static void use(struct strata_str bytes, struct strata_str reference)
{
	struct image_facts *facts;

	if (image_facts_of_bytes(&facts, bytes, STRATA_STR("fuzz"), NULL) < 0)
		return;
	judge(facts, reference);
	image_facts_close(facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size }, reference, text;
	struct facts_image image = { "node", NULL };
	struct strata_arena arena = STRATA_ARENA_INIT;
	char *file;

	if (strata_str_starts(bytes, STRATA_STR("strata image facts"))) {
		use(bytes, STRATA_STR("node:18-alpine"));
	} else if (strata_str_cut(&reference, &text, strata_str_take(bytes, 65000), '\n')) {
		image.text = strata_arena_cstr(&arena, text);
		file = facts_file(&bytes, &image, 1);
		use(bytes, reference);
		free(file);
	}
	strata_arena_release(&arena);
	return 0;
}
