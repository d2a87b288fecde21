/*
 * lower.c - from a syntax tree to a program, by the table of a language.
 *
 * A node is visited once. Its children are walked with a cursor, since asking a node for its
 * n-th child costs n; what a field of the grammar becomes is looked up by the field's number.
 * Nesting is bounded: what is deeper is left out, and the program says so.
 */
#include <pthread.h>

#include "strata/limits.h"
#include "syntax/lower.h"

#define LANGUAGES 32

/* A row with its fields as numbers of the grammar. */
struct lower_ready {
	const struct lower_row *row;
	TSFieldId a, b, c, list, text, op;
};

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static struct {
	const TSLanguage *language;
	struct lower_ready *ready;
} made[LANGUAGES];

static TSFieldId field_id(const TSLanguage *language, const char *name)
{
	if (!name || name[0] == '#' || name[0] == '*' || name[0] == '.')
		return 0;
	return ts_language_field_id_for_name(language, name, (uint32_t)strlen(name));
}

static struct lower_ready *make_ready(const struct lower_table *table, const TSLanguage *language)
{
	uint32_t symbols = ts_language_symbol_count(language);
	struct lower_ready *ready = strata_malloc(symbols * sizeof *ready);

	memset(ready, 0, symbols * sizeof *ready);
	for (size_t i = 0; i < table->count; i++) {
		const struct lower_row *row = &table->rows[i];
		struct lower_ready it = {
			row,
			field_id(language, row->a), field_id(language, row->b), field_id(language, row->c),
			field_id(language, row->list), field_id(language, row->text),
			field_id(language, "operator"),
		};

		for (uint32_t s = 0; s < symbols; s++)
			if (strcmp(ts_language_symbol_name(language, (TSSymbol)s), row->kind) == 0 &&
			    ts_language_symbol_type(language, (TSSymbol)s) != TSSymbolTypeAnonymous)
				ready[s] = it;
	}
	return ready;
}

/* Made once in the process and kept: a scan asks for it with every file. */
static const struct lower_ready *ready_of(const struct lower_table *table,
					  const TSLanguage *language)
{
	const struct lower_ready *found = NULL;

	pthread_mutex_lock(&making);
	for (size_t i = 0; i < LANGUAGES && !found; i++) {
		if (!made[i].language) {
			made[i].language = language;
			made[i].ready = make_ready(table, language);
		}
		if (made[i].language == language)
			found = made[i].ready;
	}
	pthread_mutex_unlock(&making);
	return found;
}

struct strata_str lower_text(const struct lower *l, TSNode node)
{
	uint32_t start, end;

	if (ts_node_is_null(node))
		return STRATA_NONE;
	start = ts_node_start_byte(node);
	end = ts_node_end_byte(node);
	if (end > l->bytes.len || start > end)
		return STRATA_NONE;
	return (struct strata_str){ l->bytes.ptr + start, end - start };
}

TSNode lower_child(TSNode node, const char *field)
{
	return ts_node_child_by_field_name(node, field, (uint32_t)strlen(field));
}

struct strata_str lower_field_text(const struct lower *l, TSNode node, const char *field)
{
	return lower_text(l, lower_child(node, field));
}

bool lower_is(TSNode node, const char *kind)
{
	return !ts_node_is_null(node) && strcmp(ts_node_type(node), kind) == 0;
}

uint32_t lower_make(struct lower *l, uint8_t kind, TSNode node)
{
	struct program_node *made_node;

	if (l->program->nodes.count >= STRATA_LIMIT_PROGRAM_NODES) {
		l->program->cut = true;
		return 0;
	}
	made_node = strata_vec_push(l->arena, &l->program->nodes);
	made_node->kind = kind;
	made_node->start = ts_node_start_byte(node);
	made_node->end = ts_node_end_byte(node);
	return (uint32_t)(l->program->nodes.count - 1);
}

void lower_append(struct lower *l, uint32_t *first, uint32_t *last, uint32_t node)
{
	if (!node)
		return;
	if (*last)
		lower_at(l, *last)->next = node;
	else
		*first = node;
	for (*last = node; lower_at(l, *last)->next;)
		*last = lower_at(l, *last)->next;
}

