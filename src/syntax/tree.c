/* tree.c - trees by tree-sitter's core 0.25, its handles kept out of sight. */
#include "syntax/tree.h"

#include <tree_sitter/api.h>

#include "strata/limits.h"
#include "syntax/sitter.h"

#define GRAMMAR(name, entry, discovered) const TSLanguage *tree_sitter_##entry(void);
#include "syntax/grammars.def"
#undef GRAMMAR

struct syntax_grammar {
	const char *name, *discovered;
	const TSLanguage *(*entry)(void);
};

static const struct syntax_grammar grammars[] = {
#define GRAMMAR(name, entry, discovered) { name, discovered, tree_sitter_##entry },
#include "syntax/grammars.def"
#undef GRAMMAR
};

enum { GRAMMARS = sizeof(grammars) / sizeof(*grammars) };

struct syntax_tree {
	const struct syntax_grammar *grammar;
	struct strata_str text;
	TSTree *tree;
};

_Static_assert(sizeof(struct syntax_node) == sizeof(TSNode), "a node is tree-sitter's own");

TSNode sitter_node(struct syntax_node n)
{
	TSNode out;

	memcpy(&out, &n, sizeof(out));
	return out;
}

struct syntax_node sitter_own(TSNode n)
{
	struct syntax_node out;

	memcpy(&out, &n, sizeof(out));
	return out;
}

const TSLanguage *sitter_language(const struct syntax_grammar *g)
{
	return g->entry();
}

const struct syntax_grammar *syntax_grammar(struct strata_str name)
{
	for (size_t i = 0; i < GRAMMARS; i++)
		if (strata_str_eq(strata_str_of(grammars[i].name), name))
			return &grammars[i];
	return NULL;
}

const struct syntax_grammar *syntax_grammar_of(struct strata_str discovered)
{
	for (size_t i = 0; i < GRAMMARS; i++) {
		struct strata_str one, rest = strata_str_of(grammars[i].discovered);

		while (rest.ptr) {
			strata_str_cut(&one, &rest, rest, '|');
			if (strata_str_eq(one, discovered))
				return &grammars[i];
		}
	}
	return NULL;
}

const char *syntax_grammar_name(const struct syntax_grammar *g)
{
	return g->name;
}

uint16_t syntax_kind_named(const struct syntax_grammar *g, const char *kind, bool named)
{
	return ts_language_symbol_for_name(g->entry(), kind, (uint32_t)strlen(kind), named);
}

uint16_t syntax_field_named(const struct syntax_grammar *g, const char *field)
{
	return ts_language_field_id_for_name(g->entry(), field, (uint32_t)strlen(field));
}

uint16_t syntax_kind_count(const struct syntax_grammar *g)
{
	return (uint16_t)ts_language_symbol_count(g->entry());
}

static const char *read_bytes(void *payload, uint32_t at, TSPoint point, uint32_t *length)
{
	struct strata_str rest = strata_str_skip(*(const struct strata_str *)payload, at);

	(void)point;
	*length = (uint32_t)rest.len;
	return rest.len ? rest.ptr : "";
}

/* Deterministic, unlike a time: how often the parser may ask whether to go on. */
static bool is_enough(TSParseState *state)
{
	unsigned *left = state->payload;

	return *left == 0 || --*left == 0;
}

TSTree *sitter_parse(const TSLanguage *language, struct strata_str text)
{
	TSParser *parser = ts_parser_new();
	unsigned left = STRATA_LIMIT_SYNTAX_STEPS;
	TSInput input = { &text, read_bytes, TSInputEncodingUTF8, NULL };
	TSParseOptions options = { &left, is_enough };
	TSTree *tree = NULL;

	if (ts_parser_set_language(parser, language))
		tree = ts_parser_parse_with_options(parser, NULL, input, options);
	ts_parser_delete(parser);
	return tree;
}

int syntax_parse(struct syntax_tree **out, const struct syntax_grammar *g, struct strata_str text,
		 struct strata_error *err)
{
	struct syntax_tree *t;
	TSTree *tree;

	if (text.len > STRATA_LIMIT_SYNTAX_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "source of over %u bytes",
				   STRATA_LIMIT_SYNTAX_BYTES);
	tree = sitter_parse(g->entry(), text);
	if (!tree)
		return strata_fail(err, STRATA_ELIMIT, 0, "source that is too intricate");
	t = strata_malloc(sizeof(*t));
	*t = (struct syntax_tree){ g, text, tree };
	*out = t;
	return 0;
}

void syntax_tree_free(struct syntax_tree *t)
{
	if (!t)
		return;
	ts_tree_delete(t->tree);
	free(t);
}

const struct syntax_grammar *syntax_tree_grammar(const struct syntax_tree *t)
{
	return t->grammar;
}

struct strata_str syntax_tree_text(const struct syntax_tree *t)
{
	return t->text;
}

struct syntax_node syntax_root(const struct syntax_tree *t)
{
	return sitter_own(ts_tree_root_node(t->tree));
}

uint16_t syntax_kind(struct syntax_node n)
{
	return ts_node_symbol(sitter_node(n));
}

const char *syntax_kind_name(struct syntax_node n)
{
	return ts_node_type(sitter_node(n));
}

uint32_t syntax_start(struct syntax_node n)
{
	return ts_node_start_byte(sitter_node(n));
}

uint32_t syntax_end(struct syntax_node n)
{
	return ts_node_end_byte(sitter_node(n));
}

struct strata_str syntax_text(const struct syntax_tree *t, struct syntax_node n)
{
	uint32_t start = syntax_start(n);

	return strata_str_take(strata_str_skip(t->text, start), syntax_end(n) - start);
}

bool syntax_is_named(struct syntax_node n)
{
	return ts_node_is_named(sitter_node(n));
}

bool syntax_is_error(struct syntax_node n)
{
	return ts_node_is_error(sitter_node(n)) || ts_node_is_missing(sitter_node(n));
}

bool syntax_has_error(struct syntax_node n)
{
	return ts_node_has_error(sitter_node(n));
}

struct syntax_node syntax_parent(struct syntax_node n)
{
	return sitter_own(ts_node_parent(sitter_node(n)));
}

struct syntax_node syntax_child_of(struct syntax_node n, uint16_t field)
{
	return sitter_own(ts_node_child_by_field_id(sitter_node(n), field));
}

struct syntax_node syntax_node_at(const struct syntax_tree *t, uint32_t at)
{
	return sitter_own(ts_node_descendant_for_byte_range(ts_tree_root_node(t->tree), at, at + 1));
}

void syntax_children(struct syntax_children *out, struct syntax_node n, struct strata_arena *arena)
{
	TSTreeCursor cursor = ts_tree_cursor_new(sitter_node(n));

	out->count = 0;
	if (ts_tree_cursor_goto_first_child(&cursor))
		do
			*strata_vec_push(arena, out) = (struct syntax_child){
				sitter_own(ts_tree_cursor_current_node(&cursor)),
				ts_tree_cursor_current_field_id(&cursor),
			};
		while (ts_tree_cursor_goto_next_sibling(&cursor));
	ts_tree_cursor_delete(&cursor);
}

void syntax_place(struct syntax_node n, unsigned *line, unsigned *column)
{
	TSPoint at = ts_node_start_point(sitter_node(n));

	*line = at.row + 1;
	*column = at.column + 1;
}
