/* Flows through any bytes, read as each language that has programs: no crash, and bounds hold. */
#include <stdlib.h>

#include "sast/flow.h"
#include "syntax/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const languages[] = { "java", "python" };

static const struct sast_name rules[] = {
	{ .name = { "*.read", 6 }, .role = SAST_SOURCE, .kinds = 3 },
	{ .name = { "*.get", 5 }, .role = SAST_SOURCE, .kinds = 3, .args = 1 },
	{ .name = { "*.add", 5 }, .role = SAST_FROM, .kinds = 3, .args = 1, .to = SAST_ARG_RECEIVER },
	{ .name = { "*.run", 5 }, .role = SAST_SINK, .kinds = 1, .args = SAST_ARG_ANY },
	{ .name = { "@*.route", 8 }, .role = SAST_SINK, .kinds = 2 },
	{ .name = { "*.quote", 7 }, .role = SAST_SANITIZER, .kinds = 1 },
	{ .name = { "*.check", 7 }, .role = SAST_GUARD, .kinds = 1, .args = 1 },
	{ .name = { "*.ask", 5 }, .role = SAST_CONST, .args = 1 },
};

/* Marks wherever the bytes say so, as queries might make them. */
static void mark(struct flow_unit *unit, struct strata_arena *arena)
{
	const struct program *p = unit->program;

	for (size_t i = 1; i < p->nodes.count; i += 7) {
		const struct program_node *n = &p->nodes.items[i];
		struct sast_mark *m = strata_vec_push(arena, &unit->marks);

		*m = (struct sast_mark){ .start = n->start, .end = n->end, .pair = (uint32_t)(i & 3),
					 .role = (enum sast_role)(i % (SAST_CONST + 1)), .kinds = 3 };
	}
	strata_vec_sort(&unit->marks, sast_mark_compare);
}

static void follow(struct strata_str text, const char *language)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const struct sast_names names = { (struct sast_name *)rules, sizeof(rules) / sizeof(*rules), 0 };
	struct syntax_tree *tree = NULL;
	struct flow_names ready;
	struct flow_unit unit = { .path = STRATA_STR("x") };
	struct flow_answer answer;

	if (syntax_parse(&tree, syntax_grammar(strata_str_of(language)), text, NULL) < 0)
		return;
	unit.program = program_of(&arena, tree);
	mark(&unit, &arena);
	flow_names_init(&ready, &arena, &names);
	flow_prepare(&unit, &arena);
	flow_run(&answer, &arena, &unit, &ready, NULL);
	for (size_t i = 0; i < answer.flows.count; i++)
		for (size_t j = 0; j < answer.flows.items[i].path.count; j++)
			if (answer.flows.items[i].path.items[j].end > text.len)
				abort();
	syntax_tree_free(tree);
	strata_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str text = { (const char *)data, size };

	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		follow(text, languages[i]);
	return 0;
}