uint8_t lower_op(struct strata_str text)
{
	static const struct {
		const char *text;
		uint8_t op;
	} ops[] = {
		{ "+", OP_ADD }, { "-", OP_SUB }, { "*", OP_MUL }, { "/", OP_DIV }, { "%", OP_MOD },
		{ "**", OP_POW }, { "<<", OP_SHL }, { ">>", OP_SHR }, { ">>>", OP_USHR },
		{ "&", OP_BIT_AND }, { "|", OP_BIT_OR }, { "^", OP_BIT_XOR }, { "~", OP_BIT_NOT },
		{ "==", OP_EQ }, { "===", OP_EQ }, { "!=", OP_NE }, { "!==", OP_NE }, { "<", OP_LT },
		{ "<=", OP_LE }, { ">", OP_GT }, { ">=", OP_GE }, { "&&", OP_AND }, { "||", OP_OR },
		{ "!", OP_NOT }, { "not", OP_NOT }, { "and", OP_AND }, { "or", OP_OR }, { "??", OP_ELSE },
		{ "in", OP_IN }, { "not in", OP_NOT_IN }, { "is", OP_EQ }, { "is not", OP_NE },
		{ "++", OP_ADD }, { "--", OP_SUB }, { "//", OP_DIV }, { ".", OP_CONCAT },
		{ "instanceof", OP_TEST }, { "typeof", OP_OTHER }, { "<>", OP_NE },
	};

	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
		if (strata_str_eq(text, strata_str_of(ops[i].text)))
			return ops[i].op;
	return OP_OTHER;
}

/* `+=` is the operator of an assignment that also reads; `=` is none. */
static uint8_t assigning_op(struct strata_str text)
{
	if (text.len < 2 || text.ptr[text.len - 1] != '=')
		return OP_NONE;
	return lower_op(strata_str_take(text, text.len - 1));
}

/* Of a row's "#n", whether it means this named child. */
static bool is_place(const char *wanted, uint32_t index)
{
	return wanted && wanted[0] == '#' && (uint32_t)(wanted[1] - '0') == index;
}

struct shape {
	uint32_t a, b, c, first, last;
	struct strata_str text;
	uint8_t op;
};

static void take_child(struct lower *l, struct shape *shape, const struct lower_ready *it,
		       TSNode child, TSFieldId field, uint32_t index)
{
	const struct lower_row *row = it->row;

	if ((field && field == it->a) || is_place(row->a, index))
		shape->a = lower_node(l, child);
	else if ((field && field == it->b) || is_place(row->b, index))
		shape->b = lower_node(l, child);
	else if ((field && field == it->c) || is_place(row->c, index))
		shape->c = lower_node(l, child);
	else if ((field && field == it->text) || is_place(row->text, index))
		shape->text = lower_text(l, child);
	else if (field && field == it->list)
		lower_append(l, &shape->first, &shape->last, lower_children(l, child, 0));
	else if (row->list && row->list[0] == '*')
		lower_append(l, &shape->first, &shape->last, lower_node(l, child));
}

static void take_operator(struct lower *l, struct shape *shape, uint8_t kind, TSNode child)
{
	struct strata_str text = lower_text(l, child);

	shape->op = kind == PROGRAM_ASSIGN ? assigning_op(text) : lower_op(text);
}

static void take_children(struct lower *l, struct shape *shape, const struct lower_ready *it,
			  TSNode node)
{
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	uint32_t index = 0;

	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more;
	     more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		TSFieldId field = ts_tree_cursor_current_field_id(&cursor);

		if (field && field == it->op)
			take_operator(l, shape, it->row->made, child);
		if (!ts_node_is_named(child) || ts_node_is_extra(child))
			continue;
		take_child(l, shape, it, child, field, index++);
	}
	ts_tree_cursor_delete(&cursor);
}

static uint32_t lower_by_shape(struct lower *l, const struct lower_ready *it, TSNode node)
{
	struct shape shape = { 0 };
	uint32_t out = lower_make(l, it->row->made, node);
	struct program_node *n;

	if (!out)
		return 0;
	if (it->row->text && it->row->text[0] == '.')
		shape.text = lower_text(l, node);
	if (ts_node_child_count(node))
		take_children(l, &shape, it, node);
	n = lower_at(l, out);
	n->a = shape.a;
	n->b = shape.b;
	n->c = shape.c;
	n->list = shape.first;
	n->text = shape.text;
	n->op = it->row->op ? it->row->op : shape.op;
	return out;
}

uint32_t lower_children(struct lower *l, TSNode node, uint32_t from)
{
	uint32_t first = 0, last = 0, index = 0;
	TSTreeCursor cursor;

	if (ts_node_is_null(node))
		return 0;
	cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more;
	     more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);

		if (!ts_node_is_named(child) || ts_node_is_extra(child) || index++ < from)
			continue;
		lower_append(l, &first, &last, lower_node(l, child));
	}
	ts_tree_cursor_delete(&cursor);
	return first;
}

/* What the table does not know: its parts may still matter. */
static uint32_t lower_other(struct lower *l, TSNode node)
{
	uint32_t out, list;

	if (ts_node_is_extra(node) && !ts_node_is_error(node))
		return 0;
	out = lower_make(l, PROGRAM_OTHER, node);
	list = ts_node_named_child_count(node) ? lower_children(l, node, 0) : 0;
	if (out)
		lower_at(l, out)->list = list;
	return out;
}

