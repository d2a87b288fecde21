/*
 * flows.h - what the flow tests ask: whether what comes in reaches what goes out, in a text of
 * some language, with the few names that all tests share.
 *
 * `src.read(..)` is a source; `out.run(x)` is a sink of kind 1 and `out.show(x)` of kind 2;
 * `safe.quote(x)` clears kind 1; `safe.check(x)` is a guard for kind 1; `out.ask(x)` asks for
 * the constant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "sast/flow.h"
#include "strata/buf.h"
#include "syntax/tree.h"

enum { KIND_RUN = 1, KIND_SHOW = 2 };

struct flows_found {
	struct strata_arena arena;
	struct syntax_tree *tree;
	struct flow_unit unit;
	struct flow_answer answer;
};

static const struct sast_name flows_shared[] = {
	{ .name = { "src.read", 8 }, .role = SAST_SOURCE, .kinds = KIND_RUN | KIND_SHOW },
	{ .name = { "src.fill", 8 }, .role = SAST_SOURCE, .kinds = KIND_RUN | KIND_SHOW, .args = 1 },
	{ .name = { "out.run", 7 }, .role = SAST_SINK, .rule = 1, .kinds = KIND_RUN, .args = 1 },
	{ .name = { "out.show", 8 }, .role = SAST_SINK, .rule = 2, .kinds = KIND_SHOW,
	  .args = SAST_ARG_ANY },
	{ .name = { "safe.quote", 10 }, .role = SAST_SANITIZER, .kinds = KIND_RUN },
	{ .name = { "safe.check", 10 }, .role = SAST_GUARD, .kinds = KIND_RUN, .args = 1 },
	{ .name = { "out.ask", 7 }, .role = SAST_CONST, .rule = 3, .args = 1 },
};

static void flows_open(struct flows_found *out, const char *language, const char *text,
		       const struct flow_world *world)
{
	struct sast_names names = { 0 };
	struct flow_names ready;

	memset(out, 0, sizeof *out);
	assert_int_equal(syntax_parse(&out->tree, syntax_grammar(strata_str_of(language)),
				      strata_str_of(text), NULL), 0);
	out->unit.program = program_of(&out->arena, out->tree);
	assert_non_null(out->unit.program);
	names.items = (struct sast_name *)flows_shared;
	names.count = sizeof flows_shared / sizeof *flows_shared;
	flow_names_init(&ready, &out->arena, &names);
	flow_prepare(&out->unit, &out->arena);
	flow_run(&out->answer, &out->arena, &out->unit, &ready, world);
}

static void flows_close(struct flows_found *found)
{
	syntax_tree_free(found->tree);
	strata_arena_release(&found->arena);
}

/* How many flows there are into sinks of a rule. */
static size_t flows_count(const char *language, const char *text, uint32_t rule)
{
	struct flows_found found;
	size_t count = 0;

	flows_open(&found, language, text, NULL);
	for (size_t i = 0; i < found.answer.flows.count; i++)
		count += found.answer.flows.items[i].rule == rule;
	flows_close(&found);
	return count;
}