bool lower_may_nest(struct lower *l, unsigned links)
{
	if (l->depth + links < STRATA_LIMIT_SYNTAX_DEPTH)
		return true;
	l->program->cut = true;
	return false;
}

uint32_t lower_node(struct lower *l, TSNode node)
{
	const struct lower_ready *it;
	uint32_t out;

	if (ts_node_is_null(node))
		return 0;
	if (!lower_may_nest(l, 0))
		return 0;

	l->depth++;
	/* An error's symbol is outside of the grammar's. */
	it = ts_node_is_error(node) ? NULL : &l->ready[ts_node_symbol(node)];
	if (!it || !it->row)
		out = lower_other(l, node);
	else if (it->row->lower)
		out = it->row->lower(l, node);
	else
		out = it->row->made ? lower_by_shape(l, it, node) : 0;
	l->depth--;
	return out;
}

uint32_t lower_field(struct lower *l, TSNode node, const char *field)
{
	return lower_node(l, lower_child(node, field));
}

uint32_t lower_enter_function(struct lower *l, TSNode node, struct strata_str name)
{
	struct program_function *f = strata_vec_push(l->arena, &l->program->functions);

	f->name = name;
	f->class = l->class;
	f->outer = l->function;
	f->start = ts_node_start_byte(node);
	f->end = ts_node_end_byte(node);
	f->parameter = (uint32_t)l->program->parameters.count;
	l->function = (uint32_t)(l->program->functions.count - 1);
	return l->function;
}

struct program_function *lower_function(struct lower *l, uint32_t number)
{
	return &l->program->functions.items[number];
}

void lower_leave_function(struct lower *l, uint32_t number, uint32_t body)
{
	struct program_function *f = lower_function(l, number);

	f->body = body;
	l->function = f->outer;
}

struct program_parameter *lower_parameter(struct lower *l, TSNode node, struct strata_str name)
{
	struct program_parameter *p = strata_vec_push(l->arena, &l->program->parameters);
	struct program_function *f = lower_function(l, l->function);

	p->name = name;
	p->start = ts_node_start_byte(node);
	p->end = ts_node_end_byte(node);
	f->parameters = (uint32_t)l->program->parameters.count - f->parameter;
	return p;
}

uint32_t lower_enter_class(struct lower *l, TSNode node, struct strata_str name)
{
	struct program_class *c = strata_vec_push(l->arena, &l->program->classes);

	c->name = name;
	c->outer = l->class;
	c->start = ts_node_start_byte(node);
	c->end = ts_node_end_byte(node);
	l->class = (uint32_t)(l->program->classes.count - 1);
	return l->class;
}

void lower_leave_class(struct lower *l, uint32_t number)
{
	l->class = l->program->classes.items[number].outer;
}

void lower_field_of_class(struct lower *l, uint32_t declare)
{
	struct program_class *c = &l->program->classes.items[l->class];

	if (!declare || !l->class)
		return;
	lower_at(l, declare)->next = c->fields;
	c->fields = declare;
}

void lower_import(struct lower *l, TSNode node, struct strata_str name, struct strata_str target)
{
	struct program_import *i = strata_vec_push(l->arena, &l->program->imports);

	i->name = name;
	i->target = target;
	i->start = ts_node_start_byte(node);
	i->end = ts_node_end_byte(node);
	if (name.ptr)
		*strata_map_at(&l->program->imported, name, NULL) = l->program->imports.count - 1;
}

static const struct {
	const char *grammar;
	const struct lower_table *table;
} tables[] = {
	{ "java", &lower_java },
	{ "python", &lower_python },
};

static const struct lower_table *table_of(const struct syntax_tree *tree)
{
	const char *name = syntax_grammar_name(syntax_tree_grammar(tree));

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (strcmp(tables[i].grammar, name) == 0)
			return tables[i].table;
	return NULL;
}

struct program *program_of(struct strata_arena *arena, const struct syntax_tree *tree)
{
	const struct lower_table *table = table_of(tree);
	struct program *program;
	struct program_function *file;
	struct lower l = { .arena = arena, .bytes = syntax_tree_text(tree) };
	uint32_t body;

	if (!table)
		return NULL;
	l.program = program = strata_arena_alloc(arena, sizeof *program);
	l.ready = ready_of(table, sitter_language(syntax_tree_grammar(tree)));
	program->bytes = l.bytes;
	program->imported = STRATA_MAP_INIT(arena);
	strata_vec_push(arena, &program->nodes);
	strata_vec_push(arena, &program->classes);
	file = strata_vec_push(arena, &program->functions);
	file->end = (uint32_t)l.bytes.len;
	body = lower_node(&l, sitter_node(syntax_root(tree)));
	program->functions.items[0].body = body;
	return program;
}
